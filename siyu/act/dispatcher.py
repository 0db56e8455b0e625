"""Doing what is planned: a loop per lane claims, calls and settles; a keeper looks after what nobody holds.

Lanes share nothing but the database, so a hanging call or a long backlog in one never delays another.
No transaction is open while a call is under way.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from siyu.act import keeper, materials, outbox, settlement
from siyu.act.adapter import Adapter, Done, Verdict
from siyu.act.attempt import Attempts
from siyu.act.outbox import Settled
from siyu.act.transitions import Claim, Ours, after
from siyu.corp.wire import Wires
from siyu.kit import clock, logs, metrics, wakeup
from siyu.kit.db import Database
from siyu.kit.jobs import Lane

log = logs.get("act")

T = TypeVar("T")

SLOTS = {Lane.URGENT: 64, Lane.NORMAL: 24, Lane.BULK: 8}
# While greetings are being sent the other lanes make room: they share a processor, if nothing else.
YIELDING_SLOTS = {Lane.URGENT: 64, Lane.NORMAL: 4, Lane.BULK: 1}
YIELD_S = 0.5
POLL_S = {Lane.URGENT: 0.25, Lane.NORMAL: 1.0, Lane.BULK: 2.0}
DATABASE_PAUSE_S = 0.5


@dataclass(frozen=True, slots=True)
class Timing:
    """How long things may take, in real seconds.

    A call may take half of `lease_s` and starts within the first half, so nobody at work is taken for dead;
    `look_after_s` is how long after a doubtful attempt the provider's list is believed.
    """

    lease_s: float = 40.0
    look_after_s: float = 15.0
    keeper_every_s: float = 1.0


class Dispatcher:
    """Does planned effects with `adapters`. Any number of processes may run one on the same database."""

    def __init__(
        self, database: Database, wires: Wires, adapters: Iterable[Adapter], *, timing: Timing | None = None
    ) -> None:
        self._database = database
        self._adapters = {adapter.kind: adapter for adapter in adapters}
        self._timing = timing or Timing()
        self._attempts = Attempts(wires, self._adapters, within_s=self._timing.lease_s / 2)
        self._shut: dict[tuple[UUID, str], datetime] = {}
        self._yield_until = 0.0
        # Per lane: one thread claims or listens for work, one settles. One more for the keeper.
        self._threads = ThreadPoolExecutor(2 * len(SLOTS) + 1, "act")

    async def run(self, stop: asyncio.Event, *, lanes: Collection[Lane] = tuple(SLOTS)) -> None:
        """Work on `lanes` until `stop` is set, then finish what is held. A database that went away is waited for."""
        try:
            async with asyncio.TaskGroup() as loops:
                for lane in lanes:
                    loops.create_task(self._lane(lane, stop), name=f"act.{lane}")
                loops.create_task(self._keeper(stop), name="act.keeper")
        finally:
            self._threads.shutdown(wait=False)

    async def run_once(self, lane: Lane) -> int:
        """Claim one batch of `lane`, do it, settle it; returns how many effects it was."""
        claims = await self._claim(lane, SLOTS[lane])
        if claims:
            outcomes = await asyncio.gather(*(self._outcome(claim) for claim in claims))
            await self._settle(outcomes)
        return len(claims)

    async def keep_once(self) -> int:
        """One round of the keeper; returns how many effects it moved."""
        look_after = timedelta(seconds=self._timing.look_after_s)
        return await self._in_database(lambda session: keeper.keep(session, self._adapters, look_after=look_after))

    async def _lane(self, lane: Lane, stop: asyncio.Event) -> None:
        finished: asyncio.Queue[Settled | None] = asyncio.Queue()
        settling = asyncio.create_task(self._settle_all(finished), name=f"act.{lane}.settle")
        under_way: set[asyncio.Task[None]] = set()
        bell = wakeup.Bell(self._database.url, wakeup.OUTBOX)
        while not stop.is_set():
            free = self._slots(lane) - len(under_way)
            claims = await self._surviving(self._claim(lane, free), otherwise=[]) if free > 0 else []
            for claim in claims:
                task = asyncio.create_task(self._do(claim, finished))
                under_way.add(task)
                task.add_done_callback(under_way.discard)
            if under_way and len(under_way) >= self._slots(lane):
                await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
            elif not claims:
                await self._in_thread(lambda: bell.wait(POLL_S[lane]))
        if under_way:
            await asyncio.wait(under_way)
        finished.put_nowait(None)
        await settling
        bell.close()

    def _slots(self, lane: Lane) -> int:
        """How many effects of `lane` may be under way now."""
        return (YIELDING_SLOTS if clock.monotonic() < self._yield_until else SLOTS)[lane]

    async def _do(self, claim: Claim, finished: "asyncio.Queue[Settled | None]") -> None:
        finished.put_nowait(await self._outcome(claim))

    async def _outcome(self, claim: Claim) -> Settled:
        attempt = asyncio.create_task(self._attempts.make(claim))
        await asyncio.wait([attempt])
        bug = attempt.exception()
        if bug is None:
            done = attempt.result()
        else:  # An adapter's bug must not stop the lane; whether its call had left is unknown.
            log.error("adapter_failed", kind=claim.effect.kind, effect_id=str(claim.effect.id), exc_info=bug)
            done = Done(Verdict.UNKNOWN, error_code=Ours.BUG, error_message=type(bug).__name__)
        if done.spares_attempt and done.retry_at is not None and done.retry_at > clock.now():
            self._shut[claim.effect.corp_id, claim.effect.kind] = done.retry_at
        look_after = timedelta(seconds=self._timing.look_after_s)
        return Settled(claim, done, after(claim, done, now=clock.now(), look_after=look_after))

    async def _settle_all(self, finished: "asyncio.Queue[Settled | None]") -> None:
        """Settle what has finished, everything that waits at once, until None comes."""
        is_open = True
        while is_open:
            waiting = [await finished.get()]
            while not finished.empty():
                waiting.append(finished.get_nowait())
            is_open = waiting[-1] is not None
            batch = [each for each in waiting if each is not None]
            while batch and not await self._surviving(self._settle(batch), otherwise=False):
                pass

    async def _settle(self, outcomes: Sequence[Settled]) -> bool:
        """Write outcomes down. One whose effect was taken over meanwhile is dropped: its successor will tell."""
        kept = await self._in_database(lambda session: settlement.settle(session, outcomes, self._adapters))
        for each in kept:
            metrics.EFFECTS.labels(each.claim.effect.kind, each.next.state).inc()
        if len(kept) < len(outcomes):
            log.warning("late_outcomes_dropped", count=len(outcomes) - len(kept))
        return True

    async def _claim(self, lane: Lane, limit: int) -> list[Claim]:
        now = clock.now()
        self._shut = {place: until for place, until in self._shut.items() if until > now}
        shut = list(self._shut)
        return await self._in_database(lambda session: self._take(session, lane, limit, shut))

    def _take(self, session: Session, lane: Lane, limit: int, shut: Sequence[tuple[UUID, str]]) -> list[Claim]:
        lease = timedelta(seconds=self._timing.lease_s)
        claims = outbox.claim(session, self._adapters, lane, limit=limit, lease=lease, shut=shut)
        if outbox.has_urgent(session) if lane is not Lane.URGENT else claims:  # greeted here or by another process
            self._yield_until = clock.monotonic() + YIELD_S
        return materials.attach(session, claims, self._adapters)

    async def _keeper(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            await self._surviving(self.keep_once(), otherwise=0)
            try:
                await asyncio.wait_for(stop.wait(), self._timing.keeper_every_s)
            except TimeoutError:
                continue

    async def _surviving(self, work: Awaitable[T], *, otherwise: T) -> T:
        """The result of `work`, or `otherwise` after a pause when the database went away."""
        try:
            return await work
        except DBAPIError as error:
            log.warning("database_trouble", error=str(error.orig).splitlines()[:1])
            await asyncio.sleep(DATABASE_PAUSE_S)
            return otherwise

    async def _in_database(self, work: Callable[[Session], T]) -> T:
        return await self._in_thread(lambda: self._transact(work))

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def _transact(self, work: Callable[[Session], T]) -> T:
        with self._database.transaction() as session:
            return work(session)
