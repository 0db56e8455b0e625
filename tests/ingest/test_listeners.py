from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from siyu.ingest import drainer, listeners, queries, service
from siyu.ingest.facts import Recorded
from siyu.ingest.listeners import Listener
from siyu.kit import clock, ids
from siyu.kit.db import Database
from siyu.kit.errors import Conflict, NotFound
from tests.ingest.tea import Poured, Spilled, pour

Events = Sequence[Recorded[Any]]
OTHER_CORP = UUID("00000000-0000-7000-8000-000000000002")


@pytest.fixture
def database(database: Database) -> Database:
    """With a table for what the listeners of these tests do."""
    with database.transaction() as session:
        session.execute(text("CREATE TABLE cups (place serial, seq bigint, tea text)"))
    return database


def drink(session: Session, _corp_id: UUID, events: Events) -> None:
    """Write every cup down: an effect in the handler's own transaction."""
    for event in events:
        session.execute(
            text("INSERT INTO cups (seq, tea) VALUES (:seq, :tea)"), {"seq": event.seq, "tea": event.fact.tea}
        )


def refusing(*teas: str) -> Callable[[Session, UUID, Events], None]:
    """A handler that drinks until it meets one of `teas`, and then fails."""

    def handle(session: Session, corp_id: UUID, events: Events) -> None:
        for event in events:
            if event.fact.tea in teas:
                raise ValueError(f"no {event.fact.tea} please")
            drink(session, corp_id, [event])

    return handle


def cups(database: Database) -> list[str]:
    with database.transaction() as session:
        return list(session.execute(text("SELECT tea FROM cups ORDER BY place")).scalars())


def letters(database: Database, corp_id: UUID) -> list[queries.DeadLetter]:
    with database.transaction() as session:
        return list(queries.dead_letters(session, corp_id, state=None).items)


def run_out(database: Database, listener: Listener, fixed_clock: clock.FixedSource) -> None:
    """Run until the listener has seen everything, letting its pauses pass."""
    for _ in range(50):
        listeners.run_once(database, listener)
        fixed_clock.advance(5)
    with database.transaction() as session:
        assert queries.backlog(session).by_listener[listener.name] == 0


def test_a_listener_sees_its_facts_once_and_in_order(database: Database, corp_id: UUID) -> None:
    pour(database, corp_id, *"abcde")
    drainer.drain_once(database)
    listener = Listener("drinker", {Poured: drink})

    moved = [listeners.run_once(database, listener, limit=2) for _ in range(4)]

    assert moved == [2, 2, 1, 0]
    assert cups(database) == ["a", "b", "c", "d", "e"]


def test_neighbouring_events_of_one_corp_and_kind_are_one_call(database: Database, corp_id: UUID) -> None:
    calls: list[tuple[str, list[str]]] = []
    listener = Listener(
        "caller",
        {
            Poured: lambda _s, corp, run: calls.append(("poured", [event.fact.tea for event in run])),
            Spilled: lambda _s, corp, run: calls.append(("spilled", [event.fact.tea for event in run])),
        },
    )
    with database.transaction() as session:
        for fact in (Poured("a"), Poured("b"), Spilled("b"), Poured("c")):
            service.record(session, corp_id, fact, key=fact.tea)
        service.record(session, OTHER_CORP, Poured("d"), key="d")
    drainer.drain_once(database)

    listeners.run_once(database, listener)

    assert calls == [("poured", ["a", "b"]), ("spilled", ["b"]), ("poured", ["c"]), ("poured", ["d"])]


def test_what_does_not_concern_a_listener_is_passed_over(database: Database, corp_id: UUID) -> None:
    pour(database, corp_id, *"abc")
    drainer.drain_once(database)
    listener = Listener("mop", {Spilled: drink})

    assert listeners.run_once(database, listener) == 3
    assert listeners.run_once(database, listener) == 0
    assert cups(database) == []


def test_a_failed_batch_leaves_no_effect_and_does_not_move(database: Database, corp_id: UUID) -> None:
    pour(database, corp_id, "a", "bad")
    drainer.drain_once(database)

    moved = listeners.run_once(database, Listener("drinker", {Poured: refusing("bad", "a")}))

    assert moved == 0
    assert cups(database) == []
    with database.transaction() as session:
        assert queries.backlog(session).by_listener == {"drinker": 2}


