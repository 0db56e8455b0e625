"""Our connections to WeCom: one typed client per corp, on tokens, budgets and lanes shared by all processes."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from siyu.corp.lanes import DatabaseGate
from siyu.corp.token_store import DatabaseTokenStore
from siyu.kit.db import Database
from siyu.kit.egress import Egress
from siyu.wechat.wecom.client import WeComClient
from siyu.wechat.wecom.limits import Rates
from siyu.wechat.wecom.transport import OFFICIAL, Transport

T = TypeVar("T")

DATABASE_THREADS = 4


class CorpWire(WeComClient):
    """One corp's connection: every method of `WeComClient`, on behalf of its app."""

    def __init__(self, corp_id: UUID, transport: Transport) -> None:
        super().__init__(transport)
        self.corp_id = corp_id


class Wires:
    """The connections of one process, all on one event loop (the one running when it is made).

    Its short transactions run on threads of its own: on the loop's default ones, jobs that wait for a call would
    starve the call they wait for.
    """

    def __init__(
        self, database: Database, egress: Egress, *, base_url: str = OFFICIAL, rates: Rates | None = None
    ) -> None:
        self._database = database
        self._egress = egress
        self._base_url = base_url
        self._rates = rates or Rates()
        self._loop = asyncio.get_running_loop()
        self._threads = ThreadPoolExecutor(DATABASE_THREADS, "wires")
        self._wires: dict[UUID, CorpWire] = {}

    def of(self, corp_id: UUID) -> CorpWire:
        """The connection of a corp; settings are read when it is first used."""
        if corp_id not in self._wires:
            gate = DatabaseGate(corp_id, self._rates, self._in_database)
            tokens = DatabaseTokenStore(
                corp_id, self._egress, base_url=self._base_url, gate=gate, in_database=self._in_database
            )
            transport = Transport(self._egress, base_url=self._base_url, tokens=tokens, gate=gate)
            self._wires[corp_id] = CorpWire(corp_id, transport)
        return self._wires[corp_id]

    def blocking(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run `coroutine` on the wires' loop and wait for it; for background jobs, which run in threads."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result()

    async def _in_database(self, work: Callable[[Session], T]) -> T:
        return await self._loop.run_in_executor(self._threads, self._transact, work)

    def _transact(self, work: Callable[[Session], T]) -> T:
        with self._database.transaction() as session:
            return work(session)
