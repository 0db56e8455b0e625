"""The limit: an ASGI app that answers nothing at all, on the same server with the same settings as `siyu web`."""

import sys
from typing import Any

import uvicorn


async def app(scope: Any, _receive: Any, send: Any) -> None:
    """Answer any request with an empty 200."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})


if __name__ == "__main__":
    uvicorn.run(
        app, host="127.0.0.1", port=int(sys.argv[1]), access_log=False, log_level="warning",
        proxy_headers=False, server_header=False, lifespan="off",
    )  # fmt: skip
