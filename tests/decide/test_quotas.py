"""Quotas: reserved with the approval, used or given back with the outcome, never exceeded."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from siyu.decide import allowances, queries, quotas, service
from siyu.decide.allowances import Demand, Slot
from siyu.decide.intents import Outcome, Purpose, Reason
from siyu.kit import clock, ids
from siyu.kit.db import Database
from tests.decide.conftest import Propose

MIDNIGHT_IN_CHINA = datetime(2026, 3, 1, 16, 0, tzinfo=UTC)
NEXT_MIDNIGHT_IN_CHINA = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)


def test_the_second_marketing_message_of_a_day_waits_for_the_next_day_in_china(
    session: Session, corp_id: UUID, propose: Propose, fixed_clock: clock.FixedSource
) -> None:
    relation_id = ids.new()

    answers = service.decide(
        session,
        corp_id,
        [propose(key, purpose=Purpose.MARKETING, relation_id=relation_id) for key in ("first", "second")],
    )

    assert [answer.outcome for answer in answers] == [Outcome.APPROVED, Outcome.DEFERRED]
    assert answers[1].reason == Reason("decide.quota", {"quota": "relation_day", "most": "1"})
    assert answers[1].until == NEXT_MIDNIGHT_IN_CHINA
    [balance] = queries.balances(session, corp_id, scope_id=relation_id)
    assert balance == queries.Balance("relation_day", relation_id, MIDNIGHT_IN_CHINA, 1, 0, 1)


def test_a_message_that_cannot_wait_for_the_next_window_is_refused(
    session: Session, corp_id: UUID, propose: Propose, fixed_clock: clock.FixedSource
) -> None:
    relation_id = ids.new()
    service.decide(session, corp_id, [propose("first", purpose=Purpose.MARKETING, relation_id=relation_id)])

    [answer] = service.decide(
        session,
        corp_id,
        [propose("second", purpose=Purpose.MARKETING, relation_id=relation_id, expires_at=NEXT_MIDNIGHT_IN_CHINA)],
    )

    assert (answer.outcome, answer.until) == (Outcome.REFUSED, None)


def test_what_was_put_off_is_handed_back_whole_when_its_window_opens(
    session: Session, corp_id: UUID, propose: Propose, fixed_clock: clock.FixedSource
) -> None:
    relation_id = ids.new()
    second = propose("second", purpose=Purpose.MARKETING, relation_id=relation_id, cause=4)
    service.decide(session, corp_id, [propose("first", purpose=Purpose.MARKETING, relation_id=relation_id), second])

    early = service.due(session)
    fixed_clock.advance(14 * 3600)
    due = service.due(session)

    assert early == {}
    assert due == {corp_id: [second]}
    assert service.decide(session, corp_id, due[corp_id])[0].outcome is Outcome.APPROVED


def test_a_refused_effect_gives_its_quota_back_and_a_sent_one_uses_it(
    session: Session, corp_id: UUID, propose: Propose
) -> None:
    staff_id = ids.new()
    sent, refused, open_ = service.decide(
        session, corp_id, [propose(key, staff_id=staff_id) for key in ("a", "b", "c")]
    )

    service.settle(session, corp_id, spent=[sent.id], released=[refused.id])

    [balance] = queries.balances(session, corp_id, scope_id=staff_id)
    assert (balance.used, balance.reserved) == (1, 1)
    assert open_.outcome is Outcome.APPROVED


def test_an_intent_that_needs_two_quotas_takes_both_or_neither() -> None:
    day = _demand("day", 1)
    month = _demand("month", 31)

    taken, short = quotas.allocate({"x": [day, month], "y": [day, month]}, {day.slot: 1, month.slot: 31})

    assert taken == {day.slot: 1, month.slot: 1}
    assert short == {"y": day}


def test_a_month_of_china_holds_as_many_messages_as_it_has_days(propose: Propose) -> None:
    intent = propose(purpose=Purpose.MARKETING, person_id=ids.new())

    [february] = allowances.demands(intent, datetime(2028, 2, 10, tzinfo=UTC))
    [march] = allowances.demands(intent, datetime(2028, 2, 29, 16, 0, tzinfo=UTC))

    assert (february.most, march.most) == (29, 31)
    assert february.window_end == march.slot.window_start == datetime(2028, 2, 29, 16, 0, tzinfo=UTC)


def test_eight_processes_at_the_edge_of_a_quota_get_exactly_what_is_left(
    database: Database, corp_id: UUID, propose: Propose
) -> None:
    person_id = ids.new()

    def ask(number: int) -> list[Outcome]:
        wanted = [propose(f"{number}:{item}", purpose=Purpose.MARKETING, person_id=person_id) for item in range(10)]
        with database.transaction() as own:
            return [answer.outcome for answer in service.decide(own, corp_id, wanted)]

    with clock.installed(clock.FixedSource()), ThreadPoolExecutor(8) as threads:
        outcomes = [outcome for answers in threads.map(ask, range(8)) for outcome in answers]

    assert outcomes.count(Outcome.APPROVED) == 31
    with database.transaction() as own:
        [balance] = queries.balances(own, corp_id, scope_id=person_id)
    assert (balance.used, balance.reserved) == (0, 31)


def test_rivals_for_one_key_get_one_approval_between_them(database: Database, corp_id: UUID, propose: Propose) -> None:
    def ask(cause: int) -> Outcome:
        with database.transaction() as own:
            return service.decide(own, corp_id, [propose("once", cause=cause)])[0].outcome

    with ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(ask, range(16)))

    assert outcomes.count(Outcome.APPROVED) == 1
    assert outcomes.count(Outcome.REFUSED) == 15


@given(st.lists(st.lists(st.sampled_from("abc"), max_size=3, unique=True), max_size=20), st.integers(0, 5))
def test_allocation_never_gives_more_than_is_free(asked: list[list[str]], free: int) -> None:
    demand = _demands()
    wanted = {str(place): [demand(name) for name in names] for place, names in enumerate(asked)}

    taken, short = quotas.allocate(wanted, {demand(name).slot: free for name in "abc"})

    given_out = [each.slot for key, each_of in wanted.items() if key not in short for each in each_of]
    assert all(count <= free for count in taken.values())
    assert sorted(taken.elements()) == sorted(given_out)


def _demand(name: str, most: int) -> Demand:
    return Demand(Slot(name, UUID(int=1), MIDNIGHT_IN_CHINA), most, NEXT_MIDNIGHT_IN_CHINA)


def _demands() -> Callable[[str], Demand]:
    return lambda name: _demand(name, 5)
