"""The whole sandbox in one place: the world and the clock, limits, journal, faults, courier around it."""

import asyncio
from dataclasses import asdict, dataclass, field, fields

from weixin_sandbox import events, tea_house
from weixin_sandbox.clock import VirtualClock
from weixin_sandbox.courier import Courier
from weixin_sandbox.events import Event
from weixin_sandbox.faults import Faults
from weixin_sandbox.frequency import Frequency
from weixin_sandbox.journal import Journal
from weixin_sandbox.ledger import Ledger
from weixin_sandbox.limits import Limits, Settings
from weixin_sandbox.world import Corp, World


@dataclass(slots=True)
class Sandbox:
    """One running world. Everything mutable hangs here, so a reset replaces it piece by piece."""

    world: World
    clock: VirtualClock
    limits: Limits
    settings: Settings
    journal: Journal = field(init=False)
    ledger: Ledger = field(init=False)
    faults: Faults = field(init=False)
    frequency: Frequency = field(init=False)
    courier: Courier = field(init=False)
    welcome_sent: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.journal = Journal(self.settings.log_entries)
        self._begin()

    def _begin(self) -> None:
        self.ledger = Ledger()
        self.faults = Faults(self.world.seed)
        self.frequency = Frequency(self.limits)
        self.courier = Courier(
            self.clock,
            self.journal,
            self.ledger,
            self.faults,
            self.limits,
            self.settings,
            self.world.seed,
        )

    @property
    def base_url(self) -> str:
        """Where this sandbox is reached, without a trailing slash."""
        return self.settings.public_url

    def raise_event(self, corp: Corp, event: Event) -> None:
        """Something happened on a phone or in the admin console: tell every subscribed app."""
        self.courier.send(corp, event)

    def raise_contact(self, corp: Corp, change_type: str, userid: str, external: str, **extra: str) -> None:
        """Raise a change_external_contact event now."""
        self.raise_event(corp, events.contact(change_type, userid, external, self.clock.now(), **extra))

    async def reset(self, seed: int, kind: str, start: float | None) -> None:
        """Begin again: a new world, the documented limits, no faults, an empty ledger, no callback URLs."""
        adjust(self.limits, asdict(Limits()))
        adjust(self.settings, asdict(Settings(public_url=self.settings.public_url)))
        self.world = tea_house.build(kind, seed)
        self.clock = VirtualClock(start)
        before = self.courier
        self._begin()
        await before.close()  # after the new world is in place: whoever it lets go must see that theirs is gone
        self.journal.clear()
        self.journal.write(self.clock.now(), "clock", f"the sandbox was reset with seed {seed}")


class BadSetting(ValueError):
    """A limit or setting of that name does not exist or the value is of the wrong kind."""


def check(target: Limits | Settings, changes: dict[str, object]) -> None:
    """Raises BadSetting when a name is unknown or a value is of the wrong kind."""
    known = _kinds(target)
    for name, value in changes.items():
        if name not in known:
            raise BadSetting(f"there is no {name}; choose from {', '.join(sorted(known))}")
        wanted = known[name]
        fits = type(value) is wanted or (wanted is float and type(value) is int)
        if not fits or (isinstance(value, int | float) and value < 0):
            raise BadSetting(f"{name} must be a {wanted.__name__}, not negative")


def adjust(target: Limits | Settings, changes: dict[str, object]) -> None:
    """Overwrite named numbers and switches. Raises BadSetting before anything is changed."""
    check(target, changes)
    known = _kinds(target)
    for name, value in changes.items():
        setattr(target, name, float(value) if known[name] is float and isinstance(value, int) else value)


def _kinds(target: Limits | Settings) -> dict[str, type]:
    return {f.name: type(getattr(target, f.name)) for f in fields(target)}
