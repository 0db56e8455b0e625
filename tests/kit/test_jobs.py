from sqlalchemy import text
from sqlalchemy.orm import Session

from siyu.kit import jobs


def test_a_job_is_queued_in_the_transaction_that_wants_it(session: Session) -> None:
    job_id = jobs.defer(session, "demo.count", {"n": 3}, lane=jobs.Lane.BULK)

    row = session.execute(
        text("SELECT queue_name, task_name, args FROM procrastinate_jobs WHERE id = :id"), {"id": job_id}
    )
    assert row.one() == ("bulk", "demo.count", {"n": 3})


def test_a_job_with_a_key_waits_only_once(session: Session) -> None:
    first = jobs.defer(session, "demo.sync", {}, lane=jobs.Lane.NORMAL, key="sync:1")
    second = jobs.defer(session, "demo.sync", {}, lane=jobs.Lane.NORMAL, key="sync:1")

    assert first is not None
    assert second is None
