"""Bad drafts: each with its own field, code, and what to do."""

from typing import Any
from uuid import UUID

import pytest

from siyu.plays.channel_codes import checks
from siyu.plays.channel_codes.checks import Surroundings
from siyu.plays.channel_codes.config import CodeConfig, Kind
from siyu.plays.channel_codes.health import Person

LIN, WU, HAN, GONE, TAG, PICTURE, VIDEO = (UUID(int=number) for number in range(1, 8))
PEOPLE = {
    LIN: Person("lin", "林", "active"),
    WU: Person("wu", "吴", "active"),
    HAN: Person("han", "韩", "left"),
    UUID(int=99): Person("new", "新人", "inactive"),
}
CROWD = [UUID(int=1000 + number) for number in range(101)]
AROUND = Surroundings(
    people=PEOPLE | {one: Person(str(one), "众", "active") for one in CROWD},
    scope=None,
    tags={TAG},
    materials={PICTURE: "image", VIDEO: "video"},
)


def found(kind: Kind = "multi", around: Surroundings = AROUND, **settings: Any) -> list[tuple[str, str]]:
    plain: dict[str, Any] = {"name": "西湖店", "staff": {"always": [LIN]}, "welcome": {"mode": "none"}}
    config = CodeConfig.model_validate({**plain, **settings})
    return [(problem.path, problem.code) for problem in checks.problems(config, kind, around)]


def slot(staff: list[UUID], *weekdays: int, start: str = "09:00", end: str = "18:00") -> dict[str, Any]:
    return {"weekdays": list(weekdays) or [1], "from": start, "to": end, "staff_ids": staff}


def rostered(*slots: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"mode": "roster", "roster": list(slots), **more}


def said(**message: Any) -> dict[str, Any]:
    return {"mode": "code", "general": message}


def test_a_good_draft_has_no_problem() -> None:
    assert (
        found(staff=rostered(slot([LIN], 1, 7)), labels={"tag_ids": [TAG]}, welcome=said(text="你好 {{客户昵称}}"))
        == []
    )


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"name": "  "}, ("name", "name.missing")),
        ({"name": "长" * 61}, ("name", "name.too_long")),
        ({"logo_material_id": VIDEO}, ("logo_material_id", "logo.unknown")),
        ({"staff": {"always": []}}, ("staff.always", "staff.nobody")),
        ({"staff": {"always": [GONE]}}, ("staff.always.0", "staff.unknown")),
        ({"staff": {"always": [LIN, HAN]}}, ("staff.always.1", "staff.left")),
        ({"staff": {"always": [UUID(int=99)]}}, ("staff.always.0", "staff.inactive")),
        ({"staff": {"always": CROWD}}, ("staff.always", "staff.too_many")),
        ({"staff": {"always": [LIN], "backup": [HAN]}}, ("staff.backup.0", "staff.left")),
        ({"staff": {"always": [LIN], "code_daily_cap": 0}}, ("staff.code_daily_cap", "cap.not_positive")),
        (
            {"staff": {"always": [LIN], "staff_daily_caps": {LIN: -1}}},
            (f"staff.staff_daily_caps.{LIN}", "cap.not_positive"),
        ),
        ({"staff": {"always": [LIN], "weights": {LIN: -1}}}, (f"staff.weights.{LIN}", "weight.negative")),
        (
            {"staff": {"always": [LIN], "rotation": "weighted", "weights": {LIN: 0}}},
            ("staff.weights", "weight.all_zero"),
        ),
        ({"staff": rostered()}, ("staff.roster", "roster.empty")),
        ({"staff": rostered(slot([]))}, ("staff.roster.0.staff_ids", "staff.nobody")),
        ({"staff": rostered(slot([LIN], 1, 1))}, ("staff.roster.0.weekdays", "roster.weekday_twice")),
        (
            {"staff": rostered(slot([LIN], 7, start="22:00", end="02:00"), slot([WU, LIN], 1, start="01:00"))},
            ("staff.roster.1.from", "roster.overlap"),
        ),
        (
            {"staff": rostered(slot(CROWD[:60]), slot(CROWD[60:], start="12:00"))},
            ("staff.roster", "staff.too_many"),
        ),
        ({"accept": {"mode": "windows"}}, ("accept.windows", "accept.empty")),
        ({"labels": {"tag_ids": [GONE]}}, ("labels.tag_ids.0", "tag.unknown")),
        (
            {"labels": {"remark_prefix": "字" * 12, "remark_suffix": "字" * 8}},
            ("labels.remark_prefix", "remark.too_long"),
        ),
        ({"labels": {"description": "字" * 151}}, ("labels.description", "description.too_long")),
        ({"welcome": said(text=" ")}, ("welcome.general.text", "welcome.missing")),
        ({"welcome": said(text="茶" * 1334)}, ("welcome.general.text", "message.text_too_long")),
        (
            {"welcome": said(attachments=[{"kind": "image", "material_id": PICTURE}] * 10)},
            ("welcome.general.attachments", "message.too_many_attachments"),
        ),
        (
            {"welcome": said(attachments=[{"kind": "video", "material_id": PICTURE}])},
            ("welcome.general.attachments.0.material_id", "material.unknown"),
        ),
        ({"welcome": {"mode": "none", "nickname_block": [""]}}, ("welcome.nickname_block.0", "block.length")),
    ],
)
def test_each_mistake_is_found_at_its_field(settings: dict[str, Any], problem: tuple[str, str]) -> None:
    assert found(**settings) == [problem]


def test_overlapping_greetings_and_backward_dates_are_found() -> None:
    weekly = [
        {"weekdays": [1], "from": start, "to": "18:00", "message": {"text": "好"}} for start in ("09:00", "17:59")
    ]
    special = {"from_date": "2026-03-02", "to_date": "2026-03-01", "from": "00:00", "to": "00:00"}
    welcome = {"mode": "code", "weekly": weekly, "special": [{**special, "message": {"text": "新年好"}}]}

    assert found(welcome=welcome) == [
        ("welcome.special.0.to_date", "dates.backwards"),
        ("welcome.weekly.1.from", "welcome.overlap"),
    ]


def test_one_code_serves_one_when_it_is_single_and_batches_need_no_roster() -> None:
    assert found("single", staff={"always": [LIN, WU]}) == [("staff.always", "staff.single")]
    assert found("single", staff=rostered(slot([LIN, WU]))) == [("staff.roster.0.staff_ids", "staff.single")]
    assert found("batch", staff=rostered(slot([LIN]))) == [("staff.mode", "staff.batch_needs_always")]


def test_staff_out_of_the_callers_scope_are_refused() -> None:
    mine = Surroundings(PEOPLE, frozenset({LIN}), {TAG}, {})

    assert found(around=mine, staff={"always": [LIN, WU]}) == [("staff.always.1", "staff.out_of_scope")]


def test_every_problem_says_what_to_do_in_chinese() -> None:
    config = CodeConfig.model_validate({"name": "", "staff": {"always": [GONE, HAN]}, "accept": {"mode": "windows"}})

    for problem in checks.problems(config, "single", AROUND):
        assert "请" in problem.message
