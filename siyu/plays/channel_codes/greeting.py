"""Greets a new customer while WeCom's welcome code lives: by the code they came by, or as their adviser always does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.orm import Session

from siyu.act import service as act
from siyu.content import message as messages
from siyu.content.message import Message
from siyu.decide.intents import Intent, Purpose
from siyu.ingest.facts import Recorded
from siyu.kit.jobs import Lane
from siyu.plays.channel_codes import welcome
from siyu.plays.channel_codes.health import Person
from siyu.plays.channel_codes.keys import PLAY
from siyu.plays.channel_codes.known import KnownCode, by_token
from siyu.plays.channel_codes.situation import people, zone
from siyu.plays.channel_codes.welcome import DefaultScope, Greeting
from siyu.profile.facts import WelcomeOffered

SEND = "wecom.send_welcome"
# WeCom judges the code's 20 s by its own clock (41050), which may differ from ours; this only clears an outage away.
STALE_AFTER = timedelta(days=1)
SCOPES = text("SELECT staff_ids, message FROM code_default_welcome WHERE corp_id = :corp_id ORDER BY position")


@dataclass(frozen=True, slots=True)
class Present:
    """What greetings are made from: codes by token, staff, default greetings and the corp's time zone."""

    codes: Mapping[str, KnownCode]
    staff: Mapping[UUID, Person]
    scopes: Sequence[DefaultScope]
    tz: ZoneInfo


def on_offered(session: Session, corp_id: UUID, recorded: Sequence[Recorded[WelcomeOffered]]) -> None:
    """Propose one greeting per episode, first of everything that waits."""
    present = Present(
        codes=by_token(session, corp_id, (one.fact.state for one in recorded)),
        staff=people(session, corp_id, [one.fact.staff_id for one in recorded]),
        scopes=scopes(session, corp_id),
        tz=zone(session, corp_id),
    )
    act.perform(session, corp_id, [_intent(one, present) for one in recorded])


def scopes(session: Session, corp_id: UUID) -> list[DefaultScope]:
    """The default greetings, in order."""
    return [
        DefaultScope(
            staff_ids=None if row.staff_ids is None else frozenset(UUID(one) for one in row.staff_ids),
            message=Message.model_validate(row.message),
        )
        for row in session.execute(SCOPES, {"corp_id": corp_id})
    ]


def _intent(one: Recorded[WelcomeOffered], present: Present) -> Intent:
    fact = one.fact
    greeting = _greeting(fact, present)
    staff = present.staff.get(fact.staff_id)
    names = {"客户昵称": fact.customer_name, "员工姓名": staff.name if staff is not None else fact.userid}
    said = messages.render(greeting.message, names)
    return Intent(
        # One greeting per episode, whoever proposes it: a second code for the same add greets nobody again.
        key=f"welcome:{fact.relation_id}:{fact.added_at.isoformat()}",
        play=PLAY,
        purpose=Purpose.GREETING,
        effect=SEND,
        payload={
            "userid": fact.userid,
            "external_userid": fact.external_userid,
            "welcome_code": fact.welcome_code,
            "message": said.model_dump(mode="json"),
            "offered_at": fact.offered_at.isoformat(),
            "callback_received_at": fact.callback_received_at.isoformat(),
        },
        because=greeting.because,
        objection=greeting.objection,
        lane=Lane.URGENT,
        person_id=fact.person_id,
        relation_id=fact.relation_id,
        staff_id=fact.staff_id,
        expires_at=fact.offered_at + STALE_AFTER,
        cause=one.seq,
    )


def _greeting(fact: WelcomeOffered, present: Present) -> Greeting:
    default = welcome.default_for(present.scopes, fact.staff_id)
    code = present.codes.get(fact.state) if fact.state else None
    if code is None or code.state != "active":
        return welcome.for_staff(default, code=code.named if code is not None else welcome.NO_CODE)
    return welcome.for_code(
        code.config.welcome,
        code=code.named,
        nickname=fact.customer_name,
        default=default,
        local=fact.offered_at.astimezone(present.tz),
    )
