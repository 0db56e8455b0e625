"""What WeCom should have: plan, caps, backup, nobody."""

from datetime import datetime
from typing import Any
from uuid import UUID

from siyu.plays.channel_codes import desired, health
from siyu.plays.channel_codes.config import Accept, CodeConfig, StaffPlan
from siyu.plays.channel_codes.desired import Desired
from siyu.plays.channel_codes.health import Person
from siyu.plays.channel_codes.rotation import Counts

LIN, WU, HAN = (UUID(int=number) for number in (1, 2, 3))
MONDAY_TEN = datetime(2026, 3, 2, 10, 0)
PEOPLE = {LIN: Person("lin", "林", "active"), WU: Person("wu", "吴", "active"), HAN: Person("han", "韩", "left")}


def desire(plan: StaffPlan, counts: Counts | None = None, **more: Any) -> Desired:
    given = {"kind": "multi", "is_paused": False, "available": {LIN, WU}, "local": MONDAY_TEN, **more}
    config = CodeConfig(name="西湖店", staff=plan, accept=given.pop("accept", Accept()))
    return desired.desire(config, code="c", counts=counts or Counts(), **given)


def test_those_on_duty_and_available_receive() -> None:
    found = desire(StaffPlan(always=(LIN, WU, HAN)))

    assert (found.staff_ids, found.source, found.skip_verify) == ((LIN, WU), "plan", True)
    assert found.fields({LIN: "lin", WU: "wu"}) == {"skip_verify": True, "remark": "西湖店", "user": ["lin", "wu"]}


def test_when_everybody_is_away_the_backup_receives() -> None:
    found = desire(StaffPlan(always=(HAN,), backup=(WU,)))

    assert (found.staff_ids, found.source) == ((WU,), "backup")


def test_a_full_code_falls_to_its_backup() -> None:
    plan = StaffPlan(always=(LIN,), backup=(WU,), code_daily_cap=2)

    assert desire(plan, Counts(by_code={LIN: 1})).staff_ids == (LIN,)
    assert desire(plan, Counts(by_code={LIN: 2})).staff_ids == (WU,)


def test_staff_at_their_caps_fall_to_the_backup_and_health_names_them() -> None:
    plan = StaffPlan(always=(LIN,), backup=(WU,), staff_daily_caps={LIN: 1})

    found = desire(plan, Counts(by_code={LIN: 1}))

    assert (found.staff_ids, found.source, found.capped) == ((WU,), "backup", (LIN,))
    assert health.diagnose(plan, found, PEOPLE, sync_error=None) == {"cap_reached": {"names": "林"}}


def test_with_nobody_left_wecom_keeps_whom_it_has() -> None:
    plan = StaffPlan(always=(HAN,))

    found = desire(plan)

    assert found.source == "nobody"
    assert "user" not in found.fields({})
    assert health.diagnose(plan, found, PEOPLE, sync_error=None) == {
        "staff_left": {"names": "韩", "count": "1"},
        "nobody_on_duty": {},
    }


def test_a_single_code_points_at_one() -> None:
    assert desire(StaffPlan(always=(LIN, WU)), kind="single").staff_ids == (LIN,)


def test_a_paused_code_accepts_nobody_by_itself() -> None:
    assert desire(StaffPlan(always=(LIN,)), is_paused=True).skip_verify is False


def test_a_config_deleted_at_wecom_and_a_refusal_are_two_ailments() -> None:
    plan = StaffPlan(always=(LIN,))
    found = desire(plan)

    assert health.diagnose(plan, found, PEOPLE, sync_error=health.CONFIG_DELETED) == {"config_deleted": {}}
    assert health.diagnose(plan, found, PEOPLE, sync_error="40003") == {"sync_failed": {"error_code": "40003"}}
