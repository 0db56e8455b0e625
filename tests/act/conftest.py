"""A corp connected to a sandbox, a dispatcher for it, and a notebook that stands for a provider of its own."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

import pytest
from sqlalchemy import text

from siyu.act import adapters as act_adapters
from siyu.act import queries, service
from siyu.act.adapter import Adapter, Done, Effect, EffectClass, Verdict
from siyu.act.dispatcher import Dispatcher, Timing
from siyu.act.queries import EffectRecord
from siyu.corp import service as corp_service
from siyu.corp.wire import CorpWire, Wires
from siyu.decide.intents import Decision, Intent, Purpose, Reason
from siyu.kit import clock
from siyu.kit.db import Database
from siyu.kit.egress import Egress
from siyu.kit.jobs import Lane
from tests.sandbox.driver import Driver, Receiver
from weixin_sandbox.testing import RunningSandbox, running_sandbox

T = TypeVar("T")
HASTY = Timing(lease_s=20.0, look_after_s=0.0, keeper_every_s=0.05)


@dataclass
class Office:
    """A corp with its database, and what its people do with effects."""

    database: Database
    corp_id: UUID
    wecom_url: str = "http://127.0.0.1:9"

    def propose(self, key: str = "do:1", *, kind: str = "note", **changes: Any) -> Decision:
        """Propose one effect and commit."""
        [decision] = self.propose_all([intent(key, kind=kind, **changes)])
        return decision

    def propose_all(self, intents: Sequence[Intent]) -> list[Decision]:
        """Propose effects together and commit."""
        with self.database.transaction() as session:
            return service.perform(session, self.corp_id, intents)

    def effects(self, **filters: Any) -> list[EffectRecord]:
        """Effects in the order they were planned."""
        with self.database.transaction() as session:
            return list(reversed(queries.effects(session, self.corp_id, limit=1000, **filters).items))

    def effect(self, key: str = "do:1") -> EffectRecord:
        """The effect planned under `key`."""
        [found] = [each for each in self.effects() if each.key == key]
        return found

    def states(self) -> dict[str, str]:
        """State by key."""
        return {each.key: each.state for each in self.effects()}

    def receipts(self) -> list[dict[str, Any]]:
        """The bodies of receipts at the door, oldest first."""
        with self.database.transaction() as session:
            rows = session.execute(text("SELECT body FROM inbox WHERE kind = 'effect.done' ORDER BY id"))
            return [row.body for row in rows]

    @asynccontextmanager
    async def dispatching(
        self, *kinds: Adapter, timing: Timing = HASTY, timeout_s: float = 5.0
    ) -> AsyncIterator[Dispatcher]:
        """A dispatcher that knows `kinds`, or the built-in ones."""
        async with Egress(timeout_s=timeout_s) as egress:
            wires = Wires(self.database, egress, base_url=self.wecom_url)
            yield Dispatcher(self.database, wires, kinds or act_adapters.BUILT_IN, timing=timing)

    def dispatch(self, *kinds: Adapter, lane: Lane = Lane.NORMAL, rounds: int = 1, **how: Any) -> int:
        """Run a fresh dispatcher over one lane `rounds` times; returns how many effects it took."""

        async def run() -> int:
            async with self.dispatching(*kinds, **how) as dispatcher:
                return sum([await dispatcher.run_once(lane) for _ in range(rounds)])

        return asyncio.run(run())

    def keep(self, *kinds: Adapter, **how: Any) -> int:
        """One round of the keeper."""

        async def run() -> int:
            async with self.dispatching(*kinds, **how) as dispatcher:
                return await dispatcher.keep_once()

        return asyncio.run(run())


@dataclass
class Newcomer:
    """A customer who just added an adviser, with the code to greet them by."""

    shop: Office
    sandbox: Driver
    customer_id: str
    external_userid: str
    welcome_code: str

    def greet(self, *, key: str = "welcome:1", text: str = "小满，欢迎来山间茶铺", attachments: Any = ()) -> None:
        """Propose the greeting as the channel-code play does."""
        now = clock.now()
        self.shop.propose(
            key,
            kind="wecom.send_welcome",
            purpose=Purpose.GREETING,
            lane=Lane.URGENT,
            payload={
                "userid": "tea001",
                "external_userid": self.external_userid,
                "welcome_code": self.welcome_code,
                "message": {"text": text, "attachments": list(attachments)},
                "offered_at": now.isoformat(),
                "callback_received_at": now.isoformat(),
            },
        )

    def received(self) -> list[str]:
        """The kinds of messages on the customer's phone that came as a welcome."""
        messages = self.sandbox.control("GET", f"/sandbox/chats/{self.customer_id}/tea001")["messages"]
        return [message["type"] for message in messages if message.get("via") == "welcome"]

    def read(self) -> list[str]:
        """The texts of the chat as the customer's phone shows it."""
        messages = self.sandbox.control("GET", f"/sandbox/chats/{self.customer_id}/tea001")["messages"]
        return [message["text"] for message in messages if message["from"] == "adviser"]


