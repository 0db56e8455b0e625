"""Opaque paging cursors."""

import base64
import binascii

from weixin_sandbox.errors import WecomError


def encode(*numbers: int) -> str:
    """A cursor that remembers these numbers."""
    return base64.urlsafe_b64encode(":".join(map(str, numbers)).encode()).decode().rstrip("=")


def decode(cursor: str, *first: int) -> tuple[int, ...]:
    """The numbers of a cursor, `first` for an empty one. Raises WecomError 40058 when it is not one of ours."""
    if not cursor:
        return first
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        numbers = tuple(int(part) for part in text.split(":"))
    except (binascii.Error, UnicodeDecodeError, ValueError) as error:
        raise WecomError(40058, "invalid cursor") from error
    if len(numbers) != len(first):
        raise WecomError(40058, "invalid cursor")
    return numbers
