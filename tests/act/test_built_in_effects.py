"""The built-in effects against a sandbox that misbehaves on demand."""

import asyncio
import io
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PIL import Image

from siyu.act.dispatcher import Timing
from siyu.content import media, store
from siyu.content import service as content
from siyu.corp.wire import Wires
from siyu.kit import clock
from siyu.kit.egress import Egress
from siyu.kit.jobs import Lane
from tests.act.conftest import Newcomer, Office, new_code, settle, ways
from tests.sandbox.driver import Driver

WELCOME = "/cgi-bin/externalcontact/send_welcome_msg"
ADD_WAY = "/cgi-bin/externalcontact/add_contact_way"
MARK_TAG = "/cgi-bin/externalcontact/mark_tag"
PATIENCE_S = 1.0  # how long a call may take where the sandbox is told to hang


def fault(sandbox: Driver, api: str, kind: str, **more: Any) -> None:
    sandbox.control("POST", "/sandbox/faults", {"api": api, "kind": kind, "times": 1, **more})


def test_a_greeting_reaches_the_phone_with_its_link(newcomer: Newcomer) -> None:
    link = {"kind": "link", "title": "新茶上市", "desc": "", "url": "https://example.com/tea", "picurl": ""}
    newcomer.greet(attachments=[link])

    effect = settle(newcomer.shop, lane=Lane.URGENT)

    assert effect.state == "sent"
    assert newcomer.received() == ["text", "link"]


@pytest.mark.parametrize("kind", ["timeout_after", "html", "reset"])
def test_a_greeting_whose_answer_was_lost_reaches_the_customer_once(newcomer: Newcomer, kind: str) -> None:
    fault(newcomer.sandbox, WELCOME, kind, **({"delay_s": 3 * PATIENCE_S} if kind == "timeout_after" else {}))
    newcomer.greet()

    effect = settle(newcomer.shop, lane=Lane.URGENT, timeout_s=PATIENCE_S)

    assert effect.state == "sent"
    assert effect.attempts == 2
    assert newcomer.read() == ["小满，欢迎来山间茶铺"]


@pytest.mark.parametrize("kind", ["busy", "http_500", "timeout_before"])
def test_a_greeting_that_did_not_go_through_is_sent_again(newcomer: Newcomer, kind: str) -> None:
    fault(newcomer.sandbox, WELCOME, kind, **({"delay_s": 3 * PATIENCE_S} if kind == "timeout_before" else {}))
    newcomer.greet()

    effect = settle(newcomer.shop, lane=Lane.URGENT, timeout_s=PATIENCE_S)

    assert (effect.state, effect.attempts) == ("sent", 2)
    assert newcomer.read() == ["小满，欢迎来山间茶铺"]


@pytest.fixture
def poster(shop: Office, tmp_path: Path) -> UUID:
    """A picture in the material library, not at WeCom yet."""
    store.install(tmp_path)
    drawn = io.BytesIO()
    Image.new("RGB", (64, 64), "white").save(drawn, "PNG")
    with shop.database.transaction() as session:
        made = content.add_material(session, shop.corp_id, name="海报.png", mime="image/png", data=drawn.getvalue())
    return made.id


def bring_to_wecom(shop: Office, material_id: UUID) -> None:
    """What the upload job does."""

    async def run() -> None:
        async with Egress() as egress:
            wires = Wires(shop.database, egress, base_url=shop.wecom_url)
            await asyncio.to_thread(media.upload, shop.database, wires, shop.corp_id, material_id)

    asyncio.run(run())


def test_a_picture_not_at_wecom_yet_is_waited_for(newcomer: Newcomer, poster: UUID) -> None:
    newcomer.greet(attachments=[{"kind": "image", "material_id": str(poster)}])

    newcomer.shop.dispatch(lane=Lane.URGENT)
    waiting = newcomer.shop.effects()[0]
    bring_to_wecom(newcomer.shop, poster)
    effect = settle(newcomer.shop, lane=Lane.URGENT)

    assert (waiting.state, waiting.error_code) == ("planned", "media_not_ready")
    assert (effect.state, dict(effect.result)) == ("sent", {})
    assert newcomer.received() == ["text", "image"]


