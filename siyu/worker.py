"""The worker process put together: the spine, the refresher, the dispatcher's lanes, plays' ticks, background jobs.

It has two parts that may run in processes of their own: `urgent` is all that stands between a callback and its
welcome, `rest` is everything else. A backlog in one takes no time from the other.
"""

import asyncio
import threading
from collections.abc import Callable, Sequence
from enum import StrEnum

import procrastinate
import psycopg
from procrastinate.exceptions import ConnectorException
from sqlalchemy.exc import DBAPIError

from siyu import play
from siyu.act import adapters, labelling, receipts
from siyu.act.dispatcher import Dispatcher
from siyu.content import media, store
from siyu.corp import sync
from siyu.corp.wire import Wires
from siyu.ingest import company, drainer, due, listeners
from siyu.ingest.listeners import Listener
from siyu.kit import cipher, clock, jobs, logs, wakeup
from siyu.kit.db import Database
from siyu.kit.egress import Egress
from siyu.kit.jobs import Lane
from siyu.profile import full_sync, observe, refresher
from siyu.settings import Settings

log = logs.get("worker")

POLL_S = 1.0
TICK_EVERY_S = 2.0
DATABASE_PAUSE_S = 0.5
JOB_WORKERS = {Lane.URGENT: 2, Lane.NORMAL: 4, Lane.BULK: 2}


class Part(StrEnum):
    """What a worker process takes care of."""

    URGENT = "urgent"
    REST = "rest"


LANES = {Part.URGENT: (Lane.URGENT,), Part.REST: (Lane.NORMAL, Lane.BULK)}


class Worker:
    """Everything that happens behind the web process. `run` returns when `stop` was called, and raises on a bug."""

    def __init__(self, settings: Settings, database: Database, parts: Sequence[Part] = tuple(Part)) -> None:
        cipher.install(settings.cipher())
        store.install(settings.data_dir / "materials")
        self._settings = settings
        self._database = database
        self._parts = parts
        self._lanes = [lane for part in parts for lane in LANES[part]]
        self._plays = play.discover()
        self._stopping = threading.Event()
        self._bug: BaseException | None = None

    def stop(self) -> None:
        """Ask every loop to finish what it holds and return."""
        self._stopping.set()

    def run(self) -> None:
        """Run until stopped. Loops that lose the database wait for it and go on."""
        threads = [threading.Thread(target=self._watched, args=(part, lambda part=part: self._spine(part)))
                   for part in self._parts]  # fmt: skip
        if Part.REST in self._parts:
            threads.append(threading.Thread(target=self._watched, args=("ticks", self._ticks)))
        for thread in threads:
            thread.start()
        try:
            asyncio.run(self._outward())
        finally:
            self.stop()
            for thread in threads:
                thread.join()
        if self._bug is not None:
            raise self._bug

    def listeners(self, part: Part) -> Sequence[Listener]:
        """Every reader of the log: the rooms' own, and up to two per play."""
        if part is Part.URGENT:
            hasty = [Listener(f"{found.key}.urgent", found.urgent) for found in self._plays if found.urgent]
            return [observe.LISTENER, *hasty]
        rooms = [receipts.LISTENER, labelling.LISTENER, company.LISTENER]
        return [*rooms, *(Listener(found.key, found.listens) for found in self._plays if found.listens)]

    def _watched(self, name: str, loop: Callable[[], None]) -> None:
        """A thread whose bug stops the process, so that whoever watches over it starts it anew."""
        try:
            loop()
        except BaseException as bug:
            log.error("thread_failed", thread=name, exc_info=bug)
            self._bug = bug
            self.stop()

    def _spine(self, part: Part) -> None:
        """Drain the inbox, then let every listener of the part see what is new; again while anybody had work."""
        readers = self.listeners(part)
        with wakeup.Bell(self._database.url, wakeup.INBOX, wakeup.EVENTS) as bell:
            while not self._stopping.is_set():
                worked = self._surviving(lambda: self._turn(part, readers))
                if not worked:
                    bell.wait(POLL_S)

    def _turn(self, part: Part, readers: Sequence[Listener]) -> int:
        worked = drainer.drain_once(self._database) if part is Part.URGENT else 0
        busy = due.due(self._database, readers)
        return worked + sum(listeners.run_once(self._database, reader) for reader in busy)

    def _ticks(self) -> None:
        ticks = [media.keep, full_sync.nightly, *(tick for found in self._plays for tick in found.ticks)]
        while not self._stopping.wait(TICK_EVERY_S):
            for tick in ticks:
                self._surviving(lambda tick=tick: self._one_tick(tick))  # type: ignore[misc]

    def _one_tick(self, tick: play.Tick) -> int:
        with self._database.transaction() as session:
            tick(session)
        return 0

    def _surviving(self, work: Callable[[], int]) -> int:
        """Do `work`; a database that went away is waited for, anything else is a bug and stops the process."""
        try:
            return work()
        except DBAPIError as error:
            log.warning("database_trouble", error=str(error.orig).splitlines()[:1])
            clock.pause(DATABASE_PAUSE_S)
            return 0

    async def _outward(self) -> None:
        stopping = asyncio.Event()
        async with Egress() as egress, asyncio.TaskGroup() as loops:
            wires = Wires(self._database, egress, base_url=self._settings.wecom_url)
            every = [*adapters.BUILT_IN, *(adapter for found in self._plays for adapter in found.adapters)]
            dispatcher = Dispatcher(self._database, wires, every)
            loops.create_task(refresher.run(self._database, wires, stopping, lanes=self._lanes), name="refresher")
            loops.create_task(dispatcher.run(stopping, lanes=self._lanes), name="dispatcher")
            workers = [loops.create_task(self._jobs(wires, lane), name=f"jobs.{lane}") for lane in self._lanes]
            try:
                await asyncio.to_thread(self._stopping.wait)
            finally:  # also when a loop failed: the waiting thread must end for the process to end
                self.stop()
                stopping.set()
                for worker in workers:
                    worker.cancel()

    async def _jobs(self, wires: Wires, lane: Lane) -> None:
        """Run the jobs of a lane; procrastinate gives up when the database goes, so it is started again."""
        known = [*sync.jobs(wires), *media.jobs(wires), *refresher.jobs(wires)]
        known += [job for found in self._plays for job in found.jobs]
        while True:
            app = jobs.runner(self._database, {job.name: job for job in known})
            try:
                await _work(app, lane, JOB_WORKERS[lane])
            except (ConnectorException, psycopg.Error) as error:
                log.warning("database_trouble", error=type(error).__name__, lane=lane)
            await asyncio.sleep(DATABASE_PAUSE_S)


async def _work(app: procrastinate.App, lane: Lane, concurrency: int) -> None:
    async with app.open_async():
        await app.run_worker_async(queues=[lane.value], concurrency=concurrency, install_signal_handlers=False)
