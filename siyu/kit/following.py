"""Taking the time from a WeChat sandbox whose clock somebody moves, so that both worlds agree on what day it is."""

import json
import threading
import urllib.request
from urllib.error import URLError

from siyu.kit import clock, logs

log = logs.get("clock")

LONG_POLL_S = 20


def follow(url: str) -> threading.Thread:
    """Install a clock that follows the sandbox at `url` (`GET /sandbox/clock`, long-polled); returns its thread."""
    source = clock.OffsetSource()
    version = _read(source, f"{url}/sandbox/clock", timeout_s=5) if _reachable(url) else 0
    clock.install(source)
    thread = threading.Thread(target=_keep_following, args=(source, url, version), name="sandbox-clock", daemon=True)
    thread.start()
    return thread


def _keep_following(source: clock.OffsetSource, url: str, version: int) -> None:
    while True:
        try:
            version = _read(
                source, f"{url}/sandbox/clock?after={version}&wait_s={LONG_POLL_S}", timeout_s=LONG_POLL_S + 5
            )
        except (URLError, OSError, ValueError):
            version = 0
            clock.pause(0.5)


def _reachable(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/sandbox/clock", timeout=5):  # noqa: S310 - a setting, not user input
            return True
    except (URLError, OSError):
        log.warning("sandbox_clock_unreachable", url=url)
        return False


def _read(source: clock.OffsetSource, url: str, *, timeout_s: float) -> int:
    with urllib.request.urlopen(url, timeout=timeout_s) as reply:  # noqa: S310 - a setting, not user input
        body = json.load(reply)
    source.offset_s = float(body["unix"]) - clock.SystemSource().now().timestamp()
    return int(body["version"])
