"""Receipts: what came of an effect goes through the door as a fact, and confirms tags when it comes round."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy.orm import Session

from siyu.act.facts import EffectDone
from siyu.act.transitions import Planned
from siyu.ingest import service as door
from siyu.ingest.facts import Recorded
from siyu.ingest.listeners import Listener
from siyu.kit import clock
from siyu.profile import service as profile

MARK_TAG = "wecom.mark_tag"
# Long, or good for sending in our name: these stay in the outbox.
UNTOLD = frozenset(("message", "welcome_code"))


@dataclass(frozen=True, slots=True)
class Receipt:
    """News about one effect."""

    planned: Planned
    verdict: Literal["sent", "refused", "unknown"]
    error_code: str | None = None
    error_message: str | None = None
    needs_person: bool = False
    result: Mapping[str, Any] = field(default_factory=dict)


def record(session: Session, receipts: Sequence[Receipt]) -> None:
    """Tell the world, within this transaction."""
    by_corp: dict[UUID, list[door.Entry]] = defaultdict(list)
    now = clock.now()
    for receipt in receipts:
        planned = receipt.planned
        # The fence makes a second doubt about one effect another receipt than the first.
        key = f"{planned.effect.id}:{receipt.verdict}:{planned.fence}"
        entry = door.Entry(_fact(receipt, now), key, planned.subject, occurred_at=now, cause=planned.cause)
        by_corp[planned.effect.corp_id].append(entry)
    for corp_id, entries in by_corp.items():
        door.record_many(session, corp_id, entries)


def confirm_tags(session: Session, corp_id: UUID, recorded: Sequence[Recorded[EffectDone]]) -> None:
    """Tell profile which of the tags it wanted WeCom has taken."""
    taken: dict[UUID, set[UUID]] = defaultdict(set)
    for receipt in (one.fact for one in recorded):
        if receipt.kind == MARK_TAG and receipt.verdict == "sent" and receipt.relation_id is not None:
            taken[receipt.relation_id].update(map(UUID, receipt.payload_summary.get("tag_ids", ())))
    tags_of = {relation_id: sorted(tag_ids) for relation_id, tag_ids in taken.items() if tag_ids}
    profile.confirm_many(session, corp_id, tags_of=tags_of)


LISTENER = Listener("act", {EffectDone: confirm_tags})


def _fact(receipt: Receipt, now: datetime) -> EffectDone:
    planned, effect = receipt.planned, receipt.planned.effect
    return EffectDone(
        effect_id=effect.id,
        kind=effect.kind,
        key=effect.key,
        verdict=receipt.verdict,
        error_code=receipt.error_code,
        error_message=receipt.error_message,
        decision_id=planned.decision_id,
        person_id=planned.person_id,
        relation_id=planned.relation_id,
        staff_id=planned.staff_id,
        subject=planned.subject,
        attempt=effect.attempt,
        done_at=now,
        latency_ms=_latency_ms(effect.payload.get("callback_received_at"), effect.created_at, now),
        needs_person=receipt.needs_person,
        payload_summary={name: value for name, value in effect.payload.items() if name not in UNTOLD},
        result=dict(receipt.result),
    )


def _latency_ms(received: str | None, planned: datetime, now: datetime) -> int:
    since = planned if received is None else datetime.fromisoformat(received)
    return max(0, round((now - since).total_seconds() * 1000))
