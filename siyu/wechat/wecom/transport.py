"""One call to WeCom: a slot in the lane, the token, the request, and what the errcode means."""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Any, Protocol

import orjson

from siyu.kit import clock, metrics
from siyu.kit.egress import Egress, Form
from siyu.wechat.wecom.errors import BadReply, LaneClosed, Remedy, WeComError
from siyu.wechat.wecom.shapes import Token

OFFICIAL = "https://qyapi.weixin.qq.com"

Body = Callable[[], bytes | Form]


class TokenStore(Protocol):
    """Where the access token of one (corp, app) is kept, and who may fetch a new one."""

    async def token(self) -> str:
        """A token believed valid."""

    async def refetch(self, stale: str) -> str:
        """A token other than `stale`, which WeCom just refused, unless WeCom insists on the same one."""


class Gate(Protocol):
    """Who may call now: budgets and closed lanes of one corp."""

    def slot(self, api: str) -> AbstractAsyncContextManager[None]:
        """Hold one call's place. Raises `LaneClosed` before any byte leaves."""

    async def block(self, api: str, errcode: int) -> datetime:
        """Close the lane of `api` after 45009 / 45033; returns when it opens again."""


class Transport:
    """Calls on behalf of one (corp, app)."""

    def __init__(self, egress: Egress, *, base_url: str, tokens: TokenStore, gate: Gate) -> None:
        self._egress = egress
        self._base_url = base_url.rstrip("/")
        self._tokens = tokens
        self._gate = gate

    async def get(self, api: str, **params: str) -> dict[str, Any]:
        """GET `/cgi-bin/<api>`. Raises as `call` does."""
        return await self.call("GET", api, params=params)

    async def post(self, api: str, **fields: Any) -> dict[str, Any]:
        """POST `fields` as JSON, leaving out those that are None. Raises as `call` does."""
        payload = orjson.dumps({name: value for name, value in fields.items() if value is not None})
        return await self.call("POST", api, body=lambda: payload)

    async def call(
        self, method: str, api: str, *, params: Mapping[str, str] | None = None, body: Body | None = None
    ) -> dict[str, Any]:
        """The JSON answer of an API whose errcode is 0.

        Raises `LaneClosed` (not sent, or refused by frequency), `WeComError` (refused), `egress.NotSent`,
        `egress.MaybeSent` or its kind `BadReply` (unknown). A dead token is fetched anew and the call repeated once.
        """
        async with self._gate.slot(api):
            token = await self._tokens.token()
            try:
                return await self._once(method, api, token, params, body)
            except WeComError as error:
                if error.remedy is not Remedy.REFETCH_TOKEN:
                    raise await self._closed(error) from error
            token = await self._tokens.refetch(token)
            try:
                return await self._once(method, api, token, params, body)
            except WeComError as error:
                raise await self._closed(error) from error

    async def download(self, url: str) -> bytes:
        """The bytes behind a URL that WeCom gave (a QR picture). Raises `BadReply` unless 200."""
        reply = await self._egress.request("GET", url)
        if reply.status != 200:
            raise BadReply("download", reply.status)
        return reply.body

    async def _once(
        self, method: str, api: str, token: str, params: Mapping[str, str] | None, body: Body | None
    ) -> dict[str, Any]:
        query = {"access_token": token, **(params or {})}
        url = f"{self._base_url}/cgi-bin/{api}"
        started = clock.monotonic()
        reply = await self._egress.request(method, url, params=query, body=body() if body else None)
        metrics.WECOM_CALL_SECONDS.labels(api).observe(clock.monotonic() - started)
        return answer(api, reply.status, reply.body)

    async def _closed(self, error: WeComError) -> Exception:
        if error.remedy is not Remedy.CLOSE_LANE:
            return error
        return LaneClosed(error.api, await self._gate.block(error.api, error.errcode), error.errcode)


def answer(api: str, status: int, body: bytes) -> dict[str, Any]:
    """Read a JSON answer. Raises `WeComError` when errcode is not 0, `BadReply` when it is no answer of WeCom's."""
    try:
        fields = orjson.loads(body) if status == 200 else None
    except orjson.JSONDecodeError:
        fields = None
    errcode = fields.get("errcode", 0) if isinstance(fields, dict) else None
    if not isinstance(errcode, int) or not isinstance(fields, dict):
        metrics.WECOM_CALLS.labels(api, f"http_{status}").inc()
        raise BadReply(api, status)
    metrics.WECOM_CALLS.labels(api, str(errcode)).inc()
    if errcode != 0:
        raise WeComError(api, errcode, str(fields.get("errmsg", "")))
    return fields


async def fetch_token(egress: Egress, *, base_url: str, corpid: str, secret: str) -> Token:
    """`gettoken`. Raises `WeComError` (40001 wrong secret, 40013 wrong corp), `egress.NotSent`, `egress.MaybeSent`."""
    reply = await egress.request(
        "GET", f"{base_url.rstrip('/')}/cgi-bin/gettoken", params={"corpid": corpid, "corpsecret": secret}
    )
    fields = answer("gettoken", reply.status, reply.body)
    return Token(str(fields["access_token"]), int(fields["expires_in"]))
