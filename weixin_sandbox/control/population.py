"""Control: a behaving population, and moving the clock through its days."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from weixin_sandbox import fields
from weixin_sandbox.control.edge import Refused, answer, body, moment, route, sandbox_of
from weixin_sandbox.journal import iso
from weixin_sandbox.population import Plan, Population

SIZE_MAX, DAYS_MAX = 1_000_000, 3660
SETTLE_S, WAIT_MAX_S, TOGETHER_MAX_S = 0.1, 60, 86_400


async def prepare(request: Request) -> Response:
    """Schedule a population; nothing happens until `advance`."""
    box, sent = sandbox_of(request), await body(request)
    size, days = fields.integer(sent, "size"), fields.integer(sent, "days")
    if not 1 <= size <= SIZE_MAX or not 1 <= days <= DAYS_MAX:
        raise Refused("bad_field", f"size must be 1 to {SIZE_MAX} and days 1 to {DAYS_MAX}.")
    now = box.clock.now()
    start = moment(fields.text(sent, "start"), "start") if fields.is_given(sent, "start") else now
    if start < now - 1:
        raise Refused("bad_time", f"start lies before the sandbox's clock ({iso(now)}), which never goes back.")
    codes = fields.texts(sent, "codes") if fields.is_given(sent, "codes") else None
    plan = Plan(
        seed=fields.integer(sent, "seed", box.world.seed),
        size=size,
        days=days,
        start=start,
        codes=tuple(codes) if codes is not None else None,
        delete_rate=_rate(sent, "delete_rate", 0.12),
        chat_rate=_rate(sent, "chat_rate", 0.35),
    )
    population = await asyncio.to_thread(Population, box.world, plan)
    request.app.state.population = population
    next_at = population.next_at
    return answer({"size": size, "days": days, "start": iso(start), "next_at": iso(next_at) if next_at else None})


def _rate(sent: dict[str, object], name: str, default: float) -> float:
    value = fields.number(sent, name, default)
    if not 0 <= value <= 1:
        raise Refused("bad_field", f"{name} must be 0 to 1.")
    return value


async def advance(request: Request) -> Response:
    """Perform everything due up to `to`; answers once every callback it caused was received or given up."""
    box, sent = sandbox_of(request), await body(request)
    population = request.app.state.population
    if not isinstance(population, Population) or population.world is not box.world:
        raise Refused("no_population", "Prepare one first: POST /sandbox/population {seed, size, days}.")
    to = moment(fields.required_text(sent, "to"), "to")
    settle_s, greet_s = fields.number(sent, "settle_s", SETTLE_S), fields.number(sent, "greet_s", 0)
    together_s = fields.number(sent, "together_s", 0)
    if not 0 <= together_s <= TOGETHER_MAX_S:
        raise Refused("bad_field", f"together_s must be 0 to {TOGETHER_MAX_S}.")
    if not 0 <= settle_s <= WAIT_MAX_S or not 0 <= greet_s <= WAIT_MAX_S:
        raise Refused("bad_field", f"settle_s and greet_s must be 0 to {WAIT_MAX_S}.")
    if to < box.clock.now():
        now = iso(box.clock.now())
        raise Refused("bad_time", f"to lies before the sandbox's clock ({now}), which never goes back.")
    lock: asyncio.Lock = request.app.state.population_lock
    if lock.locked():
        raise Refused("busy", "The population is already being advanced; wait for that call to answer.", 409)
    async with lock:
        before = len(box.ledger.sent)
        performed = await population.advance(box, to, settle_s=settle_s, greet_s=greet_s, together_s=together_s)
    box.journal.write(box.clock.now(), "clock", f"the population did {performed} things up to {iso(to)}")
    next_at = population.next_at
    return answer(
        {
            "performed": performed,
            "callbacks": len(box.ledger.sent) - before,
            "now": iso(box.clock.now()),
            "next_at": iso(next_at) if next_at is not None else None,
        }
    )


ROUTES = [
    route("/sandbox/population", prepare, "POST"),
    route("/sandbox/population/advance", advance, "POST"),
]
