"""A customer scans, adds, chats, leaves; the adviser accepts, edits, deletes; and what callbacks say of it."""

import pytest

from tests.sandbox.driver import multipart


def test_a_picture_of_the_code_shows_the_advisers_card(sandbox):
    config_id = sandbox.way("tea001", state="s", skip_verify=False)
    customer = sandbox.customer()
    png = sandbox.request("GET", f"/qr/{config_id}.png")[2]
    raw, headers = multipart("image", "code.png", png, "image/png")

    status, _, answer = sandbox.request("POST", f"/sandbox/customers/{customer}/scan", raw=raw, headers=headers)

    assert status == 200
    assert b'"kind":"contact_way"' in answer
    assert b'"needs_verify":true' in answer
    assert b'"userid":"tea001"' in answer


def test_a_picture_without_a_code_or_no_picture_at_all_is_said_so(sandbox):
    customer = sandbox.customer()
    raw, headers = multipart("image", "x.png", b"not a picture", "image/png")

    status, _, answer = sandbox.request("POST", f"/sandbox/customers/{customer}/scan", raw=raw, headers=headers)

    assert status == 400
    assert b"The picture cannot be read: the picture must be a whole PNG or JPEG." in answer


def test_adding_through_a_code_makes_a_contact_and_tells_the_app(sandbox, receiver):
    config_id = sandbox.way("tea001", state="门店一")
    customer = sandbox.customer("小满")

    added = sandbox.add(customer, "tea001", config_id=config_id)

    (event,) = receiver.wait_for(1)
    assert added["added"] is True
    assert added["pending"] is False
    code = event.pop("WelcomeCode")
    created = event.pop("CreateTime")
    assert event == {
        "ToUserName": "wwtea0000000000001",
        "FromUserName": "sys",
        "MsgType": "event",
        "Event": "change_external_contact",
        "ChangeType": "add_external_contact",
        "UserID": "tea001",
        "ExternalUserID": added["external_userid"],
        "State": "门店一",
    }
    assert len(code) == 44
    assert created.isdecimal()


def test_the_new_contact_is_read_with_its_origin(sandbox, receiver):
    config_id = sandbox.way("tea001", state="门店一")
    external = sandbox.add(sandbox.customer("小满"), "tea001", config_id=config_id)["external_userid"]

    answer = sandbox.api("externalcontact/get", external_userid=external)

    (follower,) = answer["follow_user"]
    assert answer["external_contact"]["name"] == "小满"
    assert answer["external_contact"]["type"] == 1
    assert external.startswith("wm")
    assert len(external) == 32
    assert (follower["userid"], follower["state"], follower["add_way"]) == ("tea001", "门店一", 1)
    assert follower["oper_userid"] == external
    assert follower["tags"] == []
    assert sandbox.api("externalcontact/list", userid="tea001")["external_userid"] == [external]


def test_without_skip_verify_the_request_waits_until_the_adviser_accepts(sandbox, receiver):
    config_id = sandbox.way("tea001", skip_verify=False)
    customer = sandbox.customer()

    asked = sandbox.add(customer, "tea001", config_id=config_id)
    before = sandbox.code_of("externalcontact/get", external_userid=asked["external_userid"])
    accepted = sandbox.control("POST", "/sandbox/advisers/tea001/accept", {"customer_id": customer})

    (event,) = receiver.wait_for(1)
    assert (asked["added"], asked["pending"]) == (False, True)
    assert before == 84061
    assert accepted["state"] == "friends"
    assert event["ChangeType"] == "add_external_contact"


def test_with_the_half_add_switch_the_customer_is_there_before_the_adviser_adds_back(sandbox, receiver):
    sandbox.control("PATCH", "/sandbox/settings", {"half_add_events": True})
    customer = sandbox.customer()
    sandbox.add(customer, "tea001", config_id=sandbox.way("tea001"))

    sandbox.control("POST", "/sandbox/advisers/tea001/accept", {"customer_id": customer})

    half, whole = receiver.wait_for(2)
    assert half["ChangeType"] == "add_half_external_contact"
    assert whole["ChangeType"] == "add_external_contact"
    assert half["WelcomeCode"] != whole["WelcomeCode"]


