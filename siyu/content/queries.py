"""Reading materials."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from siyu.content import models, store
from siyu.content.files import Kind
from siyu.kit import paging
from siyu.kit.errors import NotFound
from siyu.kit.paging import Page


@dataclass(frozen=True, slots=True)
class Material:
    """A picture, video or file; `width` and `height` in pixels, of pictures only."""

    id: UUID
    kind: Kind
    name: str
    mime: str
    bytes: int
    width: int | None
    height: int | None
    created_at: datetime


def material(session: Session, corp_id: UUID, *, material_id: UUID) -> Material:
    """One material. Raises `NotFound`."""
    return _material(_row(session, corp_id, material_id))


def materials_by_id(session: Session, corp_id: UUID, ids: Collection[UUID]) -> dict[UUID, Material]:
    """Those of `ids` that exist."""
    table = models.Material
    rows = session.execute(select(table).where(table.corp_id == corp_id, table.id.in_(ids))).scalars()
    return {row.id: _material(row) for row in rows}


def material_bytes(session: Session, corp_id: UUID, *, material_id: UUID) -> bytes:
    """The bytes of one material. Raises `NotFound`."""
    return store.get(corp_id, _row(session, corp_id, material_id).sha256)


def materials(
    session: Session, corp_id: UUID, *, kind: str | None = None, q: str = "", cursor: str | None = None, limit: int = 50
) -> Page[Material]:
    """The newest first; `q` is looked for in names."""
    table = models.Material
    wanted = [table.corp_id == corp_id]
    if kind:
        wanted.append(table.kind == kind)
    if q:
        wanted.append(table.name.icontains(q, autoescape=True))
    total = session.execute(select(func.count()).select_from(table).where(*wanted)).scalar_one()
    if cursor is not None:
        at, last = paging.decode(cursor, length=2)
        wanted.append(tuple_(table.created_at, table.id) < (datetime.fromisoformat(str(at)), UUID(str(last))))
    newest = select(table).where(*wanted).order_by(table.created_at.desc(), table.id.desc()).limit(limit + 1)
    rows = session.execute(newest).scalars().all()
    more = len(rows) > limit
    next_cursor = paging.encode([rows[limit - 1].created_at.isoformat(), str(rows[limit - 1].id)]) if more else None
    return Page([_material(row) for row in rows[:limit]], next_cursor, total)


def _row(session: Session, corp_id: UUID, material_id: UUID) -> models.Material:
    row = session.get(models.Material, (corp_id, material_id))
    if row is None:
        raise NotFound("material.not_found", "素材不存在或已删除，请重新选择", material_id=str(material_id))
    return row


def _material(row: models.Material) -> Material:
    kind: Kind = row.kind  # type: ignore[assignment]
    return Material(row.id, kind, row.name, row.mime, row.size_bytes, row.width, row.height, row.created_at)
