"""Who is on duty: weekly slots, over midnight, special dates, and when that changes next."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from siyu.plays.channel_codes import roster, windows
from siyu.plays.channel_codes.config import Accept, Slot, SpecialSlot, StaffPlan

LIN, WU, HAN = (UUID(int=number) for number in (1, 2, 3))
SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def slot(*weekdays: int, start: str, end: str, staff: tuple[UUID, ...]) -> Slot:
    return Slot(weekdays=weekdays, from_=start, to=end, staff_ids=staff)


def special(first: str, last: str, start: str, end: str, staff: tuple[UUID, ...]) -> SpecialSlot:
    return SpecialSlot(
        from_date=date.fromisoformat(first), to_date=date.fromisoformat(last), from_=start, to=end, staff_ids=staff
    )


def rostered(*slots: Slot, special: tuple[SpecialSlot, ...] = (), **more: Any) -> StaffPlan:
    return StaffPlan(mode="roster", roster=slots, special=special, **more)


def test_a_sunday_slot_is_the_seventh_day() -> None:
    plan = rostered(slot(7, start="09:00", end="18:00", staff=(LIN,)))

    assert roster.on_duty(plan, at("2026-03-01T10:00")) == (LIN,)
    assert roster.on_duty(plan, at("2026-03-02T10:00")) == ()


def test_sunday_night_goes_on_into_monday_morning() -> None:
    plan = rostered(slot(7, start="22:00", end="06:00", staff=(LIN,)), slot(1, start="06:00", end="22:00", staff=(WU,)))

    assert [roster.on_duty(plan, at(f"2026-03-{moment}")) for moment in ("01T23:59", "02T05:59", "02T06:00")] == [
        (LIN,),
        (LIN,),
        (WU,),
    ]


def test_overlapping_slots_put_both_on_duty_in_the_order_of_the_plan() -> None:
    plan = rostered(
        slot(1, start="09:00", end="18:00", staff=(WU,)), slot(1, start="12:00", end="14:00", staff=(LIN, WU))
    )

    assert roster.on_duty(plan, at("2026-03-02T13:00")) == (WU, LIN)


def test_a_special_date_follows_only_its_own_slots() -> None:
    weekly = slot(1, 2, 3, 4, 5, 6, 7, start="09:00", end="18:00", staff=(LIN,))
    plan = rostered(weekly, special=(special("2026-02-17", "2026-02-19", "10:00", "16:00", (WU,)),))

    assert {
        moment: roster.on_duty(plan, at(moment))
        for moment in ("2026-02-16T17:00", "2026-02-17T11:00", "2026-02-17T17:00", "2026-02-20T11:00")
    } == {
        "2026-02-16T17:00": (LIN,),
        "2026-02-17T11:00": (WU,),
        "2026-02-17T17:00": (),
        "2026-02-20T11:00": (LIN,),
    }


def test_the_night_before_a_special_date_is_finished_by_those_who_began_it() -> None:
    weekly = slot(1, 2, 3, 4, 5, 6, 7, start="20:00", end="04:00", staff=(LIN,))
    plan = rostered(weekly, special=(special("2026-02-17", "2026-02-17", "10:00", "16:00", (WU,)),))

    assert roster.on_duty(plan, at("2026-02-17T03:00")) == (LIN,)
    assert roster.on_duty(plan, at("2026-02-17T21:00")) == ()


def test_always_means_always_and_everybody_once() -> None:
    assert roster.on_duty(StaffPlan(always=(LIN, WU, LIN)), at("2026-03-02T03:00")) == (LIN, WU)


def test_acceptance_follows_its_windows() -> None:
    night = windows.WeeklyWindow(weekdays=(7,), from_="22:00", to="08:00")
    accept = Accept(mode="windows", windows=(night,))

    assert roster.does_accept(accept, at("2026-03-02T07:59"))
    assert not roster.does_accept(accept, at("2026-03-02T08:00"))
    assert roster.does_accept(Accept(mode="always"), at("2026-03-02T08:00"))
    assert not roster.does_accept(Accept(mode="never"), at("2026-03-02T08:00"))


def test_the_same_staff_in_two_slots_at_once_is_found_others_are_not() -> None:
    slots = (
        slot(1, 2, start="09:00", end="12:00", staff=(LIN, WU)),
        slot(2, start="11:00", end="13:00", staff=(WU,)),
        slot(2, start="11:00", end="13:00", staff=(HAN,)),
        slot(3, start="09:00", end="12:00", staff=(LIN,)),
    )

    assert roster.overlapping(slots) == [(0, 1, WU)]


def test_the_next_change_is_the_next_edge_of_a_slot() -> None:
    plan = rostered(slot(1, 5, start="09:00", end="18:00", staff=(LIN,)))

    assert roster.next_change(plan, Accept(), at("2026-03-02T08:00")) == at("2026-03-02T09:00")
    assert roster.next_change(plan, Accept(), at("2026-03-02T09:00")) == at("2026-03-02T18:00")
    assert roster.next_change(plan, Accept(), at("2026-03-02T18:00")) == at("2026-03-06T09:00")


def test_a_plan_that_never_changes_has_no_next_change_until_it_counts() -> None:
    assert roster.next_change(StaffPlan(always=(LIN,)), Accept(), at("2026-03-02T08:00")) is None
    assert roster.next_change(StaffPlan(always=(LIN,), code_daily_cap=5), Accept(), at("2026-03-02T08:00")) == at(
        "2026-03-03T00:00"
    )


clocks = st.builds("{:02d}:{:02d}".format, st.integers(0, 23), st.sampled_from([0, 30]))
staff = st.lists(st.sampled_from([LIN, WU, HAN]), min_size=1, max_size=2, unique=True).map(tuple)
slots = st.builds(
    Slot,
    weekdays=st.lists(st.integers(1, 7), min_size=1, max_size=3, unique=True).map(tuple),
    from_=clocks,
    to=clocks,
    staff_ids=staff,
)
specials = st.builds(
    lambda day, length, start, end, who: SpecialSlot(
        from_date=day, to_date=day + timedelta(days=length), from_=start, to=end, staff_ids=who
    ),
    st.dates(date(2026, 3, 1), date(2026, 3, 9)),
    st.integers(0, 2),
    clocks,
    clocks,
    staff,
)
plans = st.builds(
    lambda weekly, extra: StaffPlan(mode="roster", roster=tuple(weekly), special=tuple(extra)),
    st.lists(slots, max_size=4),
    st.lists(specials, max_size=2),
)


def minute_table(plan: StaffPlan, first: date, days: int) -> dict[datetime, set[UUID]]:
    """Who is on duty in each half hour, painted day by day as a person would on paper."""
    table: dict[datetime, set[UUID]] = {}
    for offset in range(-1, days):
        day = first + timedelta(days=offset)
        chosen = [one for one in plan.special if one.from_date <= day <= one.to_date]
        for one in chosen or [one for one in plan.roster if day.isoweekday() in one.weekdays]:
            moment = datetime.combine(day, datetime.min.time()) + timedelta(minutes=windows.minute_of(one.from_))
            while True:
                table.setdefault(moment, set()).update(one.staff_ids)
                moment += timedelta(minutes=30)
                if f"{moment:%H:%M}" == one.to:
                    break
    return table


@settings(deadline=None)
@given(plans)
def test_on_duty_is_what_a_table_painted_by_hand_says(plan: StaffPlan) -> None:
    first = date(2026, 3, 1)
    table = minute_table(plan, first, 12)

    for half_hour in range(10 * 48):
        moment = datetime.combine(first, datetime.min.time()) + timedelta(minutes=30 * half_hour)
        assert set(roster.on_duty(plan, moment)) == table.get(moment, set())


@settings(deadline=None)
@given(plans, st.integers(0, 10_079))
def test_duty_never_changes_before_the_next_change(plan: StaffPlan, minute: int) -> None:
    moment = at("2026-03-02T00:00") + timedelta(minutes=minute)
    until = roster.next_change(plan, Accept(), moment) or moment + timedelta(days=7)

    now = roster.on_duty(plan, moment)
    between = moment + timedelta(minutes=1)
    while between < min(until, moment + timedelta(days=2)):
        assert set(roster.on_duty(plan, between)) == set(now)
        between += timedelta(minutes=30)


@settings(deadline=None)
@given(st.lists(slots, max_size=5), st.integers(0, 10_079))
def test_a_roster_without_overlaps_names_each_staff_in_at_most_one_open_slot(found: list[Slot], minute: int) -> None:
    moment = at("2026-03-02T00:00") + timedelta(minutes=minute)
    chosen: list[Slot] = []
    for one in found:
        if not roster.overlapping((*chosen, one)):
            chosen.append(one)

    serving = [staff_id for one in chosen if windows.is_open(one, moment) for staff_id in one.staff_ids]

    assert len(serving) == len(set(serving))
