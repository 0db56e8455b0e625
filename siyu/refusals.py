"""How every refusal and failure is told over HTTP: `{error: {code, params, message, request_id, fields?}}`."""

from collections.abc import Mapping
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import OperationalError
from starlette.responses import JSONResponse

from siyu.kit import logs
from siyu.kit.errors import Invalid, SiyuError

log = logs.get("api")

# Pydantic's own problems in words; ours (their codes have a dot) already say what to do.
WORDS = {"missing": "请填写这一项", "extra_forbidden": "没有这个字段，请去掉后重试"}
UNFIT = "内容格式不对，请检查后重试"


def _answer(request: Request, status: int, error: Mapping[str, object]) -> JSONResponse:
    request_id = getattr(request.state, "request_id", None)
    return JSONResponse({"error": {**error, "request_id": request_id}}, status_code=status)


async def _refused(request: Request, error: Exception) -> JSONResponse:
    """An error of ours: its own status and code."""
    if not isinstance(error, SiyuError):
        raise error
    body: dict[str, object] = {"code": error.code, "params": dict(error.params), "message": error.message}
    if isinstance(error, Invalid):
        body["fields"] = [{"path": f.path, "code": f.code, "message": f.message} for f in error.fields]
    return _answer(request, error.status, body)


async def _unreadable(request: Request, error: Exception) -> JSONResponse:
    """A body or query that does not fit its schema: each problem with its path."""
    if not isinstance(error, RequestValidationError):
        raise error
    fields = [
        {
            "path": ".".join(str(part) for part in problem["loc"][1:]),
            "code": problem["type"],
            "message": problem["msg"] if "." in problem["type"] else WORDS.get(problem["type"], UNFIT),
        }
        for problem in error.errors()
    ]
    body = {"code": "request.invalid", "params": {}, "message": "提交的内容有误，请检查标出的字段", "fields": fields}
    return _answer(request, 422, body)


async def _database_gone(request: Request, error: Exception) -> JSONResponse:
    log.error("database_unavailable", path=request.url.path, error=str(error).splitlines()[0])
    body: dict[str, object] = {"code": "database.unavailable", "params": {}, "message": "数据库暂时不可用，请稍后重试"}
    return _answer(request, 503, body)


async def _broken(request: Request, error: Exception) -> JSONResponse:
    log.error("request_failed", path=request.url.path, exc_info=error)
    message = "系统出错，请重试；若仍失败请把请求编号告诉管理员"
    return _answer(request, 500, {"code": "internal", "params": {}, "message": message})


HANDLERS: dict[int | type[Exception], Any] = {
    SiyuError: _refused,
    RequestValidationError: _unreadable,
    OperationalError: _database_gone,
    Exception: _broken,
}
