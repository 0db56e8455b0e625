"""Writes on new customers what their code says: tags, remark and description, each with its reason."""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from siyu.act import service as act
from siyu.decide.intents import Intent, Purpose, Reason
from siyu.ingest.facts import Recorded
from siyu.plays.channel_codes import labels
from siyu.plays.channel_codes.keys import PLAY
from siyu.plays.channel_codes.known import KnownCode
from siyu.profile import queries as profile_queries
from siyu.profile import service as profile_service
from siyu.profile.facts import CustomerAdded
from siyu.profile.service import TagChange, TagPlan

MARK, REMARK = "wecom.mark_tag", "wecom.remark"
SOURCE = "channel"

Newcomer = tuple[Recorded[CustomerAdded], KnownCode]


def label(session: Session, corp_id: UUID, newcomers: Sequence[Newcomer]) -> None:
    """Plan tags and notes of customers who just came by active codes."""
    wanted = {tag_id for _, code in newcomers for tag_id in code.config.labels.tag_ids}
    at_wecom = profile_queries.wecom_tag_ids(session, corp_id, sorted(wanted)) if wanted else {}
    plans = [
        TagPlan(one.fact.relation_id, SOURCE, because(code), add=code.config.labels.tag_ids)
        for one, code in newcomers
        if code.config.labels.tag_ids
    ]
    planned = profile_service.plan_many(session, corp_id, plans=plans) if plans else []
    changes = {change.relation_id: change for change in planned}
    intents = [intent for one, code in newcomers for intent in _intents(one, code, changes, at_wecom)]
    act.perform(session, corp_id, intents)


def because(code: KnownCode) -> Reason:
    """Why a label is there."""
    return Reason("code.labels", code.named)


def _intents(
    one: Recorded[CustomerAdded], code: KnownCode, changes: Mapping[UUID, TagChange], at_wecom: Mapping[UUID, str]
) -> Iterator[Intent]:
    fact = one.fact
    episode = f"{fact.relation_id}:{fact.added_at.isoformat()}"
    who = {"userid": fact.userid, "external_userid": fact.external_userid}
    added = changes[fact.relation_id].added if fact.relation_id in changes else ()
    known = [tag_id for tag_id in added if tag_id in at_wecom]
    if known:
        tags = {"add": [at_wecom[one] for one in known], "remove": [], "tag_ids": [str(one) for one in known]}
        yield _intent(one, code, f"code-tags:{code.id}:{episode}", MARK, {**who, **tags})
    note = labels.note(code.config.labels, fact.customer_name)
    if note is not None:
        written = {name: value for name, value in (("remark", note.remark), ("description", note.description)) if value}
        yield _intent(one, code, f"code-note:{code.id}:{episode}", REMARK, {**who, **written})


def _intent(
    one: Recorded[CustomerAdded], code: KnownCode, key: str, effect: str, payload: Mapping[str, object]
) -> Intent:
    return Intent(
        key=key,
        play=PLAY,
        purpose=Purpose.BOOKKEEPING,
        effect=effect,
        payload=payload,
        because=because(code),
        person_id=one.fact.person_id,
        relation_id=one.fact.relation_id,
        staff_id=one.fact.staff_id,
        subject=f"relation:{one.fact.relation_id}",
        cause=one.seq,
    )
