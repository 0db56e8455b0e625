"""A message to a customer: text with allow-listed variables and up to nine attachments, within WeCom's limits."""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from siyu.kit.errors import FieldProblem

TEXT_BYTES = 4000
ATTACHMENTS = 9
TITLE_BYTES = 128
DESC_BYTES = 512
URL_BYTES = 2048
MINIPROGRAM_TITLE_BYTES = 64

VARIABLES: Mapping[str, int] = {"客户昵称": 96, "员工姓名": 96}
"""What may stand in double braces, and how many bytes it may grow to (32 characters of three bytes)."""

PLACEHOLDER = re.compile(r"\{\{\s*([^{}\s]+)\s*\}\}")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")

_STRICT = ConfigDict(frozen=True, extra="forbid")


class Media(BaseModel):
    """A picture, video or file of the material library."""

    model_config = _STRICT
    kind: Literal["image", "video", "file"]
    material_id: UUID


class Link(BaseModel):
    """A card that opens a page."""

    model_config = _STRICT
    kind: Literal["link"]
    title: str
    desc: str = ""
    url: str
    picurl: str = ""


class MiniProgram(BaseModel):
    """A card that opens a mini-program; `material_id` is its cover picture."""

    model_config = _STRICT
    kind: Literal["miniprogram"]
    title: str
    appid: str
    page: str
    material_id: UUID


Attachment = Annotated[Media | Link | MiniProgram, Field(discriminator="kind")]


class Message(BaseModel):
    """Text and attachments, in the order they are sent."""

    model_config = _STRICT
    text: str = ""
    attachments: tuple[Attachment, ...] = ()

    def materials(self) -> tuple[UUID, ...]:
        """The materials it shows, in order."""
        return tuple(one.material_id for one in self.attachments if not isinstance(one, Link))


def check(message: Message) -> list[FieldProblem]:
    """What keeps WeCom from taking the message; lengths are counted in UTF-8 bytes, variables at their longest."""
    return [*_text(message), *_attachments(message)]


def render(message: Message, variables: Mapping[str, str]) -> Message:
    """The message with its variables filled in. Values are text: braces in them stay as they are."""

    def value(found: re.Match[str]) -> str:
        name = found.group(1)
        if name not in VARIABLES or name not in variables:
            return found.group(0)
        return _cut(CONTROL.sub("", variables[name]), VARIABLES[name])

    return message.model_copy(update={"text": PLACEHOLDER.sub(value, message.text)})


def longest_bytes(text: str) -> int:
    """How many bytes `text` may grow to once its variables are filled in."""
    grown = sum(VARIABLES.get(found.group(1), 0) for found in PLACEHOLDER.finditer(text))
    known = (found.group(0) for found in PLACEHOLDER.finditer(text) if found.group(1) in VARIABLES)
    return _bytes(text) - sum(map(_bytes, known)) + grown


def _text(message: Message) -> Iterator[FieldProblem]:
    if not message.text.strip() and not message.attachments:
        yield FieldProblem("text", "message.empty", "请填写文字或添加附件")
    length = longest_bytes(message.text)
    if length > TEXT_BYTES:
        over = length - TEXT_BYTES
        yield FieldProblem(
            "text", "message.text_too_long", f"文字最多 {TEXT_BYTES} 字节（变量按最长计），已超出 {over} 字节，请删减"
        )
    for found in PLACEHOLDER.finditer(message.text):
        if found.group(1) not in VARIABLES:
            names = "、".join(f"{{{{{name}}}}}" for name in VARIABLES)
            explanation = f"不认识变量 {found.group(0)}，可用的有 {names}"
            yield FieldProblem("text", "message.unknown_variable", explanation)


def _attachments(message: Message) -> Iterator[FieldProblem]:
    if len(message.attachments) > ATTACHMENTS:
        explanation = f"附件最多 {ATTACHMENTS} 个，请删去 {len(message.attachments) - ATTACHMENTS} 个"
        yield FieldProblem("attachments", "message.too_many_attachments", explanation)
    for index, attachment in enumerate(message.attachments):
        if isinstance(attachment, Link):
            yield from _link(attachment, f"attachments.{index}")
        elif isinstance(attachment, MiniProgram):
            yield from _mini_program(attachment, f"attachments.{index}")


def _link(link: Link, path: str) -> Iterator[FieldProblem]:
    yield from _length(link.title, f"{path}.title", "链接标题", most=TITLE_BYTES)
    yield from _length(link.desc, f"{path}.desc", "链接描述", most=DESC_BYTES, least=0)
    yield from _web_address(link.url, f"{path}.url", "链接地址")
    if link.picurl:
        yield from _web_address(link.picurl, f"{path}.picurl", "封面图地址")


def _mini_program(card: MiniProgram, path: str) -> Iterator[FieldProblem]:
    yield from _length(card.title, f"{path}.title", "小程序标题", most=MINIPROGRAM_TITLE_BYTES)
    yield from _length(card.appid, f"{path}.appid", "小程序 AppID", most=64)
    yield from _length(card.page, f"{path}.page", "小程序页面路径", most=URL_BYTES)


def _length(value: str, path: str, label: str, *, most: int, least: int = 1) -> Iterator[FieldProblem]:
    if _bytes(value.strip()) < least:
        yield FieldProblem(path, "message.missing", f"请填写{label}")
    if _bytes(value) > most:
        explanation = f"{label}最多 {most} 字节（约 {most // 3} 个汉字），请删减"
        yield FieldProblem(path, "message.too_long", explanation)


def _web_address(value: str, path: str, label: str) -> Iterator[FieldProblem]:
    yield from _length(value, path, label, most=URL_BYTES)
    if value.strip() and not value.startswith(("https://", "http://")):
        yield FieldProblem(path, "message.bad_url", f"{label}需以 http:// 或 https:// 开头")


def _bytes(text: str) -> int:
    return len(text.encode())


def _cut(text: str, most: int) -> str:
    """At most `most` bytes of `text`, whole characters."""
    return text.encode()[:most].decode(errors="ignore")
