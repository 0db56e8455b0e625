"""Readers of the log: each keeps its own place, and its effects commit together with its place.

A claim is committed before a batch is handled, so a batch that fails — or kills the whole process — is noticed: the
next one at that place is smaller, down to a single event. An event that fails alone five times becomes a dead letter
and the reader moves on.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from siyu.ingest import dead, facts
from siyu.ingest.facts import Recorded
from siyu.kit import clock, logs, metrics
from siyu.kit.db import Database

log = logs.get("ingest")

BATCH = 1000
SHRINK = 8  # 1000 → 125 → 15 → 1
SPAN = 50_000  # how much of the log is looked through at once, however little of it concerns the listener
TRIES = 5
PAUSES_S = (0.1, 0.3, 0.9, 1.8)  # between tries of a single event; others wait for it no longer than about 5 s
LISTENER_LOCK = 0x51595502  # advisory, with the listener's name: one process at a time runs it

Handler = Callable[[Session, UUID, Sequence[Recorded[Any]]], None]


@dataclass(frozen=True)
class Listener:
    """One reader: `handlers` maps fact classes to what is done with runs of them, in the order of the log.

    `name` owns the place in the log: never change it.
    """

    name: str
    handlers: Mapping[type, Handler]

    @property
    def kinds(self) -> list[str]:
        """The kinds of events it reads."""
        return [facts.kind_of(fact_class) for fact_class in self.handlers]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a listener stands; `tries` counts claims here that have not ended, `letters` tells of extra tries asked."""

    seq: int
    head: int
    batch_size: int
    tries: int
    retry_at: datetime | None
    last_error: str | None
    letters: bool

    @property
    def has_events(self) -> bool:
        """Whether there is something to read and it is time."""
        return self.seq < self.head and (self.retry_at is None or self.retry_at <= clock.now())


@dataclass(frozen=True, slots=True)
class _Claim:
    """A batch about to be handled: `until` becomes the listener's place when all goes well."""

    after: int
    until: int
    events: Sequence[Row[Any]]
    batch_size: int
    tries: int


PLACE = text("""
    SELECT coalesce(cursor.seq, 0) AS seq, head.seq AS head, coalesce(cursor.batch_size, :batch) AS batch_size,
           coalesce(cursor.tries, 0) AS tries, cursor.retry_at, cursor.last_error,
           EXISTS (SELECT FROM dead_letters WHERE listener = :listener AND state = 'retrying') AS letters
    FROM log_head AS head LEFT JOIN listener_cursors AS cursor ON cursor.listener = :listener
    WHERE head.shard = 0
""")
READ = text("""
    SELECT seq, corp_id, kind, subject, occurred_at, received_at, cause, body FROM events
    WHERE seq > :after AND seq <= :upto AND kind = ANY(:kinds) ORDER BY seq LIMIT :limit
""")
CLAIM = text("""
    INSERT INTO listener_cursors (listener, batch_size, tries) VALUES (:listener, :batch_size, :tries)
    ON CONFLICT (listener) DO UPDATE
    SET batch_size = excluded.batch_size, tries = excluded.tries, last_error = NULL
""")
MOVE = text("""
    INSERT INTO listener_cursors (listener, seq, batch_size) VALUES (:listener, :seq, :batch_size)
    ON CONFLICT (listener) DO UPDATE
    SET seq = excluded.seq, batch_size = excluded.batch_size, tries = 0, retry_at = NULL, last_error = NULL
""")
PUT_OFF = text("UPDATE listener_cursors SET retry_at = :retry_at, last_error = :error WHERE listener = :listener")


def run_once(database: Database, listener: Listener, *, limit: int = BATCH) -> int:
    """Let `listener` see up to `limit` new events; returns how far it moved in the log (0: nothing to do now).

    A handler's failure is kept with the place and tried again, smaller or later. Raises DBAPIError only when the
    database itself went away.
    """
    with database.engine.connect() as connection:
        with _transaction(connection) as session:
            place = _place(session, listener)
        metrics.LISTENER_LAG.labels(listener.name).set(place.head - place.seq)
        if not (place.letters or place.has_events):
            return 0
        with _alone(connection, listener.name) as is_ours:
            if not is_ours:
                return 0
            return _retry_letters(connection, listener) + _advance(connection, listener, limit)


