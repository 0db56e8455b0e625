"""Control: plan, see and lift faults."""

from starlette.requests import Request
from starlette.responses import Response

from weixin_sandbox import fields
from weixin_sandbox.control.edge import Refused, answer, body, route, sandbox_of
from weixin_sandbox.faults import BadFault


async def list_faults(request: Request) -> Response:
    """Every planned fault with how often it struck."""
    return answer({"faults": [fault.shown() for fault in sandbox_of(request).faults.all()]})


async def add_fault(request: Request) -> Response:
    """Plan one."""
    box, sent = sandbox_of(request), await body(request)
    try:
        fault = box.faults.add(
            api=fields.required_text(sent, "api"),
            kind=fields.required_text(sent, "kind"),
            times=fields.integer(sent, "times") if fields.is_given(sent, "times") else None,
            rate=fields.number(sent, "rate", 1.0),
            delay_s=fields.number(sent, "delay_s") if fields.is_given(sent, "delay_s") else None,
        )
    except BadFault as bad:
        raise Refused("bad_fault", f"The fault was not planned: {bad}.") from bad
    return answer(fault.shown())


async def lift_faults(request: Request) -> Response:
    """Lift one (`{id}` or ?id=) or all."""
    box, sent = sandbox_of(request), await body(request)
    fault_id = fields.text(sent, "id") or request.query_params.get("id") or None
    removed = box.faults.remove(fault_id)
    if fault_id and not removed:
        raise Refused("unknown_fault", f"There is no fault {fault_id!r}; see GET /sandbox/faults.", 404)
    return answer({"removed": removed})


ROUTES = [
    route("/sandbox/faults", list_faults),
    route("/sandbox/faults", add_fault, "POST"),
    route("/sandbox/faults", lift_faults, "DELETE"),
]
