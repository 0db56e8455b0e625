"""What must not be shown of a stored body, whoever looks."""

from collections.abc import Mapping
from typing import Any

HIDDEN = frozenset({"welcome_code", "token", "secret"})


def without(body: Mapping[str, Any]) -> dict[str, Any]:
    """`body` with secrets masked at any depth."""
    return {name: "***" if name in HIDDEN and value else _clean(value) for name, value in body.items()}


def _clean(value: Any) -> Any:
    if isinstance(value, dict):
        return without(value)
    return [_clean(one) for one in value] if isinstance(value, list) else value
