"""A load generator: many connections, each sending its next prepared request when the last was answered.

It works on raw sockets under uvloop, so that it costs a fraction of any server it measures (`Load.busy` tells).
"""

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

import uvloop

TIMEOUT_S = 120


@dataclass(frozen=True, slots=True)
class Load:
    """What one burst of requests came to: `latencies_ms` are sorted, `busy` is the generator's own share of a core."""

    answered: int
    refused: int
    seconds: float
    latencies_ms: Sequence[float]
    busy: float

    @property
    def per_second(self) -> float:
        """Requests answered with 200, per second."""
        return self.answered / self.seconds

    def percentile(self, percent: float) -> float:
        """The latency in ms that `percent` of the requests stayed within."""
        return self.latencies_ms[min(len(self.latencies_ms) - 1, int(len(self.latencies_ms) * percent / 100))]


def burst(port: int, requests: Sequence[bytes], *, connections: int) -> Load:
    """Send every one of `requests` (whole HTTP/1.1 messages) once to 127.0.0.1:`port`."""
    return uvloop.run(_burst(port, requests, connections))


async def _burst(port: int, requests: Sequence[bytes], connections: int) -> Load:
    loop = asyncio.get_running_loop()
    state = _State(iter(requests), [], loop.create_future(), connections)
    began, cpu = time.perf_counter(), time.process_time()
    for _ in range(connections):
        await loop.create_connection(lambda: _Connection(state, port), "127.0.0.1", port)
    async with asyncio.timeout(TIMEOUT_S):
        await state.done
    seconds, busy = time.perf_counter() - began, time.process_time() - cpu
    return Load(len(state.latencies_ms), state.refused, seconds, sorted(state.latencies_ms), busy / seconds)


@dataclass(slots=True)
class _State:
    """What the connections of one burst share."""

    requests: Iterator[bytes]
    latencies_ms: list[float]
    done: asyncio.Future[None]
    open: int
    refused: int = 0


class _Connection(asyncio.Protocol):
    """One connection; a server that hangs up gets a new one, which takes the unanswered request along."""

    def __init__(self, state: _State, port: int, unanswered: bytes | None = None) -> None:
        self._state = state
        self._port = port
        self._pending = unanswered
        self._received = b""
        self._sent_at = 0.0
        self._is_finished = False
        self._transport: asyncio.WriteTransport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.WriteTransport, transport)  # uvloop's is none by inheritance
        self._send_next()

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, found, body = self._received.partition(b"\r\n\r\n")
        if not found or len(body) < _content_length(head):
            return
        self._received, self._pending = b"", None
        if head.startswith(b"HTTP/1.1 200"):
            self._state.latencies_ms.append((time.perf_counter() - self._sent_at) * 1000)
        else:
            self._state.refused += 1
        if b"\r\nconnection: close" in head.lower():
            self._transport.close()
        else:
            self._send_next()

    def connection_lost(self, _error: Exception | None) -> None:
        if not self._is_finished and not self._state.done.done():
            asyncio.ensure_future(self._reconnect()).add_done_callback(self._reconnected)

    def _send_next(self) -> None:
        request = self._pending or next(self._state.requests, None)
        if request is None:
            self._finish()
            return
        self._pending = request
        self._sent_at = time.perf_counter()
        self._transport.write(request)

    def _finish(self) -> None:
        self._is_finished = True
        self._transport.close()
        self._state.open -= 1
        if self._state.open == 0 and not self._state.done.done():
            self._state.done.set_result(None)

    async def _reconnect(self) -> None:
        again = _Connection(self._state, self._port, self._pending)
        await asyncio.get_running_loop().create_connection(lambda: again, "127.0.0.1", self._port)

    def _reconnected(self, task: "asyncio.Future[None]") -> None:
        error = task.exception()
        if error is not None and not self._state.done.done():
            self._state.done.set_exception(error)


def _content_length(head: bytes) -> int:
    lower = head.lower()
    start = lower.find(b"content-length:")
    if start < 0:
        return 0
    end = lower.find(b"\r\n", start)
    return int(lower[start + 15 : end if end > 0 else None])
