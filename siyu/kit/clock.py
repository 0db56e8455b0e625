"""The time, as every room asks for it: aware, UTC, and movable by whoever started the process.

Edges and tests install a source once; rooms only call `now()`. Durations use `monotonic()`.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Source(Protocol):
    """Where the present comes from."""

    def now(self) -> datetime:
        """The present instant, aware and in UTC."""


class SystemSource:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass
class OffsetSource:
    """The machine's clock moved by an offset that somebody else keeps up to date (a sandbox's clock)."""

    offset_s: float = 0.0

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.offset_s)


@dataclass
class FixedSource:
    """A clock that stands still until a test moves it."""

    at: datetime = field(default_factory=lambda: datetime(2026, 3, 2, 2, 0, tzinfo=UTC))

    def now(self) -> datetime:
        return self.at

    def advance(self, seconds: float) -> None:
        """Move forward by `seconds`."""
        self.at += timedelta(seconds=seconds)


_lock = threading.Lock()
_source: Source = SystemSource()


def install(source: Source) -> None:
    """Make `source` the clock of this process."""
    global _source
    with _lock:
        _source = source


@contextmanager
def installed(source: Source) -> Iterator[Source]:
    """Use `source` within a block; tests read best this way."""
    before = _source
    install(source)
    try:
        yield source
    finally:
        install(before)


def now() -> datetime:
    """The present instant, aware and in UTC."""
    return _source.now()


def monotonic() -> float:
    """Seconds that only ever grow, for measuring durations; never moved by a sandbox."""
    return time.monotonic()


def pause(seconds: float) -> None:
    """Wait in real time; only loops at the edges do this."""
    time.sleep(seconds)
