"""The web process put together: callbacks on a path of their own, the API, and the console's files."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import FastAPI, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text
from starlette.types import ASGIApp, Receive, Scope, Send

import siyu
from siyu import play, refusals, static
from siyu.act import api as act_api
from siyu.content import api as content_api
from siyu.content import store
from siyu.corp import api as corp_api
from siyu.corp import guard
from siyu.corp.receivers import DatabaseReceivers
from siyu.ingest import api as ingest_api
from siyu.ingest.intake import Intake
from siyu.kit import cipher, ids
from siyu.kit.db import Database
from siyu.measure import api as measure_api
from siyu.profile import api as profile_api
from siyu.settings import Settings

CALLBACKS = "/callback/wecom/"
SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


def create(settings: Settings, database: Database) -> ASGIApp:
    """The whole web process as one ASGI app. Raises when a route declares no policy."""
    cipher.install(settings.cipher())
    store.install(settings.data_dir / "materials")
    intake = Intake(database.url, DatabaseReceivers(database))
    app = api(settings, database)

    async def siyu(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(CALLBACKS):
            await intake(scope, receive, send)
        else:
            await app(scope, receive, send)

    app.router.lifespan_context = _lifespan(intake)
    return siyu


def api(settings: Settings, database: Database) -> FastAPI:
    """The JSON API and the console's files."""
    app = FastAPI(
        title="Siyu", version=siyu.__version__, docs_url=None, redoc_url=None, openapi_url=None,
        exception_handlers=refusals.HANDLERS,
    )  # fmt: skip
    app.state.database = database
    app.state.settings_view = settings
    app.state.demo_login = settings.demo_login
    app.state.public_url = settings.public_url
    app.state.sandbox_url = settings.sandbox_url
    app.state.secure_cookies = settings.secure_cookies
    app.state.data_dir = settings.data_dir
    app.state.wecom_url = settings.wecom_url
    app.middleware("http")(_with_request_id)
    rooms = (corp_api, ingest_api, profile_api, content_api, act_api, measure_api)
    for room in rooms:
        app.include_router(room.router)
    for found in play.discover():
        if found.router is not None:
            app.include_router(found.router)
    _health(app, database)
    undeclared = guard.undeclared(app)
    if undeclared:
        raise TypeError(f"routes without a policy: {', '.join(undeclared)}")
    static.mount(app, connect_to=settings.sandbox_url)
    return app


def _health(app: FastAPI, database: Database) -> None:
    @app.get("/healthz", dependencies=[guard.public], include_in_schema=False)
    def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/readyz", dependencies=[guard.public], include_in_schema=False)
    def readyz() -> dict[str, str]:
        with database.transaction() as session:
            session.execute(text("SELECT 1"))
        return {"status": "ready"}

    @app.get("/metrics", dependencies=[guard.loopback], include_in_schema=False)
    def metrics() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


def _lifespan(intake: Intake) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def run(_app: FastAPI) -> AsyncIterator[None]:
        async with intake.running():
            yield

    return run


async def _with_request_id(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    request.state.request_id = ids.new().hex[-12:]
    response = await call_next(request)
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers["X-Request-Id"] = request.state.request_id
    return response
