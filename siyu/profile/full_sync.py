"""Reading every customer of every member from WeCom: repairs what callbacks lost, and goes on where a crash left it.

A page shows relations that exist; what is on file and was not shown is looked at one by one, by the refresher, which
alone decides that a relation ended.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.orm import Session

from siyu.corp import progress
from siyu.corp import queries as corp
from siyu.corp.wire import Wires
from siyu.kit import clock, jobs, wakeup
from siyu.kit.db import Database
from siyu.kit.errors import SiyuError
from siyu.kit.jobs import Job, Lane
from siyu.profile import library, refreshes, seen, truth
from siyu.wechat.wecom.errors import WeComError
from siyu.wechat.wecom.shapes import BatchContacts

SYNC = "profile.sync_customers"
PAGE = 100
NO_CUSTOMERS = 84061

NIGHT = (2, 5)
"""Hours of the corp's day in which nobody waits for the interface."""
REST = timedelta(hours=20)

NOTE_RUN = text("""
    INSERT INTO sync_run (corp_id, run_id, begun_at) VALUES (:corp_id, :run_id, :now)
    ON CONFLICT (corp_id) DO UPDATE SET run_id = excluded.run_id, begun_at = excluded.begun_at
""")
DUE = text("SELECT begun_at < :rested FROM sync_run WHERE corp_id = :corp_id FOR UPDATE SKIP LOCKED")
NEVER = text("""
    INSERT INTO sync_run (corp_id, run_id, begun_at) VALUES (:corp_id, :corp_id, :now)
    ON CONFLICT DO NOTHING RETURNING 1
""")

BEGIN = text("""
    INSERT INTO sync_cursor (corp_id, userid, run_id, first_look)
    SELECT :corp_id, userid, :run_id, nextval('profile_look') FROM unnest(CAST(:userids AS text[])) AS userid
    ON CONFLICT (corp_id, userid) DO UPDATE
    SET run_id = excluded.run_id, first_look = excluded.first_look, cursor = '', seen = 0, finished_at = NULL
    WHERE sync_cursor.run_id <> excluded.run_id
""")
OPEN = text("""
    SELECT userid, cursor FROM sync_cursor WHERE corp_id = :corp_id AND run_id = :run_id AND finished_at IS NULL
    ORDER BY userid
""")
MOVE = text("""
    UPDATE sync_cursor SET cursor = :cursor, seen = seen + :seen, finished_at = :finished_at
    WHERE corp_id = :corp_id AND userid = :userid AND run_id = :run_id
""")
SEEN = text("SELECT COALESCE(sum(seen), 0) FROM sync_cursor WHERE corp_id = :corp_id AND run_id = :run_id")
NOT_SHOWN = text("""
    SELECT r.external_userid FROM relation r
    LEFT JOIN sync_cursor c ON c.corp_id = r.corp_id AND c.userid = r.userid AND c.run_id = :run_id
    WHERE r.corp_id = :corp_id AND r.state = 'following' AND r.look < COALESCE(c.first_look, :last_look)
""")
OLD_SIGHTINGS = text("DELETE FROM sighting WHERE corp_id = :corp_id AND received_at < :now - interval '30 days'")


def start(session: Session, corp_id: UUID, *, account_id: UUID | None = None) -> UUID:
    """Queue a full synchronisation; returns the id under which its progress is told."""
    run_id = progress.begin(session, corp_id, kind=SYNC, account_id=account_id)
    session.execute(NOTE_RUN, {"corp_id": corp_id, "run_id": run_id, "now": clock.now()})
    jobs.defer(session, SYNC, {"corp_id": str(corp_id), "run_id": str(run_id)}, lane=Lane.BULK)
    return run_id


