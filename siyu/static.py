"""The console's built files: hashed assets for ever, `index.html` never cached, a strict content policy."""

import mimetypes
from pathlib import Path

from fastapi import FastAPI, Request
from starlette.responses import FileResponse, HTMLResponse, Response

from siyu.corp import guard
from siyu.kit.errors import NotFound

DIST = Path(__file__).resolve().parents[1] / "web" / "console" / "dist"
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
NOT_BUILT = (
    "<!doctype html><meta charset=utf-8><title>Siyu</title><p>控制台尚未构建，请运行 <code>make setup</code>。</p>"
)


def mount(app: FastAPI, *, connect_to: str | None) -> None:
    """Serve the console at `/`, letting its pages talk to the sandbox at `connect_to` too."""
    policy = _content_policy(connect_to)

    @app.get("/assets/{path:path}", dependencies=[guard.public], include_in_schema=False)
    def asset(path: str, request: Request) -> Response:
        return _file(request, DIST / "assets" / path, "public, max-age=31536000, immutable")

    @app.get("/{path:path}", dependencies=[guard.public], include_in_schema=False)
    def page(path: str, request: Request) -> Response:
        if path.startswith(("api/", "callback/")):
            raise NotFound("route.not_found", "没有这个接口", path=path)
        named = DIST / path
        if path and named.is_file() and named.resolve().is_relative_to(DIST.resolve()):
            return _file(request, named, "public, max-age=3600")
        if not (DIST / "index.html").exists():
            return HTMLResponse(NOT_BUILT, status_code=503)
        headers = {"Cache-Control": "no-store", "Content-Security-Policy": policy}
        return FileResponse(DIST / "index.html", headers=headers)


def _content_policy(connect_to: str | None) -> str:
    other = f" {connect_to}" if connect_to else ""
    return (
        f"default-src 'self'; connect-src 'self'{other}; img-src 'self' data: blob:{other};"
        f" media-src 'self' blob:{other};"
        " style-src 'self' 'unsafe-inline'; script-src 'self'; font-src 'self' data:; object-src 'none';"
        " base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


def _file(request: Request, path: Path, cache: str) -> Response:
    if not path.resolve().is_relative_to(DIST.resolve()) or not path.is_file():
        raise NotFound("asset.not_found", "文件不存在，请刷新页面")
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    headers = {"Cache-Control": cache, "Vary": "Accept-Encoding"}
    accepted = request.headers.get("accept-encoding", "")
    for encoding, suffix in ENCODINGS:
        packed = path.with_name(path.name + suffix)
        if encoding in accepted and packed.is_file():
            return FileResponse(packed, media_type=kind, headers={**headers, "Content-Encoding": encoding})
    return FileResponse(path, media_type=kind, headers=headers)
