"""Signing in and out, choosing a corp, passwords and second factors."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

import siyu
from siyu.corp import accounts, audit, backoff, guard, passwords, queries, roles, schemas, sessions
from siyu.corp.guard import SessionDep
from siyu.corp.sessions import Signed
from siyu.kit import clock
from siyu.kit.db import Database
from siyu.kit.errors import Forbidden, NotFound, Unauthenticated

router = APIRouter(prefix="/api", tags=["session"])

SignedDep = Annotated[Signed, guard.signed_in]


@router.get("/session", dependencies=[guard.public])
def get_session(request: Request, session: SessionDep) -> schemas.SessionOut:
    """Who is signed in, and what the console needs to start."""
    return _shown(request, session, guard.signed_of(request, session))


@router.post("/session", dependencies=[guard.public])
def sign_in(body: schemas.SignIn, request: Request, response: Response) -> schemas.SessionOut:
    """Sign in with a password and, when set up, a second factor."""
    database: Database = request.app.state.database
    email, peer = body.email.strip().lower(), guard.peer_of(request)
    with database.transaction() as session:
        backoff.refuse_if_blocked(session, email=email, peer=peer)
        found = accounts.credentials(session, email)
    is_right = passwords.matches(found[1] if found else None, body.password)  # slow by design: no transaction open
    with database.transaction() as session:  # commits the count of failures even though the answer is a refusal
        if found is None or not is_right:
            backoff.failed(session, email=email, peer=peer)
            refusal = Unauthenticated("session.wrong", "邮箱或密码不正确")
        elif not accounts.totp_accepted(session, found[0], body.totp or ""):
            if body.totp is not None:
                backoff.failed(session, email=email, peer=peer)
            refusal = Unauthenticated("session.totp", "请输入验证器中的 6 位动态码")
        else:
            backoff.succeeded(session, email=email, peer=peer)
            return _signed_in(request, response, session, sessions.start(session, found[0], peer=peer))
    raise refusal


@router.post("/session/demo", dependencies=[guard.public])
def sign_in_to_demo(request: Request, response: Response, session: SessionDep) -> schemas.SessionOut:
    """Sign a newcomer in without a password: only in a demonstration, only from this very machine."""
    if not _demo_available(request):
        raise Forbidden("session.no_demo", "只有在本机运行的演示环境可以免密进入")
    account_id = accounts.demo(session)
    return _signed_in(request, response, session, sessions.start(session, account_id, peer=guard.peer_of(request)))


@router.delete("/session", status_code=204)
def sign_out(request: Request, response: Response, session: SessionDep, signed: SignedDep) -> None:
    """Sign out here."""
    sessions.end(session, signed)
    secure = request.app.state.secure_cookies
    response.delete_cookie(guard.cookie_name(secure=secure), path="/", secure=secure, httponly=True)


@router.post("/session/corp")
def choose_corp(
    body: schemas.ChooseCorp, request: Request, session: SessionDep, signed: SignedDep
) -> schemas.SessionOut:
    """Work in another of the account's corps."""
    if body.corp_id not in {corp.id for corp in queries.corps_of(session, signed.account_id)}:
        raise NotFound("corp.not_found", "没有这家企业，或你不在其中")
    sessions.switch_corp(session, signed, body.corp_id)
    return _shown(request, session, guard.signed_of(request, session))


@router.post("/session/password")
def change_password(
    body: schemas.ChangePassword, request: Request, response: Response, session: SessionDep, signed: SignedDep
) -> schemas.SessionOut:
    """Change the password: every other session ends, this one goes on under a new cookie."""
    accounts.change_password(session, signed.account_id, old=body.old, new=body.new)
    if signed.corp_id is not None:
        audit.write(session, signed.corp_id, signed.account_id, "password.changed", str(signed.account_id), None, None)
    token = sessions.start(session, signed.account_id, peer=guard.peer_of(request))
    return _signed_in(request, response, session, token)


@router.post("/session/totp")
def offer_totp(signed: SignedDep) -> schemas.TotpOut:
    """A fresh second factor, in force only after a code confirmed it."""
    secret = passwords.new_totp_secret()
    return schemas.TotpOut(secret=secret, uri=passwords.totp_uri(secret, email=signed.email))


@router.put("/session/totp", status_code=204)
def confirm_totp(body: schemas.ConfirmTotp, session: SessionDep, signed: SignedDep) -> None:
    """Switch the second factor on."""
    accounts.set_totp(session, signed.account_id, secret=body.secret, code=body.code)
    if signed.corp_id is not None:
        audit.write(session, signed.corp_id, signed.account_id, "totp.enabled", str(signed.account_id), None, None)


@router.post("/bootstrap", dependencies=[guard.public])
def bootstrap(body: schemas.Bootstrap, request: Request, response: Response, session: SessionDep) -> schemas.SessionOut:
    """Use a one-time link: make the first owner's account, or set an invited account's password."""
    account_id = accounts.redeem(session, token=body.token, name=body.name, email=body.email, password=body.password)
    return _signed_in(request, response, session, sessions.start(session, account_id, peer=guard.peer_of(request)))


def _signed_in(request: Request, response: Response, session: Session, token: str) -> schemas.SessionOut:
    secure = request.app.state.secure_cookies
    response.set_cookie(
        guard.cookie_name(secure=secure),
        token,
        max_age=int(sessions.LIFE.total_seconds()),
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )
    return _shown(request, session, sessions.find(session, token))


def _shown(request: Request, session: Session, signed: Signed | None) -> schemas.SessionOut:
    shown = schemas.SessionOut(
        signed_in=signed is not None,
        demo_available=_demo_available(request),
        sandbox_url=request.app.state.sandbox_url,
        version=siyu.__version__,
        now=clock.now(),
    )
    if signed is None:
        return shown
    allowed = roles.permissions_of(signed.role) if signed.role else frozenset()
    account = schemas.AccountOut(
        id=signed.account_id, name=signed.name, email=signed.email, role=signed.role, permissions=sorted(allowed)
    )
    corps = [
        schemas.CorpOut(id=corp.id, name=corp.name, corpid=corp.corpid)
        for corp in queries.corps_of(session, signed.account_id)
    ]
    return shown.model_copy(update={"account": account, "corps": corps, "corp_id": signed.corp_id})


def _demo_available(request: Request) -> bool:
    return bool(request.app.state.demo_login) and guard.is_loopback(request)
