"""How one kind of effect is done in the outside world, and what may be done again after an unknown outcome."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from siyu.corp.wire import CorpWire


class EffectClass(StrEnum):
    """What the provider promises about doing it twice."""

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
    """The outcome of an attempt: `result` is kept with the effect, `error_code` is WeCom's errcode or ours.

    `spares_attempt` when nothing was tried at all (a closed lane), so that waiting does not eat the retry budget;
    `is_final` with UNKNOWN when trying again could teach nothing more, so that a person has to look.
    """

    verdict: Verdict
    result: Mapping[str, Any] = field(default_factory=dict)
    error_code: str | None = None
    error_message: str | None = None
    retry_at: datetime | None = None
    spares_attempt: bool = False
    is_final: bool = False


@dataclass(frozen=True, slots=True)
class Effect:
    """One planned act, as an adapter receives it.

    `attempt` counts from 1; `maybe_done` says that an earlier attempt ended unknown and may have happened;
    `media` holds WeCom's media id of each material the adapter `needs` that is ready.
    """

    id: UUID
    corp_id: UUID
    key: str
    kind: str
    payload: Mapping[str, Any]
    attempt: int
    created_at: datetime
    expires_at: datetime | None
    maybe_done: bool = False
    media: Mapping[UUID, str] = field(default_factory=dict)


Needs = Callable[[Mapping[str, Any]], Sequence[UUID]]
Perform = Callable[[CorpWire, Effect], Awaitable[Done]]


@dataclass(frozen=True)
class Adapter:
    """One kind of effect. `perform` may raise what the WeCom client raises; `outcomes` knows what each means.

    `find` answers for class C whether an UNKNOWN one happened: SENT, AGAIN (surely not) or UNKNOWN.
    Effects of one subject whose kinds share a `series` are done one after another, in the order they were planned;
    with `newest_wins` an older one still waiting is refused as `superseded` instead of being done.
    At most `at_once` run at a time per corp and process. `patient` ones wait for an operator to repair a setting.
    `needs` names the materials a payload shows: their media ids are looked up when the effect is claimed.
    """

    kind: str
    effect_class: EffectClass
    perform: Perform
    find: Perform | None = None
    series: str | None = None
    newest_wins: bool = False
    at_once: int = 16
    patient: bool = False
    needs: Needs | None = None
