from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import text

from siyu.ingest import drainer, queries, service
from siyu.kit import clock
from siyu.kit.db import Database
from tests.ingest.tea import Poured, Spilled, contact_xml, logged, pour, put_raw


def test_what_came_in_is_numbered_without_a_gap_in_its_order(database: Database, corp_id: UUID) -> None:
    pour(database, corp_id, *"abc")
    pour(database, corp_id, "d")

    drained = [drainer.drain_once(database, limit=3), drainer.drain_once(database), drainer.drain_once(database)]

    assert drained == [3, 1, 0]
    assert [(event.seq, event.body["tea"]) for event in logged(database)] == [(1, "a"), (2, "b"), (3, "c"), (4, "d")]


def test_a_key_becomes_an_event_once_ever(database: Database, corp_id: UUID) -> None:
    pour(database, corp_id, "a", "a")
    pour(database, corp_id, "a")
    drainer.drain_once(database)

    pour(database, corp_id, "a", "b")
    drainer.drain_once(database)

    assert [(event.seq, event.body["tea"]) for event in logged(database)] == [(1, "a"), (2, "b")]


def test_facts_of_two_kinds_or_two_corps_may_share_a_key(database: Database, corp_id: UUID) -> None:
    with database.transaction() as session:
        service.record(session, corp_id, Poured("a"), key="1")
        service.record(session, corp_id, Spilled("a"), key="1")
        service.record(session, UUID(int=7), Poured("a"), key="1")

    drainer.drain_once(database)

    assert [event.kind for event in logged(database)] == ["test.poured", "test.spilled", "test.poured"]


def test_a_recorded_fact_vanishes_with_the_transaction_that_wanted_it(database: Database, corp_id: UUID) -> None:
    with database.transaction() as session:
        service.record(session, corp_id, Poured("a"), key="a")
        session.rollback()

    assert drainer.drain_once(database) == 0


def test_an_event_keeps_when_it_happened_what_caused_it_and_whom_it_is_about(database: Database, corp_id: UUID) -> None:
    happened = datetime(2026, 2, 1, 8, 0, tzinfo=UTC)
    with database.transaction() as session:
        service.record(session, corp_id, Poured("a"), key="a", subject="cup:1", occurred_at=happened, cause=7)
    drainer.drain_once(database)

    with database.transaction() as session:
        row = session.execute(text("SELECT corp_id, subject, occurred_at, received_at, cause, raw FROM events")).one()

    assert tuple(row) == (corp_id, "cup:1", happened, clock.now(), 7, None)


def test_only_one_drainer_works_at_a_time(database: Database, corp_id: UUID) -> None:
    pour(database, corp_id, "a")

    with database.transaction() as session:
        first = drainer.drain(session)
        second = drainer.drain_once(database)

    assert (first, second) == (1, 0)


def test_the_log_goes_on_in_a_month_nobody_prepared(
    database: Database, corp_id: UUID, fixed_clock: clock.FixedSource
) -> None:
    pour(database, corp_id, "a")
    drainer.drain_once(database)
    fixed_clock.at = datetime(2027, 12, 31, 23, 59, tzinfo=UTC)
    pour(database, corp_id, "b")

    drainer.drain_once(database)

    with database.transaction() as session:
        months = session.execute(text("SELECT tableoid::regclass::text, seq FROM events ORDER BY seq"))
        ahead = session.execute(text("SELECT to_regclass('events_y202801') IS NOT NULL")).scalar_one()
        assert [tuple(row) for row in months] == [("events_y202603", 1), ("events_y202712", 2)]
    assert ahead


def test_an_unparsable_callback_is_kept_as_a_dead_letter_and_stops_nothing(database: Database, corp_id: UUID) -> None:
    put_raw(database, corp_id, b"<xml><Event>oops")
    put_raw(database, corp_id, contact_xml("add_external_contact", "wm1"))

    drainer.drain_once(database)

    with database.transaction() as session:
        (letter,) = queries.dead_letters(session, corp_id).items
    assert [event.kind for event in logged(database)] == ["wecom.unparsable", "wecom.contact_changed"]
    assert (letter.listener, letter.seq, letter.reason) == ("parser", 1, "wecom.bad_xml")


def test_an_unparsable_callback_can_be_read_again_by_a_later_version(
    database: Database, corp_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = contact_xml("add_external_contact", "wm1")
    with monkeypatch.context() as older:
        older.setattr("siyu.wechat.wecom.inner.text", lambda _fields, _name: "")  # a version that finds no field
        put_raw(database, corp_id, whole)
        drainer.drain_once(database)
    with database.transaction() as session:
        (letter,) = queries.dead_letters(session, corp_id).items
        service.retry_dead_letter(session, corp_id, letter_id=letter.id)

    while drainer.drain_once(database):
        pass

    events = logged(database)
    with database.transaction() as session:
        cause, state = session.execute(text("SELECT cause, state FROM events, dead_letters WHERE events.seq = 2")).one()
    assert [event.kind for event in events] == ["wecom.unparsable", "wecom.contact_changed"]
    assert (events[1].body["external_userid"], cause, state) == ("wm1", 1, "retried")


def test_the_backlog_counts_what_waits(database: Database, corp_id: UUID) -> None:
    pour(database, corp_id, *"abc")
    drainer.drain_once(database, limit=2)

    with database.transaction() as session:
        found = queries.backlog(session)

    assert (found.inbox, dict(found.by_listener), found.is_empty()) == (1, {}, False)
