"""What becomes of an effect after an attempt. Pure: the whole state machine of decision 8 in one function."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal
from uuid import UUID

from siyu.act.adapter import Done, Effect, EffectClass, Verdict
from siyu.kit import chance
from siyu.kit.jobs import Lane

ATTEMPTS_MAX = 12  # with the pauses below: about 40 minutes in the normal lane
LOOKS_MAX = 3
FIRST_PAUSE_S = {Lane.URGENT: 0.3, Lane.NORMAL: 2.0, Lane.BULK: 5.0}
PAUSE_MAX_S = 600.0

State = Literal["planned", "sending", "sent", "refused", "unknown"]


class Ours(StrEnum):
    """Error codes that are ours, not WeCom's."""

    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    GAVE_UP = "gave_up"
    INTERRUPTED = "interrupted"  # the process or connection died while it was being sent
    UNREACHABLE = "unreachable"
    PAYLOAD = "payload_invalid"
    BUG = "adapter_failed"


@dataclass(frozen=True, slots=True)
class Planned:
    """An effect with where it comes from; `fence` names its present holder."""

    effect: Effect
    fence: int
    decision_id: UUID
    person_id: UUID | None
    relation_id: UUID | None
    staff_id: UUID | None
    subject: str
    cause: int | None


@dataclass(frozen=True, slots=True)
class Claim:
    """An effect held by this process until its lease ends.

    `looking` asks whether it happened instead of doing it; `stale` says a newer one makes it pointless;
    `claimed_at` is monotonic.
    """

    planned: Planned
    lane: Lane
    effect_class: EffectClass
    can_look: bool
    looking: bool
    stale: bool
    looks: int
    claimed_at: float

    @property
    def effect(self) -> Effect:
        """The effect itself."""
        return self.planned.effect


@dataclass(frozen=True, slots=True)
class Next:
    """Where an effect goes: `receipt` is the verdict to tell the world, None when nothing new is known."""

    state: State
    due_at: datetime
    attempts: int
    looks: int
    maybe_done: bool
    needs_person: bool
    receipt: Literal["sent", "refused", "unknown"] | None
    error_code: str | None
    error_message: str | None


def after(claim: Claim, done: Done, *, now: datetime, look_after: timedelta) -> Next:
    """The next state. Nothing that may have happened is ever planned again without a key or a look."""
    match done.verdict:
        case Verdict.SENT:
            return _next(claim, done, "sent", now, maybe_done=False)
        case Verdict.REFUSED:
            return _next(claim, done, "refused", now, maybe_done=False)
        case Verdict.AGAIN:
            return _again(claim, done, now)
        case Verdict.UNKNOWN:
            return _unknown(claim, done, now, look_after)


def pause(effect_id: UUID, attempt: int, lane: Lane) -> timedelta:
    """How long to wait after the `attempt`th: doubling, capped, spread by ± 20 % so that crowds thin out."""
    plain = min(FIRST_PAUSE_S[lane] * 2.0 ** (attempt - 1), PAUSE_MAX_S)
    return timedelta(seconds=plain * (0.8 + 0.4 * chance.share(str(effect_id), str(attempt))))


def _again(claim: Claim, done: Done, now: datetime) -> Next:
    """This attempt surely did nothing; an earlier unknown one stays in doubt, unless a look just cleared it."""
    effect = claim.effect
    in_doubt = effect.maybe_done and not claim.looking
    if claim.looking:
        return _next(claim, done, "planned", done.retry_at or now, maybe_done=False)
    due_at = done.retry_at or now + pause(effect.id, effect.attempt, claim.lane)
    if done.spares_attempt:
        state: State = "unknown" if in_doubt else "planned"
        return _next(claim, done, state, due_at, maybe_done=in_doubt, attempts=effect.attempt - 1)
    if effect.attempt < ATTEMPTS_MAX:
        return _next(claim, done, "unknown" if in_doubt else "planned", due_at, maybe_done=in_doubt)
    if in_doubt:
        return _next(claim, done, "unknown", now, maybe_done=True, needs_person=True)
    return _next(claim, done, "refused", now, maybe_done=False, gave_up=True)


def _unknown(claim: Claim, done: Done, now: datetime, look_after: timedelta) -> Next:
    effect = claim.effect
    if claim.effect_class is EffectClass.AT_MOST_ONCE:
        is_hopeless = not claim.can_look or (claim.looking and claim.looks >= LOOKS_MAX and not done.spares_attempt)
        due_at = done.retry_at or now + look_after
    else:
        is_hopeless = done.is_final or effect.attempt >= ATTEMPTS_MAX
        due_at = now + pause(effect.id, effect.attempt, claim.lane)
    return _next(claim, done, "unknown", due_at, maybe_done=True, needs_person=is_hopeless)


def _next(
    claim: Claim,
    done: Done,
    state: State,
    due_at: datetime,
    *,
    maybe_done: bool,
    needs_person: bool = False,
    attempts: int | None = None,
    gave_up: bool = False,
) -> Next:
    receipt: Literal["sent", "refused", "unknown"] | None = None
    if state == "sent" or state == "refused":  # spelled out so that mypy narrows it
        receipt = state
    elif needs_person or (state == "unknown" and not claim.effect.maybe_done):
        receipt = "unknown"
    return Next(
        state=state,
        due_at=due_at,
        attempts=claim.effect.attempt if attempts is None else attempts,
        looks=0 if state == "planned" else claim.looks - (claim.looking and done.spares_attempt),
        maybe_done=maybe_done,
        needs_person=needs_person,
        receipt=receipt,
        error_code=Ours.GAVE_UP if gave_up else done.error_code,
        error_message=done.error_message,
    )
