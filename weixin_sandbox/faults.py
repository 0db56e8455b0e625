"""Faults on demand: which calls or callbacks go wrong, in what way, how often."""

import random
from dataclasses import dataclass

API_KINDS = ("http_500", "busy", "timeout_before", "timeout_after", "throttle", "html", "reset")
CALLBACK_KINDS = ("timeout_before", "timeout_after", "reset", "duplicate", "shuffle", "drop")
DEFAULT_DELAY_S = {"timeout_before": 30.0, "timeout_after": 30.0, "shuffle": 0.5}


class BadFault(ValueError):
    """The asked-for fault makes no sense; the message says what would."""


@dataclass(slots=True)
class Fault:
    """`times` None means until removed. `hits` counts how often it struck."""

    id: str
    api: str
    kind: str
    times: int | None
    rate: float
    delay_s: float
    hits: int = 0

    def shown(self) -> dict[str, object]:
        """The fault as JSON for the control API."""
        return {name: getattr(self, name) for name in ("id", "api", "kind", "times", "rate", "delay_s", "hits")}


class Faults:
    """The plan. Chances are drawn from a generator of the seed."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._plan: dict[str, Fault] = {}
        self._counter = 0

    def add(
        self, *, api: str, kind: str, times: int | None = None, rate: float = 1.0, delay_s: float | None = None
    ) -> Fault:
        """Plan a fault. Raises BadFault when kind, api, times, rate or delay do not go together."""
        kinds = CALLBACK_KINDS if api == "callback" else API_KINDS
        if api not in ("callback", "*") and not api.startswith("/cgi-bin/"):
            raise BadFault("api must be a path such as /cgi-bin/gettoken, the word callback, or *")
        if kind not in kinds:
            raise BadFault(f"kind for {api} must be one of {', '.join(kinds)}")
        if not 0 < rate <= 1:
            raise BadFault("rate must be above 0 and at most 1")
        if times is not None and times < 1:
            raise BadFault("times must be at least 1; leave it out for no end")
        if delay_s is not None and delay_s < 0:
            raise BadFault("delay_s must not be negative")
        self._counter += 1
        delay = DEFAULT_DELAY_S.get(kind, 0.0) if delay_s is None else delay_s
        fault = Fault(f"fault_{self._counter}", api, kind, times, rate, delay)
        self._plan[fault.id] = fault
        return fault

    def remove(self, fault_id: str | None = None) -> int:
        """Remove one fault, or all of them; returns how many went."""
        if fault_id is None:
            gone = len(self._plan)
            self._plan.clear()
            return gone
        return 1 if self._plan.pop(fault_id, None) else 0

    def all(self) -> list[Fault]:
        """Every planned fault, used up or not."""
        return list(self._plan.values())

    def strike(self, api: str) -> Fault | None:
        """The fault that hits this call now, counted, or None."""
        if not self._plan:
            return None
        for fault in self._plan.values():
            if fault.api != api and not (fault.api == "*" and api != "callback"):
                continue
            if fault.times is not None and fault.hits >= fault.times:
                continue
            if fault.rate < 1 and self._chance.random() >= fault.rate:
                continue
            fault.hits += 1
            return fault
        return None
