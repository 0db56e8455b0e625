"""What operators do with codes: make, copy, change, delete, take back, sort into folders."""

from typing import Any
from uuid import UUID

import pytest

from siyu.kit import clock
from siyu.kit.errors import Conflict, Invalid, NotFound
from siyu.plays.channel_codes import batch, folders, queries, service, ticks, todo, undo
from siyu.plays.channel_codes.batch import Patch
from siyu.plays.channel_codes.config import Labels
from siyu.plays.channel_codes.queries import Filters
from siyu.plays.channel_codes.service import Author
from siyu.plays.channel_codes.tests.conftest import NOBODY, Shop


def update(shop: Shop, code_id: UUID, version: int, **settings: Any) -> None:
    service.update(
        shop.session, shop.corp_id, code_id=code_id, version=version, config=shop.config(**settings), kind="multi",
        folder_id=None, by=NOBODY,
    )  # fmt: skip


def names(shop: Shop, **filters: Any) -> list[str]:
    return [code.name for code in queries.codes(shop.session, shop.corp_id, filters=Filters(**filters)).items]


def test_one_code_per_staff_is_named_after_each_and_points_at_them(shop: Shop) -> None:
    config = shop.config(name="导购码", staff={"always": [shop.lin, shop.wu]})

    made = service.create(shop.session, shop.corp_id, config=config, kind="batch", folder_id=None, by=NOBODY)

    assert [shop.look(one).name for one in made] == ["导购码-林", "导购码-吴"]
    sent = sorted((payload["type"], payload["user"]) for _, payload in shop.planned("wecom.add_contact_way"))
    assert sent == [(1, ["lin"]), (1, ["wu"])]
    assert len({shop.token(one) for one in made}) == 2


def test_a_code_of_a_batch_keeps_serving_one(shop: Shop) -> None:
    config = shop.config(staff={"always": [shop.lin]})
    [made] = service.create(shop.session, shop.corp_id, config=config, kind="batch", folder_id=None, by=NOBODY)

    with pytest.raises(Invalid) as refused:
        service.update(
            shop.session, shop.corp_id, code_id=made, version=1, kind="batch", folder_id=None, by=NOBODY,
            config=shop.config(staff={"always": [shop.lin, shop.wu]}),
        )  # fmt: skip

    assert [problem.code for problem in refused.value.fields] == ["staff.single"]


def test_a_stale_version_is_refused_and_changes_nothing(shop: Shop) -> None:
    code = shop.live_code()
    update(shop, code.id, 1, name="新名字")

    with pytest.raises(Conflict) as refused:
        update(shop, code.id, 1, name="更新的名字")

    assert (refused.value.code, refused.value.params) == ("code.stale", {"version": 2})
    assert shop.look(code.id).name == "新名字"


def test_the_kind_of_a_code_cannot_change(shop: Shop) -> None:
    code = shop.live_code(kind="single")

    with pytest.raises(Invalid) as refused:
        update(shop, code.id, 1)

    assert [problem.code for problem in refused.value.fields] == ["kind.fixed"]


def test_a_copy_has_the_settings_and_a_state_of_its_own(shop: Shop) -> None:
    code = shop.live_code(labels={"remark_prefix": "西湖-"})

    copied = shop.look(service.copy(shop.session, shop.corp_id, code_id=code.id, by=NOBODY))

    assert (copied.name, copied.labels) == ("西湖店 副本", code.labels)
    assert shop.token(copied.id) != shop.token(code.id)
    assert copied.sync.state == "pending"


def test_a_deleted_code_leaves_the_list_at_once_and_wecom_after_ten_minutes(
    shop: Shop, fixed_clock: clock.FixedSource
) -> None:
    code = shop.live_code()

    service.delete(shop.session, shop.corp_id, code_id=code.id, by=NOBODY)
    fixed_clock.advance(599)
    ticks.keep_due(shop.session)
    early = shop.planned("wecom.del_contact_way")
    fixed_clock.advance(1)
    ticks.keep_due(shop.session)

    assert names(shop) == []
    assert early == []
    assert shop.planned("wecom.del_contact_way") == [(f"code:{code.id}:delete:1", {"config_id": code.sync.config_id})]


