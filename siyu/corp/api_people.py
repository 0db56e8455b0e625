"""Members, departments, accounts and the audit."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request

from siyu.corp import accounts, audit, guard, queries, schemas
from siyu.corp.guard import Caller, SessionDep
from siyu.kit import paging

router = APIRouter(prefix="/api", tags=["people"])

Reader = Annotated[Caller, guard.requires("corp.read")]
Manager = Annotated[Caller, guard.requires("accounts.manage")]
Auditor = Annotated[Caller, guard.requires("audit.read")]
Limit = Annotated[int, Query(ge=1, le=200)]


@router.get("/staff")
def list_staff(
    session: SessionDep,
    caller: Reader,
    q: Annotated[str, Query(max_length=64)] = "",
    department_id: int | None = None,
    cursor: str | None = None,
    limit: Limit = 50,
) -> schemas.StaffPage:
    """Members by name."""
    names = {node.id: node.name for node in queries.departments(session, caller.corp_id)}
    page = queries.staff_page(
        session, caller.corp_id, q=q.strip(), department_id=department_id, scope=caller.staff_scope,
        cursor=cursor, limit=limit,
    )  # fmt: skip
    items = [
        schemas.StaffOut(
            id=one.id,
            userid=one.userid,
            name=one.name,
            avatar=one.avatar,
            departments=[schemas.DepartmentRef(id=id, name=names[id]) for id in one.department_ids if id in names],
            status=one.status,
            position=one.position,
            on_duty=one.on_duty,
        )
        for one in page.items
    ]
    return schemas.StaffPage(items=items, next_cursor=page.next_cursor, total=page.total)


@router.get("/departments")
def list_departments(session: SessionDep, caller: Reader) -> schemas.DepartmentList:
    """The whole tree."""
    nodes = queries.departments(session, caller.corp_id)
    return schemas.DepartmentList(
        items=[
            schemas.DepartmentOut(id=n.id, name=n.name, parent_id=n.parent_id, staff_count=n.staff_count) for n in nodes
        ]
    )


@router.get("/accounts")
def list_accounts(session: SessionDep, caller: Manager) -> list[schemas.MemberAccountOut]:
    """Everybody who may sign in to the corp."""
    return [
        schemas.MemberAccountOut(
            id=one.id, name=one.name, email=one.email, role=one.role, staff_id=one.staff_id, has_totp=one.has_totp,
            disabled_at=one.disabled_at,
        )
        for one in accounts.of_corp(session, caller.corp_id)
    ]  # fmt: skip


@router.post("/accounts", status_code=201)
def invite(body: schemas.Invite, request: Request, session: SessionDep, caller: Manager) -> schemas.InviteOut:
    """Invite somebody; the link in the answer is shown once and lets them set a password within a day."""
    account_id, token = accounts.invite(
        session, caller.corp_id, email=body.email, name=body.name, role=body.role, staff_id=body.staff_id
    )
    after = {"role": body.role, "staff_id": body.staff_id}
    audit.write(session, caller.corp_id, caller.account_id, "account.invited", str(account_id), None, after)
    return _invitation(request, account_id, token)


@router.post("/accounts/{account_id}/link", status_code=201)
def new_link(account_id: UUID, request: Request, session: SessionDep, caller: Manager) -> schemas.InviteOut:
    """Another link for somebody who never used theirs."""
    token = accounts.new_link(session, caller.corp_id, account_id)
    audit.write(session, caller.corp_id, caller.account_id, "account.link_made", str(account_id), None, None)
    return _invitation(request, account_id, token)


@router.put("/accounts/{account_id}", status_code=204)
def change_role(account_id: UUID, body: schemas.ChangeRole, session: SessionDep, caller: Manager) -> None:
    """Change a role; the account is signed out everywhere."""
    before = accounts.change_role(session, caller.corp_id, account_id, role=body.role)
    audit.write(
        session, caller.corp_id, caller.account_id, "account.role_changed", str(account_id),
        {"role": before}, {"role": body.role},
    )  # fmt: skip


@router.delete("/accounts/{account_id}", status_code=204)
def remove_account(account_id: UUID, session: SessionDep, caller: Manager) -> None:
    """Take somebody out of the corp; they are signed out everywhere."""
    before = accounts.remove(session, caller.corp_id, account_id)
    audit.write(session, caller.corp_id, caller.account_id, "account.removed", str(account_id), {"role": before}, None)


@router.get("/audit")
def list_audit(session: SessionDep, caller: Auditor, cursor: str | None = None, limit: Limit = 50) -> schemas.AuditPage:
    """Who changed what, latest first."""
    before = None if cursor is None else int(str(paging.decode(cursor, length=1)[0]))
    found = audit.entries(session, caller.corp_id, before_seq=before, limit=limit + 1)
    items = [
        schemas.AuditOut(
            seq=line.seq, at=line.at, account_id=line.account_id, action=line.action, target=line.target,
            before=None if line.before is None else dict(line.before),
            after=None if line.after is None else dict(line.after),
        )
        for line in found[:limit]
    ]  # fmt: skip
    return schemas.AuditPage(items=items, next_cursor=paging.encode([items[-1].seq]) if len(found) > limit else None)


def _invitation(request: Request, account_id: UUID, token: str | None) -> schemas.InviteOut:
    base = request.app.state.public_url.rstrip("/")
    return schemas.InviteOut(id=account_id, link=None if token is None else f"{base}/bootstrap?token={token}")
