"""What the opaque `state` of a relation stands for, as those who hand such tokens out (plays) tell it.

A play registers its source when it is loaded; profile itself knows no code.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a customer came from: `kind` names the play's thing (`channel_code`)."""

    kind: str
    id: UUID
    name: str


class OriginSource(Protocol):
    """Knows its own tokens."""

    def named(self, session: Session, corp_id: UUID, tokens: Collection[str]) -> dict[str, Origin]:
        """Origins by token; tokens of others are absent."""

    def tokens(self, session: Session, corp_id: UUID, origin_id: UUID) -> list[str]:
        """Every token ever handed out for one of its things; empty for what is not its own."""


_sources: dict[str, OriginSource] = {}


def register(kind: str, source: OriginSource) -> None:
    """Make `source` answer for tokens of `kind`; registering again replaces it."""
    _sources[kind] = source


def named(session: Session, corp_id: UUID, tokens: Collection[str]) -> dict[str, Origin]:
    """Origins by token, of every source."""
    found: dict[str, Origin] = {}
    if tokens:
        for source in _sources.values():
            found |= source.named(session, corp_id, tokens)
    return found


def tokens_of(session: Session, corp_id: UUID, origin_id: UUID) -> list[str]:
    """Every token that stands for the thing with this id."""
    return [token for source in _sources.values() for token in source.tokens(session, corp_id, origin_id)]
