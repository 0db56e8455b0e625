"""Twenty rounds of kill -9 of web, worker and database under load, with doubled and shuffled callbacks."""

import asyncio
import json
import random
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from siyu.demo import run as demo_run
from siyu.demo import story
from siyu.demo.http import Json
from siyu.kit import postgres
from siyu.kit.egress import Egress

pytestmark = [pytest.mark.faults, pytest.mark.timeout(900)]

ROUNDS = 20
SEED = 20
PROCESSES = {"web": ("web",), "worker": ("urgent", "rest")}
REPORT = Path("reliability.json")


class Crowd(threading.Thread):
    """Customers who scan and leave without pause until told to go home."""

    def __init__(self, sandbox_url: str, configs: list[dict[str, Any]]) -> None:
        super().__init__(name="crowd", daemon=True)
        self.leaving = threading.Event()
        self.added = 0
        self.deleted = 0
        self._url = sandbox_url
        self._configs = configs

    def run(self) -> None:
        asyncio.run(self._crowd())

    async def _crowd(self) -> None:
        chance = random.Random(SEED)
        async with Egress(timeout_s=30) as egress:
            world = Json(egress, self._url)
            while not self.leaving.is_set():
                way = chance.choice(self._configs)
                customer = await world.call("POST", "/sandbox/customers", {"name": f"客人{self.added}"})
                path = f"/sandbox/customers/{customer['id']}"
                userid = (await world.call("POST", f"{path}/scan", {"text": way["qr_text"]}))["adviser"]["userid"]
                await world.call("POST", f"{path}/add", {"config_id": way["config_id"], "userid": userid})
                self.added += 1
                if chance.random() < 0.2:
                    await world.call("POST", f"{path}/delete", {"userid": userid})
                    self.deleted += 1
                await asyncio.sleep(0.02)


def test_nothing_is_lost_and_nobody_is_welcomed_twice(tmp_path: Path) -> None:
    running = demo_run.start(demo_run.Demo(tmp_path, port=0, sandbox_port=0))
    try:
        figures = asyncio.run(_story(running))
    finally:
        running.stop()
        running.server.stop()

    REPORT.write_text(json.dumps(figures, ensure_ascii=False, indent=2) + "\n")
    print(json.dumps(figures, ensure_ascii=False))
    assert figures["kills"] == {"web": ROUNDS, "worker": ROUNDS, "database": ROUNDS}
    assert figures["faults_hit"]["duplicate"] > 0
    assert figures["faults_hit"]["shuffle"] > 0
    assert (figures["lost"], figures["doubled"]) == (0, 0)
    assert figures["welcomed"] > 0


async def _story(running: demo_run.Running) -> dict[str, Any]:
    async with Egress(timeout_s=60) as egress:
        api, sandbox = Json(egress, running.url), Json(egress, running.sandbox_url)
        await demo_run.set_up(running, api, sandbox)
        for kind, rate in (("duplicate", 0.3), ("shuffle", 0.3)):
            await sandbox.call("POST", "/sandbox/faults", {"api": "callback", "kind": kind, "rate": rate})
        ways = (await sandbox.call("GET", "/sandbox/contact_ways"))["contact_ways"]
        since = time.monotonic()
        crowd = Crowd(running.sandbox_url, ways)
        crowd.start()
        kills = await _kill_rounds(running, api)
        crowd.leaving.set()
        await asyncio.to_thread(crowd.join, 60)
        await api.wait_until_up("/readyz")
        await asyncio.to_thread(story.wait_until_settled, running.database, seconds=180)
        job = await api.call("POST", "/api/customers/sync")
        await demo_run.finished(api, job["job_id"], seconds=180)
        await asyncio.to_thread(story.wait_until_settled, running.database, seconds=180)
        hits = {fault["kind"]: fault["hits"] for fault in (await sandbox.call("GET", "/sandbox/faults"))["faults"]}
        report = await story.report(sandbox, running.database, since=since)
        ledger = await sandbox.call("GET", "/sandbox/ledger")
    return {
        "rounds": ROUNDS,
        "kills": kills,
        "faults_hit": hits,
        "offered": ledger["callbacks"]["sent"],
        "acked": ledger["callbacks"]["acked"],
        "gave_up_and_repaired_by_sync": ledger["callbacks"]["failed"],
        **report.as_json(),
        "seed": SEED,
    }


async def _kill_rounds(running: demo_run.Running, api: Json) -> dict[str, int]:
    """In each round all three die, in an order and at moments drawn from the seed; then they come back and work."""
    chance = random.Random(SEED)
    kills = {"web": 0, "worker": 0, "database": 0}
    for _ in range(ROUNDS):
        for victim in chance.sample(sorted(kills), 3):
            await asyncio.sleep(chance.uniform(0.1, 0.8))
            if victim == "database":
                postgres.kill(running.server)
                await asyncio.to_thread(running.server.start)
            else:
                for name in PROCESSES[victim]:
                    running.group.named(name).kill()
                running.group.revive()
            kills[victim] += 1
        await api.wait_until_up("/readyz")
        await asyncio.sleep(2)
    return kills
