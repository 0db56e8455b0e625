from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from siyu.kit.errors import Conflict, Invalid, NotFound
from siyu.profile import batches, library, queries, service, tag_tree
from siyu.profile.batches import ByHand
from siyu.profile.filters import CustomerFilter
from siyu.profile.service import TagChange
from siyu.wechat.wecom.shapes import CorpTag, CorpTagGroup
from tests.profile.people import Crowd
from tests.profile.shop import Shop

BECAUSE = ByHand("code.labels", {"code": "西湖店"})


def library_of(session: Session, corp_id: UUID, **names: str) -> dict[str, UUID]:
    tags = tuple(CorpTag(wecom_id, name) for wecom_id, name in names.items())
    library.take_over(session, corp_id, [CorpTagGroup("etg", "关系", tag=tags)], is_whole=True)
    [group] = tag_tree.groups(session, corp_id)
    return {tag.name: tag.id for tag in group.tags}


def kinds(session: Session, kind: str) -> list[dict[str, object]]:
    return list(
        session.execute(text("SELECT body FROM inbox WHERE kind = :kind ORDER BY id"), {"kind": kind}).scalars()
    )


def test_a_planned_tag_is_there_with_its_reason_and_waits_for_wecom(session: Session, corp_id: UUID) -> None:
    tags = library_of(session, corp_id, et1="常客")
    [guest] = Crowd(session, corp_id).come("阿青")

    change = service.plan_tags(
        session, corp_id, relation_id=guest.relation_id, add=[tags["常客"]], remove=[], source="channel", reason=BECAUSE
    )

    [tag] = queries.person(session, corp_id, person_id=guest.person_id).tags[guest.relation_id]
    assert change == TagChange(guest.relation_id, (tags["常客"],), ())
    assert (tag.name, tag.source, tag.reason_code, tag.reason_params) == (
        "常客",
        "channel",
        "code.labels",
        {"code": "西湖店"},
    )
    assert not tag.is_confirmed
    assert kinds(session, "customer.tagged") == []


def test_wecom_taking_a_tag_confirms_it_and_says_so(session: Session, corp_id: UUID) -> None:
    tags = library_of(session, corp_id, et1="常客")
    [guest] = Crowd(session, corp_id).come("阿青")
    plan = {"relation_id": guest.relation_id, "source": "channel", "reason": BECAUSE}
    service.plan_tags(session, corp_id, add=[tags["常客"]], remove=[], **plan)

    service.confirm_tags(session, corp_id, relation_id=guest.relation_id, tag_ids=[tags["常客"]])
    service.confirm_tags(session, corp_id, relation_id=guest.relation_id, tag_ids=[tags["常客"]])

    [tag] = queries.person(session, corp_id, person_id=guest.person_id).tags[guest.relation_id]
    [told] = kinds(session, "customer.tagged")
    assert tag.is_confirmed
    assert (told["added"], told["source"], told["reason_code"]) == ([str(tags["常客"])], "channel", "code.labels")


def test_a_tag_already_there_keeps_its_first_reason(session: Session, corp_id: UUID) -> None:
    tags = library_of(session, corp_id, et1="常客")
    [guest] = Crowd(session, corp_id).come("阿青")
    where = {"relation_id": guest.relation_id, "add": [tags["常客"]], "remove": []}
    service.plan_tags(session, corp_id, source="channel", reason=BECAUSE, **where)

    again = service.plan_tags(session, corp_id, source="manual", reason=ByHand(), **where)

    [tag] = queries.person(session, corp_id, person_id=guest.person_id).tags[guest.relation_id]
    assert again == TagChange(guest.relation_id)
    assert tag.source == "channel"


def test_a_removed_tag_is_gone_from_sight_at_once_and_from_the_table_once_wecom_agrees(
    session: Session, corp_id: UUID
) -> None:
    tags = library_of(session, corp_id, et1="常客")
    [guest] = Crowd(session, corp_id).come("阿青")
    plan = {"relation_id": guest.relation_id, "source": "manual", "reason": ByHand()}
    service.plan_tags(session, corp_id, add=[tags["常客"]], remove=[], **plan)
    service.confirm_tags(session, corp_id, relation_id=guest.relation_id, tag_ids=[tags["常客"]])

    service.plan_tags(session, corp_id, add=[], remove=[tags["常客"]], **plan)
    seen = queries.person(session, corp_id, person_id=guest.person_id).tags
    service.confirm_tags(session, corp_id, relation_id=guest.relation_id, tag_ids=[tags["常客"]])

    assert seen == {}
    assert session.execute(text("SELECT count(*) FROM relation_tag")).scalar_one() == 0
    assert kinds(session, "customer.tagged")[-1]["removed"] == [str(tags["常客"])]


