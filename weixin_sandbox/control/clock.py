"""Control: the clock, and beginning again."""

from starlette.requests import Request
from starlette.responses import Response

from weixin_sandbox import fields, tea_house
from weixin_sandbox.control.edge import Refused, answer, body, moment, number, route, sandbox_of
from weixin_sandbox.journal import iso
from weixin_sandbox.sandbox import Sandbox

LONGEST_WAIT_S = 60
LONGEST_JUMP_S = 10 * 366 * 86_400


def _shown(sandbox: Sandbox) -> Response:
    now = sandbox.clock.now()
    return answer({"now": iso(now), "unix": round(now, 3), "version": sandbox.clock.version})


async def get_clock(request: Request) -> Response:
    """The time; with `after`, once the version differs or `wait_s` has passed."""
    sandbox = sandbox_of(request)
    if "after" in request.query_params:
        after = number(request, "after", 0, most=2**53)
        await sandbox.clock.wait_for_jump(after, number(request, "wait_s", 20, most=LONGEST_WAIT_S))
    return _shown(sandbox)


async def move_clock(request: Request) -> Response:
    """Jump by `advance_s` or to `to`; only forward."""
    sandbox, sent = sandbox_of(request), await body(request)
    now = sandbox.clock.now()
    if ("to" in sent) == ("advance_s" in sent):
        raise Refused("bad_move", "Give either advance_s (seconds) or to (an ISO-8601 time).")
    ahead = fields.number(sent, "advance_s", 0) if "advance_s" in sent else _until(sent, now)
    if not 0 <= ahead <= LONGEST_JUMP_S:
        raise Refused("bad_move", "The clock only goes forward, and at most ten years at a time.")
    sandbox.clock.jump(ahead)
    sandbox.journal.write(sandbox.clock.now(), "clock", f"the clock jumps {ahead:.0f} s ahead")
    return _shown(sandbox)


def _until(sent: dict[str, object], now: float) -> float:
    return moment(fields.required_text(sent, "to"), "to") - now


async def reset(request: Request) -> Response:
    """A new world with the documented limits; callback URLs, faults, ledger and population are gone."""
    sandbox, sent = sandbox_of(request), await body(request)
    seed = fields.integer(sent, "seed", sandbox.world.seed)
    kind = fields.text(sent, "world", sandbox.world.kind)
    if kind not in tea_house.WORLDS:
        raise Refused("unknown_world", f"world must be one of {', '.join(tea_house.WORLDS)}.")
    start = moment(fields.text(sent, "start"), "start") if fields.is_given(sent, "start") else None
    await sandbox.reset(seed, kind, start)
    return _shown(sandbox)


ROUTES = [
    route("/sandbox/clock", get_clock),
    route("/sandbox/clock", move_clock, "POST"),
    route("/sandbox/reset", reset, "POST"),
]
