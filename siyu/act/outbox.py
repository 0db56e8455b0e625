"""The SQL of the outbox: planning, claiming, settling, and what is done about effects nobody holds.

Holding is a lease in the database's time plus a fence; whoever comes late with an old fence is not listened to.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from siyu.act.adapter import Adapter, Done, Effect, EffectClass
from siyu.act.transitions import Claim, Next, Planned, State
from siyu.kit import clock
from siyu.kit.jobs import Lane

# `once` kinds in doubt are looked at, even when expired: somebody still wants to know.
# OFFSET 0 keeps the look at a series per candidate: as a join it would read the whole backlog for each claim.
CLAIM = text("""
    WITH picked AS (
        SELECT o.corp_id, o.id, o.kind = ANY(CAST(:once AS text[])) AND o.state = 'unknown' AS looking,
               o.kind = ANY(CAST(:newest AS text[])) AND o.subject <> '' AND EXISTS (
                   SELECT 1 FROM outbox n
                   WHERE n.corp_id = o.corp_id AND n.subject = o.subject AND n.subject <> '' AND n.seq > o.seq
                     AND n.kind = o.kind AND n.state IN ('planned', 'sending', 'unknown') OFFSET 0) AS stale
        FROM outbox o
        WHERE o.lane = :lane AND o.state IN ('planned', 'unknown') AND o.needs_person_at IS NULL AND o.due_at <= :now
          AND o.kind = ANY(CAST(:kinds AS text[]))
          AND (o.expires_at IS NULL OR o.expires_at > :now
               OR (o.state = 'unknown' AND o.kind = ANY(CAST(:once AS text[]))))
          AND NOT (o.corp_id::text || ' ' || o.kind = ANY(CAST(:shut AS text[])))
          AND (o.subject = '' OR CAST(:series AS jsonb) ->> o.kind IS NULL OR NOT EXISTS (
              SELECT 1 FROM outbox e
              WHERE e.corp_id = o.corp_id AND e.subject = o.subject AND e.subject <> '' AND e.seq < o.seq
                AND e.state IN ('planned', 'sending', 'unknown')
                AND CAST(:series AS jsonb) ->> e.kind = CAST(:series AS jsonb) ->> o.kind OFFSET 0))
        ORDER BY o.due_at, o.seq LIMIT :limit FOR UPDATE OF o SKIP LOCKED
    )
    UPDATE outbox o
    SET state = 'sending', lease_until = clock_timestamp() + :lease, fence = o.fence + 1,
        attempts = o.attempts + CASE WHEN p.looking THEN 0 ELSE 1 END,
        looks = o.looks + CASE WHEN p.looking THEN 1 ELSE 0 END
    FROM picked p WHERE o.corp_id = p.corp_id AND o.id = p.id
    RETURNING o.*, p.looking, p.stale
""")
SETTLE = text("""
    UPDATE outbox o
    SET state = r.state, due_at = r.due_at, attempts = r.attempts, looks = r.looks, maybe_done = r.maybe_done,
        lease_until = NULL, error_code = r.error_code, error_message = r.error_message, result = r.result,
        needs_person_at = CASE WHEN r.needs_person THEN :now END,
        finished_at = CASE WHEN r.state IN ('sent', 'refused') THEN CAST(:now AS timestamptz) END
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(
        corp_id uuid, id uuid, fence bigint, state text, due_at timestamptz, attempts int, looks int,
        maybe_done boolean, needs_person boolean, error_code text, error_message text, result jsonb)
    WHERE o.corp_id = r.corp_id AND o.id = r.id AND o.state = 'sending' AND o.fence = r.fence
    RETURNING o.id
""")
RESCUE = text("""
    WITH dead AS (
        SELECT corp_id, id FROM outbox
        WHERE state = 'sending' AND lease_until < clock_timestamp() AND kind = ANY(CAST(:kinds AS text[]))
        ORDER BY lease_until LIMIT 1000 FOR UPDATE SKIP LOCKED
    )
    UPDATE outbox o
    SET state = 'unknown', fence = o.fence + 1, lease_until = NULL, maybe_done = true,
        error_code = 'interrupted', error_message = NULL,
        due_at = CAST(:now AS timestamptz)
            + CASE WHEN o.kind = ANY(CAST(:once AS text[])) THEN CAST(:look_after AS interval) ELSE interval '0' END
    FROM dead d WHERE o.corp_id = d.corp_id AND o.id = d.id
    RETURNING o.*
""")
# What certainly never left is refused; what may have happened is shown to a person instead.
EXPIRE = text("""
    WITH late AS (
        SELECT corp_id, id, state = 'unknown' AS in_doubt FROM outbox
        WHERE expires_at <= :now AND state IN ('planned', 'unknown') AND needs_person_at IS NULL
          AND kind = ANY(CAST(:kinds AS text[])) AND NOT (state = 'unknown' AND kind = ANY(CAST(:once AS text[])))
        ORDER BY expires_at LIMIT 1000 FOR UPDATE SKIP LOCKED
    )
    UPDATE outbox o
    SET state = CASE WHEN l.in_doubt THEN 'unknown' ELSE 'refused' END, fence = o.fence + 1, error_code = 'expired',
        needs_person_at = CASE WHEN l.in_doubt THEN CAST(:now AS timestamptz) END,
        finished_at = CASE WHEN NOT l.in_doubt THEN CAST(:now AS timestamptz) END
    FROM late l WHERE o.corp_id = l.corp_id AND o.id = l.id
    RETURNING o.*