def test_a_batch_tags_every_lasting_relation_and_is_undone_exactly_once(session: Session, corp_id: UUID) -> None:
    tags = library_of(session, corp_id, et1="常客", et2="茶友")
    crowd = Crowd(session, corp_id)
    first, second = crowd.come("阿青", "小满")
    service.plan_tags(
        session, corp_id, relation_id=first.relation_id, add=[tags["常客"]], remove=[], source="channel", reason=BECAUSE
    )

    begun = batches.tag_customers(
        session, corp_id, wanted=CustomerFilter(), add=[tags["常客"]], remove=[], account_id=None
    )
    told = kinds(session, "customer.tags_wanted")
    undone = batches.undo(session, corp_id, undo_token=begun.undo_token, account_id=None)

    assert (begun.applied, begun.job_id, undone) == (1, None, 1)
    assert [(fact["relation_id"], fact["add"], fact["remove"]) for fact in told] == [
        (str(second.relation_id), ["et1"], [])
    ]
    assert list(queries.person(session, corp_id, person_id=first.person_id).tags) == [first.relation_id]
    assert queries.person(session, corp_id, person_id=second.person_id).tags == {}
    with pytest.raises(Conflict) as again:
        batches.undo(session, corp_id, undo_token=begun.undo_token, account_id=None)
    assert again.value.code == "undo.done"


def test_undoing_with_a_token_nobody_gave_out_finds_nothing(session: Session, corp_id: UUID) -> None:
    with pytest.raises(NotFound):
        batches.undo(session, corp_id, undo_token="guess", account_id=None)


def test_a_large_batch_goes_on_in_the_background(shop: Shop) -> None:
    with shop.database.transaction() as session:
        tags = library_of(session, shop.corp_id, et1="常客")
        Crowd(session, shop.corp_id).come(*(f"客人{index}" for index in range(201)))
        begun = batches.tag_customers(
            session, shop.corp_id, wanted=CustomerFilter(), add=[tags["常客"]], remove=[], account_id=None
        )
    with shop.database.transaction() as session, pytest.raises(Conflict) as early:
        batches.undo(session, shop.corp_id, undo_token=begun.undo_token, account_id=None)
    arguments = shop.one("SELECT args FROM procrastinate_jobs WHERE task_name = 'profile.tag_customers'").args

    batches.run(shop.database, arguments)
    batches.run(shop.database, arguments)

    assert early.value.code == "undo.still_running"
    assert shop.one("SELECT count(*) FROM relation_tag") == (201,)
    assert shop.one("SELECT state, done, total FROM job_progress WHERE id = :id", id=begun.job_id) == ("done", 201, 201)


@pytest.mark.parametrize(
    ("add", "remove", "code"),
    [([], [], "tags.nothing_to_do"), (["常客"], ["常客"], "tags.both_ways"), (["没有"], [], "tags.unknown")],
)
def test_a_batch_that_makes_no_sense_is_refused(
    session: Session, corp_id: UUID, add: list[str], remove: list[str], code: str
) -> None:
    tags = {**library_of(session, corp_id, et1="常客"), "没有": UUID(int=3)}

    with pytest.raises(Invalid) as refused:
        batches.tag_customers(
            session,
            corp_id,
            wanted=CustomerFilter(),
            add=[tags[name] for name in add],
            remove=[tags[name] for name in remove],
            account_id=None,
        )

    assert refused.value.code == code


def test_the_library_follows_wecom_and_keeps_its_ids(session: Session, corp_id: UUID) -> None:
    before = library_of(session, corp_id, et1="常客", et2="茶友")

    after = library_of(session, corp_id, et1="老客")

    assert after == {"老客": before["常客"]}
    assert queries.tag_names(session, corp_id, [before["茶友"]]) == {}


def test_a_tag_made_here_reaches_wecom(shop: Shop) -> None:
    with shop.database.transaction() as session:
        group_id = service.create_tags(session, shop.corp_id, names=["春茶", "秋茶", "春茶"], group_name="口味")

    shop.in_job(lambda wires: library.synchronise(shop.database, wires, shop.corp_id))
    shop.in_job(lambda wires: library.synchronise(shop.database, wires, shop.corp_id))

    with shop.database.transaction() as session:
        groups = tag_tree.groups(session, shop.corp_id)
        [group] = [group for group in groups if group.id == group_id]
        at_wecom = queries.wecom_tag_ids(session, shop.corp_id, [tag.id for tag in group.tags])
    assert sorted(tag.name for tag in group.tags) == ["春茶", "秋茶"]
    assert len(at_wecom) == 2


def test_a_name_of_31_characters_is_refused(session: Session, corp_id: UUID) -> None:
    with pytest.raises(Invalid) as refused:
        service.create_tags(session, corp_id, names=["好", "茶" * 31], group_name="口味")

    assert [problem.path for problem in refused.value.fields] == ["names.1"]


def test_an_older_reading_does_not_delete_a_tag_that_came_while_it_was_read(session: Session, corp_id: UUID) -> None:
    tags = library_of(session, corp_id, et1="常客", et2="新客")

    older = CorpTagGroup("etg", "关系", tag=())
    library.take_over(session, corp_id, [older], is_whole=True, known=["etg", "et1"])

    assert queries.tag_names(session, corp_id, list(tags.values())) == {tags["新客"]: "新客"}
