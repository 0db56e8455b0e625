"""What act says happened: the receipt of an effect."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from siyu.ingest.facts import fact


@fact("effect.done")
@dataclass(frozen=True, slots=True)
class EffectDone:
    """An effect came to an outcome. `unknown` may be followed by `sent` or `refused` once it was looked into.

    `error_code` is WeCom's errcode as text or ours (`expired`, `superseded`, `gave_up`); `payload_summary` repeats the
    payload fields its adapter lists in `echoes`; `result` is what the adapter kept (`config_id`, `media_id`).
    `latency_ms` runs from the callback that caused it when the payload knows it, else from planning.
    """

    effect_id: UUID
    kind: str
    key: str
    verdict: Literal["sent", "refused", "unknown"]
    error_code: str | None
    error_message: str | None
    decision_id: UUID
    person_id: UUID | None
    relation_id: UUID | None
    staff_id: UUID | None
    subject: str
    attempt: int
    done_at: datetime
    latency_ms: int | None
    needs_person: bool = False
    payload_summary: dict[str, Any] = field(default_factory=dict)
    result: dict[str, Any] = field(default_factory=dict)
