"""Wake-up calls between processes over LISTEN/NOTIFY. Truth stays in the tables: a lost call costs a poll."""

import select
from types import TracebackType

import psycopg
from sqlalchemy import text
from sqlalchemy.orm import Session

INBOX = "siyu_inbox"
EVENTS = "siyu_events"
REFRESH = "siyu_refresh"
OUTBOX = "siyu_outbox"


def ring(session: Session, channel: str) -> None:
    """Wake whoever waits on `channel`, once this transaction commits."""
    session.execute(text("SELECT pg_notify(:channel, '')"), {"channel": channel})


class Bell:
    """Waits for a call on any of some channels; reconnects by itself after the database went away."""

    def __init__(self, url: str, *channels: str) -> None:
        self._url = url
        self._channels = channels
        self._connection: psycopg.Connection | None = None

    def wait(self, seconds: float) -> bool:
        """Wait until somebody rings or `seconds` passed; true when it rang. A lost connection counts as a ring."""
        try:
            connection = self._connected()
            if list(connection.notifies(timeout=0)):
                return True
            ready, _, _ = select.select([connection.fileno()], [], [], seconds)
            return bool(ready) and bool(list(connection.notifies(timeout=0)))
        except (psycopg.Error, OSError):
            self.close()
            select.select([], [], [], min(seconds, 0.5))
            return True

    def close(self) -> None:
        """Hang up."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connected(self) -> psycopg.Connection:
        if self._connection is None:
            self._connection = psycopg.connect(self._url, autocommit=True, connect_timeout=5)
            for channel in self._channels:
                self._connection.execute(f"LISTEN {channel}".encode())
        return self._connection

    def __enter__(self) -> "Bell":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
