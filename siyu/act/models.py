"""The outbox: every effect that was ever planned, where it stands, and who holds it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Identity, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from siyu.kit.db import Base


class OutboxRow(Base):
    """One effect (decision 8): planned → sending (committed before bytes leave) → sent | refused | unknown.

    `due_at` and `expires_at` are in the world's time; `lease_until` is in the database's own, which nobody moves.
    `fence` grows with every claim and rescue, so that a late result of an earlier holder is refused.
    `maybe_done` says an attempt ended unknown and was not cleared since; `needs_person_at` that only a person can tell.
    """

    __tablename__ = "outbox"

    corp_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, Identity(always=True))
    key_hash: Mapped[bytes] = mapped_column(LargeBinary)
    key: Mapped[str]
    kind: Mapped[str]
    lane: Mapped[str]
    play: Mapped[str]
    payload: Mapped[dict[str, Any]]
    decision_id: Mapped[UUID]
    person_id: Mapped[UUID | None]
    relation_id: Mapped[UUID | None]
    staff_id: Mapped[UUID | None]
    subject: Mapped[str]
    cause: Mapped[int | None] = mapped_column(BigInteger)
    state: Mapped[str]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(server_default=text("0"))
    looks: Mapped[int] = mapped_column(server_default=text("0"))
    fence: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    lease_until: Mapped[datetime | None]
    maybe_done: Mapped[bool] = mapped_column(server_default=text("false"))
    needs_person_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    result: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'::jsonb"))
    error_code: Mapped[str | None]
    error_message: Mapped[str | None]

    __table_args__ = (
        Index("uq_outbox_key", "corp_id", "key_hash", unique=True),
        Index(
            "ix_outbox_due",
            *("lane", "due_at", "seq"),
            postgresql_where=text("state IN ('planned', 'unknown') AND needs_person_at IS NULL"),
        ),
        Index("ix_outbox_lease", "lease_until", postgresql_where=text("state = 'sending'")),
        Index(
            "ix_outbox_expiry",
            "expires_at",
            postgresql_where=text("state IN ('planned', 'unknown') AND needs_person_at IS NULL"),
        ),
        Index(
            "ix_outbox_open_subject",
            *("corp_id", "subject", "seq"),
            postgresql_where=text("subject <> '' AND state IN ('planned', 'sending', 'unknown')"),
        ),
        Index("ix_outbox_needs_person", "corp_id", "seq", postgresql_where=text("needs_person_at IS NOT NULL")),
        Index("ix_outbox_person", "corp_id", "person_id", "seq"),
        Index("ix_outbox_relation", "corp_id", "relation_id", "seq"),
        Index("ix_outbox_decision", "corp_id", "decision_id"),
        Index("ix_outbox_cause", "corp_id", "cause"),
        Index("ix_outbox_newest", "corp_id", "seq"),
        CheckConstraint("state IN ('planned', 'sending', 'sent', 'refused', 'unknown')", name="state"),
        CheckConstraint("(state = 'sending') = (lease_until IS NOT NULL)", name="lease"),
        CheckConstraint("(state IN ('sent', 'refused')) = (finished_at IS NOT NULL)", name="finished"),
        {
            # Rows change a few times and fast: keep room on the page and clean up often (reliability F6).
            "postgresql_with": {"fillfactor": 70, "autovacuum_vacuum_scale_factor": 0.02},
        },
    )