@dataclass
class Notebook:
    """A provider of ours: what was written into it, and what it will answer (plain success when nothing is left)."""

    written: Counter[str] = field(default_factory=Counter)
    order: list[str] = field(default_factory=list)
    answers: list[Done | BaseException] = field(default_factory=list)
    found: list[Done] = field(default_factory=list)

    def adapter(self, effect_class: EffectClass = EffectClass.IDEMPOTENT, kind: str = "note", **more: Any) -> Adapter:
        """A kind of effect that writes its key into the notebook."""
        find = self._find if effect_class is EffectClass.AT_MOST_ONCE else None
        return Adapter(kind, effect_class, self._write, find=find, **more)

    async def _write(self, wire: CorpWire, effect: Effect) -> Done:
        answer = self.answers.pop(0) if self.answers else Done(Verdict.SENT)
        if isinstance(answer, BaseException):
            raise answer
        if answer.verdict in (Verdict.SENT, Verdict.UNKNOWN):
            self.written[effect.key] += 1
            self.order.append(effect.key)
        return answer

    async def _find(self, wire: CorpWire, effect: Effect) -> Done:
        if self.found:
            return self.found.pop(0)
        return Done(Verdict.SENT if self.written[effect.key] else Verdict.AGAIN)


def intent(key: str, *, kind: str = "note", **changes: Any) -> Intent:
    """A bookkeeping intent, with whatever a test wants changed."""
    plain: dict[str, Any] = {
        "key": key,
        "play": "tests",
        "purpose": Purpose.BOOKKEEPING,
        "effect": kind,
        "payload": {},
        "because": Reason("tests.asked"),
    }
    return Intent(**{**plain, **changes})


@pytest.fixture
def office(database: Database) -> Office:
    """A corp without a connection to anything."""
    with database.transaction() as session:
        corp_id = corp_service.create_corp(session, name="山间茶铺", corpid="wwtea0000000000001")
    return Office(database, corp_id)


@pytest.fixture
def notebook() -> Notebook:
    """An empty notebook."""
    return Notebook()


@pytest.fixture(scope="session")
def weixin() -> Iterator[RunningSandbox]:
    """One sandbox per test process."""
    with running_sandbox() as running:
        yield running


@pytest.fixture
def sandbox(weixin: RunningSandbox) -> Driver:
    """The sandbox, begun again."""
    driver = Driver(weixin)
    driver.control("POST", "/sandbox/reset", {"seed": 7, "world": "tea_house"})
    for fault in driver.control("GET", "/sandbox/faults")["faults"]:
        driver.control("DELETE", f"/sandbox/faults?id={fault['id']}")
    driver.log_in()
    return driver


@pytest.fixture
def receiver(sandbox: Driver) -> Iterator[Receiver]:
    """Where the sandbox sends its callbacks, so that it hands out welcome codes."""
    started = Receiver(sandbox.app["aes_key"], sandbox.corp["corpid"]).start()
    sandbox.listen(started)
    yield started
    started.stop()


@pytest.fixture
def shop(office: Office, sandbox: Driver) -> Office:
    """The corp connected to the sandbox with its real app and secret."""
    app = sandbox.app
    with office.database.transaction() as session:
        corp_service.save_app(
            session, office.corp_id, None, agentid=str(app["agentid"]), name=app["name"], secret=app["secret"]
        )
    office.wecom_url = sandbox.sandbox.url
    return office


@pytest.fixture
def newcomer(shop: Office, sandbox: Driver, receiver: Receiver) -> Newcomer:
    """小满, who just scanned a code of tea001."""
    customer = sandbox.customer("小满")
    sandbox.add(customer, "tea001", config_id=sandbox.way("tea001"))
    event = receiver.wait_for(1)[0]
    return Newcomer(shop, sandbox, customer, event["ExternalUserID"], event["WelcomeCode"])


def settle(shop: Office, *, lane: Lane = Lane.NORMAL, within: int = 8, timeout_s: float = 10.0) -> EffectRecord:
    """Dispatch until the first effect is neither planned nor in doubt, jumping over pauses."""
    with clock.installed(clock.OffsetSource()) as source:
        assert isinstance(source, clock.OffsetSource)
        for _ in range(within):
            shop.dispatch(lane=lane, timeout_s=timeout_s)
            found = shop.effects()[0]
            if found.state in ("sent", "refused") or found.needs_person_at is not None:
                return found
            source.offset_s += max(0.0, (found.due_at - clock.now()).total_seconds()) + 0.01
    return shop.effects()[0]


def new_code(shop: Office, state: str = "s1") -> None:
    payload = {"type": 2, "scene": 2, "state": state, "skip_verify": True, "user": ["tea001"], "remark": "西湖店"}
    shop.propose(f"code:{state}:create", kind="wecom.add_contact_way", payload=payload, subject=f"code:{state}")


def ways(sandbox: Driver) -> list[str]:
    return [way["state"] for way in sandbox.control("GET", "/sandbox/contact_ways")["contact_ways"]]


async def until(condition: Callable[[], bool], *, within_s: float = 10.0) -> None:
    """Wait until `condition` holds, looking often. Fails when it does not in time."""
    deadline = clock.monotonic() + within_s
    while not await asyncio.to_thread(condition):
        assert clock.monotonic() < deadline, "it never came to pass"
        await asyncio.sleep(0.02)
