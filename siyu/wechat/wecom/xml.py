"""WeCom's XML, read safely: no DOCTYPE, no entities, a size cap; flat bodies by one regular expression."""

import re
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from siyu.kit.errors import SiyuError

_TEXT = rb"<!\[CDATA\[([^\]<&]*)\]\]>|([^<&]*)"
_FLAT = re.compile(rb"\s*<xml>(?:\s*<([A-Za-z]\w{0,63})>(?:%b)</\1>)+\s*</xml>\s*" % _TEXT.replace(b"(", b"(?:"))
_FIELD = re.compile(rb"<([A-Za-z]\w{0,63})>(?:%b)</\1>" % _TEXT)


class BadXml(SiyuError):
    """Not the XML that WeCom sends: malformed, with a DOCTYPE, or not UTF-8."""

    status = 400


class TooLarge(SiyuError):
    """A body over the cap, refused before it is read."""

    status = 413


def flat(body: bytes) -> dict[str, str] | None:
    """The fields of `<xml><A>..</A><B>..</B></xml>`; None when it is anything else (then use `tree`).

    The first of repeated fields wins, as `Element.find` has it. Raises `BadXml` when it is not UTF-8.
    """
    if _FLAT.fullmatch(body) is None:
        return None
    fields: dict[str, str] = {}
    for name, quoted, bare in _FIELD.findall(body):
        fields.setdefault(_utf8(name), _utf8(quoted or bare))
    return fields


def tree(body: bytes) -> Element:
    """The root element. Raises `BadXml` for anything malformed or carrying a DOCTYPE."""
    try:
        root: Element = fromstring(body, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise BadXml("wecom.bad_xml", "回调内容不是合法的 XML，已拒绝") from error
    return root


def _utf8(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise BadXml("wecom.bad_xml", "回调内容不是 UTF-8 编码的 XML，已拒绝") from error
