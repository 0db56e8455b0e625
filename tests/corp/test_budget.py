"""The arithmetic of call budgets: never more than WeCom allows, in any window."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from siyu.corp import budget
from siyu.wechat.wecom.limits import Rate

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
RATE = Rate(per_minute=1000, per_hour=15_000)


def test_a_fresh_bucket_gives_half_a_minutes_calls_at_once() -> None:
    grant = budget.take(budget.full(RATE, NOON), RATE, NOON, 600)

    assert grant.calls == 500
    assert grant.bucket.minute_left == 0


def test_an_empty_bucket_says_when_the_next_call_is_there() -> None:
    empty = budget.Bucket(0, 5000, NOON)

    grant = budget.take(empty, RATE, NOON, 50)

    assert grant.calls == 0
    assert grant.opens_at == NOON + timedelta(seconds=60 / 450)


def test_the_hours_budget_holds_when_the_minutes_is_full() -> None:
    empty = budget.Bucket(500, 0, NOON)

    grant = budget.take(empty, RATE, NOON, 50)

    assert (grant.calls, grant.opens_at) == (0, NOON + timedelta(seconds=3600 / 6750))


def test_a_clock_that_went_back_neither_fills_nor_empties() -> None:
    bucket = budget.Bucket(10, 10, NOON)

    grant = budget.take(bucket, RATE, NOON - timedelta(hours=1), 4)

    assert grant == budget.Grant(budget.Bucket(6, 6, NOON), 4, NOON)


def test_a_process_takes_fifty_at_a_time_or_less_of_a_small_budget() -> None:
    assert budget.block_of(Rate(per_minute=10_000)) == 50
    assert budget.block_of(Rate(per_minute=1000)) == 5
    assert budget.block_of(Rate(per_minute=10)) == 1


@given(st.lists(st.tuples(st.floats(0, 20), st.integers(1, 50)), max_size=200))
def test_no_minute_ever_sees_more_calls_than_allowed(asks: list[tuple[float, int]]) -> None:
    bucket, now = budget.full(RATE, NOON), NOON
    granted: list[tuple[datetime, int]] = []

    for wait_s, want in asks:
        now += timedelta(seconds=wait_s)
        grant = budget.take(bucket, RATE, now, want)
        bucket = grant.bucket
        granted.append((now, grant.calls))

    for start, _ in granted:
        window = [calls for at, calls in granted if start <= at < start + timedelta(minutes=1)]
        assert sum(window) <= 950


def test_who_leaves_a_part_to_urgent_calls_is_told_when_more_than_that_is_there() -> None:
    half = budget.Bucket(250, 5000, NOON)

    grant = budget.take(half, RATE, NOON, 50, keeps=True)

    assert (grant.calls, grant.opens_at) == (0, NOON + timedelta(seconds=60 / 450))