def test_a_poison_event_is_found_and_buried_while_the_others_are_handled_once(
    database: Database, corp_id: UUID, fixed_clock: clock.FixedSource
) -> None:
    teas = [f"tea {number}" for number in range(300)]
    pour(database, corp_id, *teas)
    drainer.drain_once(database)
    listener = Listener("drinker", {Poured: refusing("tea 177")})

    run_out(database, listener, fixed_clock)

    (letter,) = letters(database, corp_id)
    assert cups(database) == [tea for tea in teas if tea != "tea 177"]
    assert (letter.listener, letter.seq, letter.kind, letter.tries) == ("drinker", 178, "test.poured", 5)
    assert (letter.state, letter.reason) == ("waiting", "ValueError: no tea 177 please")


def test_one_listeners_poison_does_not_delay_another(database: Database, corp_id: UUID) -> None:
    pour(database, corp_id, "bad", "a")
    drainer.drain_once(database)

    listeners.run_once(database, Listener("picky", {Poured: refusing("bad")}))
    listeners.run_once(database, Listener("drinker", {Poured: drink}))

    assert cups(database) == ["bad", "a"]


def test_a_statement_the_database_refuses_is_a_poison_like_any_other(
    database: Database, corp_id: UUID, fixed_clock: clock.FixedSource
) -> None:
    def times_out(session: Session, _corp_id: UUID, _events: Events) -> None:
        session.execute(text("SET LOCAL statement_timeout = 1"))
        session.execute(text("SELECT pg_sleep(1), '13800001234'"))

    pour(database, corp_id, "a")
    drainer.drain_once(database)

    run_out(database, Listener("sleeper", {Poured: times_out}), fixed_clock)

    (letter,) = letters(database, corp_id)
    assert letter.reason == "QueryCanceled: canceling statement due to statement timeout"


def test_an_event_that_kills_the_process_is_buried_too(
    database: Database, corp_id: UUID, fixed_clock: clock.FixedSource
) -> None:
    class Death(BaseException):
        """Stands for SIGKILL: nothing of ours runs after it."""

    def dies(session: Session, corp_id: UUID, events: Events) -> None:
        if any(event.fact.tea == "poison" for event in events):
            raise Death
        drink(session, corp_id, events)

    pour(database, corp_id, "a", "poison", "b")
    drainer.drain_once(database)
    listener = Listener("drinker", {Poured: dies})
    deaths = 0

    for _ in range(20):
        try:
            listeners.run_once(database, listener)
        except Death:
            deaths += 1

    (letter,) = letters(database, corp_id)
    assert deaths == 9  # in batches of 1000, 125, 15 and 8, then five times alone
    assert (letter.seq, letter.reason) == (2, "the process died while handling it")
    assert cups(database) == ["a", "b"]


def test_a_body_that_does_not_fit_its_fact_is_buried_without_its_values(
    database: Database, corp_id: UUID, fixed_clock: clock.FixedSource
) -> None:
    pour(database, corp_id, "a")
    drainer.drain_once(database)
    with database.transaction() as session:
        session.execute(
            text("UPDATE events SET body = CAST(:body AS jsonb)"), {"body": '{"tea": {"of": "13800001234"}}'}
        )

    run_out(database, Listener("drinker", {Poured: drink}), fixed_clock)

    (letter,) = letters(database, corp_id)
    assert letter.reason == "tea: string_type"


def test_two_processes_never_run_one_listener_beside_each_other(database: Database, corp_id: UUID) -> None:
    inside: list[int] = []

    def runs_again(session: Session, corp_id: UUID, events: Events) -> None:
        inside.append(listeners.run_once(database, Listener("drinker", {Poured: drink})))
        drink(session, corp_id, events)

    pour(database, corp_id, "a")
    drainer.drain_once(database)

    listeners.run_once(database, Listener("drinker", {Poured: runs_again}))

    assert inside == [0]
    assert cups(database) == ["a"]


def test_replay_shows_everything_from_a_seq_again(database: Database, corp_id: UUID) -> None:
    listener = Listener("drinker", {Poured: drink})
    pour(database, corp_id, *"abc")
    drainer.drain_once(database)
    listeners.run_once(database, listener)

    with database.transaction() as session:
        service.replay(session, "drinker", from_seq=2)
    listeners.run_once(database, listener)

    assert cups(database) == ["a", "b", "c", "b", "c"]


def test_replaying_a_listener_that_never_ran_is_refused(session: Session) -> None:
    with pytest.raises(NotFound) as refusal:
        service.replay(session, "nobody", from_seq=1)

    assert refusal.value.code == "listener.not_found"


