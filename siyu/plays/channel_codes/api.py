"""The play's web edge: channel codes, their folders, greetings and statistics."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response

from siyu.corp import service as corp_service
from siyu.corp.guard import Caller, SessionDep, requires
from siyu.plays.channel_codes import (
    batch,
    defaults,
    exporting,
    folders,
    greeting,
    keeping,
    preview,
    printing,
    queries,
    schemas,
    service,
    stats,
    undo,
)
from siyu.plays.channel_codes.queries import Filters
from siyu.plays.channel_codes.service import Author
from siyu.plays.channel_codes.stats import By, Period
from siyu.plays.channel_codes.views import Checked, CodeView, FolderView, State, Statistics

router = APIRouter(tags=["channel codes"])

Reader = Annotated[Caller, requires("codes.read")]
Writer = Annotated[Caller, requires("codes.write")]
PNG: dict[int | str, dict[str, Any]] = {200: {"content": {"image/png": {}}}}
ZIP: dict[int | str, dict[str, Any]] = {200: {"content": {"application/zip": {}}}}


def _author(caller: Caller) -> Author:
    return Author(caller.account_id, caller.staff_scope)


@router.get("/api/codes")
def list_codes(
    session: SessionDep,
    caller: Reader,
    q: str = "",
    folder_id: UUID | None = None,
    state: State | None = None,
    health: str | None = None,
    staff_id: UUID | None = None,
    sort: str = "-created_at",
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> schemas.CodePage:
    """A page of codes, newest first unless asked otherwise."""
    filters = Filters(q, folder_id, state, health, staff_id, caller.staff_scope)
    page = queries.codes(session, caller.corp_id, filters=filters, sort=sort, cursor=cursor, limit=limit)
    return schemas.CodePage(items=page.items, next_cursor=page.next_cursor, total=page.total)


@router.post("/api/codes")
def create_code(session: SessionDep, caller: Writer, draft: schemas.CodeDraft) -> CodeView | schemas.CodeList:
    """Make a code; kind `batch` makes one per staff and answers with all of them."""
    by = _author(caller)
    made = service.create(
        session, caller.corp_id, config=draft.config(), kind=draft.kind, folder_id=draft.folder_id, by=by
    )
    views = queries.some(session, caller.corp_id, code_ids=made)
    return schemas.CodeList(items=views) if draft.kind == "batch" else views[0]


@router.post("/api/codes/check")
def check_code(session: SessionDep, caller: Writer, draft: schemas.CodeDraft) -> Checked:
    """Judge a draft without saving it."""
    return preview.check(session, caller.corp_id, config=draft.config(), kind=draft.kind, by=_author(caller))


@router.post("/api/codes/batch")
def change_codes(session: SessionDep, caller: Writer, body: schemas.Batch) -> schemas.Applied:
    """Change the same part of many codes."""
    applied, token = batch.change(
        session, caller.corp_id, code_ids=body.ids, patch=body.patch.patch(), by=_author(caller)
    )
    return schemas.Applied(applied=applied, undo_token=token)


@router.post("/api/codes/undo")
def undo_change(session: SessionDep, caller: Writer, body: schemas.UndoRequest) -> schemas.Undone:
    """Take a change or deletion back."""
    done = undo.take_back(session, caller.corp_id, token=body.undo_token, account_id=caller.account_id)
    return schemas.Undone(applied=done)


@router.put("/api/codes/duty")
def switch_duty(session: SessionDep, caller: Writer, body: schemas.Duty) -> schemas.Duty:
    """Put a staff on or off duty; their codes follow at once."""
    service.refuse_out_of_scope(body.staff_id, by=_author(caller))
    corp_service.set_duty(session, caller.corp_id, staff_id=body.staff_id, on=body.on)
    keeping.keep(session, caller.corp_id, code_ids=queries.naming(session, caller.corp_id, staff_id=body.staff_id))
    return body


@router.get("/api/codes/default-welcome")
def get_default_welcome(session: SessionDep, caller: Reader) -> schemas.DefaultWelcomes:
    """The greetings advisers always give."""
    return schemas.told(greeting.scopes(session, caller.corp_id))


@router.put("/api/codes/default-welcome")
def put_default_welcome(session: SessionDep, caller: Writer, body: schemas.DefaultWelcomes) -> schemas.DefaultWelcomes:
    """Set them all."""
    defaults.replace(session, caller.corp_id, scopes=body.parsed(), account_id=caller.account_id)
    return schemas.told(greeting.scopes(session, caller.corp_id))


@router.get("/api/codes/statistics")
def get_statistics(
    session: SessionDep,
    caller: Reader,
    first: Annotated[date, Query(alias="from")],
    to: date,
    by: By = "day",
    code_id: UUID | None = None,
    staff_id: UUID | None = None,
) -> Statistics:
    """Counts of a period in the corp's days, and of the one before."""
    period = Period(first, to, code_id, staff_id, caller.staff_scope)
    return stats.statistics(session, caller.corp_id, period=period, by=by)


