"""What profile says happened to customers, after it looked at WeCom's present state."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from siyu.ingest.facts import fact

EndedBy = Literal["customer", "staff", "transfer", "unknown"]


@fact("customer.added")
@dataclass(frozen=True, slots=True)
class CustomerAdded:
    """A staff × customer relation came to be (once per episode: a later re-add is a new episode).

    `staff_id` is corp's id, `userid` WeCom's; `state` is the opaque token of the code they came by, if any;
    `added_at` is WeCom's createtime and names the episode.
    """

    person_id: UUID
    relation_id: UUID
    staff_id: UUID
    userid: str
    external_userid: str
    customer_name: str
    state: str | None
    add_way: int
    added_at: datetime


@fact("customer.lost")
@dataclass(frozen=True, slots=True)
class CustomerLost:
    """A relation ended; `added_at` names the episode that ended."""

    person_id: UUID
    relation_id: UUID
    staff_id: UUID
    userid: str
    external_userid: str
    state: str | None
    added_at: datetime
    lost_at: datetime
    ended_by: EndedBy


@fact("welcome.offered")
@dataclass(frozen=True, slots=True)
class WelcomeOffered:
    """WeCom offered a welcome code (one use, 20 s from `offered_at`) and the customer behind it is known by now.

    `callback_received_at` is when our door took the callback, for measuring the latency.
    """

    person_id: UUID
    relation_id: UUID
    staff_id: UUID
    userid: str
    external_userid: str
    customer_name: str
    state: str | None
    added_at: datetime
    welcome_code: str
    offered_at: datetime
    expires_at: datetime
    callback_received_at: datetime


@fact("customer.scanned")
@dataclass(frozen=True, slots=True)
class CustomerScanned:
    """Somebody asked to be added by a code (half-added, or added outright): the scan that WeCom lets us see."""

    external_userid: str
    userid: str
    state: str
    scanned_at: datetime


@fact("customer.tagged")
@dataclass(frozen=True, slots=True)
class CustomerTagged:
    """Tags of a relation changed; `source` is manual, rule, channel, import or wecom."""

    person_id: UUID
    relation_id: UUID
    added: tuple[UUID, ...]
    removed: tuple[UUID, ...]
    source: str
    reason_code: str
    reason_params: dict[str, str]


@fact("customer.tags_wanted")
@dataclass(frozen=True, slots=True)
class TagsWanted:
    """Somebody wants tags on a relation, or off it, and WeCom is to be told.

    `add` and `remove` are WeCom's tag ids, `tag_ids` ours of both; `batch_id` names the batch they are part of.
    """

    person_id: UUID
    relation_id: UUID
    staff_id: UUID
    userid: str
    external_userid: str
    add: tuple[str, ...]
    remove: tuple[str, ...]
    tag_ids: tuple[UUID, ...]
    reason_code: str
    reason_params: dict[str, str]
    batch_id: UUID
