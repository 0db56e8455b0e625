"""Live codes at WeCom: made at most once and found again by their `state`; changed and deleted as often as needed."""

from datetime import timedelta
from typing import Literal

from pydantic import TypeAdapter
from pydantic.dataclasses import dataclass

from siyu.act import outcomes
from siyu.act.adapter import Adapter, Done, Effect, EffectClass, Verdict
from siyu.corp.wire import CorpWire
from siyu.kit import clock
from siyu.wechat.wecom.errors import WeComError
from siyu.wechat.wecom.shapes import ContactWay

NO_SUCH_CONFIG = 41044
CLOCK_SKEW = timedelta(minutes=5)  # between WeCom's clock and ours, when listing what was made since


@dataclass(frozen=True)
class NewCode:
    """Payload of `wecom.add_contact_way`; `state` is the code's token (≤ 30 characters), by which it is found again."""

    type: Literal[1, 2]
    user: tuple[str, ...]
    state: str
    skip_verify: bool = True
    remark: str = ""
    scene: Literal[2] = 2


@dataclass(frozen=True)
class CodeChange:
    """Payload of `wecom.update_contact_way`: what is None stays."""

    config_id: str
    user: tuple[str, ...] | None = None
    skip_verify: bool | None = None
    state: str | None = None
    remark: str | None = None


@dataclass(frozen=True)
class CodeEnd:
    """Payload of `wecom.del_contact_way`."""

    config_id: str


NEW_CODE = TypeAdapter(NewCode)
CODE_CHANGE = TypeAdapter(CodeChange)
CODE_END = TypeAdapter(CodeEnd)


async def add(wire: CorpWire, effect: Effect) -> Done:
    """Make a live code; the result holds `config_id` and the URL of its picture, `qr_code`."""
    wanted = NEW_CODE.validate_python(effect.payload)
    made = await wire.add_contact_way(
        type=wanted.type,
        user=wanted.user,
        state=wanted.state,
        skip_verify=wanted.skip_verify,
        remark=wanted.remark,
        scene=wanted.scene,
    )
    return outcomes.sent(config_id=made.config_id, qr_code=made.qr_code)


async def find(wire: CorpWire, effect: Effect) -> Done:
    """Whether the code exists: list what was made since it was planned, and look for its `state`."""
    wanted = NEW_CODE.validate_python(effect.payload)
    since = int((effect.created_at - CLOCK_SKEW).timestamp())
    until = int((clock.now() + CLOCK_SKEW).timestamp())
    cursor = ""
    while True:
        page = await wire.contact_ways(start_time=since, end_time=until, cursor=cursor)
        for listed in page.contact_way:
            way = await _read(wire, listed.config_id)
            if way is not None and way.state == wanted.state:
                return outcomes.sent(config_id=way.config_id, qr_code=way.qr_code)
        cursor = page.next_cursor
        if not cursor:
            return Done(Verdict.AGAIN)


async def update(wire: CorpWire, effect: Effect) -> Done:
    """Change a live code; lists replace."""
    wanted = CODE_CHANGE.validate_python(effect.payload)
    await wire.update_contact_way(
        wanted.config_id,
        user=wanted.user,
        skip_verify=wanted.skip_verify,
        state=wanted.state,
        remark=wanted.remark,
    )
    return outcomes.sent(config_id=wanted.config_id)


async def delete(wire: CorpWire, effect: Effect) -> Done:
    """Delete a live code; one that is gone already counts as deleted."""
    wanted = CODE_END.validate_python(effect.payload)
    try:
        await wire.del_contact_way(wanted.config_id)
    except WeComError as error:
        if error.errcode != NO_SUCH_CONFIG:
            raise
    return outcomes.sent(config_id=wanted.config_id)


async def _read(wire: CorpWire, config_id: str) -> ContactWay | None:
    """A listed code, or None when it was deleted between the two calls."""
    try:
        return await wire.contact_way(config_id)
    except WeComError as error:
        if error.errcode != NO_SUCH_CONFIG:
            raise
        return None


SERIES = "contact_way"
ADD = Adapter("wecom.add_contact_way", EffectClass.AT_MOST_ONCE, add, find=find, series=SERIES)
UPDATE = Adapter("wecom.update_contact_way", EffectClass.IDEMPOTENT, update, series=SERIES, newest_wins=True)
DELETE = Adapter("wecom.del_contact_way", EffectClass.IDEMPOTENT, delete, series=SERIES)