@router.post("/api/codes/statistics/export")
def export_statistics(session: SessionDep, caller: Reader, body: schemas.StatisticsExport) -> schemas.JobStarted:
    """Write statistics into a file, in the background."""
    job_id = exporting.begin(
        session, caller.corp_id,
        period=body.period(caller.staff_scope), by=body.by, format=body.format, account_id=caller.account_id,
    )  # fmt: skip
    return schemas.JobStarted(job_id=job_id)


@router.post("/api/codes/qr.zip", response_class=Response, responses=ZIP)
def print_codes(session: SessionDep, caller: Reader, body: schemas.PrintOrder) -> Response:
    """QR codes at print size, with their logos, in a zip."""
    packed = printing.archive(
        session, caller.corp_id, code_ids=body.ids, size_mm=body.size_mm, dpi=body.dpi, by=_author(caller)
    )
    disposition = 'attachment; filename="channel-codes.zip"'
    return Response(packed, media_type="application/zip", headers={"Content-Disposition": disposition})


@router.get("/api/codes/{code_id}")
def get_code(session: SessionDep, caller: Reader, code_id: UUID) -> CodeView:
    """One code."""
    return queries.code(session, caller.corp_id, code_id=code_id, scope=caller.staff_scope)


@router.put("/api/codes/{code_id}")
def put_code(session: SessionDep, caller: Writer, code_id: UUID, body: schemas.CodeChange) -> CodeView:
    """Change a code that still has the version sent."""
    service.update(
        session, caller.corp_id, code_id=code_id, version=body.version,
        config=body.config(), kind=body.kind, folder_id=body.folder_id, by=_author(caller),
    )  # fmt: skip
    return queries.code(session, caller.corp_id, code_id=code_id)


@router.delete("/api/codes/{code_id}")
def delete_code(session: SessionDep, caller: Writer, code_id: UUID) -> schemas.Applied:
    """Delete a code; ten minutes to change one's mind."""
    token = service.delete(session, caller.corp_id, code_id=code_id, by=_author(caller))
    return schemas.Applied(applied=1, undo_token=token)


@router.post("/api/codes/{code_id}/copy")
def copy_code(session: SessionDep, caller: Writer, code_id: UUID) -> CodeView:
    """A new code with the same settings."""
    made = service.copy(session, caller.corp_id, code_id=code_id, by=_author(caller))
    return queries.code(session, caller.corp_id, code_id=made)


@router.post("/api/codes/{code_id}/recreate")
def recreate_code(session: SessionDep, caller: Writer, code_id: UUID) -> CodeView:
    """Make a new QR code for one that was deleted at WeCom."""
    service.recreate(session, caller.corp_id, code_id=code_id, by=_author(caller))
    return queries.code(session, caller.corp_id, code_id=code_id)


@router.get("/api/codes/{code_id}/qr.png", response_class=Response, responses=PNG)
def get_qr(session: SessionDep, caller: Reader, code_id: UUID, size: int = 480, logo: bool = True) -> Response:
    """The QR code as PNG, `size` pixels wide."""
    by = _author(caller)
    drawn = printing.one(session, caller.corp_id, code_id=code_id, side=size, with_logo=logo, by=by)
    return Response(drawn, media_type="image/png", headers={"Cache-Control": "private, max-age=60"})


@router.get("/api/code-folders")
def list_folders(session: SessionDep, caller: Reader) -> schemas.FolderList:
    """Every folder with its count."""
    return schemas.FolderList(items=queries.folders(session, caller.corp_id))


@router.post("/api/code-folders")
def create_folder(session: SessionDep, caller: Writer, body: schemas.FolderName) -> FolderView:
    """Make a folder."""
    made = folders.create(session, caller.corp_id, name=body.name, account_id=caller.account_id)
    return queries.folder(session, caller.corp_id, folder_id=made)


@router.put("/api/code-folders/{folder_id}")
def rename_folder(session: SessionDep, caller: Writer, folder_id: UUID, body: schemas.FolderName) -> FolderView:
    """Give a folder another name."""
    folders.rename(session, caller.corp_id, folder_id=folder_id, name=body.name, account_id=caller.account_id)
    return queries.folder(session, caller.corp_id, folder_id=folder_id)


@router.delete("/api/code-folders/{folder_id}")
def delete_folder(session: SessionDep, caller: Writer, folder_id: UUID) -> schemas.FolderList:
    """Delete a folder; its codes move to the default one."""
    folders.remove(session, caller.corp_id, folder_id=folder_id, account_id=caller.account_id)
    return schemas.FolderList(items=queries.folders(session, caller.corp_id))
