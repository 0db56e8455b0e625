"""Avatars drawn from a name: an initial on a colour that depends on the id."""

import hashlib
from xml.sax.saxutils import escape

COLOURS = ("#3b7a57", "#b5651d", "#4a6fa5", "#8e5572", "#5b7553", "#a0522d", "#46737a", "#7a5c9e", "#9a7b2f", "#6b705c")


def url(base_url: str, kind: str, who: str) -> str:
    """Where the avatar of a customer or member is served."""
    return f"{base_url}/avatar/{kind}/{who}.svg"


def draw(who: str, name: str) -> str:
    """A square SVG of 128 px."""
    colour = COLOURS[hashlib.blake2b(who.encode(), digest_size=1).digest()[0] % len(COLOURS)]
    initial = escape((name.strip() or "?")[0].upper())
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="128" height="128" viewBox="0 0 128 128">'
        f'<rect width="128" height="128" fill="{colour}"/>'
        '<text x="64" y="66" fill="#fff" font-size="60" font-family="PingFang SC,Microsoft YaHei,Noto Sans CJK SC,'
        f'sans-serif" text-anchor="middle" dominant-baseline="central">{initial}</text></svg>'
    )
