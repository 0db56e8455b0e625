"""Content's web edge: uploading, listing and showing materials."""

from datetime import datetime
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Query, Response, UploadFile
from pydantic import BaseModel, ConfigDict

from siyu.content import queries, service
from siyu.content.files import MOST_BYTES, Kind
from siyu.corp import guard
from siyu.corp.guard import Caller, SessionDep
from siyu.kit.errors import FieldProblem, Invalid

router = APIRouter(prefix="/api/materials", tags=["materials"])

CAN_READ = guard.requires("codes.read")
CAN_WRITE = guard.requires("materials.write")
LIMIT = 100
MOST = max(MOST_BYTES.values())


class MaterialOut(BaseModel):
    """A picture, video or file of the library."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    kind: Kind
    name: str
    mime: str
    bytes: int
    width: int | None
    height: int | None
    created_at: datetime


class MaterialPage(BaseModel):
    """A page of the library, newest first."""

    items: list[MaterialOut]
    next_cursor: str | None
    total: int


@router.post("")
def upload(file: UploadFile, session: SessionDep, caller: Caller = CAN_WRITE) -> MaterialOut:
    """Keep a file; the same bytes again are the same material."""
    data = file.file.read(MOST + 1)
    if len(data) > MOST:
        explanation = f"文件不能超过 {MOST // 1024 // 1024} MB"
        raise Invalid("material.too_large", explanation, fields=[FieldProblem("file", "too_large", explanation)])
    name, mime = file.filename or "", file.content_type or "application/octet-stream"
    made = service.add_material(session, caller.corp_id, name=name, mime=mime, data=data)
    return MaterialOut.model_validate(made)


@router.get("")
def list_materials(
    session: SessionDep,
    caller: Caller = CAN_READ,
    kind: Kind | None = None,
    q: Annotated[str, Query(max_length=60)] = "",
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=LIMIT)] = 50,
) -> MaterialPage:
    """The library, newest first."""
    page = queries.materials(session, caller.corp_id, kind=kind, q=q.strip(), cursor=cursor, limit=limit)
    items = [MaterialOut.model_validate(item) for item in page.items]
    return MaterialPage(items=items, next_cursor=page.next_cursor, total=page.total)


@router.get("/{material_id}/content", response_class=Response)
def content(material_id: UUID, session: SessionDep, caller: Caller = CAN_READ) -> Response:
    """The bytes: pictures and videos to show, files only to save."""
    material = queries.material(session, caller.corp_id, material_id=material_id)
    data = queries.material_bytes(session, caller.corp_id, material_id=material_id)
    disposition = "attachment" if material.kind == "file" else "inline"
    disposition += f"; filename*=UTF-8''{quote(material.name)}"
    return Response(
        data,
        media_type=material.mime,
        headers={
            "Content-Disposition": disposition,
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cache-Control": "private, max-age=86400, immutable",
            "X-Content-Type-Options": "nosniff",
        },
    )
