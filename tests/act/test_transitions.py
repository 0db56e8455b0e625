"""Where an effect goes after an attempt: the state machine as a table."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from siyu.act.adapter import Done, Effect, EffectClass, Verdict
from siyu.act.transitions import ATTEMPTS_MAX, LOOKS_MAX, Claim, Planned, after, pause
from siyu.kit.jobs import Lane

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
LOOK_AFTER = timedelta(seconds=15)
ID = UUID(int=7)


def held(effect_class: EffectClass, *, attempt: int = 1, maybe_done: bool = False, **more: Any) -> Claim:
    effect = Effect(ID, UUID(int=1), "key", "kind", {}, attempt, NOW, None, maybe_done)
    planned = Planned(effect, 1, UUID(int=2), None, None, None, "", None)
    plain = Claim(planned, Lane.NORMAL, effect_class, can_look=True, looking=False, stale=False, looks=0, claimed_at=0)
    return replace(plain, **more)


def goes(claim: Claim, done: Done) -> tuple[str, bool, bool, str | None]:
    """(state, in doubt, needs a person, receipt)."""
    to = after(claim, done, now=NOW, look_after=LOOK_AFTER)
    return to.state, to.maybe_done, to.needs_person, to.receipt


A, B, C = EffectClass.KEYED, EffectClass.IDEMPOTENT, EffectClass.AT_MOST_ONCE
SENT, REFUSED, UNKNOWN, AGAIN = (Done(verdict) for verdict in Verdict)


@pytest.mark.parametrize("effect_class", [A, B, C])
@pytest.mark.parametrize(
    ("done", "expected"),
    [
        (SENT, ("sent", False, False, "sent")),
        (REFUSED, ("refused", False, False, "refused")),
        (AGAIN, ("planned", False, False, None)),
        (UNKNOWN, ("unknown", True, False, "unknown")),
    ],
)
def test_the_first_attempt(effect_class: EffectClass, done: Done, expected: tuple[str, bool, bool, str | None]) -> None:
    assert goes(held(effect_class), done) == expected


@pytest.mark.parametrize(
    ("claim", "done", "expected"),
    [
        # A doubt stays a doubt until something clears it, and is told once.
        (held(A, attempt=2, maybe_done=True), AGAIN, ("unknown", True, False, None)),
        (held(B, attempt=2, maybe_done=True), UNKNOWN, ("unknown", True, False, None)),
        # The budget ends: surely not done is given up, a doubt is handed to a person.
        (held(B, attempt=ATTEMPTS_MAX), AGAIN, ("refused", False, False, "refused")),
        (held(B, attempt=ATTEMPTS_MAX, maybe_done=True), AGAIN, ("unknown", True, True, "unknown")),
        (held(A, attempt=ATTEMPTS_MAX), UNKNOWN, ("unknown", True, True, "unknown")),
        (held(A), Done(Verdict.UNKNOWN, is_final=True), ("unknown", True, True, "unknown")),
        # Without a key: only a look that found nothing plans it again.
        (held(C, maybe_done=True, looking=True, looks=1), AGAIN, ("planned", False, False, None)),
        (held(C, maybe_done=True, looking=True, looks=1), SENT, ("sent", False, False, "sent")),
        (held(C, maybe_done=True, looking=True, looks=1), UNKNOWN, ("unknown", True, False, None)),
        (held(C, maybe_done=True, looking=True, looks=LOOKS_MAX), UNKNOWN, ("unknown", True, True, "unknown")),
        (held(C, can_look=False), UNKNOWN, ("unknown", True, True, "unknown")),
    ],
)
def test_later_attempts(claim: Claim, done: Done, expected: tuple[str, bool, bool, str | None]) -> None:
    assert goes(claim, done) == expected


def test_a_closed_lane_gives_the_attempt_back_and_waits_until_it_opens() -> None:
    opens = NOW + timedelta(seconds=60)

    to = after(
        held(B, attempt=3), Done(Verdict.AGAIN, retry_at=opens, spares_attempt=True), now=NOW, look_after=LOOK_AFTER
    )

    assert (to.state, to.attempts, to.due_at) == ("planned", 2, opens)


def test_a_look_through_a_closed_lane_is_not_counted() -> None:
    opens = NOW + timedelta(seconds=60)
    claim = held(C, maybe_done=True, looking=True, looks=LOOKS_MAX)

    to = after(claim, Done(Verdict.UNKNOWN, retry_at=opens, spares_attempt=True), now=NOW, look_after=LOOK_AFTER)

    assert (to.state, to.looks, to.due_at, to.needs_person) == ("unknown", LOOKS_MAX - 1, opens, False)


def test_a_doubt_without_a_key_is_looked_into_after_the_list_can_be_believed() -> None:
    assert after(held(C), UNKNOWN, now=NOW, look_after=LOOK_AFTER).due_at == NOW + LOOK_AFTER


@pytest.mark.parametrize(
    ("lane", "attempt", "about"),
    [(Lane.URGENT, 1, 0.3), (Lane.URGENT, 4, 2.4), (Lane.NORMAL, 1, 2), (Lane.NORMAL, 5, 32), (Lane.BULK, 12, 600)],
)
def test_pauses_double_up_to_ten_minutes_and_are_spread_by_a_fifth(lane: Lane, attempt: int, about: float) -> None:
    seconds = pause(ID, attempt, lane).total_seconds()

    assert 0.8 * about <= seconds <= 1.2 * about
    assert pause(ID, attempt, lane).total_seconds() == seconds
