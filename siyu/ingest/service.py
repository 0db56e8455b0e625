"""What may be written at the door: facts, and what becomes of dead letters."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session

from siyu.ingest import facts
from siyu.kit import clock, wakeup
from siyu.kit.errors import Conflict, NotFound

INSERT = text("""
    INSERT INTO inbox (corp_id, key, received_at, kind, subject, occurred_at, cause, body)
    SELECT :corp_id, key, received_at, kind, subject, occurred_at, cause, body::jsonb
    FROM unnest(CAST(:keys AS bytea[]), CAST(:received AS timestamptz[]), CAST(:kinds AS text[]),
                CAST(:subjects AS text[]), CAST(:occurred AS timestamptz[]), CAST(:causes AS bigint[]),
                CAST(:bodies AS text[]))
         WITH ORDINALITY AS entry (key, received_at, kind, subject, occurred_at, cause, body, place)
    ORDER BY place
    ON CONFLICT (corp_id, key) DO NOTHING
""")


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact on its way in; what makes two of them the same is the corp, the kind of fact and `key`.

    `occurred_at` is when the world says it happened (default: now); `received_at` when our door first heard of it;
    `cause` is the seq of the event it follows from; `subject` names the one thing it is about.
    """

    fact: object
    key: str | bytes
    subject: str = ""
    occurred_at: datetime | None = None
    received_at: datetime | None = None
    cause: int | None = None


def record(
    session: Session,
    corp_id: UUID,
    fact: object,
    *,
    key: str | bytes,
    subject: str = "",
    occurred_at: datetime | None = None,
    received_at: datetime | None = None,
    cause: int | None = None,
) -> None:
    """Put one fact through the door, with this transaction; a fact whose key was ever seen changes nothing."""
    record_many(session, corp_id, [Entry(fact, key, subject, occurred_at, received_at, cause)])


def record_many(session: Session, corp_id: UUID, entries: Sequence[Entry]) -> None:
    """Put facts through the door in this order, in one statement."""
    if not entries:
        return
    now = clock.now()
    kinds = [facts.kind_of(type(entry.fact)) for entry in entries]
    session.execute(
        INSERT,
        {
            "corp_id": corp_id,
            "keys": [digest(kind, entry.key) for kind, entry in zip(kinds, entries, strict=True)],
            "received": [entry.received_at or now for entry in entries],
            "kinds": kinds,
            "subjects": [entry.subject for entry in entries],
            "occurred": [entry.occurred_at or now for entry in entries],
            "causes": [entry.cause for entry in entries],
            "bodies": [orjson.dumps(facts.dump(entry.fact)).decode() for entry in entries],
        },
    )
    wakeup.ring(session, wakeup.INBOX)


def digest(kind: str, key: str | bytes) -> bytes:
    """The inbox key (32 bytes) of a fact of `kind` that its room calls `key`."""
    own = key.encode() if isinstance(key, str) else key
    return hashlib.sha256(kind.encode() + b"\x1f" + own).digest()


def retry_dead_letter(session: Session, corp_id: UUID, *, letter_id: UUID) -> None:
    """Hand a waiting letter back to its listener, which tries it once more. Raises NotFound, Conflict."""
    _settle(session, corp_id, letter_id=letter_id, state="retrying", note=None)


def discard_dead_letter(session: Session, corp_id: UUID, *, letter_id: UUID, note: str) -> None:
    """Put a waiting letter aside for good, saying why. Raises NotFound, Conflict."""
    _settle(session, corp_id, letter_id=letter_id, state="discarded", note=note)


def _settle(session: Session, corp_id: UUID, *, letter_id: UUID, state: str, note: str | None) -> None:
    same = {"corp_id": corp_id, "id": letter_id}
    moved = session.execute(
        text(
            "UPDATE dead_letters SET state = :state, note = :note, settled_at = :now"
            " WHERE corp_id = :corp_id AND id = :id AND state = 'waiting' RETURNING 1"
        ),
        {**same, "state": state, "note": note, "now": clock.now()},
    ).first()
    if moved is None:
        found = session.execute(text("SELECT state FROM dead_letters WHERE corp_id = :corp_id AND id = :id"), same)
        present = found.scalar_one_or_none()
        if present is None:
            raise NotFound("dead_letter.not_found", "没有这条死信，请刷新列表")
        raise Conflict("dead_letter.settled", "这条死信已经处理过，请刷新列表", state=present)
    wakeup.ring(session, wakeup.INBOX)
    wakeup.ring(session, wakeup.EVENTS)


def replay(session: Session, listener: str, *, from_seq: int) -> None:
    """Move a listener's place back so that it sees the log from `from_seq` again. Raises NotFound."""
    moved = session.execute(
        text(
            "UPDATE listener_cursors SET seq = least(seq, :seq), tries = 0, retry_at = NULL"
            " WHERE listener = :listener RETURNING 1"
        ),
        {"listener": listener, "seq": max(0, from_seq - 1)},
    ).first()
    if moved is None:
        raise NotFound("listener.not_found", "没有这个监听者，请先运行 siyu worker", listener=listener)
    wakeup.ring(session, wakeup.EVENTS)
