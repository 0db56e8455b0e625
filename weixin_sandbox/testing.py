"""A running sandbox for tests: its own thread, a free port, real HTTP."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import uvicorn

from weixin_sandbox.app import App, build
from weixin_sandbox.server import make_server

START_WITHIN_S = 20.0


@dataclass(slots=True)
class RunningSandbox:
    """`url` is where it answers, without a trailing slash; `app` gives a look inside for assertions."""

    url: str
    app: App
    _server: uvicorn.Server
    _thread: threading.Thread

    def close(self) -> None:
        """Stop serving and wait for the thread."""
        self._server.should_exit = True
        self._thread.join(timeout=10)


def start_sandbox(
    *, port: int = 0, seed: int = 7, world: str = "tea_house", start: float | None = None
) -> RunningSandbox:
    """Start one on loopback; port 0 lets the system choose. The caller closes it."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    app = build(seed=seed, world=world, start=start, public_url=url)
    server = make_server(app, host="127.0.0.1", port=port)
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True, name="weixin-sandbox")
    thread.start()
    deadline = time.monotonic() + START_WITHIN_S
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise RuntimeError("the sandbox did not start")
        time.sleep(0.01)
    return RunningSandbox(url, app, server, thread)


@contextlib.contextmanager
def running_sandbox(
    *, port: int = 0, seed: int = 7, world: str = "tea_house", start: float | None = None
) -> Iterator[RunningSandbox]:
    """`with running_sandbox() as sandbox:` — started, and closed at the end."""
    sandbox = start_sandbox(port=port, seed=seed, world=world, start=start)
    try:
        yield sandbox
    finally:
        sandbox.close()
