"""Tables of decide: decisions with their why, suppressions, what was put off, and what is left of each quota."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, LargeBinary, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from siyu.kit.db import Base


class DecisionRow(Base):
    """One answer to one proposal. Approved at most once per key, for ever; a refusal once per (key, reason, cause).

    Not partitioned: PostgreSQL holds "once per key" only within a partition, and that promise is the point.
    `quotas` lists what an approval has reserved and not settled yet: `[{name, scope_id, window_start}]`.
    """

    __tablename__ = "decision"

    corp_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    key_hash: Mapped[bytes] = mapped_column(LargeBinary)
    key: Mapped[str]
    play: Mapped[str]
    purpose: Mapped[str]
    effect: Mapped[str]
    outcome: Mapped[str]
    reason_code: Mapped[str]
    reason_params: Mapped[dict[str, Any]]
    person_id: Mapped[UUID | None]
    relation_id: Mapped[UUID | None]
    staff_id: Mapped[UUID | None]
    subject: Mapped[str]
    cause: Mapped[int | None] = mapped_column(BigInteger)
    decided_at: Mapped[datetime]
    until: Mapped[datetime | None]
    quotas: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'::jsonb"))

    __table_args__ = (
        Index(
            "uq_decision_approved", "corp_id", "key_hash", unique=True, postgresql_where=text("outcome = 'approved'")
        ),
        Index(
            "uq_decision_otherwise",
            *("corp_id", "key_hash", "reason_code", "cause"),
            unique=True,
            postgresql_where=text("outcome <> 'approved'"),
            postgresql_nulls_not_distinct=True,
        ),
        Index("ix_decision_person", "corp_id", "person_id", "decided_at"),
        Index("ix_decision_relation", "corp_id", "relation_id", "decided_at"),
        Index("ix_decision_subject", "corp_id", "subject", "decided_at", postgresql_where=text("subject <> ''")),
        Index("ix_decision_cause", "corp_id", "cause"),
        CheckConstraint("outcome IN ('approved', 'deferred', 'refused')", name="outcome"),
    )


class SuppressionRow(Base):
    """A person who must not be spoken to for a purpose, and why."""

    __tablename__ = "suppression"

    corp_id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(primary_key=True)
    reason_code: Mapped[str]
    reason_params: Mapped[dict[str, Any]]
    suppressed_at: Mapped[datetime]
    suppressed_by: Mapped[UUID | None]


class DeferredRow(Base):
    """A proposal that was put off: asked again, whole, at `due_at`."""

    __tablename__ = "deferred_intent"

    corp_id: Mapped[UUID] = mapped_column(primary_key=True)
    key_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    due_at: Mapped[datetime]
    intent: Mapped[dict[str, Any]]

    __table_args__ = (Index("ix_deferred_intent_due_at", "due_at"),)


class QuotaRow(Base):
    """How much of one allowance one holder has used or reserved within one window."""

    __tablename__ = "quota"

    corp_id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    scope_id: Mapped[UUID] = mapped_column(primary_key=True)
    window_start: Mapped[datetime] = mapped_column(primary_key=True)
    most: Mapped[int]
    used: Mapped[int] = mapped_column(server_default=text("0"))
    reserved: Mapped[int] = mapped_column(server_default=text("0"))

    __table_args__ = (CheckConstraint("used >= 0 AND reserved >= 0 AND used + reserved <= most", name="within"),)
