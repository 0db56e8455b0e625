"""Control: the journal, as pages and as a stream, and the ledger."""

import asyncio
from collections.abc import AsyncIterator

import orjson
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from weixin_sandbox.control.edge import answer, number, route, sandbox_of
from weixin_sandbox.journal import Journal
from weixin_sandbox.sandbox import Sandbox

KEEP_ALIVE_S = 15


async def log(request: Request) -> Response:
    """Entries newer than `after`, oldest first; without `after` the newest ones."""
    box = sandbox_of(request)
    limit = number(request, "limit", 200, most=5000)
    if "after" in request.query_params:
        entries = box.journal.after(number(request, "after", 0, most=2**53), limit)
    else:
        entries = box.journal.last(limit)
    return answer({"entries": [entry.shown() for entry in entries]})


async def stream(request: Request) -> Response:
    """Server-sent events: one journal entry each."""
    headers = {"Cache-Control": "no-store"}
    return StreamingResponse(_entries(sandbox_of(request).journal), media_type="text/event-stream", headers=headers)


async def _entries(journal: Journal) -> AsyncIterator[bytes]:
    queue = journal.watch()
    try:
        yield b": watching\n\n"
        while True:
            try:
                entry = await asyncio.wait_for(queue.get(), KEEP_ALIVE_S)
            except TimeoutError:
                yield b": still here\n\n"
                continue
            yield b"id: %d\ndata: %s\n\n" % (entry.seq, orjson.dumps(entry.shown()))
    finally:
        journal.unwatch(queue)


async def ledger(request: Request) -> Response:
    """What truly happened; `full=1` adds every event and every relation."""
    box = sandbox_of(request)
    counts = box.ledger
    shown: dict[str, object] = {
        "customers": len(box.world.customers),
        "adds": counts.adds,
        "deletes": counts.deletes,
        "welcomes": counts.welcomes,
        "welcome_latency_ms": counts.latency(),
        "callbacks": counts.callbacks(),
        "calls": dict(counts.calls),
        "refusals": dict(counts.refusals),
    }
    if request.query_params.get("full") == "1":
        shown["welcome_latencies_ms"] = counts.welcome_latency_ms
        shown["events"] = [sent.shown() for sent in counts.sent]
        shown["relations"] = _relations(box)
    return answer(shown)


def _relations(box: Sandbox) -> list[dict[str, object]]:
    return [
        {
            "userid": relation.userid,
            "external_userid": relation.external_userid,
            "customer_id": relation.customer_id,
            "following": relation.state == "friends",
            "state": relation.state,
            "tags": relation.tag_ids,
            "remark": relation.remark,
            "description": relation.description,
            "origin": relation.origin,
            "adds": relation.adds,
            "welcomes": relation.welcomes,
        }
        for corp in box.world.corps.values()
        for relation in corp.relations
    ]


ROUTES = [
    route("/sandbox/log", log),
    route("/sandbox/stream", stream),
    route("/sandbox/ledger", ledger),
]
