"""Which greeting a new customer gets: special date over weekly over general over the staff's default over none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from siyu.content.message import Message
from siyu.decide.intents import Reason
from siyu.plays.channel_codes import windows
from siyu.plays.channel_codes.config import Welcome


@dataclass(frozen=True, slots=True)
class DefaultScope:
    """A default greeting for some staff; `staff_ids` None means everybody. The first scope that fits counts."""

    staff_ids: frozenset[UUID] | None
    message: Message


@dataclass(frozen=True, slots=True)
class Greeting:
    """What to say and why; with an `objection` nothing is said, and that is the recorded reason."""

    message: Message
    because: Reason
    objection: Reason | None = None


NOTHING = Message()
NO_CODE: Mapping[str, str] = {}


def for_code(
    welcome: Welcome, *, code: Mapping[str, str], nickname: str, default: Message | None, local: datetime
) -> Greeting:
    """The greeting of somebody who came by a code; `code` names it in reasons, `default` is the adviser's own."""
    because = Reason("code.greets", code)
    if welcome.mode == "none":
        return Greeting(NOTHING, because, Reason("welcome.off", code))
    word = blocked_word(welcome, nickname)
    if word is not None:
        return Greeting(NOTHING, because, Reason("welcome.nickname_blocked", {**code, "word": word}))
    chosen = _of_period(welcome, local) if welcome.mode == "code" else None
    if chosen is None:
        return for_staff(default, code=code)
    message, period = chosen
    return Greeting(message, Reason("code.greets", {**code, "period": period}))


def for_staff(default: Message | None, *, code: Mapping[str, str] = NO_CODE) -> Greeting:
    """The adviser's default greeting, for those who came by no code or by one without words of its own."""
    because = Reason("staff.default_welcome", code)
    if default is None:
        return Greeting(NOTHING, because, Reason("welcome.none_configured", code))
    return Greeting(default, because)


def blocked_word(welcome: Welcome, nickname: str) -> str | None:
    """The first blocked word inside the nickname, whatever its case; None when there is none."""
    lowered = nickname.casefold()
    return next((word for word in welcome.nickname_block if word and word.casefold() in lowered), None)


def default_for(scopes: Sequence[DefaultScope], staff_id: UUID) -> Message | None:
    """The default greeting of a staff."""
    fitting = (scope.message for scope in scopes if scope.staff_ids is None or staff_id in scope.staff_ids)
    return next(fitting, None)


def _of_period(welcome: Welcome, local: datetime) -> tuple[Message, str] | None:
    for special in welcome.special:
        if windows.is_open(special, local):
            return special.message, "special"
    for weekly in welcome.weekly:
        if windows.is_open(weekly, local):
            return weekly.message, "weekly"
    if welcome.general is None or not (welcome.general.text.strip() or welcome.general.attachments):
        return None
    return welcome.general, "general"
