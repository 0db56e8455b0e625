"""Codes as the handlers of facts need them: found by WeCom's `state`, deleted ones too."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from siyu.plays.channel_codes.config import CodeConfig

BY_TOKEN = text("SELECT id, token, name, state, config FROM code WHERE corp_id = :corp_id AND token = ANY(:tokens)")


@dataclass(frozen=True, slots=True)
class KnownCode:
    """A code with its settings; `state` is active, paused or deleted."""

    id: UUID
    name: str
    state: str
    config: CodeConfig

    @property
    def named(self) -> dict[str, str]:
        """The parameters with which a reason names this code."""
        return {"code": self.name, "code_id": str(self.id)}


def by_token(session: Session, corp_id: UUID, tokens: Iterable[str | None]) -> dict[str, KnownCode]:
    """Codes by their token; tokens that are nobody's are absent."""
    asked = sorted({token for token in tokens if token})
    if not asked:
        return {}
    found = session.execute(BY_TOKEN, {"corp_id": corp_id, "tokens": asked})
    return {
        row.token: KnownCode(row.id, row.name, row.state, CodeConfig.model_validate({"name": row.name, **row.config}))
        for row in found
    }
