"""Answering proposals, and saying whom to leave alone. Every answer is a row with its reason."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session

from siyu.decide import allowances, deferred, ledger, quotas, rules
from siyu.decide.intents import Decision, Intent, Outcome, Purpose, Reason
from siyu.decide.rules import Known, Verdict
from siyu.kit import clock

SUPPRESSED = text("""
    SELECT person_id, purpose, reason_code, reason_params FROM suppression
    WHERE corp_id = :corp_id AND person_id = ANY(CAST(:people AS uuid[]))
""")
SUPPRESS = text("""
    INSERT INTO suppression (corp_id, person_id, purpose, reason_code, reason_params, suppressed_at, suppressed_by)
    SELECT :corp_id, :person_id, purpose, :code, CAST(:params AS jsonb), :now, CAST(:by AS uuid)
    FROM unnest(CAST(:purposes AS text[])) AS purpose
    ON CONFLICT (corp_id, person_id, purpose) DO UPDATE
    SET reason_code = excluded.reason_code, reason_params = excluded.reason_params,
        suppressed_at = excluded.suppressed_at, suppressed_by = excluded.suppressed_by
""")
RELEASE = text("""
    DELETE FROM suppression
    WHERE corp_id = :corp_id AND person_id = :person_id AND purpose = ANY(CAST(:purposes AS text[]))
""")
SPOKEN_TO = (Purpose.GREETING, Purpose.SERVICE, Purpose.MARKETING)


def decide(session: Session, corp_id: UUID, intents: Sequence[Intent]) -> list[Decision]:
    """Answer every intent, in order, in a handful of statements however many there are.

    The same proposal (key and cause) asked again gets its first approval back. Another proposal for a key that was
    approved is a duplicate. Approvals have reserved their quotas within this transaction.
    """
    if not intents:
        return []
    now = clock.now()
    earlier = ledger.approved(session, corp_id, {intent.key for intent in intents})
    suppressed = _suppressed(session, corp_id, intents)
    verdicts = _judge(intents, Known(now, earlier, suppressed))
    wanted = [intent for intent, verdict in verdicts if verdict.outcome is Outcome.APPROVED]
    approved, short = _approve(session, corp_id, wanted, now=now)
    rivals = ledger.approved(session, corp_id, {intent.key for intent in wanted} - approved.keys() - short.keys())
    settled = Known(now, {**earlier, **rivals}, suppressed)
    answers: list[Decision | None] = []
    notes: list[ledger.Entry] = []
    for intent, verdict in verdicts:
        answer = _answered(intent, verdict, approved, settled)
        answers.append(answer)
        if answer is None:
            lost = verdict.outcome is Outcome.APPROVED
            why = short.get(intent.key) or rules.judge(intent, settled) if lost else verdict
            notes.append(ledger.Entry(intent, why))
    noted = iter(ledger.note(session, corp_id, notes, now=now))
    _keep_deferred(session, corp_id, notes)
    return [answer if answer is not None else next(noted) for answer in answers]


def settle(session: Session, corp_id: UUID, *, spent: Sequence[UUID], released: Sequence[UUID]) -> None:
    """Account for what these decisions reserved: their effect happened (`spent`) or never will (`released`)."""
    quotas.settle(session, corp_id, spent=spent, released=released)


def suppress(
    session: Session,
    corp_id: UUID,
    *,
    person_id: UUID,
    reason: Reason,
    purposes: Iterable[Purpose] = SPOKEN_TO,
    account_id: UUID | None = None,
) -> None:
    """Leave a person alone for `purposes` from now on; saying it again replaces the reason."""
    session.execute(
        SUPPRESS,
        {
            "corp_id": corp_id,
            "person_id": person_id,
            "purposes": [purpose.value for purpose in purposes],
            "code": reason.code,
            "params": orjson.dumps(dict(reason.params)).decode(),
            "now": clock.now(),
            "by": account_id,
        },
    )


def release(session: Session, corp_id: UUID, *, person_id: UUID, purposes: Iterable[Purpose] = SPOKEN_TO) -> None:
    """Allow speaking to a person again."""
    chosen = [purpose.value for purpose in purposes]
    session.execute(RELEASE, {"corp_id": corp_id, "person_id": person_id, "purposes": chosen})


def _suppressed(session: Session, corp_id: UUID, intents: Sequence[Intent]) -> Mapping[tuple[UUID, Purpose], Reason]:
    people = list({intent.person_id for intent in intents if intent.person_id is not None})
    rows = session.execute(SUPPRESSED, {"corp_id": corp_id, "people": people}) if people else ()
    return {(row.person_id, Purpose(row.purpose)): Reason(row.reason_code, row.reason_params) for row in rows}


def due(session: Session, *, limit: int = 1000) -> dict[UUID, list[Intent]]:
    """Take the put-off proposals whose time has come, by corp; they are to be proposed again in this transaction."""
    return deferred.take(session, now=clock.now(), limit=limit)


def _judge(intents: Sequence[Intent], known: Known) -> list[tuple[Intent, Verdict]]:
    """Every intent with its verdict; a key counts as taken once an earlier one of the batch was approved for it."""
    seen: set[str] = set()
    judged = []
    for intent in intents:
        verdict = rules.judge(intent, replace(known, seen=seen))
        if verdict.outcome is Outcome.APPROVED:
            seen.add(intent.key)
        judged.append((intent, verdict))
    return judged


def _approve(
    session: Session, corp_id: UUID, wanted: Sequence[Intent], *, now: datetime
) -> tuple[dict[str, Decision], dict[str, Verdict]]:
    """Approve what is new and within its quotas: approvals by key, and the verdict on those that went short."""
    needs = {intent.key: allowances.demands(intent, max(intent.not_before or now, now)) for intent in wanted}
    entries = [
        ledger.Entry(intent, Verdict(Outcome.APPROVED, intent.because), quotas.as_json(needs[intent.key]))
        for intent in wanted
    ]
    approved = ledger.approve(session, corp_id, entries, now=now)
    lacking = quotas.reserve(session, corp_id, {key: needs[key] for key in needs if key in approved})
    ledger.withdraw(session, corp_id, [approved[key].id for key in lacking])
    by_key = {intent.key: intent for intent in wanted}
    short = {key: rules.out_of_quota(by_key[key], demand) for key, demand in lacking.items()}
    return {key: decision for key, decision in approved.items() if key not in lacking}, short


def _answered(intent: Intent, verdict: Verdict, approved: Mapping[str, Decision], known: Known) -> Decision | None:
    """The approval that answers this intent: its own, or the one its very same proposal got before."""
    if verdict.outcome is Outcome.APPROVED and intent.key in approved:
        return approved[intent.key]
    earlier = known.approved.get(intent.key)
    return earlier.decision if earlier is not None and earlier.cause == intent.cause else None


def _keep_deferred(session: Session, corp_id: UUID, notes: Sequence[ledger.Entry]) -> None:
    for note in notes:
        if note.verdict.until is not None:
            deferred.keep(session, corp_id, note.intent, until=note.verdict.until)
