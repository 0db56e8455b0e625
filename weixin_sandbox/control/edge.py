"""What every control route shares: reading JSON, answering JSON, and saying what was wrong."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from weixin_sandbox.fields import BadField
from weixin_sandbox.models import Customer
from weixin_sandbox.people import Unlikely
from weixin_sandbox.sandbox import Sandbox

Endpoint = Callable[[Request], Awaitable[Response]]


class Refused(Exception):
    """The request cannot be carried out; `status` is 400 unless something does not exist."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code, self.message, self.status = code, message, status


def answer(content: Any, status: int = 200) -> Response:
    """JSON."""
    return Response(orjson.dumps(content), status, media_type="application/json")


def route(path: str, endpoint: Endpoint, *methods: str) -> Route:
    """A route whose known refusals become `{error: {code, message}}`."""

    async def guarded(request: Request) -> Response:
        try:
            return await endpoint(request)
        except Refused as refused:
            return _error(refused.code, refused.message, refused.status)
        except Unlikely as unlikely:
            status = 404 if unlikely.code in ("unknown_adviser", "never_met") else 400
            return _error(unlikely.code, str(unlikely), status)
        except BadField as bad:
            return _error("bad_field", f"The field {bad.name} {bad.problem}.", 400)

    return Route(path, guarded, methods=list(methods or ("GET",)))


def _error(code: str, message: str, status: int) -> Response:
    return answer({"error": {"code": code, "message": message}}, status)


def sandbox_of(request: Request) -> Sandbox:
    """The running sandbox."""
    sandbox = request.app.state.sandbox
    if not isinstance(sandbox, Sandbox):
        raise TypeError("the application was built without a sandbox")
    return sandbox


async def body(request: Request) -> dict[str, object]:
    """The JSON object that was sent; an empty body counts as {}. Raises Refused."""
    raw = await request.body()
    if not raw:
        return {}
    try:
        parsed = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise Refused("bad_json", f"The body is not valid JSON: {error}.") from error
    if not isinstance(parsed, dict):
        raise Refused("bad_json", "The body must be a JSON object.")
    return parsed


def number(request: Request, name: str, default: int, *, most: int) -> int:
    """A whole number of the query string between 0 and `most`. Raises Refused."""
    text = request.query_params.get(name)
    if text is None:
        return default
    if not text.isdecimal() or int(text) > most:
        raise Refused("bad_query", f"{name} must be a whole number from 0 to {most}.")
    return int(text)


def moment(text: str, name: str) -> float:
    """Unix seconds of an ISO-8601 time; without an offset it is UTC. Raises Refused."""
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError as error:
        raise Refused("bad_time", f"{name} must be an ISO-8601 time such as 2026-05-01T08:00:00Z.") from error
    return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp()


def customer_of(sandbox: Sandbox, customer_id: str) -> Customer:
    """The customer with this id. Raises Refused (404)."""
    customer = sandbox.world.customers.get(customer_id)
    if customer is None:
        message = f"No customer has the id {customer_id!r}; see /sandbox/customers."
        raise Refused("unknown_customer", message, 404)
    return customer
