"""Running the demonstration: start everything, set the brand up through the API, live thirty days, stay open."""

import asyncio
import json
import signal
import webbrowser
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import Progress

from siyu.demo import brand, story
from siyu.demo.http import Json
from siyu.demo.processes import Child, Group, sandbox_command, siyu_command
from siyu.kit import chance, clock, migrate, postgres
from siyu.kit.db import Database
from siyu.kit.egress import Egress
from siyu.kit.postgres import EmbeddedPostgres, free_port

DATABASE = "siyu_demo"
SEED = 7


@dataclass(frozen=True)
class Demo:
    """What a demonstration needs to know; ports are free ones when 0."""

    data_dir: Path
    port: int
    sandbox_port: int
    customers: int = 2000
    days: int = 30


@dataclass
class Running:
    """A demonstration under way."""

    demo: Demo
    server: EmbeddedPostgres
    database: Database
    group: Group

    @property
    def url(self) -> str:
        """Where the console is."""
        return f"http://127.0.0.1:{self.demo.port}"

    @property
    def sandbox_url(self) -> str:
        """Where the sandbox is."""
        return f"http://127.0.0.1:{self.demo.sandbox_port}"

    def stop(self) -> None:
        """Stop the processes; the embedded server stays for the next start."""
        self.group.stop()
        self.database.close()


def start(demo: Demo, *, database_name: str = DATABASE) -> Running:
    """Make a fresh database and start sandbox, web and worker on it."""
    port, sandbox_port = demo.port or _any_port(), demo.sandbox_port or _any_port()
    demo = Demo(demo.data_dir, port, sandbox_port, demo.customers, demo.days)
    server = postgres.embedded(demo.data_dir / "postgres").start()
    server.drop_database(database_name)
    url = server.create_database(database_name)
    migrate.upgrade(url)
    running = Running(demo, server, Database(url), Group())
    environment = {
        "SIYU_DATABASE_URL": url,
        "SIYU_DATA_DIR": str(demo.data_dir),
        "SIYU_PORT": str(demo.port),
        "SIYU_PUBLIC_URL": running.url,
        "SIYU_WECOM_URL": running.sandbox_url,
        "SIYU_SANDBOX_URL": running.sandbox_url,
        "SIYU_DEMO_LOGIN": "true",
    }
    logs = demo.data_dir / "logs"
    began = (clock.now() - timedelta(days=demo.days)).isoformat()  # so that the last day of the story is today
    world = ("--seed", str(SEED), "--start", began)
    running.group.children = [
        Child("sandbox", sandbox_command(demo.sandbox_port, *world), {}, logs / "sandbox.log"),
        Child("web", siyu_command("web"), environment, logs / "web.log"),
        *(
            Child(part, siyu_command("worker", "--part", part), environment, logs / f"{part}.log")
            for part in ("urgent", "rest")
        ),
    ]
    running.group.start()
    return running


def _any_port() -> int:
    """A free port from a random place on, so that two demonstrations starting together do not pick the same."""
    return free_port(20_000 + int.from_bytes(chance.secret_bytes(2)) % 10_000)


async def set_up(running: Running, api: Json, sandbox: Json) -> None:
    """Connect the brand: corp, app, callback, staff, tags, codes — each step as an operator would do it."""
    await sandbox.wait_until_up("/sandbox/clock")
    await api.wait_until_up("/readyz")
    await api.call("POST", "/api/session/demo")
    corp = (await sandbox.call("GET", "/sandbox/world"))["corps"][0]
    app = corp["apps"][0]
    await api.call("PUT", "/api/setup/corp", {"name": corp["name"], "corpid": corp["corpid"]})
    await api.call("PUT", "/api/setup/app", {"agentid": app["agentid"], "name": app["name"], "secret": app["secret"]})
    callback = (await api.call("GET", "/api/setup"))["callback"]
    receiver = {"url": callback["url"], "token": callback["token"], "aes_key": callback["aes_key"]}
    await sandbox.call("PUT", f"/sandbox/apps/{app['agentid']}/callback", receiver)
    job = await api.call("POST", "/api/setup/sync")
    await finished(api, job["job_id"])
    await api.call("POST", "/api/setup/checks")
    codes = await brand.set_up(api)
    await _codes_synced(api, codes)


async def finished(api: Json, job_id: object, *, seconds: float = 60) -> None:
    """Wait until a background job is done. Raises TimeoutError."""
    deadline = clock.monotonic() + seconds
    while (await api.call("GET", f"/api/jobs/{job_id}"))["state"] not in {"done", "succeeded"}:
        if clock.monotonic() > deadline:
            raise TimeoutError(f"job {job_id} did not finish")
        await asyncio.sleep(0.1)


async def _codes_synced(api: Json, codes: list[str], *, seconds: float = 60) -> None:
    deadline = clock.monotonic() + seconds
    for code in codes:
        while (await api.call("GET", f"/api/codes/{code}"))["sync"]["state"] != "synced":
            if clock.monotonic() > deadline:
                raise TimeoutError(f"code {code} never reached WeCom")
            await asyncio.sleep(0.1)


async def tell(running: Running, *, progress: Progress | None = None) -> story.Report:
    """The whole story on a running demonstration: set-up, thirty days, report."""
    since = clock.monotonic()
    async with Egress(timeout_s=120) as egress:
        api, sandbox = Json(egress, running.url), Json(egress, running.sandbox_url)
        await set_up(running, api, sandbox)
        task = progress.add_task("30 天的客户正在扫码", total=1.0) if progress else None
        demo = running.demo
        async for share in story.run_days(sandbox, running.database, size=demo.customers, days=demo.days, seed=SEED):
            if progress is not None and task is not None:
                progress.update(task, completed=share)
        return await story.report(sandbox, running.database, since=since)


def headless(demo: Demo) -> story.Report:
    """Tell the story on a fresh database, stop everything and return the report."""
    running = start(demo, database_name=f"{DATABASE}_headless")
    try:
        return asyncio.run(tell(running))
    finally:
        running.stop()
        running.server.drop_database(f"{DATABASE}_headless")


def open_ended(demo: Demo) -> None:
    """Tell the story with a progress bar while the console is already open, then stay until interrupted."""
    out = Console()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # being told to stop is being interrupted
    running = start(demo)
    try:
        out.print(f"[bold]Siyu[/bold]  控制台 {running.url}   模拟器 {running.sandbox_url}")
        with Progress(console=out) as progress:
            report = asyncio.run(tell(running, progress=progress))
        out.print(json.dumps(report.as_json(), ensure_ascii=False))
        out.print(f"打开 [bold]{running.url}[/bold] （Ctrl-C 结束）")
        webbrowser.open(running.url)
        running.group.watch()
    except KeyboardInterrupt:
        out.print("正在停止…")
    finally:
        running.stop()
        running.server.stop()
        typer.echo("已停止")
