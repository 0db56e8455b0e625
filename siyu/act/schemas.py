"""Bodies and answers of act's API."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from siyu.act.queries import EffectRecord

StateFilter = Literal["planned", "sending", "sent", "refused", "unknown", "needs_person"]


class ResolveIn(BaseModel):
    """What a person found out: it happened, do it (again), or leave it."""

    model_config = ConfigDict(extra="forbid")

    outcome: Literal["sent", "retry", "refused"]


class EffectOut(BaseModel):
    """One effect. `payload` is what was to be sent, without codes that are good for sending."""

    id: UUID
    key: str
    kind: str
    play: str
    lane: str
    state: str
    payload: dict[str, Any]
    result: dict[str, Any]
    error_code: str | None
    error_message: str | None
    attempts: int
    decision_id: UUID
    person_id: UUID | None
    relation_id: UUID | None
    staff_id: UUID | None
    subject: str
    cause: int | None
    created_at: datetime
    due_at: datetime
    expires_at: datetime | None
    needs_person_at: datetime | None
    finished_at: datetime | None

    @classmethod
    def of(cls, record: EffectRecord) -> "EffectOut":
        """A record as the API shows it."""
        fields = {name: getattr(record, name) for name in cls.model_fields}
        shown = {name: value for name, value in record.payload.items() if name != "welcome_code"}
        return cls(**{**fields, "payload": shown, "result": dict(record.result)})


class EffectPage(BaseModel):
    """A page of effects, newest first."""

    items: list[EffectOut]
    next_cursor: str | None
    total: int
