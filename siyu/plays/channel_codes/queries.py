"""Reads of channel codes: the list, one code, folders, default greetings. A list page is five statements."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, text, tuple_
from sqlalchemy.orm import Session

from siyu.corp import queries as corp_queries
from siyu.corp.queries import Staff
from siyu.kit import clock, paging
from siyu.kit.errors import Invalid, NotFound
from siyu.kit.paging import Page
from siyu.plays.channel_codes.config import CodeConfig, Kind
from siyu.plays.channel_codes.keeping import config_of
from siyu.plays.channel_codes.models import Code, CodeDay, Folder, Sync
from siyu.plays.channel_codes.situation import zone
from siyu.plays.channel_codes.views import Ailment, CodeView, FolderView, OnDuty, State, SyncView, Today, Totals

COUNTS = text("""
    SELECT code_id, sum(scanned) AS scanned, sum(added) AS added, sum(lost) AS lost, sum(retained) AS retained,
           coalesce(sum(added) FILTER (WHERE day = :today), 0) AS added_today,
           coalesce(sum(lost) FILTER (WHERE day = :today), 0) AS lost_today,
           coalesce(jsonb_object_agg(staff_id, added) FILTER (WHERE day = :today), '{}') AS by_staff
    FROM code_day WHERE corp_id = :corp_id AND code_id = ANY(CAST(:codes AS uuid[]))
    GROUP BY code_id
""")
ANY_AILMENT = "any"


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; without `state`, deleted codes stay out. `scope` limits to some staff's codes."""

    q: str = ""
    folder_id: UUID | None = None
    state: State | None = None
    health: str | None = None
    staff_id: UUID | None = None
    scope: Collection[UUID] | None = None


def codes(
    session: Session,
    corp_id: UUID,
    *,
    filters: Filters,
    sort: str = "-created_at",
    cursor: str | None = None,
    limit: int = 20,
) -> Page[CodeView]:
    """A page of codes. `sort` is created_at, name or added, with `-` for descending. Raises `Invalid`."""
    column, is_descending = _sorting(sort)
    narrowed = _narrowed(corp_id, filters)
    total = session.scalar(select(func.count()).select_from(narrowed.subquery())) or 0
    page = narrowed.add_columns(column.label("place"))
    if cursor is not None:
        value, last_id = paging.decode(cursor, length=2)
        place = (_typed(sort, value), UUID(str(last_id)))
        here = tuple_(column, Code.id)
        page = page.where(here < place if is_descending else here > place)
    order = (column.desc(), Code.id.desc()) if is_descending else (column, Code.id)
    found = session.execute(page.order_by(*order).limit(limit + 1)).all()
    shown = found[:limit]
    views = _views(session, corp_id, [(row[0], row[1]) for row in shown])
    next_cursor = None
    if len(found) > limit:
        place = shown[-1].place
        next_cursor = paging.encode([place.isoformat() if isinstance(place, datetime) else place, str(shown[-1][0].id)])
    return Page(views, next_cursor, total)


def code(session: Session, corp_id: UUID, *, code_id: UUID, scope: Collection[UUID] | None = None) -> CodeView:
    """One code, deleted ones too. Raises `NotFound`."""
    rows = session.execute(_narrowed(corp_id, Filters(scope=scope), is_any_state=True).where(Code.id == code_id)).all()
    if not rows:
        raise NotFound("code.not_found", "没有这个活码，可能已被删除，请刷新列表")
    return _views(session, corp_id, [(rows[0][0], rows[0][1])])[0]


def some(session: Session, corp_id: UUID, *, code_ids: Sequence[UUID]) -> list[CodeView]:
    """Codes by id, in the order asked for; unknown ones are left out."""
    rows = session.execute(_narrowed(corp_id, Filters(), is_any_state=True).where(Code.id.in_(code_ids))).all()
    views = {view.id: view for view in _views(session, corp_id, [(row[0], row[1]) for row in rows])}
    return [views[code_id] for code_id in code_ids if code_id in views]


def qr_texts(
    session: Session, corp_id: UUID, *, code_ids: Sequence[UUID], scope: Collection[UUID] | None = None
) -> dict[UUID, tuple[CodeConfig, str | None]]:
    """Settings and QR text of codes; the text is None until WeCom has made the code."""
    rows = session.execute(_narrowed(corp_id, Filters(scope=scope), is_any_state=True).where(Code.id.in_(code_ids)))
    return {row[0].id: (config_of(row[0]), row[1].qr_text) for row in rows}


def folders(session: Session, corp_id: UUID) -> list[FolderView]:
    """Every folder, the default one first, with how many codes it holds."""
    count = func.count(Code.id).filter(Code.state != "deleted")
    found = (
        select(Folder, count)
        .join(Code, and_(Code.corp_id == Folder.corp_id, Code.folder_id == Folder.id), isouter=True)
        .where(Folder.corp_id == corp_id)
        .group_by(Folder.corp_id, Folder.id)
        .order_by(Folder.is_default.desc(), Folder.name)
    )
    return [FolderView(row[0].id, row[0].name, row[0].is_default, row[1]) for row in session.execute(found)]


