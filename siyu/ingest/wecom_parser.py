"""From a callback's plaintext to the fact it states; both outer forms, self-built and third-party, read alike."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from siyu.ingest.wecom_facts import ContactChanged, MemberChanged, TagChanged, UnknownCallback, UnparsableCallback
from siyu.kit.errors import SiyuError
from siyu.wechat.wecom import inner
from siyu.wechat.wecom.xml import BadXml

LATEST_UNIX = 253402300799  # 9999-12-31, the last second a date can hold


class BadCallback(SiyuError):
    """The XML is sound but lacks what its event must have."""

    status = 400


@dataclass(frozen=True, slots=True)
class Reading:
    """What a callback says: `happened_at` is None when it does not tell, `subject` names whom it is about."""

    fact: object
    subject: str
    happened_at: datetime | None


Read = Callable[[Mapping[str, inner.Node], str, datetime], Reading]


def read(raw: bytes) -> Reading:
    """Read a decrypted body; what cannot be read is an `UnparsableCallback` that says why, never an exception."""
    try:
        if b"\0" in raw:  # XML knows no such character, and no text in PostgreSQL can hold it
            raise BadCallback("wecom.bad_xml", "回调内容含有空字符")
        return _read(inner.parse(raw))
    except (BadXml, BadCallback) as error:
        return Reading(UnparsableCallback(error.code), "", None)


def _read(fields: Mapping[str, inner.Node]) -> Reading:
    # self-built: Event + CreateTime; third-party: InfoType + TimeStamp
    event = inner.text(fields, "Event") or inner.text(fields, "InfoType") or inner.text(fields, "MsgType")
    if not event:
        raise BadCallback("wecom.no_event", "回调内容没有 Event、InfoType 或 MsgType")
    happened_at = _instant(inner.text(fields, "CreateTime") or inner.text(fields, "TimeStamp"))
    change_type = inner.text(fields, "ChangeType")
    reader = READERS.get(event)
    if reader is None or not change_type:
        return _unknown(fields, event, change_type, happened_at)
    if happened_at is None:
        raise BadCallback("wecom.no_time", "回调内容没有时间")
    return reader(fields, change_type, happened_at)


def _contact(fields: Mapping[str, inner.Node], change_type: str, happened_at: datetime) -> Reading:
    userid, external_userid = _required(fields, "UserID"), _required(fields, "ExternalUserID")
    fact = ContactChanged(
        change_type=change_type,
        userid=userid,
        external_userid=external_userid,
        state=_optional(fields, "State"),
        welcome_code=_optional(fields, "WelcomeCode"),
        source=_optional(fields, "Source"),
        fail_reason=_optional(fields, "FailReason"),
        happened_at=happened_at,
    )
    return Reading(fact, f"contact:{userid}/{external_userid}", happened_at)


def _tag(fields: Mapping[str, inner.Node], change_type: str, happened_at: datetime) -> Reading:
    tag_id = _optional(fields, "Id")
    fact = TagChanged(
        change_type=change_type,
        tag_type=_optional(fields, "TagType"),
        id=tag_id,
        strategy_id=_optional(fields, "StrategyId"),
        happened_at=happened_at,
    )
    return Reading(fact, f"wecom_tag:{tag_id}" if tag_id else "", happened_at)


def _member(fields: Mapping[str, inner.Node], change_type: str, happened_at: datetime) -> Reading:
    userid = _optional(fields, "UserID")
    fact = MemberChanged(
        change_type=change_type,
        userid=userid,
        new_userid=_optional(fields, "NewUserID"),
        party_id=_optional(fields, "Id"),
        tag_id=_optional(fields, "TagId"),
        happened_at=happened_at,
    )
    return Reading(fact, f"member:{userid}" if userid else "", happened_at)


READERS: Mapping[str, Read] = {
    "change_external_contact": _contact,
    "change_external_tag": _tag,
    "change_contact": _member,
}


def _unknown(fields: Mapping[str, inner.Node], event: str, change_type: str, happened_at: datetime | None) -> Reading:
    kept: dict[str, Any] = dict(fields)
    return Reading(UnknownCallback(event, change_type or None, kept), "", happened_at)


def _required(fields: Mapping[str, inner.Node], name: str) -> str:
    value = inner.text(fields, name)
    if not value:
        raise BadCallback("wecom.field_missing", "回调内容缺少必需的字段", field=name)
    return value


def _optional(fields: Mapping[str, inner.Node], name: str) -> str | None:
    return inner.text(fields, name) or None


def _instant(unix: str) -> datetime | None:
    if not (unix.isascii() and unix.isdigit()) or int(unix) > LATEST_UNIX:
        return None
    return datetime.fromtimestamp(int(unix), UTC)
