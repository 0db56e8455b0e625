"""What the door can tell: how much waits, and what nobody could handle."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from siyu.kit.errors import Invalid
from siyu.kit.paging import Page, decode, encode

LETTERS = text("""
    SELECT id, corp_id, listener, seq, kind, reason, tries, state, buried_at, note FROM dead_letters
    WHERE (CAST(:corp_id AS uuid) IS NULL OR corp_id = :corp_id) AND (CAST(:state AS text) IS NULL OR state = :state)
      AND (CAST(:before_seq AS bigint) IS NULL OR (seq, id) < (:before_seq, CAST(:before_id AS uuid)))
    ORDER BY seq DESC, id DESC LIMIT :limit
""")
LETTER_COUNT = text("""
    SELECT count(*) FROM dead_letters
    WHERE (CAST(:corp_id AS uuid) IS NULL OR corp_id = :corp_id) AND (CAST(:state AS text) IS NULL OR state = :state)
""")


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many rows wait in the inbox, and how many events each listener has still to see."""

    inbox: int
    by_listener: Mapping[str, int]

    def is_empty(self) -> bool:
        """Whether nobody has anything to do."""
        return self.inbox == 0 and not any(self.by_listener.values())


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """An event a listener gave up on; `reason` is the last error."""

    id: UUID
    corp_id: UUID
    listener: str
    seq: int
    kind: str
    reason: str
    tries: int
    state: str
    buried_at: datetime
    note: str | None


def backlog(session: Session) -> Backlog:
    """What waits right now, over all corps."""
    waiting = session.execute(text("SELECT count(*) FROM inbox")).scalar_one()
    behind = session.execute(
        text("SELECT listener, head.seq - cursor.seq AS behind FROM listener_cursors AS cursor, log_head AS head")
    )
    return Backlog(waiting, {row.listener: row.behind for row in behind})


def dead_letters(
    session: Session, corp_id: UUID | None, *, state: str | None = "waiting", cursor: str | None = None, limit: int = 50
) -> Page[DeadLetter]:
    """Dead letters, newest event first; of every corp when `corp_id` is None (a terminal), of every state likewise."""
    before_seq, before_id = _position(cursor) if cursor else (None, None)
    wanted = {"corp_id": corp_id, "state": state}
    place = {"before_seq": before_seq, "before_id": before_id, "limit": limit + 1}
    rows = session.execute(LETTERS, {**wanted, **place}).all()
    total = session.execute(LETTER_COUNT, wanted).scalar_one()
    items = _letters(rows[:limit])
    more = encode([items[-1].seq, str(items[-1].id)]) if len(rows) > limit else None
    return Page(items, more, total)


def _position(cursor: str) -> tuple[int, UUID]:
    seq, letter_id = decode(cursor, length=2)
    try:
        return int(str(seq)), UUID(str(letter_id))
    except ValueError as error:
        raise Invalid("paging.bad_cursor", "翻页位置无效，请回到第一页重试") from error


def _letters(rows: Sequence[Row[Any]]) -> list[DeadLetter]:
    return [DeadLetter(**row._mapping) for row in rows]
