"""A corp and a material folder of the test's own."""

from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from siyu.content import store
from siyu.corp import service as corp


@pytest.fixture
def corp_id(session: Session, tmp_path: Path) -> UUID:
    """A corp within the test's own transaction; materials lie in the test's folder."""
    store.install(tmp_path / "materials")
    return corp.create_corp(session, name="山间茶铺", corpid="wwtea0000000000001")