""")


@dataclass(frozen=True, slots=True)
class Settled:
    """One claim with what came of it and where it goes."""

    claim: Claim
    done: Done
    next: Next


@dataclass(frozen=True, slots=True)
class Closed:
    """An effect that changed state while nobody held it."""

    planned: Planned
    state: State
    error_code: str
    needs_person: bool


# Two questions, because each has a partial index of its own.
HAS_URGENT = text("""
    SELECT EXISTS (SELECT FROM outbox WHERE lane = 'urgent' AND state = 'planned' AND needs_person_at IS NULL)
        OR EXISTS (SELECT FROM outbox WHERE lane = 'urgent' AND state = 'sending')
""")


def has_urgent(session: Session) -> bool:
    """Whether something urgent waits or is under way, in whichever process."""
    return bool(session.execute(HAS_URGENT).scalar_one())


def claim(
    session: Session,
    adapters: Mapping[str, Adapter],
    lane: Lane,
    *,
    limit: int,
    lease: timedelta,
    shut: Collection[tuple[UUID, str]] = (),
) -> list[Claim]:
    """Take up to `limit` due effects of `lane`, oldest first; committed before any byte leaves.

    `shut` are (corp, kind) whose lane at WeCom is closed: they are passed over and keep their place.
    """
    rows = session.execute(
        CLAIM,
        {
            **_kinds(adapters.values()),
            "newest": [adapter.kind for adapter in adapters.values() if adapter.newest_wins],
            "series": orjson.dumps({a.kind: a.series for a in adapters.values() if a.series}).decode(),
            "shut": [f"{corp_id} {kind}" for corp_id, kind in shut],
            "lane": lane.value,
            "now": clock.now(),
            "limit": limit,
            "lease": lease,
        },
    )
    return [_claim(row, adapters[row.kind]) for row in rows]


def settle(session: Session, outcomes: Sequence[Settled]) -> set[UUID]:
    """Write outcomes down; returns the ids still held under their fence, the others came too late."""
    rows = [
        {
            "corp_id": each.claim.effect.corp_id,
            "id": each.claim.effect.id,
            "fence": each.claim.planned.fence,
            "state": each.next.state,
            "due_at": each.next.due_at,
            "attempts": each.next.attempts,
            "looks": each.next.looks,
            "maybe_done": each.next.maybe_done,
            "needs_person": each.next.needs_person,
            "error_code": each.next.error_code,
            "error_message": each.next.error_message,
            "result": dict(each.done.result),
        }
        for each in outcomes
    ]
    return set(session.scalars(SETTLE, {"rows": orjson.dumps(rows).decode(), "now": clock.now()}))


def rescue(session: Session, adapters: Mapping[str, Adapter], *, look_after: timedelta) -> list[Closed]:
    """Effects whose holder let the lease run out become unknown; their old fence no longer counts."""
    wanted = {**_kinds(adapters.values()), "now": clock.now(), "look_after": look_after}
    return [_closed(row) for row in session.execute(RESCUE, wanted)]


def expire(session: Session, adapters: Mapping[str, Adapter]) -> list[Closed]:
    """Close what is no longer worth doing."""
    wanted = {**_kinds(adapters.values()), "now": clock.now()}
    return [_closed(row) for row in session.execute(EXPIRE, wanted)]


def _closed(row: Row[Any]) -> Closed:
    return Closed(planned(row), row.state, row.error_code, row.needs_person_at is not None)


def planned(row: Row[Any]) -> Planned:
    """A whole outbox row as the effect it plans."""
    effect = Effect(
        *(row.id, row.corp_id, row.key, row.kind, row.payload, row.attempts),
        created_at=row.created_at,
        expires_at=row.expires_at,
        maybe_done=row.maybe_done,
    )
    about = (row.decision_id, row.person_id, row.relation_id, row.staff_id, row.subject, row.cause)
    return Planned(effect, row.fence, *about)


def _kinds(adapters: Iterable[Adapter]) -> dict[str, list[str]]:
    """The kinds this process can do, and those without a key; other kinds are left alone."""
    known = list(adapters)
    once = [adapter.kind for adapter in known if adapter.effect_class is EffectClass.AT_MOST_ONCE]
    return {"kinds": [adapter.kind for adapter in known], "once": once}


def _claim(row: Row[Any], adapter: Adapter) -> Claim:
    return Claim(
        planned=planned(row),
        lane=Lane(row.lane),
        effect_class=adapter.effect_class,
        can_look=adapter.find is not None,
        looking=row.looking,
        stale=row.stale,
        looks=row.looks,
        claimed_at=clock.monotonic(),
    )
