"""Whatever dies, hangs or comes late, in any order: an effect without a key happens at most once, ever."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule, run_state_machine_as_test
from sqlalchemy import text

from siyu.act import keeper, outbox, settlement
from siyu.act.adapter import Adapter, Done, Effect, EffectClass, Verdict
from siyu.act.outbox import Settled
from siyu.act.transitions import Claim, after
from siyu.corp.wire import CorpWire
from siyu.kit import clock
from siyu.kit.jobs import Lane
from tests.act.conftest import Office, intent

AT_ONCE = timedelta(0)
LEASE = timedelta(hours=1)


async def never(wire: CorpWire, effect: Effect) -> Done:
    """The machine itself plays the provider."""
    raise AssertionError(effect)


ONCE = Adapter("once", EffectClass.AT_MOST_ONCE, never, find=never)
AGAIN = Adapter("again", EffectClass.IDEMPOTENT, never)
ADAPTERS = {adapter.kind: adapter for adapter in (ONCE, AGAIN)}


@dataclass
class Held:
    """A claim in some worker's hands: what it will report once its call has ended."""

    claim: Claim
    done: Done | None = None
    is_late: bool = False


class Outside(RuleBasedStateMachine):
    """Workers, the keeper and a provider that counts, over a real outbox."""

    held = Bundle("held")

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        self.happened: Counter[str] = Counter()
        self.proposed = 0
        self.in_hand: list[Held] = []
        with office.database.transaction() as session:
            session.execute(text("TRUNCATE outbox, decision, inbox"))

    @rule(kind=st.sampled_from(["once", "again"]), count=st.integers(1, 3))
    def propose(self, kind: str, count: int) -> None:
        self.office.propose_all([intent(f"{kind}:{self.proposed + n}", kind=kind) for n in range(count)])
        self.proposed += count

    @rule(target=held, limit=st.integers(1, 4))
    def claim(self, limit: int) -> object:
        self._wait()
        with self.office.database.transaction() as session:
            claims = outbox.claim(session, ADAPTERS, Lane.NORMAL, limit=limit, lease=LEASE)
        taken = [Held(claim) for claim in claims]
        self.in_hand += taken
        return multiple(*taken)

    @rule(
        one=held,
        arrives=st.booleans(),
        answer=st.sampled_from(["answered", "lost", "dies"]),
        outcome=st.sampled_from([Verdict.SENT, Verdict.REFUSED, Verdict.AGAIN]),
    )
    def call(self, one: Held, arrives: bool, answer: str, outcome: Verdict) -> None:
        """The call is made within its lease: it arrives or not, and its answer comes back or not."""
        if one.done is not None or one.is_late:
            return
        key = one.claim.effect.key
        if one.claim.looking:
            found = Verdict.SENT if self.happened[key] else Verdict.AGAIN
            one.done = Done(found if answer == "answered" else Verdict.UNKNOWN)
            return
        if answer == "answered":
            one.done = Done(outcome)
            self.happened[key] += outcome is Verdict.SENT
            return
        self.happened[key] += arrives
        if answer == "lost":
            one.done = Done(Verdict.UNKNOWN)

    @rule(one=held)
    def report(self, one: Held) -> None:
        """The worker writes its outcome down, perhaps long after its lease ran out."""
        if one.done is None:
            return
        goes = after(one.claim, one.done, now=clock.now(), look_after=AT_ONCE)
        with self.office.database.transaction() as session:
            settlement.settle(session, [Settled(one.claim, one.done, goes)], ADAPTERS)

    @rule(one=held)
    def lease_runs_out(self, one: Held) -> None:
        one.is_late = True
        with self.office.database.transaction() as session:
            session.execute(
                text("UPDATE outbox SET lease_until = now() - interval '1 s' WHERE id = :id AND fence = :fence"
                     " AND state = 'sending'"),
                {"id": one.claim.effect.id, "fence": one.claim.planned.fence},
            )  # fmt: skip

    @rule()
    def keep(self) -> None:
        with self.office.database.transaction() as session:
            keeper.keep(session, ADAPTERS, look_after=AT_ONCE)

    @invariant()
    def what_has_no_key_happened_at_most_once(self) -> None:
        assert [key for key, count in self.happened.items() if count > 1 and key.startswith("once")] == []

    @invariant()
    def what_is_called_sent_did_happen(self) -> None:
        sent = {each.key for each in self.office.effects(state="sent")}
        assert {key for key in sent if not self.happened[key]} == set()

    def teardown(self) -> None:
        """Everybody dies; a healthy worker takes over and brings every effect to an end."""
        for one in self.in_hand:
            self.lease_runs_out(one)
        for _ in range(60):
            self.keep()
            with self.office.database.transaction() as session:
                self._wait()
                claims = outbox.claim(session, ADAPTERS, Lane.NORMAL, limit=100, lease=LEASE)
            if not claims:
                break
            for claim in claims:
                one = Held(claim)
                self.call(one, arrives=True, answer="answered", outcome=Verdict.SENT)
                self.report(one)
        self.what_has_no_key_happened_at_most_once()
        self.what_is_called_sent_did_happen()
        states = {each.state for each in self.office.effects() if each.needs_person_at is None}
        assert states <= {"sent", "refused"}

    def _wait(self) -> None:
        """Pauses pass."""
        with self.office.database.transaction() as session:
            session.execute(text("UPDATE outbox SET due_at = created_at WHERE state IN ('planned', 'unknown')"))


def test_any_order_of_deaths_delays_and_lost_answers_ends_well(office: Office) -> None:
    run_state_machine_as_test(
        lambda: Outside(office),
        settings=settings(
            max_examples=8, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
