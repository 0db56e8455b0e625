from uuid import UUID

import pytest
from sqlalchemy import text

from siyu.act import service
from siyu.corp.wire import Wires
from siyu.decide.intents import Intent, Purpose, Reason
from siyu.kit.errors import NotFound
from siyu.measure import happenings, timeline, todo, workbench
from siyu.measure.todo import Todo
from siyu.profile import batches, library, queries
from siyu.profile.filters import CustomerFilter
from tests.measure.spine import Spine


def person_of(spine: Spine, external_userid: str) -> UUID:
    with spine.database.transaction() as session:
        found = text("SELECT person_id FROM identity WHERE value = :value")
        return UUID(str(session.execute(found, {"value": external_userid}).scalar_one()))


def test_the_timeline_tells_what_was_done_and_why(spine: Spine) -> None:
    person_id = person_of(spine, scan_and_turn(spine, "阿青"))

    with spine.database.transaction() as session:
        items = timeline.timeline(session, spine.corp_id, person_id=person_id).items

    assert sorted(item.kind for item in items) == ["customer.added", "wecom.send_welcome", "welcome.offered"]
    [sent] = [item for item in items if item.kind == "wecom.send_welcome"]
    [offered] = [item for item in items if item.kind == "welcome.offered"]
    assert sent.why is not None
    assert (sent.why.outcome, sent.why.reason_code, sent.why.reason_params) == (
        "approved",
        "code.greets",
        {"code": "西湖店"},
    )
    assert sent.params["state"] == "sent"
    assert (sent.json["payload"]["welcome_code"], offered.json["welcome_code"]) == ("***", "***")


def test_the_timeline_tells_what_was_not_done_and_why_not(spine: Spine) -> None:
    person_id = person_of(spine, scan_and_turn(spine, "代购阿强"))

    with spine.database.transaction() as session:
        page = timeline.timeline(session, spine.corp_id, person_id=person_id, kinds=["wecom.send_welcome"])

    [item] = page.items
    assert item.why is not None
    assert (item.why.outcome, item.why.reason_code) == ("refused", "welcome.nickname_blocked")


def test_the_timeline_is_paged_without_gap_or_double(spine: Spine) -> None:
    person_id = person_of(spine, scan_and_turn(spine, "阿青"))

    with spine.database.transaction() as session:
        whole = timeline.timeline(session, spine.corp_id, person_id=person_id)
        first = timeline.timeline(session, spine.corp_id, person_id=person_id, limit=2)
        rest = timeline.timeline(session, spine.corp_id, person_id=person_id, limit=2, cursor=first.next_cursor)

    assert [*first.items, *rest.items] == whole.items
    assert rest.next_cursor is None


def test_a_timeline_out_of_scope_is_not_found(spine: Spine) -> None:
    person_id = person_of(spine, scan_and_turn(spine, "阿青"))

    with spine.database.transaction() as session, pytest.raises(NotFound):
        timeline.timeline(session, spine.corp_id, person_id=person_id, scope=frozenset({UUID(int=1)}))


def test_tags_put_on_by_hand_reach_wecom_and_the_timeline(spine: Spine) -> None:
    person_id = person_of(spine, scan_and_turn(spine, "阿青"))
    tag_id = make_tag(spine)

    with spine.database.transaction() as session:
        batches.tag_customers(session, spine.corp_id, wanted=CustomerFilter(), add=[tag_id], remove=[], account_id=None)
    spine.turn()

    with spine.database.transaction() as session:
        detail = queries.person(session, spine.corp_id, person_id=person_id)
        items = timeline.timeline(session, spine.corp_id, person_id=person_id).items
    [[tag]] = detail.tags.values()
    contacts = spine.shop.world.get("/sandbox/advisers/tea001/contacts").json()["contacts"]
    assert tag.is_confirmed
    assert [tag["name"] for tag in contacts[0]["tags"]] == ["常客"]
    [tagged] = [item for item in items if item.kind == "customer.tagged"]
    assert tagged.params == {"tags": "常客"}
    assert tagged.why is not None
    assert tagged.why.reason_code == "manual.batch"


def test_a_remark_wecom_took_is_seen_at_once(spine: Spine) -> None:
    external = scan_and_turn(spine, "阿青")
    with spine.database.transaction() as session:
        [relation] = queries.person(session, spine.corp_id, person_id=person_of(spine, external)).customer.relations
        remark = Intent(
            key="remark:1",
            play="test",
            purpose=Purpose.BOOKKEEPING,
            effect="wecom.remark",
            payload={"userid": "tea001", "external_userid": external, "remark": "阿青·西湖店", "description": None},
            because=Reason("code.labels"),
            relation_id=relation.relation_id,
        )
        service.perform(session, spine.corp_id, [remark])

    spine.turn()

    assert spine.shop.one("SELECT remark, description FROM relation") == ("阿青·西湖店", "")


