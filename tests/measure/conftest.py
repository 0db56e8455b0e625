"""A connected tea house whose log, listeners and dispatcher a test turns by hand."""

from collections.abc import Iterator

import pytest

from siyu.kit.clock import FixedSource
from siyu.kit.db import Database
from tests.measure.spine import Spine, running_spine


@pytest.fixture
def spine(database: Database, fixed_clock: FixedSource) -> Iterator[Spine]:
    """The main story without processes."""
    with running_spine(database, fixed_clock) as spine:
        yield spine
