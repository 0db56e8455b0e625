"""Greeting a new customer: 20 seconds, once, and what may be in it."""

import pytest

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20
MP4 = b"\x00\x00\x00\x18ftypmp42" + b"0" * 20
SEND = "externalcontact/send_welcome_msg"


@pytest.fixture
def code(sandbox, receiver):
    """A fresh welcome code of a customer who just added tea001."""
    customer = sandbox.customer("小满")
    sandbox.add(customer, "tea001", config_id=sandbox.way("tea001"))
    return receiver.wait_for(1)[0]["WelcomeCode"]


def send(sandbox, code, **body):
    return sandbox.code_of(SEND, {"welcome_code": code, **body})


def test_a_welcome_with_every_kind_of_attachment_reaches_the_customers_phone(sandbox, code):
    image = sandbox.upload("media/upload", "海报.png", PNG, "image/png", type="image")["media_id"]
    video = sandbox.upload("media/upload", "茶.mp4", MP4, "video/mp4", type="video")["media_id"]
    file = sandbox.upload("media/upload", "价目.pdf", b"%PDF-1.7 ...", "application/pdf", type="file")["media_id"]
    link = {
        "title": "新茶",
        "url": "https://example.com/tea",
        "desc": "春茶上市",
        "picurl": "https://example.com/a.png",
    }
    mini = {"title": "商城", "pic_media_id": image, "appid": "wx1234567890abcdef", "page": "/index"}

    refused = send(
        sandbox,
        code,
        text={"content": "你好，小满"},
        attachments=[
            {"msgtype": "image", "image": {"media_id": image}},
            {"msgtype": "link", "link": link},
            {"msgtype": "miniprogram", "miniprogram": mini},
            {"msgtype": "video", "video": {"media_id": video}},
            {"msgtype": "file", "file": {"media_id": file}},
        ],
    )

    messages = sandbox.control("GET", "/sandbox/chats/cust_1/tea001")["messages"]
    assert refused == 0
    assert [m["type"] for m in messages] == ["text", "image", "link", "miniprogram", "video", "file"]
    assert {(m["from"], m["via"]) for m in messages} == {("adviser", "welcome")}
    assert messages[0]["text"] == "你好，小满"
    assert messages[2]["title"] == "新茶"
    assert messages[3]["appid"] == "wx1234567890abcdef"
    assert messages[5]["title"] == "价目.pdf"
    picture = sandbox.request("GET", messages[1]["media_url"].removeprefix(sandbox.sandbox.url))[2]
    assert picture == PNG


def test_a_code_works_once(sandbox, code):
    first = send(sandbox, code, text={"content": "你好"})

    second = send(sandbox, code, text={"content": "你好"})

    ledger = sandbox.control("GET", "/sandbox/ledger")
    assert (first, second) == (0, 41051)
    assert ledger["welcomes"] == 1
    assert ledger["refusals"] == {"externalcontact/send_welcome_msg 41051": 1}


def test_a_code_lives_for_twenty_seconds(sandbox, code):
    sandbox.control("POST", "/sandbox/clock", {"advance_s": 20})

    assert send(sandbox, code, text={"content": "你好"}) == 41050


def test_a_code_is_still_good_just_before_its_end(sandbox, code):
    sandbox.control("POST", "/sandbox/clock", {"advance_s": 19})

    assert send(sandbox, code, text={"content": "你好"}) == 0


def test_nothing_can_be_sent_once_the_two_are_chatting(sandbox, code):
    sandbox.control("POST", "/sandbox/chats/cust_1/tea001", {"from": "customer", "text": "在吗"})

    assert send(sandbox, code, text={"content": "你好"}) == 41051


def test_nothing_can_be_sent_to_somebody_who_left(sandbox, code):
    sandbox.control("POST", "/sandbox/customers/cust_1/delete", {"userid": "tea001"})

    assert send(sandbox, code, text={"content": "你好"}) == 84061


def test_while_a_welcome_is_on_its_way_another_call_is_told_to_wait(sandbox, code):
    sandbox.control("PATCH", "/sandbox/settings", {"welcome_sending_ms": 2000})

    first, during = (send(sandbox, code, text={"content": "你好"}) for _ in range(2))
    sandbox.control("POST", "/sandbox/clock", {"advance_s": 3})

    assert (first, during, send(sandbox, code, text={"content": "你好"})) == (0, 41096, 41051)


def test_missing_and_invented_codes_have_their_own_answers(sandbox):
    assert sandbox.code_of(SEND, {"text": {"content": "你好"}}) == 41049
    assert send(sandbox, "invented", text={"content": "你好"}) == 41050


LINK = {"title": "题", "url": "https://example.com"}


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        ({}, 40063),
        ({"text": {"content": ""}}, 40063),
        ({"text": {"content": "长" * 1334}}, 45002),
        ({"attachments": [{"msgtype": "link", "link": LINK}] * 10}, 41064),
        ({"attachments": [{"msgtype": "voice", "voice": {}}]}, 41065),
        ({"attachments": [{"msgtype": "link"}]}, 40063),
        ({"attachments": [{"msgtype": "link", "link": {"title": "题"}}]}, 40063),
        ({"attachments": [{"msgtype": "link", "link": {**LINK, "title": "题" * 43}}]}, 40058),
        ({"attachments": [{"msgtype": "link", "link": {**LINK, "desc": "d" * 513}}]}, 40058),
        ({"attachments": [{"msgtype": "link", "link": {**LINK, "url": "u" * 2049}}]}, 40058),
        ({"attachments": [{"msgtype": "image", "image": {"media_id": "nothing"}}]}, 40007),
        ({"attachments": [{"msgtype": "miniprogram", "miniprogram": {"title": "t"}}]}, 40063),
        ({"attachments": "all of them"}, 40058),
    ],
)
def test_a_refused_content_leaves_the_code_usable(sandbox, code, body, refusal):
    assert send(sandbox, code, **body) == refusal
    assert send(sandbox, code, text={"content": "好" * 1333}, attachments=[]) == 0


def test_nine_attachments_are_allowed(sandbox, code):
    assert send(sandbox, code, attachments=[{"msgtype": "link", "link": LINK}] * 9) == 0


def test_media_of_the_wrong_kind_or_older_than_three_days_cannot_be_attached(sandbox, code):
    video = sandbox.upload("media/upload", "a.mp4", MP4, "video/mp4", type="video")["media_id"]

    as_image = send(sandbox, code, attachments=[{"msgtype": "image", "image": {"media_id": video}}])
    sandbox.control("POST", "/sandbox/clock", {"advance_s": 3 * 86400})
    sandbox.log_in()
    expired = sandbox.code_of("media/get", media_id=video)

    assert (as_image, expired) == (40007, 40007)


def test_only_the_first_of_two_apps_can_send(sandbox, receiver):
    other = sandbox.control("POST", "/sandbox/apps", {"name": "第二应用"})
    sandbox.add(sandbox.customer(), "tea001")
    code = receiver.wait_for(1)[0]["WelcomeCode"]
    secret, corpid = other["secret"], sandbox.corp["corpid"]
    token = sandbox.api("gettoken", token="", corpid=corpid, corpsecret=secret)["access_token"]

    first = sandbox.api(SEND, {"welcome_code": code, "text": {"content": "你好"}}, token=token)["errcode"]

    assert (first, send(sandbox, code, text={"content": "你好"})) == (0, 41051)
