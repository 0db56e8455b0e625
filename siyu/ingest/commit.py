"""Group commit: callbacks that arrive together share one insert and one commit.

While one commit is under way the next group gathers, so an idle door answers at once and a busy one in large groups.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import psycopg

from siyu.ingest import columns
from siyu.kit import logs, wakeup

log = logs.get("ingest")

GROUP = 1000
QUEUE = 20_000
COMMIT_TIMEOUT_S = 4.0  # WeCom hangs up after 5 s; a late yes would be a no to it
CONNECT_TIMEOUT_S = 2
OPTIONS = "-c statement_timeout=3500 -c lock_timeout=3000 -c timezone=UTC"

STORE = f"""
    WITH stored AS (
        INSERT INTO inbox (corp_id, key, received_at, raw)
        SELECT corp_id, key, received_at, raw
        FROM unnest(%s::uuid[], %s::bytea[], %s::timestamptz[], %s::bytea[])
             WITH ORDINALITY AS arrived (corp_id, key, received_at, raw, place)
        ORDER BY place
        ON CONFLICT (corp_id, key) DO NOTHING
    )
    SELECT pg_notify('{wakeup.INBOX}', '')
"""  # noqa: S608 - a constant of ours


@dataclass(frozen=True, slots=True)
class Arrival:
    """One accepted callback on its way to disk."""

    corp_id: UUID
    key: bytes
    received_at: datetime
    raw: bytes


class NotStored(Exception):
    """It is not on disk: whoever sent it must send it again."""


class GroupCommit:
    """Writes arrivals to the inbox in groups, over a connection of its own that comes back after an outage."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._waiting: deque[tuple[Arrival, asyncio.Future[None]]] = deque()
        self._arrived = asyncio.Event()
        self._connection: psycopg.AsyncConnection | None = None
        self._left: set[asyncio.Task[None]] = set()
        self._new_future: Callable[[], asyncio.Future[None]]  # known while running; looking up the loop is a getpid

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Keep writing within the block; at its end everything accepted has been written or refused."""
        self._new_future = asyncio.get_running_loop().create_future
        writer = asyncio.create_task(self._write_groups(), name="group-commit")
        try:
            yield
        finally:
            writer.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await writer
            self._refuse([future for _, future in self._waiting])
            await asyncio.gather(*self._left)
            await self._hang_up()

    def store(self, arrival: Arrival) -> asyncio.Future[None]:
        """A future that is done once `arrival` is durable; it raises `NotStored`, also at once when too many wait."""
        future = self._new_future()
        if len(self._waiting) >= QUEUE:
            future.set_exception(NotStored())
            return future
        self._waiting.append((arrival, future))
        self._arrived.set()
        return future

    async def _write_groups(self) -> None:
        while True:
            await self._arrived.wait()
            group = [self._waiting.popleft() for _ in range(min(GROUP, len(self._waiting)))]
            if not self._waiting:
                self._arrived.clear()
            futures = [future for _, future in group]
            try:
                are_stored = await self._stored([arrival for arrival, _ in group])
            except asyncio.CancelledError:
                self._refuse(futures)
                raise
            if not are_stored:
                self._refuse(futures)
            for future in futures:
                if not future.done():
                    future.set_result(None)

    async def _stored(self, arrivals: list[Arrival]) -> bool:
        """Whether they are on disk. A database that hangs is left behind: the next group gets a new connection."""
        writing = asyncio.create_task(self._insert(arrivals))
        try:
            done, _ = await asyncio.wait({writing}, timeout=COMMIT_TIMEOUT_S)
            if done:
                await writing
                return True
            log.warning("callbacks_not_stored", count=len(arrivals), error="time-out")
        except (psycopg.Error, OSError) as error:
            log.warning("callbacks_not_stored", count=len(arrivals), error=str(error).splitlines()[:1])
        except asyncio.CancelledError:
            writing.cancel()
            raise
        self._leave(writing)
        return False

    async def _insert(self, arrivals: list[Arrival]) -> None:
        arrived = (
            columns.uuids(arrival.corp_id for arrival in arrivals),
            columns.blobs(arrival.key for arrival in arrivals),
            columns.times(arrival.received_at for arrival in arrivals),
            columns.blobs(arrival.raw for arrival in arrivals),
        )
        if self._connection is not None:
            try:
                await self._connection.execute(STORE, arrived, prepare=True)
            except psycopg.OperationalError:  # lost since the last group; the key makes writing it again harmless
                await self._hang_up()
            else:
                return
        connection = await self._connect()
        await connection.execute(STORE, arrived, prepare=True)

    def _leave(self, writing: asyncio.Task[None]) -> None:
        """Let go of a write and its connection; psycopg may take seconds over calling a silent server off."""
        connection, self._connection = self._connection, None

        async def call_off() -> None:
            writing.cancel()
            await asyncio.wait({writing})
            if connection is not None:
                await connection.close()

        left = asyncio.create_task(call_off())
        self._left.add(left)
        left.add_done_callback(self._left.discard)

    async def _connect(self) -> psycopg.AsyncConnection:
        self._connection = await psycopg.AsyncConnection.connect(
            self._url, autocommit=True, connect_timeout=CONNECT_TIMEOUT_S, options=OPTIONS
        )
        columns.understood_by(self._connection)
        return self._connection

    async def _hang_up(self) -> None:
        if self._connection is not None:
            connection, self._connection = self._connection, None
            await connection.close()

    @staticmethod
    def _refuse(futures: list[asyncio.Future[None]]) -> None:
        for future in futures:
            if not future.done():
                future.set_exception(NotStored())
