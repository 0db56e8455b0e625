"""Budgets and closed lanes: shared by processes, kept in the database, noticed within a second."""

from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from siyu.corp import lanes
from siyu.corp.models import BucketRow
from siyu.kit.clock import FixedSource
from siyu.wechat.wecom.limits import Rate

API = "externalcontact/get"


def seconds_until(fixed_clock: FixedSource, session: Session, corp_id: UUID, errcode: int) -> float:
    return (lanes.close(session, corp_id, API, errcode) - fixed_clock.at).total_seconds()


def test_the_first_strike_closes_a_lane_for_a_minute(session: Session, corp_id: UUID, fixed_clock: FixedSource) -> None:
    assert seconds_until(fixed_clock, session, corp_id, 45009) == 60


def test_calls_under_way_when_it_closed_do_not_lengthen_it(
    session: Session, corp_id: UUID, fixed_clock: FixedSource
) -> None:
    lanes.close(session, corp_id, API, 45009)
    fixed_clock.advance(20)

    assert seconds_until(fixed_clock, session, corp_id, 45009) == 40


def test_a_strike_right_after_reopening_is_the_hours_limit_and_the_next_the_days(
    session: Session, corp_id: UUID, fixed_clock: FixedSource
) -> None:
    lanes.close(session, corp_id, API, 45009)
    fixed_clock.advance(61)
    hour = seconds_until(fixed_clock, session, corp_id, 45009)
    fixed_clock.advance(3601)
    day = seconds_until(fixed_clock, session, corp_id, 45009)

    assert (hour, day) == (3600, 86_400)


def test_a_strike_long_after_the_last_is_a_first_one_again(
    session: Session, corp_id: UUID, fixed_clock: FixedSource
) -> None:
    lanes.close(session, corp_id, API, 45009)
    fixed_clock.advance(60 + 121)

    assert seconds_until(fixed_clock, session, corp_id, 45009) == 60


def test_too_many_at_once_closes_it_only_for_a_moment(
    session: Session, corp_id: UUID, fixed_clock: FixedSource
) -> None:
    assert seconds_until(fixed_clock, session, corp_id, 45033) == 2


def test_a_lane_is_closed_for_its_own_api_and_corp_until_its_time(
    session: Session, corp_id: UUID, fixed_clock: FixedSource
) -> None:
    until = lanes.close(session, corp_id, API, 45009)

    assert lanes.closed_lanes(session, corp_id) == {API: lanes.Closed(until, 45009)}
    assert lanes.closed_lanes(session, UUID(int=5)) == {}
    fixed_clock.advance(60)
    assert lanes.closed_lanes(session, corp_id) == {}


@pytest.mark.usefixtures("fixed_clock")
def test_processes_draw_from_one_bucket(session: Session, corp_id: UUID) -> None:
    rate = Rate(per_minute=10, per_hour=1000)

    grants = [lanes.reserve(session, corp_id, API, rate).calls for _ in range(7)]

    left = session.execute(select(BucketRow.minute_left)).scalar_one()
    assert grants == [1, 1, 1, 1, 1, 0, 0]
    assert left == 0


def test_half_of_what_an_address_may_call_is_left_for_urgent_calls(
    session: Session, corp_id: UUID, fixed_clock: FixedSource
) -> None:
    rate = Rate(per_minute=200, per_hour=15_000)

    others = [lanes.reserve(session, lanes.ADDRESS, lanes.NOT_URGENT, rate).calls for _ in range(60)]
    urgent = [lanes.reserve(session, lanes.ADDRESS, lanes.ALL_APIS, rate).calls for _ in range(60)]

    assert (sum(others), sum(urgent)) == (50, 50)
