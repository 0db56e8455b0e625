"""The sandbox's own count of what truly happened, to compare a client's database with."""

import statistics
from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Sent:
    """One event for one app. `key` is the SHA-256 of its plaintext; `attempts` counts tries."""

    key: str
    agentid: int
    change_type: str
    userid: str
    external_userid: str
    acked: bool = False
    gave_up: bool = False
    attempts: int = 0

    def shown(self) -> dict[str, object]:
        """The delivery as JSON for the control API."""
        names = ("key", "agentid", "change_type", "userid", "external_userid", "acked", "attempts")
        return {name: getattr(self, name) for name in names}


@dataclass(slots=True)
class Ledger:
    """Totals since the last reset. Latency is real time between a welcome code's birth and its use."""

    adds: int = 0
    deletes: int = 0
    welcomes: int = 0
    welcome_latency_ms: list[float] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)

    def callbacks(self) -> dict[str, int]:
        """How many deliveries were begun, acknowledged, given up, still under way; and all attempts."""
        acked = sum(1 for sent in self.sent if sent.acked)
        failed = sum(1 for sent in self.sent if sent.gave_up and not sent.acked)
        attempts = sum(sent.attempts for sent in self.sent)
        pending = len(self.sent) - acked - failed
        return {
            "sent": len(self.sent),
            "acked": acked,
            "failed": failed,
            "pending": pending,
            "attempts": attempts,
        }

    def latency(self) -> dict[str, float | int | None]:
        """Count, median, 99th percentile and maximum of the welcome latency in milliseconds."""
        values = sorted(self.welcome_latency_ms)
        if not values:
            return {"count": 0, "p50": None, "p99": None, "max": None}
        p99 = values[min(len(values) - 1, int(len(values) * 0.99))]
        return {
            "count": len(values),
            "p50": round(statistics.median(values), 3),
            "p99": round(p99, 3),
            "max": round(values[-1], 3),
        }
