"""Customers as others read them: frozen, masked, with names in place of ids."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from siyu.profile.origins import Origin


@dataclass(frozen=True, slots=True)
class StaffName:
    """A member, enough to show."""

    id: UUID
    name: str
    avatar: str


@dataclass(frozen=True, slots=True)
class TagName:
    """A tag, enough to show."""

    id: UUID
    name: str
    group_name: str


@dataclass(frozen=True, slots=True)
class RelationView:
    """A staff member and the customer: `state` is following, lost_by_customer, lost_by_staff or lost."""

    relation_id: UUID
    staff: StaffName
    state: str
    added_at: datetime
    lost_at: datetime | None
    remark: str
    description: str
    add_way: int
    userid: str
    external_userid: str
    origin: Origin | None


@dataclass(frozen=True, slots=True)
class Customer:
    """A row of the list; `tags` are those on any relation the caller sees, each once."""

    person_id: UUID
    name: str
    avatar: str
    gender: int
    type: int
    corp_name: str
    relations: Sequence[RelationView]
    tags: Sequence[TagName]
    added_at: datetime
    last_event_at: datetime


@dataclass(frozen=True, slots=True)
class AppliedTag:
    """A tag on one relation, with why it is there; `is_confirmed` once WeCom has it."""

    id: UUID
    name: str
    group_name: str
    source: str
    reason_code: str
    reason_params: Mapping[str, str]
    applied_at: datetime
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class MaskedIdentity:
    """One name a person goes by, masked."""

    namespace: str
    scope: str
    value_masked: str


@dataclass(frozen=True, slots=True)
class CustomerDetail:
    """Everything about a customer; tags and phones (masked) by relation id."""

    customer: Customer
    identities: Sequence[MaskedIdentity]
    tags: Mapping[UUID, Sequence[AppliedTag]]
    phones_masked: Mapping[UUID, Sequence[str]]


@dataclass(frozen=True, slots=True)
class TagCount:
    """A tag of the library; `count` customers have it now."""

    id: UUID
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class TagGroupView:
    """A group of the library with its tags in order."""

    id: UUID
    name: str
    tags: Sequence[TagCount]


def mask(value: str) -> str:
    """The ends of an identity; what is short is hidden whole."""
    return f"{value[:4]}****{value[-4:]}" if len(value) > 10 else "****"


def mask_phone(phone: str) -> str:
    """The first three and last four digits."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) > 7 else "****"
