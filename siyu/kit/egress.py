"""The only way out over HTTP: time-outs, no redirects, a body cap, typed failures, public addresses for user URLs.

What went wrong decides what may be done again: `NotSent` means no byte left us; `MaybeSent` means nobody knows.
"""

import ipaddress
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any

import aiohttp
import yarl
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import DefaultResolver

from siyu.kit.errors import Unavailable

BODY_CAP = 32 * 1024 * 1024

Form = aiohttp.FormData


class NotSent(Unavailable):
    """The request never reached the other side (refused, unresolvable, TLS): safe to do again."""


class MaybeSent(Unavailable):
    """The connection broke or timed out after bytes may have left: the effect is unknown."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole HTTP answer: `headers` keys are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class _GlobalOnly(AbstractResolver):
    """Resolves only to addresses out in the world, so a user's URL cannot reach into our network (SSRF)."""

    def __init__(self) -> None:
        self._inner = DefaultResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        if not found or any(not ipaddress.ip_address(entry["host"]).is_global for entry in found):
            raise OSError(f"{host} is not a public address")
        return found

    async def close(self) -> None:
        await self._inner.close()


class Egress:
    """An HTTP client for one event loop; `public_only` for addresses that users gave."""

    def __init__(self, *, timeout_s: float = 5.0, connections: int = 100, public_only: bool = False) -> None:
        connector = aiohttp.TCPConnector(limit=connections, resolver=_GlobalOnly() if public_only else None)
        self._public_only = public_only
        self._session = aiohttp.ClientSession(
            connector=connector,
            timeout=aiohttp.ClientTimeout(total=timeout_s, connect=min(timeout_s, 3.0)),
            cookie_jar=aiohttp.DummyCookieJar(),
        )

    async def request(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        body: bytes | aiohttp.FormData | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Do one request. Raises `NotSent` or `MaybeSent`; any HTTP status is a `Reply`."""
        self._refuse_literal_private(url)
        try:
            async with self._session.request(
                method, url, params=params, data=body, headers=headers, allow_redirects=False
            ) as response:
                payload = await response.content.read(BODY_CAP + 1)
                if len(payload) > BODY_CAP:
                    raise MaybeSent("egress.too_large", "对方返回的内容过大")
                while not response.content.at_eof():
                    payload += await response.content.read(BODY_CAP + 1 - len(payload))
                    if len(payload) > BODY_CAP:
                        raise MaybeSent("egress.too_large", "对方返回的内容过大")
                return Reply(response.status, {k.lower(): v for k, v in response.headers.items()}, payload)
        except (aiohttp.ClientConnectorError, aiohttp.InvalidURL) as error:
            raise NotSent("egress.unreachable", "无法连接到对方服务器，请检查网络或代理设置") from error
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise MaybeSent("egress.interrupted", "请求已发出但没有收到完整答复") from error

    def _refuse_literal_private(self, url: str) -> None:
        if not self._public_only:
            return
        host = yarl.URL(url).host or ""
        try:
            address = ipaddress.ip_address(host)
        except ValueError:
            return
        if not address.is_global:
            raise NotSent("egress.private_address", "该地址不是公网地址，已拒绝访问")

    async def close(self) -> None:
        """Close every connection."""
        await self._session.close()

    async def __aenter__(self) -> "Egress":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


def form(**fields: Any) -> aiohttp.FormData:
    """An empty multipart form with plain fields, to which files are added by `add_field`."""
    data = aiohttp.FormData()
    for name, value in fields.items():
        data.add_field(name, value)
    return data
