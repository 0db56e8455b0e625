"""What may become a material: pictures are decoded and encoded anew, videos and files known by their first bytes."""

import io
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal

from PIL import Image, ImageOps, UnidentifiedImageError

from siyu.kit.errors import FieldProblem, Invalid

Kind = Literal["image", "video", "file"]

MB = 1024 * 1024
LEAST_BYTES = 6
"""WeCom refuses media of five bytes or less [media/upload]."""
MOST_BYTES: dict[Kind, int] = {"image": 10 * MB, "video": 10 * MB, "file": 20 * MB}
MOST_PIXELS = 50_000_000
JPEG_QUALITY = 90

PICTURES = frozenset({"PNG", "JPEG", "WEBP", "GIF", "BMP"})
OFFICE = b"\xd0\xcf\x11\xe0"
ZIP = b"PK\x03\x04"
FILES: dict[str, tuple[str, bytes]] = {
    ".pdf": ("application/pdf", b"%PDF-"),
    ".doc": ("application/msword", OFFICE),
    ".xls": ("application/vnd.ms-excel", OFFICE),
    ".ppt": ("application/vnd.ms-powerpoint", OFFICE),
    ".docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ZIP),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ZIP),
    ".pptx": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", ZIP),
    ".zip": ("application/zip", ZIP),
    ".txt": ("text/plain", b""),
    ".csv": ("text/csv", b""),
}
"""Extension → (mime, first bytes)."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A file as it will be kept and sent."""

    kind: Kind
    name: str
    mime: str
    data: bytes
    width: int | None = None
    height: int | None = None


def accept(*, name: str, mime: str, data: bytes) -> Accepted:
    """Make a safe file of an upload. Raises `Invalid` with what to do when it cannot be one."""
    clean = PurePath(name.replace("\\", "/")).name.strip()[:120] or "未命名"
    if len(data) < LEAST_BYTES:
        raise _refused("material.empty", "文件是空的，请重新选择")
    if mime.startswith("image/"):
        return _picture(clean, data)
    if mime == "video/mp4":
        return _video(clean, data)
    return _file(clean, data)


def _picture(name: str, data: bytes) -> Accepted:
    """Only what the decoder understood goes on: no metadata, no second meaning of the same bytes."""
    _within("image", len(data))
    try:
        with Image.open(io.BytesIO(data)) as opened:
            if opened.format not in PICTURES or opened.width * opened.height > MOST_PIXELS:
                raise _refused("material.picture_type", "图片需为 PNG、JPG、WebP、GIF 或 BMP，且不超过 5000 万像素")
            keeps_png = opened.format != "JPEG"
            picture = ImageOps.exif_transpose(opened)
            picture = picture.convert("RGBA" if keeps_png and _is_see_through(picture) else "RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise _refused("material.broken_picture", "图片无法打开，请换一张或另存后重试") from error
    encoded = io.BytesIO()
    if keeps_png:
        picture.save(encoded, "PNG", optimize=True)
    else:
        picture.save(encoded, "JPEG", quality=JPEG_QUALITY)
    _within("image", encoded.tell())
    suffix, mime = (".png", "image/png") if keeps_png else (".jpg", "image/jpeg")
    stem = PurePath(name).stem
    return Accepted("image", stem + suffix, mime, encoded.getvalue(), picture.width, picture.height)


def _is_see_through(picture: Image.Image) -> bool:
    return "A" in picture.getbands() or "transparency" in picture.info


def _video(name: str, data: bytes) -> Accepted:
    _within("video", len(data))
    if data[4:8] != b"ftyp":
        raise _refused("material.video_type", "视频需为 MP4 格式")
    return Accepted("video", PurePath(name).stem + ".mp4", "video/mp4", data)


def _file(name: str, data: bytes) -> Accepted:
    _within("file", len(data))
    known = FILES.get(PurePath(name).suffix.lower())
    if known is None or not data.startswith(known[1]):
        suffixes = "、".join(suffix[1:] for suffix in FILES)
        raise _refused("material.file_type", f"仅支持图片、MP4 视频和 {suffixes} 文件，且内容需与扩展名一致")
    return Accepted("file", name, known[0], data)


def _within(kind: Kind, size: int) -> None:
    if size > MOST_BYTES[kind]:
        most = MOST_BYTES[kind] // MB
        raise _refused(
            "material.too_large", f"企业微信限制{_LABELS[kind]}不超过 {most} MB，请压缩后重试", limit_mb=most
        )


_LABELS: dict[Kind, str] = {"image": "图片", "video": "视频", "file": "文件"}


def _refused(code: str, message: str, **params: int) -> Invalid:
    return Invalid(code, message, fields=[FieldProblem("file", code, message)], **params)
