"""What every route declares: a permission, a sign-in, or that it is public. One that declares nothing is a fault.

`Depends(...)` values: `requires("codes.read")`, `signed_in`, `public`, `loopback`. A route's session comes from
`SessionDep`, committed before the reply leaves.
"""

import ipaddress
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, FastAPI, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from sqlalchemy.orm import Session

from siyu.corp import roles, sessions
from siyu.corp.roles import Role
from siyu.corp.sessions import Signed
from siyu.kit.db import Database
from siyu.kit.errors import Forbidden, Unauthenticated

SAFE_METHODS = frozenset(("GET", "HEAD", "OPTIONS"))
CSRF_HEADER = "x-siyu-csrf"
COOKIE = "siyu"
SECURE_COOKIE = "__Host-siyu"
LOOPBACK_NAMES = frozenset(("localhost", "127.0.0.1", "[::1]"))
PROXY_HEADERS = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls. `staff_scope` limits an adviser to their own customers; None sees the whole corp."""

    account_id: UUID
    corp_id: UUID
    role: Role
    permissions: frozenset[str]
    staff_scope: frozenset[UUID] | None


def session_of(request: Request) -> Iterator[Session]:
    """A transaction around the route: committed when it returns, rolled back when it raises."""
    database: Database = request.app.state.database
    with database.transaction() as session:
        yield session


SessionDep = Annotated[Session, Depends(session_of, scope="function")]


def cookie_name(*, secure: bool) -> str:
    """`__Host-` binds the cookie to this very host, which browsers allow over https only."""
    return SECURE_COOKIE if secure else COOKIE


def signed_of(request: Request, session: Session) -> Signed | None:
    """The session behind the request's cookie, if any."""
    token = request.cookies.get(cookie_name(secure=request.app.state.secure_cookies))
    return sessions.find(session, token) if token else None


def is_loopback(request: Request) -> bool:
    """Whether the request surely comes from this machine: by its peer and host name, with no proxy in between."""
    host = request.headers.get("host", "").rpartition(":")[0] or request.headers.get("host", "")
    proxied = any(name in request.headers for name in PROXY_HEADERS)
    return host in LOOPBACK_NAMES and not proxied and _is_loopback_address(peer_of(request))


def peer_of(request: Request) -> str:
    """The address of whoever connected to us."""
    return request.client.host if request.client else ""


def undeclared(app: FastAPI) -> list[str]:
    """Routes that declare no policy, as `METHOD path`; the process refuses to start with any."""
    found = []
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if isinstance(route, APIRoute) and not _declares(context.dependant):
            found += [f"{method} {context.path}" for method in sorted(context.methods or ())]
    return found


def _policy(check: Callable[..., Any]) -> Any:
    check.siyu_policy = True  # type: ignore[attr-defined]
    return Depends(check)


def _declares(dependant: Dependant) -> bool:
    return getattr(dependant.call, "siyu_policy", False) or any(_declares(inner) for inner in dependant.dependencies)


def _refuse_forgery(request: Request) -> None:
    """A page of another site cannot set this header without our consent (CORS), so its writes stop here."""
    if request.method not in SAFE_METHODS and CSRF_HEADER not in request.headers:
        raise Forbidden("session.csrf", f"缺少请求头 {CSRF_HEADER}，请从控制台操作")


def _signed_in(request: Request) -> Signed:
    _refuse_forgery(request)
    database: Database = request.app.state.database
    with database.transaction() as session:  # its own, so that a route may call WeCom with no transaction open
        signed = signed_of(request, session)
    if signed is None:
        raise Unauthenticated("session.required", "请先登录")
    return signed


def _only_loopback(request: Request) -> None:
    _refuse_forgery(request)
    if not is_loopback(request):
        raise Forbidden("session.loopback_only", "只能在本机访问")


public = _policy(_refuse_forgery)
loopback = _policy(_only_loopback)
signed_in = _policy(_signed_in)


def requires(permission: str) -> Any:
    """Let only accounts with `permission` in; the parameter it defaults becomes a `Caller`."""
    if permission not in roles.PERMISSIONS:
        raise ValueError(f"no such permission: {permission}")

    def check(signed: Annotated[Signed, Depends(_signed_in)]) -> Caller:
        return allowed(signed, permission)

    return _policy(check)


def allowed(signed: Signed, permission: str) -> Caller:
    """The caller, if they may. Raises `Forbidden` naming the permission."""
    if signed.corp_id is None or signed.role is None:
        raise Forbidden("session.no_corp", "请先在接入向导中填写企业信息", permission=permission)
    if not may(signed, permission):
        raise Forbidden("session.forbidden", "没有权限，请联系负责人开通", permission=permission)
    return Caller(signed.account_id, signed.corp_id, signed.role, roles.permissions_of(signed.role), _scope(signed))


def may(signed: Signed, permission: str) -> bool:
    """Whether whoever is signed in has a permission in their present corp."""
    return signed.role is not None and permission in roles.permissions_of(signed.role)


def _scope(signed: Signed) -> frozenset[UUID] | None:
    if signed.role is not Role.ADVISER:
        return None
    return frozenset(() if signed.staff_id is None else (signed.staff_id,))


def _is_loopback_address(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
