"""Keyset paging: a cursor is the sort values of the last row seen, opaque to the caller."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import orjson

from siyu.kit.errors import Invalid

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page: `total` counts all rows of the filter, `next_cursor` is None on the last page."""

    items: Sequence[T]
    next_cursor: str | None
    total: int


def encode(values: Sequence[str | int | None]) -> str:
    """Make a cursor from the last row's sort values."""
    return base64.urlsafe_b64encode(orjson.dumps(list(values))).decode().rstrip("=")


def decode(cursor: str, *, length: int) -> list[str | int | None]:
    """Read a cursor of `length` values. Raises `Invalid` when it was not made by `encode`."""
    try:
        values = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, orjson.JSONDecodeError) as error:
        raise Invalid("paging.bad_cursor", "翻页位置无效，请回到第一页重试") from error
    if not isinstance(values, list) or len(values) != length:
        raise Invalid("paging.bad_cursor", "翻页位置无效，请回到第一页重试")
    return values
