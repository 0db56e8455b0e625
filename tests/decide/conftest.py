"""A corp and the shortest way to propose something."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from siyu.decide.intents import Intent, Purpose, Reason
from siyu.kit import ids

Propose = Callable[..., Intent]


@pytest.fixture
def corp_id() -> UUID:
    """The id of a corp; decide keeps no other row of it."""
    return ids.new()


@pytest.fixture
def propose() -> Propose:
    """An intent about a greeting, with whatever a test wants changed."""

    def make(key: str = "greet:1", **changes: Any) -> Intent:
        plain: dict[str, Any] = {
            "key": key,
            "play": "channel_codes",
            "purpose": Purpose.GREETING,
            "effect": "wecom.send_welcome",
            "payload": {"userid": "zhangsan"},
            "because": Reason("code.greets", {"code": "西湖店"}),
        }
        return Intent(**{**plain, **changes})

    return make
