"""What came of a code's steps at WeCom, taken over from the receipts; then the next step, if one is due."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from siyu.act import service as act
from siyu.act.facts import EffectDone
from siyu.content import media
from siyu.decide.intents import Intent, Purpose, Reason
from siyu.ingest.facts import Recorded
from siyu.kit import clock
from siyu.plays.channel_codes import checks, greeting, health, keeping, keys
from siyu.plays.channel_codes.inspection import INSPECT, UNKNOWN_CONFIG
from siyu.plays.channel_codes.keys import PLAY, EffectKey, Step
from siyu.plays.channel_codes.models import Code, Sync

INSPECTIONS_A_TICK = 50
GONE = str(UNKNOWN_CONFIG)


def on_done(session: Session, corp_id: UUID, recorded: Sequence[Recorded[EffectDone]]) -> None:
    """Take over receipts in order. One for an older step, or told twice, changes nothing."""
    ours = [(key, one.fact) for one in recorded if (key := keys.parse(one.fact.key)) is not None]
    if not ours:
        return
    syncs = _locked(session, corp_id, {key.code_id for key, _ in ours})
    for key, receipt in ours:
        if key.code_id in syncs:
            _take(syncs[key.code_id], key, receipt)
    session.flush()
    inspect(session, corp_id, [sync for sync in syncs.values() if sync.config_id and sync.next_check_at is None])
    keeping.keep(session, corp_id, code_ids=sorted(syncs))


def inspect(session: Session, corp_id: UUID, syncs: Sequence[Sync]) -> None:
    """Ask WeCom how these contact ways stand, and for the QR code's text where we do not have it yet."""
    intents = []
    for sync in syncs:
        sync.check_count += 1
        sync.next_check_at = clock.now() + (keeping.CHECK_EVERY if sync.qr_text else keeping.QR_RETRY_AFTER)
        intents.append(
            Intent(
                key=keys.effect_key(sync.code_id, Step.INSPECT, sync.check_count),
                play=PLAY,
                purpose=Purpose.BOOKKEEPING,
                effect=INSPECT,
                payload={"config_id": sync.config_id, "wants_qr": sync.qr_text is None},
                because=Reason("code.checked"),
                subject=f"code:{sync.code_id}",
                expires_at=clock.now() + timedelta(hours=1),
            )
        )
    act.perform(session, corp_id, intents)
    session.flush()


def inspect_due(session: Session) -> None:
    """A tick: look at the contact ways whose turn has come, some at a time."""
    due = (
        select(Code, Sync)
        .join(Sync, (Sync.corp_id == Code.corp_id) & (Sync.code_id == Code.id))
        .where(Sync.next_check_at <= clock.now(), Sync.config_id.is_not(None), Code.state != "deleted")
        .order_by(Sync.next_check_at)
        .limit(INSPECTIONS_A_TICK)
        .with_for_update(of=Sync, skip_locked=True)
    )
    by_corp: dict[UUID, list[tuple[Code, Sync]]] = {}
    for code, sync in session.execute(due):
        by_corp.setdefault(sync.corp_id, []).append((code, sync))
    for corp_id, rows in by_corp.items():
        inspect(session, corp_id, [sync for _, sync in rows])
        _keep_media(session, corp_id, [code for code, _ in rows])


def _keep_media(session: Session, corp_id: UUID, codes: Sequence[Code]) -> None:
    """What greetings show stays uploaded at WeCom, even where nobody was greeted for a month."""
    shown = {one for code in codes for one in checks.material_ids(keeping.config_of(code).welcome)}
    shown |= {one for scope in greeting.scopes(session, corp_id) for one in scope.message.materials()}
    media.ready(session, corp_id, material_ids=shown)


def _locked(session: Session, corp_id: UUID, code_ids: set[UUID]) -> dict[UUID, Sync]:
    found = (
        select(Sync)
        .where(Sync.corp_id == corp_id, Sync.code_id.in_(code_ids))
        .order_by(Sync.code_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {sync.code_id: sync for sync in session.scalars(found)}


def _take(sync: Sync, key: EffectKey, receipt: EffectDone) -> None:
    if key.step is Step.INSPECT:
        if receipt.verdict == "sent" and key.number == sync.check_count:
            _inspected(sync, receipt)
        return
    if sync.in_flight != receipt.key:
        return
    if receipt.verdict == "unknown":
        sync.state, sync.error_code = "unknown", receipt.error_code
        return
    if receipt.verdict == "sent" or (key.step is Step.DELETE and receipt.error_code == GONE):
        _SUCCEEDED[key.step](sync, receipt)
        sync.state, sync.error_code, sync.refused, sync.retry_at = "synced", None, None, None
    else:
        _failed(sync, receipt)
    sync.in_flight = sync.sending = None


def _created(sync: Sync, receipt: EffectDone) -> None:
    sync.config_id, sync.next_check_at = receipt.result["config_id"], None
    sync.applied = sync.sending
    sync.checked_at = receipt.done_at


def _updated(sync: Sync, receipt: EffectDone) -> None:
    sync.applied = sync.sending
    sync.checked_at = receipt.done_at


def _removed(sync: Sync, receipt: EffectDone) -> None:
    sync.config_id = sync.applied = sync.next_check_at = None
    sync.checked_at = receipt.done_at


def _failed(sync: Sync, receipt: EffectDone) -> None:
    """Refused: the same is not tried again for a while, something else is at once."""
    sync.state = "failed"
    if receipt.error_code == GONE:
        sync.error_code = health.CONFIG_DELETED
        return
    sync.error_code = receipt.error_code
    sync.refused = sync.sending
    sync.retry_at = clock.now() + keeping.RETRY_AFTER


def _inspected(sync: Sync, receipt: EffectDone) -> None:
    """WeCom's present state is the truth: what somebody changed there is set right by the next step."""
    sync.checked_at = receipt.done_at
    if not receipt.result["exists"]:
        sync.state, sync.error_code = "failed", health.CONFIG_DELETED
        return
    sync.qr_text = receipt.result.get("qr_text") or sync.qr_text
    if sync.qr_text is not None:
        sync.next_check_at = receipt.done_at + keeping.CHECK_EVERY
    if sync.in_flight is None:
        sync.applied = {**(sync.applied or {}), **receipt.result["fields"]}


_SUCCEEDED: dict[Step, Callable[[Sync, EffectDone], None]] = {
    Step.CREATE: _created,
    Step.UPDATE: _updated,
    Step.DELETE: _removed,
}
