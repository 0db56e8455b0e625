"""Delivers callbacks as WeCom does: encrypted, 5 s per attempt, 3 attempts, any 200 counts as received.

Events about the same customer reach an app in order unless a fault shuffles them; different customers and
different apps are served side by side and do not delay one another.
"""

import asyncio
import hashlib
import random
import time
from collections import deque
from collections.abc import Coroutine
from dataclasses import dataclass

from weixin_sandbox import events
from weixin_sandbox.callback_http import CallbackHttp, seal
from weixin_sandbox.clock import VirtualClock
from weixin_sandbox.events import Event
from weixin_sandbox.faults import Fault, Faults
from weixin_sandbox.journal import Journal
from weixin_sandbox.ledger import Ledger, Sent
from weixin_sandbox.limits import Limits, Settings
from weixin_sandbox.models import App
from weixin_sandbox.world import Corp

DUPLICATE_WITHIN_S = 0.2


@dataclass(slots=True)
class Delivery:
    """One event on its way to one app. `fault` spoils its first attempt."""

    corpid: str
    app: App
    event: Event
    plaintext: bytes
    sent: Sent
    fault: Fault | None


@dataclass
class Courier:
    """Lanes of undelivered events, one per (app, order key). `pending` counts what is under way."""

    clock: VirtualClock
    journal: Journal
    ledger: Ledger
    faults: Faults
    limits: Limits
    settings: Settings
    seed: int
    pending: int = 0

    def __post_init__(self) -> None:
        self.http = CallbackHttp(self.limits)
        self._chance = random.Random(self.seed)
        self._lanes: dict[tuple[int, str], deque[Delivery]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._slots = asyncio.Semaphore(self.settings.callback_concurrency)
        self._settled = asyncio.Condition()

    def send(self, corp: Corp, event: Event) -> None:
        """Queue an event for every app of the corp that has a callback URL and may see the member."""
        plaintext = events.to_xml(event, corp.corpid)
        key = hashlib.sha256(plaintext).hexdigest()
        for app in corp.apps.values():
            hidden = app.visible is not None and event.userid and event.userid not in app.visible
            if app.callback is None or hidden:
                continue
            sent = Sent(key, app.agentid, event.change_type, event.userid, event.external_userid)
            self.ledger.sent.append(sent)
            fault = self.faults.strike("callback")
            self._queue(Delivery(corp.corpid, app, event, plaintext, sent, fault))

    def _queue(self, delivery: Delivery) -> None:
        self.pending += 1
        fault, event = delivery.fault, delivery.event
        if fault:
            summary = f"callback {fault.kind}: {event.change_type}"
            who = {"userid": event.userid, "external_userid": event.external_userid}
            self.journal.write(self.clock.now(), "fault", summary, **who)
        if fault and fault.kind == "drop":
            delivery.sent.gave_up = True
            self._spawn(self._settle())
        elif fault and fault.kind == "shuffle":
            self._spawn(self._deliver_later(delivery, self._chance.uniform(0, fault.delay_s)))
        else:
            if fault and fault.kind == "duplicate":
                self.pending += 1
                self._spawn(self._deliver_later(delivery, self._chance.uniform(0, DUPLICATE_WITHIN_S)))
            self._line_up(delivery)

    def _line_up(self, delivery: Delivery) -> None:
        key = (delivery.app.agentid, delivery.event.order_key)
        lane = self._lanes.get(key)
        if lane is None:
            self._lanes[key] = deque([delivery])
            self._spawn(self._drain(key))
        else:
            lane.append(delivery)

    async def _drain(self, key: tuple[int, str]) -> None:
        lane = self._lanes[key]
        while lane:
            await self._deliver(lane.popleft())
        del self._lanes[key]

    async def _deliver_later(self, delivery: Delivery, delay_s: float) -> None:
        await asyncio.sleep(delay_s)
        await self._deliver(delivery)

    async def _deliver(self, delivery: Delivery) -> None:
        async with self._slots:
            for attempt in range(1, self.limits.callback_attempts + 1):
                if attempt > 1:
                    await asyncio.sleep(self.settings.retry_delay_s)
                if await self._attempt(delivery, attempt):
                    delivery.sent.acked = True
                    break
            else:
                delivery.sent.gave_up = True
        await self._settle()

    async def _attempt(self, delivery: Delivery, attempt: int) -> bool:
        receiver, event = delivery.app.callback, delivery.event
        if receiver is None:  # taken away while the event was waiting
            return False
        kind = delivery.fault.kind if delivery.fault and attempt == 1 else ""
        delivery.sent.attempts += 1
        began = time.perf_counter()
        now = self.clock.now()
        url, body = seal(receiver, delivery.corpid, delivery.app.agentid, delivery.plaintext, int(now))
        status, answer = None, f"fault: {kind}"
        if kind not in ("timeout_before", "reset"):
            status, answer = await self.http.post(url, body)
        if kind == "timeout_after":
            status, answer = None, "fault: the answer came too late"
        outcome = str(status) if status else answer
        self.journal.write(
            now,
            "callback",
            f"{event.name}/{event.change_type} → {outcome}",
            userid=event.userid,
            external_userid=event.external_userid,
            request={"url": url, "xml": delivery.plaintext, "body": body},
            response=answer,
            status=status,
            duration_ms=round((time.perf_counter() - began) * 1000, 2),
            attempt=attempt,
        )
        return status == 200

    async def idle(self) -> None:
        """Return once every queued delivery was received or given up."""
        await self.below(0)

    async def below(self, pending: int) -> None:
        """Return once at most `pending` deliveries are under way."""
        async with self._settled:
            await self._settled.wait_for(lambda: self.pending <= pending)

    async def caught_up_with(self, order_key: str) -> None:
        """Return once nothing about this customer or member waits in order."""
        async with self._settled:
            await self._settled.wait_for(lambda: all(key != order_key for _, key in self._lanes))

    async def close(self) -> None:
        """Stop delivering at once; whoever waits for deliveries is let go."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.http.close()
        async with self._settled:
            self.pending = 0
            self._lanes.clear()
            self._settled.notify_all()

    async def _settle(self) -> None:
        async with self._settled:
            self.pending -= 1
            self._settled.notify_all()

    def _spawn(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
