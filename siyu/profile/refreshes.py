"""Customers to look at again: asking for a look, claiming the due ones, and being done with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session

from siyu.kit import clock

URGENT = "urgent"
NORMAL = "normal"
BULK = "bulk"

LEASES = {URGENT: timedelta(seconds=8), NORMAL: timedelta(seconds=30)}
"""After this a look of a dead process is claimed again; looking twice does no harm, and a welcome code lives 20 s."""

ASK = text("""
    INSERT INTO refresh (corp_id, external_userid, lane, due_at)
    SELECT :corp_id, external_userid, lane, :now
    FROM unnest(CAST(:ids AS text[]), CAST(:lanes AS text[])) AS asked (external_userid, lane)
    ORDER BY external_userid
    ON CONFLICT (corp_id, external_userid) DO UPDATE SET
        generation = refresh.generation + 1, attempts = 0,
        due_at = LEAST(refresh.due_at, excluded.due_at),
        lane = CASE WHEN excluded.lane = 'urgent' OR refresh.lane = 'bulk' THEN excluded.lane ELSE refresh.lane END
""")

CLAIM = text("""
    UPDATE refresh SET leased_until = clock_timestamp() + CASE lane WHEN 'urgent' THEN :short ELSE :long END,
                       look = nextval('profile_look'), attempts = attempts + 1
    WHERE (corp_id, external_userid) IN (
        SELECT corp_id, external_userid FROM refresh
        WHERE lane = ANY(:lanes) AND due_at <= :now AND (leased_until IS NULL OR leased_until < clock_timestamp())
        ORDER BY due_at LIMIT :limit FOR UPDATE SKIP LOCKED)
    RETURNING corp_id, external_userid, lane, look, generation, attempts
""")

# Rows are locked in one order everywhere, so that asking and settling never wait for each other in a circle.
LOCK = text("""
    SELECT 1 FROM refresh WHERE corp_id = :corp_id AND external_userid = ANY(:ids)
    ORDER BY external_userid FOR UPDATE
""")

FINISH = text("""
    WITH done AS (
        SELECT external_userid, look, generation
        FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS row (external_userid text, look bigint, generation bigint)),
    gone AS (
        DELETE FROM refresh USING done
        WHERE refresh.corp_id = :corp_id AND refresh.external_userid = done.external_userid
          AND refresh.look = done.look AND refresh.generation = done.generation)
    UPDATE refresh SET leased_until = NULL, attempts = 0, last_error = NULL FROM done
    WHERE refresh.corp_id = :corp_id AND refresh.external_userid = done.external_userid
      AND refresh.look = done.look AND refresh.generation <> done.generation
""")

POSTPONE = text("""
    UPDATE refresh SET leased_until = NULL, due_at = row.due_at, last_error = row.error,
                       attempts = refresh.attempts - row.uncounted
    FROM jsonb_to_recordset(CAST(:rows AS jsonb))
         AS row (external_userid text, look bigint, due_at timestamptz, error text, uncounted integer)
    WHERE refresh.corp_id = :corp_id AND refresh.external_userid = row.external_userid AND refresh.look = row.look
""")


@dataclass(frozen=True, slots=True)
class Claimed:
    """A customer this process is to look at now; `look` is both its number and the fence of the claim."""

    corp_id: UUID
    external_userid: str
    lane: str
    look: int
    generation: int
    attempts: int


@dataclass(frozen=True, slots=True)
class Postponed:
    """A look that showed nothing; `is_counted` is false when it was not even tried (a closed lane)."""

    claimed: Claimed
    due_at: datetime
    error: str
    is_counted: bool = True


def ask(session: Session, corp_id: UUID, lanes: Mapping[str, str]) -> None:
    """Have customers (external_userid → lane) looked at, also when a look at them is under way."""
    if lanes:
        ids = sorted(lanes)
        parameters = {"corp_id": corp_id, "now": clock.now(), "ids": ids, "lanes": [lanes[one] for one in ids]}
        session.execute(ASK, parameters)


def claim(session: Session, *, lanes: Sequence[str], limit: int) -> list[Claimed]:
    """Take up to `limit` due customers, which nobody else will look at until the lease ends."""
    leases = {"short": LEASES[URGENT], "long": LEASES[NORMAL]}
    parameters = {"lanes": list(lanes), "now": clock.now(), "limit": limit, **leases}
    return [Claimed(**row) for row in session.execute(CLAIM, parameters).mappings()]


def settle(session: Session, corp_id: UUID, *, done: Sequence[Claimed], later: Sequence[Postponed]) -> None:
    """Be done with those that were seen (one asked for again meanwhile stays, due at once); put off the others."""
    ids = [one.external_userid for one in done] + [one.claimed.external_userid for one in later]
    session.execute(LOCK, {"corp_id": corp_id, "ids": ids})
    if done:
        seen = [{"external_userid": c.external_userid, "look": c.look, "generation": c.generation} for c in done]
        session.execute(FINISH, {"corp_id": corp_id, "rows": orjson.dumps(seen).decode()})
    if later:
        rows = [_postponed(one) for one in later]
        session.execute(POSTPONE, {"corp_id": corp_id, "rows": orjson.dumps(rows).decode()})


def _postponed(one: Postponed) -> dict[str, str | int]:
    return {
        "external_userid": one.claimed.external_userid,
        "look": one.claimed.look,
        "due_at": one.due_at.isoformat(),
        "error": one.error,
        "uncounted": 0 if one.is_counted else 1,
    }
