"""A whole Siyu beside a sandbox: real processes, real HTTP, a brand set up through the API; one for all stories."""

import asyncio
import time
from collections.abc import Callable, Iterator
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

    def siyu(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """Call Siyu's API as the signed-in operator."""
        return self.loop.run_until_complete(self.api.call(method, path, body))

    def world(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """Call the sandbox's control API: what people do with their phones."""
        return self.loop.run_until_complete(self.sandbox.call(method, path, body))

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
    egress = loop.run_until_complete(_open())
    try:
        opened = Stack(running, loop, Json(egress, running.url), Json(egress, running.sandbox_url))
        loop.run_until_complete(demo_run.set_up(running, opened.api, opened.sandbox))
        yield opened
    finally:
        loop.run_until_complete(egress.close())
        loop.close()
        running.stop()
        running.server.stop()


async def _open() -> Egress:
    return Egress(timeout_s=60)
