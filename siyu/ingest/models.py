"""Tables of the door: what came in, the log it became, who has read how far, and what nobody could read."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Identity, Index, LargeBinary, SmallInteger, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from siyu.kit.db import Base


class InboxRow(Base):
    """Something that came through the door and waits for the drainer; gone once it is in the log.

    `key` (SHA-256) makes it unique. Either `raw` (a callback's plaintext, still to be parsed) or `kind` and `body`.
    """

    __tablename__ = "inbox"
    __table_args__ = (
        CheckConstraint("(raw IS NULL) <> (kind IS NULL) AND (kind IS NULL) = (body IS NULL)", name="callback_or_fact"),
    )

    corp_id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), index=True)
    received_at: Mapped[datetime]
    raw: Mapped[bytes | None] = mapped_column(LargeBinary)
    kind: Mapped[str | None]
    subject: Mapped[str] = mapped_column(server_default="")
    occurred_at: Mapped[datetime | None]
    cause: Mapped[int | None] = mapped_column(BigInteger)
    body: Mapped[dict[str, Any] | None]


class EventRow(Base):
    """One line of the log: never changed, never deleted. `raw` keeps a callback's plaintext, to be parsed again."""

    __tablename__ = "events"
    __table_args__ = (
        Index(None, "corp_id", "subject", "seq", postgresql_where=text("subject <> ''")),
        Index("ix_events_corp_id_person_id_seq", "corp_id", text("(body ->> 'person_id')"), "seq"),
        {"postgresql_partition_by": "RANGE (recorded_at)"},
    )

    corp_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False, index=True)
    recorded_at: Mapped[datetime] = mapped_column(primary_key=True)
    kind: Mapped[str]
    subject: Mapped[str]
    occurred_at: Mapped[datetime]
    received_at: Mapped[datetime]
    cause: Mapped[int | None] = mapped_column(BigInteger)
    body: Mapped[dict[str, Any]]
    raw: Mapped[bytes | None] = mapped_column(LargeBinary)


class EventKeyRow(Base):
    """Every key that ever became an event: what makes a repeat, however late, change nothing."""

    __tablename__ = "event_keys"

    corp_id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)


class LogHeadRow(Base):
    """The sequence of the newest event: the one row every drain moves."""

    __tablename__ = "log_head"

    shard: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(BigInteger)


class ListenerCursorRow(Base):
    """How far a listener has read; `tries` counts claims at this place that have not ended well."""

    __tablename__ = "listener_cursors"

    listener: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, server_default="0")
    batch_size: Mapped[int] = mapped_column(server_default="1000")
    tries: Mapped[int] = mapped_column(server_default="0")
    retry_at: Mapped[datetime | None]
    last_error: Mapped[str | None]


class DeadLetterRow(Base):
    """An event a listener (or the parser) gave up on. `state` is waiting, retrying, retried or discarded."""

    __tablename__ = "dead_letters"
    __table_args__ = (
        UniqueConstraint("corp_id", "listener", "seq"),
        CheckConstraint("state IN ('waiting', 'retrying', 'retried', 'discarded')", name="state"),
        Index("ix_dead_letters_retrying", "listener", postgresql_where=text("state = 'retrying'")),
    )

    corp_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    listener: Mapped[str]
    seq: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str]
    reason: Mapped[str]
    tries: Mapped[int]
    state: Mapped[str] = mapped_column(server_default="waiting")
    buried_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    note: Mapped[str | None]
