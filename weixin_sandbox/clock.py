"""The sandbox's clock: it ticks at real speed, can jump forward, and never goes back.

It keeps two readings. `now` is the calendar. `age` is what has been lived through: it ticks and jumps with the
clock, but a population's fast-forward does not add to it, so access tokens, media and welcome codes
do not die merely because a month of customers is performed within seconds.
"""

import asyncio
import time
from collections.abc import Callable


class VirtualClock:
    """Unix seconds as floats. `version` grows with every jump."""

    def __init__(
        self, start: float | None = None, *, age: float = 0.0, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._monotonic = monotonic
        self._born = monotonic()
        self._start = (time.time() if start is None else start) - age
        self._jumped_s = age
        self._skipped_s = 0.0
        self._jump = asyncio.Event()
        self.version = 1

    def now(self) -> float:
        """The calendar, in unix seconds."""
        return self._start + self._skipped_s + self.age()

    def age(self) -> float:
        """Seconds lived since the clock was made, fast-forwarded time left out."""
        return self._monotonic() - self._born + self._jumped_s

    def jump(self, seconds: float) -> None:
        """Let `seconds` pass for everything. Raises ValueError when they are negative."""
        if seconds < 0:
            raise ValueError("the clock only goes forward")
        self._jumped_s += seconds
        self._announce()

    def fast_forward(self, to: float) -> None:
        """Move the calendar to `to` without ageing anything; nothing happens when it is already past."""
        ahead = to - self.now()
        if ahead > 0:
            self._skipped_s += ahead
            self._announce()

    async def wait_for_jump(self, after: int, timeout_s: float) -> None:
        """Return once `version` differs from `after`, or when `timeout_s` real seconds have passed."""
        if self.version != after:
            return
        try:
            await asyncio.wait_for(self._jump.wait(), timeout_s)
        except TimeoutError:
            return

    def _announce(self) -> None:
        self.version += 1
        self._jump.set()
        self._jump = asyncio.Event()
