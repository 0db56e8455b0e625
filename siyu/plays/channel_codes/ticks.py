"""What the clock asks for: rosters that change at nine, days that begin anew, staff who left."""

from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from siyu.kit import clock
from siyu.plays.channel_codes import keeping
from siyu.plays.channel_codes.models import Sync
from siyu.plays.channel_codes.situation import people

CODES_A_TICK = 500
NAMED = text("SELECT DISTINCT corp_id, unnest(named_staff) AS staff_id FROM code WHERE state <> 'deleted'")
SEEN = text("SELECT staff_id, is_available FROM code_staff_seen WHERE corp_id = :corp_id")
SEE = text("""
    INSERT INTO code_staff_seen (corp_id, staff_id, is_available)
    SELECT :corp_id, staff_id, is_available
    FROM unnest(CAST(:ids AS uuid[]), CAST(:available AS boolean[])) AS r(staff_id, is_available)
    ON CONFLICT (corp_id, staff_id) DO UPDATE SET is_available = excluded.is_available
""")
TOUCHED = text("SELECT id FROM code WHERE corp_id = :corp_id AND named_staff && CAST(:ids AS uuid[])")


def keep_due(session: Session) -> None:
    """Work out anew the codes whose moment has come; another process may take others at the same time."""
    due = (
        select(Sync.corp_id, Sync.code_id)
        .where(Sync.next_change_at <= clock.now())
        .order_by(Sync.next_change_at)
        .limit(CODES_A_TICK)
        .with_for_update(skip_locked=True)
    )
    by_corp: dict[UUID, list[UUID]] = {}
    for corp_id, code_id in session.execute(due):
        by_corp.setdefault(corp_id, []).append(code_id)
    for corp_id, code_ids in by_corp.items():
        keeping.keep(session, corp_id, code_ids=code_ids)


def watch_staff(session: Session) -> None:
    """Notice staff who left, were stopped, came back or switched duty, and work out their codes anew."""
    named: dict[UUID, list[UUID]] = {}
    for row in session.execute(NAMED):
        named.setdefault(row.corp_id, []).append(row.staff_id)
    for corp_id, staff_ids in named.items():
        changed = _changed(session, corp_id, staff_ids)
        if changed:
            session.execute(
                SEE, {"corp_id": corp_id, "ids": list(changed), "available": [changed[one] for one in changed]}
            )
            touched = session.scalars(TOUCHED, {"corp_id": corp_id, "ids": list(changed)}).all()
            keeping.keep(session, corp_id, code_ids=sorted(touched))


def _changed(session: Session, corp_id: UUID, staff_ids: list[UUID]) -> dict[UUID, bool]:
    """Whether staff can receive customers now, where that is not what was seen before."""
    seen = {row.staff_id: row.is_available for row in session.execute(SEEN, {"corp_id": corp_id})}
    present = people(session, corp_id, staff_ids)
    now = {one: one in present and present[one].is_available for one in staff_ids}
    return {one: is_available for one, is_available in now.items() if seen.get(one) is not is_available}
