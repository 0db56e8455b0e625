"""Who is next: random, in turn, weighted or least loaded, among those below their caps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from siyu.kit import chance
from siyu.plays.channel_codes.config import Rotation, StaffPlan


@dataclass(frozen=True, slots=True)
class Counts:
    """Customers added today (the corp's day): by this code and by any code, per staff; `last` got the code's latest."""

    by_code: Mapping[UUID, int] = field(default_factory=dict)
    by_staff: Mapping[UUID, int] = field(default_factory=dict)
    last: UUID | None = None

    @property
    def code_total(self) -> int:
        """All of the code's additions today."""
        return sum(self.by_code.values())


def below_caps(staff_ids: Sequence[UUID], plan: StaffPlan, counts: Counts) -> tuple[UUID, ...]:
    """Those who may still take a customer by this code today."""
    caps = plan.staff_daily_caps
    return tuple(one for one in staff_ids if one not in caps or counts.by_code.get(one, 0) < caps[one])


def is_code_full(plan: StaffPlan, counts: Counts) -> bool:
    """Whether the code took as many today as it may."""
    return plan.code_daily_cap is not None and counts.code_total >= plan.code_daily_cap


def receivers(pool: Sequence[UUID], plan: StaffPlan, counts: Counts, *, code: str) -> tuple[UUID, ...]:
    """Whom the code should point at now.

    `random` gives WeCom the whole pool, for WeCom itself draws one per customer; the others give one staff.
    """
    if len(pool) <= 1 or plan.rotation == "random":
        return tuple(pool)
    return (_NEXT[plan.rotation](pool, plan, counts, code),)


def _in_turn(pool: Sequence[UUID], plan: StaffPlan, counts: Counts, code: str) -> UUID:
    return _ring(pool, plan, counts.last)[0]


def _weighted(pool: Sequence[UUID], plan: StaffPlan, counts: Counts, code: str) -> UUID:
    """The one furthest below its share: least (added + 1) / weight; a tie falls by a stable draw."""
    willing = [one for one in pool if plan.weights.get(one, 1) > 0] or list(pool)

    def due(one: UUID) -> tuple[float, float]:
        weight = plan.weights.get(one, 1) or 1
        return (counts.by_code.get(one, 0) + 1) / weight, chance.share(code, str(one))

    return min(willing, key=due)


def _least_loaded(pool: Sequence[UUID], plan: StaffPlan, counts: Counts, code: str) -> UUID:
    """The one with the fewest new customers today from any code; a tie falls to whose turn it is."""
    return min(_ring(pool, plan, counts.last), key=lambda one: counts.by_staff.get(one, 0))


def _ring(pool: Sequence[UUID], plan: StaffPlan, last: UUID | None) -> list[UUID]:
    """The pool in the plan's order, beginning after `last` (who need not be on duty any more)."""
    order = {one: place for place, one in enumerate(plan.everyone())}
    ordered = sorted(pool, key=order.__getitem__)
    after = order.get(last, -1) if last is not None else -1
    return [one for one in ordered if order[one] > after] + [one for one in ordered if order[one] <= after]


_NEXT = {"in_turn": _in_turn, "weighted": _weighted, "least_loaded": _least_loaded}


def uses_one_at_a_time(rotation: Rotation) -> bool:
    """Whether the code is pointed at the next staff after every customer."""
    return rotation in _NEXT
