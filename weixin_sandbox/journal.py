"""What happened, newest last: every client call, callback attempt, person's act, fault and clock move."""

import asyncio
import json
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Literal

Kind = Literal["client", "callback", "api", "fault", "clock"]


def iso(unix: float) -> str:
    """Unix seconds as ISO-8601 UTC with milliseconds."""
    return datetime.fromtimestamp(unix, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(slots=True)
class Entry:
    """One line of the journal. `request` and `response` stay bytes until somebody looks at them.

    kind `client` is what a person did on a phone; `api` a call of the official interface.
    """

    seq: int
    at: float
    kind: Kind
    summary: str
    customer_id: str = ""
    userid: str = ""
    external_userid: str = ""
    request: object = None
    response: object = None
    status: int | None = None
    duration_ms: float | None = None
    attempt: int | None = None

    def shown(self) -> dict[str, object]:
        """The entry as JSON for the control API; absent parts are left out."""
        shown: dict[str, object] = {"seq": self.seq, "at": iso(self.at), "kind": self.kind}
        shown["summary"] = self.summary
        for name in ("customer_id", "userid", "external_userid"):
            if value := getattr(self, name):
                shown[name] = value
        for name in ("request", "response"):
            if (value := getattr(self, name)) is not None:
                shown[name] = readable(value)
        for name in ("status", "duration_ms", "attempt"):
            if (value := getattr(self, name)) is not None:
                shown[name] = value
        return shown


def readable(value: object) -> object:
    """Bytes as JSON when they are JSON, as text otherwise; everything else unchanged, dicts one level deep."""
    if isinstance(value, dict):
        return {key: readable(inner) for key, inner in value.items()}
    if not isinstance(value, bytes):
        return value
    if value[:1] in (b"{", b"["):
        try:
            return json.loads(value)
        except ValueError:
            return value.decode(errors="replace")
    return value.decode(errors="replace")


class Journal:
    """The last `keep` entries, and the queues of those who watch."""

    def __init__(self, keep: int) -> None:
        self._entries: deque[Entry] = deque(maxlen=keep)
        self._watchers: set[asyncio.Queue[Entry]] = set()
        self._seq = 0

    def write(self, at: float, kind: Kind, summary: str, **details: object) -> None:
        """Append an entry; `details` are the optional attributes of Entry."""
        self._seq += 1
        entry = Entry(self._seq, at, kind, summary, **details)  # type: ignore[arg-type]
        self._entries.append(entry)
        for watcher in self._watchers:
            if watcher.full():  # a watcher that does not read loses the oldest, the journal keeps them
                watcher.get_nowait()
            watcher.put_nowait(entry)

    def after(self, seq: int, limit: int) -> list[Entry]:
        """Up to `limit` entries newer than `seq`, oldest first."""
        behind = self._seq - seq
        skip = max(0, len(self._entries) - behind)
        return list(islice(self._entries, skip, skip + limit)) if behind > 0 else []

    def clear(self) -> None:
        """Forget the entries; numbering goes on, so watchers are not confused."""
        self._entries.clear()

    def last(self, limit: int) -> list[Entry]:
        """The newest `limit` entries, oldest first."""
        return self.after(max(0, self._seq - limit), limit)

    def watch(self) -> asyncio.Queue[Entry]:
        """A queue that receives every new entry; end with `unwatch`."""
        queue: asyncio.Queue[Entry] = asyncio.Queue(maxsize=10_000)
        self._watchers.add(queue)
        return queue

    def unwatch(self, queue: asyncio.Queue[Entry]) -> None:
        self._watchers.discard(queue)
