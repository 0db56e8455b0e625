"""All that happened with one customer, newest first: facts, what was done, and what was not — each with its why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from siyu.corp import queries as corp
from siyu.kit import paging
from siyu.measure import secrets
from siyu.profile import queries as profile
from siyu.profile.views import StaffName

# An approved decision shows as its effect; only what was not done shows as a decision of its own.
PAGE = text("""
    WITH happened AS (
        SELECT 'e' || seq AS id, occurred_at AS at, kind, body AS json, body ->> 'staff_id' AS staff_id,
               body ->> 'relation_id' AS relation_id, NULL::uuid AS decision_id, NULL AS outcome,
               body ->> 'reason_code' AS reason_code, body -> 'reason_params' AS reason_params
        FROM events WHERE corp_id = :corp_id AND body ->> 'person_id' = CAST(:person_id AS text)
          AND kind NOT IN ('effect.done', 'customer.tags_wanted')
        UNION ALL
        SELECT o.id::text, COALESCE(o.finished_at, o.created_at), o.kind,
               jsonb_build_object('state', o.state, 'payload', o.payload, 'result', o.result, 'attempts', o.attempts,
                                  'error_code', o.error_code, 'error_message', o.error_message),
               o.staff_id::text, o.relation_id::text, d.id, d.outcome, d.reason_code, d.reason_params
        FROM outbox o LEFT JOIN decision d ON d.corp_id = o.corp_id AND d.id = o.decision_id
        WHERE o.corp_id = :corp_id AND o.person_id = :person_id
        UNION ALL
        SELECT d.id::text, d.decided_at, d.effect,
               jsonb_build_object('play', d.play, 'purpose', d.purpose, 'key', d.key, 'until', d.until),
               d.staff_id::text, d.relation_id::text, d.id, d.outcome, d.reason_code, d.reason_params
        FROM decision d
        WHERE d.corp_id = :corp_id AND d.person_id = :person_id AND d.outcome <> 'approved')
    SELECT * FROM happened
    WHERE (CAST(:kinds AS text[]) IS NULL OR kind = ANY(:kinds))
      AND (relation_id IS NULL OR relation_id = ANY(:relations))
      AND (CAST(:at AS timestamptz) IS NULL OR (at, id) < (CAST(:at AS timestamptz), CAST(:id AS text)))
    ORDER BY at DESC, id DESC LIMIT :limit
""")


@dataclass(frozen=True, slots=True)
class Why:
    """The reason behind an entry; `decision_id` is absent for what somebody did outside of us."""

    decision_id: UUID | None
    outcome: str
    reason_code: str
    reason_params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line; `kind` is a fact's or an effect's, and its title's code. `json` is the raw body without secrets."""

    id: str
    at: datetime
    kind: str
    params: Mapping[str, Any]
    staff: StaffName | None
    why: Why | None
    json: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Timeline:
    """A page, newest first."""

    items: Sequence[Entry]
    next_cursor: str | None


def timeline(
    session: Session,
    corp_id: UUID,
    *,
    person_id: UUID,
    kinds: Sequence[str] = (),
    cursor: str | None = None,
    limit: int = 50,
    scope: frozenset[UUID] | None = None,
) -> Timeline:
    """A customer's timeline as far as `scope` may see it. Raises `NotFound`."""
    seen = profile.person(session, corp_id, person_id=person_id, scope=scope).customer.relations
    at, last = paging.decode(cursor, length=2) if cursor else (None, None)
    rows = session.execute(
        PAGE,
        {
            "corp_id": corp_id,
            "person_id": person_id,
            "kinds": list(kinds) or None,
            "relations": [str(relation.relation_id) for relation in seen],
            "at": at,
            "id": last,
            "limit": limit + 1,
        },
    ).all()
    shown = rows[:limit]
    next_cursor = paging.encode([shown[-1].at.isoformat(), shown[-1].id]) if len(rows) > limit else None
    return Timeline(_entries(session, corp_id, shown), next_cursor)


def _entries(session: Session, corp_id: UUID, rows: Sequence[Row[Any]]) -> list[Entry]:
    staff = corp.staff(session, corp_id, sorted({UUID(row.staff_id) for row in rows if row.staff_id}))
    tags = profile.tag_names(session, corp_id, {tag for row in rows for tag in _tags(row.json)})
    return [
        Entry(
            id=row.id,
            at=row.at,
            kind=row.kind,
            params=_params(row.json, tags),
            staff=_staff(row.staff_id, staff),
            why=_why(row),
            json=secrets.without(row.json),
        )
        for row in rows
    ]


def _staff(staff_id: str | None, staff: Mapping[UUID, corp.Staff]) -> StaffName | None:
    member = staff.get(UUID(staff_id)) if staff_id else None
    return StaffName(member.id, member.name, member.avatar) if member else None


def _why(row: Row[Any]) -> Why | None:
    if not row.reason_code:
        return None
    return Why(row.decision_id, row.outcome or "approved", row.reason_code, row.reason_params or {})


def _tags(body: Mapping[str, Any]) -> list[UUID]:
    payload = body.get("payload") or {}
    return [UUID(tag) for tag in (*body.get("added", ()), *body.get("removed", ()), *payload.get("tag_ids", ()))]


def _params(body: Mapping[str, Any], tags: Mapping[UUID, str]) -> dict[str, Any]:
    """What a title may mention: tag names, the state of an effect and its error, who ended the relation."""
    params: dict[str, Any] = {name: body[name] for name in ("state", "ended_by", "error_code") if body.get(name)}
    names = [tags[tag] for tag in _tags(body) if tag in tags]
    return params | ({"tags": "、".join(names)} if names else {})
