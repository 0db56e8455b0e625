"""WeCom's configuration follows the code: made once, changed as duty, counts and settings change."""

import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from sqlalchemy import text

from siyu.corp import organisation
from siyu.corp import service as corp_service
from siyu.kit import clock
from siyu.kit.db import Database
from siyu.kit.errors import Conflict
from siyu.plays.channel_codes import keeping, receipts, service, ticks
from siyu.plays.channel_codes.config import CodeConfig
from siyu.plays.channel_codes.tests.conftest import NOBODY, Shop

DAY_S = 24 * 3600
WEEKDAYS = [1, 2, 3, 4, 5, 6, 7]


def day_and_night(shop: Shop) -> dict[str, object]:
    slots = [
        {"weekdays": WEEKDAYS, "from": "09:00", "to": "21:00", "staff_ids": [shop.lin]},
        {"weekdays": WEEKDAYS, "from": "21:00", "to": "09:00", "staff_ids": [shop.wu]},
    ]
    return {"mode": "roster", "roster": slots}


def users_sent(shop: Shop) -> list[list[str]]:
    return [payload["user"] for _, payload in shop.planned("wecom.update_contact_way")]


def test_a_new_code_is_made_at_wecom_once_under_an_opaque_state(shop: Shop) -> None:
    code = shop.code(name="西湖店前台")

    [(key, payload)] = shop.planned("wecom.add_contact_way")
    assert key == f"code:{code.id}:create:1"
    assert payload == {
        "type": 2,
        "scene": 2,
        "state": shop.token(code.id),
        "user": ["lin"],
        "skip_verify": True,
        "remark": "西湖店前台",
    }
    assert len(payload["state"]) == 22
    assert code.sync.state == "pending"


def test_once_made_the_code_is_synced_and_its_picture_is_read(shop: Shop) -> None:
    code = shop.live_code()

    assert (code.sync.state, code.sync.config_id) == ("synced", f"cfg-{code.id.hex[:8]}")
    assert shop.planned("channel_codes.inspect") == [
        (f"code:{code.id}:inspect:1", {"config_id": code.sync.config_id, "wants_qr": True})
    ]
    assert shop.planned("wecom.update_contact_way") == []


def test_at_nine_in_the_evening_the_night_shift_takes_over(shop: Shop, fixed_clock: clock.FixedSource) -> None:
    shop.live_code(staff=day_and_night(shop))

    fixed_clock.advance(11 * 3600 - 1)
    ticks.keep_due(shop.session)
    before = users_sent(shop)
    fixed_clock.advance(1)
    ticks.keep_due(shop.session)

    assert (before, users_sent(shop)) == ([], [["wu"]])


def test_a_change_while_one_is_under_way_follows_it_with_the_newest_state(shop: Shop) -> None:
    code = shop.live_code()

    for always in ([shop.wu], [shop.han]):
        version = shop.look(code.id).version
        config = shop.config(staff={"always": always})
        service.update(
            shop.session, shop.corp_id, code_id=code.id, version=version, config=config, kind="multi", folder_id=None,
            by=NOBODY,
        )  # fmt: skip
    shop.done(f"code:{code.id}:update:1")
    shop.done(f"code:{code.id}:update:2")

    assert users_sent(shop) == [["wu"], ["han"]]
    assert shop.look(code.id).sync.state == "synced"


def test_a_change_made_while_the_code_is_being_created_waits_for_it(shop: Shop) -> None:
    code = shop.code()
    config = shop.config(staff={"always": [shop.wu]})
    service.update(
        shop.session, shop.corp_id, code_id=code.id, version=1, config=config, kind="multi", folder_id=None, by=NOBODY
    )
    early = users_sent(shop)

    shop.done(f"code:{code.id}:create:1", config_id="cfg", qr_code="https://wework.qpic.cn/1")

    assert (early, users_sent(shop)) == ([], [["wu"]])


def test_a_receipt_told_twice_changes_nothing(shop: Shop) -> None:
    code = shop.live_code()
    effects = shop.planned()

    shop.done(f"code:{code.id}:create:1", config_id="another", qr_code="https://wework.qpic.cn/2")

    assert shop.look(code.id).sync.config_id == code.sync.config_id
    assert shop.planned() == effects


