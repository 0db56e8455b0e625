"""Command line: `python -m weixin_sandbox --port 8801`."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from weixin_sandbox import tea_house
from weixin_sandbox.app import build
from weixin_sandbox.server import make_server
from weixin_sandbox.state import BadState


def main(arguments: list[str] | None = None) -> None:
    """Start the sandbox and serve until interrupted."""
    parser = argparse.ArgumentParser(prog="weixin-sandbox", description="A WeCom world on a laptop.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: loopback only)")
    parser.add_argument("--port", type=int, default=8801)
    parser.add_argument("--seed", type=int, default=7, help="the same seed gives the same world")
    parser.add_argument("--world", choices=tea_house.WORLDS, default="tea_house")
    parser.add_argument("--start", type=_moment, help="calendar to begin at, ISO-8601 (default: now)")
    parser.add_argument("--public-url", help="how clients reach this server (default: http://<host>:<port>)")
    parser.add_argument("--state-file", type=Path, help="keep the world here and go on from it after a restart")
    options = parser.parse_args(arguments)
    public_url = (options.public_url or f"http://{options.host}:{options.port}").rstrip("/")
    try:
        app = build(
            public_url=public_url,
            seed=options.seed,
            world=options.world,
            start=options.start,
            state_file=options.state_file,
        )
    except BadState as error:
        parser.exit(2, f"weixin-sandbox: {error}; move it away to begin afresh\n")
    world = app.sandbox.world
    print(f"weixin sandbox: {public_url}  world {world.kind}, seed {world.seed}", file=sys.stderr, flush=True)
    make_server(app, host=options.host, port=options.port).run()


def _moment(text: str) -> float:
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError("must be an ISO-8601 time such as 2026-05-01T08:00:00Z") from error
    return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp()


if __name__ == "__main__":
    main()