def nightly(session: Session) -> None:
    """Start the synchronisation of corps never synchronised, and of others once a night; called every few seconds."""
    now = clock.now()
    for company in corp.corps(session):
        if not corp.staff_count(session, company.id):
            continue  # its organisation was not read yet
        is_night = NIGHT[0] <= now.astimezone(ZoneInfo(company.time_zone)).hour < NIGHT[1]
        whose = {"corp_id": company.id, "now": now, "rested": now - REST}
        is_first = session.execute(NEVER, whose).first() is not None
        if is_first or (is_night and session.execute(DUE, whose).scalar()):
            start(session, company.id)


def synchronise(database: Database, wires: Wires, corp_id: UUID, run_id: UUID) -> None:
    """Read everything of the corp once. Run again with the same `run_id` it goes on where it stopped."""
    library.synchronise(database, wires, corp_id)
    userids = wires.blocking(wires.of(corp_id).follow_users())
    with database.transaction() as session:
        session.execute(BEGIN, {"corp_id": corp_id, "run_id": run_id, "userids": sorted(userids)})
        still_open = session.execute(OPEN, {"corp_id": corp_id, "run_id": run_id}).all()
    for row in still_open:
        for page, look, is_last in _pages(database, wires, corp_id, row.userid, row.cursor):
            _take_page(database, corp_id, run_id, row.userid, page, look, is_last=is_last)
    with database.transaction() as session:
        _ask_for_the_rest(session, corp_id, run_id)
        progress.finish(session, corp_id, run_id)


def jobs_of(wires: Wires) -> Sequence[Job]:
    """The synchronisation's background job."""

    def run(database: Database, arguments: Mapping[str, Any]) -> None:
        corp_id, run_id = UUID(arguments["corp_id"]), UUID(arguments["run_id"])
        try:
            synchronise(database, wires, corp_id, run_id)
        except SiyuError as error:
            with database.transaction() as session:
                progress.fail(session, corp_id, run_id, error=error.message)
            raise

    return (Job(SYNC, Lane.BULK, run),)


def _pages(
    database: Database, wires: Wires, corp_id: UUID, userid: str, cursor: str
) -> Iterator[tuple[BatchContacts, int, bool]]:
    """(page, number of the look that read it, whether it is the member's last)."""
    while True:
        with database.transaction() as session:
            look = session.execute(text("SELECT nextval('profile_look')")).scalar_one()
        try:
            page = wires.blocking(wires.of(corp_id).contacts_of([userid], cursor=cursor, limit=PAGE))
        except WeComError as error:
            if error.errcode != NO_CUSTOMERS:
                raise
            page = BatchContacts()
        cursor = page.next_cursor
        yield page, look, not cursor
        if not cursor:
            return


def _take_page(
    database: Database, corp_id: UUID, run_id: UUID, userid: str, page: BatchContacts, look: int, *, is_last: bool
) -> None:
    now = clock.now()
    shown = [seen.from_batch(row, look=look, noticed_at=now) for row in page.external_contact_list]
    place = {"corp_id": corp_id, "run_id": run_id, "userid": userid, "cursor": page.next_cursor}
    with database.transaction() as session:
        truth.take_over(session, corp_id, shown)
        session.execute(MOVE, {**place, "seen": len(shown), "finished_at": now if is_last else None})
        done = session.execute(SEEN, {"corp_id": corp_id, "run_id": run_id}).scalar_one()
        progress.advance(session, corp_id, run_id, done=int(done))


def _ask_for_the_rest(session: Session, corp_id: UUID, run_id: UUID) -> None:
    """Have everyone looked at who is on file as following and was not shown."""
    last_look = session.execute(text("SELECT nextval('profile_look')")).scalar_one()
    rows = session.execute(NOT_SHOWN, {"corp_id": corp_id, "run_id": run_id, "last_look": last_look}).scalars()
    refreshes.ask(session, corp_id, dict.fromkeys(rows, refreshes.BULK))
    wakeup.ring(session, wakeup.REFRESH)
    session.execute(OLD_SIGHTINGS, {"corp_id": corp_id, "now": clock.now()})
