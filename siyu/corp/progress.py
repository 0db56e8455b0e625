"""How far background jobs are, and the files they made, for whoever started them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from siyu.corp.models import JobProgressRow
from siyu.kit import clock, ids
from siyu.kit.errors import NotFound

KEEP = timedelta(days=7)

State = Literal["waiting", "running", "done", "failed"]


@dataclass(frozen=True, slots=True)
class Progress:
    """`total` is None while unknown; `error` is for people; `has_result` says there is a file to fetch."""

    id: UUID
    kind: str
    state: State
    done: int
    total: int | None
    error: str | None
    has_result: bool


@dataclass(frozen=True, slots=True)
class Result:
    """A file a job made."""

    name: str
    mime: str
    data: bytes


def begin(session: Session, corp_id: UUID, *, kind: str, account_id: UUID | None = None) -> UUID:
    """Announce a job before it is queued; returns the id to ask about. Reports older than a week go."""
    now = clock.now()
    session.execute(
        delete(JobProgressRow).where(JobProgressRow.corp_id == corp_id, JobProgressRow.created_at < now - KEEP)
    )
    row = JobProgressRow(
        corp_id=corp_id, id=ids.new(), kind=kind, state="waiting", done=0, account_id=account_id,
        created_at=now, updated_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row.id


def advance(session: Session, corp_id: UUID, id: UUID, *, done: int, total: int | None = None) -> None:
    """Say how much is done; it never goes back, so a job that runs again does not seem to."""
    session.execute(
        update(JobProgressRow)
        .where(JobProgressRow.corp_id == corp_id, JobProgressRow.id == id)
        .values(
            state="running",
            done=func.greatest(JobProgressRow.done, done),
            total=func.coalesce(total, JobProgressRow.total),
            updated_at=clock.now(),
        )
    )


def finish(session: Session, corp_id: UUID, id: UUID, *, result: Result | None = None) -> None:
    """Say it is done, with the file it made."""
    values: dict[str, object] = {"state": "done", "error": None, "updated_at": clock.now()}
    values |= {"done": func.coalesce(JobProgressRow.total, JobProgressRow.done)}
    if result is not None:
        values |= {"result_name": result.name, "result_mime": result.mime, "result": result.data}
    session.execute(
        update(JobProgressRow).where(JobProgressRow.corp_id == corp_id, JobProgressRow.id == id).values(**values)
    )


def fail(session: Session, corp_id: UUID, id: UUID, *, error: str) -> None:
    """Say why it could not be done, in words for a person."""
    session.execute(
        update(JobProgressRow)
        .where(JobProgressRow.corp_id == corp_id, JobProgressRow.id == id)
        .values(state="failed", error=error, updated_at=clock.now())
    )


def get(session: Session, corp_id: UUID, id: UUID, *, account_id: UUID) -> Progress:
    """A job's state, for the account that began it (or a job nobody did). Raises `NotFound`."""
    row = _row(session, corp_id, id, account_id)
    state: State = row.state  # type: ignore[assignment]
    return Progress(row.id, row.kind, state, row.done, row.total, row.error, row.result_name is not None)


def result(session: Session, corp_id: UUID, id: UUID, *, account_id: UUID) -> Result:
    """The file a job made, for the account that began it. Raises `NotFound`."""
    row = _row(session, corp_id, id, account_id)
    data = session.execute(
        select(JobProgressRow.result).where(JobProgressRow.corp_id == corp_id, JobProgressRow.id == id)
    ).scalar_one()
    if data is None or row.result_name is None or row.result_mime is None:
        raise NotFound("job.no_result", "任务还没有生成文件")
    return Result(row.result_name, row.result_mime, data)


def _row(session: Session, corp_id: UUID, id: UUID, account_id: UUID) -> JobProgressRow:
    row = session.execute(
        select(JobProgressRow)
        .where(JobProgressRow.corp_id == corp_id, JobProgressRow.id == id)
        .where((JobProgressRow.account_id == account_id) | JobProgressRow.account_id.is_(None))
        .execution_options(populate_existing=True)
    ).scalar_one_or_none()
    if row is None:
        raise NotFound("job.not_found", "没有这个任务，或任务已过期清理")
    return row
