"""A rendered message's attachments as WeCom wants them, with media ids in place of our materials."""

from collections.abc import Iterator, Mapping
from uuid import UUID

from siyu.content.message import Attachment, Link, Message, MiniProgram


def of_message(message: Message, media: Mapping[UUID, str]) -> tuple[dict[str, object], ...]:
    """WeCom's attachment objects, in order; those whose media is missing are left out."""
    return tuple(_objects(message.attachments, media))


def _objects(attachments: tuple[Attachment, ...], media: Mapping[UUID, str]) -> Iterator[dict[str, object]]:
    for each in attachments:
        if isinstance(each, Link):
            yield {"msgtype": "link", "link": each.model_dump(exclude={"kind"}, exclude_defaults=True)}
        elif each.material_id not in media:
            continue
        elif isinstance(each, MiniProgram):
            card = {"title": each.title, "pic_media_id": media[each.material_id], "appid": each.appid}
            yield {"msgtype": "miniprogram", "miniprogram": {**card, "page": each.page}}
        else:
            yield {"msgtype": each.kind, each.kind: {"media_id": media[each.material_id]}}
