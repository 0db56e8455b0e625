"""A company, its console API in-process, and a WeChat sandbox to connect it to."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from uuid import UUID

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from siyu import refusals
from siyu.corp import api, service
from siyu.corp.wire import Wires
from siyu.kit.clock import FixedSource
from siyu.kit.db import Database
from siyu.kit.egress import Egress
from siyu.wechat.wecom.limits import Rates
from weixin_sandbox.testing import RunningSandbox, running_sandbox

CSRF = {"X-Siyu-CSRF": "1"}


@pytest.fixture
def anyio_backend() -> str:
    """Async tests run on asyncio."""
    return "asyncio"


@pytest.fixture
def corp_id(session: Session) -> UUID:
    return service.create_corp(session, name="山间茶铺", corpid="wwtea0000000000001")


@pytest.fixture
def sandbox(fixed_clock: FixedSource) -> Iterator[RunningSandbox]:
    """A WeChat world of the test's own, at the test's time."""
    with running_sandbox(seed=7, start=fixed_clock.at.timestamp()) as running:
        yield running


@pytest.fixture
def world(sandbox: RunningSandbox) -> Iterator[httpx2.Client]:
    """The sandbox's control API."""
    with httpx2.Client(base_url=sandbox.url) as client:
        yield client


@pytest.fixture
def tea_house(database: Database, world: httpx2.Client) -> UUID:
    """The sandbox's company, entered with its real secret; committed."""
    corp = world.get("/sandbox/world").json()["corps"][0]
    app = corp["apps"][0]
    with database.transaction() as session:
        corp_id = service.create_corp(session, name=corp["name"], corpid=corp["corpid"])
        service.save_app(session, corp_id, None, agentid=str(app["agentid"]), name=app["name"], secret=app["secret"])
    return corp_id


Connect = Callable[..., AbstractAsyncContextManager[Wires]]


@pytest.fixture
def connect(database: Database, sandbox: RunningSandbox) -> Connect:
    """Connections as one more process would make them."""

    @asynccontextmanager
    async def wires(rates: Rates | None = None, timeout_s: float = 30) -> AsyncIterator[Wires]:
        async with Egress(timeout_s=timeout_s) as egress:
            yield Wires(database, egress, base_url=sandbox.url, rates=rates)

    return wires


def calls(sandbox: RunningSandbox, api: str) -> int:
    """How often the sandbox was asked for `api`."""
    return sandbox.app.sandbox.ledger.calls[api]


@pytest.fixture
def web(database: Database) -> FastAPI:
    """Corp's routes on a database of the test's own, as the web process mounts them."""
    app = FastAPI(exception_handlers=refusals.HANDLERS)
    app.include_router(api.router)
    app.state.database = database
    app.state.demo_login = False
    app.state.public_url = "http://127.0.0.1:8800"
    app.state.sandbox_url = None
    app.state.secure_cookies = False
    app.state.wecom_url = "http://127.0.0.1:9"
    return app


@pytest.fixture
def browser(web: FastAPI) -> Iterator[TestClient]:
    """A browser on this machine that sends the console's header."""
    with TestClient(web, base_url="http://127.0.0.1:8800", headers=CSRF, client=("127.0.0.1", 50000)) as client:
        yield client


@pytest.fixture
def owner(browser: TestClient, database: Database) -> TestClient:
    """The browser, signed in as the first owner, with the company entered."""
    with database.transaction() as session:
        token = service.bootstrap_token(session)
    body = {"token": token, "name": "林溪", "email": "lin@example.com", "password": "long enough words"}
    assert browser.post("/api/bootstrap", json=body).status_code == 200
    corp = {"name": "山间茶铺", "corpid": "wwtea0000000000001"}
    assert browser.put("/api/setup/corp", json=corp).status_code == 200
    return browser
