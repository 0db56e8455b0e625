"""The door for WeCom's callbacks: cap → signature → decrypt → receiver → on disk → 200. Anything else is not a 200.

A raw ASGI app: this path is the hottest we have, and it answers only after the callback is durable.
"""

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import Any, Protocol
from urllib.parse import parse_qsl
from uuid import UUID

from sqlalchemy.exc import OperationalError

from siyu.ingest.commit import Arrival, GroupCommit, NotStored
from siyu.ingest.patience import Patience
from siyu.kit import clock, logs, metrics
from siyu.wechat.wecom import envelope
from siyu.wechat.wecom.crypto import CallbackCrypto, CallbackRefused
from siyu.wechat.wecom.xml import BadXml, TooLarge

log = logs.get("ingest")

ANSWER_WITHIN_S = 4.5  # WeCom hangs up after 5 s and sends again; a slow sender or disk must not hold us longer
REFUSED = 403, b"forbidden", "refused"  # one answer, whatever was wrong: it teaches a forger nothing

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Receiver(Protocol):
    """Whom a callback path belongs to."""

    @property
    def corp_id(self) -> UUID: ...
    @property
    def corpid(self) -> str: ...
    @property
    def token(self) -> str: ...
    @property
    def aes_key(self) -> str: ...


class Receivers(Protocol):
    """Finds the receiver of a callback path."""

    async def find(self, key: str) -> Receiver | None:
        """The receiver whose path ends in `key`, if any."""


class Intake:
    """ASGI app for `…/{receiver_key}`: GET verifies the address, POST takes a callback."""

    def __init__(self, url: str, receivers: Receivers) -> None:
        self._receivers = receivers
        self._commit = GroupCommit(url)
        self._patience = Patience(ANSWER_WITHIN_S)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Keep the door open within the block."""
        async with self._commit.running(), self._patience.running():
            yield

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = clock.monotonic()
        status, body, outcome = await self._answer(scope, receive)
        _count(outcome)
        if status == 200:
            metrics.CALLBACK_SECONDS.observe(clock.monotonic() - started)
        await send({"type": "http.response.start", "status": status, "headers": _headers(body)})
        await send({"type": "http.response.body", "body": body})

    async def _answer(self, scope: Scope, receive: Receive) -> tuple[int, bytes, str]:
        """Status, body and what to count it as."""
        try:
            with self._patience:
                return await self._admit(scope, receive)
        except CallbackRefused as refused:
            log.warning("callback_refused", reason=refused.reason)
            return REFUSED
        except TooLarge:
            return 413, b"too large", "too_large"
        except BadXml as bad:
            log.warning("callback_malformed", code=bad.code)
            return 400, b"malformed", "malformed"
        except (NotStored, OperationalError, TimeoutError):
            return 503, b"not stored", "not_stored"

    async def _admit(self, scope: Scope, receive: Receive) -> tuple[int, bytes, str]:
        address = scope["path"].rpartition("/")[2]
        receiver = await self._receivers.find(address)
        if receiver is None:
            return REFUSED
        query = _query(scope["query_string"].decode("latin-1"))
        if scope["method"] == "GET":
            return 200, _verified(receiver, query), "verified"
        if scope["method"] != "POST":
            return 405, b"method not allowed", "bad_method"
        await self._commit.store(_arrival(address, receiver, query, await _body(receive)))
        return 200, b"", "stored"


def _query(raw: str) -> dict[str, str]:
    if "%" in raw or "+" in raw:
        return dict(parse_qsl(raw, keep_blank_values=True))
    return dict(pair.partition("=")[::2] for pair in raw.split("&"))  # a callback's has nothing to unquote


def _verified(receiver: Receiver, query: dict[str, str]) -> bytes:
    """The plaintext of `echostr`, which proves that we hold the keys."""
    return _opened(receiver, query, query.get("echostr", ""))


def _arrival(address: str, receiver: Receiver, query: dict[str, str], body: bytes) -> Arrival:
    """Its key names the app by our own address: the envelope's AgentID is unsigned, a replay could vary it."""
    plain = _opened(receiver, query, envelope.parse(body).encrypt)
    key = hashlib.sha256(b"\x1f".join((receiver.corp_id.bytes, address.encode(), plain))).digest()
    return Arrival(receiver.corp_id, key, clock.now(), plain)


def _opened(receiver: Receiver, query: dict[str, str], encrypt: str) -> bytes:
    return _crypto(receiver.token, receiver.aes_key, receiver.corpid).open(
        signature=query.get("msg_signature", ""),
        timestamp=query.get("timestamp", ""),
        nonce=query.get("nonce", ""),
        encrypt=encrypt,
    )


@lru_cache(maxsize=1024)
def _crypto(token: str, aes_key: str, corpid: str) -> CallbackCrypto:
    return CallbackCrypto(token=token, aes_key=aes_key, receive_id=corpid)


async def _body(receive: Receive) -> bytes:
    """The request's body. Raises TooLarge as soon as it passes the cap, and NotStored when the sender hung up."""
    message = await receive()
    body: bytes = message.get("body", b"")
    while message.get("more_body"):
        if len(body) > envelope.BODY_CAP:
            break  # envelope.parse refuses it; the rest is not read
        message = await receive()
        body += message.get("body", b"")
    if message["type"] == "http.disconnect":
        raise NotStored
    return body


@lru_cache(maxsize=32)
def _counter(outcome: str) -> Any:
    return metrics.CALLBACKS.labels(outcome)


def _count(outcome: str) -> None:
    _counter(outcome).inc()


def _headers(body: bytes) -> list[tuple[bytes, bytes]]:
    return [(b"content-type", b"text/plain"), (b"content-length", str(len(body)).encode())]
