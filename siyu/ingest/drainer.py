"""The drainer: the one writer of the log. It turns what waits in the inbox into events with a gap-free sequence.

Everything of one drain — keys, events, the head, the emptied inbox — is one transaction, so a drainer that dies at
any moment leaves either all of it or none.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from psycopg.types.json import Jsonb
from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from siyu.ingest import dead, facts, partitions, wecom_parser
from siyu.ingest import service as door
from siyu.ingest.wecom_facts import UnparsableCallback
from siyu.kit import clock, metrics, wakeup
from siyu.kit.db import Database

DRAINER_LOCK = 0x51595501  # advisory: whoever holds it writes the log
BATCH = 2000
PARSER = "parser"  # the name under which unparsable callbacks lie in dead_letters

WAITING = text("""
    SELECT id, corp_id, key, received_at, raw, kind, subject, occurred_at, cause, body
    FROM inbox ORDER BY id LIMIT :limit
""")
KNOWN = text("""
    SELECT known.corp_id, known.key
    FROM unnest(CAST(:corps AS uuid[]), CAST(:keys AS bytea[])) AS wanted (corp_id, key)
    JOIN event_keys AS known USING (corp_id, key)
""")
COPY_EVENTS = (
    "COPY events (corp_id, seq, recorded_at, kind, subject, occurred_at, received_at, cause, body, raw) FROM STDIN"
)
COPY_KEYS = "COPY event_keys (corp_id, key, seq) FROM STDIN"


def drain_once(database: Database, *, limit: int = BATCH) -> int:
    """Move up to `limit` inbox rows into the log; returns how many (0: nothing waits, or another process drains)."""
    with database.transaction() as session:
        return drain(session, limit=limit)


def drain(session: Session, *, limit: int = BATCH) -> int:
    """`drain_once` within a transaction of the caller's."""
    if not session.execute(text("SELECT pg_try_advisory_xact_lock(:lock)"), {"lock": DRAINER_LOCK}).scalar_one():
        return 0
    reparsed = _parse_again(session)
    waiting = session.execute(WAITING, {"limit": limit}).all()
    if not waiting:
        return reparsed
    fresh = _fresh(session, waiting)
    if fresh:
        _append(session, fresh)
    session.execute(text("DELETE FROM inbox WHERE id = ANY(:ids)"), {"ids": [row.id for row in waiting]})
    return len(waiting)


def _fresh(session: Session, waiting: Sequence[Row[Any]]) -> list[Row[Any]]:
    """The rows whose key never became an event. Only the lock's holder adds keys, so asking is enough."""
    asked = {"corps": [row.corp_id for row in waiting], "keys": [row.key for row in waiting]}
    known = {(row.corp_id, bytes(row.key)) for row in session.execute(KNOWN, asked)}
    return [row for row in waiting if (row.corp_id, bytes(row.key)) not in known]


def _append(session: Session, fresh: Sequence[Row[Any]]) -> None:
    now = clock.now()
    partitions.ensure(session, now)
    head = session.execute(
        text("UPDATE log_head SET seq = seq + :count WHERE shard = 0 RETURNING seq"), {"count": len(fresh)}
    ).scalar_one()
    numbered = list(enumerate(fresh, start=head - len(fresh) + 1))
    lines = [_line(row, seq, now) for seq, row in numbered]
    _copy(session, COPY_EVENTS, lines)
    _copy(session, COPY_KEYS, ((row.corp_id, row.key, seq) for seq, row in numbered))
    _bury_unparsable(session, lines)
    wakeup.ring(session, wakeup.EVENTS)
    metrics.EVENTS_DRAINED.inc(len(fresh))


def _line(row: Row[Any], seq: int, now: datetime) -> tuple[Any, ...]:
    """One event, in the order of COPY_EVENTS."""
    if row.raw is None:
        said = (row.kind, row.subject, row.occurred_at, row.received_at, row.cause, Jsonb(row.body, orjson.dumps))
        return (row.corp_id, seq, now, *said, None)
    reading = wecom_parser.read(bytes(row.raw))
    body = Jsonb(facts.dump(reading.fact), orjson.dumps)
    kind, happened_at = facts.kind_of(type(reading.fact)), reading.happened_at or row.received_at
    return (row.corp_id, seq, now, kind, reading.subject, happened_at, row.received_at, None, body, row.raw)


def _bury_unparsable(session: Session, lines: Iterable[tuple[Any, ...]]) -> None:
    unparsable = facts.kind_of(UnparsableCallback)
    for corp_id, seq, _, kind, _, _, _, _, body, _ in lines:
        if kind == unparsable:
            letter = dead.Letter(corp_id, PARSER, seq, kind, body.obj["reason"], tries=1)
            dead.bury(session, letter)


def _copy(session: Session, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
    cursor = session.connection().connection.cursor()
    with cursor, cursor.copy(statement) as copy:  # type: ignore[attr-defined]
        for row in rows:
            copy.write_row(row)


def _parse_again(session: Session) -> int:
    """Read unparsable callbacks once more, when somebody asked (a newer version may have the words)."""
    letters = dead.retrying(session, PARSER)
    for letter in letters:
        event = session.execute(
            text("SELECT raw, received_at FROM events WHERE corp_id = :corp_id AND seq = :seq"),
            {"corp_id": letter.corp_id, "seq": letter.seq},
        ).one()
        reading = wecom_parser.read(bytes(event.raw))
        if isinstance(reading.fact, UnparsableCallback):
            dead.failed_again(session, letter.corp_id, letter.id, reading.fact.reason)
            continue
        _come_in_again(session, letter.corp_id, letter.seq, reading, event.received_at)
        dead.delivered(session, letter.corp_id, letter.id)
    return len(letters)


def _come_in_again(
    session: Session, corp_id: UUID, seq: int, reading: wecom_parser.Reading, received: datetime
) -> None:
    """What can be read at last becomes an event of its own, caused by the unreadable one."""
    again = door.Entry(reading.fact, f"reparsed:{seq}", reading.subject, reading.happened_at, received, seq)
    door.record_many(session, corp_id, [again])
