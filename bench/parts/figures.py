"""The result of one benchmark: our figure, a peer's and a limit's, from the same run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Figures:
    """`ours`, `peer` and `limit` in `unit`; `detail` explains them (latencies, counts, settings)."""

    name: str
    ours: float
    peer: float
    peer_name: str
    limit: float
    limit_name: str
    unit: str
    lower_is_better: bool = False
    detail: Mapping[str, Any] = field(default_factory=dict)

    @property
    def ratio_peer(self) -> float:
        """How many times better than the peer, whatever the unit."""
        return self.peer / self.ours if self.lower_is_better else self.ours / self.peer

    @property
    def ratio_limit(self) -> float:
        """Which fraction of the limit is reached, whatever the unit."""
        return self.limit / self.ours if self.lower_is_better else self.ours / self.limit

    def as_json(self) -> dict[str, Any]:
        """The object in `bench/out/<name>.json`."""
        return {
            "name": self.name,
            "ours": round(self.ours, 3),
            "peer": round(self.peer, 3),
            "peer_name": self.peer_name,
            "limit": round(self.limit, 3),
            "limit_name": self.limit_name,
            "ratio_peer": round(self.ratio_peer, 3),
            "ratio_limit": round(self.ratio_limit, 3),
            "unit": self.unit,
            **self.detail,
        }
