"""What the rules need to know at a moment: the corp's time, its staff, and today's counts, in four statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.orm import Session

from siyu.corp import queries as corp_queries
from siyu.kit import clock
from siyu.plays.channel_codes.health import Person
from siyu.plays.channel_codes.rotation import Counts

ADDED_TODAY = text("""
    SELECT code_id, staff_id, added FROM code_day
    WHERE corp_id = :corp_id AND day = :day AND added > 0
      AND (code_id = ANY(CAST(:codes AS uuid[])) OR staff_id = ANY(CAST(:people AS uuid[])))
""")
LAST_ADDED = text("""
    SELECT DISTINCT ON (code_id) code_id, staff_id FROM code_add
    WHERE corp_id = :corp_id AND code_id = ANY(CAST(:codes AS uuid[]))
    ORDER BY code_id, seq DESC
""")


@dataclass(frozen=True, slots=True)
class Situation:
    """`local` is the corp's time now; `people` are the staff asked about; `counts` are per code."""

    local: datetime
    people: Mapping[UUID, Person]
    counts: Mapping[UUID, Counts]

    @property
    def available(self) -> frozenset[UUID]:
        """Staff customers may be sent to."""
        return frozenset(staff_id for staff_id, person in self.people.items() if person.is_available)


def zone(session: Session, corp_id: UUID) -> ZoneInfo:
    """The corp's time zone."""
    return ZoneInfo(corp_queries.corp(session, corp_id).time_zone)


def day_of(moment: datetime, tz: ZoneInfo) -> date:
    """The corp's date of a moment."""
    return moment.astimezone(tz).date()


def people(session: Session, corp_id: UUID, staff_ids: Sequence[UUID]) -> dict[UUID, Person]:
    """Staff by id; those unknown are absent."""
    found = corp_queries.staff(session, corp_id, list(dict.fromkeys(staff_ids))) if staff_ids else {}
    return {
        one.id: Person(userid=one.userid, name=one.name or one.userid, status=one.status, is_on_duty=one.on_duty)
        for one in found.values()
    }


def look(session: Session, corp_id: UUID, *, code_ids: Sequence[UUID], staff_ids: Sequence[UUID]) -> Situation:
    """The situation now of some codes and the staff they name."""
    local = clock.now().astimezone(zone(session, corp_id))
    asked = {"corp_id": corp_id, "codes": list(code_ids), "people": list(staff_ids), "day": local.date()}
    by_code: dict[UUID, dict[UUID, int]] = {code_id: {} for code_id in code_ids}
    by_staff: dict[UUID, int] = {}
    for row in session.execute(ADDED_TODAY, asked):
        by_staff[row.staff_id] = by_staff.get(row.staff_id, 0) + row.added
        if row.code_id in by_code:
            by_code[row.code_id][row.staff_id] = row.added
    last = {row.code_id: row.staff_id for row in session.execute(LAST_ADDED, asked)}
    counts = {code_id: Counts(found, by_staff, last.get(code_id)) for code_id, found in by_code.items()}
    return Situation(local, people(session, corp_id, staff_ids), counts)