def test_an_unknown_creation_is_shown_and_settled_by_its_later_receipt(shop: Shop) -> None:
    code = shop.code()

    shop.done(f"code:{code.id}:create:1", verdict="unknown", error_code="interrupted")
    between = shop.look(code.id).sync.state
    shop.done(f"code:{code.id}:create:1", config_id="cfg", qr_code="https://wework.qpic.cn/1")

    assert (between, shop.look(code.id).sync.state) == ("unknown", "synced")
    assert len(shop.planned("wecom.add_contact_way")) == 1


def test_a_refusal_is_an_ailment_and_the_same_is_tried_again_after_ten_minutes(
    shop: Shop, fixed_clock: clock.FixedSource
) -> None:
    code = shop.code()

    shop.done(f"code:{code.id}:create:1", verdict="refused", error_code="41054")
    refused = shop.look(code.id)
    ticks.keep_due(shop.session)
    at_once = len(shop.planned("wecom.add_contact_way"))
    fixed_clock.advance(600)
    ticks.keep_due(shop.session)

    assert refused.sync.state == "failed"
    assert [(one.code, one.params) for one in refused.health] == [("sync_failed", {"error_code": "41054"})]
    assert at_once == 1
    assert [key for key, _ in shop.planned("wecom.add_contact_way")][1] == f"code:{code.id}:create:2"


def test_at_the_cap_the_backup_takes_over_and_next_day_the_first_is_back(
    shop: Shop, fixed_clock: clock.FixedSource
) -> None:
    code = shop.live_code(staff={"always": [shop.lin], "backup": [shop.wu], "staff_daily_caps": {shop.lin: 2}})
    state = shop.token(code.id)

    shop.added(state)
    below = users_sent(shop)
    shop.added(state)
    shop.done(f"code:{code.id}:update:1")
    at_cap = shop.look(code.id)
    fixed_clock.advance(14 * 3600)
    ticks.keep_due(shop.session)

    assert below == []
    assert [(one.code, one.params) for one in at_cap.health] == [("cap_reached", {"names": "林"})]
    assert users_sent(shop) == [["wu"], ["lin"]]


def test_in_turn_points_the_code_at_the_next_after_every_customer(shop: Shop) -> None:
    code = shop.live_code(staff={"always": [shop.lin, shop.wu, shop.han], "rotation": "in_turn"})
    state = shop.token(code.id)

    shop.added(state, staff=shop.lin)
    shop.done(f"code:{code.id}:update:1")
    shop.added(state, staff=shop.wu)

    [(_, made)] = shop.planned("wecom.add_contact_way")
    assert made["user"] == ["lin"]
    assert users_sent(shop) == [["wu"], ["han"]]


def test_an_adviser_who_left_is_replaced_by_the_backup_and_named(shop: Shop) -> None:
    code = shop.live_code(staff={"always": [shop.lin], "backup": [shop.wu]})
    ticks.watch_staff(shop.session)

    organisation.mark_left(shop.session, shop.corp_id, ["lin"])
    shop.session.expire_all()
    ticks.watch_staff(shop.session)

    assert users_sent(shop) == [["wu"]]
    assert [(one.code, one.params) for one in shop.look(code.id).health] == [
        ("staff_left", {"names": "林", "count": "1"})
    ]


def test_going_off_duty_takes_a_staff_out_of_the_code(shop: Shop) -> None:
    shop.live_code(staff={"always": [shop.lin, shop.wu]})
    ticks.watch_staff(shop.session)

    corp_service.set_duty(shop.session, shop.corp_id, staff_id=shop.lin, on=False)
    shop.session.expire_all()
    ticks.watch_staff(shop.session)

    assert users_sent(shop) == [["wu"]]


def test_with_nobody_on_duty_wecom_keeps_whom_it_has_and_the_code_says_so(shop: Shop) -> None:
    code = shop.live_code()
    corp_service.set_duty(shop.session, shop.corp_id, staff_id=shop.lin, on=False)
    shop.session.expire_all()

    ticks.watch_staff(shop.session)

    assert users_sent(shop) == []
    assert [one.code for one in shop.look(code.id).health] == ["nobody_on_duty"]


