"""The story of thirty days: customers scan, are greeted and leave; then both ledgers are compared, line by line."""

import hashlib
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text

from siyu.demo.http import Json
from siyu.kit import clock
from siyu.kit.db import Database
from siyu.kit.errors import Unavailable

SETTLE_TIMEOUT_S = 60.0
SETTLED_POLL_S = 0.02
# The calendar jumps by up to an hour and then stands still until everybody was greeted, at most two seconds.
PACE = {"together_s": 3600, "greet_s": 2.0}

UNSETTLED = text("""
    SELECT (SELECT count(*) FROM inbox) AS inbox,
           (SELECT count(*) FROM refresh WHERE due_at <= :now) AS refresh,
           (SELECT count(*) FROM outbox WHERE state IN ('planned', 'sending', 'unknown') AND due_at <= :now
                                          AND needs_person_at IS NULL) AS outbox,
           (SELECT coalesce(max(head.seq - cursor.seq), 0)
            FROM listener_cursors AS cursor, log_head AS head) AS listeners
""")
RELATIONS = text("SELECT userid, external_userid, state = 'following' AS following FROM relation")
TAGGED = text("SELECT count(DISTINCT relation_id) FROM relation_tag WHERE confirmed_at IS NOT NULL")
STORED = text("SELECT raw FROM events WHERE raw IS NOT NULL UNION ALL SELECT raw FROM inbox WHERE raw IS NOT NULL")
DEAD = text("SELECT count(*) FROM dead_letters WHERE state = 'waiting'")


@dataclass(frozen=True)
class Report:
    """What came of the story. `lost` and `doubled` count differences between the sandbox's ledger and ours."""

    customers: int
    added: int
    welcomed: int
    tagged: int
    deleted: int
    welcome_p50_ms: float
    welcome_p99_ms: float
    callbacks_sent: int
    callbacks_stored: int
    lost: int
    doubled: int
    dead_letters: int
    seconds: float

    def as_json(self) -> dict[str, Any]:
        """The report as one JSON object."""
        return asdict(self)


async def run_days(sandbox: Json, database: Database, *, size: int, days: int, seed: int) -> AsyncIterator[float]:
    """Let the population live `days` days; yields the share done after each day, settled."""
    start = datetime.fromisoformat((await sandbox.call("GET", "/sandbox/clock"))["now"])
    ways = await sandbox.call("GET", "/sandbox/contact_ways")
    configs = [way["config_id"] for way in ways["contact_ways"]]
    await sandbox.call("POST", "/sandbox/population", {"seed": seed, "size": size, "days": days, "codes": configs})
    for day in range(1, days + 1):
        to = (start + timedelta(days=day)).isoformat()
        await sandbox.call("POST", "/sandbox/population/advance", {"to": to, **PACE})
        wait_until_settled(database)
        yield day / days


def wait_until_settled(database: Database, *, seconds: float = SETTLE_TIMEOUT_S) -> None:
    """Wait until nothing is waiting anywhere. Raises `Unavailable` naming what still does."""
    deadline = clock.monotonic() + seconds
    while True:
        waiting = backlog(database)
        if not any(waiting.values()):
            return
        if clock.monotonic() > deadline:
            raise Unavailable("demo.unsettled", f"仍有未处理的工作：{waiting}", **waiting)
        clock.pause(SETTLED_POLL_S)


def backlog(database: Database) -> dict[str, int]:
    """How much waits in each place."""
    with database.transaction() as session:
        row = session.execute(UNSETTLED, {"now": clock.now()}).mappings().one()
        return {place: int(count) for place, count in row.items()}


async def report(sandbox: Json, database: Database, *, since: float) -> Report:
    """Compare the sandbox's ledger with the database and sum the story up; `since` is a monotonic start."""
    ledger = await sandbox.call("GET", "/sandbox/ledger?full=1")
    with database.transaction() as session:
        stored = Counter(hashlib.sha256(bytes(raw)).hexdigest() for raw in session.execute(STORED).scalars())
        ours = {(row.userid, row.external_userid): bool(row.following) for row in session.execute(RELATIONS)}
        tagged = session.execute(TAGGED).scalar_one()
        dead = session.execute(DEAD).scalar_one()
    latency = ledger["welcome_latency_ms"]
    return Report(
        customers=ledger["customers"],
        added=ledger["adds"],
        welcomed=ledger["welcomes"],
        tagged=tagged,
        deleted=ledger["deletes"],
        welcome_p50_ms=latency["p50"] or 0.0,
        welcome_p99_ms=latency["p99"] or 0.0,
        callbacks_sent=ledger["callbacks"]["sent"],
        callbacks_stored=sum(stored.values()),
        lost=_lost(ledger, stored, ours),
        doubled=_doubled(ledger, stored),
        dead_letters=dead,
        seconds=round(clock.monotonic() - since, 2),
    )


def _lost(ledger: Mapping[str, Any], stored: Counter[str], ours: Mapping[tuple[str, str], bool]) -> int:
    """Accepted callbacks that are not on disk, and relations whose present state differs.

    Who came and left while no callback was accepted is nowhere to be seen any more, and not following here either.
    """
    callbacks = sum(1 for event in ledger["events"] if event["acked"] and event["key"] not in stored)
    relations = sum(
        ours.get((relation["userid"], relation["external_userid"]), False) is not relation["following"]
        for relation in ledger["relations"]
    )
    return callbacks + relations


def _doubled(ledger: Mapping[str, Any], stored: Counter[str]) -> int:
    """Callbacks stored more than once, and welcomes beyond one per time a customer was added."""
    callbacks = sum(count - 1 for count in stored.values())
    welcomes = sum(max(0, int(relation["welcomes"]) - int(relation["adds"])) for relation in ledger["relations"])
    return callbacks + welcomes
