"""The exception tree, drawn once. Each error has a stable `code`, parameters, and an HTTP status kind.

The console words an error by its code; `message` is the Chinese fallback and says what to do next.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Param = str | int | float | bool | None | Sequence[str]


class SiyuError(Exception):
    """Anything Siyu refuses or cannot do, with a code that never changes."""

    status = 500

    def __init__(self, code: str, message: str, **params: Param) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.params: Mapping[str, Param] = params


class NotFound(SiyuError):
    """What was named does not exist, or not for this caller."""

    status = 404


class Conflict(SiyuError):
    """The present state does not allow it (stale version, already used, duplicate)."""

    status = 409


class Forbidden(SiyuError):
    """The caller may not do this; params name the missing permission."""

    status = 403


class Unauthenticated(SiyuError):
    """Nobody is signed in, or the session ended."""

    status = 401


class TooMany(SiyuError):
    """A limit of ours is used up; params say when to come back."""

    status = 429


class Unavailable(SiyuError):
    """A part we depend on does not answer now; trying again later may work."""

    status = 503


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One thing wrong with one input field: `path` is dotted (`roster.0.from`)."""

    path: str
    code: str
    message: str


class Invalid(SiyuError):
    """The input cannot be accepted; `fields` says which and why."""

    status = 422

    def __init__(self, code: str, message: str, *, fields: Sequence[FieldProblem] = (), **params: Param) -> None:
        super().__init__(code, message, **params)
        self.fields = tuple(fields)