def test_adding_twice_changes_nothing(sandbox, receiver):
    customer = sandbox.customer()
    config_id = sandbox.way("tea001")
    sandbox.add(customer, "tea001", config_id=config_id)

    again = sandbox.add(customer, "tea001", config_id=config_id)

    assert (again["added"], again["pending"]) == (False, False)
    assert sandbox.control("GET", "/sandbox/ledger")["adds"] == 1


def test_an_advisers_own_card_needs_no_code_and_says_how_it_came(sandbox, receiver):
    world = sandbox.control("GET", "/sandbox/world")
    card = next(a["qr_text"] for a in world["advisers"] if a["userid"] == "tea005")
    scanner, receiver_of_card = sandbox.customer("扫码"), sandbox.customer("名片")

    shown = sandbox.control("POST", f"/sandbox/customers/{scanner}/scan", {"text": card})
    by_scan = sandbox.add(scanner, "tea005", text=card)["external_userid"]
    by_card = sandbox.add(receiver_of_card, "tea005")["external_userid"]

    ways = [sandbox.api("externalcontact/get", external_userid=e)["follow_user"][0] for e in (by_scan, by_card)]
    assert "config_id" not in shown
    assert shown["adviser"]["userid"] == "tea005"
    assert [way["add_way"] for way in ways] == [1, 3]
    assert all("state" not in way for way in ways)


def test_when_the_customer_leaves_the_relation_is_gone_and_del_follow_user_comes(sandbox, receiver):
    customer = sandbox.customer()
    external = sandbox.add(customer, "tea001")["external_userid"]

    sandbox.control("POST", f"/sandbox/customers/{customer}/delete", {"userid": "tea001"})

    _, left = receiver.wait_for(2)
    assert left["ChangeType"] == "del_follow_user"
    assert (left["UserID"], left["ExternalUserID"]) == ("tea001", external)
    assert sandbox.code_of("externalcontact/get", external_userid=external) == 84061
    assert sandbox.code_of("externalcontact/list", userid="tea001") == 84061


def test_when_the_adviser_deletes_del_external_contact_comes(sandbox, receiver):
    customer = sandbox.customer()
    sandbox.add(customer, "tea001")

    sandbox.control("POST", "/sandbox/advisers/tea001/delete", {"customer_id": customer})

    events = receiver.wait_for(2)
    assert events[1]["ChangeType"] == "del_external_contact"
    assert "Source" not in events[1]


def test_a_customer_who_comes_back_is_greeted_anew(sandbox, receiver):
    customer = sandbox.customer()
    sandbox.add(customer, "tea001")
    sandbox.control("POST", f"/sandbox/customers/{customer}/delete", {"userid": "tea001"})

    again = sandbox.add(customer, "tea001")

    first, _, second = receiver.wait_for(3)
    assert again["added"] is True
    assert first["WelcomeCode"] != second["WelcomeCode"]


def test_edits_on_the_advisers_phone_are_told_but_mobiles_alone_are_not(sandbox, receiver):
    customer = sandbox.customer()
    external = sandbox.add(customer, "tea001")["external_userid"]
    path = f"/sandbox/advisers/tea001/contacts/{customer}"

    sandbox.control("PATCH", path, {"mobiles": ["13800000000"]})
    sandbox.control("PATCH", path, {"remark": "老客"})

    _, edited = receiver.wait_for(2)
    follower = sandbox.api("externalcontact/get", external_userid=external)["follow_user"][0]
    assert edited["ChangeType"] == "edit_external_contact"
    assert (follower["remark"], follower["remark_mobiles"]) == ("老客", ["13800000000"])


def test_chats_are_seen_from_both_phones(sandbox):
    customer = sandbox.customer("小满")
    sandbox.add(customer, "tea001")
    chat = f"/sandbox/chats/{customer}/tea001"
    sandbox.control("POST", chat, {"from": "customer", "text": "在吗？"})
    sandbox.control("POST", chat, {"from": "adviser", "text": "在的"})

    lines = sandbox.control("GET", chat)["messages"]
    (seen_by_adviser,) = sandbox.control("GET", "/sandbox/advisers/tea001/chats")["chats"]
    (seen_by_customer,) = sandbox.control("GET", f"/sandbox/customers/{customer}/chats")["chats"]

    assert [(m["from"], m["type"], m["text"], m["via"]) for m in lines] == [
        ("customer", "text", "在吗？", "person"),
        ("adviser", "text", "在的", "person"),
    ]
    assert (seen_by_adviser["name"], seen_by_adviser["unread"], seen_by_adviser["state"]) == ("小满", 1, "friends")
    assert (seen_by_customer["unread"], seen_by_customer["last"]["text"]) == (1, "在的")


