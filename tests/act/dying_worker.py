"""A worker that dispatches one lane once and is killed at a chosen moment.

`python -m tests.act.dying_worker <database url> <wecom url> <lane> <before_call|after_call|after_outcome>`
"""

import asyncio
import os
import signal
import sys
from dataclasses import replace

from siyu.act.adapter import Adapter, Done, Effect
from siyu.act.adapters import BUILT_IN
from siyu.act.dispatcher import Dispatcher, Timing
from siyu.corp.wire import CorpWire, Wires
from siyu.kit import cipher
from siyu.kit.db import Database
from siyu.kit.egress import Egress
from siyu.kit.jobs import Lane

LEASE_S = 2.0


def doomed(adapter: Adapter, moment: str) -> Adapter:
    """The same kind of effect, whose process dies at `moment`."""

    async def perform(wire: CorpWire, effect: Effect) -> Done:
        if moment == "before_call":
            die()
        done = await adapter.perform(wire, effect)
        if moment == "after_call":
            die()
        return done

    return replace(adapter, perform=perform)


def die() -> None:
    """As `kill -9` does it: nothing is cleaned up."""
    os.kill(os.getpid(), signal.SIGKILL)


async def main(database_url: str, wecom_url: str, lane: str, moment: str) -> None:
    """Dispatch once, and die."""
    cipher.install(cipher.FieldCipher({"k1": b"1" * 32}, "k1", b"i" * 32))
    database = Database(database_url, pool_size=2)
    async with Egress(timeout_s=2.0) as egress:
        wires = Wires(database, egress, base_url=wecom_url)
        kinds = [doomed(adapter, moment) for adapter in BUILT_IN]
        await Dispatcher(database, wires, kinds, timing=Timing(lease_s=LEASE_S)).run_once(Lane(lane))
    die()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
