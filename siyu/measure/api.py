"""Measure's web edge: a customer's timeline, what happened, and the workbench."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from siyu.corp import guard
from siyu.corp.guard import Caller, SessionDep
from siyu.kit.errors import Forbidden
from siyu.measure import happenings, timeline, workbench
from siyu.profile.schemas import StaffOut

router = APIRouter(prefix="/api", tags=["measure"])

CAN_READ_CUSTOMERS = guard.requires("customers.read")
CAN_READ = guard.requires("corp.read")


class WhyOut(BaseModel):
    """The reason behind an entry."""

    model_config = ConfigDict(from_attributes=True)
    decision_id: UUID | None
    outcome: str
    reason_code: str
    reason_params: Mapping[str, Any]


class EntryOut(BaseModel):
    """A line of the timeline."""

    id: str
    at: datetime
    kind: str
    title_code: str
    params: Mapping[str, Any]
    staff: StaffOut | None
    why: WhyOut | None
    body: Mapping[str, Any] = Field(alias="json")


class TimelineOut(BaseModel):
    """A page, newest first."""

    items: list[EntryOut]
    next_cursor: str | None


class PersonOut(BaseModel):
    """A customer, enough to name them."""

    id: UUID
    name: str


class HappeningOut(BaseModel):
    """One step from a callback to what was done."""

    id: str
    at: datetime
    stage: Literal["callback", "fact", "decision", "effect"]
    title_code: str
    params: Mapping[str, Any]
    outcome: str | None
    reason_code: str | None
    reason_params: Mapping[str, Any] | None
    body: Mapping[str, Any] = Field(alias="json")
    link: str | None
    cause_id: str | None
    person: PersonOut | None


class HappeningsOut(BaseModel):
    """Steps in the order they happened; ask on with `next`."""

    items: list[HappeningOut]
    next: str


class TodoOut(BaseModel):
    """One thing that needs a person."""

    kind: str
    severity: Literal["error", "warning", "info"]
    count: int
    title_code: str
    params: Mapping[str, str | int]
    link: str


class MetricOut(BaseModel):
    """A figure of today and of yesterday."""

    key: str
    today: int | None
    yesterday: int | None
    link: str | None


class StepOut(BaseModel):
    """A first step."""

    key: str
    done: bool
    link: str


class WorkbenchOut(BaseModel):
    """The first page."""

    todo: list[TodoOut]
    metrics: list[MetricOut]
    checklist: list[StepOut]


@router.get("/customers/{person_id}/timeline")
def customer_timeline(
    person_id: UUID,
    session: SessionDep,
    caller: Caller = CAN_READ_CUSTOMERS,
    kinds: Annotated[str, Query(max_length=400)] = "",
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> TimelineOut:
    """All that happened with a customer; `kinds` are joined by commas."""
    page = timeline.timeline(
        session,
        caller.corp_id,
        person_id=person_id,
        kinds=[kind for kind in kinds.split(",") if kind],
        cursor=cursor,
        limit=limit,
        scope=caller.staff_scope,
    )
    return TimelineOut(items=[_entry(item) for item in page.items], next_cursor=page.next_cursor)


@router.get("/happenings")
def list_happenings(
    session: SessionDep,
    caller: Caller = CAN_READ,
    after: str | None = None,
    person_id: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> HappeningsOut:
    """What happened lately, from callbacks to calls; for those who see the whole corp."""
    if caller.staff_scope is not None:
        raise Forbidden("happenings.whole_corp_only", "仅能查看全部客户的角色可以查看运行记录")
    page = happenings.happenings(session, caller.corp_id, after=after, person_id=person_id, limit=limit)
    return HappeningsOut(items=[_happening(item) for item in page.items], next=page.next)


@router.get("/workbench")
def show_workbench(session: SessionDep, caller: Caller = CAN_READ) -> WorkbenchOut:
    """What needs me, today against yesterday, and the first steps."""
    page = workbench.workbench(session, caller.corp_id, scope=caller.staff_scope)
    return WorkbenchOut.model_validate(asdict(page))


def _entry(item: timeline.Entry) -> EntryOut:
    return EntryOut(
        id=item.id,
        at=item.at,
        kind=item.kind,
        title_code=item.kind,
        params=item.params,
        staff=StaffOut.model_validate(item.staff) if item.staff else None,
        why=WhyOut.model_validate(item.why) if item.why else None,
        json=item.json,
    )


def _happening(item: happenings.Happening) -> HappeningOut:
    return HappeningOut(
        id=item.id,
        at=item.at,
        stage=item.stage,
        title_code=item.kind,
        params=item.params,
        outcome=item.outcome,
        reason_code=item.reason_code,
        reason_params=item.reason_params,
        json=item.json,
        link=_link(item),
        cause_id=item.cause_id,
        person=PersonOut(id=item.person[0], name=item.person[1]) if item.person else None,
    )


def _link(item: happenings.Happening) -> str | None:
    """Where the setting behind a decision is changed, when its reason names a code."""
    code_id = (item.reason_params or {}).get("code_id")
    return f"/codes?open={code_id}" if code_id else None
