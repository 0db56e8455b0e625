"""Windows of local time: weekly or by date, over midnight too. A window belongs to the day on which it starts."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Annotated, Protocol

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

DAY = 24 * 60
WEEK = 7 * DAY
ONE_DAY = timedelta(days=1)
LOOK_AHEAD_DAYS = 8

FROZEN = ConfigDict(frozen=True, extra="forbid", validate_by_name=True, validate_by_alias=True, serialize_by_alias=True)


def minute_of(clock: str) -> int:
    """Minutes since midnight of `HH:MM`."""
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _clock(value: str) -> str:
    hours, colon, minutes = value.partition(":")
    if not (colon and len(hours) == len(minutes) == 2 and value.replace(":", "", 1).isascii()):
        raise PydanticCustomError("clock.malformed", "时间请写成 HH:MM，例如 09:30")
    if value == "24:00":
        return "00:00"
    if not (hours.isdigit() and minutes.isdigit() and int(hours) < 24 and int(minutes) < 60):
        raise PydanticCustomError("clock.malformed", "时间请写成 HH:MM，例如 09:30")
    return value


def _weekday(value: int) -> int:
    if not 1 <= value <= 7:
        raise PydanticCustomError("weekday.unknown", "星期请用 1（周一）到 7（周日）")
    return value


Clock = Annotated[str, AfterValidator(_clock)]
Weekday = Annotated[int, AfterValidator(_weekday)]


class WeeklyWindow(BaseModel):
    """Repeats on ISO weekdays (Monday 1 … Sunday 7); a `to` not later than `from` is on the next day."""

    model_config = FROZEN

    weekdays: tuple[Weekday, ...] = Field(min_length=1)
    from_: Clock = Field(alias="from")
    to: Clock

    def starts_on(self, day: date) -> bool:
        """Whether the window begins on `day`."""
        return day.isoweekday() in self.weekdays


class DatedWindow(BaseModel):
    """Holds on each day from `from_date` to `to_date`, both included; `to` as in a weekly window."""

    model_config = FROZEN

    from_date: date
    to_date: date
    from_: Clock = Field(alias="from")
    to: Clock

    def starts_on(self, day: date) -> bool:
        """Whether the window begins on `day`."""
        return self.from_date <= day <= self.to_date


class Opening(Protocol):
    """Either kind of window."""

    @property
    def from_(self) -> str: ...

    @property
    def to(self) -> str: ...

    def starts_on(self, day: date) -> bool: ...


def span(window: Opening) -> tuple[int, int]:
    """Start and end in minutes from the start day's midnight; 00:00–00:00 is a whole day."""
    start, end = minute_of(window.from_), minute_of(window.to)
    return start, end if end > start else end + DAY


def holds(window: Opening, minute: int) -> bool:
    """Whether the window holds `minute`, counted from the midnight of its start day."""
    start, end = span(window)
    return start <= minute < end


def days_reaching(local: datetime) -> tuple[tuple[date, int], tuple[date, int]]:
    """The start days whose windows can reach `local`, each with `local` in minutes from that day's midnight."""
    minute = local.hour * 60 + local.minute
    return (local.date(), minute), (local.date() - ONE_DAY, minute + DAY)


def is_open(window: Opening, local: datetime) -> bool:
    """Whether `local` falls into the window, begun today or yesterday."""
    return any(window.starts_on(day) and holds(window, minute) for day, minute in days_reaching(local))


def do_weekly_overlap(one: WeeklyWindow, other: WeeklyWindow) -> bool:
    """Whether two weekly windows share a minute of the week."""
    return any(
        start < other_end + shift and other_start + shift < end
        for start, end in _week_spans(one)
        for other_start, other_end in _week_spans(other)
        for shift in (-WEEK, 0, WEEK)
    )


def do_dated_overlap(one: DatedWindow, other: DatedWindow) -> bool:
    """Whether two dated windows share a minute."""
    start, end = span(one)
    other_start, other_end = span(other)
    return any(
        start < other_end + days * DAY
        and other_start + days * DAY < end
        and max(one.from_date, other.from_date - days * ONE_DAY) <= min(one.to_date, other.to_date - days * ONE_DAY)
        for days in (-1, 0, 1)
    )


def repeats_itself(window: WeeklyWindow) -> bool:
    """Whether a weekday is named twice."""
    return len(set(window.weekdays)) != len(window.weekdays)


def edges(windows: Iterable[Opening], local: datetime) -> Iterator[datetime]:
    """The local moments, from yesterday to a week ahead, at which one of the windows opens or closes."""
    days: Sequence[date] = [local.date() + offset * ONE_DAY for offset in range(-1, LOOK_AHEAD_DAYS)]
    for window in windows:
        start, end = span(window)
        for day in days:
            if window.starts_on(day):
                midnight = datetime.combine(day, time(), local.tzinfo)
                yield midnight + timedelta(minutes=start)
                yield midnight + timedelta(minutes=end)


def _week_spans(window: WeeklyWindow) -> list[tuple[int, int]]:
    start, end = span(window)
    return [((weekday - 1) * DAY + start, (weekday - 1) * DAY + end) for weekday in window.weekdays]
