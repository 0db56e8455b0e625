"""The loop that looks: reads WeCom's present state of due customers, several at once, and takes it over in batches.

Customers with a welcome waiting have a loop of their own, so that a backlog never makes a greeting late.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Collection, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from siyu.corp.wire import Wires
from siyu.kit import clock, logs, wakeup
from siyu.kit.db import Database
from siyu.kit.egress import MaybeSent, NotSent
from siyu.kit.errors import SiyuError
from siyu.kit.jobs import Job, Lane
from siyu.profile import batches, exporting, full_sync, library, refreshes, seen, truth
from siyu.profile.refreshes import Claimed, Postponed
from siyu.profile.seen import Seen
from siyu.wechat.wecom.errors import LaneClosed, Remedy, WeComError

log = logs.get("profile.refresher")

BATCH = 100
AT_ONCE = 25
GONE_CODES = frozenset({84061, 40096})
"""No such relation; no such customer: whoever was there has left."""

WELCOME_WAITS = timedelta(seconds=3)
"""How long a greeting waits for a look that keeps failing, before it goes out without the customer's name."""

REFUSED_PAUSE_S = 300.0
PAUSES_S = (0.2, 0.5, 1, 2, 5, 15, 60, 300, 900)


async def run(database: Database, wires: Wires, stop: asyncio.Event, *, lanes: Collection[Lane] = tuple(Lane)) -> None:
    """Look at customers of `lanes` until `stop` is set. A database that went away is waited for."""
    loops = []
    if Lane.URGENT in lanes:
        loops.append(_loop(database, wires, stop, (refreshes.URGENT,), poll_s=0.2))
    if set(lanes) - {Lane.URGENT}:
        loops.append(_loop(database, wires, stop, (refreshes.NORMAL, refreshes.BULK), poll_s=1.0))
    await asyncio.gather(*loops)


async def run_once(
    database: Database, wires: Wires, *, lanes: Sequence[str], limit: int = BATCH, threads: Executor | None = None
) -> int:
    """Look at up to `limit` due customers of `lanes`; returns how many there were."""
    loop = asyncio.get_running_loop()
    claimed = await loop.run_in_executor(threads, _claim, database, lanes, limit)
    if not claimed:
        return 0
    gate = asyncio.Semaphore(AT_ONCE)
    outcomes = await asyncio.gather(*(_look(wires, gate, one) for one in claimed))
    await loop.run_in_executor(threads, _take_over, database, list(zip(claimed, outcomes, strict=True)))
    return len(claimed)


async def _loop(database: Database, wires: Wires, stop: asyncio.Event, lanes: Sequence[str], *, poll_s: float) -> None:
    """One lane's loop, on a thread of its own: the process's shared threads may all be waiting for bells."""
    bell = wakeup.Bell(database.url, wakeup.REFRESH)
    with ThreadPoolExecutor(1, f"refresher-{lanes[0]}") as threads:
        try:
            while not stop.is_set():
                looked = await _surviving(run_once(database, wires, lanes=lanes, threads=threads))
                if not looked:
                    await asyncio.get_running_loop().run_in_executor(threads, bell.wait, poll_s)
        finally:
            bell.close()


async def _surviving(looking: Awaitable[int]) -> int:
    try:
        return await looking
    except DBAPIError as error:
        log.warning("database_trouble", error=type(error.orig).__name__)
        return 0


def _claim(database: Database, lanes: Sequence[str], limit: int) -> list[Claimed]:
    with database.transaction() as session:
        return refreshes.claim(session, lanes=lanes, limit=limit)


async def _look(wires: Wires, gate: asyncio.Semaphore, claimed: Claimed) -> Seen | Postponed:
    """One look. WeCom not knowing the customer is an answer; not getting an answer is a postponement."""
    noticed_at = clock.now()
    async with gate:
        try:
            detail = await wires.of(claimed.corp_id).external_contact(claimed.external_userid)
        except WeComError as error:
            if error.errcode in GONE_CODES:
                return Seen(claimed.external_userid, claimed.look, noticed_at, is_whole=True)
            waits = REFUSED_PAUSE_S if error.remedy in (Remedy.REFUSE, Remedy.ASK_OPERATOR) else _pause_s(claimed)
            return Postponed(claimed, _later(waits), f"wecom.{error.errcode}")
        except LaneClosed as error:
            return Postponed(claimed, max(error.until, _later(0.2)), error.code, is_counted=False)
        except (NotSent, MaybeSent) as error:
            return Postponed(claimed, _later(_pause_s(claimed)), error.code)
        except SiyuError as error:
            log.warning("look_failed", code=error.code)
            return Postponed(claimed, _later(REFUSED_PAUSE_S), error.code)
    return seen.from_detail(detail, look=claimed.look, noticed_at=noticed_at)


def _take_over(database: Database, looked: Sequence[tuple[Claimed, Seen | Postponed]]) -> None:
    """Apply a batch, one transaction per corp."""
    by_corp: dict[UUID, list[tuple[Claimed, Seen | Postponed]]] = defaultdict(list)
    for claimed, outcome in looked:
        by_corp[claimed.corp_id].append((claimed, outcome))
    for corp_id, outcomes in by_corp.items():
        _take_over_corp(database, corp_id, outcomes)


def _take_over_corp(database: Database, corp_id: UUID, looked: Sequence[tuple[Claimed, Seen | Postponed]]) -> None:
    """Apply a batch; one customer the database refuses is put off alone and never holds up the others."""
    try:
        _apply(database, corp_id, looked)
    except (IntegrityError, DataError) as error:
        if len(looked) == 1:
            [(claimed, _)] = looked
            log.error("look_not_applied", error=type(error.orig).__name__, attempts=claimed.attempts)
            with database.transaction() as session:
                poisoned = Postponed(claimed, _later(REFUSED_PAUSE_S), "database.refused")
                refreshes.settle(session, corp_id, done=[], later=[poisoned])
            return
        middle = len(looked) // 2
        _take_over_corp(database, corp_id, looked[:middle])
        _take_over_corp(database, corp_id, looked[middle:])


def _apply(database: Database, corp_id: UUID, looked: Sequence[tuple[Claimed, Seen | Postponed]]) -> None:
    done = [(claimed, outcome) for claimed, outcome in looked if isinstance(outcome, Seen)]
    later = [outcome for _, outcome in looked if isinstance(outcome, Postponed)]
    with database.transaction() as session:
        told = [_told_only(one.claimed) for one in later if one.claimed.lane == refreshes.URGENT]
        waited = truth.waiting_since(session, corp_id, told, before=clock.now() - WELCOME_WAITS)
        truth.take_over(session, corp_id, [*(outcome for _, outcome in done), *waited])
        refreshes.settle(session, corp_id, done=[claimed for claimed, _ in done], later=later)


def _told_only(claimed: Claimed) -> Seen:
    """A look that showed nothing: only what callbacks told is taken over."""
    return Seen(claimed.external_userid, claimed.look, clock.now(), is_whole=False)


def _pause_s(claimed: Claimed) -> float:
    return PAUSES_S[min(claimed.attempts, len(PAUSES_S)) - 1]


def _later(seconds: float) -> datetime:
    return clock.now() + timedelta(seconds=seconds)


def jobs(wires: Wires) -> Sequence[Job]:
    """Profile's background jobs."""
    return (*library.jobs_of(wires), *full_sync.jobs_of(wires), batches.JOB, exporting.JOB)
