"""Tags, remark and description on a staff × customer relation. Doing them twice is doing them once (class B)."""

from pydantic import TypeAdapter
from pydantic.dataclasses import dataclass

from siyu.act import outcomes
from siyu.act.adapter import Adapter, Done, Effect, EffectClass
from siyu.corp.wire import CorpWire


@dataclass(frozen=True)
class Marking:
    """Payload of `wecom.mark_tag`: WeCom's tag ids; `tag_ids` (ours) go with the receipt to confirm them."""

    userid: str
    external_userid: str
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


@dataclass(frozen=True)
class Remark:
    """Payload of `wecom.remark`: None leaves a field as it is. WeCom takes 20 and 150 characters."""

    userid: str
    external_userid: str
    remark: str | None = None
    description: str | None = None


MARKING = TypeAdapter(Marking)
REMARK = TypeAdapter(Remark)


async def mark(wire: CorpWire, effect: Effect) -> Done:
    """Put tags on a relation and take others off."""
    wanted = MARKING.validate_python(effect.payload)
    if wanted.add or wanted.remove:
        await wire.mark_tag(
            userid=wanted.userid, external_userid=wanted.external_userid, add=wanted.add, remove=wanted.remove
        )
    return outcomes.sent()


async def remark(wire: CorpWire, effect: Effect) -> Done:
    """Write the remark and description a member sees."""
    wanted = REMARK.validate_python(effect.payload)
    await wire.remark(
        userid=wanted.userid,
        external_userid=wanted.external_userid,
        remark=wanted.remark,
        description=wanted.description,
    )
    return outcomes.sent()


# mark_tag bears about five parallel calls per corp before 45033; one below it leaves room for the full sync.
MARK_TAG = Adapter("wecom.mark_tag", EffectClass.IDEMPOTENT, mark, series="tags", at_once=4, patient=True)
REMARK_CONTACT = Adapter(
    "wecom.remark", EffectClass.IDEMPOTENT, remark, series="remark", newest_wins=True, patient=True
)
