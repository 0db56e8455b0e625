"""Background jobs tell how far they are, and hand their file only to whoever asked for it."""

from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from siyu.corp import progress
from siyu.kit.clock import FixedSource
from siyu.kit.errors import NotFound

ME, OTHER = UUID(int=1), UUID(int=2)


@pytest.fixture
def job_id(session: Session, corp_id: UUID, fixed_clock: FixedSource) -> UUID:
    return progress.begin(session, corp_id, kind="customers.export", account_id=ME)


def test_a_job_goes_from_waiting_to_done(session: Session, corp_id: UUID, job_id: UUID) -> None:
    states = [progress.get(session, corp_id, job_id, account_id=ME)]
    progress.advance(session, corp_id, job_id, done=40, total=100)
    states.append(progress.get(session, corp_id, job_id, account_id=ME))
    progress.finish(session, corp_id, job_id)
    states.append(progress.get(session, corp_id, job_id, account_id=ME))

    assert [(one.state, one.done, one.total) for one in states] == [
        ("waiting", 0, None),
        ("running", 40, 100),
        ("done", 100, 100),
    ]


def test_a_job_that_runs_again_does_not_seem_to_go_back(session: Session, corp_id: UUID, job_id: UUID) -> None:
    progress.advance(session, corp_id, job_id, done=40, total=100)

    progress.advance(session, corp_id, job_id, done=10)

    found = progress.get(session, corp_id, job_id, account_id=ME)
    assert (found.done, found.total) == (40, 100)


def test_the_file_is_for_whoever_began_the_job(session: Session, corp_id: UUID, job_id: UUID) -> None:
    made = progress.Result("客户.csv", "text/csv", b"a,b")
    progress.finish(session, corp_id, job_id, result=made)

    found = progress.result(session, corp_id, job_id, account_id=ME)

    assert found == made
    with pytest.raises(NotFound):
        progress.result(session, corp_id, job_id, account_id=OTHER)
    with pytest.raises(NotFound):
        progress.get(session, corp_id, job_id, account_id=OTHER)


def test_a_job_without_a_file_says_so(session: Session, corp_id: UUID, job_id: UUID) -> None:
    with pytest.raises(NotFound, match=r"job\.no_result"):
        progress.result(session, corp_id, job_id, account_id=ME)


def test_reports_of_more_than_a_week_ago_are_cleared(
    session: Session, corp_id: UUID, job_id: UUID, fixed_clock: FixedSource
) -> None:
    fixed_clock.advance(8 * 86_400)

    progress.begin(session, corp_id, kind="customers.export", account_id=ME)

    with pytest.raises(NotFound, match=r"job\.not_found"):
        progress.get(session, corp_id, job_id, account_id=ME)
