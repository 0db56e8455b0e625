"""What is answered to proposals, and that each answer is written down once."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from siyu.decide import queries, service
from siyu.decide.intents import Outcome, Purpose, Reason
from siyu.kit import clock, ids
from tests.decide.conftest import Propose

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def test_a_proposal_nobody_minds_is_approved_for_its_own_reason(
    session: Session, corp_id: UUID, propose: Propose, fixed_clock: clock.FixedSource
) -> None:
    [decision] = service.decide(session, corp_id, [propose()])

    assert decision.outcome is Outcome.APPROVED
    assert decision.reason == Reason("code.greets", {"code": "西湖店"})
    assert decision.decided_at == NOW


def test_the_same_proposal_asked_again_gets_its_first_answer_and_no_second_row(
    session: Session, corp_id: UUID, propose: Propose
) -> None:
    relation_id = ids.new()
    intent = propose(cause=7, relation_id=relation_id)

    first = service.decide(session, corp_id, [intent])
    second = service.decide(session, corp_id, [intent])

    assert second == first
    assert len(queries.of_relation(session, corp_id, relation_id=relation_id)) == 1


def test_another_proposal_for_the_same_key_is_a_duplicate_that_names_the_first(
    session: Session, corp_id: UUID, propose: Propose
) -> None:
    [first] = service.decide(session, corp_id, [propose(cause=7)])

    [second] = service.decide(session, corp_id, [propose(cause=8)])

    assert second.outcome is Outcome.REFUSED
    assert second.reason == Reason("decide.duplicate", {"decision_id": str(first.id)})


def test_the_second_of_two_equal_keys_in_one_batch_is_a_duplicate(
    session: Session, corp_id: UUID, propose: Propose
) -> None:
    answers = service.decide(session, corp_id, [propose(cause=1), propose(cause=2), propose("greet:2", cause=3)])

    assert [answer.outcome for answer in answers] == [Outcome.APPROVED, Outcome.REFUSED, Outcome.APPROVED]
    assert answers[1].reason.code == "decide.duplicate"


def test_the_same_key_in_another_corp_is_another_thing(session: Session, corp_id: UUID, propose: Propose) -> None:
    service.decide(session, corp_id, [propose()])

    [decision] = service.decide(session, ids.new(), [propose(cause=9)])

    assert decision.outcome is Outcome.APPROVED


def test_an_objection_is_recorded_as_the_refusal_and_leaves_the_key_free(
    session: Session, corp_id: UUID, propose: Propose
) -> None:
    blocked = Reason("welcome.nickname_blocked", {"word": "广告"})

    [refused] = service.decide(session, corp_id, [propose(objection=blocked)])
    [later] = service.decide(session, corp_id, [propose()])

    assert (refused.outcome, refused.reason) == (Outcome.REFUSED, blocked)
    assert later.outcome is Outcome.APPROVED


def test_a_refusal_replayed_from_the_log_stays_one_row(session: Session, corp_id: UUID, propose: Propose) -> None:
    relation_id = ids.new()
    intent = propose(objection=Reason("welcome.off"), relation_id=relation_id, cause=5)

    first = service.decide(session, corp_id, [intent])
    again = service.decide(session, corp_id, [intent, intent])

    assert [answer.id for answer in again] == [first[0].id, first[0].id]
    assert len(queries.of_relation(session, corp_id, relation_id=relation_id)) == 1


def test_a_proposal_is_refused_from_the_very_instant_it_expires(
    session: Session, corp_id: UUID, propose: Propose, fixed_clock: clock.FixedSource
) -> None:
    too_late = propose("a", expires_at=NOW)
    in_time = propose("b", expires_at=NOW + timedelta(microseconds=1))

    answers = service.decide(session, corp_id, [too_late, in_time])

    assert answers[0].reason == Reason("decide.expired", {"expired_at": "2026-03-02T02:00:00+00:00"})
    assert answers[1].outcome is Outcome.APPROVED


def test_a_suppressed_person_gets_no_greeting_but_is_still_tagged(
    session: Session, corp_id: UUID, propose: Propose
) -> None:
    person_id = ids.new()
    service.suppress(session, corp_id, person_id=person_id, reason=Reason("customer.asked"))

    answers = service.decide(
        session,
        corp_id,
        [propose("greet", person_id=person_id), propose("tag", person_id=person_id, purpose=Purpose.BOOKKEEPING)],
    )

    assert answers[0].reason == Reason("decide.suppressed", {"why": "customer.asked"})
    assert answers[1].outcome is Outcome.APPROVED


def test_a_released_person_may_be_spoken_to_again(session: Session, corp_id: UUID, propose: Propose) -> None:
    person_id = ids.new()
    service.suppress(session, corp_id, person_id=person_id, reason=Reason("customer.asked"))

    service.release(session, corp_id, person_id=person_id)

    assert queries.suppressions(session, corp_id, person_id=person_id) == {}
    assert service.decide(session, corp_id, [propose(person_id=person_id)])[0].outcome is Outcome.APPROVED


def test_rules_are_asked_in_order_so_a_duplicate_that_expired_is_called_a_duplicate(
    session: Session, corp_id: UUID, propose: Propose, fixed_clock: clock.FixedSource
) -> None:
    service.decide(session, corp_id, [propose(cause=1)])

    [answer] = service.decide(session, corp_id, [propose(cause=2, expires_at=NOW, objection=Reason("welcome.off"))])

    assert answer.reason.code == "decide.duplicate"


def test_a_thousand_proposals_are_answered_in_their_order(session: Session, corp_id: UUID, propose: Propose) -> None:
    intents = [propose(f"greet:{number}") for number in range(1000)]

    answers = service.decide(session, corp_id, intents)

    assert [answer.key for answer in answers] == [intent.key for intent in intents]
    assert {answer.outcome for answer in answers} == {Outcome.APPROVED}
