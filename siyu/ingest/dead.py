"""Dead letters: events somebody gave up on, kept with the reason until a person or a newer version settles them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import Row, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from siyu.kit import clock, ids, metrics

BURY = text("""
    INSERT INTO dead_letters (corp_id, id, listener, seq, kind, reason, tries, buried_at)
    VALUES (:corp_id, :id, :listener, :seq, :kind, :reason, :tries, :now)
    ON CONFLICT (corp_id, listener, seq) DO UPDATE
    SET state = 'waiting', reason = excluded.reason, tries = excluded.tries, settled_at = NULL
""")
REASON_CAP = 500


@dataclass(frozen=True, slots=True)
class Letter:
    """One event that `listener` gave up on after `tries`; `reason` is the last error's own words."""

    corp_id: UUID
    listener: str
    seq: int
    kind: str
    reason: str
    tries: int


def bury(session: Session, letter: Letter) -> None:
    """Keep a letter; the same event of the same listener stays one letter."""
    values = {
        "corp_id": letter.corp_id,
        "id": ids.new(),
        "listener": letter.listener,
        "seq": letter.seq,
        "kind": letter.kind,
        "reason": letter.reason[:REASON_CAP],
        "tries": letter.tries,
        "now": clock.now(),
    }
    session.execute(BURY, values)
    metrics.DEAD_LETTERS.labels(letter.listener).inc()


def retrying(session: Session, listener: str) -> Sequence[Row[Any]]:
    """Letters of `listener` that somebody asked to try again: corp_id, id, seq, kind, tries."""
    asked = text(
        "SELECT corp_id, id, seq, kind, tries FROM dead_letters"
        " WHERE listener = :listener AND state = 'retrying' ORDER BY seq LIMIT 100 FOR UPDATE SKIP LOCKED"
    )
    return session.execute(asked, {"listener": listener}).all()


def delivered(session: Session, corp_id: UUID, letter_id: UUID) -> None:
    """The retry went well."""
    statement = "UPDATE dead_letters SET state = 'retried', settled_at = :now WHERE corp_id = :corp_id AND id = :id"
    session.execute(text(statement), {"corp_id": corp_id, "id": letter_id, "now": clock.now()})


def failed_again(session: Session, corp_id: UUID, letter_id: UUID, reason: str) -> None:
    """The retry failed too: the letter waits again, with the new reason."""
    statement = (
        "UPDATE dead_letters SET state = 'waiting', reason = :reason, tries = tries + 1, settled_at = NULL"
        " WHERE corp_id = :corp_id AND id = :id"
    )
    session.execute(text(statement), {"corp_id": corp_id, "id": letter_id, "reason": reason[:REASON_CAP]})


def reason_of(error: Exception) -> str:
    """What went wrong in a line, without the values at fault: those may be personal."""
    if isinstance(error, DBAPIError):
        first = (str(error.orig).splitlines() or [""])[0]
        return f"{type(error.orig).__name__}: {first}"[:REASON_CAP]
    if isinstance(error, ValidationError):
        problems = error.errors(include_input=False, include_url=False, include_context=False)
        return "; ".join(f"{'.'.join(map(str, found['loc']))}: {found['type']}" for found in problems)[:REASON_CAP]
    return f"{type(error).__name__}: {error}"[:REASON_CAP]
