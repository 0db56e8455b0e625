"""A bound on how long requests may take, with one timer for all of them.

`asyncio.timeout` sets up a timer per request, which at the door costs as much as opening the callback.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any, cast

from siyu.kit import clock

LOOK_EVERY_S = 0.1


class Patience:
    """`with patience:` raises `TimeoutError` when the block has taken `seconds` (and up to 0.1 s more)."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._began: dict[asyncio.Task[Any], float] = {}  # oldest first
        self._late: set[asyncio.Task[Any]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Watch over the blocks entered meanwhile."""
        self._loop = asyncio.get_running_loop()
        watch = asyncio.create_task(self._watch(), name="patience")
        try:
            yield
        finally:
            watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watch

    def __enter__(self) -> None:
        self._began[self._this_task()] = clock.monotonic()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        task = self._this_task()
        self._began.pop(task, None)
        if task not in self._late:
            return
        self._late.remove(task)
        if task.uncancel() == 0 and kind is asyncio.CancelledError:  # somebody else's cancellation goes on
            raise TimeoutError from error

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            for task in self._overdue():
                del self._began[task]
                self._late.add(task)
                task.cancel()

    def _overdue(self) -> list[asyncio.Task[Any]]:
        limit = clock.monotonic() - self._seconds
        overdue = []
        for task, began in self._began.items():
            if began > limit:
                break
            overdue.append(task)
        return overdue

    def _this_task(self) -> asyncio.Task[Any]:
        # a request always runs in one; looking the loop up costs a system call (getpid) each time
        return cast(asyncio.Task[Any], asyncio.current_task(self._loop))
