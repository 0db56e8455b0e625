"""Codes at a WeCom that misbehaves: made once, followed, repaired, taken away — seen through the sandbox."""

import asyncio
import json
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from siyu.act import adapters
from siyu.act.dispatcher import Dispatcher, Timing
from siyu.corp import queries as corp_queries
from siyu.corp import service as corp_service
from siyu.corp.wire import Wires
from siyu.ingest import drainer, listeners
from siyu.ingest.listeners import Listener
from siyu.kit import clock
from siyu.kit.db import Database
from siyu.kit.egress import Egress
from siyu.kit.jobs import Lane
from siyu.plays.channel_codes import printing, qr, queries, receipts, service, ticks
from siyu.plays.channel_codes.config import CodeConfig
from siyu.plays.channel_codes.play import PLAY
from siyu.plays.channel_codes.tests.conftest import NOBODY
from siyu.plays.channel_codes.views import CodeView
from weixin_sandbox.testing import RunningSandbox, running_sandbox

pytestmark = pytest.mark.story

HASTY = Timing(lease_s=30.0, look_after_s=0.0, keeper_every_s=0.05)
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass
class Town:
    """A corp connected to a sandbox, and the loops between them turned by hand."""

    database: Database
    sandbox: RunningSandbox
    corp_id: UUID
    time: clock.FixedSource

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """Call the sandbox's control API."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.sandbox.url + path, method=method, data=data)  # noqa: S310 - loopback
        with DIRECT.open(request, timeout=10) as answer:
            return json.load(answer)

    def official(self, api: str, body: Any) -> Any:
        """Call WeCom's own interface as some other program of the corp would."""
        corp = self.control("GET", "/sandbox/world")["corps"][0]
        login = f"/cgi-bin/gettoken?corpid={corp['corpid']}&corpsecret={corp['apps'][0]['secret']}"
        token = self.control("GET", login)["access_token"]
        return self.control("POST", f"/cgi-bin/externalcontact/{api}?access_token={token}", body)

    def ways(self) -> list[dict[str, Any]]:
        """The contact ways WeCom has."""
        found: list[dict[str, Any]] = self.control("GET", "/sandbox/contact_ways")["contact_ways"]
        return found

    def staff(self, *userids: str) -> list[UUID]:
        """Staff by WeCom's userid."""
        with self.database.transaction() as session:
            ids = corp_service.ensure_staff(session, self.corp_id, userids)
        return [ids[one] for one in userids]

    def make(self, **settings: Any) -> UUID:
        """A code, made by an operator."""
        plain = {"name": "西湖店", "staff": {"always": self.staff("tea001")}, "welcome": {"mode": "none"}}
        config = CodeConfig.model_validate({**plain, **settings})
        with self.database.transaction() as session:
            made = service.create(session, self.corp_id, config=config, kind="multi", folder_id=None, by=NOBODY)
        return made[0]

    def look(self, code_id: UUID) -> CodeView:
        """A code as it stands."""
        with self.database.transaction() as session:
            return queries.code(session, self.corp_id, code_id=code_id)

    def settle(self, rounds: int = 8, *, patience_s: float = 10) -> None:
        """Turn every loop some times; calls to WeCom are given up after `patience_s`."""
        asyncio.run(self._settle(rounds, patience_s))

    async def _settle(self, rounds: int, patience_s: float) -> None:
        listener = Listener(PLAY.key, PLAY.listens)
        async with Egress(timeout_s=patience_s) as egress:
            wires = Wires(self.database, egress, base_url=self.sandbox.url)
            dispatcher = Dispatcher(self.database, wires, [*adapters.BUILT_IN, *PLAY.adapters], timing=HASTY)
            for _ in range(rounds):
                self.tick()
                await dispatcher.run_once(Lane.NORMAL)
                await dispatcher.keep_once()
                drainer.drain_once(self.database)
                while listeners.run_once(self.database, listener):
                    pass
                self.time.advance(1)

    def tick(self) -> None:
        """What the clock asks for."""
        for tick in (ticks.keep_due, ticks.watch_staff, receipts.inspect_due):
            with self.database.transaction() as session:
                tick(session)


def users(town: Town) -> list[list[str]]:
    """Whom the contact ways at WeCom name."""
    return [[one if isinstance(one, str) else one["userid"] for one in way["users"]] for way in town.ways()]


