"""Having things done: proposals in, decisions out, and the approved ones planned in the same transaction."""

from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session

from siyu.act import outbox, receipts
from siyu.corp import audit
from siyu.decide import keys
from siyu.decide import service as deciding
from siyu.decide.intents import Decision, Intent, Outcome
from siyu.kit import clock, ids, wakeup
from siyu.kit.errors import Conflict, NotFound

PLAN = text("""
    INSERT INTO outbox (corp_id, id, key_hash, key, kind, lane, play, payload, decision_id, person_id, relation_id,
        staff_id, subject, cause, state, created_at, due_at, expires_at)
    SELECT :corp_id, id, decode(key_hash, 'hex'), key, kind, lane, play, payload, decision_id, person_id, relation_id,
        staff_id, subject, cause, 'planned', :now, due_at, expires_at
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(
        id uuid, key_hash text, key text, kind text, lane text, play text, payload jsonb, decision_id uuid,
        person_id uuid, relation_id uuid, staff_id uuid, subject text, cause bigint, due_at timestamptz,
        expires_at timestamptz, place bigint)
    ORDER BY place
    ON CONFLICT (corp_id, key_hash) DO NOTHING
""")
# A person may settle what only a person can tell, or have something tried again that was given up.
RESOLVE = text("""
    UPDATE outbox
    SET state = :state, needs_person_at = NULL, fence = fence + 1, maybe_done = false, due_at = :now,
        attempts = CASE WHEN :state = 'planned' THEN 0 ELSE attempts END, looks = 0,
        expires_at = CASE WHEN :state = 'planned' THEN NULL ELSE expires_at END,
        finished_at = CASE WHEN :state = 'planned' THEN NULL ELSE CAST(:now AS timestamptz) END,
        error_code = CASE WHEN :state = 'refused' THEN 'dropped' END, error_message = NULL
    WHERE corp_id = :corp_id AND id = :id
      AND (needs_person_at IS NOT NULL OR (state = 'refused' AND :state = 'planned'))
    RETURNING *
""")

Resolution = Literal["sent", "retry", "refused"]
STATE_OF: dict[Resolution, str] = {"sent": "sent", "retry": "planned", "refused": "refused"}


def perform(session: Session, corp_id: UUID, intents: Sequence[Intent]) -> list[Decision]:
    """Propose; what is approved will be done, once per key, after this transaction commits.

    Thousands at a time cost a handful of statements. Answers come in the order of `intents`.
    """
    decisions = deciding.decide(session, corp_id, intents)
    rows = [
        {**_row(intent, decision), "place": place}
        for place, (intent, decision) in enumerate(zip(intents, decisions, strict=True))
        if decision.outcome is Outcome.APPROVED
    ]
    if rows:
        wanted = {"corp_id": corp_id, "now": clock.now(), "rows": orjson.dumps(rows).decode()}
        session.execute(PLAN, wanted)
        wakeup.ring(session, wakeup.OUTBOX)
    return decisions


def reconsider(session: Session) -> int:
    """Propose again what was put off and is due now; returns how many."""
    due = deciding.due(session)
    for corp_id, intents in due.items():
        perform(session, corp_id, intents)
    return sum(len(intents) for intents in due.values())


def resolve(
    session: Session, corp_id: UUID, *, effect_id: UUID, resolution: Resolution, account_id: UUID | None
) -> None:
    """A person's word on an effect: it happened (`sent`), do it (again) (`retry`), or leave it (`refused`).

    Raises `NotFound`; `Conflict` when it needs nobody (any more).
    """
    named = {"corp_id": corp_id, "id": effect_id}
    before = session.execute(
        text("SELECT state, error_code FROM outbox WHERE corp_id = :corp_id AND id = :id FOR UPDATE"), named
    ).first()
    if before is None:
        raise NotFound("effect.not_found", "没有这条动作记录，请刷新列表")
    state = STATE_OF[resolution]
    row = session.execute(RESOLVE, {**named, "state": state, "now": clock.now()}).first()
    if row is None:
        raise Conflict("effect.needs_nobody", "这条动作不需要人工处理，请刷新列表", state=before.state)
    if row.state == "planned":
        wakeup.ring(session, wakeup.OUTBOX)
    else:
        receipts.record(session, [receipts.Receipt(outbox.planned(row), row.state, error_code=row.error_code)])
        settled = [row.decision_id]
        deciding.settle(
            session,
            corp_id,
            spent=settled if row.state == "sent" else [],
            released=settled if row.state == "refused" else [],
        )
    change = {"state": before.state, "error_code": before.error_code}
    audit.write(session, corp_id, account_id, "effect.resolve", str(effect_id), change, {"state": row.state})


def _row(intent: Intent, decision: Decision) -> dict[str, Any]:
    due_at = max(filter(None, (intent.not_before, clock.now())))
    return {
        "id": ids.new(),
        "key_hash": keys.digest(intent.key).hex(),
        "key": intent.key,
        "kind": intent.effect,
        "lane": intent.lane.value,
        "play": intent.play,
        "payload": dict(intent.payload),
        "decision_id": decision.id,
        "person_id": intent.person_id,
        "relation_id": intent.relation_id,
        "staff_id": intent.staff_id,
        "subject": intent.subject,
        "cause": intent.cause,
        "due_at": due_at,
        "expires_at": intent.expires_at,
    }
