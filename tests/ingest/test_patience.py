"""Waiting at the door has an end, and only its own."""

import asyncio
from contextlib import suppress

import pytest

from siyu.ingest.patience import Patience
from tests.ingest.callers import within


def test_what_takes_too_long_ends_in_a_time_out_beside_others_that_do_not() -> None:
    async def wait(patience: Patience, seconds: float) -> str:
        with patience:
            await asyncio.sleep(seconds)
            return "done"

    async def both() -> None:
        patience = Patience(0.2)
        async with patience.running():
            slow, quick = await asyncio.gather(wait(patience, 10), wait(patience, 0), return_exceptions=True)
        assert isinstance(slow, TimeoutError)
        assert quick == "done"

    within(both)


def test_after_a_time_out_the_task_goes_on_as_if_never_cancelled() -> None:
    async def again() -> None:
        patience = Patience(0.05)
        async with patience.running():
            with suppress(TimeoutError), patience:
                await asyncio.sleep(10)
            await asyncio.sleep(0.2)
            task = asyncio.current_task()
        assert task is not None
        assert task.cancelling() == 0

    within(again)


def test_a_cancellation_of_somebody_else_stays_one() -> None:
    async def stop() -> None:
        patience = Patience(60)
        entered = asyncio.Event()

        async def wait() -> None:
            with patience:
                entered.set()
                await asyncio.sleep(60)

        async with patience.running():
            task = asyncio.create_task(wait())
            await entered.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    within(stop)
