"""What is measured when a greeting is: whole Siyu, or somebody else's receiver and workers, each with a sandbox."""

import asyncio
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from bench.parts import newcomers, servers
from siyu.act import service as act
from siyu.decide.intents import Intent, Purpose, Reason
from siyu.demo import run as demo
from siyu.demo.http import Json
from siyu.kit import jobs, postgres
from siyu.kit.db import Database
from siyu.kit.egress import Egress
from siyu.wechat.wecom.crypto import new_aes_key

INTENTS_AT_ONCE = 5_000
PORTS_FROM = 21_000

QUEUE_JOBS = text(
    "INSERT INTO procrastinate_jobs (queue_name, task_name, args)"
    " SELECT :queue, :task, CAST(:args AS jsonb) FROM generate_series(1, :count)"
)
WAITING = text(
    "SELECT (SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo')"
    " + (SELECT count(*) FROM outbox WHERE state = 'planned' AND lane = 'normal')"
)
KNOWN_CUSTOMERS = text("SELECT corp_id, id, userid, external_userid FROM relation LIMIT 1000")


@dataclass(frozen=True, slots=True)
class Stack:
    """Something that greets: `sandbox_url` is where its customers are, `database` where its work waits."""

    sandbox_url: str
    database: Database

    def waiting(self) -> int:
        """How many other jobs and effects wait."""
        with self.database.transaction() as session:
            return int(session.execute(WAITING).scalar_one())


@contextmanager
def siyu(*, backlog: int) -> Iterator[Stack]:
    """Siyu as it ships, set up as the demonstration is; half the backlog are jobs, half effects, all real work."""
    with tempfile.TemporaryDirectory(prefix="siyu-bench-", dir="/var/tmp") as folder:
        Path(folder).chmod(0o711)
        running = demo.start(demo.Demo(Path(folder), port=0, sandbox_port=0))
        try:
            asyncio.run(_set_up(running))
            asyncio.run(newcomers.arrive(running.sandbox_url, per_second=20, seconds=5))
            _burden(running.database, backlog)
            yield Stack(running.sandbox_url, running.database)
        finally:
            running.stop()
            running.server.stop()


async def _set_up(running: demo.Running) -> None:
    async with Egress(timeout_s=60) as egress:
        await demo.set_up(running, Json(egress, running.url), Json(egress, running.sandbox_url))


def _burden(database: Database, backlog: int) -> None:
    """Members to read again, and customers' descriptions to write again."""
    with database.transaction() as session:
        customers = session.execute(KNOWN_CUSTOMERS).all()
        corp_id = customers[0].corp_id
        arguments = {"queue": jobs.Lane.NORMAL.value, "task": "corp.refresh_member", "count": backlog // 2}
        session.execute(QUEUE_JOBS, {**arguments, "args": f'{{"corp_id": "{corp_id}", "userid": "tea001"}}'})
    for first in range(0, backlog // 2, INTENTS_AT_ONCE):
        chosen = [(number, customers[number % len(customers)]) for number in range(first, first + INTENTS_AT_ONCE)]
        with database.transaction() as session:
            act.perform(
                session,
                corp_id,
                [
                    Intent(
                        key=f"bench:{number}",
                        play="bench",
                        purpose=Purpose.BOOKKEEPING,
                        effect="wecom.remark",
                        payload={"userid": one.userid, "external_userid": one.external_userid, "description": "老客"},
                        because=Reason("bench.burden"),
                    )
                    for number, one in chosen
                ],
            )


@contextmanager
def limit() -> Iterator[Stack]:
    """Nothing but the two calls."""
    with servers.database() as database, ExitStack() as held:
        world = held.enter_context(_world(database))
        port = postgres.free_port(PORTS_FROM)
        command = ["bench.parts.greeting_limit", str(port)]
        held.enter_context(servers.running(command, port=port, environment=world.environment))
        asyncio.run(world.listen(port))
        yield Stack(world.url, database)


@contextmanager
def peer(*, backlog: int, welcome_queue: str) -> Iterator[Stack]:
    """Flask under gunicorn, and a worker per queue; the backlog waits in `default`."""
    with servers.database() as database, ExitStack() as held:
        world = held.enter_context(_world(database))
        environment = {**world.environment, "PEER_WELCOME_QUEUE": welcome_queue}
        port = postgres.free_port(PORTS_FROM)
        bind = ["-b", f"127.0.0.1:{port}", "-w", "2", "--threads", "8", "bench.parts.greeting_peer:web"]
        held.enter_context(servers.running(["gunicorn", *bind], port=port, environment=environment))
        asyncio.run(world.listen(port))
        with database.transaction() as session:
            arguments = {"queue": "default", "task": "member", "count": backlog}
            session.execute(QUEUE_JOBS, {**arguments, "args": '{"userid": "tea001"}'})
        for queue in sorted({"default", welcome_queue}):
            held.enter_context(_worker(queue, environment))
        yield Stack(world.url, database)


@dataclass(frozen=True, slots=True)
class World:
    """A sandbox of its own, with codes; `environment` is what a receiver must know."""

    url: str
    agentid: str
    environment: Mapping[str, str]

    async def listen(self, port: int) -> None:
        """Have callbacks sent to `port`."""
        receiver = {
            "url": f"http://127.0.0.1:{port}/callback",
            "token": self.environment["PEER_TOKEN"],
            "aes_key": self.environment["PEER_AES_KEY"],
        }
        async with Egress() as egress:
            await Json(egress, self.url).call("PUT", f"/sandbox/apps/{self.agentid}/callback", receiver)


@contextmanager
def _world(database: Database) -> Iterator[World]:
    port = postgres.free_port(PORTS_FROM)
    with servers.running(["weixin_sandbox", "--port", str(port)], port=port, environment={}):
        url = f"http://127.0.0.1:{port}"
        yield asyncio.run(_meet(url, database))


async def _meet(url: str, database: Database) -> World:
    await newcomers.make_codes(url)
    async with Egress() as egress:
        corp = (await Json(egress, url).call("GET", "/sandbox/world"))["corps"][0]
    app = corp["apps"][0]
    environment = {
        "PEER_WECOM_URL": url,
        "PEER_DATABASE_URL": database.url,
        "PEER_CORPID": corp["corpid"],
        "PEER_SECRET": app["secret"],
        "PEER_TOKEN": secrets.token_hex(8),
        "PEER_AES_KEY": new_aes_key(),
    }
    return World(url, str(app["agentid"]), environment)


@contextmanager
def _worker(queue: str, environment: Mapping[str, str]) -> Iterator[None]:
    """A peer's worker within the block."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.parts.greeting_peer", queue],
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(2)  # until it has connected; nothing shows that from outside
    try:
        yield
    finally:
        process.kill()
        process.wait()
