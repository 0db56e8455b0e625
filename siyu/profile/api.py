"""Profile's web edge: customers, their tags, and the tag library."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from siyu.corp import guard
from siyu.corp.guard import Caller, SessionDep
from siyu.kit.errors import FieldProblem, Invalid
from siyu.profile import batches, exporting, full_sync, queries, schemas, service, tag_tree
from siyu.profile.schemas import filter_of

router = APIRouter(prefix="/api", tags=["customers"])

CAN_READ = guard.requires("customers.read")
CAN_WRITE = guard.requires("customers.write")
CAN_EXPORT = guard.requires("customers.export")
CAN_SET_UP = guard.requires("corp.write")


@router.get("/customers")
def list_customers(
    session: SessionDep, query: Annotated[schemas.ListQuery, Query()], caller: Caller = CAN_READ
) -> schemas.CustomerPage:
    """Customers, those lost included; an adviser sees their own."""
    page = queries.customers(
        session,
        caller.corp_id,
        wanted=filter_of(query, caller.staff_scope),
        sort=query.sort,
        cursor=query.cursor,
        limit=query.limit,
    )
    items = [schemas.customer_out(item) for item in page.items]
    return schemas.CustomerPage(items=items, next_cursor=page.next_cursor, total=page.total)


@router.post("/customers/tags")
def tag_customers(body: schemas.TagIn, session: SessionDep, caller: Caller = CAN_WRITE) -> schemas.TaggedOut:
    """Tag many at once; WeCom is told for each staff member who follows them."""
    if body.person_ids is None and body.filter is None:
        explanation = "请选择客户，或给出筛选条件"
        problem = FieldProblem("person_ids", "required", explanation)
        raise Invalid("tags.nobody", explanation, fields=[problem])
    given = body.filter if body.person_ids is None and body.filter is not None else schemas.FilterIn.model_validate({})
    begun = batches.tag_customers(
        session,
        caller.corp_id,
        wanted=filter_of(given, caller.staff_scope, body.person_ids),
        add=body.add,
        remove=body.remove,
        account_id=caller.account_id,
    )
    return schemas.TaggedOut.model_validate(begun)


@router.post("/customers/tags/undo")
def undo_tags(body: schemas.UndoIn, session: SessionDep, caller: Caller = CAN_WRITE) -> schemas.UndoneOut:
    """Take a batch back, exactly what it changed."""
    applied = batches.undo(session, caller.corp_id, undo_token=body.undo_token, account_id=caller.account_id)
    return schemas.UndoneOut(applied=applied)


@router.post("/customers/export")
def export_customers(body: schemas.ExportIn, session: SessionDep, caller: Caller = CAN_EXPORT) -> schemas.JobOut:
    """Write the customers a filter matches into a file, in the background."""
    job_id = exporting.begin(
        session,
        caller.corp_id,
        wanted=filter_of(body.filter, caller.staff_scope),
        columns=body.columns,
        format=body.format,
        account_id=caller.account_id,
    )
    return schemas.JobOut(job_id=job_id)


@router.post("/customers/sync")
def sync_customers(session: SessionDep, caller: Caller = CAN_SET_UP) -> schemas.JobOut:
    """Read every customer of every member from WeCom, in the background."""
    return schemas.JobOut(job_id=full_sync.start(session, caller.corp_id, account_id=caller.account_id))


@router.get("/customers/{person_id}")
def customer(person_id: UUID, session: SessionDep, caller: Caller = CAN_READ) -> schemas.CustomerDetailOut:
    """One customer whole."""
    return schemas.detail_out(queries.person(session, caller.corp_id, person_id=person_id, scope=caller.staff_scope))


@router.get("/tags")
def tags(session: SessionDep, caller: Caller = CAN_READ) -> schemas.TagGroupsOut:
    """The tag library, with how many customers have each."""
    groups = tag_tree.groups(session, caller.corp_id)
    return schemas.TagGroupsOut(groups=[schemas.TagGroupOut.model_validate(group) for group in groups])


@router.post("/tags")
def create_tags(body: schemas.NewTagsIn, session: SessionDep, caller: Caller = CAN_WRITE) -> schemas.TagGroupsOut:
    """Add tags; WeCom is told within a second or so. Answers the group they are in."""
    group_id = service.create_tags(
        session, caller.corp_id, names=body.names, group_id=body.group_id, group_name=body.group_name
    )
    groups = [group for group in tag_tree.groups(session, caller.corp_id) if group.id == group_id]
    return schemas.TagGroupsOut(groups=[schemas.TagGroupOut.model_validate(group) for group in groups])
