"""Which greeting: special date over weekly over general over the staff's default over none."""

from datetime import date, datetime
from uuid import UUID

import pytest

from siyu.content.message import Message
from siyu.plays.channel_codes import welcome
from siyu.plays.channel_codes.config import SpecialMessage, WeeklyMessage, Welcome
from siyu.plays.channel_codes.welcome import DefaultScope, Greeting

LIN, WU = UUID(int=1), UUID(int=2)
GENERAL, WEEKLY, SPECIAL, DEFAULT = (Message(text=text) for text in ("平日好", "周末好", "新年好", "我是小林"))
NEW_YEAR = date(2026, 2, 17)
PERIODS = Welcome(
    mode="code",
    general=GENERAL,
    weekly=(WeeklyMessage(weekdays=(6, 7), from_="09:00", to="18:00", message=WEEKLY),),
    special=(SpecialMessage(from_date=NEW_YEAR, to_date=NEW_YEAR, from_="00:00", to="12:00", message=SPECIAL),),
)


def greet(config: Welcome, *, local: str = "2026-03-02T10:00", nickname: str = "小明") -> Greeting:
    return welcome.for_code(
        config, code={"code": "西湖店"}, nickname=nickname, default=DEFAULT, local=datetime.fromisoformat(local)
    )


@pytest.mark.parametrize(
    ("local", "message", "period"),
    [
        ("2026-02-17T11:59", SPECIAL, "special"),
        ("2026-02-17T12:00", GENERAL, "general"),
        ("2026-03-01T10:00", WEEKLY, "weekly"),
        ("2026-03-01T18:00", GENERAL, "general"),
        ("2026-03-02T10:00", GENERAL, "general"),
    ],
)
def test_the_most_particular_period_speaks(local: str, message: Message, period: str) -> None:
    greeting = greet(PERIODS, local=local)

    assert (greeting.message, greeting.because.code, greeting.because.params["period"]) == (
        message,
        "code.greets",
        period,
    )


def test_outside_its_periods_a_code_without_general_words_leaves_it_to_the_staff() -> None:
    greeting = greet(PERIODS.model_copy(update={"general": Message()}))

    assert (greeting.message, greeting.because.code, greeting.objection) == (DEFAULT, "staff.default_welcome", None)


def test_staff_first_leaves_it_to_the_staff_whatever_the_code_says() -> None:
    assert greet(PERIODS.model_copy(update={"mode": "staff_default"})).message == DEFAULT


def test_a_switched_off_greeting_says_why() -> None:
    objection = greet(PERIODS.model_copy(update={"mode": "none"})).objection

    assert objection is not None
    assert (objection.code, objection.params) == ("welcome.off", {"code": "西湖店"})


def test_a_blocked_word_in_the_nickname_keeps_silent_whatever_its_case() -> None:
    objection = greet(PERIODS.model_copy(update={"nickname_block": ("代购", "SPAM")}), nickname="xxSpam店").objection

    assert objection is not None
    assert (objection.code, objection.params["word"]) == ("welcome.nickname_blocked", "SPAM")


def test_without_any_words_nothing_is_sent_and_the_reason_is_kept() -> None:
    objection = welcome.for_staff(None).objection

    assert objection is not None
    assert objection.code == "welcome.none_configured"


def test_the_first_scope_that_fits_is_the_staffs_default() -> None:
    scopes = [DefaultScope(frozenset({LIN}), GENERAL), DefaultScope(None, DEFAULT)]

    assert welcome.default_for(scopes, LIN) == GENERAL
    assert welcome.default_for(scopes, WU) == DEFAULT
    assert welcome.default_for(scopes[:1], WU) is None
