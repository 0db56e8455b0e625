"""The set-up wizard: company, app, callback, trusted IP, members; and how far background jobs are."""

from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from siyu.corp import apps, checks, guard, progress, queries, schemas, service, sessions
from siyu.corp.checks import Check
from siyu.corp.guard import Caller, SessionDep
from siyu.corp.sessions import Signed
from siyu.corp.wire import Wires
from siyu.kit.egress import Egress
from siyu.kit.errors import Forbidden

router = APIRouter(prefix="/api", tags=["setup"])

Reader = Annotated[Caller, guard.requires("corp.read")]
Writer = Annotated[Caller, guard.requires("corp.write")]
SignedDep = Annotated[Signed, guard.signed_in]

STEPS = {"corp": (), "app": ("secret",), "callback": ("callback",), "trusted_ip": ("trusted_ip",)}
STEPS |= {"staff": ("contacts", "customers")}


@router.get("/setup")
def get_setup(request: Request, session: SessionDep, signed: SignedDep) -> schemas.SetupOut:
    """The wizard's state; secrets to paste only for whoever may change the set-up."""
    return _shown(request, session, signed)


@router.put("/setup/corp")
def put_corp(body: schemas.PutCorp, request: Request, session: SessionDep, signed: SignedDep) -> schemas.SetupOut:
    """Enter the company, or correct it."""
    if signed.corp_id is None:
        if not signed.may_add_corps:
            raise Forbidden("session.forbidden", "没有权限，请联系负责人开通", permission="corp.write")
        corp_id = service.create_corp(session, name=body.name, corpid=body.corpid, owner_id=signed.account_id)
        sessions.switch_corp(session, signed, corp_id)
    else:
        caller = guard.allowed(signed, "corp.write")
        service.change_corp(session, caller.corp_id, caller.account_id, name=body.name, corpid=body.corpid)
    return _shown(request, session, guard.signed_of(request, session) or signed)


@router.put("/setup/app")
def put_app(body: schemas.PutApp, request: Request, session: SessionDep, signed: SignedDep) -> schemas.SetupOut:
    """Enter the self-built app; the callback's URL, token and key are made now."""
    caller = guard.allowed(signed, "corp.write")
    service.save_app(
        session, caller.corp_id, caller.account_id, agentid=str(body.agentid), name=body.name, secret=body.secret
    )
    return _shown(request, session, signed)


@router.post("/setup/checks")
async def run_checks(request: Request, caller: Writer) -> list[schemas.CheckOut]:
    """Look at everything live."""
    async with Egress() as egress:
        wires = Wires(request.app.state.database, egress, base_url=request.app.state.wecom_url)
        found = await checks.run(request.app.state.database, wires, caller.corp_id)
    return [_check(check) for check in found]


@router.post("/setup/sync", status_code=202)
def sync(session: SessionDep, caller: Writer) -> schemas.JobStarted:
    """Read the organisation in the background."""
    return schemas.JobStarted(job_id=service.start_sync(session, caller.corp_id, caller.account_id))


@router.get("/jobs/{id}")
def get_job(id: UUID, session: SessionDep, caller: Reader) -> schemas.JobOut:
    """How far a job of the caller's is."""
    found = progress.get(session, caller.corp_id, id, account_id=caller.account_id)
    return schemas.JobOut(
        id=found.id,
        kind=found.kind,
        state=found.state,
        done=found.done,
        total=found.total or 0,
        error=found.error,
        result_url=f"/api/jobs/{found.id}/result" if found.has_result else None,
    )


@router.get("/jobs/{id}/result")
def get_job_result(id: UUID, session: SessionDep, caller: Reader) -> Response:
    """The file a job of the caller's made, always as a download."""
    found = progress.result(session, caller.corp_id, id, account_id=caller.account_id)
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.name)}", "Cache-Control": "no-store"}
    return Response(found.data, media_type=found.mime, headers=headers)


def _shown(request: Request, session: Session, signed: Signed) -> schemas.SetupOut:
    if signed.corp_id is None:
        steps = [schemas.StepOut(key=key, done=False, checks=[]) for key in STEPS]
        return schemas.SetupOut(
            corp=None, app=None, steps=steps, callback=None, egress_ip=None, last_callback_at=None, staff_count=0
        )
    corp_id = guard.allowed(signed, "corp.read").corp_id
    corp, app = queries.corp(session, corp_id), apps.app(session, corp_id)
    count = queries.staff_count(session, corp_id)
    return schemas.SetupOut(
        corp=schemas.CorpOut(id=corp.id, name=corp.name, corpid=corp.corpid),
        app=None if app is None else schemas.AppOut(agentid=app.agentid, name=app.name),
        steps=_steps({check.key: check for check in checks.latest(session, corp_id)}, staff_count=count),
        callback=_callback(request, session, signed, corp_id),
        egress_ip=None if app is None else app.egress_ip,
        last_callback_at=None if app is None else app.last_callback_at,
        staff_count=count,
    )


def _steps(found: dict[str, Check], *, staff_count: int) -> list[schemas.StepOut]:
    steps = []
    for key, wanted in STEPS.items():
        shown = [found[name] for name in wanted if name in found]
        done = len(shown) == len(wanted) and all(check.ok for check in shown)
        if key == "staff":
            done = staff_count > 0
        steps.append(schemas.StepOut(key=key, done=done, checks=[_check(check) for check in shown]))
    return steps


def _callback(request: Request, session: Session, signed: Signed, corp_id: UUID) -> schemas.CallbackOut | None:
    found = apps.callback(session, corp_id) if guard.may(signed, "corp.write") else None
    if found is None:
        return None
    url = f"{request.app.state.public_url.rstrip('/')}/callback/wecom/{found.receiver_key}"
    return schemas.CallbackOut(url=url, token=found.token, aes_key=found.aes_key)


def _check(check: Check) -> schemas.CheckOut:
    return schemas.CheckOut(key=check.key, ok=check.ok, code=check.code, detail=check.detail, fix=check.fix)
