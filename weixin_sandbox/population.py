"""A population that behaves: who scans which code when, who chats, who leaves. A pure function of its seed."""

import asyncio
import contextlib
import heapq
import itertools
import random
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone

from weixin_sandbox import names, people
from weixin_sandbox.models import ContactWay, Customer, Relation, Sender, WelcomeCode
from weixin_sandbox.sandbox import Sandbox
from weixin_sandbox.world import Corp, World

CHINA = timezone(timedelta(hours=8))
DAY_S = 86_400
# Share of scans by hour of the day in China: morning, noon and the long evening of a tea shop.
HOURS = (1, 0, 0, 0, 0, 0, 2, 6, 8, 6, 5, 9, 11, 9, 8, 8, 7, 6, 8, 10, 11, 9, 5, 2)
WEEKEND = 1.6
WITHOUT_CODE = 0.04
SECOND_ADVISER = 0.06
LEAVES_WITHIN_A_MINUTE = 0.15
ADVISER_DELETES = 0.008
BREATH_S = 0.04  # real seconds: what a long poll of the clock takes to come back
ARRIVING = ("add", "accept")  # deeds that WeCom answers with a welcome code
IN_FLIGHT = 256


@dataclass(order=True, slots=True)
class Act:
    """One thing one customer will do. `n` keeps acts of the same second in their planned order."""

    at: float
    n: int
    kind: str = field(compare=False)
    customer: int = field(compare=False)
    turn: int = field(compare=False, default=0)


@dataclass(frozen=True, slots=True)
class Plan:
    """The wish: `codes` None means every code that exists when a customer comes."""

    seed: int
    size: int
    days: int
    start: float
    codes: tuple[str, ...] | None
    delete_rate: float
    chat_rate: float