def test_a_letter_tried_again_is_handled_outside_the_order(
    database: Database, corp_id: UUID, fixed_clock: clock.FixedSource
) -> None:
    pour(database, corp_id, "bad", "a")
    drainer.drain_once(database)
    run_out(database, Listener("drinker", {Poured: refusing("bad")}), fixed_clock)
    (letter,) = letters(database, corp_id)

    with database.transaction() as session:
        service.retry_dead_letter(session, corp_id, letter_id=letter.id)
    listeners.run_once(database, Listener("drinker", {Poured: drink}))

    assert cups(database) == ["a", "bad"]
    assert [found.state for found in letters(database, corp_id)] == ["retried"]


def test_a_letter_that_fails_again_waits_again(
    database: Database, corp_id: UUID, fixed_clock: clock.FixedSource
) -> None:
    listener = Listener("drinker", {Poured: refusing("bad")})
    pour(database, corp_id, "bad")
    drainer.drain_once(database)
    run_out(database, listener, fixed_clock)
    (letter,) = letters(database, corp_id)

    with database.transaction() as session:
        service.retry_dead_letter(session, corp_id, letter_id=letter.id)
    listeners.run_once(database, listener)

    (again,) = letters(database, corp_id)
    assert (again.id, again.state, again.tries) == (letter.id, "waiting", 6)


def test_a_discarded_letter_keeps_its_note_and_cannot_be_tried(
    database: Database, corp_id: UUID, fixed_clock: clock.FixedSource
) -> None:
    pour(database, corp_id, "bad")
    drainer.drain_once(database)
    run_out(database, Listener("drinker", {Poured: refusing("bad")}), fixed_clock)
    (letter,) = letters(database, corp_id)
    with database.transaction() as session:
        service.discard_dead_letter(session, corp_id, letter_id=letter.id, note="测试数据")

    with database.transaction() as session, pytest.raises(Conflict) as refusal:
        service.retry_dead_letter(session, corp_id, letter_id=letter.id)

    (kept,) = letters(database, corp_id)
    assert refusal.value.code == "dead_letter.settled"
    assert (kept.state, kept.note) == ("discarded", "测试数据")


def test_a_letter_of_another_corp_is_not_found(
    database: Database, corp_id: UUID, fixed_clock: clock.FixedSource
) -> None:
    pour(database, corp_id, "bad")
    drainer.drain_once(database)
    run_out(database, Listener("drinker", {Poured: refusing("bad")}), fixed_clock)
    (letter,) = letters(database, corp_id)

    with database.transaction() as session, pytest.raises(NotFound):
        service.discard_dead_letter(session, OTHER_CORP, letter_id=letter.id, note="x")

    assert letters(database, corp_id)[0].state == "waiting"


def test_dead_letters_come_in_pages(database: Database, corp_id: UUID, fixed_clock: clock.FixedSource) -> None:
    pour(database, corp_id, *"abc")
    drainer.drain_once(database)
    run_out(database, Listener("drinker", {Poured: refusing(*"abc")}), fixed_clock)

    with database.transaction() as session:
        first = queries.dead_letters(session, corp_id, limit=2)
        second = queries.dead_letters(session, corp_id, limit=2, cursor=first.next_cursor)
        other = queries.dead_letters(session, ids.new())

    assert [letter.seq for letter in first.items] == [3, 2]
    assert ([letter.seq for letter in second.items], second.next_cursor, second.total) == ([1], None, 3)
    assert other.total == 0


def test_events_of_different_subjects_are_gathered_and_those_of_one_keep_their_order(
    database: Database, corp_id: UUID
) -> None:
    calls: list[tuple[str, list[str]]] = []
    listener = Listener(
        "caller",
        {
            Poured: lambda _s, corp, run: calls.append(("poured", [event.fact.tea for event in run])),
            Spilled: lambda _s, corp, run: calls.append(("spilled", [event.fact.tea for event in run])),
        },
    )
    told = [(Poured("1"), "x"), (Spilled("1"), "x"), (Poured("2"), "y"), (Spilled("2"), "y"), (Poured("3"), "x")]
    with database.transaction() as session:
        for fact, subject in told:
            service.record(session, corp_id, fact, key=fact.tea, subject=subject)
    drainer.drain_once(database)

    listeners.run_once(database, listener)

    assert calls == [("poured", ["1", "2"]), ("spilled", ["1", "2"]), ("poured", ["3"])]
