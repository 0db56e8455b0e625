"""The decrypted body of a callback, as plain mappings and lists; fields nobody knows yet are kept."""

from collections.abc import Mapping
from typing import TypeAlias
from xml.etree.ElementTree import Element

from siyu.wechat.wecom import xml

Node: TypeAlias = "str | list[Node] | dict[str, Node]"


def parse(body: bytes) -> Mapping[str, "Node"]:
    """Field name → text, list or mapping. Raises `xml.BadXml`.

    `<MemChangeList><Item>a</Item><Item>b</Item></MemChangeList>` reads as `["a", "b"]`, even with one Item.
    """
    fields = xml.flat(body)
    if fields is not None:
        return dict(fields)
    node = _node(xml.tree(body))
    if not isinstance(node, dict):
        raise xml.BadXml("wecom.bad_xml", "回调内容不是由字段组成的 XML，已拒绝")
    return node


def text(fields: Mapping[str, "Node"], name: str) -> str:
    """A field's text; empty when absent or not text."""
    value = fields.get(name, "")
    return value if isinstance(value, str) else ""


def _node(element: Element) -> "Node":
    children = list(element)
    if not children:
        return element.text or ""
    if all(child.tag == "Item" for child in children):
        return [_node(child) for child in children]
    fields: dict[str, Node] = {}
    for child in children:
        _put(fields, child.tag, _node(child))
    return fields


def _put(fields: dict[str, "Node"], name: str, value: "Node") -> None:
    before = fields.get(name)
    if before is None:
        fields[name] = value
    elif isinstance(before, list):
        before.append(value)
    else:
        fields[name] = [before, value]
