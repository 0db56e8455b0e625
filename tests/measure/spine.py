"""The main story turned by hand: door → log → listeners → looks → effects → receipts, against a sandbox."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import httpx2
from sqlalchemy.orm import Session

from siyu.act import adapters, labelling, receipts, service
from siyu.act.dispatcher import Dispatcher
from siyu.corp import service as corp
from siyu.corp.wire import Wires
from siyu.decide.intents import Intent, Purpose, Reason
from siyu.ingest import drainer, listeners
from siyu.ingest import service as door
from siyu.ingest.facts import Recorded
from siyu.ingest.listeners import Listener
from siyu.ingest.wecom_facts import ContactChanged
from siyu.kit.clock import FixedSource
from siyu.kit.db import Database
from siyu.kit.egress import Egress
from siyu.kit.jobs import Lane
from siyu.profile import observe, refresher, refreshes
from siyu.profile.facts import WelcomeOffered
from tests.profile.shop import Shop
from tests.sandbox.driver import Receiver
from weixin_sandbox.testing import running_sandbox


def greet(session: Session, corp_id: UUID, recorded: Sequence[Recorded[WelcomeOffered]]) -> None:
    """What a play does: greet whoever may be greeted, but nobody called 代购."""
    intents = [
        Intent(
            key=f"welcome:{one.fact.relation_id}",
            play="test",
            purpose=Purpose.GREETING,
            effect="wecom.send_welcome",
            payload={
                "userid": one.fact.userid,
                "external_userid": one.fact.external_userid,
                "welcome_code": one.fact.welcome_code,
                "message": {"text": "你好", "attachments": []},
                "offered_at": one.fact.offered_at.isoformat(),
                "callback_received_at": one.fact.callback_received_at.isoformat(),
            },
            because=Reason("code.greets", {"code": "西湖店"}),
            objection=Reason("welcome.nickname_blocked", {"word": "代购"})
            if "代购" in one.fact.customer_name
            else None,
            lane=Lane.URGENT,
            person_id=one.fact.person_id,
            relation_id=one.fact.relation_id,
            staff_id=one.fact.staff_id,
            expires_at=one.fact.expires_at,
            cause=one.seq,
        )
        for one in recorded
    ]
    service.perform(session, corp_id, intents)


LISTENERS = (observe.LISTENER, receipts.LISTENER, labelling.LISTENER, Listener("test", {WelcomeOffered: greet}))


@dataclass
class Spine:
    """One corp's whole story."""

    shop: Shop
    database: Database
    corp_id: UUID
    clock: FixedSource
    receiver: Receiver

    def scan(self, name: str, userid: str = "tea001") -> str:
        """A customer adds an adviser, and WeCom's callback arrives; returns the external_userid."""
        before = len(self.receiver.events)
        _, external = self.shop.newcomer(name, userid)
        said = self.receiver.wait_for(before + 1)[-1]
        happened_at = datetime.fromtimestamp(int(said["CreateTime"]), UTC)
        code = said["WelcomeCode"]
        self.arrive(ContactChanged("add_external_contact", userid, external, None, code, None, None, happened_at))
        return external

    def arrive(self, change: ContactChanged) -> None:
        """A callback comes through the door."""
        key = f"{change.external_userid}:{change.change_type}:{change.happened_at}"
        with self.database.transaction() as session:
            door.record(session, self.corp_id, change, key=key, occurred_at=change.happened_at)

    def turn(self) -> None:
        """Go round until nobody has anything to do."""
        asyncio.run(self._turn())

    async def _turn(self) -> None:
        async with Egress(timeout_s=2) as egress:
            wires = Wires(self.database, egress, base_url=self.shop.url)
            dispatcher = Dispatcher(self.database, wires, adapters.BUILT_IN)
            while True:
                worked = await asyncio.to_thread(self._read)
                worked += await refresher.run_once(self.database, wires, lanes=(refreshes.URGENT, refreshes.NORMAL))
                for lane in Lane:
                    worked += await dispatcher.run_once(lane)
                if not worked:
                    return

    def _read(self) -> int:
        worked = drainer.drain_once(self.database)
        return worked + sum(listeners.run_once(self.database, listener) for listener in LISTENERS)


@contextmanager
def running_spine(database: Database, fixed_clock: FixedSource) -> Iterator[Spine]:
    """A spine on a sandbox of its own."""
    with (
        running_sandbox(seed=7, start=fixed_clock.at.timestamp()) as sandbox,
        httpx2.Client(base_url=sandbox.url) as world,
    ):
        company = world.get("/sandbox/world").json()["corps"][0]
        app = company["apps"][0]
        with database.transaction() as session:
            corp_id = corp.create_corp(session, name=company["name"], corpid=company["corpid"])
            corp.save_app(session, corp_id, None, agentid=str(app["agentid"]), name=app["name"], secret=app["secret"])
        receiver = Receiver(app["aes_key"], company["corpid"])
        address = f"/sandbox/apps/{app['agentid']}/callback"
        try:
            world.put(address, json={"url": receiver.start().url}).raise_for_status()
            yield Spine(Shop(database, corp_id, sandbox.url, world), database, corp_id, fixed_clock, receiver)
        finally:
            receiver.stop()
