"""What a draft would mean, before it is saved: who would receive customers now, how much of the week is covered."""

from datetime import timedelta
from itertools import pairwise
from uuid import UUID

from sqlalchemy.orm import Session

from siyu.content import message as messages
from siyu.corp import queries as corp_queries
from siyu.plays.channel_codes import checks, desired, labels, queries, roster, service, windows
from siyu.plays.channel_codes.checks import MONDAY
from siyu.plays.channel_codes.config import CodeConfig, Kind, StaffPlan
from siyu.plays.channel_codes.rotation import Counts
from siyu.plays.channel_codes.service import Author
from siyu.plays.channel_codes.situation import look
from siyu.plays.channel_codes.views import Checked

EXAMPLE_NAME = "小林"


def check(session: Session, corp_id: UUID, *, config: CodeConfig, kind: Kind, by: Author) -> Checked:
    """Judge a draft and say what it would do; nothing is saved."""
    found = checks.problems(config, kind, service.surroundings(session, corp_id, config=config, by=by))
    named = config.staff.everyone()
    situation = look(session, corp_id, code_ids=[], staff_ids=named)
    want = desired.desire(
        config, kind=kind, code="draft", is_paused=False,
        available=situation.available, counts=Counts(), local=situation.local,
    )  # fmt: skip
    people = corp_queries.staff(session, corp_id, named) if named else {}
    told = config.welcome.messages()
    summary: dict[str, str | int | float] = {
        "codes": len(set(config.staff.always)) if kind == "batch" else 1,
        "staff": len(named),
        "covered_hours": round(covered_minutes(config.staff) / 60, 1),
        "source": want.source,
        "accepts_now": "yes" if want.skip_verify else "no",
        "tags": len(config.labels.tag_ids),
        "remark_example": labels.remark(config.labels, EXAMPLE_NAME),
        "messages": len(told) if config.welcome.mode == "code" else 0,
        "longest_text_bytes": max((messages.longest_bytes(one.text) for one in told), default=0),
        "most_attachments": max((len(one.attachments) for one in told), default=0),
    }
    limits = {
        "staff": desired.USERS_MAX,
        "text_bytes": messages.TEXT_BYTES,
        "attachments": messages.ATTACHMENTS,
        "remark_chars": labels.REMARK_CHARS,
        "description_chars": labels.DESCRIPTION_CHARS,
        "batch_codes": checks.BATCH_CODES,
    }
    on_duty = queries.on_duty(people, want.pool, {}, config.staff.staff_daily_caps)
    return Checked(ok=not found, fields=found, on_duty_now=on_duty, summary=summary, limits=limits)


def covered_minutes(plan: StaffPlan) -> int:
    """Minutes of an ordinary week in which the plan names somebody (of 10,080)."""
    if plan.mode == "always":
        return windows.WEEK if plan.always else 0
    week = plan.model_copy(update={"special": ()})
    end = MONDAY + timedelta(minutes=windows.WEEK)
    inside = {edge for edge in windows.edges(plan.roster, MONDAY) if MONDAY < edge < end}
    stops = [MONDAY, *sorted(inside), end]
    return sum(
        int((until - since).total_seconds()) // 60 for since, until in pairwise(stops) if roster.on_duty(week, since)
    )
