"""Callbacks about the company: the wizard sees that they arrive, leavers are out, changes are read anew."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from siyu.corp import apps, organisation, queries, service
from siyu.ingest import company
from siyu.ingest.facts import Recorded
from siyu.ingest.wecom_facts import MemberChanged
from siyu.kit.clock import FixedSource
from siyu.wechat.wecom import shapes


@pytest.fixture(autouse=True)
def entered(session: Session, corp_id: UUID, fixed_clock: FixedSource) -> None:
    service.save_app(session, corp_id, None, agentid="1000002", name="助手", secret="s")
    organisation.put_members(session, corp_id, [shapes.Member("tea001", "阿茶"), shapes.Member("tea002", "阿溪")])


def said(corp_id: UUID, at: FixedSource, *changes: dict[str, str | None]) -> list[Recorded[MemberChanged]]:
    blank: dict[str, str | None] = {"userid": None, "new_userid": None, "party_id": None, "tag_id": None}
    return [
        Recorded(
            seq, corp_id, "wecom.member_changed", "", at.at, at.at + timedelta(seconds=seq), None,
            MemberChanged(**(blank | change), happened_at=at.at),  # type: ignore[arg-type]
        )
        for seq, change in enumerate(changes, start=1)
    ]  # fmt: skip


def waiting(session: Session) -> list[tuple[str, object]]:
    rows = session.execute(text("SELECT task_name, args ->> 'userid' FROM procrastinate_jobs ORDER BY id"))
    return [(row[0], row[1]) for row in rows]


def test_a_leaver_is_out_at_once(session: Session, corp_id: UUID, fixed_clock: FixedSource) -> None:
    events = said(corp_id, fixed_clock, {"change_type": "delete_user", "userid": "tea001"})

    company.members(session, corp_id, events)

    assert queries.staff_by_userid(session, corp_id, ["tea001"])["tea001"].status == "left"
    assert waiting(session) == []


def test_a_changed_member_is_read_anew_once_however_often_it_changed(
    session: Session, corp_id: UUID, fixed_clock: FixedSource
) -> None:
    change = {"change_type": "update_user", "userid": "tea002"}

    company.members(session, corp_id, said(corp_id, fixed_clock, change, change))

    assert waiting(session) == [("corp.refresh_member", "tea002")]


def test_a_renamed_member_keeps_their_history(session: Session, corp_id: UUID, fixed_clock: FixedSource) -> None:
    before = queries.staff_by_userid(session, corp_id, ["tea002"])["tea002"].id
    change = {"change_type": "update_user", "userid": "tea002", "new_userid": "axi"}

    company.members(session, corp_id, said(corp_id, fixed_clock, change))

    assert queries.staff_by_userid(session, corp_id, ["axi"])["axi"].id == before
    assert waiting(session) == [("corp.refresh_member", "axi")]


def test_changes_of_departments_are_one_reading_of_the_organisation(
    session: Session, corp_id: UUID, fixed_clock: FixedSource
) -> None:
    events = said(
        corp_id,
        fixed_clock,
        {"change_type": "create_party", "party_id": "9"},
        {"change_type": "update_party", "party_id": "9"},
        {"change_type": "update_tag", "tag_id": "1"},
    )

    company.members(session, corp_id, events)

    assert waiting(session) == [("corp.sync_organisation", None)]


def test_the_latest_callback_is_what_the_wizard_shows(
    session: Session, corp_id: UUID, fixed_clock: FixedSource
) -> None:
    events = said(corp_id, fixed_clock, *[{"change_type": "update_tag", "tag_id": "1"}] * 3)

    company.reached(session, corp_id, events)
    company.reached(session, corp_id, events[:1])

    app = apps.app(session, corp_id)
    assert app is not None
    assert app.last_callback_at == fixed_clock.at + timedelta(seconds=3)
