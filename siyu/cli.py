"""The `siyu` command: run the processes, the demonstration, and what an administrator needs at a terminal."""

import asyncio
import json
import os
import signal
from pathlib import Path
from typing import Annotated

import typer
import uvicorn
from rich.console import Console
from rich.table import Table

from siyu import api as web_api
from siyu.corp import doctor as corp_doctor
from siyu.corp import service as corp_service
from siyu.corp.wire import Wires
from siyu.demo import run as demo_run
from siyu.ingest import queries as ingest_queries
from siyu.ingest import service as ingest_service
from siyu.kit import following, logs, migrate, postgres
from siyu.kit.db import Database
from siyu.kit.egress import Egress
from siyu.settings import Settings
from siyu.worker import Part, Worker

app = typer.Typer(help="Siyu 私域：一条命令运行品牌的微信私域。", no_args_is_help=True, pretty_exceptions_enable=False)
out = Console()

REST_NICENESS = 10

DataDir = Annotated[Path, typer.Option(help="where the embedded database and files live")]


def main() -> None:
    """The console script."""
    app()


def _open(settings: Settings) -> Database:
    """The configured database, or the embedded one, started."""
    logs.set_up(level=settings.log_level, as_json=settings.log_json)
    url = settings.database_url
    if url is None:
        url = postgres.embedded(settings.data_dir / "postgres").start().create_database("siyu")
    if settings.sandbox_url:
        following.follow(settings.sandbox_url)
    database = Database(url)
    database.wait_until_up()
    return database


@app.command()
def web() -> None:
    """Serve callbacks, the API and the console."""
    settings = Settings()
    database = _open(settings)
    migrate.upgrade(database.url)
    uvicorn.run(
        web_api.create(settings, database), host=settings.host, port=settings.port, access_log=False,
        log_level="warning", proxy_headers=False, server_header=False,
    )  # fmt: skip


@app.command()
def worker(
    part: Annotated[Part | None, typer.Option(help="run only this part, with another process for the other")] = None,
) -> None:
    """Run the spine, the dispatcher, ticks and background jobs."""
    settings = Settings()
    if part is Part.REST and hasattr(os, "nice"):
        os.nice(REST_NICENESS)  # on a full machine the processor goes to greetings first
    running = Worker(settings, _open(settings), [part] if part else tuple(Part))
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: running.stop())
    running.run()


@app.command("migrate")
def bring_up_to_date() -> None:
    """Bring the database's schema up to this version's."""
    database = _open(Settings())
    migrate.upgrade(database.url)
    out.print("数据库结构已是最新")


@app.command()
def bootstrap() -> None:
    """Print a one-time link with which the first owner makes an account."""
    settings = Settings()
    with _open(settings).transaction() as session:
        token = corp_service.bootstrap_token(session)
    out.print(f"{settings.public_url}/bootstrap?token={token}")


@app.command()
def doctor() -> None:
    """Check database, callback address, secrets, trusted IP and permissions; says what to do."""
    settings = Settings()
    database = _open(settings)

    async def look() -> list[corp_doctor.Check]:
        async with Egress() as egress:
            return await corp_doctor.run(database, Wires(database, egress, base_url=settings.wecom_url))

    checks = asyncio.run(look())
    table = Table("检查", "结果", "说明", "怎么办")
    for check in checks:
        mark = {True: "[green]正常[/green]", False: "[red]有问题[/red]", None: "未检查"}[check.ok]
        table.add_row(check.key, mark, check.detail, check.fix)
    out.print(table)
    raise typer.Exit(1 if any(check.ok is False for check in checks) else 0)


@app.command()
def replay(
    listener: Annotated[str, typer.Argument(help="whose place in the log to move back")],
    from_seq: Annotated[int, typer.Option(help="the first event to see again")] = 1,
) -> None:
    """Let a listener see the log again from an event on; what it did before is not done twice."""
    with _open(Settings()).transaction() as session:
        ingest_service.replay(session, listener, from_seq=from_seq)
    out.print(f"{listener} 将从第 {from_seq} 条事件重新处理")


@app.command("dead-letters")
def dead_letters(
    retry: Annotated[str | None, typer.Option(help="id of one to try again")] = None,
) -> None:
    """List events a listener gave up on, or try one again."""
    with _open(Settings()).transaction() as session:
        letters = ingest_queries.dead_letters(session, None, limit=1000).items
        if retry is not None:
            letter = next((letter for letter in letters if str(letter.id) == retry), None)
            if letter is None:
                raise typer.BadParameter("没有这条死信", param_hint="--retry")
            ingest_service.retry_dead_letter(session, letter.corp_id, letter_id=letter.id)
            out.print(f"死信 {retry} 将重新处理")
            return
    table = Table("编号", "监听者", "事件", "原因", "时间")
    for letter in letters:
        table.add_row(str(letter.id), letter.listener, str(letter.seq), letter.reason, letter.buried_at.isoformat())
    out.print(table)


@app.command()
def openapi() -> None:
    """Print the API's description, from which the console's typed client is made."""
    settings = Settings(database_url="postgresql://nowhere/none")
    described = web_api.api(settings, Database(str(settings.database_url))).openapi()
    typer.echo(json.dumps(described, ensure_ascii=False, indent=1, sort_keys=True))


@app.command()
def demo(
    headless: Annotated[bool, typer.Option(help="tell the story, print figures, stop")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object")] = False,
    data_dir: DataDir = Path(".siyu/demo"),
    port: Annotated[int, typer.Option(help="console port, 0 for a free one")] = 8800,
    sandbox_port: Annotated[int, typer.Option(help="sandbox port, 0 for a free one")] = 8801,
    customers: Annotated[int, typer.Option(help="size of the population")] = 2000,
    days: Annotated[int, typer.Option(help="sandbox days to live through")] = 30,
) -> None:
    """A seeded tea-house chain on this machine, through the same doors as any brand."""
    logs.set_up(level="WARNING")
    if not headless:
        demo_run.open_ended(demo_run.Demo(data_dir.resolve(), port, sandbox_port, customers, days))
        return
    report = demo_run.headless(demo_run.Demo(data_dir.resolve(), 0, 0, customers, days))
    figures = report.as_json()
    typer.echo(json.dumps(figures) if as_json else "\n".join(f"{name}: {value}" for name, value in figures.items()))
    raise typer.Exit(1 if report.lost or report.doubled else 0)


if __name__ == "__main__":
    main()
