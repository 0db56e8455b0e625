import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from siyu.kit.egress import Egress, MaybeSent, NotSent

Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def serving(answer: Answer) -> AsyncIterator[str]:
    writers: list[asyncio.StreamWriter] = []

    async def answering(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        await answer(reader, writer)

    server = await asyncio.start_server(answering, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    finally:
        server.close()
        for writer in writers:
            writer.transport.abort()
        await asyncio.sleep(0)


async def hang_up_after_reading(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readline()
    writer.close()


async def redirect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")
    await writer.drain()
    writer.close()


async def never_answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()
    writer.close()


def test_a_refused_connection_is_known_not_to_have_been_sent() -> None:
    async def story() -> None:
        async with Egress() as egress:
            with pytest.raises(NotSent):
                await egress.request("GET", "http://127.0.0.1:9/")

    asyncio.run(story())


@pytest.mark.parametrize("answer", [hang_up_after_reading, never_answer])
def test_a_request_without_a_whole_answer_may_have_been_sent(answer: Answer) -> None:
    async def story() -> None:
        async with serving(answer) as url, Egress(timeout_s=0.3) as egress:
            with pytest.raises(MaybeSent):
                await egress.request("POST", url, body=b"{}")

    asyncio.run(story())


def test_redirects_are_answers_and_never_followed() -> None:
    async def story() -> int:
        async with serving(redirect) as url, Egress() as egress:
            return (await egress.request("GET", url)).status

    assert asyncio.run(story()) == 302


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:9/", "http://[::1]:9/", "http://169.254.169.254/", "http://localhost:9/", "http://10.0.0.1/"],
)
def test_an_address_a_user_gave_never_reaches_into_our_network(url: str) -> None:
    async def story() -> None:
        async with Egress(public_only=True) as egress:
            with pytest.raises(NotSent):
                await egress.request("GET", url)

    asyncio.run(story())