@contextmanager
def _transaction(connection: Connection) -> Iterator[Session]:
    with Session(connection, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def _alone(connection: Connection, name: str) -> Iterator[bool]:
    """Whether this listener is ours for the block: a lock of the connection, so it ends when its process does."""
    key = {"lock": LISTENER_LOCK, "name": name}
    with connection.begin():
        is_ours = connection.execute(text("SELECT pg_try_advisory_lock(:lock, hashtext(:name))"), key).scalar_one()
    try:
        yield is_ours
    finally:
        if is_ours and not connection.invalidated:
            with connection.begin():
                connection.execute(text("SELECT pg_advisory_unlock(:lock, hashtext(:name))"), key)


def _place(session: Session, listener: Listener) -> _Place:
    row = session.execute(PLACE, {"listener": listener.name, "batch": BATCH}).one()
    return _Place(**row._mapping)


def _advance(connection: Connection, listener: Listener, limit: int) -> int:
    """Handle a batch; one that fails is tried again at once in smaller parts, a single event after a pause."""
    while True:
        with _transaction(connection) as session:
            claim = _claim(session, listener, limit)
        if claim is None:
            return 0
        if not claim.events or _handled(connection, listener, claim):
            return claim.until - claim.after
        if claim.batch_size == 1:
            return 0


def _claim(session: Session, listener: Listener, limit: int) -> _Claim | None:
    """Read the next batch and write down that it is being tried; None when there is none, or not yet."""
    place = _place(session, listener)
    if not place.has_events:
        return None
    size, tries = min(limit, place.batch_size), place.tries
    if tries and size > 1:
        size, tries = max(1, size // SHRINK), 0
    upto = min(place.head, place.seq + SPAN)
    reading = {"after": place.seq, "upto": upto, "kinds": listener.kinds, "limit": size}
    events = session.execute(READ, reading).all()
    until = events[-1].seq if len(events) == size else upto
    if not events:
        session.execute(MOVE, {"listener": listener.name, "seq": until, "batch_size": place.batch_size})
    elif tries >= TRIES:
        _bury(session, listener, events[0], tries=tries, reason=place.last_error)
        return _Claim(place.seq, events[0].seq, (), size, tries)
    else:
        _write_claim(session, listener, batch_size=size, tries=tries + 1)
    return _Claim(place.seq, until, events, size, tries + 1)


def _write_claim(session: Session, listener: Listener, *, batch_size: int, tries: int) -> None:
    """It guards against the death of a process, not of the machine: this commit need not wait for the disk."""
    session.execute(text("SET LOCAL synchronous_commit = off"))
    session.execute(CLAIM, {"listener": listener.name, "batch_size": batch_size, "tries": tries})


def _handled(connection: Connection, listener: Listener, claim: _Claim) -> bool:
    """Handle a batch and move on, in one transaction; False when it failed and left nothing behind."""
    grown = min(BATCH, claim.batch_size * SHRINK)
    try:
        with _transaction(connection) as session:
            _deliver(session, listener, claim.events)
            session.execute(MOVE, {"listener": listener.name, "seq": claim.until, "batch_size": grown})
    except Exception as error:  # noqa: BLE001 - handlers are anybody's code: see `_reason_unless_lost`
        reason = _reason_unless_lost(error)
        with _transaction(connection) as session:
            _put_off(session, listener, claim, reason)
        return False
    return True


def _deliver(session: Session, listener: Listener, events: Sequence[Row[Any]]) -> None:
    """Events of one corp and kind together, so that handlers work on sets."""
    classes = {facts.kind_of(fact_class): fact_class for fact_class in listener.handlers}
    for run in _runs(events):
        corp_id, fact_class = run[0].corp_id, classes[run[0].kind]
        listener.handlers[fact_class](session, corp_id, [_recorded(fact_class, event) for event in run])


def _runs(events: Sequence[Row[Any]]) -> list[list[Row[Any]]]:
    """Gather events by corp and kind; what is about one subject keeps its order, and so does what has none.

    An event joins the last run of its kind unless a later run already holds one of its subject.
    """
    runs: list[list[Row[Any]]] = []
    last_of_kind: dict[tuple[UUID, str], int] = {}
    last_of_subject: dict[tuple[UUID, str], int] = {}
    for event in events:
        kind, subject = (event.corp_id, event.kind), (event.corp_id, event.subject)
        place = last_of_kind.get(kind, -1)
        if place < 0 or place < last_of_subject.get(subject, -1):
            place = last_of_kind[kind] = len(runs)
            runs.append([])
        runs[place].append(event)
        last_of_subject[subject] = place
    return runs


def _recorded(fact_class: type, event: Row[Any]) -> Recorded[Any]:
    fact: Any = facts.load(fact_class, event.body)
    return Recorded(
        event.seq, event.corp_id, event.kind, event.subject, event.occurred_at, event.received_at, event.cause, fact
    )


def _reason_unless_lost(error: Exception) -> str:
    """Handlers are anybody's code and may fail in any way; only a lost database is not their failure: raised again."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        raise error
    return dead.reason_of(error)


def _put_off(session: Session, listener: Listener, claim: _Claim, reason: str) -> None:
    pause_s = PAUSES_S[min(claim.tries, len(PAUSES_S)) - 1] if claim.batch_size == 1 else 0.0
    retry_at = clock.now() + timedelta(seconds=pause_s)
    session.execute(PUT_OFF, {"listener": listener.name, "retry_at": retry_at, "error": reason})
    log.warning(
        "listener_failed",
        listener=listener.name,
        seq=claim.events[0].seq,
        events=len(claim.events),
        tries=claim.tries,
        reason=reason,
    )


def _bury(session: Session, listener: Listener, event: Row[Any], *, tries: int, reason: str | None) -> None:
    """An event that failed every try; without a reason of its own it took the process down with it."""
    words = reason or "the process died while handling it"
    dead.bury(session, dead.Letter(event.corp_id, listener.name, event.seq, event.kind, words, tries))
    session.execute(MOVE, {"listener": listener.name, "seq": event.seq, "batch_size": SHRINK})


def _retry_letters(connection: Connection, listener: Listener) -> int:
    """Give each letter somebody asked about its extra try, in a transaction of its own."""
    with _transaction(connection) as session:
        letters = dead.retrying(session, listener.name)
    for letter in letters:
        reading = {"after": letter.seq - 1, "upto": letter.seq, "kinds": listener.kinds, "limit": 1}
        try:
            with _transaction(connection) as session:
                _deliver(session, listener, session.execute(READ, reading).all())
                dead.delivered(session, letter.corp_id, letter.id)
        except Exception as error:  # noqa: BLE001 - as in `_handled`
            reason = _reason_unless_lost(error)
            with _transaction(connection) as session:
                dead.failed_again(session, letter.corp_id, letter.id, reason)
    return len(letters)