def test_a_code_made_at_night_for_the_day_shift_still_gets_its_picture(
    shop: Shop, fixed_clock: clock.FixedSource
) -> None:
    fixed_clock.advance(12 * 3600)
    day = [{"weekdays": WEEKDAYS, "from": "09:00", "to": "21:00", "staff_ids": [shop.wu]}]

    code = shop.code(staff={"mode": "roster", "roster": day})

    [(_, payload)] = shop.planned("wecom.add_contact_way")
    assert payload["user"] == ["wu"]
    assert [one.code for one in code.health] == ["nobody_on_duty"]


def test_two_processes_at_once_make_one_code(database: Database) -> None:
    with database.transaction() as session:
        corp_id = corp_service.create_corp(session, name="山间茶铺", corpid="wwtea0000000000001")
        lin = corp_service.ensure_staff(session, corp_id, ["lin"])["lin"]
        config = CodeConfig.model_validate({"name": "西湖店", "staff": {"always": [lin]}, "welcome": {"mode": "none"}})
        [code_id] = service.create(session, corp_id, config=config, kind="multi", folder_id=None, by=NOBODY)
        session.execute(text("UPDATE code_sync SET creation = 0, in_flight = NULL, sending = NULL"))
        for table in ("outbox", "decision"):
            session.execute(text(f"DELETE FROM {table}"))  # noqa: S608 - two names of ours
    together = threading.Barrier(2)

    def keep() -> None:
        with database.transaction() as session:
            together.wait()
            keeping.keep(session, corp_id, code_ids=[code_id])

    with ThreadPoolExecutor(2) as processes:
        for done in [processes.submit(keep), processes.submit(keep)]:
            done.result()

    with database.transaction() as session:
        assert session.scalars(text("SELECT key FROM outbox")).all() == [f"code:{code_id}:create:1"]


def inspected(shop: Shop, code_id: UUID, number: int, **result: object) -> None:
    shop.done(f"code:{code_id}:inspect:{number}", **result)


def test_what_somebody_changed_at_wecom_is_set_right(shop: Shop) -> None:
    code = shop.live_code()

    changed = {"user": ["han"], "skip_verify": True, "remark": "西湖店"}
    inspected(shop, code.id, 1, exists=True, fields=changed, qr_text="https://work.weixin.qq.com/x")

    assert users_sent(shop) == [["lin"]]


def test_a_config_deleted_at_wecom_is_noticed_and_made_anew_when_asked(shop: Shop) -> None:
    code = shop.live_code()

    inspected(shop, code.id, 1, exists=False)
    broken = shop.look(code.id)
    service.recreate(shop.session, shop.corp_id, code_id=code.id, by=NOBODY)
    shop.done(f"code:{code.id}:create:2", config_id="cfg-new", qr_code="https://wework.qpic.cn/2")

    assert [one.code for one in broken.health] == ["config_deleted"]
    assert shop.look(code.id).sync.config_id == "cfg-new"
    assert shop.look(code.id).health == []


def test_a_code_that_is_still_there_is_not_made_anew(shop: Shop) -> None:
    code = shop.live_code()

    with pytest.raises(Conflict) as refused:
        service.recreate(shop.session, shop.corp_id, code_id=code.id, by=NOBODY)

    assert refused.value.code == "code.still_there"
    assert len(shop.planned("wecom.add_contact_way")) == 1


def test_contact_ways_are_looked_at_every_six_hours_and_unread_pictures_sooner(
    shop: Shop, fixed_clock: clock.FixedSource
) -> None:
    code = shop.live_code()
    same = {"user": ["lin"], "skip_verify": True, "remark": "西湖店"}

    inspected(shop, code.id, 1, exists=True, fields=same, qr_text=None)
    fixed_clock.advance(60)
    receipts.inspect_due(shop.session)
    inspected(shop, code.id, 2, exists=True, fields=same, qr_text="https://work.weixin.qq.com/x")
    fixed_clock.advance(6 * 3600 - 1)
    receipts.inspect_due(shop.session)
    early = len(shop.planned("channel_codes.inspect"))
    fixed_clock.advance(1)
    receipts.inspect_due(shop.session)

    assert early == 2
    assert shop.planned("channel_codes.inspect")[-1] == (
        f"code:{code.id}:inspect:3",
        {"config_id": code.sync.config_id, "wants_qr": False},
    )
