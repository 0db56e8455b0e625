"""What features propose and what is answered: an Intent goes in, a Decision with its reason comes out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from siyu.kit.jobs import Lane


class Purpose(StrEnum):
    """Why we would act; rules differ by purpose (a greeting has no quiet hours, marketing does)."""

    GREETING = "greeting"
    SERVICE = "service"
    MARKETING = "marketing"
    BOOKKEEPING = "bookkeeping"  # tags, remarks, configuration: nothing a customer sees arrive


class Outcome(StrEnum):
    """What was decided."""

    APPROVED = "approved"
    DEFERRED = "deferred"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, as a stable code with parameters; the console words it (`code.channel_match`, {code: '西湖店'})."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Intent:
    """A proposal to do one thing.

    `key` names the thing for ever within the corp: the same key is never done twice. `effect` is an adapter's kind
    (`wecom.send_welcome`) and `payload` its JSON input. `objection` is the proposer's own reason not to: it is recorded
    as a refusal, so that every skip has its why. `expires_at` makes a late effect worthless instead of wrong.
    """

    key: str
    play: str
    purpose: Purpose
    effect: str
    payload: Mapping[str, Any]
    because: Reason
    lane: Lane = Lane.NORMAL
    person_id: UUID | None = None
    relation_id: UUID | None = None
    staff_id: UUID | None = None
    subject: str = ""
    not_before: datetime | None = None
    expires_at: datetime | None = None
    objection: Reason | None = None
    cause: int | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to an intent. `reason` says why: the proposer's when approved, the rule's when not."""

    id: UUID
    key: str
    outcome: Outcome
    reason: Reason
    decided_at: datetime
    until: datetime | None = None
