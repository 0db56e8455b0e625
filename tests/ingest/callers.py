"""WeCom's side of the door: sealed callbacks, and ways of sending them to an intake without a network."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, MutableMapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from siyu.ingest.intake import Intake
from siyu.wechat.wecom.crypto import CallbackCrypto

AES_KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
Chunks = list[bytes]


@dataclass(frozen=True)
class App:
    """An app of a corp with its callback settings, as the receivers know it."""

    corp_id: UUID
    corpid: str = "wwtea0000000000001"
    token: str = "tea"
    aes_key: str = AES_KEY

    def query(self, plain: bytes, *, nonce: str = "n1") -> tuple[Mapping[str, str], str]:
        """The signed query of a callback and its ciphertext."""
        crypto = CallbackCrypto(token=self.token, aes_key=self.aes_key, receive_id=self.corpid)
        sealed = crypto.seal(plain, timestamp="1772416800", nonce=nonce)
        query = {"msg_signature": sealed.signature, "timestamp": "1772416800", "nonce": nonce}
        return query, sealed.encrypt


@dataclass
class Receivers:
    """The receivers of a test, by the last part of their path."""

    apps: Mapping[str, App] = field(default_factory=dict)

    async def find(self, key: str) -> App | None:
        return self.apps.get(key)


@dataclass(frozen=True)
class Answer:
    """What the door answered."""

    status: int
    body: bytes


def envelope(encrypt: str, *, agent_id: str = "1000002") -> bytes:
    """The outer body around a ciphertext."""
    return (
        f"<xml><ToUserName><![CDATA[wwtea0000000000001]]></ToUserName><Encrypt><![CDATA[{encrypt}]]></Encrypt>"
        f"<AgentID><![CDATA[{agent_id}]]></AgentID></xml>"
    ).encode()


async def send(
    intake: Intake, app: App, plain: bytes, *, path: str = "door", nonce: str = "n1", agent_id: str = "1000002"
) -> Answer:
    """Deliver one genuine callback."""
    query, encrypt = app.query(plain, nonce=nonce)
    return await call(intake, "POST", path, query=query, chunks=[envelope(encrypt, agent_id=agent_id)])


async def call(
    intake: Intake, method: str, path: str, *, query: Mapping[str, str], chunks: Chunks | None = None
) -> Answer:
    """One request, its body in `chunks`; with None the body never comes."""
    pending: Iterator[MutableMapping[str, Any]] = iter(
        {"type": "http.request", "body": chunk, "more_body": place < len(chunks or [])}
        for place, chunk in enumerate(chunks or [], start=1)
    )
    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> MutableMapping[str, Any]:
        message = next(pending, None)
        if message is None:
            await asyncio.Event().wait()
            raise AssertionError
        return message

    async def answer(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": method, "path": f"/callback/wecom/{path}",
        "query_string": urlencode(query).encode(), "headers": [],
    }  # fmt: skip
    await intake(scope, receive, answer)
    return Answer(sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:]))


@asynccontextmanager
async def open_door(url: str, **apps: App) -> AsyncIterator[Intake]:
    """An intake on the database at `url` for these apps."""
    intake = Intake(url, Receivers(apps))
    async with intake.running():
        yield intake


def within(work: Callable[[], Awaitable[None]], *, seconds: float = 30) -> None:
    """Run an async test, not for ever."""

    async def bounded() -> None:
        async with asyncio.timeout(seconds):
            await work()

    asyncio.run(bounded())
