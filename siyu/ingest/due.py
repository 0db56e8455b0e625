"""Which listeners have something to do: one question for all of them, so that most turns cost one statement."""

from collections.abc import Sequence

from sqlalchemy import text

from siyu.ingest.listeners import Listener
from siyu.kit.db import Database

DUE = text("""
    WITH head AS (SELECT seq FROM log_head WHERE shard = 0),
    place AS (
        SELECT wanted.listener, cursor.seq,
               EXISTS (SELECT FROM events WHERE events.seq > coalesce(cursor.seq, 0) AND events.seq <= head.seq
                       AND events.kind = ANY(string_to_array(wanted.kinds, ','))) AS has_news,
               EXISTS (SELECT FROM dead_letters AS letter
                       WHERE letter.listener = wanted.listener AND letter.state = 'retrying') AS has_letters
        FROM unnest(CAST(:listeners AS text[]), CAST(:kinds AS text[])) AS wanted (listener, kinds)
        CROSS JOIN head LEFT JOIN listener_cursors AS cursor USING (listener)
    ),
    passed AS (
        UPDATE listener_cursors AS cursor SET seq = head.seq FROM place, head
        WHERE cursor.listener = place.listener AND cursor.seq = place.seq AND cursor.seq < head.seq
          AND NOT place.has_news
    )
    SELECT listener FROM place WHERE has_news OR has_letters
""")


def due(database: Database, listeners: Sequence[Listener]) -> list[Listener]:
    """Those of `listeners` with something to do; the others' places move past events that do not concern them."""
    asked = {
        "listeners": [listener.name for listener in listeners],
        "kinds": [",".join(listener.kinds) for listener in listeners],
    }
    with database.transaction() as session:
        busy = set(session.execute(DUE, asked).scalars())
    return [listener for listener in listeners if listener.name in busy]
