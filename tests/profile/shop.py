"""A corp connected to a sandbox, whose callbacks a test hears by hand, and a refresher that looks."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

import httpx2
from sqlalchemy import text

from siyu.corp.wire import Wires
from siyu.ingest.facts import Recorded
from siyu.ingest.wecom_facts import ContactChanged
from siyu.kit import clock
from siyu.kit.db import Database
from siyu.kit.egress import Egress
from siyu.profile import refresher, refreshes, sightings

T = TypeVar("T")
LANES = (refreshes.URGENT, refreshes.NORMAL, refreshes.BULK)


@dataclass
class Shop:
    """One corp's side of the story."""

    database: Database
    corp_id: UUID
    url: str
    world: httpx2.Client
    heard: int = field(default=0)

    def newcomer(self, name: str, userid: str) -> tuple[str, str]:
        """A customer who just added `userid`; (customer id, external_userid)."""
        customer = self.world.post("/sandbox/customers", json={"name": name}).json()["id"]
        return customer, self.add(customer, userid)

    def add(self, customer: str, userid: str) -> str:
        """The customer adds the member by their card; returns the external_userid."""
        added = self.world.post(f"/sandbox/customers/{customer}/add", json={"userid": userid}).json()
        assert added["added"]
        return str(added["external_userid"])

    def hear(self, change_type: str, userid: str, external_userid: str, **also: Any) -> None:
        """Hear a callback as the log would hand it over."""
        self.heard += 1
        now = datetime.fromtimestamp(int(clock.now().timestamp()), UTC)
        said = {"state": None, "welcome_code": None, "source": None, "fail_reason": None, "happened_at": now, **also}
        change = ContactChanged(change_type, userid, external_userid, **said)
        recorded = Recorded(self.heard, self.corp_id, "wecom.contact_changed", "", now, now, None, change)
        with self.database.transaction() as session:
            sightings.note(session, self.corp_id, [recorded])

    def look(self, *, lanes: Sequence[str] = LANES) -> int:
        """One round of the refresher over everything due."""
        return self.wired(lambda wires: refresher.run_once(self.database, wires, lanes=lanes))

    def wired(self, work: Callable[[Wires], Any]) -> Any:
        """Do async `work` with connections to WeCom."""

        async def run() -> Any:
            async with Egress(timeout_s=2) as egress:
                return await work(Wires(self.database, egress, base_url=self.url))

        return asyncio.run(run())

    def in_job(self, work: Callable[[Wires], T]) -> T:
        """Do blocking `work` as a background job does: in a thread, with connections on a loop."""

        async def run(wires: Wires) -> T:
            return await asyncio.to_thread(work, wires)

        found: T = self.wired(run)
        return found

    def facts(self, kind: str) -> list[dict[str, Any]]:
        """The bodies of facts at the door, oldest first."""
        with self.database.transaction() as session:
            rows = session.execute(text("SELECT body FROM inbox WHERE kind = :kind ORDER BY id"), {"kind": kind})
            return [row.body for row in rows]

    def one(self, sql: str, **parameters: Any) -> Any:
        """The single row a statement gives."""
        with self.database.transaction() as session:
            return session.execute(text(sql), parameters).one()
