"""Keeps WeCom's contact ways as the codes want them; every step is an effect with a key of its own."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from siyu.act import service as act
from siyu.decide.intents import Intent, Outcome, Purpose, Reason
from siyu.kit import clock
from siyu.plays.channel_codes import desired, health, roster
from siyu.plays.channel_codes.config import CodeConfig, Kind
from siyu.plays.channel_codes.desired import Desired
from siyu.plays.channel_codes.health import Person
from siyu.plays.channel_codes.keys import PLAY, Step, effect_key
from siyu.plays.channel_codes.models import Code, Sync
from siyu.plays.channel_codes.situation import Situation, look

UNDO_WINDOW = timedelta(minutes=10)
RETRY_AFTER = timedelta(minutes=10)
CHECK_EVERY = timedelta(hours=6)
QR_RETRY_AFTER = timedelta(minutes=1)

ADD, UPDATE, DELETE = "wecom.add_contact_way", "wecom.update_contact_way", "wecom.del_contact_way"
QR_SCENE = 2


def config_of(code: Code) -> CodeConfig:
    """A code's settings as a shape."""
    return CodeConfig.model_validate({"name": code.name, **code.config})


def keep(session: Session, corp_id: UUID, *, code_ids: Sequence[UUID]) -> None:
    """Work out what WeCom should have for these codes now, send what differs, and note when to look again.

    Locks the codes' sync rows in order, so that two callers never send the same step twice.
    """
    if not code_ids:
        return
    found = (
        select(Code, Sync)
        .join(Sync, (Sync.corp_id == Code.corp_id) & (Sync.code_id == Code.id))
        .where(Code.corp_id == corp_id, Code.id.in_(code_ids))
        .order_by(Code.id)
        .with_for_update(of=Sync)
        .execution_options(populate_existing=True)
    )
    rows: list[tuple[Code, Sync]] = [(code, sync) for code, sync in session.execute(found)]
    named = {staff_id for code, _ in rows for staff_id in code.named_staff}
    situation = look(session, corp_id, code_ids=[code.id for code, _ in rows], staff_ids=sorted(named))
    intents = [intent for code, sync in rows if (intent := _step(code, sync, situation)) is not None]
    decisions = act.perform(session, corp_id, intents)
    _note(rows, intents, {one.key for one in decisions if one.outcome is not Outcome.APPROVED})
    session.flush()


def _note(rows: Sequence[tuple[Code, Sync]], intents: Sequence[Intent], declined: set[str]) -> None:
    """Take back the step of a code whose intent was not approved; it is tried again later."""
    retry_at = clock.now() + RETRY_AFTER
    for _, sync in rows:
        if sync.in_flight in declined:
            sync.in_flight = sync.sending = None
            sync.next_change_at = _earliest(sync.next_change_at, retry_at)


def _step(code: Code, sync: Sync, situation: Situation) -> Intent | None:
    """Refresh what is known of a code and plan its next step at WeCom, if one is due and none is on its way."""
    if code.state == "deleted":
        return _removal(code, sync)
    config = config_of(code)
    want = desired.desire(
        config,
        kind=cast(Kind, code.kind),
        code=str(code.id),
        is_paused=code.state == "paused",
        available=situation.available & set(code.named_staff),
        counts=situation.counts[code.id],
        local=situation.local,
    )
    _refresh(sync, config, want, situation)
    if sync.error_code == health.CONFIG_DELETED:
        return None
    if sync.config_id is not None:
        return _update(code, sync, want, situation.people)
    return _creation(code, sync, want, situation.people) if sync.in_flight is None else None


def _refresh(sync: Sync, config: CodeConfig, want: Desired, situation: Situation) -> None:
    sync.on_duty = list(want.pool)
    sync.health = health.diagnose(config.staff, want, situation.people, sync_error=sync.error_code)
    upcoming = roster.next_change(config.staff, config.accept, situation.local)
    sync.next_change_at = _earliest(upcoming, sync.retry_at)


def _creation(code: Code, sync: Sync, want: Desired, people: Mapping[UUID, Person]) -> Intent | None:
    """A contact way cannot be made without staff: with nobody on duty, the first named one who is active stands in."""
    fields = want.fields({one: person.userid for one, person in people.items()})
    if "user" not in fields:
        active = [people[one].userid for one in code.named_staff if one in people and people[one].status == "active"]
        if not active:
            return None
        fields["user"] = active[:1]
    if _was_refused(sync, fields):
        return None
    sync.creation += 1
    fixed = {"type": desired.wecom_type(cast(Kind, code.kind)), "scene": QR_SCENE, "state": code.token}
    return _send(code, sync, ADD, Step.CREATE, sync.creation, fields, {**fixed, **fields}, "code.created")


def _update(code: Code, sync: Sync, want: Desired, people: Mapping[UUID, Person]) -> Intent | None:
    """A newer configuration may follow one that is still on its way: act keeps their order and drops the older."""
    latest = (sync.sending if sync.in_flight is not None else sync.applied) or {}
    fields = {**latest, **want.fields({one: person.userid for one, person in people.items()})}
    if fields == latest or _was_refused(sync, fields):
        return None
    sync.revision += 1
    payload = {"config_id": sync.config_id, **fields}
    return _send(code, sync, UPDATE, Step.UPDATE, sync.revision, fields, payload, "code.changed")


def _removal(code: Code, sync: Sync) -> Intent | None:
    """Once the deletion can no longer be undone, the contact way goes too."""
    sync.on_duty, sync.health, sync.next_change_at = [], {}, None
    if sync.config_id is None or sync.in_flight is not None or code.deleted_at is None:
        return None
    gone_at = code.deleted_at + UNDO_WINDOW
    if clock.now() < gone_at:
        sync.next_change_at = gone_at
        return None
    if sync.retry_at is not None and clock.now() < sync.retry_at:
        sync.next_change_at = sync.retry_at
        return None
    sync.revision += 1
    payload = {"config_id": sync.config_id}
    return _send(code, sync, DELETE, Step.DELETE, sync.revision, {}, payload, "code.deleted")


def _was_refused(sync: Sync, fields: Mapping[str, Any]) -> bool:
    """Whether WeCom just refused exactly this; asking again at once would only be refused again."""
    return sync.refused == fields and sync.retry_at is not None and clock.now() < sync.retry_at


def _send(
    code: Code,
    sync: Sync,
    effect: str,
    step: Step,
    number: int,
    fields: dict[str, Any],
    payload: dict[str, Any],
    because: str,
) -> Intent:
    sync.in_flight = effect_key(code.id, step, number)
    sync.sending = fields
    if sync.state != "unknown":
        sync.state = "pending"
    return Intent(
        key=sync.in_flight,
        play=PLAY,
        purpose=Purpose.BOOKKEEPING,
        effect=effect,
        payload=payload,
        because=Reason(because, {"code": code.name, "code_id": str(code.id)}),
        subject=f"code:{code.id}",
    )


def _earliest(*moments: datetime | None) -> datetime | None:
    return min((moment for moment in moments if moment is not None), default=None)