def test_people_who_are_not_contacts_cannot_chat(sandbox):
    customer = sandbox.customer()
    sandbox.add(customer, "tea001")
    sandbox.control("POST", f"/sandbox/customers/{customer}/delete", {"userid": "tea001"})

    refused = sandbox.refused("POST", f"/sandbox/chats/{customer}/tea001", {"from": "customer", "text": "喂"})

    assert refused == (400, "not_friends", "they are not contacts, so the message cannot be delivered")


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("POST", "/sandbox/customers/cust_99/add", {"userid": "tea001"}, 404, "unknown_customer"),
        ("POST", "/sandbox/customers/cust_1/add", {"userid": "nobody"}, 404, "unknown_adviser"),
        ("POST", "/sandbox/customers/cust_1/add", {}, 400, "bad_field"),
        ("POST", "/sandbox/customers/cust_1/delete", {"userid": "tea001"}, 404, "never_met"),
        ("POST", "/sandbox/customers", {"name": "x" * 33}, 400, "bad_field"),
        ("POST", "/sandbox/customers", {"name": "x", "gender": 7}, 400, "bad_field"),
        ("GET", "/sandbox/customers?limit=many", None, 400, "bad_query"),
        ("GET", "/sandbox/customers?cursor=nonsense", None, 400, "bad_cursor"),
        ("POST", "/sandbox/clock", {}, 400, "bad_move"),
        ("POST", "/sandbox/clock", {"to": "yesterday"}, 400, "bad_time"),
        ("POST", "/sandbox/clock", {"to": "2020-01-01T00:00:00Z"}, 400, "bad_move"),
        ("POST", "/sandbox/faults", {"api": "nowhere", "kind": "busy"}, 400, "bad_fault"),
        ("POST", "/sandbox/faults", {"api": "callback", "kind": "busy"}, 400, "bad_fault"),
        ("DELETE", "/sandbox/faults", {"id": "fault_9"}, 404, "unknown_fault"),
        ("PATCH", "/sandbox/settings", {"limits": {"no_such_limit": 1}}, 400, "bad_setting"),
        ("PATCH", "/sandbox/settings", {"half_add_events": "yes"}, 400, "bad_setting"),
        ("POST", "/sandbox/population/advance", {"to": "2030-01-01T00:00:00Z"}, 400, "no_population"),
        ("POST", "/sandbox/population", {"size": 0, "days": 1}, 400, "bad_field"),
        ("POST", "/sandbox/reset", {"world": "atlantis"}, 400, "unknown_world"),
        ("GET", "/sandbox/qr?text=", None, 400, "bad_query"),
        ("GET", "/sandbox/advisers/nobody/contacts", None, 404, "unknown_adviser"),
        ("PUT", "/sandbox/apps/1/callback", {"url": "http://127.0.0.1:1/"}, 404, "unknown_app"),
        ("PUT", "/sandbox/apps/1000002/callback", {"url": "ftp://x"}, 400, "bad_url"),
        ("PUT", "/sandbox/apps/1000002/callback", {"url": "http://x", "aes_key": "short"}, 400, "bad_aes_key"),
    ],
)
def test_a_mistake_at_the_control_api_is_answered_with_a_code_and_a_sentence(sandbox, method, path, body, status, code):
    sandbox.customer()

    answered = sandbox.refused(method, path, body)

    assert answered[:2] == (status, code)
    assert len(answered[2]) > 10


def test_a_broken_json_body_at_the_control_api_is_said_so(sandbox):
    status, _, answer = sandbox.request("POST", "/sandbox/customers", raw=b"{")

    assert status == 400
    assert b'"code":"bad_json"' in answer
