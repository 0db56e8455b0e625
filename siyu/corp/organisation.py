"""Departments and members as WeCom has them: written from a whole reading, or one member at a time."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import case, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from siyu.corp import accounts
from siyu.corp.models import DepartmentRow, StaffRow
from siyu.kit import clock, ids
from siyu.wechat.wecom import shapes

STATUS = {1: "active", 2: "disabled", 4: "inactive", 5: "left"}
LEFT = "left"


def ensure(session: Session, corp_id: UUID, userids: Sequence[str]) -> dict[str, UUID]:
    """The ids of members by userid, with placeholders made for those never heard of."""
    if not userids:
        return {}
    known = _ids(session, corp_id, userids)
    missing = sorted(set(userids) - known.keys())
    if not missing:
        return known
    now = clock.now()
    session.execute(
        insert(StaffRow).on_conflict_do_nothing(index_elements=["corp_id", "userid"]),
        [
            {"corp_id": corp_id, "id": ids.new(), "userid": userid, "name": userid, "created_at": now}
            for userid in missing
        ],
    )
    return known | _ids(session, corp_id, missing)


def replace_departments(session: Session, corp_id: UUID, departments: Sequence[shapes.Department]) -> None:
    """Make the tree what WeCom says it is."""
    session.execute(
        delete(DepartmentRow).where(
            DepartmentRow.corp_id == corp_id, DepartmentRow.id.not_in([found.id for found in departments])
        )
    )
    for found in departments:
        values = {"name": found.name, "parent_id": found.parentid or None, "position": found.order}
        session.execute(
            insert(DepartmentRow)
            .values(corp_id=corp_id, id=found.id, **values)
            .on_conflict_do_update(index_elements=["corp_id", "id"], set_=values)
        )


def put_members(session: Session, corp_id: UUID, members: Sequence[shapes.Member]) -> None:
    """Write members as WeCom shows them; one who came back is no longer marked left."""
    if not members:
        return
    now = clock.now()
    write = insert(StaffRow)
    shown = ("name", "avatar", "position", "status", "department_ids", "synced_at")
    first_left = case((write.excluded.status == LEFT, func.coalesce(StaffRow.left_at, write.excluded.left_at)))
    write = write.on_conflict_do_update(
        index_elements=["corp_id", "userid"],
        set_={**{name: write.excluded[name] for name in shown}, "left_at": first_left},
    )
    session.execute(write, [_row(corp_id, member, now) for member in members])


def mark_left(session: Session, corp_id: UUID, userids: Sequence[str]) -> list[UUID]:
    """Mark members as gone and shut them out of the console at once; returns whom it changed."""
    gone = list(
        session.execute(
            update(StaffRow)
            .where(StaffRow.corp_id == corp_id, StaffRow.userid.in_(userids))
            .where(StaffRow.status != LEFT)
            .values(status=LEFT, left_at=clock.now())
            .returning(StaffRow.id)
        ).scalars()
    )
    accounts.disable_of_staff(session, corp_id, gone)
    return gone


def rename(session: Session, corp_id: UUID, userid: str, new_userid: str) -> None:
    """Follow a change of userid, unless somebody already bears the new one."""
    taken = select(StaffRow.id).where(StaffRow.corp_id == corp_id, StaffRow.userid == new_userid)
    session.execute(
        update(StaffRow)
        .where(StaffRow.corp_id == corp_id, StaffRow.userid == userid, ~taken.exists())
        .values(userid=new_userid),
        execution_options={"synchronize_session": False},
    )


def _row(corp_id: UUID, member: shapes.Member, now: datetime) -> dict[str, object]:
    status = STATUS.get(member.status, "active")
    return {
        "corp_id": corp_id,
        "id": ids.new(),
        "userid": member.userid,
        "name": member.name or member.userid,
        "avatar": member.avatar,
        "position": member.position,
        "status": status,
        "department_ids": list(member.department),
        "created_at": now,
        "synced_at": now,
        "left_at": now if status == LEFT else None,
    }


def _ids(session: Session, corp_id: UUID, userids: Sequence[str]) -> dict[str, UUID]:
    found = session.execute(
        select(StaffRow.userid, StaffRow.id).where(StaffRow.corp_id == corp_id, StaffRow.userid.in_(userids))
    )
    return {row.userid: row.id for row in found}
