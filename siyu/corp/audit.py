"""Who changed what, in the same transaction as the change; each row's hash covers the one before it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from siyu.corp.models import AuditRow
from siyu.kit import clock

GENESIS = bytes(32)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: `before` and `after` hold only what changed, and never a secret."""

    seq: int
    at: datetime
    account_id: UUID | None
    action: str
    target: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


def write(
    session: Session,
    corp_id: UUID,
    account_id: UUID | None,
    action: str,
    target: str,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
) -> None:
    """Add a line. Lines of one corp are written one at a time, so the chain has no fork."""
    session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": f"audit/{corp_id}"})
    last = session.execute(
        select(AuditRow.seq, AuditRow.hash).where(AuditRow.corp_id == corp_id).order_by(AuditRow.seq.desc()).limit(1)
    ).first()
    seq, previous = (1, GENESIS) if last is None else (last.seq + 1, last.hash)
    row = AuditRow(
        corp_id=corp_id,
        seq=seq,
        at=clock.now(),
        account_id=account_id,
        action=action,
        target=target,
        before=_plain(before),
        after=_plain(after),
        previous=previous,
    )
    row.hash = _digest(row)
    session.add(row)
    session.flush()


def entries(session: Session, corp_id: UUID, *, before_seq: int | None, limit: int) -> list[Entry]:
    """The latest lines first, older than `before_seq`."""
    query = select(AuditRow).where(AuditRow.corp_id == corp_id).order_by(AuditRow.seq.desc()).limit(limit)
    if before_seq is not None:
        query = query.where(AuditRow.seq < before_seq)
    return [
        Entry(row.seq, row.at, row.account_id, row.action, row.target, row.before, row.after)
        for row in session.execute(query).scalars()
    ]


def first_break(session: Session, corp_id: UUID) -> int | None:
    """The seq of the first line that is missing or was altered; None when the chain is whole."""
    previous, expected = GENESIS, 1
    rows = session.execute(select(AuditRow).where(AuditRow.corp_id == corp_id).order_by(AuditRow.seq)).scalars()
    for row in rows:
        if row.seq != expected or row.previous != previous or row.hash != _digest(row):
            return expected
        previous, expected = row.hash, expected + 1
    return None


def _plain(value: Mapping[str, Any] | None) -> dict[str, Any] | None:
    plain: dict[str, Any] | None = None if value is None else orjson.loads(orjson.dumps(dict(value)))
    return plain


def _digest(row: AuditRow) -> bytes:
    said = [row.corp_id, row.seq, row.at.timestamp(), row.account_id, row.action, row.target, row.before, row.after]
    return hashlib.sha256(row.previous + orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).digest()
