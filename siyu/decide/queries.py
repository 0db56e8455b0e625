"""Reading decisions: what was answered about a person, relation or thing, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from siyu.decide.intents import Outcome, Purpose, Reason
from siyu.decide.models import DecisionRow, QuotaRow, SuppressionRow


@dataclass(frozen=True, slots=True)
class Explanation:
    """One decision as people read it: who proposed what, what came of it, why; `cause` is the event's seq."""

    id: UUID
    key: str
    play: str
    purpose: Purpose
    effect: str
    outcome: Outcome
    reason: Reason
    person_id: UUID | None
    relation_id: UUID | None
    staff_id: UUID | None
    subject: str
    cause: int | None
    decided_at: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Balance:
    """What one holder has used and reserved of an allowance within the window that starts at `window_start`."""

    name: str
    scope_id: UUID
    window_start: datetime
    most: int
    used: int
    reserved: int


def explain(session: Session, corp_id: UUID, *, decision_ids: Sequence[UUID]) -> dict[UUID, Explanation]:
    """Decisions by id; unknown ids are left out."""
    return {found.id: found for found in _find(session, corp_id, DecisionRow.id.in_(decision_ids), limit=None)}


def of_person(session: Session, corp_id: UUID, *, person_id: UUID, limit: int = 100) -> list[Explanation]:
    """What was decided about a person, newest first."""
    return _find(session, corp_id, DecisionRow.person_id == person_id, limit=limit)


def of_relation(session: Session, corp_id: UUID, *, relation_id: UUID, limit: int = 100) -> list[Explanation]:
    """What was decided about a staff × customer relation, newest first."""
    return _find(session, corp_id, DecisionRow.relation_id == relation_id, limit=limit)


def of_subject(session: Session, corp_id: UUID, *, subject: str, limit: int = 100) -> list[Explanation]:
    """What was decided about one thing (a code), newest first."""
    return _find(session, corp_id, DecisionRow.subject == subject, limit=limit)


def suppressions(session: Session, corp_id: UUID, *, person_id: UUID) -> Mapping[Purpose, Reason]:
    """For which purposes a person is left alone, and why."""
    rows = session.scalars(
        select(SuppressionRow).where(SuppressionRow.corp_id == corp_id, SuppressionRow.person_id == person_id)
    )
    return {Purpose(row.purpose): Reason(row.reason_code, row.reason_params) for row in rows}


def balances(session: Session, corp_id: UUID, *, scope_id: UUID) -> list[Balance]:
    """Every allowance a person, relation or staff member has drawn on, newest window first."""
    rows = session.scalars(
        select(QuotaRow)
        .where(QuotaRow.corp_id == corp_id, QuotaRow.scope_id == scope_id)
        .order_by(QuotaRow.window_start.desc(), QuotaRow.name)
    )
    return [Balance(row.name, row.scope_id, row.window_start, row.most, row.used, row.reserved) for row in rows]


def _find(session: Session, corp_id: UUID, condition: ColumnElement[bool], *, limit: int | None) -> list[Explanation]:
    rows = session.scalars(
        select(DecisionRow)
        .where(DecisionRow.corp_id == corp_id, condition)
        .order_by(DecisionRow.decided_at.desc(), DecisionRow.id.desc())
        .limit(limit)
    )
    return [Explanation(**_fields(row)) for row in rows]


def _fields(row: DecisionRow) -> dict[str, Any]:
    same = ("id", "key", "play", "effect", "person_id", "relation_id", "staff_id", "subject", "cause")
    return {
        **{name: getattr(row, name) for name in (*same, "decided_at", "until")},
        "purpose": Purpose(row.purpose),
        "outcome": Outcome(row.outcome),
        "reason": Reason(row.reason_code, row.reason_params),
    }
