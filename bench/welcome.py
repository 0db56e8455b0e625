"""welcome: from a customer's add until WeCom has the greeting, at 200 adds/s while 100,000 other jobs wait.

All are measured by the sandbox itself, from the birth of a welcome code to its use. Ours is everything as it ships.
The peer greets from a queue with a worker of its own; the same with one queue for everything is in the detail. The
limit keeps nothing and only makes the two calls.
"""

import asyncio

from bench.parts import greeting_stacks as stacks
from bench.parts import newcomers
from bench.parts.figures import Figures
from bench.parts.greeting_stacks import Stack
from bench.parts.newcomers import Greeted

ADDS_PER_S = 200
SECONDS = 20
FIFO_SECONDS = 5  # enough to see who is greeted in time
BACKLOG = 100_000


def measure() -> Figures:
    """Ours, the limit, the peer, and the peer with one queue, one after the other on the same machine."""
    with stacks.siyu(backlog=BACKLOG) as stack:
        ours, waiting = _arrive(stack), stack.waiting()
    with stacks.limit() as stack:
        limit = _arrive(stack)
    with stacks.peer(backlog=BACKLOG, welcome_queue="welcomes") as stack:
        peer = _arrive(stack)
    with stacks.peer(backlog=BACKLOG, welcome_queue="default") as stack:
        one_queue = _arrive(stack, seconds=FIFO_SECONDS)
    return Figures(
        name="welcome",
        ours=ours.p99_ms or float("inf"),
        peer=peer.p99_ms or float("inf"),
        peer_name="Flask + wechatpy + procrastinate, a job per callback, welcomes in a queue with its own worker",
        limit=limit.p99_ms or float("inf"),
        limit_name="the two calls alone, made when the callback arrives",
        unit="ms until greeted, p99",
        lower_is_better=True,
        detail={
            "our_run": ours.as_json(),
            "peer_run": peer.as_json(),
            "peer_with_one_queue_run": one_queue.as_json(),
            "limit_run": limit.as_json(),
            "backlog_left_after_our_run": waiting,
        },
    )


def _arrive(stack: Stack, *, seconds: int = SECONDS) -> Greeted:
    return asyncio.run(newcomers.arrive(stack.sandbox_url, per_second=ADDS_PER_S, seconds=seconds))
