"""Who is on duty at a moment, and when that changes next."""

from collections.abc import Iterator
from datetime import datetime, time
from itertools import combinations
from uuid import UUID

from siyu.plays.channel_codes import windows
from siyu.plays.channel_codes.config import Accept, Slot, SpecialSlot, StaffPlan


def on_duty(plan: StaffPlan, local: datetime) -> tuple[UUID, ...]:
    """Staff the plan names at `local` (the corp's time), in the order named.

    A date with special slots follows only those; a slot over midnight belongs to the day it starts on.
    """
    if plan.mode == "always":
        return tuple(dict.fromkeys(plan.always))
    return tuple(dict.fromkeys(staff_id for slot in _open_slots(plan, local) for staff_id in slot.staff_ids))


def does_accept(accept: Accept, local: datetime) -> bool:
    """Whether friend requests are accepted by themselves at `local`."""
    if accept.mode == "windows":
        return any(windows.is_open(window, local) for window in accept.windows)
    return accept.mode == "always"


def next_change(plan: StaffPlan, accept: Accept, local: datetime) -> datetime | None:
    """The first local moment after `local` at which duty, acceptance or a daily count may change; None if never."""
    moments = [moment for moment in _moments(plan, accept, local) if moment > local]
    return min(moments, default=None)


def overlapping(slots: tuple[Slot, ...]) -> list[tuple[int, int, UUID]]:
    """Pairs of weekly slots that claim the same staff at the same time: (first, second, staff)."""
    return [
        (first, second, staff_id)
        for (first, one), (second, other) in combinations(enumerate(slots), 2)
        for staff_id in one.staff_ids
        if staff_id in other.staff_ids and windows.do_weekly_overlap(one, other)
    ]


def overlapping_special(slots: tuple[SpecialSlot, ...]) -> list[tuple[int, int, UUID]]:
    """Pairs of special slots that claim the same staff at the same time: (first, second, staff)."""
    return [
        (first, second, staff_id)
        for (first, one), (second, other) in combinations(enumerate(slots), 2)
        for staff_id in one.staff_ids
        if staff_id in other.staff_ids and windows.do_dated_overlap(one, other)
    ]


def _open_slots(plan: StaffPlan, local: datetime) -> Iterator[Slot | SpecialSlot]:
    for day, minute in windows.days_reaching(local):
        special: list[Slot | SpecialSlot] = [slot for slot in plan.special if slot.starts_on(day)]
        weekly = (slot for slot in plan.roster if slot.starts_on(day))
        yield from (slot for slot in special or weekly if windows.holds(slot, minute))


def _moments(plan: StaffPlan, accept: Accept, local: datetime) -> Iterator[datetime]:
    if plan.mode == "roster":
        yield from windows.edges((*plan.roster, *plan.special), local)
    if accept.mode == "windows":
        yield from windows.edges(accept.windows, local)
    if does_count(plan):
        yield datetime.combine(local.date() + windows.ONE_DAY, time(), local.tzinfo)


def does_count(plan: StaffPlan) -> bool:
    """Whether who is next depends on how many were added today."""
    return plan.rotation != "random" or plan.code_daily_cap is not None or bool(plan.staff_daily_caps)
