"""Proposals put off until a window opens: kept whole, and handed back when due."""

from collections import defaultdict
from datetime import datetime
from uuid import UUID

import orjson
from pydantic import TypeAdapter
from sqlalchemy import text
from sqlalchemy.orm import Session

from siyu.decide import keys
from siyu.decide.intents import Intent

KEEP = text("""
    INSERT INTO deferred_intent (corp_id, key_hash, due_at, intent)
    VALUES (:corp_id, :key_hash, :until, CAST(:intent AS jsonb))
    ON CONFLICT (corp_id, key_hash) DO UPDATE SET due_at = excluded.due_at, intent = excluded.intent
""")
TAKE = text("""
    DELETE FROM deferred_intent WHERE (corp_id, key_hash) IN (
        SELECT corp_id, key_hash FROM deferred_intent WHERE due_at <= :now
        ORDER BY due_at LIMIT :limit FOR UPDATE SKIP LOCKED)
    RETURNING corp_id, intent
""")
INTENT: TypeAdapter[Intent] = TypeAdapter(Intent)


def keep(session: Session, corp_id: UUID, intent: Intent, *, until: datetime) -> None:
    """Keep `intent` until `until`; the same key proposed again replaces what was kept."""
    session.execute(
        KEEP,
        {
            "corp_id": corp_id,
            "key_hash": keys.digest(intent.key),
            "until": until,
            "intent": orjson.dumps(INTENT.dump_python(intent, mode="json")).decode(),
        },
    )


def take(session: Session, *, now: datetime, limit: int) -> dict[UUID, list[Intent]]:
    """Remove and return what is due, by corp."""
    found: dict[UUID, list[Intent]] = defaultdict(list)
    for row in session.execute(TAKE, {"now": now, "limit": limit}):
        found[row.corp_id].append(INTENT.validate_python(row.intent))
    return dict(found)
