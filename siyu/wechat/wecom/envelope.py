"""The outer form of a callback: which receiver it names and the encrypted body inside."""

import re
from dataclasses import dataclass

from siyu.wechat.wecom import xml

BODY_CAP = 64 * 1024

_AGENT = rb"(?:<AgentID><!\[CDATA\[(\w*)\]\]></AgentID>\s*)?"
_AS_WECOM_SENDS_IT = re.compile(
    rb"<xml>\s*<ToUserName><!\[CDATA\[(\w*)\]\]></ToUserName>\s*%b"
    rb"<Encrypt><!\[CDATA\[([A-Za-z0-9+/=]+)\]\]></Encrypt>\s*%b</xml>\s*" % (_AGENT, _AGENT)
)


@dataclass(frozen=True, slots=True)
class Envelope:
    """`encrypt` is base64; `to_user_name` is a corp id (or suite id); `agent_id` is empty for corp-level receivers."""

    to_user_name: str
    agent_id: str
    encrypt: str


def parse(body: bytes, *, cap: int = BODY_CAP) -> Envelope:
    """Read a POSTed callback body. Raises `xml.TooLarge` over `cap` bytes, `xml.BadXml` when not an envelope."""
    if len(body) > cap:
        raise xml.TooLarge("wecom.body_too_large", "回调内容过大，已拒绝", cap_bytes=cap)
    usual = _AS_WECOM_SENDS_IT.fullmatch(body)
    if usual is not None:  # what follows would read the same, in four times the time
        to_user_name, agent_before, encrypt, agent_after = (part.decode() for part in usual.groups(b""))
        return Envelope(to_user_name, agent_before or agent_after, encrypt)
    return _read(body)


def _read(body: bytes) -> Envelope:
    fields = xml.flat(body)
    if fields is None:
        root = xml.tree(body)
        fields = {child.tag: child.text or "" for child in reversed(root)}
    encrypt = fields.get("Encrypt", "").strip()
    if not encrypt:
        raise xml.BadXml("wecom.no_encrypt", "回调内容缺少 Encrypt 字段，已拒绝")
    return Envelope(fields.get("ToUserName", ""), fields.get("AgentID", ""), encrypt)
