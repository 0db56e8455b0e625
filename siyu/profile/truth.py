"""Taking over what looks at WeCom showed: persons, relations and episodes are brought up to it, and the facts that
follow go through the door — all in one transaction, one writer per corp, a fixed number of statements per batch."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from siyu.corp import service as corp
from siyu.ingest import service as door
from siyu.profile import announcements, known, marks, records, turns
from siyu.profile.seen import Seen

ONE_WRITER = text("SELECT pg_advisory_xact_lock(hashtextextended('siyu.profile.truth:' || :corp_id, 0))")

WAITING = text("""
    SELECT DISTINCT external_userid FROM sighting
    WHERE corp_id = :corp_id AND external_userid = ANY(:ids) AND welcome_code IS NOT NULL AND received_at < :before
""")


def take_over(session: Session, corp_id: UUID, seen: Sequence[Seen]) -> int:
    """Bring our records up to `seen` (each customer once); returns how many facts were put through the door.

    Applying the same or an older look again changes nothing.
    """
    session.execute(ONE_WRITER, {"corp_id": str(corp_id)})
    on_file = known.load(session, corp_id, seen)
    taken = [turn for one in seen for turn in turns.of(on_file, one)]
    if not taken:
        return 0
    staff = corp.ensure_staff(session, corp_id, sorted({turn.userid for turn in taken}))
    records.write(session, corp_id, taken, {one.external_userid: one for one in seen}, staff)
    entries = announcements.of(taken, staff)
    entries += marks.take_over(session, corp_id, taken)
    records.forget_welcome_codes(session, corp_id, taken)
    door.record_many(session, corp_id, entries)
    return len(entries)


def waiting_since(session: Session, corp_id: UUID, seen: Sequence[Seen], *, before: datetime) -> list[Seen]:
    """Those of `seen` for whom a welcome code came before `before` and still waits."""
    if not seen:
        return []
    parameters = {"corp_id": corp_id, "ids": [one.external_userid for one in seen], "before": before}
    waiting = set(session.execute(WAITING, parameters).scalars())
    return [one for one in seen if one.external_userid in waiting]
