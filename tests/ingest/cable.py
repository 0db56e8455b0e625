"""A TCP cable to the database that a test can cut, mute or make lose replies."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit


class Cable:
    """Carries bytes both ways while `is_up`; when `is_mute` the server's replies are swallowed."""

    def __init__(self, url: str) -> None:
        self._to = urlsplit(url)
        self._writers: set[asyncio.StreamWriter] = set()
        self._calls: set[asyncio.Task[None]] = set()
        self.is_up = True
        self.is_mute = False
        self.url = url

    @asynccontextmanager
    async def laid(self) -> AsyncIterator["Cable"]:
        """`url` leads through the cable within the block."""
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        self.url = self._to._replace(netloc=self._to.netloc.rpartition(":")[0] + f":{port}").geturl()
        try:
            yield self
        finally:
            server.close()
            self.cut()
            await asyncio.gather(*self._calls)

    def cut(self) -> None:
        """Break every connection, as a killed server does, and accept no new one until `mend`."""
        self.is_up = False
        for writer in self._writers:
            writer.transport.abort()

    def mend(self) -> None:
        """Carry again."""
        self.is_up, self.is_mute = True, False

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        call = asyncio.get_running_loop().create_task(self._carry(reader, writer))
        self._calls.add(call)
        call.add_done_callback(self._calls.discard)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self.is_up:
            writer.transport.abort()
            return
        there, back = await asyncio.open_connection(self._to.hostname, self._to.port)
        self._writers |= {writer, back}
        with contextlib.suppress(OSError):
            await asyncio.gather(self._pump(reader, back, is_reply=False), self._pump(there, writer, is_reply=True))
        self._writers -= {writer, back}

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, is_reply: bool) -> None:
        while data := await source.read(65536):
            if not (is_reply and self.is_mute):
                sink.write(data)
                await sink.drain()
        sink.transport.abort()
