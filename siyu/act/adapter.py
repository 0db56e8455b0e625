"""How one kind of effect is done in the outside world, and what may be done again after an unknown outcome."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from siyu.corp.wire import CorpWire


class EffectClass(StrEnum):
    """What the provider promises about doing it twice (design §7)."""

    KEYED = "A"  # the provider dedupes by our key: retry with the same key
    IDEMPOTENT = "B"  # doing it twice is doing it once: retry
    AT_MOST_ONCE = "C"  # no key: never resend blindly; look whether it happened


class Verdict(StrEnum):
    """What came of one attempt."""

    SENT = "sent"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    AGAIN = "again"  # surely not done (lane closed, busy, unreachable): planned again for `retry_at`


@dataclass(frozen=True, slots=True)
class Done:
    """The outcome of an attempt: `result` is kept with the effect, `error_code` is WeCom's errcode or ours."""

    verdict: Verdict
    result: Mapping[str, Any] = field(default_factory=dict)
    error_code: str | None = None
    error_message: str | None = None
    retry_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """One planned act, as an adapter receives it."""

    id: UUID
    corp_id: UUID
    key: str
    kind: str
    payload: Mapping[str, Any]
    attempt: int
    created_at: datetime
    expires_at: datetime | None


Perform = Callable[[CorpWire, Effect], Awaitable[Done]]


@dataclass(frozen=True)
class Adapter:
    """One kind of effect.

    `find` answers for class C whether an UNKNOWN one happened: SENT, AGAIN (surely not) or UNKNOWN.
    """

    kind: str
    effect_class: EffectClass
    perform: Perform
    find: Perform | None = None
