"""Frequency control [90454]: calls per API and corp, and per address, by minute and by hour."""

from dataclasses import dataclass

from weixin_sandbox.errors import WecomError
from weixin_sandbox.limits import Limits


@dataclass(slots=True)
class Window:
    minute: int = 0
    in_minute: int = 0
    hour: int = 0
    in_hour: int = 0
    blocked_until: float = 0.0


class Frequency:
    """Counters on the calendar clock; concurrency is counted by `enter` and `leave`."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._windows: dict[tuple[str, str], Window] = {}
        self._running: dict[tuple[str, str], int] = {}

    def count(self, corpid: str, path: str, ip: str, now: float) -> None:
        """Count one call. Raises WecomError 45009 when a limit is passed or its block still lasts."""
        limits = self._limits
        per_minute = limits.token_per_minute if path == "/cgi-bin/gettoken" else limits.api_per_minute
        self._hit((corpid, path), now, per_minute, limits.api_per_hour)
        self._hit(("ip", ip), now, limits.ip_per_minute, limits.ip_per_hour)

    def enter(self, corpid: str, path: str) -> None:
        """Note a call that begins. Raises WecomError 45033 when too many run side by side."""
        key = (corpid, path)
        running = self._running.get(key, 0)
        is_mark = path == "/cgi-bin/externalcontact/mark_tag"
        cap = self._limits.concurrent_mark_tag if is_mark else self._limits.concurrent_calls
        if running >= cap:
            raise WecomError(45033)
        self._running[key] = running + 1

    def leave(self, corpid: str, path: str) -> None:
        """Note the end of a call that entered."""
        self._running[(corpid, path)] -= 1

    def _hit(self, key: tuple[str, str], now: float, per_minute: int, per_hour: int) -> None:
        window = self._windows.get(key)
        if window is None:
            window = self._windows[key] = Window()
        if now < window.blocked_until:
            raise WecomError(45009)
        minute, hour = int(now // 60), int(now // 3600)
        if minute != window.minute:
            window.minute, window.in_minute = minute, 0
        if hour != window.hour:
            window.hour, window.in_hour = hour, 0
        window.in_minute += 1
        window.in_hour += 1
        if window.in_hour > per_hour:
            window.blocked_until = now + self._limits.blocked_after_hour_s
            raise WecomError(45009)
        if window.in_minute > per_minute:
            window.blocked_until = now + self._limits.blocked_after_minute_s
            raise WecomError(45009)
