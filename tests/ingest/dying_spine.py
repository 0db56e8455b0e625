"""A process that drains and reads as the worker does, until it is killed: `python -m tests.ingest.dying_spine URL`."""

import sys
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from siyu.ingest import drainer, listeners
from siyu.ingest.facts import Recorded
from siyu.ingest.listeners import Listener
from siyu.kit.db import Database
from tests.ingest.tea import Poured


def drink(session: Session, _corp_id: UUID, events: Sequence[Recorded[Any]]) -> None:
    """Write every cup down, slowly enough to be caught in the middle."""
    for event in events:
        session.execute(
            text("INSERT INTO cups (seq, tea) VALUES (:seq, :tea)"), {"seq": event.seq, "tea": event.fact.tea}
        )


LISTENER = Listener("drinker", {Poured: drink})

if __name__ == "__main__":
    database = Database(sys.argv[1], pool_size=2)
    while True:
        drainer.drain_once(database, limit=50)
        listeners.run_once(database, LISTENER, limit=20)
