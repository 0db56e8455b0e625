"""send_welcome_msg [92137]: within 20 s of the event, once, text and up to nine attachments."""

import time

from weixin_sandbox import fields, people
from weixin_sandbox.api import callers
from weixin_sandbox.errors import WecomError
from weixin_sandbox.models import Relation, WelcomeCode
from weixin_sandbox.wire import Answer, Call, Route

Content = tuple[str, dict[str, str]]


def send_welcome_msg(call: Call) -> Answer:
    """Greet a new customer.

    Raises WecomError: 41049 no code, 41050 unknown or older than 20 s, 41051 already sent (by any app) or the
    two have begun to chat, 41096 being sent, 84061 no longer contacts, 45002 / 41064 / 41065 / 40007 content.
    """
    code = _code(call)
    contents = _contents(call)
    relation = _greetable(call, code)
    sandbox = call.sandbox
    code.sent_age = sandbox.clock.age()
    at = code.issued_at + (code.sent_age - code.issued_age)
    for kind, content in contents:
        people.put_message(sandbox, relation, "adviser", kind, content, at).via = "welcome"
    relation.welcomes += 1
    sandbox.ledger.welcomes += 1
    sandbox.welcome_sent.set()
    sandbox.ledger.welcome_latency_ms.append(round((time.monotonic() - code.issued_real) * 1000, 3))
    return {}


def _code(call: Call) -> WelcomeCode:
    value = fields.text(call.body, "welcome_code")
    if not value:
        raise WecomError(41049)
    code = call.corp.welcome_codes.get(value)
    if code is None or not callers.sees(call, code.userid):
        raise WecomError(41050)
    age = call.sandbox.clock.age()
    if code.sent_age is not None:
        is_sending = age - code.sent_age < call.sandbox.settings.welcome_sending_ms / 1000
        raise WecomError(41096 if is_sending else 41051)
    if age - code.issued_age >= call.sandbox.limits.welcome_code_life_s:
        raise WecomError(41050)
    return code


def _greetable(call: Call, code: WelcomeCode) -> Relation:
    """The relation the code belongs to, judged at the code's own time.

    During a population's fast-forward the calendar runs away from the lived clock: a chat or deletion that the
    calendar places after the greeting must not keep it from being sent.
    """
    relation = call.sandbox.world.book(call.corp).find(code.userid, code.external_userid)
    at = code.issued_at + (call.sandbox.clock.age() - code.issued_age)
    if relation is None or (relation.ended_at is not None and relation.ended_at <= at):
        raise WecomError(84061)
    if any(code.issued_at <= m.at <= at and m.via == "person" for m in relation.messages):
        raise WecomError(41051)
    return relation


def _contents(call: Call) -> list[Content]:
    text = fields.inner(call.body, "text")
    content = fields.text(text, "content") if text is not None else ""
    if len(content.encode()) > call.sandbox.limits.message_text_bytes:
        raise WecomError(45002, f"field text.content is longer than {call.sandbox.limits.message_text_bytes} bytes")
    attachments = fields.objects(call.body, "attachments")
    if not content and not attachments:
        raise WecomError(40063, "text and attachments are both empty")
    if len(attachments) > call.sandbox.limits.attachments:
        raise WecomError(41064, f"at most {call.sandbox.limits.attachments} attachments")
    contents: list[Content] = [("text", {"text": content})] if content else []
    return contents + [_attachment(call, attachment) for attachment in attachments]


def _attachment(call: Call, attachment: dict[str, object]) -> Content:
    kind = fields.text(attachment, "msgtype")
    if kind not in ("image", "link", "miniprogram", "video", "file"):
        raise WecomError(41065, f"msgtype: {kind}")
    inside = fields.inner(attachment, kind)
    if inside is None:
        raise WecomError(40063, f"field {kind} is missing")
    limits = call.sandbox.limits
    if kind == "link":
        return kind, {
            "title": _sized(inside, "title", limits.link_title_bytes),
            "url": _sized(inside, "url", limits.url_bytes),
            "desc": _sized(inside, "desc", limits.link_desc_bytes, required=False),
            "picurl": _sized(inside, "picurl", limits.url_bytes, required=False),
        }
    if kind == "miniprogram":
        return kind, {
            "title": _sized(inside, "title", limits.miniprogram_title_bytes),
            "appid": _sized(inside, "appid", limits.url_bytes),
            "page": _sized(inside, "page", limits.url_bytes),
            "media_url": _media_url(call, fields.text(inside, "pic_media_id"), "image"),
        }
    if kind == "image" and not fields.text(inside, "media_id") and fields.text(inside, "pic_url"):
        return kind, {"media_url": _sized(inside, "pic_url", limits.url_bytes)}
    media_id = fields.text(inside, "media_id")
    url = _media_url(call, media_id, kind)
    return kind, {"media_url": url, "title": call.corp.media[media_id].filename}


def _media_url(call: Call, media_id: str, kind: str) -> str:
    media = call.corp.media.get(media_id)
    age = call.sandbox.clock.age()
    if media is None or media.permanent or age - media.created_age >= call.sandbox.limits.media_life_s:
        raise WecomError(40007)
    if media.type != kind:
        raise WecomError(40007, f"the media is of type {media.type}, {kind} is needed")
    return f"{call.sandbox.base_url}/media/{media.id}"


def _sized(inside: dict[str, object], name: str, longest: int, *, required: bool = True) -> str:
    value = fields.text(inside, name)
    if required and not value:
        raise WecomError(40063, f"field {name} is missing")
    if len(value.encode()) > longest:
        raise WecomError(40058, f"field {name} is longer than {longest} bytes")
    return value


ROUTES = {"/cgi-bin/externalcontact/send_welcome_msg": Route(send_welcome_msg, "contact")}
