"""Background jobs on PostgreSQL: procrastinate behind one small face, with three lanes.

A job is inserted on the session's own connection, so it commits or rolls back with the work that wanted it.
Jobs run at least once: a handler must be safe to run again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import orjson
import procrastinate
from sqlalchemy import text
from sqlalchemy.orm import Session

from siyu.kit import logs
from siyu.kit.db import Database
from siyu.kit.errors import SiyuError

log = logs.get("jobs")

RESCUE_EVERY_CRON = "* * * * *"
ATTEMPTS = 5


class Lane(StrEnum):
    """Queues in the order they matter; each has workers of its own, so none waits for another."""

    URGENT = "urgent"
    NORMAL = "normal"
    BULK = "bulk"


Handler = Callable[[Database, Mapping[str, Any]], None]


@dataclass(frozen=True)
class Job:
    """Work by name: `run(database, arguments)` opens its own transactions."""

    name: str
    lane: Lane
    run: Handler


def defer(
    session: Session, job: str, arguments: Mapping[str, Any], *, lane: Lane, key: str | None = None
) -> int | None:
    """Queue `job` within this transaction; returns its id.

    With `key`, a second one is not queued while one waits, and None is returned.
    """
    if key is not None:
        waiting = text("SELECT 1 FROM procrastinate_jobs WHERE queueing_lock = :key AND status = 'todo'")
        session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": key})
        if session.execute(waiting, {"key": key}).first():
            return None
    row = session.execute(
        text(
            "SELECT unnest(procrastinate_defer_jobs_v1(ARRAY[ROW("
            ":lane, :job, 0, NULL, :key, CAST(:arguments AS jsonb), NULL)::procrastinate_job_to_defer_v1]))"
        ),
        {"lane": lane.value, "job": job, "key": key, "arguments": orjson.dumps(dict(arguments)).decode()},
    ).scalar_one()
    return int(row)


def runner(database: Database, jobs: Mapping[str, Job]) -> procrastinate.App:
    """A procrastinate app that runs `jobs`, retries failures with growing pauses and rescues stalled ones."""
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=database.url))
    for job in jobs.values():
        _register(app, database, job)

    @app.periodic(cron=RESCUE_EVERY_CRON)
    @app.task(
        name="siyu.rescue_stalled",
        queue=Lane.URGENT.value,
        queueing_lock="siyu.rescue_stalled",
        pass_context=True,
    )
    async def rescue_stalled(context: procrastinate.JobContext, timestamp: int) -> None:
        for stalled in await app.job_manager.get_stalled_jobs():
            log.warning("job_rescued", job_id=stalled.id, task=stalled.task_name)
            await app.job_manager.retry_job(stalled)

    return app


def _register(app: procrastinate.App, database: Database, job: Job) -> None:
    retry = procrastinate.RetryStrategy(max_attempts=ATTEMPTS, exponential_wait=2)

    @app.task(name=job.name, queue=job.lane.value, retry=retry)
    def run(**arguments: Any) -> None:
        try:
            job.run(database, arguments)
        except SiyuError as error:
            log.error("job_failed", job=job.name, code=error.code, params=dict(error.params))
            raise


def apply_schema(url: str) -> None:
    """Create procrastinate's tables and functions; the first migration calls it."""
    app = procrastinate.App(connector=procrastinate.SyncPsycopgConnector(conninfo=url))
    with app.open():
        app.schema_manager.apply_schema()


def schema_sql() -> str:
    """The SQL of procrastinate's schema, for the migration that creates it."""
    return str(procrastinate.schema.SchemaManager.get_schema())
