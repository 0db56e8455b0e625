"""Callback events as the decrypted XML of a self-built app [92130, 90970]."""

from dataclasses import dataclass
from xml.sax.saxutils import escape

INTEGERS = frozenset({"CreateTime", "MainDepartment", "Status", "Gender", "Id", "ParentId", "Order"})


@dataclass(frozen=True, slots=True)
class Event:
    """What happened. `order_key` is whose events must stay in order; `fields` follow ChangeType in the XML."""

    name: str
    change_type: str
    fields: dict[str, str]
    order_key: str
    at: float

    @property
    def userid(self) -> str:
        return self.fields.get("UserID", "")

    @property
    def external_userid(self) -> str:
        return self.fields.get("ExternalUserID", "")


def contact(change_type: str, userid: str, external_userid: str, at: float, **extra: str) -> Event:
    """A change_external_contact event; empty extras are left out."""
    fields = {"UserID": userid, "ExternalUserID": external_userid}
    fields |= {name: value for name, value in extra.items() if value}
    return Event("change_external_contact", change_type, fields, external_userid, at)


def tag(change_type: str, tag_id: str, tag_type: str, at: float) -> Event:
    """A change_external_tag event; `tag_type` is tag or tag_group."""
    return Event("change_external_tag", change_type, {"Id": tag_id, "TagType": tag_type}, "tags", at)


def book(change_type: str, order_key: str, at: float, **fields: str) -> Event:
    """A change_contact event about a member or a department."""
    return Event("change_contact", change_type, fields, order_key, at)


def to_xml(event: Event, corpid: str) -> bytes:
    """The plaintext before encryption: text in CDATA, integers bare, as WeCom writes it."""
    head = {"ToUserName": corpid, "FromUserName": "sys", "CreateTime": str(int(event.at)), "MsgType": "event"}
    head |= {"Event": event.name, "ChangeType": event.change_type}
    body = "".join(_element(name, value) for name, value in (head | event.fields).items())
    return f"<xml>{body}</xml>".encode()


def _element(name: str, value: str) -> str:
    if name in INTEGERS and value.isdecimal():
        return f"<{name}>{escape(value)}</{name}>"
    inside = value.replace("]]>", "]]]]><![CDATA[>")
    return f"<{name}><![CDATA[{inside}]]></{name}>"
