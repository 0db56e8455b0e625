"""A whole Siyu beside a sandbox: real processes, real HTTP, a brand set up through the API; one for all stories."""

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import pytest

from siyu.demo import run as demo_run
from siyu.demo.http import Json
from siyu.kit.egress import Egress

T = TypeVar("T")

WAIT_S = 20.0


@dataclass
class Stack:
    """One running Siyu with its sandbox; `siyu` and `world` speak JSON to each."""

    running: demo_run.Running
    loop: asyncio.AbstractEventLoop
    api: Json
    sandbox: Json

    def wait_for(self, coroutine: Coroutine[Any, Any, T], *, seconds: float = 120) -> T:
        """Run a coroutine on the stack's own loop and thread, and wait for it."""
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(seconds)

    def siyu(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """Call Siyu's API as the signed-in operator."""
        return self.wait_for(self.api.call(method, path, body))

    def world(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """Call the sandbox's control API: what people do with their phones."""
        return self.wait_for(self.sandbox.call(method, path, body))

    def eventually(self, look: Callable[[], T | None], *, what: str, seconds: float = WAIT_S) -> T:
        """Look until something is there, or say what never came."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = look()
            if found:
                return found
            time.sleep(0.05)
        raise AssertionError(f"never happened: {what}")


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The tea-house brand, connected and with its ten codes at WeCom, before any customer came."""
    home = tmp_path_factory.mktemp("stack")
    running = demo_run.start(demo_run.Demo(home, port=0, sandbox_port=0))
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="stack")  # Playwright keeps this thread's loop busy
    thread.start()
    egress = asyncio.run_coroutine_threadsafe(_open(), loop).result(10)
    opened = Stack(running, loop, Json(egress, running.url), Json(egress, running.sandbox_url))
    try:
        opened.wait_for(demo_run.set_up(running, opened.api, opened.sandbox))
        yield opened
    finally:
        opened.wait_for(egress.close())
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
        running.stop()
        running.server.stop()


async def _open() -> Egress:
    return Egress(timeout_s=60)
