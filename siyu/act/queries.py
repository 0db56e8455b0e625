"""Reading the outbox: effects by state and kind, one effect whole, and how much waits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from siyu.act.models import OutboxRow
from siyu.kit import paging
from siyu.kit.errors import NotFound
from siyu.kit.paging import Page

NEEDS_PERSON = "needs_person"


@dataclass(frozen=True, slots=True)
class EffectRecord:
    """One effect as people read it; `state` is planned, sending, sent, refused or unknown."""

    id: UUID
    key: str
    kind: str
    play: str
    lane: str
    state: str
    payload: Mapping[str, Any]
    result: Mapping[str, Any]
    error_code: str | None
    error_message: str | None
    attempts: int
    decision_id: UUID
    person_id: UUID | None
    relation_id: UUID | None
    staff_id: UUID | None
    subject: str
    cause: int | None
    created_at: datetime
    due_at: datetime
    expires_at: datetime | None
    needs_person_at: datetime | None
    finished_at: datetime | None


FIELDS = tuple(EffectRecord.__dataclass_fields__)


def effects(
    session: Session,
    corp_id: UUID,
    *,
    state: str | None = None,
    kind: str | None = None,
    subject: str | None = None,
    relation_id: UUID | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[EffectRecord]:
    """Effects, newest first. `state` may also be `needs_person`: those only a person can settle."""
    wanted: list[ColumnElement[bool]] = [OutboxRow.corp_id == corp_id]
    if state == NEEDS_PERSON:
        wanted.append(OutboxRow.needs_person_at.is_not(None))
    elif state is not None:
        wanted.append(OutboxRow.state == state)
    wanted += [OutboxRow.kind == kind] if kind is not None else []
    wanted += [OutboxRow.subject == subject] if subject is not None else []
    wanted += [OutboxRow.relation_id == relation_id] if relation_id is not None else []
    total = session.execute(select(func.count()).select_from(OutboxRow).where(*wanted)).scalar_one()
    if cursor is not None:
        [before] = paging.decode(cursor, length=1)
        wanted.append(OutboxRow.seq < before)
    rows = session.scalars(select(OutboxRow).where(*wanted).order_by(OutboxRow.seq.desc()).limit(limit + 1)).all()
    shown = rows[:limit]
    next_cursor = paging.encode([shown[-1].seq]) if len(rows) > limit else None
    return Page([_record(row) for row in shown], next_cursor, total)


def effect(session: Session, corp_id: UUID, *, effect_id: UUID) -> EffectRecord:
    """One effect. Raises `NotFound`."""
    row = session.get(OutboxRow, (corp_id, effect_id))
    if row is None:
        raise NotFound("effect.not_found", "没有这条动作记录，请刷新列表")
    return _record(row)


def open_counts(session: Session, corp_id: UUID) -> Mapping[str, int]:
    """How many effects wait, are in doubt, or need a person: keys `planned`, `sending`, `unknown`, `needs_person`."""
    rows = session.execute(
        select(OutboxRow.state, OutboxRow.needs_person_at.is_not(None), func.count())
        .where(OutboxRow.corp_id == corp_id, OutboxRow.state.in_(("planned", "sending", "unknown")))
        .group_by(OutboxRow.state, OutboxRow.needs_person_at.is_not(None))
    )
    counts = {"planned": 0, "sending": 0, "unknown": 0, NEEDS_PERSON: 0}
    for state, needs_person, count in rows:
        counts[NEEDS_PERSON if needs_person else state] += count
    return counts


def _record(row: OutboxRow) -> EffectRecord:
    return EffectRecord(**{name: getattr(row, name) for name in FIELDS})