def test_a_deletion_taken_back_leaves_wecom_untouched(shop: Shop, fixed_clock: clock.FixedSource) -> None:
    code = shop.live_code()
    token = service.delete(shop.session, shop.corp_id, code_id=code.id, by=NOBODY)

    undo.take_back(shop.session, shop.corp_id, token=token, account_id=None)
    fixed_clock.advance(3600)
    ticks.keep_due(shop.session)

    assert names(shop) == ["西湖店"]
    assert shop.planned("wecom.del_contact_way") == []


def test_an_undo_works_once_and_for_ten_minutes(shop: Shop, fixed_clock: clock.FixedSource) -> None:
    code = shop.live_code()
    used = service.delete(shop.session, shop.corp_id, code_id=code.id, by=NOBODY)
    undo.take_back(shop.session, shop.corp_id, token=used, account_id=None)
    late = service.delete(shop.session, shop.corp_id, code_id=code.id, by=NOBODY)
    fixed_clock.advance(600)

    for token in (used, late, "made-up"):
        with pytest.raises(NotFound):
            undo.take_back(shop.session, shop.corp_id, token=token, account_id=None)


def test_a_batch_changes_all_and_one_token_takes_it_back(shop: Shop) -> None:
    lake = shop.live_code(name="西湖店", labels={"remark_prefix": "西湖-"})
    river = shop.live_code(name="钱塘店")
    patch = Patch(labels=Labels(remark_prefix="杭州-"), state="paused")

    applied, token = batch.change(shop.session, shop.corp_id, code_ids=[lake.id, river.id], patch=patch, by=NOBODY)
    between = [(one.labels.remark_prefix, one.state) for one in (shop.look(lake.id), shop.look(river.id))]
    undo.take_back(shop.session, shop.corp_id, token=token, account_id=None)

    assert applied == 2
    assert between == [("杭州-", "paused"), ("杭州-", "paused")]
    assert [(one.labels.remark_prefix, one.state) for one in (shop.look(lake.id), shop.look(river.id))] == [
        ("西湖-", "active"),
        ("", "active"),
    ]


def test_pausing_stops_automatic_acceptance_at_wecom(shop: Shop) -> None:
    code = shop.live_code()

    batch.change(shop.session, shop.corp_id, code_ids=[code.id], patch=Patch(state="paused"), by=NOBODY)

    assert [payload["skip_verify"] for _, payload in shop.planned("wecom.update_contact_way")] == [False]


def test_an_undo_over_a_later_change_is_refused_whole(shop: Shop) -> None:
    code = shop.live_code()
    _, token = batch.change(shop.session, shop.corp_id, code_ids=[code.id], patch=Patch(state="paused"), by=NOBODY)
    update(shop, code.id, shop.look(code.id).version, name="改过")

    with pytest.raises(Conflict) as refused:
        undo.take_back(shop.session, shop.corp_id, token=token, account_id=None)

    assert refused.value.code == "undo.changed_since"
    assert (shop.look(code.id).name, shop.look(code.id).state) == ("改过", "paused")


def test_a_batch_that_does_not_fit_one_code_changes_none_and_names_it(shop: Shop) -> None:
    multi, single = shop.live_code(name="多人码"), shop.live_code(name="单人码", kind="single")
    staff = shop.config(staff={"always": [shop.lin, shop.wu]}).staff

    with pytest.raises(Invalid) as refused:
        batch.change(shop.session, shop.corp_id, code_ids=[multi.id, single.id], patch=Patch(staff=staff), by=NOBODY)

    [problem] = refused.value.fields
    assert (problem.path, problem.code) == ("patch.staff.always", "staff.single")
    assert problem.message.startswith("单人码：")
    assert shop.look(multi.id).version == 1


