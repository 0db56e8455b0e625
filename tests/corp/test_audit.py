"""The audit chain: whole when left alone, broken where somebody meddled."""

from uuid import UUID

import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from siyu.corp import audit
from siyu.corp.models import AuditRow

pytestmark = pytest.mark.usefixtures("fixed_clock")


def three_more(session: Session, corp_id: UUID) -> None:
    for number in range(3):
        audit.write(session, corp_id, None, "code.changed", f"code {number}", {"name": "旧"}, {"name": "新"})


def test_an_untouched_chain_is_whole(session: Session, corp_id: UUID) -> None:
    three_more(session, corp_id)

    assert audit.first_break(session, corp_id) is None
    assert [line.seq for line in audit.entries(session, corp_id, before_seq=4, limit=2)] == [3, 2]


def test_an_altered_line_is_found(session: Session, corp_id: UUID) -> None:
    three_more(session, corp_id)

    session.execute(update(AuditRow).where(AuditRow.seq == 3).values(after={"name": "别的"}))
    session.expire_all()

    assert audit.first_break(session, corp_id) == 3


def test_a_removed_line_is_found(session: Session, corp_id: UUID) -> None:
    three_more(session, corp_id)

    session.execute(delete(AuditRow).where(AuditRow.seq == 2))

    assert audit.first_break(session, corp_id) == 2
