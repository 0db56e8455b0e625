"""What happened, from the callback to the call that followed: events, decisions and effects, joined by their causes.

Pages follow the log's own sequence. What an event led to is committed a moment after it, so each page looks back over
the events of the page before it too: an item read again replaces its earlier state.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from siyu.kit import paging
from siyu.measure import secrets
from siyu.profile import queries as profile

Stage = Literal["callback", "fact", "decision", "effect"]

LOOK_BACK = 200
"""Events before a page whose consequences are read again."""

NEWEST = text("SELECT COALESCE(max(seq), 0) FROM events WHERE corp_id = :corp_id")

EVENTS = text("""
    SELECT seq, kind, received_at, cause, body, body ->> 'person_id' AS person_id
    FROM events
    WHERE corp_id = :corp_id AND seq > :after AND kind <> 'effect.done'
      AND (CAST(:person_id AS text) IS NULL OR body ->> 'person_id' = :person_id
           OR body ->> 'external_userid' = ANY(:known_as))
    ORDER BY seq LIMIT :limit
""")

DECISIONS = text("""
    SELECT id, effect, outcome, reason_code, reason_params, play, purpose, key, cause, decided_at, person_id, until
    FROM decision
    WHERE corp_id = :corp_id AND cause > :after AND cause <= :upto
      AND (CAST(:person_id AS uuid) IS NULL OR person_id = :person_id)
    ORDER BY cause, decided_at LIMIT 2000
""")

EFFECTS = text("""
    SELECT id, kind, state, payload, result, attempts, error_code, error_message, decision_id, person_id,
           COALESCE(finished_at, created_at) AS at
    FROM outbox WHERE corp_id = :corp_id AND decision_id = ANY(:decisions)
""")

KNOWN_AS = text("""
    SELECT value FROM identity
    WHERE corp_id = :corp_id AND namespace = 'external_userid' AND person_id = CAST(:person_id AS uuid)
""")


@dataclass(frozen=True, slots=True)
class Happening:
    """One step; `kind` is its title's code, `cause_id` the step it follows from, `outcome` a decision's or effect's."""

    id: str
    at: datetime
    stage: Stage
    kind: str
    params: Mapping[str, Any]
    outcome: str | None
    reason_code: str | None
    reason_params: Mapping[str, Any] | None
    json: Mapping[str, Any]
    cause_id: str | None
    person: tuple[UUID, str] | None


@dataclass(frozen=True, slots=True)
class Happenings:
    """A page in the order things happened; `next` is where to go on from, also when nothing new is there yet."""

    items: Sequence[Happening]
    next: str


def happenings(
    session: Session, corp_id: UUID, *, after: str | None = None, person_id: UUID | None = None, limit: int = 100
) -> Happenings:
    """What happened after a place in the log; without one, the newest. `limit` counts events."""
    newest = session.execute(NEWEST, {"corp_id": corp_id}).scalar_one()
    start = _place(after) if after is not None else _first(newest, limit, person_id)
    whose = {"corp_id": corp_id, "person_id": str(person_id) if person_id else None}
    known_as = list(session.execute(KNOWN_AS, whose).scalars()) if person_id else []
    events = session.execute(EVENTS, {**whose, "after": start, "known_as": known_as, "limit": limit}).all()
    upto = events[-1].seq if len(events) == limit else newest
    since = max(0, start - LOOK_BACK) if after is not None else start
    decisions = session.execute(DECISIONS, {**whose, "after": since, "upto": upto}).all()
    effects = session.execute(EFFECTS, {"corp_id": corp_id, "decisions": [row.id for row in decisions]}).all()
    people = _people(session, corp_id, [*events, *decisions, *effects])
    items = [
        *(_event(row, people) for row in events),
        *(_decision(row, people) for row in decisions),
        *(_effect(row, people) for row in effects),
    ]
    return Happenings(sorted(items, key=lambda item: item.at), paging.encode([max(upto, start)]))


def _place(cursor: str) -> int:
    [seq] = paging.decode(cursor, length=1)
    return int(seq or 0)


def _first(newest: int, limit: int, person_id: UUID | None) -> int:
    return 0 if person_id is not None else max(0, newest - 2 * limit)


def _people(session: Session, corp_id: UUID, rows: Sequence[Row[Any]]) -> dict[UUID, str]:
    named = {UUID(str(row.person_id)) for row in rows if row.person_id}
    return profile.names(session, corp_id, person_ids=named)


def _person(row: Row[Any], people: Mapping[UUID, str]) -> tuple[UUID, str] | None:
    if not row.person_id:
        return None
    person_id = UUID(str(row.person_id))
    return (person_id, people[person_id]) if person_id in people else None


def _event(row: Row[Any], people: Mapping[UUID, str]) -> Happening:
    stage: Stage = "callback" if row.kind.startswith("wecom.") else "fact"
    return Happening(
        id=f"e{row.seq}",
        at=row.received_at,
        stage=stage,
        kind=row.kind,
        params={name: row.body[name] for name in ("change_type", "userid", "ended_by") if row.body.get(name)},
        outcome=None,
        reason_code=row.body.get("reason_code"),
        reason_params=row.body.get("reason_params"),
        json=secrets.without(row.body),
        cause_id=f"e{row.cause}" if row.cause is not None else None,
        person=_person(row, people),
    )


def _decision(row: Row[Any], people: Mapping[UUID, str]) -> Happening:
    body = {"play": row.play, "purpose": row.purpose, "key": row.key, "effect": row.effect, "until": row.until}
    return Happening(
        id=str(row.id),
        at=row.decided_at,
        stage="decision",
        kind=row.effect,
        params={},
        outcome=row.outcome,
        reason_code=row.reason_code,
        reason_params=row.reason_params,
        json=body,
        cause_id=f"e{row.cause}",
        person=_person(row, people),
    )


def _effect(row: Row[Any], people: Mapping[UUID, str]) -> Happening:
    body = {
        "payload": row.payload,
        "result": row.result,
        "attempts": row.attempts,
        "error_code": row.error_code,
        "error_message": row.error_message,
    }
    return Happening(
        id=str(row.id),
        at=row.at,
        stage="effect",
        kind=row.kind,
        params={"error_code": row.error_code} if row.error_code else {},
        outcome=row.state,
        reason_code=None,
        reason_params=None,
        json=secrets.without(body),
        cause_id=str(row.decision_id),
        person=_person(row, people),
    )
