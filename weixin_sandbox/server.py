"""Runs the sandbox under uvicorn, with the socket within reach so that a fault can cut it."""

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from weixin_sandbox.app import App
from weixin_sandbox.wire import TRANSPORT

SHUTDOWN_S = 1


class CuttableProtocol(HttpToolsProtocol):
    """Hands the connection to the application as an ASGI extension."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {TRANSPORT: self.transport}  # type: ignore[dict-item]


def make_server(app: App, *, host: str, port: int, log_level: str = "warning") -> uvicorn.Server:
    """A server ready to `run()` or to be served on a socket of one's own."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http=CuttableProtocol,
        log_level=log_level,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=SHUTDOWN_S,
        timeout_keep_alive=75,
    )
    return uvicorn.Server(config)
