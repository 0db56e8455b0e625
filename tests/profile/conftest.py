"""A corp of profile's tests."""

from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from siyu.corp import service as corp
from siyu.kit.db import Database


@pytest.fixture
def corp_id(session: Session) -> UUID:
    """A corp within the test's own transaction."""
    return corp.create_corp(session, name="山间茶铺", corpid="wwtea0000000000001")


@pytest.fixture
def real_corp(database: Database) -> UUID:
    """A corp that is committed, in the test's own database."""
    with database.transaction() as session:
        return corp.create_corp(session, name="山间茶铺", corpid="wwtea0000000000001")