def test_codes_of_others_are_not_found_within_a_scope(shop: Shop) -> None:
    code = shop.live_code()
    wu_only = Author(account_id=None, staff_scope={shop.wu})

    with pytest.raises(NotFound):
        service.delete(shop.session, shop.corp_id, code_id=code.id, by=wu_only)

    assert shop.look(code.id).state == "active"
    assert names(shop, scope=[shop.wu]) == []


def test_the_codes_of_a_deleted_folder_move_to_the_default_one(shop: Shop) -> None:
    folder_id = folders.create(shop.session, shop.corp_id, name="杭州", account_id=None)
    made = service.create(
        shop.session, shop.corp_id, config=shop.config(), kind="multi", folder_id=folder_id, by=NOBODY
    )

    folders.remove(shop.session, shop.corp_id, folder_id=folder_id, account_id=None)

    [home] = queries.folders(shop.session, shop.corp_id)
    assert (home.name, home.is_default, home.count) == ("默认分组", True, 1)
    assert shop.look(made[0]).folder_id == home.id


def test_the_default_folder_stays_and_names_are_taken_once(shop: Shop) -> None:
    default = folders.default(shop.session, shop.corp_id)

    with pytest.raises(Conflict) as kept:
        folders.remove(shop.session, shop.corp_id, folder_id=default, account_id=None)
    with pytest.raises(Conflict) as taken:
        folders.create(shop.session, shop.corp_id, name="默认分组", account_id=None)

    assert (kept.value.code, taken.value.code) == ("folder.is_default", "folder.name_taken")


def test_the_list_narrows_by_words_folder_staff_state_and_health(shop: Shop) -> None:
    lake = shop.live_code(name="西湖店")
    shop.live_code(name="100%茶", staff={"always": [shop.wu]})
    batch.change(shop.session, shop.corp_id, code_ids=[lake.id], patch=Patch(state="paused"), by=NOBODY)
    broken = shop.code(name="新店", staff={"always": [shop.han]})
    shop.done(f"code:{broken.id}:create:1", verdict="refused", error_code="40098")

    assert names(shop, q="0%") == ["100%茶"]
    assert names(shop, staff_id=shop.wu) == ["100%茶"]
    assert names(shop, state="paused") == ["西湖店"]
    assert names(shop, health="sync_failed") == ["新店"]
    assert names(shop, health="any") == ["新店"]


@pytest.mark.parametrize("sort", ["created_at", "-created_at", "name", "-name", "added", "-added"])
def test_pages_follow_each_other_without_gap_or_repeat(shop: Shop, sort: str) -> None:
    for number in range(5):
        code = shop.live_code(name=f"店{number}")
        for _ in range(number % 3):
            shop.added(shop.token(code.id))

    whole = queries.codes(shop.session, shop.corp_id, filters=Filters(), sort=sort, limit=10)
    paged, cursor = [], None
    while True:
        page = queries.codes(shop.session, shop.corp_id, filters=Filters(), sort=sort, cursor=cursor, limit=2)
        paged += [one.id for one in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break

    assert paged == [one.id for one in whole.items]
    assert (len(paged), page.total) == (5, 5)


def test_the_workbench_counts_ailing_codes_within_the_callers_scope(shop: Shop) -> None:
    broken = shop.code(name="新店", staff={"always": [shop.han]})
    shop.done(f"code:{broken.id}:create:1", verdict="refused", error_code="40098")
    shop.live_code()

    found = todo.ailing_codes(shop.session, shop.corp_id, None)

    assert [(one.kind, one.severity, one.count, one.link) for one in found] == [
        ("codes_sync_failed", "error", 1, "/codes?health=sync_failed")
    ]
    assert todo.ailing_codes(shop.session, shop.corp_id, frozenset({shop.lin})) == []


def test_an_unknown_order_is_refused_with_what_is_possible(shop: Shop) -> None:
    with pytest.raises(Invalid, match="created_at"):
        queries.codes(shop.session, shop.corp_id, filters=Filters(), sort="secret")
