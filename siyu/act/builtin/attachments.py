"""A rendered message's attachments as WeCom wants them, with media ids in place of our materials."""

from collections.abc import Mapping
from typing import Any, Literal
from uuid import UUID

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

LENIENT = ConfigDict(extra="ignore")


@dataclass(frozen=True, config=LENIENT)
class Attachment:
    """One attachment as content keeps it; which fields are there depends on `kind`."""

    kind: Literal["image", "video", "file", "link", "miniprogram"]
    material_id: UUID | None = None
    title: str = ""
    desc: str = ""
    url: str = ""
    picurl: str = ""
    appid: str = ""
    page: str = ""


@dataclass(frozen=True, config=LENIENT)
class Said:
    """A message ready to be said: text and up to nine attachments."""

    text: str = ""
    attachments: tuple[Attachment, ...] = ()

    def materials(self) -> tuple[UUID, ...]:
        """Every material that must be at WeCom, in order."""
        return tuple(each.material_id for each in self.attachments if each.material_id is not None)


def of_message(message: Said, media: Mapping[UUID, str]) -> tuple[dict[str, object], ...]:
    """WeCom's attachment objects, in order; those whose media is missing are left out."""
    shown = (each for each in message.attachments if each.material_id is None or each.material_id in media)
    return tuple({"msgtype": each.kind, each.kind: _body(each, media)} for each in shown)


def _body(attachment: Attachment, media: Mapping[UUID, str]) -> dict[str, Any]:
    media_id = media[attachment.material_id] if attachment.material_id is not None else None
    if attachment.kind == "link":
        link = {"title": attachment.title, "desc": attachment.desc, "url": attachment.url, "picurl": attachment.picurl}
        return {name: value for name, value in link.items() if value}
    if attachment.kind == "miniprogram":
        return {
            "title": attachment.title,
            "pic_media_id": media_id,
            "appid": attachment.appid,
            "page": attachment.page,
        }
    return {"media_id": media_id}
