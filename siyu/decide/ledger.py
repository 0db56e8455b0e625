"""Decision rows: written in sets, approved at most once per key, a refusal once per (key, reason, cause)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Row, TextClause, text
from sqlalchemy.orm import Session

from siyu.decide import keys
from siyu.decide.intents import Decision, Intent, Outcome, Reason
from siyu.decide.rules import Earlier, Verdict
from siyu.kit import ids

COLUMNS = "id, key, outcome, reason_code, reason_params, decided_at, until, cause"
APPROVED = text(
    f"SELECT {COLUMNS} FROM decision WHERE corp_id = :corp_id AND outcome = 'approved'"  # noqa: S608 - our own columns
    " AND key_hash = ANY(CAST(:hashes AS bytea[]))"
)
# In key order, so that rivals for the same keys wait for one another instead of deadlocking.
INSERT = """
    INSERT INTO decision (corp_id, id, key_hash, key, play, purpose, effect, outcome, reason_code, reason_params,
        person_id, relation_id, staff_id, subject, cause, decided_at, until, quotas)
    SELECT :corp_id, id, decode(key_hash, 'hex'), key, play, purpose, effect, outcome, reason_code, reason_params,
        person_id, relation_id, staff_id, subject, cause, :now, until, quotas
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(
        id uuid, key_hash text, key text, play text, purpose text, effect text, outcome text, reason_code text,
        reason_params jsonb, person_id uuid, relation_id uuid, staff_id uuid, subject text, cause bigint,
        until timestamptz, quotas jsonb)
    ORDER BY key_hash, id
"""
APPROVE = text(f"{INSERT} ON CONFLICT (corp_id, key_hash) WHERE outcome = 'approved' DO NOTHING RETURNING {COLUMNS}")
NOTE = text(
    f"{INSERT} ON CONFLICT (corp_id, key_hash, reason_code, cause) WHERE outcome <> 'approved'"
    f" DO UPDATE SET decided_at = excluded.decided_at, until = excluded.until RETURNING {COLUMNS}"
)
WITHDRAW = text("DELETE FROM decision WHERE corp_id = :corp_id AND id = ANY(CAST(:ids AS uuid[]))")


@dataclass(frozen=True, slots=True)
class Entry:
    """One verdict to write down; `quotas` is what an approval reserves."""

    intent: Intent
    verdict: Verdict
    quotas: Sequence[Mapping[str, Any]] = ()


def approved(session: Session, corp_id: UUID, wanted: Collection[str]) -> dict[str, Earlier]:
    """Which of these keys were approved before, and for what."""
    if not wanted:
        return {}
    hashes = [keys.digest(key) for key in wanted]
    rows = session.execute(APPROVED, {"corp_id": corp_id, "hashes": hashes})
    return {row.key: Earlier(decision_of(row), row.cause) for row in rows}


def approve(session: Session, corp_id: UUID, entries: Sequence[Entry], *, now: datetime) -> dict[str, Decision]:
    """Write approvals, by key; a key that a rival approved meanwhile is missing from the answer."""
    return {row.key: decision_of(row) for row in _insert(session, corp_id, entries, APPROVE, now)}


def note(session: Session, corp_id: UUID, entries: Sequence[Entry], *, now: datetime) -> list[Decision]:
    """Write refusals and deferrals, in order. One noted before keeps its row and gets the new date."""
    same: dict[tuple[str, str, int | None], Entry] = {}
    for entry in entries:
        same.setdefault(_identity(entry), entry)
    rows = _insert(session, corp_id, list(same.values()), NOTE, now)
    stored = {(row.key, row.reason_code, row.cause): decision_of(row) for row in rows}
    return [stored[_identity(entry)] for entry in entries]


def withdraw(session: Session, corp_id: UUID, decision_ids: Sequence[UUID]) -> None:
    """Take back approvals of this very transaction, which nobody has seen."""
    if decision_ids:
        session.execute(WITHDRAW, {"corp_id": corp_id, "ids": list(decision_ids)})


def decision_of(row: Row[Any]) -> Decision:
    """A stored row as the answer it is."""
    reason = Reason(row.reason_code, row.reason_params)
    return Decision(row.id, row.key, Outcome(row.outcome), reason, row.decided_at, row.until)


def _identity(entry: Entry) -> tuple[str, str, int | None]:
    return entry.intent.key, entry.verdict.reason.code, entry.intent.cause


def _insert(
    session: Session, corp_id: UUID, entries: Sequence[Entry], statement: TextClause, now: datetime
) -> Sequence[Row[Any]]:
    if not entries:
        return ()
    rows = orjson.dumps([_json(entry) for entry in entries]).decode()
    return session.execute(statement, {"corp_id": corp_id, "now": now, "rows": rows}).all()


def _json(entry: Entry) -> dict[str, Any]:
    intent, verdict = entry.intent, entry.verdict
    return {
        "id": ids.new(),
        "key_hash": keys.digest(intent.key).hex(),
        "key": intent.key,
        "play": intent.play,
        "purpose": intent.purpose.value,
        "effect": intent.effect,
        "outcome": verdict.outcome.value,
        "reason_code": verdict.reason.code,
        "reason_params": dict(verdict.reason.params),
        "person_id": intent.person_id,
        "relation_id": intent.relation_id,
        "staff_id": intent.staff_id,
        "subject": intent.subject,
        "cause": intent.cause,
        "until": verdict.until,
        "quotas": entry.quotas,
    }