def test_a_greeting_goes_without_a_picture_that_does_not_come(newcomer: Newcomer, poster: UUID) -> None:
    newcomer.greet(attachments=[{"kind": "image", "material_id": str(poster)}])

    effect = settle(newcomer.shop, lane=Lane.URGENT)

    assert (effect.state, effect.attempts, dict(effect.result)) == ("sent", 5, {"left_out": [str(poster)]})
    assert newcomer.received() == ["text"]


def test_a_greeting_of_nothing_but_a_missing_picture_is_refused(newcomer: Newcomer, poster: UUID) -> None:
    newcomer.greet(text="", attachments=[{"kind": "image", "material_id": str(poster)}])

    effect = settle(newcomer.shop, lane=Lane.URGENT)

    assert (effect.state, effect.error_code) == ("refused", "media_not_ready")
    assert newcomer.received() == []


def test_the_proof_of_a_doubtful_greeting_is_that_wecom_says_it_was_sent(newcomer: Newcomer) -> None:
    fault(newcomer.sandbox, WELCOME, "timeout_after", delay_s=3 * PATIENCE_S)
    newcomer.greet()

    effect = settle(newcomer.shop, lane=Lane.URGENT, timeout_s=PATIENCE_S)

    assert effect.result == {"proof": "41051"}


def test_a_code_older_than_twenty_seconds_is_refused_with_wecoms_code(newcomer: Newcomer) -> None:
    newcomer.sandbox.control("POST", "/sandbox/clock", {"advance_s": 21})
    newcomer.greet()

    effect = settle(newcomer.shop, lane=Lane.URGENT)

    assert (effect.state, effect.error_code) == ("refused", "41050")
    assert newcomer.read() == []


def test_a_customer_somebody_else_greeted_is_not_greeted_again(newcomer: Newcomer) -> None:
    newcomer.sandbox.api(
        "externalcontact/send_welcome_msg", {"welcome_code": newcomer.welcome_code, "text": {"content": "别的应用"}}
    )
    newcomer.greet()

    effect = settle(newcomer.shop, lane=Lane.URGENT)

    assert effect.state == "refused"
    assert effect.error_code == "41051"
    assert newcomer.read() == ["别的应用"]


def test_a_payload_without_its_code_is_refused_with_the_field(newcomer: Newcomer) -> None:
    newcomer.shop.propose(kind="wecom.send_welcome", payload={"message": {"text": "你好"}})

    effect = settle(newcomer.shop)

    assert (effect.state, effect.error_code) == ("refused", "payload_invalid")
    assert "welcome_code" in (effect.error_message or "")


def test_a_lost_answer_to_tagging_ends_with_the_tag_on(newcomer: Newcomer) -> None:
    tag = newcomer.sandbox.tag("西湖店")
    fault(newcomer.sandbox, MARK_TAG, "timeout_after", delay_s=3 * PATIENCE_S)
    newcomer.shop.propose(
        kind="wecom.mark_tag",
        payload={"userid": "tea001", "external_userid": newcomer.external_userid, "add": [tag], "tag_ids": []},
    )

    effect = settle(newcomer.shop, timeout_s=PATIENCE_S)

    contacts = newcomer.sandbox.control("GET", "/sandbox/advisers/tea001/contacts")["contacts"]
    assert (effect.state, effect.attempts) == ("sent", 2)
    assert [[tag["name"] for tag in contact["tags"]] for contact in contacts] == [["西湖店"]]


def test_throttled_tagging_waits_for_the_lane_to_open(newcomer: Newcomer) -> None:
    tag = newcomer.sandbox.tag("西湖店")
    fault(newcomer.sandbox, MARK_TAG, "throttle")
    newcomer.shop.propose(
        kind="wecom.mark_tag",
        payload={"userid": "tea001", "external_userid": newcomer.external_userid, "add": [tag]},
    )

    newcomer.shop.dispatch()
    waiting = newcomer.shop.effects()[0]

    assert (waiting.state, waiting.attempts, waiting.error_code) == ("planned", 0, "45009")
    assert waiting.due_at - clock.now() > timedelta(seconds=50)


