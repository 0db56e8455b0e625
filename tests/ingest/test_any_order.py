"""Whatever WeCom repeats or reorders, the log ends the same: each thing once, no gap, order kept within a reader."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.orm import Session

from siyu.ingest import drainer, listeners
from siyu.ingest.facts import Recorded
from siyu.ingest.listeners import Listener
from siyu.kit.clock import FixedSource
from siyu.kit.db import Database
from tests.ingest.tea import Poured, logged, pour

FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
TEAS = st.sampled_from([f"tea {number}" for number in range(12)])


def empty(database: Database) -> None:
    """The same database again for the next example."""
    with database.transaction() as session:
        session.execute(text("TRUNCATE inbox, events, event_keys, listener_cursors, dead_letters"))
        session.execute(text("UPDATE log_head SET seq = 0"))
        session.execute(text("CREATE TABLE IF NOT EXISTS cups (place serial, seq bigint, tea text)"))
        session.execute(text("TRUNCATE cups"))


def check_no_gap(database: Database) -> None:
    assert [event.seq for event in logged(database)] == list(range(1, len(logged(database)) + 1))


@FEW
@given(groups=st.lists(st.lists(TEAS, max_size=8), max_size=6), limits=st.lists(st.integers(0, 5), max_size=6))
def test_repeats_and_any_batching_end_in_the_same_events(
    database: Database, corp_id: UUID, groups: list[list[str]], limits: list[int]
) -> None:
    empty(database)
    for group, limit in zip(groups, [*limits, *[0] * 6], strict=False):
        pour(database, corp_id, *group)
        if limit:
            drainer.drain_once(database, limit=limit)
    while drainer.drain_once(database):
        pass

    offered = [tea for group in groups for tea in group]
    assert [event.body["tea"] for event in logged(database)] == list(dict.fromkeys(offered))
    check_no_gap(database)


@FEW
@given(
    teas=st.lists(TEAS, unique=True, max_size=12),
    poison=st.sets(TEAS, max_size=3),
    limits=st.lists(st.integers(1, 6), min_size=1, max_size=8),
)
def test_a_listener_handles_each_event_once_in_order_and_buries_exactly_the_poison(
    database: Database, corp_id: UUID, fixed_clock: FixedSource, teas: list[str], poison: set[str], limits: list[int]
) -> None:
    empty(database)
    pour(database, corp_id, *teas)
    drainer.drain_once(database)

    def handle(session: Session, _corp_id: UUID, events: Sequence[Recorded[Any]]) -> None:
        for event in events:
            session.execute(text("INSERT INTO cups (seq, tea) VALUES (:seq, :tea)"), cup(event))
            if event.fact.tea in poison:
                raise ValueError(event.fact.tea)

    listener = Listener("drinker", {Poured: handle})
    for turn in range(200):
        listeners.run_once(database, listener, limit=limits[turn % len(limits)])
        fixed_clock.advance(2)
        if is_done(database):
            break

    with database.transaction() as session:
        cups = session.execute(text("SELECT seq, tea FROM cups ORDER BY place")).all()
        buried = session.execute(text("SELECT seq FROM dead_letters ORDER BY seq")).scalars().all()
    assert [row.tea for row in cups] == [tea for tea in teas if tea not in poison]
    assert all(before.seq < after.seq for before, after in pairwise(cups))
    assert buried == [place for place, tea in enumerate(teas, start=1) if tea in poison]


def cup(event: Recorded[Any]) -> dict[str, Any]:
    return {"seq": event.seq, "tea": event.fact.tea}


def is_done(database: Database) -> bool:
    with database.transaction() as session:
        head = session.execute(text("SELECT seq FROM log_head")).scalar_one()
        place = session.execute(text("SELECT seq FROM listener_cursors")).scalar_one_or_none()
    return head in (0, place)
