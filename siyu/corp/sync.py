"""Reading the organisation from WeCom, as background jobs: everybody, or the one member who changed."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from siyu.corp import organisation, progress, service
from siyu.corp.models import StaffRow
from siyu.corp.wire import CorpWire, Wires
from siyu.kit import jobs as queue
from siyu.kit import logs
from siyu.kit.db import Database
from siyu.kit.errors import SiyuError
from siyu.wechat.wecom import shapes
from siyu.wechat.wecom.errors import WeComError

log = logs.get("corp")

ERR_IDS_ONLY = 48009
ERR_NO_SUCH_MEMBER = 60111


def jobs(wires: Wires) -> list[queue.Job]:
    """The jobs of this room, calling WeCom over `wires`."""

    def sync(database: Database, arguments: Mapping[str, Any]) -> None:
        job_id = arguments["job_id"]
        sync_organisation(database, wires, UUID(arguments["corp_id"]), job_id=job_id and UUID(job_id))

    def refresh(database: Database, arguments: Mapping[str, Any]) -> None:
        refresh_member(database, wires, UUID(arguments["corp_id"]), arguments["userid"])

    return [
        queue.Job(service.SYNC_JOB, queue.Lane.NORMAL, sync),
        queue.Job(service.MEMBER_JOB, queue.Lane.NORMAL, refresh),
    ]


def sync_organisation(database: Database, wires: Wires, corp_id: UUID, *, job_id: UUID | None = None) -> None:
    """Read every department and member the app may see; who is seen no more is marked left.

    Each department is written in a transaction of its own; safe to run again from the start.
    """
    try:
        _sync(database, wires, corp_id, job_id)
    except SiyuError as error:
        if job_id is not None:
            with database.transaction() as session:
                progress.fail(session, corp_id, job_id, error=error.message)
        raise


def refresh_member(database: Database, wires: Wires, corp_id: UUID, userid: str) -> None:
    """Read one member anew; one WeCom no longer knows has left."""
    wire = wires.of(corp_id)
    try:
        member = wires.blocking(wire.member(userid))
    except WeComError as error:
        if error.errcode != ERR_NO_SUCH_MEMBER:
            raise
        with database.transaction() as session:
            organisation.mark_left(session, corp_id, [userid])
        return
    with database.transaction() as session:
        organisation.put_members(session, corp_id, [member])


def _sync(database: Database, wires: Wires, corp_id: UUID, job_id: UUID | None) -> None:
    wire = wires.of(corp_id)
    departments = wires.blocking(wire.departments())
    with database.transaction() as session:
        organisation.replace_departments(session, corp_id, departments)
        before = _present(session, corp_id)
        _report(session, corp_id, job_id, 0, len(departments))
    seen: set[str] = set()
    for done, department in enumerate(departments, start=1):
        members = wires.blocking(_members(wire, department.id))
        with database.transaction() as session:
            fresh = [member for member in members if member.userid not in seen]
            organisation.put_members(session, corp_id, fresh)
            _report(session, corp_id, job_id, done, len(departments))
        seen |= {member.userid for member in members}
    with database.transaction() as session:
        gone = organisation.mark_left(session, corp_id, sorted(before - seen))
        if job_id is not None:
            progress.finish(session, corp_id, job_id)
    log.info("organisation_synced", departments=len(departments), members=len(seen), left=len(gone))


async def _members(wire: CorpWire, department_id: int) -> Sequence[shapes.Member]:
    """Members of a department; only ids when the secret may read no more (48009, contact-sync secrets)."""
    try:
        return await wire.members_of(department_id)
    except WeComError as error:
        if error.errcode != ERR_IDS_ONLY:
            raise
    found: list[shapes.Member] = []
    cursor = ""
    while True:
        page = await wire.member_ids(cursor=cursor)
        found += [
            shapes.Member(pair.userid, department=(pair.department,))
            for pair in page.dept_user
            if pair.department == department_id
        ]
        cursor = page.next_cursor
        if not cursor:
            return found


def _present(session: Session, corp_id: UUID) -> set[str]:
    """Members once synced and not left; placeholders stay as they are."""
    return set(
        session.execute(
            select(StaffRow.userid).where(
                StaffRow.corp_id == corp_id, StaffRow.status != organisation.LEFT, StaffRow.synced_at.is_not(None)
            )
        ).scalars()
    )


def _report(session: Session, corp_id: UUID, job_id: UUID | None, done: int, total: int) -> None:
    if job_id is not None:
        progress.advance(session, corp_id, job_id, done=done, total=total)
