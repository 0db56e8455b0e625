"""The spine killed without warning, again and again: no event lost, none doubled, no gap."""

import random
import subprocess
import sys
import time
from uuid import UUID

from sqlalchemy import text

from siyu.ingest import drainer, listeners
from siyu.kit.db import Database
from tests.ingest.dying_spine import LISTENER
from tests.ingest.tea import logged, pour

CUPS = 1500
KILLS = 6


def test_a_spine_killed_at_any_moment_neither_loses_nor_doubles(database: Database, corp_id: UUID) -> None:
    chance = random.Random(7)
    with database.transaction() as session:
        session.execute(text("CREATE TABLE cups (place serial, seq bigint, tea text)"))
    teas = [f"tea {number}" for number in range(CUPS)]
    pour(database, corp_id, *teas)

    moved = [_killed_after_moving(database, wait_s=chance.uniform(0, 0.15)) for _ in range(KILLS)]
    while drainer.drain_once(database) + listeners.run_once(database, LISTENER):
        pass

    with database.transaction() as session:
        cups = list(session.execute(text("SELECT tea FROM cups ORDER BY place")).scalars())
        letters = session.execute(text("SELECT count(*) FROM dead_letters")).scalar_one()
    assert any(moved)  # some kill did fall into the middle of the work
    assert [event.seq for event in logged(database)] == list(range(1, CUPS + 1))
    assert cups == teas
    assert letters == 0


def _killed_after_moving(database: Database, *, wait_s: float) -> bool:
    """Start the spine, let it work a moment from its first sign of life, kill it; whether work was left."""
    process = subprocess.Popen([sys.executable, "-m", "tests.ingest.dying_spine", database.url])
    before = _progress(database)
    while _progress(database) == before and before != (CUPS, CUPS):
        assert process.poll() is None
        time.sleep(0.01)
    time.sleep(wait_s)
    process.kill()
    process.wait()
    return _progress(database) != (CUPS, CUPS)


def _progress(database: Database) -> tuple[int, int]:
    with database.transaction() as session:
        head = session.execute(text("SELECT seq FROM log_head")).scalar_one()
        return head, session.execute(text("SELECT count(*) FROM cups")).scalar_one()
