"""Tells profile which code a relation's `state` stands for."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from siyu.plays.channel_codes.known import by_token
from siyu.profile.origins import Origin

KIND = "channel_code"
TOKENS = text("SELECT token FROM code WHERE corp_id = :corp_id AND id = :id")


class CodeOrigins:
    """Codes as origins of customers; a deleted code keeps its name."""

    def named(self, session: Session, corp_id: UUID, tokens: Collection[str]) -> dict[str, Origin]:
        """Codes by token; tokens of others are absent."""
        return {token: Origin(KIND, code.id, code.name) for token, code in by_token(session, corp_id, tokens).items()}

    def tokens(self, session: Session, corp_id: UUID, origin_id: UUID) -> list[str]:
        """A code's token; empty for what is not a code."""
        return list(session.scalars(TOKENS, {"corp_id": corp_id, "id": origin_id}))
