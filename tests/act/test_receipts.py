"""Receipts come round: from the outbox through the door to whoever waits for them."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from siyu.act import receipts
from siyu.act.facts import EffectDone
from siyu.decide.intents import Reason
from siyu.ingest import drainer, listeners
from siyu.ingest.facts import Recorded, load
from siyu.ingest.listeners import Listener
from siyu.kit import clock, ids
from siyu.profile import service as profile
from siyu.profile.service import TagPlan
from tests.act.conftest import Notebook, Office


def test_a_receipt_reaches_listeners_as_a_fact_with_its_cause(office: Office, notebook: Notebook) -> None:
    heard: list[Recorded[EffectDone]] = []
    listener = Listener("tests", {EffectDone: lambda _session, _corp_id, events: heard.extend(events)})
    office.propose(subject="code:1", cause=41, payload={"config_id": "c1", "welcome_code": "SECRET"})
    office.dispatch(notebook.adapter())

    drainer.drain_once(office.database)
    listeners.run_once(office.database, listener)

    [event] = heard
    assert (event.subject, event.cause, event.fact.verdict) == ("code:1", 41, "sent")
    assert event.fact.payload_summary == {"config_id": "c1"}


def test_the_latency_of_a_greeting_runs_from_its_callback(
    office: Office, notebook: Notebook, fixed_clock: clock.FixedSource
) -> None:
    received = fixed_clock.now()
    fixed_clock.advance(0.25)
    office.propose(payload={"callback_received_at": received.isoformat()})
    fixed_clock.advance(0.25)

    office.dispatch(notebook.adapter())

    [receipt] = office.receipts()
    assert load(EffectDone, receipt).latency_ms == 500


def test_tags_wecom_took_are_confirmed_and_others_are_not(office: Office, notebook: Notebook) -> None:
    with office.database.transaction() as session:
        relation_id, tags = a_customer_with_two_wanted_tags(session, office.corp_id)
    office.propose(kind="wecom.mark_tag", relation_id=relation_id, payload={"tag_ids": [str(tags[0])], "add": ["et1"]})
    office.dispatch(notebook.adapter(kind="wecom.mark_tag"))

    drainer.drain_once(office.database)
    listeners.run_once(office.database, receipts.LISTENER)

    with office.database.transaction() as session:
        rows = session.execute(text("SELECT tag_id, confirmed_at IS NOT NULL AS there FROM relation_tag"))
        assert {row.tag_id: row.there for row in rows} == {tags[0]: True, tags[1]: False}


def a_customer_with_two_wanted_tags(session: Session, corp_id: UUID) -> tuple[UUID, list[UUID]]:
    """A relation on which two tags are wanted; (relation, tags)."""
    relation_id = ids.new()
    session.execute(
        text(
            "INSERT INTO relation (corp_id, id, person_id, staff_id, userid, external_userid, state, added_at)"
            " VALUES (:corp_id, :id, :id, :id, 'tea001', 'wm1', 'following', :at)"
        ),
        {"corp_id": corp_id, "id": relation_id, "at": datetime(2026, 3, 2, tzinfo=UTC)},
    )
    profile.create_tags(session, corp_id, names=["西湖店", "新客"], group_name="来源")
    tags = list(session.scalars(text("SELECT id FROM tag ORDER BY name")))
    profile.plan_many(session, corp_id, plans=[TagPlan(relation_id, "channel", Reason("code.labels"), add=tags)])
    return relation_id, tags
