"""What is written on relations: tags that people want are told to WeCom, and remarks WeCom took are noted."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from siyu.act import service
from siyu.act.facts import EffectDone
from siyu.decide.intents import Intent, Purpose, Reason
from siyu.ingest.facts import Recorded
from siyu.ingest.listeners import Listener
from siyu.kit.jobs import Lane
from siyu.profile import service as profile
from siyu.profile.facts import TagsWanted
from siyu.profile.service import Note

MARK_TAG, REMARK = "wecom.mark_tag", "wecom.remark"


def mark(session: Session, corp_id: UUID, recorded: Sequence[Recorded[TagsWanted]]) -> None:
    """Propose the marking of every relation whose tags somebody changed."""
    service.perform(session, corp_id, [_intent(one) for one in recorded if one.fact.add or one.fact.remove])


def note_remarks(session: Session, corp_id: UUID, recorded: Sequence[Recorded[EffectDone]]) -> None:
    """Remember remarks and descriptions WeCom took: it calls nobody back about what an app wrote."""
    notes = {
        one.fact.relation_id: Note(one.fact.payload_summary.get("remark"), one.fact.payload_summary.get("description"))
        for one in recorded
        if one.fact.kind == REMARK and one.fact.verdict == "sent" and one.fact.relation_id is not None
    }
    profile.note_many(session, corp_id, notes=notes)


def _intent(one: Recorded[TagsWanted]) -> Intent:
    wanted = one.fact
    return Intent(
        # The same tags may be wanted again after an undo: each wish is a thing of its own.
        key=f"tags:{wanted.batch_id}:{wanted.reason_code}:{wanted.relation_id}",
        play="profile",
        purpose=Purpose.BOOKKEEPING,
        effect=MARK_TAG,
        payload={
            "userid": wanted.userid,
            "external_userid": wanted.external_userid,
            "add": list(wanted.add),
            "remove": list(wanted.remove),
            "tag_ids": [str(tag_id) for tag_id in wanted.tag_ids],
        },
        because=Reason(wanted.reason_code, wanted.reason_params),
        lane=Lane.NORMAL,
        person_id=wanted.person_id,
        relation_id=wanted.relation_id,
        staff_id=wanted.staff_id,
        subject=f"relation:{wanted.relation_id}",
        cause=one.seq,
    )


LISTENER = Listener("act.labelling", {TagsWanted: mark, EffectDone: note_remarks})