def test_what_happened_is_joined_from_callback_to_call(spine: Spine) -> None:
    scan_and_turn(spine, "阿青")

    with spine.database.transaction() as session:
        page = happenings.happenings(session, spine.corp_id)

    by_id = {item.id: item for item in page.items}
    [effect] = [item for item in page.items if item.stage == "effect"]
    chain = [effect]
    while chain[-1].cause_id in by_id:
        chain.append(by_id[chain[-1].cause_id])
    assert [(item.stage, item.kind) for item in chain] == [
        ("effect", "wecom.send_welcome"),
        ("decision", "wecom.send_welcome"),
        ("fact", "welcome.offered"),
        ("callback", "wecom.contact_changed"),
    ]
    assert effect.outcome == "sent"
    assert effect.person is not None
    assert effect.person[1] == "阿青"


def test_asking_on_shows_only_what_is_new_and_what_became_of_the_old(spine: Spine) -> None:
    scan_and_turn(spine, "阿青")
    with spine.database.transaction() as session:
        first = happenings.happenings(session, spine.corp_id)

    scan_and_turn(spine, "小满")
    with spine.database.transaction() as session:
        second = happenings.happenings(session, spine.corp_id, after=first.next)
        third = happenings.happenings(session, spine.corp_id, after=second.next)

    seen = {item.id for item in first.items if item.stage in ("callback", "fact")}
    assert seen.isdisjoint({item.id for item in second.items})
    assert {item.person[1] for item in second.items if item.stage == "fact" and item.person} == {"小满"}
    assert [item for item in third.items if item.stage in ("callback", "fact")] == []


def test_what_happened_to_one_person_begins_with_their_callback(spine: Spine) -> None:
    person_id = person_of(spine, scan_and_turn(spine, "阿青"))
    scan_and_turn(spine, "小满")

    with spine.database.transaction() as session:
        page = happenings.happenings(session, spine.corp_id, person_id=person_id)

    assert page.items[0].stage == "callback"
    assert {item.person[1] for item in page.items if item.person} == {"阿青"}


def test_today_and_yesterday_are_days_of_the_corp(spine: Spine) -> None:
    # 10:00 in Shanghai; 15 hours on it is 01:00 of the next day there, and the same day in UTC.
    scan_and_turn(spine, "阿青")
    spine.clock.advance(15 * 3600)
    spine.shop.world.post("/sandbox/clock", json={"advance_s": 15 * 3600})
    scan_and_turn(spine, "小满")
    scan_and_turn(spine, "小雨")

    with spine.database.transaction() as session:
        page = workbench.workbench(session, spine.corp_id)

    figures = {metric.key: (metric.today, metric.yesterday) for metric in page.metrics}
    assert figures["added"] == (2, 1)
    assert figures["lost"] == (0, 0)
    assert figures["net"] == (2, 1)
    assert figures["welcomed"] == (2, 1)
    assert [metric.link for metric in page.metrics if metric.key == "added"] == [
        "/customers?added_from=2026-03-03T00%3A00%3A00%2B08%3A00&added_to=2026-03-04T00%3A00%3A00%2B08%3A00"
    ]


def test_the_workbench_lists_what_any_source_says_needs_a_person(spine: Spine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(todo, "_sources", {})
    paused = Todo("codes", "warning", 2, "todo.codes", "/codes?health=any")
    todo.register("codes", lambda *_: [paused, Todo("none", "info", 0, "todo.none", "/")])

    with spine.database.transaction() as session:
        page = workbench.workbench(session, spine.corp_id)

    assert page.todo == [paused]
    assert [step.done for step in page.checklist] == [False, False, False, False]


def scan_and_turn(spine: Spine, name: str) -> str:
    external = spine.scan(name)
    spine.turn()
    return external


def make_tag(spine: Spine) -> UUID:
    async def add(wires: Wires) -> None:
        await wires.of(spine.corp_id).add_corp_tag(["常客"], group_name="关系")

    spine.shop.wired(add)
    spine.shop.in_job(lambda wires: library.synchronise(spine.database, wires, spine.corp_id))
    with spine.database.transaction() as session:
        return UUID(str(session.execute(text("SELECT id FROM tag WHERE name = '常客'")).scalar_one()))
