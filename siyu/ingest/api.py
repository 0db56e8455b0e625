"""Dead letters over HTTP: look at them, try one again, put one aside with a note."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from siyu.corp.guard import Caller, SessionDep, requires
from siyu.ingest import queries, service

router = APIRouter(prefix="/api/dead-letters", tags=["ingest"])


class DeadLetterOut(BaseModel):
    """One dead letter."""

    id: UUID
    listener: str
    seq: int
    kind: str
    reason: str
    tries: int
    state: str
    buried_at: str
    note: str | None


class DeadLetterList(BaseModel):
    """A page of them."""

    items: list[DeadLetterOut]
    next_cursor: str | None
    total: int


class Discard(BaseModel):
    """Why a letter is put aside."""

    model_config = ConfigDict(extra="forbid")

    note: str = Field(min_length=1, max_length=200)


@router.get("")
def dead_letters(
    session: SessionDep,
    caller: Annotated[Caller, requires("corp.read")],
    state: Annotated[str | None, Query(pattern="^(waiting|retrying|retried|discarded)$")] = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> DeadLetterList:
    """Dead letters of this corp, newest first."""
    page = queries.dead_letters(session, caller.corp_id, state=state, cursor=cursor, limit=limit)
    items = [
        DeadLetterOut(
            id=letter.id, listener=letter.listener, seq=letter.seq, kind=letter.kind, reason=letter.reason,
            tries=letter.tries, state=letter.state, buried_at=letter.buried_at.isoformat(), note=letter.note,
        )
        for letter in page.items
    ]  # fmt: skip
    return DeadLetterList(items=items, next_cursor=page.next_cursor, total=page.total)


@router.post("/{letter_id}/retry", status_code=202)
def retry(session: SessionDep, caller: Annotated[Caller, requires("corp.write")], letter_id: UUID) -> None:
    """Hand it back to its listener."""
    service.retry_dead_letter(session, caller.corp_id, letter_id=letter_id)


@router.post("/{letter_id}/discard", status_code=204)
def discard(
    session: SessionDep, caller: Annotated[Caller, requires("corp.write")], letter_id: UUID, body: Discard
) -> None:
    """Put it aside for good."""
    service.discard_dead_letter(session, caller.corp_id, letter_id=letter_id, note=body.note)
