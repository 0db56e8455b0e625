"""Which receiver a callback path belongs to, from memory, with changes noticed within a second."""

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from siyu.corp import apps
from siyu.corp.models import AppRow, CorpRow
from siyu.kit import clock, logs
from siyu.kit.db import Database

log = logs.get("corp")

LOOK_EVERY_S = 1.0


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who a callback is for and how to open it; `corpid` is what must be inside."""

    corp_id: UUID
    corpid: str
    token: str
    aes_key: str


Version = tuple[int, datetime | None]


class DatabaseReceivers:
    """All receivers in memory. An unknown key costs no query, so guessing keys is no load."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._receivers: Mapping[str, Receiver] = {}
        self._version: Version | None = None
        self._looked_at = float("-inf")
        self._looking = asyncio.Lock()
        self._thread = ThreadPoolExecutor(1, "receivers")

    async def find(self, key: str) -> Receiver | None:
        """The receiver whose path ends in `key`.

        While the database is gone the ones known last still serve: what they let in must be stored anyway before it is
        acknowledged. Raises `OperationalError` when none were ever read.
        """
        if clock.monotonic() - self._looked_at >= LOOK_EVERY_S:
            async with self._looking:
                if clock.monotonic() - self._looked_at >= LOOK_EVERY_S:
                    await self._look_again()
        return self._receivers.get(key)

    async def _look_again(self) -> None:
        try:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._look)
        except OperationalError as error:
            if self._version is None:
                raise
            log.warning("receivers_not_refreshed", error=str(error.orig).splitlines()[0])
        self._looked_at = clock.monotonic()

    def _look(self) -> None:
        with self._database.transaction() as session:
            count, changed = session.execute(select(func.count(), func.max(AppRow.updated_at))).one()
            if (count, changed) == self._version:
                return
            found = {}
            for corp_id, corpid in session.execute(select(CorpRow.id, CorpRow.corpid)).all():
                callback = apps.callback(session, corp_id)
                if callback is not None:
                    found[callback.receiver_key] = Receiver(corp_id, corpid, callback.token, callback.aes_key)
            self._receivers, self._version = found, (count, changed)
