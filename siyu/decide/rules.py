"""The rules, in the order they are asked; the first that minds has the last word. Pure: what they know is handed in.

Quotas come after these, because they alone change when somebody asks (`quotas`).
"""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from siyu.decide.allowances import Demand
from siyu.decide.intents import Decision, Intent, Outcome, Purpose, Reason


@dataclass(frozen=True, slots=True)
class Earlier:
    """A key that was approved before: the answer then, and the event it was proposed for."""

    decision: Decision
    cause: int | None


@dataclass(frozen=True, slots=True)
class Known:
    """What the rules may look at. `approved` is by key; `suppressed` says why a person is left alone for a purpose."""

    now: datetime
    approved: Mapping[str, Earlier]
    suppressed: Mapping[tuple[UUID, Purpose], Reason]
    seen: Set[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule says: the outcome, why, and until when it is put off."""

    outcome: Outcome
    reason: Reason
    until: datetime | None = None


Rule = Callable[[Intent, Known], Verdict | None]


def duplicate(intent: Intent, known: Known) -> Verdict | None:
    """The same thing was approved before, or stands earlier in this batch."""
    earlier = known.approved.get(intent.key)
    if earlier is not None:
        return _refused("decide.duplicate", decision_id=str(earlier.decision.id))
    return _refused("decide.duplicate") if intent.key in known.seen else None


def objected(intent: Intent, known: Known) -> Verdict | None:
    """The proposer itself says why not."""
    return None if intent.objection is None else Verdict(Outcome.REFUSED, intent.objection)


def expired(intent: Intent, known: Known) -> Verdict | None:
    """It would come too late to be worth anything."""
    if intent.expires_at is None or intent.expires_at > known.now:
        return None
    return _refused("decide.expired", expired_at=intent.expires_at.isoformat())


def suppressed(intent: Intent, known: Known) -> Verdict | None:
    """The person is to be left alone for this purpose."""
    if intent.person_id is None:
        return None
    why = known.suppressed.get((intent.person_id, intent.purpose))
    return None if why is None else _refused("decide.suppressed", **{"why": why.code, **why.params})


RULES: tuple[Rule, ...] = (duplicate, objected, expired, suppressed)


def judge(intent: Intent, known: Known) -> Verdict:
    """The first objection of any rule, or approval for the proposer's reason."""
    for rule in RULES:
        verdict = rule(intent, known)
        if verdict is not None:
            return verdict
    return Verdict(Outcome.APPROVED, intent.because)


def out_of_quota(intent: Intent, demand: Demand) -> Verdict:
    """Nothing is left in a window: put off until the next one, or refused when that is too late."""
    reason = Reason("decide.quota", {"quota": demand.slot.name, "most": str(demand.most)})
    if intent.expires_at is not None and intent.expires_at <= demand.window_end:
        return Verdict(Outcome.REFUSED, reason)
    return Verdict(Outcome.DEFERRED, reason, demand.window_end)


def _refused(code: str, **params: str) -> Verdict:
    return Verdict(Outcome.REFUSED, Reason(code, params))