def folder(session: Session, corp_id: UUID, *, folder_id: UUID) -> FolderView:
    """One folder. Raises `NotFound`."""
    found = next((one for one in folders(session, corp_id) if one.id == folder_id), None)
    if found is None:
        raise NotFound("folder.not_found", "没有这个分组，可能已被删除，请刷新")
    return found


def naming(session: Session, corp_id: UUID, *, staff_id: UUID) -> list[UUID]:
    """Codes that name a staff anywhere, by id."""
    found = select(Code.id).where(Code.corp_id == corp_id, Code.named_staff.contains([staff_id])).order_by(Code.id)
    return list(session.scalars(found))


def on_duty(
    people: Mapping[UUID, Staff], pool: Sequence[UUID], added: Mapping[UUID, int], caps: Mapping[UUID, int]
) -> list[OnDuty]:
    """Those of `pool` who are known, as the console shows them."""
    known = [people[one] for one in pool if one in people]
    return [
        OnDuty(one.id, one.name or one.userid, one.avatar or None, added.get(one.id, 0), caps.get(one.id))
        for one in known
    ]


def _narrowed(corp_id: UUID, filters: Filters, *, is_any_state: bool = False) -> Select[Code, Sync]:
    found = (
        select(Code, Sync)
        .join(Sync, and_(Sync.corp_id == Code.corp_id, Sync.code_id == Code.id))
        .where(Code.corp_id == corp_id)
    )
    if not is_any_state:
        found = found.where(Code.state == filters.state if filters.state else Code.state != "deleted")
    if filters.q:
        found = found.where(_mentions(filters.q))
    if filters.folder_id is not None:
        found = found.where(Code.folder_id == filters.folder_id)
    if filters.staff_id is not None:
        found = found.where(Code.named_staff.contains([filters.staff_id]))
    if filters.scope is not None:
        found = found.where(Code.named_staff.overlap(list(filters.scope)))
    if filters.health == ANY_AILMENT:
        found = found.where(Sync.health != text("'{}'::jsonb"))
    elif filters.health:
        found = found.where(Sync.health.has_key(filters.health))
    return found


def _mentions(q: str) -> ColumnElement[bool]:
    remark = Code.config["remark"].astext
    return or_(Code.name.icontains(q, autoescape=True), remark.icontains(q, autoescape=True))


def _sorting(sort: str) -> tuple[ColumnElement[Any], bool]:
    added = (
        select(func.coalesce(func.sum(CodeDay.added), 0))
        .where(CodeDay.corp_id == Code.corp_id, CodeDay.code_id == Code.id)
        .correlate(Code)
        .scalar_subquery()
    )
    columns: Mapping[str, ColumnElement[Any]] = {
        "created_at": Code.created_at.expression,
        "name": Code.name.expression,
        "added": added,
    }
    column = columns.get(sort.removeprefix("-"))
    if column is None:
        raise Invalid("codes.sort", f"不能按“{sort}”排序，可选 created_at、name、added", sort=sort)
    return column, sort.startswith("-")


def _typed(sort: str, value: str | int | None) -> object:
    if sort.endswith("created_at"):
        return datetime.fromisoformat(str(value))
    return int(value or 0) if sort.endswith("added") else str(value)


def _views(session: Session, corp_id: UUID, rows: Sequence[tuple[Code, Sync]]) -> list[CodeView]:
    if not rows:
        return []
    today = clock.now().astimezone(zone(session, corp_id)).date()
    asked = {"corp_id": corp_id, "codes": [code.id for code, _ in rows], "today": today}
    counts = {row.code_id: row for row in session.execute(COUNTS, asked)}
    pools = sorted({staff_id for _, sync in rows for staff_id in sync.on_duty})
    people = corp_queries.staff(session, corp_id, pools) if pools else {}
    return [_view(code, sync, counts.get(code.id), people) for code, sync in rows]


def _view(code: Code, sync: Sync, counted: Any, people: Mapping[UUID, Staff]) -> CodeView:
    config = config_of(code)
    by_staff = {UUID(one): number for one, number in counted.by_staff.items()} if counted is not None else {}
    return CodeView(
        id=code.id,
        name=code.name,
        folder_id=code.folder_id,
        kind=cast(Kind, code.kind),
        state=cast(State, code.state),
        remark=config.remark,
        logo_material_id=config.logo_material_id,
        staff=config.staff,
        accept=config.accept,
        labels=config.labels,
        welcome=config.welcome,
        sync=_sync_view(code, sync),
        health=[Ailment(name, params) for name, params in sync.health.items()],
        on_duty_now=on_duty(people, sync.on_duty, by_staff, config.staff.staff_daily_caps),
        today=Today(counted.added_today, counted.lost_today) if counted is not None else Today(0, 0),
        total=_totals(counted),
        created_at=code.created_at,
        updated_at=code.updated_at,
        version=code.version,
    )


def _sync_view(code: Code, sync: Sync) -> SyncView:
    return SyncView(
        state=cast(Any, sync.state),
        config_id=sync.config_id,
        qr_url=f"/api/codes/{code.id}/qr.png",
        error_code=sync.error_code,
        checked_at=sync.checked_at,
    )


def _totals(counted: Any) -> Totals:
    if counted is None:
        return Totals()
    return Totals(counted.scanned, counted.added, counted.lost, counted.retained, counted.added - counted.lost)
