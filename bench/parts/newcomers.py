"""Customers who add advisers at a steady rate, and how soon each was greeted, by the sandbox's own clock."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from siyu.demo.http import Json, Refused
from siyu.kit.egress import Egress

CODE_LIFE_S = 20
AT_ONCE = 100
SETTLED_POLL_S = 0.5


@dataclass(frozen=True, slots=True)
class Greeted:
    """What came of a run: `offered` welcome codes, `greeted` ones used in time; latencies in ms, None if none was."""

    offered: int
    greeted: int
    per_second: float
    p50_ms: float | None
    p99_ms: float | None

    def as_json(self) -> dict[str, float | None]:
        """For a benchmark's detail."""
        return {
            "offered": self.offered,
            "greeted": self.greeted,
            "adds_per_s": round(self.per_second, 1),
            "p50_ms": self.p50_ms,
            "p99_ms": self.p99_ms,
        }


async def arrive(sandbox_url: str, *, per_second: int, seconds: int) -> Greeted:
    """Let `per_second` × `seconds` new customers scan the sandbox's codes, evenly; wait until none can be greeted."""
    count = per_second * seconds
    async with Egress(timeout_s=30, connections=AT_ONCE) as egress:
        sandbox = Json(egress, sandbox_url)
        ways = [way for way in (await sandbox.call("GET", "/sandbox/contact_ways"))["contact_ways"] if way["users"]]
        customers = await _born(sandbox, count)
        before = await sandbox.call("GET", "/sandbox/ledger")
        began = time.perf_counter()
        adding = []
        for place, customer in enumerate(customers):
            await asyncio.sleep(max(0.0, began + place / per_second - time.perf_counter()))
            adding.append(asyncio.create_task(_add(sandbox, customer, ways[place % len(ways)], place)))
        await asyncio.gather(*adding)
        took_s = time.perf_counter() - began
        await _until_greeted(sandbox, before["welcomes"] + count)
        ledger = await sandbox.call("GET", "/sandbox/ledger")
    latency = ledger["welcome_latency_ms"]
    return Greeted(
        offered=ledger["adds"] - before["adds"],
        greeted=ledger["welcomes"] - before["welcomes"],
        per_second=count / took_s,
        p50_ms=latency["p50"],
        p99_ms=latency["p99"],
    )


async def make_codes(sandbox_url: str, *, count: int = 10) -> None:
    """Ten codes of one adviser each, for those who have no console to make them."""
    async with Egress() as egress:
        sandbox = Json(egress, sandbox_url)
        world = await sandbox.call("GET", "/sandbox/world")
        token = await access_token(sandbox, world)
        for adviser in world["advisers"][:count]:
            body = {"type": 1, "scene": 2, "user": [adviser["userid"]], "state": adviser["userid"]}
            path = f"/cgi-bin/externalcontact/add_contact_way?access_token={token}"
            await sandbox.call("POST", path, body)


async def access_token(sandbox: Json, world: Any) -> str:
    """A token of the world's first app."""
    corp = world["corps"][0]
    query = f"corpid={corp['corpid']}&corpsecret={corp['apps'][0]['secret']}"
    return str((await sandbox.call("GET", f"/cgi-bin/gettoken?{query}"))["access_token"])


async def _born(sandbox: Json, count: int) -> Sequence[str]:
    free = asyncio.Semaphore(AT_ONCE // 2)

    async def one(number: int) -> str:
        async with free:
            return str((await sandbox.call("POST", "/sandbox/customers", {"name": f"新客{number}"}))["id"])

    return await asyncio.gather(*(one(number) for number in range(count)))


async def _add(sandbox: Json, customer: str, way: Any, place: int) -> None:
    users = way["users"]
    body = {"userid": users[place % len(users)], "config_id": way["config_id"]}
    try:
        await sandbox.call("POST", f"/sandbox/customers/{customer}/add", body)
    except Refused:  # the code's staff changed since it was listed: whom it points at now is in the fresh list
        ways = (await sandbox.call("GET", "/sandbox/contact_ways"))["contact_ways"]
        [now] = [each for each in ways if each["config_id"] == way["config_id"]]
        await sandbox.call("POST", f"/sandbox/customers/{customer}/add", {**body, "userid": now["users"][0]})


async def _until_greeted(sandbox: Json, count: int) -> None:
    """Wait until everybody is greeted, or their codes have died."""
    deadline = time.monotonic() + CODE_LIFE_S + 1
    while time.monotonic() < deadline:
        if (await sandbox.call("GET", "/sandbox/ledger"))["welcomes"] >= count:
            return
        await asyncio.sleep(SETTLED_POLL_S)
