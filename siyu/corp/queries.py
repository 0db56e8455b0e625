"""What others ask about the company: corps, members, departments."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, tuple_
from sqlalchemy.orm import Session

from siyu.corp.models import CorpRow, DepartmentRow, MembershipRow, StaffRow
from siyu.kit import paging
from siyu.kit.errors import NotFound
from siyu.kit.paging import Page

StaffStatus = Literal["active", "disabled", "inactive", "left"]


@dataclass(frozen=True, slots=True)
class Corp:
    """A company; `corpid` is WeCom's, `time_zone` an IANA name."""

    id: UUID
    name: str
    corpid: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class Staff:
    """A member; `department_ids` are WeCom's. One who left keeps their row."""

    id: UUID
    userid: str
    name: str
    avatar: str
    status: StaffStatus
    department_ids: tuple[int, ...]
    position: str
    on_duty: bool


@dataclass(frozen=True, slots=True)
class Department:
    """A node of the organisation; `staff_count` counts those in it or below who have not left, each once."""

    id: int
    name: str
    parent_id: int | None
    staff_count: int


def corp(session: Session, corp_id: UUID) -> Corp:
    """Raises `NotFound`."""
    row = session.get(CorpRow, corp_id)
    if row is None:
        raise NotFound("corp.not_found", "没有这家企业")
    return _corp(row)


def corps(session: Session) -> list[Corp]:
    """Every company, oldest first."""
    return [_corp(row) for row in session.execute(select(CorpRow).order_by(CorpRow.created_at)).scalars()]


def corps_of(session: Session, account_id: UUID) -> list[Corp]:
    """The companies an account belongs to, in the order it joined them."""
    rows = session.execute(
        select(CorpRow)
        .join(MembershipRow, MembershipRow.corp_id == CorpRow.id)
        .where(MembershipRow.account_id == account_id)
        .order_by(MembershipRow.created_at)
    )
    return [_corp(row) for row in rows.scalars()]


def staff(session: Session, corp_id: UUID, ids: Sequence[UUID]) -> dict[UUID, Staff]:
    """Members by id; unknown ids are absent."""
    rows = session.execute(select(StaffRow).where(StaffRow.corp_id == corp_id, StaffRow.id.in_(ids)))
    return {row.id: _staff(row) for row in rows.scalars()}


def staff_by_userid(session: Session, corp_id: UUID, userids: Sequence[str]) -> dict[str, Staff]:
    """Members by WeCom's userid; unknown ones are absent."""
    rows = session.execute(select(StaffRow).where(StaffRow.corp_id == corp_id, StaffRow.userid.in_(userids)))
    return {row.userid: _staff(row) for row in rows.scalars()}


def staff_count(session: Session, corp_id: UUID) -> int:
    """Members synced and not left."""
    return session.execute(
        select(func.count())
        .select_from(StaffRow)
        .where(StaffRow.corp_id == corp_id, StaffRow.status != "left", StaffRow.synced_at.is_not(None))
    ).scalar_one()


def staff_page(
    session: Session,
    corp_id: UUID,
    *,
    q: str = "",
    department_id: int | None = None,
    scope: frozenset[UUID] | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Staff]:
    """Members by name and id, those below a department included; `scope` limits to some."""
    wanted: list[ColumnElement[bool]] = [StaffRow.corp_id == corp_id]
    if q:
        wanted.append(StaffRow.name.icontains(q, autoescape=True) | StaffRow.userid.icontains(q, autoescape=True))
    if department_id is not None:
        wanted.append(StaffRow.department_ids.overlap(_below(session, corp_id, department_id)))
    if scope is not None:
        wanted.append(StaffRow.id.in_(scope))
    total = session.execute(select(func.count()).select_from(StaffRow).where(*wanted)).scalar_one()
    query = select(StaffRow).where(*wanted).order_by(StaffRow.name, StaffRow.id).limit(limit + 1)
    if cursor is not None:
        name, last = paging.decode(cursor, length=2)
        query = query.where(tuple_(StaffRow.name, StaffRow.id) > (name, UUID(str(last))))
    rows = session.execute(query).scalars().all()
    page = rows[:limit]
    more = paging.encode([page[-1].name, str(page[-1].id)]) if len(rows) > limit else None
    return Page([_staff(row) for row in page], more, total)


def departments(session: Session, corp_id: UUID) -> list[Department]:
    """The whole tree, each level in WeCom's order (bigger first)."""
    rows = session.scalars(
        select(DepartmentRow)
        .where(DepartmentRow.corp_id == corp_id)
        .order_by(DepartmentRow.parent_id.nulls_first(), DepartmentRow.position.desc(), DepartmentRow.id)
    ).all()
    parents = {row.id: row.parent_id for row in rows}
    members = select(StaffRow.department_ids).where(StaffRow.corp_id == corp_id, StaffRow.status != "left")
    counts = Counter(place for own in session.scalars(members) for place in _with_ancestors(own, parents))
    return [Department(row.id, row.name, row.parent_id, counts[row.id]) for row in rows]


def _with_ancestors(own: Iterable[int], parents: Mapping[int, int | None]) -> set[int]:
    """The departments of one member and every department above them, each once."""
    found: set[int] = set()
    for department in own:
        here: int | None = department
        while here is not None and here in parents and here not in found:
            found.add(here)
            here = parents[here]
    return found


def _below(session: Session, corp_id: UUID, department_id: int) -> list[int]:
    """A department and everything under it."""
    top = (
        select(DepartmentRow.id)
        .where(DepartmentRow.corp_id == corp_id, DepartmentRow.id == department_id)
        .cte("below", recursive=True)
    )
    under = (
        select(DepartmentRow.id).join(top, DepartmentRow.parent_id == top.c.id).where(DepartmentRow.corp_id == corp_id)
    )
    return list(session.execute(select(top.union(under).c.id)).scalars())


def _corp(row: CorpRow) -> Corp:
    return Corp(row.id, row.name, row.corpid, row.time_zone)


def _staff(row: StaffRow) -> Staff:
    status: StaffStatus = row.status  # type: ignore[assignment]
    return Staff(row.id, row.userid, row.name, row.avatar, status, tuple(row.department_ids), row.position, row.on_duty)
