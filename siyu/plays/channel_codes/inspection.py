"""Looking at a contact way as WeCom holds it: is it still there, whom does it name, what does its QR code say."""

from siyu.act.adapter import Adapter, Done, Effect, EffectClass, Verdict
from siyu.corp.wire import CorpWire
from siyu.plays.channel_codes import qr
from siyu.wechat.wecom.errors import WeComError

INSPECT = "channel_codes.inspect"
UNKNOWN_CONFIG = 41044


async def inspect(wire: CorpWire, effect: Effect) -> Done:
    """Read the contact way of `{config_id, wants_qr}`.

    Result `{exists}`, and when it does: `fields` as Siyu keeps them, and `qr_text` (None when unreadable) if wanted.
    """
    try:
        found = await wire.contact_way(effect.payload["config_id"])
    except WeComError as error:
        if error.errcode == UNKNOWN_CONFIG:
            return Done(Verdict.SENT, {"exists": False})
        raise
    fields = {"user": sorted(found.user), "skip_verify": found.skip_verify, "remark": found.remark}
    result = {"exists": True, "fields": fields}
    if effect.payload["wants_qr"]:
        result["qr_text"] = qr.read(await wire.picture(found.qr_code))
    return Done(Verdict.SENT, result)


ADAPTER = Adapter(kind=INSPECT, effect_class=EffectClass.IDEMPOTENT, perform=inspect)
