"""The worker process put together: the spine, the refresher, the dispatcher's lanes, plays' ticks, background jobs."""

import asyncio
import threading
from collections.abc import Callable, Sequence

import procrastinate
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
from siyu.profile import full_sync, observe, refresher
from siyu.settings import Settings

log = logs.get("worker")

POLL_S = 1.0
TICK_EVERY_S = 2.0
JOB_WORKERS = {jobs.Lane.URGENT: 2, jobs.Lane.NORMAL: 4, jobs.Lane.BULK: 2}


class Worker:
    """Everything that happens behind the web process. `run` returns when `stop` was called."""

    def __init__(self, settings: Settings, database: Database) -> None:
        cipher.install(settings.cipher())
        store.install(settings.data_dir / "materials")
        self._settings = settings
        self._database = database
        self._plays = play.discover()
        self._stopping = threading.Event()

    def stop(self) -> None:
        """Ask every loop to finish what it holds and return."""
        self._stopping.set()

    def run(self) -> None:
        """Run until stopped. Loops that lose the database wait for it and go on."""
        threads = [
            threading.Thread(target=self._spine, name="spine"),
            threading.Thread(target=self._ticks, name="ticks"),
        ]
        for thread in threads:
            thread.start()
        asyncio.run(self._outward())
        for thread in threads:
            thread.join()

    def listeners(self) -> Sequence[Listener]:
        """Every reader of the log: the rooms' own, and one per play."""
        rooms = [observe.LISTENER, receipts.LISTENER, labelling.LISTENER, company.LISTENER]
        return [*rooms, *(Listener(found.key, found.listens) for found in self._plays if found.listens)]

    def _spine(self) -> None:
        """Drain the inbox, then let every listener see what is new; again while anybody had work."""
        readers = self.listeners()
        with wakeup.Bell(self._database.url, wakeup.INBOX, wakeup.EVENTS) as bell:
            while not self._stopping.is_set():
                worked = self._surviving(lambda: self._turn(readers))
                if not worked:
                    bell.wait(POLL_S)

    def _turn(self, readers: Sequence[Listener]) -> int:
        worked = drainer.drain_once(self._database)
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
            clock.pause(0.5)
            return 0

    async def _outward(self) -> None:
        stopping = asyncio.Event()
        async with Egress() as egress:
            wires = Wires(self._database, egress, base_url=self._settings.wecom_url)
            every = [*adapters.BUILT_IN, *(adapter for found in self._plays for adapter in found.adapters)]
            dispatcher = Dispatcher(self._database, wires, every)
            loops = [
                asyncio.create_task(refresher.run(self._database, wires, stopping), name="refresher"),
                asyncio.create_task(dispatcher.run(stopping), name="dispatcher"),
                *self._job_workers(wires),
            ]
            await asyncio.to_thread(self._stopping.wait)
            stopping.set()
            for loop in loops[2:]:
                loop.cancel()
            await asyncio.gather(*loops, return_exceptions=True)

    def _job_workers(self, wires: Wires) -> list[asyncio.Task[None]]:
        known = [*sync.jobs(wires), *media.jobs(wires), *refresher.jobs(wires)]
        known += [job for found in self._plays for job in found.jobs]
        app = jobs.runner(self._database, {job.name: job for job in known})
        return [asyncio.create_task(_work(app, lane, count), name=lane) for lane, count in JOB_WORKERS.items()]


async def _work(app: procrastinate.App, lane: jobs.Lane, concurrency: int) -> None:
    async with app.open_async():
        await app.run_worker_async(queues=[lane.value], concurrency=concurrency, install_signal_handlers=False)
