"""Writing outcomes down: the outbox, the receipts, the quotas, in one transaction for a whole batch."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from siyu.act import outbox, receipts
from siyu.act.adapter import Adapter
from siyu.act.outbox import Closed, Settled
from siyu.act.receipts import Receipt
from siyu.act.transitions import Planned
from siyu.decide import service as deciding
from siyu.kit import wakeup


def settle(session: Session, outcomes: Sequence[Settled], adapters: Mapping[str, Adapter]) -> list[Settled]:
    """Write outcomes that are still ours to write; the rest came after somebody else took the effect over."""
    held = outbox.settle(session, outcomes)
    kept = [each for each in outcomes if each.claim.effect.id in held]
    receipts.record(session, [_receipt(each) for each in kept if each.next.receipt is not None])
    sent = [each.claim.planned for each in kept if each.next.state == "sent"]
    _account(session, spent=sent, released=[each.claim.planned for each in kept if each.next.state == "refused"])
    if any(adapters[each.claim.effect.kind].series and each.claim.planned.subject for each in kept):
        wakeup.ring(session, wakeup.OUTBOX)  # the next of a series may go now
    return kept


def close(session: Session, closed: Sequence[Closed]) -> None:
    """Tell and account for effects that changed state while nobody held them."""
    told = [
        Receipt(
            each.planned,
            "refused" if each.state == "refused" else "unknown",
            error_code=each.error_code,
            needs_person=each.needs_person,
        )
        for each in closed
    ]
    receipts.record(session, told)
    _account(session, spent=[], released=[each.planned for each in closed if each.state == "refused"])


def _receipt(settled: Settled) -> Receipt:
    to = settled.next
    return Receipt(
        settled.claim.planned,
        to.receipt or "unknown",
        error_code=to.error_code,
        error_message=to.error_message,
        needs_person=to.needs_person,
        result=settled.done.result,
    )


def _account(session: Session, *, spent: Sequence[Planned], released: Sequence[Planned]) -> None:
    by_corp: dict[UUID, tuple[list[UUID], list[UUID]]] = defaultdict(lambda: ([], []))
    for place, planned in [*((0, each) for each in spent), *((1, each) for each in released)]:
        by_corp[planned.effect.corp_id][place].append(planned.decision_id)
    for corp_id in sorted(by_corp):
        deciding.settle(session, corp_id, spent=by_corp[corp_id][0], released=by_corp[corp_id][1])
