"""How much is allowed to whom in which window. Pure: windows are computed in the corp's time zone."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from siyu.decide.intents import Intent, Purpose

CORP_ZONE = ZoneInfo("Asia/Shanghai")  # WeCom counts its days and months in China's time

Holder = Literal["person", "relation", "staff"]


class Window(StrEnum):
    """Over which stretch of time an allowance is counted."""

    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Allowance:
    """At most `most(local time)` of `purpose` per `holder` and `window`."""

    name: str
    purpose: Purpose
    holder: Holder
    window: Window
    most: Callable[[datetime], int]


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """One holder's share of one window: the key of a quota row."""

    name: str
    scope_id: UUID
    window_start: datetime


@dataclass(frozen=True, slots=True)
class Demand:
    """What one intent needs: a slot, how much the slot holds in all, and when the next window opens."""

    slot: Slot
    most: int
    window_end: datetime


def _days_in_month(local: datetime) -> int:
    return monthrange(local.year, local.month)[1]


ALLOWANCES = (
    # WeCom 92135 (2025-11): corp messages per customer and calendar month = the days of that month.
    Allowance("customer_month", Purpose.MARKETING, "person", Window.MONTH, _days_in_month),
    # WeCom 92135: one mass message per member and customer a day.
    Allowance("relation_day", Purpose.MARKETING, "relation", Window.DAY, lambda _local: 1),
    # No member can have more customers than this (40099): more greetings in a day are a fault, so stop.
    Allowance("staff_greetings_day", Purpose.GREETING, "staff", Window.DAY, lambda _local: 20_000),
)


def demands(intent: Intent, at: datetime) -> tuple[Demand, ...]:
    """Every allowance that `intent` draws on when it happens at `at`."""
    local = at.astimezone(CORP_ZONE)
    holders = {"person": intent.person_id, "relation": intent.relation_id, "staff": intent.staff_id}
    found = []
    for allowance in ALLOWANCES:
        holder = holders[allowance.holder]
        if allowance.purpose is intent.purpose and holder is not None:
            start, end = _bounds(allowance.window, local)
            found.append(Demand(Slot(allowance.name, holder, start), allowance.most(local), end))
    return tuple(found)


def _bounds(window: Window, local: datetime) -> tuple[datetime, datetime]:
    start = local.replace(hour=0, minute=0, second=0, microsecond=0)
    if window is Window.DAY:
        end = start + timedelta(days=1)
    else:
        start = start.replace(day=1)
        end = (start + timedelta(days=32)).replace(day=1)
    return start.astimezone(UTC), end.astimezone(UTC)