class Population:
    """Everything scheduled and not yet performed. Belongs to one world; a reset makes it stale."""

    def __init__(self, world: World, plan: Plan) -> None:
        self.world, self.plan = world, plan
        self._acts: list[Act] = []
        self._n = 0
        self._customers: dict[int, Customer] = {}
        self._met: dict[int, str] = {}
        self._added: dict[int, float] = {}
        for customer in range(plan.size):
            self._schedule(customer)
        heapq.heapify(self._acts)

    @property
    def next_at(self) -> float | None:
        """When the next act is due."""
        return self._acts[0].at if self._acts else None

    def _chance(self, customer: int, purpose: str) -> random.Random:
        return random.Random(f"{self.plan.seed}/{customer}/{purpose}")

    def _schedule(self, customer: int) -> None:
        plan, chance = self.plan, self._chance(customer, "schedule")
        came = plan.start + _moment(chance, plan)
        self._plan(came, "add", customer)
        if chance.random() < plan.chat_rate:
            at = came + chance.uniform(30, 5 * 3600)
            for turn in range(chance.choice((1, 2, 2, 3))):
                self._plan(at, "chat", customer, turn)
                at += chance.uniform(8, 400)
        if chance.random() < SECOND_ADVISER:
            self._plan(came + chance.uniform(DAY_S, 9 * DAY_S), "add", customer, 1)
        if chance.random() < plan.delete_rate:
            soon = chance.random() < LEAVES_WITHIN_A_MINUTE
            after = chance.uniform(3, 60) if soon else min(chance.expovariate(1 / (2.5 * DAY_S)), 12 * DAY_S) + 60
            self._plan(came + after, "leave", customer)
        elif chance.random() < ADVISER_DELETES:
            self._plan(came + chance.uniform(DAY_S, 6 * DAY_S), "dropped", customer)

    def _plan(self, at: float, kind: str, customer: int, turn: int = 0) -> None:
        self._n += 1
        self._acts.append(Act(at, self._n, kind, customer, turn))

    async def advance(
        self, sandbox: Sandbox, to: float, *, settle_s: float = 0.0, greet_s: float = 0.0, together_s: float = 0.0
    ) -> int:
        """Perform everything due up to `to`, the calendar following, and wait for the callbacks; how many acts.

        At least `settle_s` real seconds pass between adding and deleting: in a fast-forward somebody who leaves
        after a minute would otherwise be gone before the client under test has looked at them. With `greet_s` the
        calendar stands still after each adding until the welcome came, or for that many real seconds: for
        clients that follow this clock and judge the 20 s of a welcome code by it. What falls within `together_s` of
        calendar time happens at one moment, its end, so that many are greeted in one stand-still; whatever newcomers
        do next waits for their greeting.
        """
        performed = 0
        while self._acts and self._acts[0].at <= to:
            moment = min(to, self._acts[0].at + together_s)
            if greet_s:
                await self._jump(sandbox, moment)
            since = time.monotonic()
            group = list(iter(lambda at=moment: self._next(at), None))  # type: ignore[misc]
            newcomers = [act for act in group if act.kind in ARRIVING]
            performed += await self._together(sandbox, newcomers, moment, settle_s)
            if greet_s and newcomers:
                await self._greeted(sandbox, greet_s, since)
            others = [act for act in group if act.kind not in ARRIVING]
            performed += await self._together(sandbox, others, moment, settle_s)
            if sandbox.world is not self.world:  # it was reset meanwhile
                return performed
        if sandbox.world is self.world:
            sandbox.clock.fast_forward(to)
            await sandbox.courier.idle()
        return performed

    async def _jump(self, sandbox: Sandbox, moment: float) -> None:
        """Move the calendar, with a breath on both sides, so that clients who follow it note what was when."""
        await asyncio.sleep(BREATH_S)
        sandbox.clock.fast_forward(moment)
        await asyncio.sleep(BREATH_S)

    async def _wait_for_turn(self, sandbox: Sandbox, act: Act, settle_s: float) -> None:
        """Hold back while the receiver is far behind, or while this customer's earlier deeds are on their way."""
        if sandbox.courier.pending > IN_FLIGHT:
            await sandbox.courier.below(IN_FLIGHT // 2)
        customer = self._customers.get(act.customer)
        if customer is None:
            return
        # A person is slower than a callback: what they did before must have arrived before they go on.
        for corp in sandbox.world.corps.values():
            await sandbox.courier.caught_up_with(sandbox.world.external_userid(corp, customer.id))
        if act.kind in ("leave", "dropped"):
            await asyncio.sleep(max(0.0, self._added.get(act.customer, 0.0) + settle_s - time.monotonic()))

    async def _together(self, sandbox: Sandbox, acts: list[Act], moment: float, settle_s: float) -> int:
        """Perform acts at one moment of the calendar; how many came about."""
        performed = 0
        for act in acts:
            await self._wait_for_turn(sandbox, act, settle_s)
            if sandbox.world is not self.world:
                break
            sandbox.clock.fast_forward(moment)
            performed += self._perform(sandbox, act)
        return performed

    def _next(self, moment: float) -> Act | None:
        return heapq.heappop(self._acts) if self._acts and self._acts[0].at <= moment else None

    async def _greeted(self, sandbox: Sandbox, greet_s: float, since: float) -> None:
        """Wait until every welcome code issued since real time `since` was used, at most `greet_s` from now."""
        issued = [code for corp in sandbox.world.corps.values() for code in _newest(corp, since)]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(greet_s):
                while any(code.sent_age is None for code in issued):
                    sandbox.welcome_sent.clear()
                    await sandbox.welcome_sent.wait()

    def _perform(self, sandbox: Sandbox, act: Act) -> int:
        chance = self._chance(act.customer, f"{act.kind}{act.turn}")
        if act.kind == "add":
            return self._add(sandbox, act, chance)
        userid, customer = self._met.get(act.customer), self._customers.get(act.customer)
        if userid is None or customer is None:
            return 0
        corp, _ = people.adviser(sandbox, userid)
        relation = people.relation_of(sandbox, corp, customer, userid)
        if act.kind == "accept" and relation.state == "pending":
            people.accept(sandbox, customer, userid)
        elif relation.state != "friends":
            return 0
        elif act.kind == "chat":
            sender: Sender = "adviser" if act.turn == 1 else "customer"
            people.say(sandbox, customer, userid, sender, names.chat_line(chance, act.turn))
        elif act.kind == "leave":
            people.delete_adviser(sandbox, customer, userid)
        elif act.kind == "dropped":
            people.delete_customer(sandbox, customer, userid)
        else:
            return 0
        return 1

    def _add(self, sandbox: Sandbox, act: Act, chance: random.Random) -> int:
        customer = self._customers.get(act.customer)
        if customer is None:
            naming = self._chance(act.customer, "name")
            name = names.nickname(naming, act.customer)
            customer = sandbox.world.add_customer(name, naming.choice((0, 1, 1, 2, 2, 2)))
            self._customers[act.customer] = customer
        relation = self._ask(sandbox, customer, chance)
        if relation is None:
            return 0
        self._met.setdefault(act.customer, relation.userid)
        self._added[act.customer] = time.monotonic()
        if relation.state == "pending":
            self._n += 1
            accepted = act.at + chance.uniform(20, 1800)
            heapq.heappush(self._acts, Act(accepted, self._n, "accept", act.customer, act.turn))
        return 1

    def _ask(self, sandbox: Sandbox, customer: Customer, chance: random.Random) -> Relation | None:
        corp = next(iter(sandbox.world.corps.values()))
        way = None if chance.random() < WITHOUT_CODE else self._way(corp, chance)
        if way is None:
            staff = [m.userid for m in corp.members.values() if m.is_on and m.follows]
            userid = chance.choice(staff) if staff else None
        else:
            card = people.scan(sandbox, customer, way.qr_text)
            userid = card.adviser.userid if card.adviser else None
        if userid is None:
            return None
        relation, changed = people.add(sandbox, customer, userid, config_id=way.config_id if way else "")
        return relation if changed else None

    def _way(self, corp: Corp, chance: random.Random) -> ContactWay | None:
        codes = self.plan.codes
        ways = [corp.ways[c] for c in codes if c in corp.ways] if codes is not None else list(corp.ways.values())
        ways = [way for way in ways if way.qr_text]
        if not ways:
            return None
        # A few codes hang at the till and bring most people: popularity falls with the code's age in the list.
        return chance.choices(ways, weights=[1 / (rank + 2) for rank in range(len(ways))])[0]


def _moment(chance: random.Random, plan: Plan) -> float:
    """Seconds after the start, following days of the week and hours of the day in China."""
    first = datetime.fromtimestamp(plan.start, UTC).astimezone(CHINA)
    midnight = first.replace(hour=0, minute=0, second=0, microsecond=0)
    days = [midnight + timedelta(days=n) for n in range(plan.days + 1)]
    while True:
        day = chance.choices(days, weights=[WEEKEND if d.weekday() >= 5 else 1.0 for d in days])[0]
        hour = chance.choices(range(24), weights=HOURS)[0]
        after = (day - first).total_seconds() + hour * 3600 + chance.uniform(0, 3600)
        if 0 <= after < plan.days * DAY_S:
            return after


def _newest(corp: Corp, since: float) -> list[WelcomeCode]:
    """The corp's welcome codes issued at or after real time `since`."""
    codes = reversed(corp.welcome_codes.values())
    return list(itertools.takewhile(lambda code: code.issued_real >= since, codes))
