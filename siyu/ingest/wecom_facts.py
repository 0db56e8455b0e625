"""What WeCom's callbacks say, in WeCom's words. They mean "look again": the handler reads the present state."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from siyu.ingest.facts import fact


@fact("wecom.contact_changed")
@dataclass(frozen=True, slots=True)
class ContactChanged:
    """`change_external_contact` [92130]: something happened between a member and a customer.

    `change_type` is add_external_contact, add_half_external_contact, edit_external_contact, del_external_contact,
    del_follow_user, transfer_fail, msg_audit_approved or one newer than this version.
    `welcome_code` lives 20 s from `happened_at` (whole seconds). `source` is DELETE_BY_TRANSFER or absent.
    """

    change_type: str
    userid: str
    external_userid: str
    state: str | None
    welcome_code: str | None
    source: str | None
    fail_reason: str | None
    happened_at: datetime


@fact("wecom.tag_changed")
@dataclass(frozen=True, slots=True)
class TagChanged:
    """`change_external_tag`: a corp tag or tag group was created, updated, deleted or shuffled.

    `tag_type` is tag or tag_group (absent on shuffle); `id` is absent when the whole library was shuffled.
    """

    change_type: str
    tag_type: str | None
    id: str | None
    strategy_id: str | None
    happened_at: datetime


@fact("wecom.member_changed")
@dataclass(frozen=True, slots=True)
class MemberChanged:
    """`change_contact` [90970]: a member, department or member tag changed.

    `userid` is set for members (`new_userid` when it was renamed), `party_id` for departments, `tag_id` for tags.
    """

    change_type: str
    userid: str | None
    new_userid: str | None
    party_id: str | None
    tag_id: str | None
    happened_at: datetime


@fact("wecom.unknown")
@dataclass(frozen=True, slots=True)
class UnknownCallback:
    """A callback this version has no words for: kept whole, for the version that has."""

    event: str
    change_type: str | None
    fields: dict[str, Any]


@fact("wecom.unparsable")
@dataclass(frozen=True, slots=True)
class UnparsableCallback:
    """A genuine callback (its signature was right) whose body could not be read; the raw bytes stay in the log."""

    reason: str
