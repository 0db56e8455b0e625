"""The official interface over HTTP: find the call, check who calls, apply faults and limits, answer as WeCom."""

import asyncio
import time
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, quote

import orjson

from weixin_sandbox import errors
from weixin_sandbox.errors import WecomError
from weixin_sandbox.faults import Fault
from weixin_sandbox.fields import BadField
from weixin_sandbox.models import App
from weixin_sandbox.sandbox import Sandbox
from weixin_sandbox.world import Corp

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
TRANSPORT = "weixin_sandbox.transport"
UPLOAD_CAP_BYTES = 25 * 1024 * 1024
JSON = b"application/json; charset=UTF-8"


@dataclass(slots=True)
class Call:
    """One call of the official interface. `body` is the parsed JSON; uploads read `raw` themselves."""

    sandbox: Sandbox
    corp: Corp
    app: App
    path: str
    query: dict[str, str]
    ip: str
    content_type: str = ""
    raw: bytes = b""
    body: dict[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class Binary:
    """An answer that is not JSON."""

    data: bytes
    content_type: str
    filename: str


Answer = dict[str, object] | Binary
Handler = Callable[[Call], Answer]


@dataclass(frozen=True, slots=True)
class Route:
    """`area` is what an app must be granted; `is_upload` keeps the body unparsed."""

    handler: Handler
    area: str
    is_upload: bool = False


class Wire:
    """Serves /cgi-bin/. gettoken comes in separately because it is the only call without a token."""

    def __init__(
        self,
        sandbox: Sandbox,
        routes: dict[str, Route],
        gettoken: Callable[[Sandbox, dict[str, str]], dict[str, object]],
    ) -> None:
        self._sandbox = sandbox
        self._routes = routes
        self._gettoken = gettoken
        self._number = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request of the official interface."""
        began = time.perf_counter()
        path: str = scope["path"]
        known = path == "/cgi-bin/gettoken" or path in self._routes
        if not known:
            await _reply(send, 404, b"text/html", b"<html><head><title>404 Not Found</title></head></html>")
            return
        fault = self._sandbox.faults.strike(path)
        if fault and await self._spoil_before(fault, path, scope, receive, send):
            return
        ip = scope["client"][0] if scope.get("client") else "127.0.0.1"
        raw = await _body(receive)
        query = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
        answer = await self._answer(scope, path, query, ip, raw)
        if isinstance(answer, Binary):
            payload, kind = answer.data, answer.content_type.encode()
        else:
            payload, kind = orjson.dumps(answer), JSON
        self._record(path, query, raw, answer, payload, began)
        if fault and fault.kind == "timeout_after":
            await _wait_and_drop(fault.delay_s, scope, receive)
            return
        name = answer.filename if isinstance(answer, Binary) else ""
        await _reply(send, 200, kind, payload, name)

    async def _answer(self, scope: Scope, path: str, query: dict[str, str], ip: str, raw: bytes) -> Answer:
        sandbox = self._sandbox
        try:
            if path == "/cgi-bin/gettoken":
                sandbox.frequency.count(query.get("corpid", ""), path, ip, sandbox.clock.now())
                return {"errcode": 0, "errmsg": "ok", **self._gettoken(sandbox, query)}
            route = self._routes[path]
            corp, app = self._caller(query)
            sandbox.frequency.count(corp.corpid, path, ip, sandbox.clock.now())
            _check_app(app, route, ip)
            call = Call(sandbox, corp, app, path, query, ip, raw=raw)
            sandbox.frequency.enter(corp.corpid, path)
            try:
                if sandbox.settings.api_latency_ms:
                    await asyncio.sleep(sandbox.settings.api_latency_ms / 1000)
                return self._run(route, call, scope)
            finally:
                sandbox.frequency.leave(corp.corpid, path)
        except BadField as bad:
            return self._refuse(WecomError(40058, f"field {bad.name} {bad.problem}"), ip)
        except WecomError as error:
            return self._refuse(error, ip)

    def _run(self, route: Route, call: Call, scope: Scope) -> Answer:
        if route.is_upload:
            call.content_type = next(
                (value.decode("latin-1") for name, value in scope["headers"] if name == b"content-type"), ""
            )
        elif call.raw:
            if len(call.raw) > call.sandbox.limits.json_body_bytes:
                raise WecomError(40206)
            call.body = _parse(call.raw)
        answer = route.handler(call)
        return answer if isinstance(answer, Binary) else {"errcode": 0, "errmsg": "ok", **answer}

    def _caller(self, query: dict[str, str]) -> tuple[Corp, App]:
        value = query.get("access_token")
        if not value:
            raise WecomError(41001)
        for corp in self._sandbox.world.corps.values():
            token = corp.tokens.get(value)
            if token is not None and token.agentid in corp.apps:
                if self._sandbox.clock.age() - token.issued_age >= self._sandbox.limits.token_life_s:
                    raise WecomError(42001)
                return corp, corp.apps[token.agentid]
        raise WecomError(40014)

    def _refuse(self, error: WecomError, ip: str) -> Answer:
        self._number += 1
        return errors.answer(error, ip=ip, unix=int(self._sandbox.clock.now()), number=self._number)

    async def _spoil_before(self, fault: Fault, path: str, scope: Scope, receive: Receive, send: Send) -> bool:
        """Carry out a fault that keeps the call from having any effect; False when it comes after."""
        if fault.kind == "timeout_after":
            return False
        self._sandbox.journal.write(
            self._sandbox.clock.now(), "fault", f"{path.removeprefix('/cgi-bin/')}: {fault.kind}"
        )
        ip = scope["client"][0] if scope.get("client") else "127.0.0.1"
        match fault.kind:
            case "http_500":
                await _reply(send, 500, b"text/plain", b"internal server error")
            case "html":
                await _reply(send, 200, b"text/html", b"<html><body><h1>502 Bad Gateway</h1></body></html>")
            case "busy":
                await _reply(send, 200, JSON, orjson.dumps(self._refuse(WecomError(-1), ip)))
            case "throttle":
                await _reply(send, 200, JSON, orjson.dumps(self._refuse(WecomError(45009), ip)))
            case "reset":
                await _drop(scope)
            case "timeout_before":
                await _wait_and_drop(fault.delay_s, scope, receive)
        return True

    def _record(
        self, path: str, query: dict[str, str], raw: bytes, answer: Answer, payload: bytes, began: float
    ) -> None:
        sandbox, short = self._sandbox, path.removeprefix("/cgi-bin/")
        code = 0 if isinstance(answer, Binary) else answer["errcode"]
        sandbox.ledger.calls[short] += 1
        if code:
            sandbox.ledger.refusals[f"{short} {code}"] += 1
        is_text = raw[:1] == b"{"
        shown = {name: value for name, value in query.items() if name not in ("access_token", "corpsecret")}
        sandbox.journal.write(
            sandbox.clock.now(),
            "api",
            f"{short} → {code}",
            userid=_peek(raw, b'"userid"') if is_text else query.get("userid", ""),
            external_userid=_peek(raw, b'"external_userid"') if is_text else query.get("external_userid", ""),
            request={"query": shown, "body": raw} if is_text else {"query": shown, "bytes": len(raw)},
            response={"bytes": len(payload)} if isinstance(answer, Binary) else _without_token(answer, payload),
            status=200,
            duration_ms=round((time.perf_counter() - began) * 1000, 2),
        )


def _without_token(answer: dict[str, object], payload: bytes) -> object:
    """Tokens stay out of the journal: it is shown on screens and streamed to whoever watches."""
    return answer | {"access_token": "…"} if "access_token" in answer else payload


def _check_app(app: App, route: Route, ip: str) -> None:
    if app.trusted_ips is not None and ip not in app.trusted_ips:
        raise WecomError(60020)
    if route.area in app.forbidden:
        raise WecomError(48002)


def _parse(raw: bytes) -> dict[str, object]:
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise WecomError(47001, "the body is not valid JSON") from error
    if not isinstance(body, dict):
        raise WecomError(47001, "the body must be a JSON object")
    return body


def _peek(raw: bytes, key: bytes) -> str:
    """The string after a key, for the journal; parsing every body twice would cost the hot path."""
    at = raw.find(key)
    if at < 0:
        return ""
    first = raw.find(b'"', raw.find(b":", at + len(key)))
    return raw[first + 1 : raw.find(b'"', first + 1)].decode(errors="replace") if first >= 0 else ""


async def _body(receive: Receive) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return b"".join(parts)
        part = message.get("body", b"")
        size += len(part)
        if size <= UPLOAD_CAP_BYTES:  # beyond it keep reading so the client can finish, but hold no more
            parts.append(part)
        if not message.get("more_body"):
            return b"".join(parts)


async def _reply(send: Send, status: int, content_type: bytes, body: bytes, filename: str = "") -> None:
    headers = [(b"content-type", content_type), (b"content-length", str(len(body)).encode())]
    if filename:
        disposition = f"attachment; filename*=UTF-8''{quote(filename)}"
        headers.append((b"content-disposition", disposition.encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _wait_and_drop(delay_s: float, scope: Scope, receive: Receive) -> None:
    """Say nothing for `delay_s`, or until the client hangs up, then cut the connection."""
    try:
        async with asyncio.timeout(delay_s):
            while (await receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        pass
    await _drop(scope)


async def _drop(scope: Scope) -> None:
    """Cut the connection without an answer, and let the server notice before it would write a 500."""
    scope["extensions"][TRANSPORT].abort()
    await asyncio.sleep(0.01)
