"""Who may call WeCom now: budgets and closed lanes in the database, shared by every process, paid for in blocks."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from siyu.corp import budget
from siyu.corp.models import BucketRow, LaneBlockRow
from siyu.kit import clock, logs
from siyu.wechat.wecom import limits
from siyu.wechat.wecom.errors import LaneClosed
from siyu.wechat.wecom.limits import Rate, Rates

log = logs.get("corp")

LOOK_EVERY_S = 1.0  # how soon a block another process met is noticed here
RESERVE_LIFE = timedelta(seconds=60)

# WeCom also counts all calls of one source address together; every process is taken to share one, which is safe
ADDRESS = UUID(int=0)
ALL_APIS = "*"
NOT_URGENT = "*/not urgent"  # the same bucket, as calls see it that leave a part for urgent ones

InDatabase = Callable[[Callable[[Session], Any]], Awaitable[Any]]


@dataclass(slots=True)
class Reserve:
    """Calls this process may make without asking again."""

    left: int
    until: datetime


@dataclass(frozen=True, slots=True)
class Closed:
    """A lane that may not be used before `until`; no errcode when our own budget ran out."""

    until: datetime
    errcode: int | None


class DatabaseGate:
    """The lanes of one corp, as one process sees them. `in_database` runs a function in a transaction of its own."""

    def __init__(self, corp_id: UUID, rates: Rates, in_database: InDatabase) -> None:
        self._corp_id = corp_id
        self._rates = rates
        self._in_database = in_database
        self._reserves: dict[str, Reserve] = {}
        self._blocked: Mapping[str, Closed] = {}
        self._spent: dict[str, Closed] = {}
        self._looked_at = float("-inf")
        self._parallel: dict[str, asyncio.Semaphore] = {}
        self._reserving = asyncio.Lock()

    @asynccontextmanager
    async def slot(self, api: str) -> AsyncIterator[None]:
        """Hold one call's place. Raises `LaneClosed` before any byte leaves."""
        parallel = self._parallel.setdefault(api, asyncio.Semaphore(self._rates.of(api).parallel))
        async with parallel:
            await self._look()
            self._refuse_closed(api)
            await self._spend(api, self._corp_id, self._rates.of(api))
            await self._spend(self._address_of(api), ADDRESS, self._rates.address)
            self._refuse_closed(api)
            yield

    async def block(self, api: str, errcode: int) -> datetime:
        """Close the lane of `api` for everybody; returns when it opens again."""
        until: datetime = await self._in_database(lambda session: close(session, self._corp_id, api, errcode))
        self._blocked = {**self._blocked, api: Closed(until, errcode)}
        log.warning("lane_closed", api=api, errcode=errcode, until=until.isoformat())
        return until

    async def _look(self) -> None:
        if clock.monotonic() - self._looked_at < LOOK_EVERY_S:
            return
        self._looked_at = clock.monotonic()  # set first: the others go on with what was known a second ago
        self._blocked = await self._in_database(lambda session: closed_lanes(session, self._corp_id))

    def _refuse_closed(self, api: str) -> None:
        for closed in (self._blocked.get(api), self._spent.get(api), self._spent.get(self._address_of(api))):
            if closed is not None and closed.until > clock.now():
                raise LaneClosed(api, closed.until, closed.errcode)

    def _address_of(self, api: str) -> str:
        return ALL_APIS if api in self._rates.urgent else NOT_URGENT

    async def _spend(self, bucket: str, owner: UUID, rate: Rate) -> None:
        """Use one call of a bucket; when it is empty, close the lanes that need it until it refills."""
        if self._from_reserve(bucket):
            return
        async with self._reserving:
            if self._from_reserve(bucket) or self._is_spent(bucket):
                return
            grant: budget.Grant = await self._in_database(lambda session: reserve(session, owner, bucket, rate))
            if grant.calls > 0:
                self._reserves[bucket] = Reserve(grant.calls - 1, clock.now() + RESERVE_LIFE)
            else:
                self._spent[bucket] = Closed(grant.opens_at, None)

    def _is_spent(self, bucket: str) -> bool:
        closed = self._spent.get(bucket)
        return closed is not None and closed.until > clock.now()

    def _from_reserve(self, api: str) -> bool:
        held = self._reserves.get(api)
        if held is None or held.left == 0 or held.until <= clock.now():
            return False
        held.left -= 1
        return True


def reserve(session: Session, corp_id: UUID, bucket: str, rate: Rate) -> budget.Grant:
    """Take a block of calls from the bucket (an API's, or an address's) that all processes share."""
    now = clock.now()
    api, keeps = (ALL_APIS, True) if bucket == NOT_URGENT else (bucket, False)
    fresh = budget.full(rate, now)
    session.execute(
        insert(BucketRow)
        .values(corp_id=corp_id, api=api, minute_left=fresh.minute_left, hour_left=fresh.hour_left, refilled_at=now)
        .on_conflict_do_nothing()
    )
    row = session.execute(
        select(BucketRow).where(BucketRow.corp_id == corp_id, BucketRow.api == api).with_for_update()
    ).scalar_one()
    before = budget.Bucket(row.minute_left, row.hour_left, row.refilled_at)
    grant = budget.take(before, rate, now, budget.block_of(rate), keeps=keeps)
    row.minute_left, row.hour_left = grant.bucket.minute_left, grant.bucket.hour_left
    row.refilled_at = grant.bucket.refilled_at
    return grant


def closed_lanes(session: Session, corp_id: UUID) -> dict[str, Closed]:
    """Every lane of the corp that is closed now."""
    rows = session.execute(
        select(LaneBlockRow).where(LaneBlockRow.corp_id == corp_id, LaneBlockRow.until > clock.now())
    ).scalars()
    return {row.api: Closed(row.until, row.errcode) for row in rows}


def close(session: Session, corp_id: UUID, api: str, errcode: int) -> datetime:
    """Close a lane for the documented time, longer when the last block only just ended; returns its end.

    Calls that were already under way when it closed add nothing.
    """
    now = clock.now()
    session.execute(
        insert(LaneBlockRow)
        .values(corp_id=corp_id, api=api, until=now, errcode=errcode, strikes=0)
        .on_conflict_do_nothing()
    )
    row = session.execute(
        select(LaneBlockRow).where(LaneBlockRow.corp_id == corp_id, LaneBlockRow.api == api).with_for_update()
    ).scalar_one()
    if row.until > now:
        return row.until
    if errcode == limits.ERR_CONCURRENCY:
        row.until = now + limits.CONCURRENCY_BLOCK
    else:
        row.strikes = row.strikes + 1 if now - row.until <= limits.STRIKE_MEMORY else 1
        row.until = now + limits.FREQUENCY_BLOCKS[min(row.strikes, len(limits.FREQUENCY_BLOCKS)) - 1]
    row.errcode = errcode
    return row.until
