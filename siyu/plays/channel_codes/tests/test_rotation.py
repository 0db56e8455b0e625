"""Who is next: exact turns, shares and caps."""

from collections import Counter
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from siyu.plays.channel_codes import rotation
from siyu.plays.channel_codes.config import StaffPlan
from siyu.plays.channel_codes.rotation import Counts

LIN, WU, HAN = (UUID(int=number) for number in (1, 2, 3))
POOL = (LIN, WU, HAN)


def served(plan: StaffPlan, pool: tuple[UUID, ...], customers: int) -> list[UUID]:
    """Who receives each of a row of customers."""
    counts: Counter[UUID] = Counter()
    order: list[UUID] = []
    for _ in range(customers):
        last = order[-1] if order else None
        (chosen,) = rotation.receivers(pool, plan, Counts(dict(counts), dict(counts), last), code="shop")
        counts[chosen] += 1
        order.append(chosen)
    return order


def plan(**settings: Any) -> StaffPlan:
    return StaffPlan(always=POOL, **settings)


def test_random_gives_wecom_everybody() -> None:
    assert rotation.receivers(POOL, plan(rotation="random"), Counts(), code="shop") == POOL


def test_in_turn_goes_round_in_the_order_named() -> None:
    assert served(plan(rotation="in_turn"), POOL, 7) == [LIN, WU, HAN, LIN, WU, HAN, LIN]


def test_in_turn_goes_on_after_whoever_had_the_last_even_when_off_duty_now() -> None:
    counts = Counts(last=WU)

    assert rotation.receivers((LIN, HAN), plan(rotation="in_turn"), counts, code="shop") == (HAN,)


def test_weights_of_three_two_one_share_twelve_customers_six_four_two() -> None:
    weighted = plan(rotation="weighted", weights={LIN: 3, WU: 2, HAN: 1})

    assert Counter(served(weighted, POOL, 12)) == {LIN: 6, WU: 4, HAN: 2}


def test_weight_zero_receives_nobody_while_others_can() -> None:
    weighted = plan(rotation="weighted", weights={LIN: 0, WU: 1, HAN: 1})

    assert Counter(served(weighted, POOL, 10)) == {WU: 5, HAN: 5}


def test_the_least_loaded_by_all_codes_is_next() -> None:
    counts = Counts(by_code={}, by_staff={LIN: 4, WU: 2, HAN: 3})

    assert rotation.receivers(POOL, plan(rotation="least_loaded"), counts, code="shop") == (WU,)


def test_a_cap_is_reached_by_its_last_customer_not_before() -> None:
    capped = plan(staff_daily_caps={LIN: 3, WU: 2})

    assert rotation.below_caps(POOL, capped, Counts(by_code={LIN: 2, WU: 2, HAN: 99})) == (LIN, HAN)
    assert rotation.below_caps(POOL, capped, Counts(by_code={LIN: 3})) == (WU, HAN)


def test_a_code_is_full_at_its_cap_over_all_staff() -> None:
    capped = plan(code_daily_cap=5)

    assert not rotation.is_code_full(capped, Counts(by_code={LIN: 2, WU: 2}))
    assert rotation.is_code_full(capped, Counts(by_code={LIN: 2, WU: 3}))


@settings(deadline=None)
@given(st.lists(st.integers(1, 9), min_size=3, max_size=3), st.integers(1, 60))
def test_weighted_shares_are_always_less_than_two_customers_off(weights: list[int], customers: int) -> None:
    weighted = plan(rotation="weighted", weights=dict(zip(POOL, weights, strict=True)))

    counted = Counter(served(weighted, POOL, customers))

    for one, weight in zip(POOL, weights, strict=True):
        assert abs(counted[one] - customers * weight / sum(weights)) < 2


@settings(deadline=None)
@given(st.integers(1, 50))
def test_turns_differ_by_at_most_one(customers: int) -> None:
    counted = Counter(served(plan(rotation="in_turn"), POOL, customers))

    assert max(counted.values()) - min(counted[one] for one in POOL) <= 1
