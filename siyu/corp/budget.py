"""How many calls of an API may still be made: two token buckets, a minute's and an hour's, as plain arithmetic.

A bucket holds half its limit and refills by 45 % of it per window, so no window of that length ever sees more than
95 %; the rest covers calls that processes hold in reserve.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from siyu.wechat.wecom.limits import Rate

BURST = 0.5
REFILL = 0.45
BLOCK_CALLS = 50
MINUTE_S = 60
HOUR_S = 3600
KEPT = 0.5  # of what a bucket holds, for urgent calls, where somebody asks to keep it
ROUNDING = 1e-3  # times hold whole microseconds, so a call may be a hair short when its time has come


@dataclass(frozen=True, slots=True)
class Bucket:
    """Calls left now, as counted at `refilled_at`."""

    minute_left: float
    hour_left: float
    refilled_at: datetime


@dataclass(frozen=True, slots=True)
class Grant:
    """`calls` may be made; when 0, more are there at `opens_at`."""

    bucket: Bucket
    calls: int
    opens_at: datetime


def full(rate: Rate, now: datetime) -> Bucket:
    """A bucket nobody has drawn from."""
    return Bucket(rate.per_minute * BURST, rate.per_hour * BURST, now)


def block_of(rate: Rate) -> int:
    """How many calls a process takes at a time: at most 50, at most half a per cent of a minute, at least one."""
    return max(1, min(BLOCK_CALLS, rate.per_minute // 200))


def take(bucket: Bucket, rate: Rate, now: datetime, want: int, *, keeps: bool = False) -> Grant:
    """Draw up to `want` whole calls. A clock that went back changes nothing."""
    filled = _refilled(bucket, rate, now)
    kept = rate.per_minute * BURST * KEPT if keeps else 0.0
    calls = min(want, int(max(0.0, filled.minute_left - kept + ROUNDING)), int(filled.hour_left + ROUNDING))
    if calls == 0:
        wait_s = max(
            (1 + kept - filled.minute_left) / (rate.per_minute * REFILL / MINUTE_S),
            (1 - filled.hour_left) / (rate.per_hour * REFILL / HOUR_S),
        )
        return Grant(filled, 0, filled.refilled_at + timedelta(seconds=wait_s))
    left = replace(filled, minute_left=filled.minute_left - calls, hour_left=filled.hour_left - calls)
    return Grant(left, calls, filled.refilled_at)


def _refilled(bucket: Bucket, rate: Rate, now: datetime) -> Bucket:
    elapsed_s = (now - bucket.refilled_at).total_seconds()
    if elapsed_s <= 0:
        return bucket
    return Bucket(
        min(rate.per_minute * BURST, bucket.minute_left + elapsed_s * rate.per_minute * REFILL / MINUTE_S),
        min(rate.per_hour * BURST, bucket.hour_left + elapsed_s * rate.per_hour * REFILL / HOUR_S),
        now,
    )
