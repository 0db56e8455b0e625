"""Temporary media and permanent pictures [90253, 90254, 90256]."""

import mimetypes

from weixin_sandbox import multipart
from weixin_sandbox.errors import WecomError
from weixin_sandbox.limits import DAY_S
from weixin_sandbox.models import Media
from weixin_sandbox.wire import Answer, Binary, Call, Route

PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"


def upload(call: Call) -> Answer:
    """Keep a file for three days. Shared by the apps of the corp."""
    kind = call.query.get("type", "")
    limits = call.sandbox.limits
    caps = {
        "image": (limits.image_bytes, 40009),
        "voice": (limits.voice_bytes, 40006),
        "video": (limits.video_bytes, 40011),
        "file": (limits.file_bytes, 40006),
    }
    if kind not in caps:
        raise WecomError(40005)
    part = _file(call)
    longest, too_big = caps[kind]
    if len(part.data) < limits.media_min_bytes:
        raise WecomError(40006, "a file must have more than 5 bytes")
    if len(part.data) > longest:
        raise WecomError(too_big, f"at most {longest} bytes")
    _check_format(kind, bytes(part.data[:16]))
    media = _keep(call, kind, part, permanent=False)
    return {"type": kind, "media_id": media.id, "created_at": str(int(media.created_at))}


def uploadimg(call: Call) -> Answer:
    """Keep a picture for ever; answers with its address."""
    limits = call.sandbox.limits
    part = _file(call)
    if not limits.media_min_bytes <= len(part.data) <= limits.uploadimg_bytes:
        raise WecomError(40009, f"{limits.media_min_bytes} to {limits.uploadimg_bytes} bytes")
    _check_format("image", bytes(part.data[:16]))
    now = call.sandbox.clock.now()
    kept = [media.created_at for media in call.corp.media.values() if media.permanent]
    today = sum(1 for at in kept if at // DAY_S == now // DAY_S)
    month = sum(1 for at in kept if at > now - 30 * DAY_S)
    if today >= limits.uploadimg_per_day or month >= limits.uploadimg_per_month:
        raise WecomError(45009)
    media = _keep(call, "image", part, permanent=True)
    return {"url": f"{call.sandbox.base_url}/media/{media.id}"}


def get(call: Call) -> Answer:
    """The bytes of a temporary file."""
    media_id = call.query.get("media_id", "")
    if not media_id:
        raise WecomError(41006)
    media = call.corp.media.get(media_id)
    age = call.sandbox.clock.age()
    if media is None or media.permanent or age - media.created_age >= call.sandbox.limits.media_life_s:
        raise WecomError(40007)
    return Binary(media.data, media.content_type, media.filename)


def _file(call: Call) -> multipart.Part:
    found = multipart.files(call.content_type, call.raw)
    part = next((p for p in found if p.name == "media"), found[0] if found else None)
    if part is None:
        raise WecomError(44001)
    return part


def _keep(call: Call, kind: str, part: multipart.Part, *, permanent: bool) -> Media:
    guessed = mimetypes.guess_type(part.filename)[0] or "application/octet-stream"
    data = bytes(part.data)
    if kind == "image":
        guessed = "image/png" if data.startswith(PNG) else "image/jpeg"
    media = Media(
        id=call.sandbox.world.fresh("", length=64),
        type=kind,
        filename=part.filename,
        content_type=guessed,
        data=data,
        created_at=call.sandbox.clock.now(),
        created_age=call.sandbox.clock.age(),
        permanent=permanent,
    )
    call.corp.media[media.id] = media
    return media


def _check_format(kind: str, head: bytes) -> None:
    if kind == "image" and not head.startswith((PNG, JPEG)):
        raise WecomError(40123, "JPG or PNG")
    if kind == "video" and head[4:8] != b"ftyp":
        raise WecomError(40004, "MP4")
    if kind == "voice" and not head.startswith(b"#!AMR"):
        raise WecomError(40004, "AMR")


ROUTES = {
    "/cgi-bin/media/upload": Route(upload, "media", is_upload=True),
    "/cgi-bin/media/uploadimg": Route(uploadimg, "media", is_upload=True),
    "/cgi-bin/media/get": Route(get, "media"),
}