@pytest.fixture
def town(database: Database, fixed_clock: clock.FixedSource) -> Iterator[Town]:
    with running_sandbox(seed=7, start=fixed_clock.at.timestamp()) as sandbox:
        place = Town(database, sandbox, UUID(int=0), fixed_clock)
        corp = place.control("GET", "/sandbox/world")["corps"][0]
        app = corp["apps"][0]
        with database.transaction() as session:
            place.corp_id = corp_service.create_corp(session, name=corp["name"], corpid=corp["corpid"])
            corp_service.save_app(
                session, place.corp_id, None, agentid=str(app["agentid"]), name=app["name"], secret=app["secret"]
            )
            assert corp_queries.corp(session, place.corp_id).time_zone == "Asia/Shanghai"
        yield place


def test_the_printed_code_leads_to_the_adviser_on_duty(town: Town) -> None:
    code_id = town.make()

    town.settle()
    with town.database.transaction() as session:
        printed = printing.one(session, town.corp_id, code_id=code_id, side=480, with_logo=True, by=NOBODY)
    customer = town.control("POST", "/sandbox/customers", {"name": "小满"})["id"]
    seen = town.control("POST", f"/sandbox/customers/{customer}/scan", {"text": qr.read(printed)})

    assert town.look(code_id).sync.state == "synced"
    assert (seen["kind"], seen["config_id"]) == ("contact_way", town.look(code_id).sync.config_id)
    assert seen["adviser"]["userid"] == "tea001"


def test_a_time_out_after_the_effect_leaves_exactly_one_code_at_wecom(town: Town) -> None:
    api = "/cgi-bin/externalcontact/add_contact_way"
    town.control("POST", "/sandbox/faults", {"api": api, "kind": "timeout_after", "times": 1, "delay_s": 3})
    code_id = town.make()

    town.settle(1, patience_s=1)
    town.settle()

    assert town.look(code_id).sync.state == "synced"
    assert [way["config_id"] for way in town.ways()] == [town.look(code_id).sync.config_id]


def test_a_time_out_before_the_effect_is_tried_again_once_it_is_surely_not_there(town: Town) -> None:
    api = "/cgi-bin/externalcontact/add_contact_way"
    town.control("POST", "/sandbox/faults", {"api": api, "kind": "timeout_before", "times": 1, "delay_s": 3})
    code_id = town.make()

    town.settle(1, patience_s=1)
    town.settle()

    assert town.look(code_id).sync.state == "synced"
    assert len(town.ways()) == 1


def test_the_evening_shift_is_at_wecom_when_the_evening_comes(town: Town) -> None:
    day, night = town.staff("tea001", "tea002")
    every = [1, 2, 3, 4, 5, 6, 7]
    roster = [
        {"weekdays": every, "from": "09:00", "to": "21:00", "staff_ids": [day]},
        {"weekdays": every, "from": "21:00", "to": "09:00", "staff_ids": [night]},
    ]
    town.make(staff={"mode": "roster", "roster": roster})
    town.settle()
    by_day = users(town)

    town.time.advance(12 * 3600)
    town.settle()

    assert (by_day, users(town)) == ([["tea001"]], [["tea002"]])


def test_what_another_program_changed_at_wecom_is_set_right_by_the_next_check(town: Town) -> None:
    code_id = town.make()
    town.settle()
    town.official("update_contact_way", {"config_id": town.look(code_id).sync.config_id, "user": ["tea003"]})
    changed = users(town)

    town.time.advance(7 * 3600)
    town.settle()

    assert (changed, users(town)) == ([["tea003"]], [["tea001"]])


def test_a_code_deleted_at_wecom_is_noticed_by_the_next_check(town: Town) -> None:
    code_id = town.make()
    town.settle()
    town.official("del_contact_way", {"config_id": town.look(code_id).sync.config_id})

    town.time.advance(7 * 3600)
    town.settle()

    assert [one.code for one in town.look(code_id).health] == ["config_deleted"]


def test_a_deleted_code_is_gone_from_wecom_when_it_can_no_longer_be_taken_back(town: Town) -> None:
    code_id = town.make()
    town.settle()

    with town.database.transaction() as session:
        service.delete(session, town.corp_id, code_id=code_id, by=NOBODY)
    town.settle()
    within = len(town.ways())
    town.time.advance(600)
    town.settle()

    assert (within, len(town.ways())) == (1, 0)
