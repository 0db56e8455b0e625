"""Readers of the log: each keeps its own place, and its effects commit together with its place.

A batch that fails is tried again smaller and smaller; an event that fails alone five times becomes a dead letter and
the reader moves on. Tries are counted before the work begins, so an event that kills the process is counted too.
"""

import itertools
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from siyu.ingest import dead, facts
from siyu.ingest.facts import Recorded
from siyu.kit import clock, logs
from siyu.kit.db import Database

log = logs.get("ingest")

BATCH = 1000
SHRINK = 10  # a failed batch is tried again a tenth as large, down to a single event
TRIES = 5
RETRY_AFTER_S = 0.2  # doubled with every try

Handler = Callable[[Session, UUID, Sequence[Recorded[Any]]], None]


@dataclass(frozen=True)
class Listener:
    """One reader: `handlers` maps fact classes to what is done with runs of them, in the order of the log."""

    name: str
    handlers: Mapping[type, Handler]

    @property
    def kinds(self) -> list[str]:
        """The kinds of events it reads."""
        return [facts.kind_of(fact_class) for fact_class in self.handlers]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a claimed listener stands, and up to which event the log is complete."""

    seq: int
    head: int
    batch_size: int
    tries: int


JOIN = text("INSERT INTO listener_cursors (listener) VALUES (:listener) ON CONFLICT DO NOTHING")
CLAIM = text("""
    UPDATE listener_cursors AS cursor SET tries = cursor.tries + 1
    FROM (SELECT listener FROM listener_cursors
          WHERE listener = :listener AND (retry_at IS NULL OR retry_at <= :now)
            AND seq < (SELECT seq FROM log_head WHERE shard = 0)
          FOR UPDATE SKIP LOCKED) AS free
    WHERE cursor.listener = free.listener RETURNING cursor.tries
""")
LOCK = text("""
    SELECT cursor.seq, head.seq AS head, cursor.batch_size, cursor.tries
    FROM listener_cursors AS cursor, (SELECT seq FROM log_head WHERE shard = 0) AS head
    WHERE cursor.listener = :listener FOR UPDATE OF cursor SKIP LOCKED
""")
READ = text("""
    SELECT seq, corp_id, kind, subject, occurred_at, received_at, cause, body FROM events
    WHERE seq > :seq AND seq <= :head AND kind = ANY(:kinds) ORDER BY seq LIMIT :limit
""")
MOVE = text("""
    UPDATE listener_cursors
    SET seq = :seq, batch_size = :batch_size, tries = 0, retry_at = NULL, last_error = NULL
    WHERE listener = :listener
""")
PUT_OFF = text("""
    UPDATE listener_cursors SET batch_size = :batch_size, retry_at = :retry_at, last_error = :error
    WHERE listener = :listener
""")


def run_once(database: Database, listener: Listener, *, limit: int = BATCH) -> int:
    """Let `listener` see up to `limit` new events; returns how far it moved in the log (0: nothing to do).

    A handler's failure is kept with the cursor and tried again later. Raises OperationalError when the database goes.
    """
    with database.transaction() as session:
        session.execute(JOIN, {"listener": listener.name})
        retried = _retry_letters(session, listener)
        claimed = session.execute(CLAIM, {"listener": listener.name, "now": clock.now()}).first()
    if claimed is None:
        return retried
    try:
        with database.transaction() as session:
            return retried + _advance(session, listener, limit)
    except OperationalError:
        raise
    except Exception as error:  # noqa: BLE001 - a handler may fail in any way; the event must not stop the others
        with database.transaction() as session:
            _fail(session, listener, error)
        return retried


def _advance(session: Session, listener: Listener, limit: int) -> int:
    place = _place(session, listener)
    if place is None:
        return 0
    size = min(limit, place.batch_size)
    rows = session.execute(READ, {"seq": place.seq, "head": place.head, "kinds": listener.kinds, "limit": size}).all()
    for corp_id, fact_class, run in _runs(listener, rows):
        listener.handlers[fact_class](session, corp_id, run)
    reached = rows[-1].seq if len(rows) == size else place.head
    grown = min(BATCH, place.batch_size * SHRINK)
    session.execute(MOVE, {"listener": listener.name, "seq": reached, "batch_size": grown})
    return int(reached - place.seq)


def _place(session: Session, listener: Listener) -> _Place | None:
    row = session.execute(LOCK, {"listener": listener.name}).first()
    return None if row is None else _Place(row.seq, row.head, row.batch_size, row.tries)


def _runs(listener: Listener, rows: Sequence[Row[Any]]) -> Iterator[tuple[UUID, type, list[Recorded[Any]]]]:
    """Neighbouring events of one corp and kind together, so that order is kept and handlers work on sets."""
    classes = {facts.kind_of(fact_class): fact_class for fact_class in listener.handlers}
    for (corp_id, kind), run in itertools.groupby(rows, key=lambda row: (row.corp_id, row.kind)):
        yield corp_id, classes[kind], [_recorded(classes[kind], row) for row in run]


def _recorded(fact_class: type, row: Row[Any]) -> Recorded[Any]:
    fact: Any = facts.load(fact_class, row.body)
    return Recorded(row.seq, row.corp_id, row.kind, row.subject, row.occurred_at, row.received_at, row.cause, fact)


def _fail(session: Session, listener: Listener, error: Exception) -> None:
    """After a failed batch: make it smaller; after enough tries of a single event, bury it and go on."""
    place = _place(session, listener)
    if place is None:
        return
    words = "".join(traceback.format_exception_only(error)).strip()
    log.error("listener_failed", listener=listener.name, seq=place.seq, tries=place.tries, error=words[:500])
    if place.batch_size == 1 and place.tries >= TRIES:
        _bury_next(session, listener, place, words)
        return
    smaller = max(1, place.batch_size // SHRINK)
    pause = timedelta(seconds=RETRY_AFTER_S * 2 ** min(place.tries, 6)) if smaller == 1 else timedelta(0)
    values = {"batch_size": smaller, "retry_at": clock.now() + pause, "error": words[:2000]}
    session.execute(PUT_OFF, {"listener": listener.name, **values})


def _bury_next(session: Session, listener: Listener, place: _Place, words: str) -> None:
    reading = {"seq": place.seq, "head": place.head, "kinds": listener.kinds, "limit": 1}
    row = session.execute(READ, reading).one()
    dead.bury(session, dead.Letter(row.corp_id, listener.name, row.seq, row.kind, words, place.tries))
    session.execute(MOVE, {"listener": listener.name, "seq": row.seq, "batch_size": BATCH})


def _retry_letters(session: Session, listener: Listener) -> int:
    letters = dead.retrying(session, listener.name)
    for letter in letters:
        reading = {"seq": letter.seq - 1, "head": letter.seq, "kinds": listener.kinds, "limit": 1}
        rows = session.execute(READ, reading).all()
        try:
            with session.begin_nested():
                for corp_id, fact_class, run in _runs(listener, rows):
                    listener.handlers[fact_class](session, corp_id, run)
        except OperationalError:
            raise
        except Exception as error:  # noqa: BLE001 - as above: the letter waits again, with the new reason
            words = "".join(traceback.format_exception_only(error)).strip()
            dead.failed_again(session, letter.corp_id, letter.id, words)
        else:
            dead.delivered(session, letter.corp_id, letter.id)
    return len(letters)
