"""The play's tables; private to it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from siyu.kit.db import Base

KINDS = "kind IN ('single', 'multi', 'batch')"
STATES = "state IN ('active', 'paused', 'deleted')"
SYNC_STATES = "state IN ('pending', 'synced', 'failed', 'unknown')"


class Folder(Base):
    """Where codes are kept; each corp has one default folder."""

    __tablename__ = "code_folder"
    __table_args__ = (
        UniqueConstraint("corp_id", "name"),
        Index("uq_code_folder_default", "corp_id", unique=True, postgresql_where=text("is_default")),
    )

    corp_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    is_default: Mapped[bool] = mapped_column(server_default=text("false"))
    created_at: Mapped[datetime]


class Code(Base):
    """A channel code as the operator set it. `token` is WeCom's `state`: opaque, at most 30 characters."""

    __tablename__ = "code"
    __table_args__ = (
        UniqueConstraint("corp_id", "token"),
        ForeignKeyConstraint(["corp_id", "folder_id"], ["code_folder.corp_id", "code_folder.id"]),
        CheckConstraint(KINDS, name="kind"),
        CheckConstraint(STATES, name="state"),
        CheckConstraint("length(token) BETWEEN 16 AND 30", name="token"),
        Index("ix_code_corp_id_created_at", "corp_id", "created_at", "id"),
        Index("ix_code_named_staff", "named_staff", postgresql_using="gin"),
    )

    corp_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    folder_id: Mapped[UUID]
    token: Mapped[str]
    kind: Mapped[str]
    state: Mapped[str] = mapped_column(server_default="active")
    name: Mapped[str]
    config: Mapped[dict[str, Any]]
    named_staff: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    version: Mapped[int] = mapped_column(server_default=text("1"))
    created_by: Mapped[UUID | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]


class Sync(Base):
    """What WeCom has for a code (`applied`) and what it should have.

    `creation` counts attempts to create (each at most once at WeCom), `revision` configurations sent. `in_flight` is
    the key of the newest effect on its way, with `sending`; receipts of older ones say nothing any more. `refused` is
    what WeCom did not take, `error_code` why, `retry_at` when the same may be tried again.
    """

    __tablename__ = "code_sync"
    __table_args__ = (
        ForeignKeyConstraint(["corp_id", "code_id"], ["code.corp_id", "code.id"], ondelete="CASCADE"),
        CheckConstraint(SYNC_STATES, name="state"),
        Index("ix_code_sync_next_change_at", "next_change_at"),
        Index("ix_code_sync_next_check_at", "next_check_at"),
    )

    corp_id: Mapped[UUID] = mapped_column(primary_key=True)
    code_id: Mapped[UUID] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(default="pending", server_default="pending")
    config_id: Mapped[str | None]
    qr_text: Mapped[str | None]
    creation: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    revision: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    applied: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    in_flight: Mapped[str | None]
    sending: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    refused: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    error_code: Mapped[str | None]
    retry_at: Mapped[datetime | None]
    on_duty: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()), default=list, server_default=text("'{}'"))
    health: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default=text("'{}'"))
    next_change_at: Mapped[datetime | None]
    next_check_at: Mapped[datetime | None]
    checked_at: Mapped[datetime | None]
    check_count: Mapped[int] = mapped_column(default=0, server_default=text("0"))


class StaffSeen(Base):
    """Whether a staff could receive customers when this play last looked, so that a change is noticed."""

    __tablename__ = "code_staff_seen"

    corp_id: Mapped[UUID] = mapped_column(primary_key=True)
    staff_id: Mapped[UUID] = mapped_column(primary_key=True)
    is_available: Mapped[bool]


class Addition(Base):
    """One episode of one relation that began by a code; the row makes counting idempotent.

    `seq` is the event that told of it (WeCom's `added_at` has whole seconds, so it cannot order a rush). `day` and
    `lost_day` are dates in the corp's time zone.
    """

    __tablename__ = "code_add"
    __table_args__ = (
        Index("ix_code_add_code", "corp_id", "code_id", "seq"),
        Index("ix_code_add_person", "corp_id", "person_id"),
    )

    corp_id: Mapped[UUID] = mapped_column(primary_key=True)
    relation_id: Mapped[UUID] = mapped_column(primary_key=True)
    added_at: Mapped[datetime] = mapped_column(primary_key=True)
    code_id: Mapped[UUID]
    person_id: Mapped[UUID]
    staff_id: Mapped[UUID]
    seq: Mapped[int] = mapped_column(BigInteger)
    day: Mapped[date]
    lost_at: Mapped[datetime | None]
    lost_day: Mapped[date | None]


class Scan(Base):
    """One scan WeCom let us see."""

    __tablename__ = "code_scan"

    corp_id: Mapped[UUID] = mapped_column(primary_key=True)
    code_id: Mapped[UUID] = mapped_column(primary_key=True)
    external_userid: Mapped[str] = mapped_column(primary_key=True)
    scanned_at: Mapped[datetime] = mapped_column(primary_key=True)


class CodeDay(Base):
    """Counts of a code and staff on a day of the corp.

    `retained` counts those added on this day who are still here; the others count what happened on this day.
    """

    __tablename__ = "code_day"
    __table_args__ = (Index("ix_code_day_day", "corp_id", "day"),)

    corp_id: Mapped[UUID] = mapped_column(primary_key=True)
    code_id: Mapped[UUID] = mapped_column(primary_key=True)
    staff_id: Mapped[UUID] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    scanned: Mapped[int] = mapped_column(server_default=text("0"))
    added: Mapped[int] = mapped_column(server_default=text("0"))
    lost: Mapped[int] = mapped_column(server_default=text("0"))
    retained: Mapped[int] = mapped_column(server_default=text("0"))


class DefaultWelcome(Base):
    """A default greeting for some staff (NULL = everybody), in order of `position`."""

    __tablename__ = "code_default_welcome"

    corp_id: Mapped[UUID] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    staff_ids: Mapped[list[str] | None] = mapped_column(JSONB(none_as_null=True))
    message: Mapped[dict[str, Any]]


class Undo(Base):
    """How to take a change back: each code as it was, with the version it had after the change."""

    __tablename__ = "code_undo"

    corp_id: Mapped[UUID] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[UUID | None]
    before: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
