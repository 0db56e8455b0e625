"""A corp of profile's tests."""

from collections.abc import Iterator
from uuid import UUID

import httpx2
import pytest
from sqlalchemy.orm import Session

from siyu.corp import service as corp
from siyu.kit.clock import FixedSource
from siyu.kit.db import Database
from tests.profile.shop import Shop
from weixin_sandbox.testing import running_sandbox


@pytest.fixture
def corp_id(session: Session) -> UUID:
    """A corp within the test's own transaction."""
    return corp.create_corp(session, name="山间茶铺", corpid="wwtea0000000000001")


@pytest.fixture
def shop(database: Database, fixed_clock: FixedSource) -> Iterator[Shop]:
    """The sandbox's tea house, connected, at the test's time."""
    with (
        running_sandbox(seed=7, start=fixed_clock.at.timestamp()) as sandbox,
        httpx2.Client(base_url=sandbox.url) as world,
    ):
        company = world.get("/sandbox/world").json()["corps"][0]
        app = company["apps"][0]
        with database.transaction() as session:
            corp_id = corp.create_corp(session, name=company["name"], corpid=company["corpid"])
            corp.save_app(session, corp_id, None, agentid=str(app["agentid"]), name=app["name"], secret=app["secret"])
        yield Shop(database, corp_id, sandbox.url, world)
