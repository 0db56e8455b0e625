"""Small JSON clients over egress: one for the sandbox's control API, one for our own API with its session."""

from collections.abc import Mapping
from typing import Any

import orjson

from siyu.kit import clock
from siyu.kit.egress import Egress, MaybeSent, NotSent, form
from siyu.kit.errors import SiyuError


class Refused(SiyuError):
    """The other side answered with an error; params carry its status and body."""


class Json:
    """JSON over HTTP to one base address, keeping cookies by hand."""

    def __init__(self, egress: Egress, base: str) -> None:
        self._egress = egress
        self._base = base
        self._cookie = ""

    async def call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """One call. Raises `Refused` for any status of 400 and above."""
        payload = None if body is None else orjson.dumps(body)
        return await self._send(method, path, payload, {"Content-Type": "application/json"})

    async def upload(self, path: str, *, name: str, mime: str, data: bytes) -> Any:
        """Post one file as multipart."""
        files = form()
        files.add_field("file", data, filename=name, content_type=mime)
        return await self._send("POST", path, files, {})

    async def wait_until_up(self, path: str, *, seconds: float = 30) -> None:
        """Wait until `path` answers 200."""
        deadline = clock.monotonic() + seconds
        while True:
            try:
                await self.call("GET", path)
                return
            except (NotSent, MaybeSent, Refused):
                if clock.monotonic() > deadline:
                    raise
                clock.pause(0.1)

    async def _send(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Any:
        headers |= {"Cookie": self._cookie, "X-Siyu-CSRF": "1"}
        reply = await self._egress.request(method, self._base + path, body=body, headers=headers)
        if "set-cookie" in reply.headers:
            self._cookie = reply.headers["set-cookie"].split(";")[0]
        if reply.status >= 400:
            text = reply.body.decode(errors="replace")[:2000]
            raise Refused("demo.refused", f"{method} {path} → {reply.status} {text}", status=reply.status)
        is_json = reply.headers.get("content-type", "").startswith("application/json")
        return orjson.loads(reply.body) if is_json and reply.body else reply.body
