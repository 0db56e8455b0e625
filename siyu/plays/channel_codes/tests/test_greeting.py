"""Greeting and labelling newcomers: who is told what, and why, once per episode."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from siyu.content.message import Message
from siyu.kit import clock, ids
from siyu.plays.channel_codes import batch, defaults, greeting
from siyu.plays.channel_codes.batch import Patch
from siyu.plays.channel_codes.tests.conftest import NOBODY, Shop
from siyu.plays.channel_codes.welcome import DefaultScope
from siyu.profile.facts import WelcomeOffered


def offered(shop: Shop, state: str | None, *, name: str = "小明", **more: Any) -> WelcomeOffered:
    """WeCom offers a welcome code; the play hears of it."""
    fact = WelcomeOffered(
        person_id=ids.new(), relation_id=more.get("relation_id", ids.new()), staff_id=more.get("staff", shop.lin),
        userid="lin", external_userid="wm1", customer_name=name, state=state,
        added_at=more.get("added_at", clock.now()), welcome_code=more.get("welcome_code", "CODE"),
        offered_at=clock.now(), expires_at=clock.now() + timedelta(seconds=20), callback_received_at=clock.now(),
    )  # fmt: skip
    greeting.on_offered(shop.session, shop.corp_id, [shop.recorded(fact)])
    return fact


def told(shop: Shop) -> list[str]:
    return [payload["message"]["text"] for _, payload in shop.planned("wecom.send_welcome")]


def reasons(shop: Shop) -> list[str]:
    """Why each greeting was sent or not, in order."""
    rows = shop.session.execute(
        text("SELECT reason_code FROM decision WHERE key LIKE 'welcome:%' ORDER BY decided_at, id")
    )
    return [row.reason_code for row in rows]


GREETS = {"mode": "code", "general": {"text": "{{客户昵称}}你好，我是{{员工姓名}}"}}


def test_the_code_greets_by_name_on_the_urgent_lane(shop: Shop) -> None:
    code = shop.live_code(welcome=GREETS)

    fact = offered(shop, shop.token(code.id))

    row = shop.session.execute(text("SELECT * FROM outbox WHERE kind = 'wecom.send_welcome'")).one()
    assert row.payload["message"] == {"text": "小明你好，我是林", "attachments": []}
    assert (row.lane, row.relation_id) == ("urgent", fact.relation_id)
    assert row.payload["welcome_code"] == "CODE"
    assert reasons(shop) == ["code.greets"]


def test_a_nickname_cannot_smuggle_a_variable_in(shop: Shop) -> None:
    code = shop.live_code(welcome=GREETS)

    offered(shop, shop.token(code.id), name="{{员工姓名}}<b>")

    assert told(shop) == ["{{员工姓名}}<b>你好，我是林"]


def test_one_episode_is_greeted_once_whatever_code_comes_second(shop: Shop) -> None:
    lake, river = shop.live_code(name="西湖店", welcome=GREETS), shop.live_code(name="钱塘店", welcome=GREETS)
    relation_id = ids.new()

    offered(shop, shop.token(lake.id), relation_id=relation_id)
    offered(shop, shop.token(river.id), relation_id=relation_id, welcome_code="SECOND")

    assert [payload["welcome_code"] for _, payload in shop.planned("wecom.send_welcome")] == ["CODE"]


def test_who_came_by_no_code_is_greeted_as_their_adviser_always_does(shop: Shop) -> None:
    scopes = [
        DefaultScope(frozenset({shop.wu}), Message(text="我是吴")),
        DefaultScope(None, Message(text="{{客户昵称}}，欢迎来山间茶铺")),
    ]
    defaults.replace(shop.session, shop.corp_id, scopes=scopes, account_id=None)

    offered(shop, None)
    offered(shop, None, staff=shop.wu)

    assert told(shop) == ["小明，欢迎来山间茶铺", "我是吴"]
    assert reasons(shop) == ["staff.default_welcome", "staff.default_welcome"]


def test_every_silence_is_recorded_with_its_reason(shop: Shop) -> None:
    off = shop.live_code(welcome={"mode": "none"})
    blocking = shop.live_code(welcome={**GREETS, "nickname_block": ["代购"]})

    offered(shop, shop.token(off.id))
    offered(shop, shop.token(blocking.id), name="全球代购小王")
    offered(shop, None)

    assert told(shop) == []
    assert sorted(reasons(shop)) == ["welcome.nickname_blocked", "welcome.none_configured", "welcome.off"]


def test_a_paused_code_leaves_the_greeting_to_the_staff_and_labels_nobody(shop: Shop) -> None:
    defaults.replace(shop.session, shop.corp_id, scopes=[DefaultScope(None, Message(text="欢迎"))], account_id=None)
    code = shop.live_code(welcome=GREETS, labels={"remark_prefix": "西湖-"})
    batch.change(shop.session, shop.corp_id, code_ids=[code.id], patch=Patch(state="paused"), by=NOBODY)

    offered(shop, shop.token(code.id))
    shop.added(shop.token(code.id))

    assert told(shop) == ["欢迎"]
    assert shop.planned("wecom.remark") == []
    assert shop.look(code.id).total.added == 1


def tag(shop: Shop, name: str, wecom_id: str | None) -> UUID:
    tag_id = ids.new()
    shop.session.execute(
        text("INSERT INTO tag (corp_id, id, name, wecom_id) VALUES (:corp, :id, :name, :wecom)"),
        {"corp": shop.corp_id, "id": tag_id, "name": name, "wecom": wecom_id},
    )
    return tag_id


def relation(shop: Shop) -> tuple[UUID, UUID]:
    """A person and their relation to Lin, as profile keeps them."""
    person_id, relation_id = ids.new(), ids.new()
    values = {"corp": shop.corp_id, "person": person_id, "id": relation_id, "staff": shop.lin, "now": clock.now()}
    shop.session.execute(
        text(
            "INSERT INTO person (corp_id, id, name, added_at, last_event_at)"
            " VALUES (:corp, :person, '小明', :now, :now)"
        ),
        values,
    )
    shop.session.execute(
        text(
            "INSERT INTO relation (corp_id, id, person_id, staff_id, external_userid, userid, state, added_at)"
            " VALUES (:corp, :id, :person, :staff, 'wm1', 'lin', 'following', :now)"
        ),
        values,
    )
    return person_id, relation_id


def test_a_newcomer_is_tagged_and_remarked_as_the_code_says_once(shop: Shop) -> None:
    tea = tag(shop, "龙井", "et1")
    code = shop.live_code(
        labels={"tag_ids": [tea], "remark_prefix": "西湖-", "description": "扫西湖店前台码"},
    )
    person_id, relation_id = relation(shop)

    fact = shop.added(shop.token(code.id), person_id=person_id, relation_id=relation_id)
    shop.added(shop.token(code.id), person_id=person_id, relation_id=relation_id)

    who = {"userid": "lin", "external_userid": fact.external_userid}
    assert [payload for _, payload in shop.planned("wecom.mark_tag")] == [
        {**who, "add": ["et1"], "remove": [], "tag_ids": [str(tea)]}
    ]
    assert [payload for _, payload in shop.planned("wecom.remark")] == [
        {**who, "remark": "西湖-小明", "description": "扫西湖店前台码"}
    ]
    held = shop.session.execute(text("SELECT source, reason_code, reason_params FROM relation_tag")).one()
    assert tuple(held) == ("channel", "code.labels", {"code": "西湖店", "code_id": str(code.id)})


def test_a_tag_wecom_does_not_have_yet_is_wanted_but_not_sent(shop: Shop) -> None:
    fresh = tag(shop, "新标签", None)
    code = shop.live_code(labels={"tag_ids": [fresh]})
    person_id, relation_id = relation(shop)

    shop.added(shop.token(code.id), person_id=person_id, relation_id=relation_id)

    assert shop.planned("wecom.mark_tag") == []
    assert shop.session.scalars(text("SELECT tag_id FROM relation_tag")).all() == [fresh]
