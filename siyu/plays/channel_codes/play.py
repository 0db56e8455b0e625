"""The play of channel codes, declared."""

from siyu.act.facts import EffectDone
from siyu.measure import todo as measure_todo
from siyu.play import Play
from siyu.plays.channel_codes import (
    api,
    attribution,
    exporting,
    greeting,
    inspection,
    origin,
    receipts,
    ticks,
    todo,
    undo,
)
from siyu.profile import origins
from siyu.profile.facts import CustomerAdded, CustomerLost, CustomerScanned, WelcomeOffered

origins.register(origin.KIND, origin.CodeOrigins())
measure_todo.register("channel_codes", todo.ailing_codes)

PLAY = Play(
    key="channel_codes",
    name="渠道活码",
    router=api.router,
    urgent={WelcomeOffered: greeting.on_offered},
    listens={
        CustomerAdded: attribution.on_added,
        CustomerLost: attribution.on_lost,
        CustomerScanned: attribution.on_scanned,
        EffectDone: receipts.on_done,
    },
    jobs=(exporting.JOB,),
    ticks=(ticks.keep_due, ticks.watch_staff, receipts.inspect_due, undo.forget_old),
    adapters=(inspection.ADAPTER,),
    permissions=("codes.read", "codes.write"),
)