def test_a_remark_is_written(newcomer: Newcomer) -> None:
    newcomer.shop.propose(
        kind="wecom.remark",
        payload={
            "userid": "tea001",
            "external_userid": newcomer.external_userid,
            "remark": "小满-西湖店",
            "description": "扫西湖店门口海报",
        },
    )

    effect = settle(newcomer.shop)

    [contact] = newcomer.sandbox.control("GET", "/sandbox/advisers/tea001/contacts")["contacts"]
    assert effect.state == "sent"
    assert (contact["remark"], contact["description"]) == ("小满-西湖店", "扫西湖店门口海报")


def test_a_code_is_made_and_its_config_kept(shop: Office, sandbox: Driver) -> None:
    new_code(shop)

    effect = settle(shop)

    assert effect.state == "sent"
    assert sandbox.api("externalcontact/get_contact_way", {"config_id": effect.result["config_id"]})["errcode"] == 0
    assert shop.receipts()[0]["result"] == dict(effect.result)


def test_a_code_whose_answer_was_lost_is_found_and_never_made_twice(shop: Office, sandbox: Driver) -> None:
    sandbox.way("tea002", state="someone-elses")
    fault(sandbox, ADD_WAY, "timeout_after", delay_s=3 * PATIENCE_S)
    new_code(shop)

    effect = settle(shop, timeout_s=PATIENCE_S)

    assert sorted(ways(sandbox)) == ["s1", "someone-elses"]
    assert (effect.state, effect.attempts) == ("sent", 1)
    assert sandbox.api("externalcontact/get_contact_way", {"config_id": effect.result["config_id"]})["errcode"] == 0
    assert [receipt["verdict"] for receipt in shop.receipts()] == ["unknown", "sent"]


def test_a_code_that_was_never_made_is_made_once_the_list_shows_so(shop: Office, sandbox: Driver) -> None:
    fault(sandbox, ADD_WAY, "timeout_before", delay_s=3 * PATIENCE_S)
    new_code(shop)

    effect = settle(shop, timeout_s=PATIENCE_S)

    assert (effect.state, effect.attempts, ways(sandbox)) == ("sent", 2, ["s1"])


def test_a_list_that_cannot_be_read_leaves_the_doubt(shop: Office, sandbox: Driver) -> None:
    fault(sandbox, ADD_WAY, "timeout_after", delay_s=3 * PATIENCE_S)
    sandbox.control(
        "POST", "/sandbox/faults", {"api": "/cgi-bin/externalcontact/list_contact_way", "kind": "http_500", "times": 3}
    )
    new_code(shop)

    effect = settle(shop, timeout_s=PATIENCE_S)

    assert (effect.state, ways(sandbox)) == ("unknown", ["s1"])
    assert effect.needs_person_at is not None


def test_changes_of_one_code_arrive_in_order_and_deleting_twice_is_fine(shop: Office, sandbox: Driver) -> None:
    config_id = sandbox.way("tea001", state="s1")
    subject = "code:1"
    change = {"config_id": config_id, "user": ["tea002"], "skip_verify": False}
    shop.propose("code:1:update:1", kind="wecom.update_contact_way", payload=change, subject=subject)
    shop.dispatch()
    changed = sandbox.api("externalcontact/get_contact_way", {"config_id": config_id})["contact_way"]
    for number in (1, 2):
        payload = {"config_id": config_id}
        shop.propose(f"code:1:delete:{number}", kind="wecom.del_contact_way", payload=payload, subject=subject)

    shop.dispatch(rounds=2)

    assert (changed["user"], changed["skip_verify"]) == (["tea002"], False)
    assert set(shop.states().values()) == {"sent"}
    assert ways(sandbox) == []


def test_two_dispatchers_at_once_do_everything_once(shop: Office, sandbox: Driver) -> None:
    for number in range(40):
        new_code(shop, state=f"s{number}")

    async def story() -> None:
        async with shop.dispatching(timing=Timing()) as first, shop.dispatching(timing=Timing()) as second:
            for _ in range(3):
                await asyncio.gather(first.run_once(Lane.NORMAL), second.run_once(Lane.NORMAL))

    asyncio.run(story())

    assert sorted(ways(sandbox)) == sorted(f"s{number}" for number in range(40))
