"""Every test of the door has a corp and stands at 2026-03-02 02:00 UTC."""

from uuid import UUID

import pytest

from siyu.kit import clock, ids


@pytest.fixture
def corp_id() -> UUID:
    return ids.new()


@pytest.fixture(autouse=True)
def _standing_clock(fixed_clock: clock.FixedSource) -> None:
    """For tests that do not move it themselves."""
