"""The main job: a customer scans a shop's code and is greeted, known and counted."""

import io
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from siyu.demo.http import Refused
from tests.stories.conftest import Stack

pytestmark = pytest.mark.story


def scan(stack: Stack, customer: dict[str, Any], code: dict[str, Any]) -> dict[str, Any]:
    """The customer points the camera at the PNG our API serves, and presses 添加到通讯录."""
    png = stack.eventually(lambda: printed(stack, code), what="the code's picture")
    text = zxingcpp.read_barcodes(Image.open(io.BytesIO(png)))[0].text
    card = stack.world("POST", f"/sandbox/customers/{customer['id']}/scan", {"text": text})
    assert card["kind"] == "contact_way"
    added = stack.world(
        "POST",
        f"/sandbox/customers/{customer['id']}/add",
        {"config_id": card["config_id"], "userid": card["adviser"]["userid"]},
    )
    assert added["added"]
    return dict(card["adviser"])


def printed(stack: Stack, code: dict[str, Any]) -> bytes | None:
    try:
        return bytes(stack.siyu("GET", code["sync"]["qr_url"]))
    except Refused as refused:
        if refused.params["status"] == 503:  # WeCom has made the code, its picture is still being read
            return None
        raise


def code_named(stack: Stack, name: str) -> dict[str, Any]:
    return next(code for code in stack.siyu("GET", "/api/codes?limit=50")["items"] if code["name"] == name)


def messages(stack: Stack, customer: dict[str, Any], userid: str) -> list[dict[str, Any]]:
    return list(stack.world("GET", f"/sandbox/chats/{customer['id']}/{userid}")["messages"])


def test_a_scan_is_greeted_by_name_tagged_remarked_listed_and_counted(stack: Stack) -> None:
    code = code_named(stack, "杯套 · 全国")
    before = code["total"]
    customer = stack.world("POST", "/sandbox/customers", {"name": "阿青"})

    adviser = scan(stack, customer, code)

    welcome = stack.eventually(
        lambda: [m for m in messages(stack, customer, adviser["userid"]) if m["via"] == "welcome"], what="a welcome"
    )
    assert welcome[0]["text"] == f"阿青你好，我是{adviser['name']}，这是给你的春茶券。"
    assert [m["type"] for m in welcome] == ["text", "link"]

    contact = stack.eventually(
        lambda: [
            c
            for c in stack.world("GET", f"/sandbox/advisers/{adviser['userid']}/contacts")["contacts"]
            if c["customer_id"] == customer["id"] and c["tags"] and c["description"]
        ],
        what="tags and a description on the adviser's phone",
    )[0]
    assert [tag["name"] for tag in contact["tags"]] == ["杯套"]
    assert contact["remark"] == "阿青·杯套 ·"
    assert contact["description"] == "来自杯套 · 全国"

    listed = stack.eventually(
        lambda: [p for p in stack.siyu("GET", "/api/customers?q=阿青")["items"] if p["tags"]],
        what="the customer listed",
    )[0]
    detail = stack.siyu("GET", f"/api/customers/{listed['person_id']}")
    tag = detail["relations"][0]["tags"][0]
    assert (tag["name"], tag["source"], tag["reason_code"]) == ("杯套", "channel", "code.labels")
    assert tag["reason_params"]["code"] == "杯套 · 全国"
    greeted = stack.eventually(
        lambda: [
            entry
            for entry in stack.siyu("GET", f"/api/customers/{listed['person_id']}/timeline")["items"]
            if entry.get("why") and entry["why"]["reason_code"] == "code.greets"
        ],
        what="the greeting in the timeline with its why",
    )
    assert greeted[0]["why"]["outcome"] == "approved"

    after = code_named(stack, "杯套 · 全国")["total"]
    assert (after["added"] - before["added"], after["net"] - before["net"]) == (1, 1)


def test_a_customer_who_deletes_the_adviser_is_counted_as_lost(stack: Stack) -> None:
    code = code_named(stack, "外卖卡 · 全国")
    before = code["total"]
    customer = stack.world("POST", "/sandbox/customers", {"name": "过客"})
    adviser = scan(stack, customer, code)
    stack.eventually(
        lambda: code_named(stack, "外卖卡 · 全国")["total"]["added"] > before["added"], what="the scan counted"
    )

    stack.world("POST", f"/sandbox/customers/{customer['id']}/delete", {"userid": adviser["userid"]})

    after = stack.eventually(
        lambda: total if (total := code_named(stack, "外卖卡 · 全国")["total"])["lost"] > before["lost"] else None,
        what="the loss counted",
    )
    assert (after["lost"] - before["lost"], after["net"]) == (1, before["net"])
    person = stack.siyu("GET", "/api/customers?q=过客&state=lost_by_customer")["items"][0]
    assert person["relations"][0]["state"] == "lost_by_customer"


def test_somebody_who_came_by_no_code_gets_the_advisers_own_welcome(stack: Stack) -> None:
    adviser = stack.world("GET", "/sandbox/world")["advisers"][0]
    customer = stack.world("POST", "/sandbox/customers", {"name": "散客"})

    stack.world("POST", f"/sandbox/customers/{customer['id']}/add", {"userid": adviser["userid"]})

    welcome = stack.eventually(
        lambda: [m for m in messages(stack, customer, adviser["userid"]) if m["via"] == "welcome"], what="a welcome"
    )
    assert welcome[0]["text"] == f"散客你好，我是山间茶铺的{adviser['name']}，想喝什么茶随时问我。"


def test_a_nickname_on_the_block_list_is_not_greeted_and_the_reason_is_kept(stack: Stack) -> None:
    code = code_named(stack, "西湖市集")
    customer = stack.world("POST", "/sandbox/customers", {"name": "茶叶代购小王"})

    adviser = scan(stack, customer, code)

    person = stack.eventually(lambda: stack.siyu("GET", "/api/customers?q=代购")["items"], what="the customer listed")[
        0
    ]
    refused = stack.eventually(
        lambda: [
            entry
            for entry in stack.siyu("GET", f"/api/customers/{person['person_id']}/timeline")["items"]
            if entry.get("why") and entry["why"]["reason_code"] == "welcome.nickname_blocked"
        ],
        what="the refusal in the timeline",
    )
    assert refused[0]["why"]["outcome"] == "refused"
    assert [m for m in messages(stack, customer, adviser["userid"]) if m["via"] == "welcome"] == []
