"""Puts the sandbox together: the official interface, the control API and the phones page behind one port."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from weixin_sandbox import api, control, state, tea_house
from weixin_sandbox.api.tokens import gettoken
from weixin_sandbox.clock import VirtualClock
from weixin_sandbox.limits import Limits, Settings
from weixin_sandbox.sandbox import Sandbox
from weixin_sandbox.wire import Receive, Scope, Send, Wire

STATIC = Path(__file__).parent / "static"
SAVE_EVERY_S = 10
LOOPBACK = r"https?://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?"
NO_PAGE = (
    "<!doctype html><meta charset=utf-8><title>weixin sandbox</title><h1>The WeCom sandbox is running</h1>"
    "<p>The phones page is not built here (<code>npm run build</code> in <code>web/</code> makes it). "
    "The control API is at <a href=/sandbox/world>/sandbox/world</a>.</p>"
)


class App:
    """The ASGI application. The official interface is dispatched before the control API's router."""

    def __init__(self, sandbox: Sandbox, state_file: Path | None = None) -> None:
        self.sandbox = sandbox
        self._wire = Wire(sandbox, api.routes(), gettoken)
        self._control = _control(sandbox, state_file)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and scope["path"].startswith("/cgi-bin/"):
            await self._wire(scope, receive, send)
        else:
            await self._control(scope, receive, send)


def build(
    *,
    public_url: str,
    seed: int = 7,
    world: str = "tea_house",
    start: float | None = None,
    state_file: Path | None = None,
) -> App:
    """A fresh world, or the one in `state_file` when that exists. Raises BadState when it cannot be read.

    `public_url` is where clients reach this server; addresses of pictures begin with it.
    """
    limits, settings = Limits(), Settings(public_url=public_url)
    if state_file is None or not state_file.exists():
        return App(Sandbox(tea_house.build(world, seed), VirtualClock(start), limits, settings), state_file)
    kept_world, clock, ledger = state.load(state_file)
    sandbox = Sandbox(kept_world, clock, limits, settings)
    sandbox.ledger = sandbox.courier.ledger = ledger
    return App(sandbox, state_file)


async def _keep(sandbox: Sandbox, state_file: Path) -> None:
    while True:
        await asyncio.sleep(SAVE_EVERY_S)
        state.save(sandbox, state_file)


def _control(sandbox: Sandbox, state_file: Path | None) -> Starlette:
    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        keeping = asyncio.create_task(_keep(sandbox, state_file)) if state_file else None
        yield
        if keeping is not None and state_file is not None:
            keeping.cancel()
            state.save(sandbox, state_file)
        await sandbox.courier.close()

    routes: list[BaseRoute] = [*control.routes()]
    if STATIC.joinpath("index.html").exists():
        routes.append(Mount("/", StaticFiles(directory=STATIC, html=True)))
    else:
        routes.append(Route("/", _no_page))
    cors = Middleware(
        CORSMiddleware, allow_origin_regex=LOOPBACK, allow_methods=["*"], allow_headers=["*"], max_age=600
    )
    app = Starlette(routes=routes, middleware=[cors], lifespan=lifespan)
    app.state.sandbox = sandbox
    app.state.population = None
    app.state.population_lock = asyncio.Lock()
    return app


async def _no_page(request: Request) -> Response:
    return HTMLResponse(NO_PAGE)
