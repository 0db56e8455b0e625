"""The welcome message: one use of a code that lives 20 s, so sending it again is harmless (class A)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from pydantic.dataclasses import dataclass

from siyu.act import outcomes
from siyu.act.adapter import Adapter, Done, Effect, EffectClass, Verdict
from siyu.act.builtin import attachments
from siyu.content.message import Message
from siyu.corp.wire import CorpWire
from siyu.kit import clock, metrics
from siyu.wechat.wecom.errors import WeComError
from siyu.wechat.wecom.limits import WELCOME_CODE_TTL_S
from siyu.wechat.wecom.shapes import Welcome

CODE_SPENT = 41050  # unknown, older than 20 s, or used
ALREADY_GREETED = 41051  # a welcome was sent, or the two have begun to chat
BEING_SENT = 41096
BEING_SENT_PAUSE = timedelta(seconds=0.5)
# Pauses of 0.3, 0.6, 1.2 and 2.4 s: then the greeting goes without what is still missing, well within its 20 s.
ATTEMPTS_WAITING_FOR_MEDIA = 4


@dataclass(frozen=True)
class Greeting:
    """Payload of `wecom.send_welcome`, as far as sending needs it."""

    welcome_code: str
    message: Message
    offered_at: datetime
    callback_received_at: datetime


GREETING = TypeAdapter(Greeting)


async def send(wire: CorpWire, effect: Effect) -> Done:
    """Send the greeting with its attachments.

    Media that is not at WeCom yet is waited for a little, then left out: a greeting without a picture beats none.
    """
    greeting = GREETING.validate_python(effect.payload)
    missing = [str(one) for one in greeting.message.materials() if one not in effect.media]
    if missing and effect.attempt <= ATTEMPTS_WAITING_FOR_MEDIA:
        return Done(Verdict.AGAIN, error_code="media_not_ready", error_message="素材尚未上传到企业微信")
    ready = attachments.of_message(greeting.message, effect.media)
    if not greeting.message.text and not ready:
        return outcomes.refused("media_not_ready", "素材未能上传到企业微信，没有可发送的内容")
    try:
        await wire.send_welcome(greeting.welcome_code, Welcome(greeting.message.text, ready))
    except WeComError as error:
        return _not_sent(error, effect, greeting)
    metrics.WELCOME_SECONDS.observe(max(0.0, (clock.now() - greeting.callback_received_at).total_seconds()))
    return outcomes.sent(left_out=missing) if missing else outcomes.sent()


def needs(payload: Mapping[str, Any]) -> tuple[UUID, ...]:
    """The materials a greeting shows."""
    return GREETING.validate_python(payload).message.materials()


def _not_sent(error: WeComError, effect: Effect, greeting: Greeting) -> Done:
    """What WeCom's refusal means. After a doubtful attempt, "already done" is the answer we were waiting for."""
    if error.errcode == BEING_SENT:
        return Done(Verdict.AGAIN, {}, str(BEING_SENT), error.message, clock.now() + BEING_SENT_PAUSE)
    if effect.maybe_done and error.errcode == ALREADY_GREETED:
        return outcomes.sent(proof=str(ALREADY_GREETED))
    if effect.maybe_done and error.errcode == CODE_SPENT:
        if clock.now() < greeting.offered_at + timedelta(seconds=WELCOME_CODE_TTL_S):
            return outcomes.sent(proof=str(CODE_SPENT))
        # Too old to tell "used by us" from "expired": only the chat itself shows it.
        return Done(Verdict.UNKNOWN, error_code=str(CODE_SPENT), error_message=error.message, is_final=True)
    raise error


SEND_WELCOME = Adapter("wecom.send_welcome", EffectClass.KEYED, send, at_once=48, needs=needs)
