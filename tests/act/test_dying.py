"""Workers killed with -9 at every point between claiming and settling: done exactly once, and nothing lost."""

import subprocess
import sys
import time

import pytest

from siyu.kit.jobs import Lane
from tests.act.conftest import Newcomer, Office, new_code, settle, ways
from tests.act.dying_worker import LEASE_S
from tests.sandbox.driver import Driver

pytestmark = pytest.mark.faults

MOMENTS = ["before_call", "after_call", "after_outcome"]


def kill_a_worker(office: Office, lane: Lane, moment: str) -> None:
    """Let a worker die at `moment`, wait out its lease, and let the keeper find what it held."""
    worker = subprocess.run(
        [sys.executable, "-m", "tests.act.dying_worker", office.database.url, office.wecom_url, lane, moment],
        timeout=60,
        check=False,
    )
    assert worker.returncode == -9
    time.sleep(LEASE_S)
    office.keep()


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_greeting_is_sent_once_whenever_its_worker_dies(newcomer: Newcomer, moment: str) -> None:
    newcomer.greet()

    kill_a_worker(newcomer.shop, Lane.URGENT, moment)
    effect = settle(newcomer.shop, lane=Lane.URGENT)

    assert effect.state == "sent"
    assert newcomer.read() == ["小满，欢迎来山间茶铺"]


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_code_is_made_once_whenever_its_worker_dies(shop: Office, sandbox: Driver, moment: str) -> None:
    new_code(shop)

    kill_a_worker(shop, Lane.NORMAL, moment)
    effect = settle(shop)

    assert (effect.state, ways(sandbox)) == ("sent", ["s1"])
    assert sandbox.api("externalcontact/get_contact_way", {"config_id": effect.result["config_id"]})["errcode"] == 0


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_customer_ends_up_tagged_whenever_the_worker_dies(newcomer: Newcomer, moment: str) -> None:
    tag = newcomer.sandbox.tag("西湖店")
    newcomer.shop.propose(
        kind="wecom.mark_tag",
        payload={"userid": "tea001", "external_userid": newcomer.external_userid, "add": [tag]},
    )

    kill_a_worker(newcomer.shop, Lane.NORMAL, moment)
    effect = settle(newcomer.shop)

    [contact] = newcomer.sandbox.control("GET", "/sandbox/advisers/tea001/contacts")["contacts"]
    assert effect.state == "sent"
    assert [each["name"] for each in contact["tags"]] == ["西湖店"]
