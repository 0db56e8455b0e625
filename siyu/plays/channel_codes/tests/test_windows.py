"""Windows of local time: over midnight, across the week's end, by date."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from siyu.plays.channel_codes import windows
from siyu.plays.channel_codes.windows import DatedWindow, WeeklyWindow

MONDAY = datetime(2026, 3, 2)

clocks = st.builds("{:02d}:{:02d}".format, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
weekly = st.builds(
    WeeklyWindow, weekdays=st.lists(st.integers(1, 7), min_size=1, unique=True).map(tuple), from_=clocks, to=clocks
)
days = st.dates(date(2026, 3, 1), date(2026, 3, 9))
dated = st.builds(
    lambda first, length, start, end: DatedWindow(
        from_date=first, to_date=first + timedelta(days=length), from_=start, to=end
    ),
    days,
    st.integers(0, 3),
    clocks,
    clocks,
)


def shop_hours(*weekdays: int, start: str = "09:00", end: str = "18:00") -> WeeklyWindow:
    return WeeklyWindow(weekdays=weekdays, from_=start, to=end)


def test_the_opening_minute_belongs_to_a_window_and_the_closing_minute_does_not() -> None:
    window = shop_hours(1)

    moments = [MONDAY.replace(hour=hour, minute=minute) for hour, minute in [(8, 59), (9, 0), (17, 59), (18, 0)]]

    assert [windows.is_open(window, moment) for moment in moments] == [False, True, True, False]


def test_sunday_night_reaches_into_monday_morning() -> None:
    window = shop_hours(7, start="22:00", end="02:00")

    at = {
        "sunday 22:00": datetime(2026, 3, 1, 22, 0),
        "monday 01:59": datetime(2026, 3, 2, 1, 59),
        "monday 02:00": datetime(2026, 3, 2, 2, 0),
        "monday 22:00": datetime(2026, 3, 2, 22, 0),
        "sunday 01:00": datetime(2026, 3, 1, 1, 0),
    }

    assert [name for name, moment in at.items() if windows.is_open(window, moment)] == ["sunday 22:00", "monday 01:59"]


def test_midnight_to_midnight_is_the_whole_day_and_24_00_is_understood() -> None:
    whole_day = shop_hours(3, start="00:00", end="24:00")

    assert windows.span(whole_day) == (0, 1440)
    assert whole_day.to == "00:00"


@pytest.mark.parametrize("clock", ["9:00", "25:00", "12:60", "noon", "", "１２:00", "-1:00"])
def test_a_malformed_clock_is_refused_with_what_to_write(clock: str) -> None:
    with pytest.raises(ValidationError, match="时间请写成 HH:MM"):
        shop_hours(1, start=clock)


@pytest.mark.parametrize("weekday", [0, 8, -1])
def test_a_weekday_outside_one_to_seven_is_refused(weekday: int) -> None:
    with pytest.raises(ValidationError, match="星期请用 1"):
        shop_hours(weekday)


def test_windows_that_only_touch_do_not_overlap() -> None:
    morning, afternoon = shop_hours(1, end="12:00"), shop_hours(1, start="12:00")

    assert not windows.do_weekly_overlap(morning, afternoon)


def test_sunday_night_overlaps_monday_morning() -> None:
    night, morning = shop_hours(7, start="22:00", end="02:00"), shop_hours(1, start="01:00", end="09:00")

    assert windows.do_weekly_overlap(night, morning)
    assert windows.do_weekly_overlap(morning, night)


def test_a_dated_night_overlaps_the_next_date() -> None:
    eve = DatedWindow(from_date=date(2026, 2, 16), to_date=date(2026, 2, 16), from_="20:00", to="03:00")
    new_year = DatedWindow(from_date=date(2026, 2, 17), to_date=date(2026, 2, 20), from_="02:00", to="10:00")

    assert windows.do_dated_overlap(eve, new_year)
    assert windows.do_dated_overlap(new_year, eve)


def minutes_open(window: windows.Opening, first: datetime, days: int) -> set[int]:
    return {
        minute
        for minute in range(0, days * windows.DAY, 15)
        if windows.is_open(window, first + timedelta(minutes=minute))
    }


@settings(deadline=None)
@given(weekly, weekly)
def test_weekly_overlap_is_what_a_table_of_minutes_says(one: WeeklyWindow, other: WeeklyWindow) -> None:
    shared = minutes_open(one, MONDAY, 7) & minutes_open(other, MONDAY, 7)

    assert windows.do_weekly_overlap(one, other) is bool(shared)


@settings(deadline=None)
@given(dated, dated)
def test_dated_overlap_is_what_a_table_of_minutes_says(one: DatedWindow, other: DatedWindow) -> None:
    first = datetime(2026, 2, 28)
    shared = minutes_open(one, first, 16) & minutes_open(other, first, 16)

    assert windows.do_dated_overlap(one, other) is bool(shared)


@settings(deadline=None)
@given(st.lists(weekly, max_size=3), st.integers(0, windows.WEEK - 1))
def test_whether_a_window_is_open_changes_only_at_its_edges(found: list[WeeklyWindow], minute: int) -> None:
    moment = MONDAY + timedelta(minutes=minute)
    later = moment + timedelta(minutes=1)

    has_changed = [windows.is_open(one, moment) for one in found] != [windows.is_open(one, later) for one in found]

    assert not has_changed or later in set(windows.edges(found, moment))
