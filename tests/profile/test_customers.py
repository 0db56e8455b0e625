from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from siyu.corp import service as corp
from siyu.kit import clock
from siyu.kit.errors import NotFound
from siyu.profile import library, origins, queries, service, tag_tree, truth
from siyu.profile.batches import ByHand
from siyu.profile.filters import CustomerFilter
from siyu.profile.origins import Origin
from siyu.profile.seen import Contact, Follow, Seen
from siyu.wechat.wecom.shapes import CorpTag, CorpTagGroup
from tests.profile.people import Crowd, Guest

pytestmark = pytest.mark.usefixtures("fixed_clock")


def names(session: Session, corp_id: UUID, **wanted: object) -> list[str]:
    page = queries.customers(session, corp_id, wanted=CustomerFilter(**wanted), sort="added_at")  # type: ignore[arg-type]
    assert page.total == len(page.items)
    return [customer.name for customer in page.items]


def tag(session: Session, corp_id: UUID, guest: Guest, *tag_ids: UUID) -> None:
    service.plan_tags(
        session, corp_id, relation_id=guest.relation_id, add=tag_ids, remove=[], source="manual", reason=ByHand()
    )


@pytest.fixture
def tags(session: Session, corp_id: UUID) -> dict[str, UUID]:
    made = (CorpTag("et1", "常客"), CorpTag("et2", "茶友"))
    library.take_over(session, corp_id, [CorpTagGroup("etg", "关系", tag=made)], is_whole=True)
    return {tag.name: tag.id for group in tag_tree.groups(session, corp_id) for tag in group.tags}


@contextmanager
def statements(session: Session) -> Iterator[list[str]]:
    """What is sent to the database meanwhile."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(connection, "before_cursor_execute", note)


def test_a_page_costs_the_same_few_statements_however_long_it_is(
    session: Session, corp_id: UUID, tags: dict[str, UUID]
) -> None:
    crowd = Crowd(session, corp_id)
    for guest in crowd.come(*(f"客人{index}" for index in range(20))):
        tag(session, corp_id, guest, tags["常客"])

    with statements(session) as short:
        queries.customers(session, corp_id, wanted=CustomerFilter(), limit=1)
    with statements(session) as long:
        queries.customers(session, corp_id, wanted=CustomerFilter(), limit=20)

    assert len(short) == len(long) == 5


def test_pages_follow_each_other_without_gap_or_double(session: Session, corp_id: UUID) -> None:
    Crowd(session, corp_id).come(*(f"客人{index}" for index in range(5)))
    seen: list[str] = []
    cursor = None
    while True:
        page = queries.customers(session, corp_id, wanted=CustomerFilter(), cursor=cursor, limit=2)
        seen += [customer.name for customer in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break

    assert seen == ["客人4", "客人3", "客人2", "客人1", "客人0"]
    assert page.total == 5


def test_sorted_by_name(session: Session, corp_id: UUID) -> None:
    Crowd(session, corp_id).come("b", "a", "c")

    first = queries.customers(session, corp_id, wanted=CustomerFilter(), sort="name", limit=2)
    rest = queries.customers(session, corp_id, wanted=CustomerFilter(), sort="name", limit=2, cursor=first.next_cursor)

    assert [customer.name for customer in (*first.items, *rest.items)] == ["a", "b", "c"]


def test_tags_any_all_none_and_no_tag(session: Session, corp_id: UUID, tags: dict[str, UUID]) -> None:
    regular, friend, both, _ = Crowd(session, corp_id).come("常", "友", "都", "无")
    tag(session, corp_id, regular, tags["常客"])
    tag(session, corp_id, friend, tags["茶友"])
    tag(session, corp_id, both, tags["常客"], tags["茶友"])

    assert names(session, corp_id, tag_any=list(tags.values())) == ["常", "友", "都"]
    assert names(session, corp_id, tag_all=list(tags.values())) == ["都"]
    assert names(session, corp_id, tag_none=[tags["茶友"]]) == ["常", "无"]
    assert names(session, corp_id, no_tag=True) == ["无"]
    assert names(session, corp_id, tag_any=[tags["常客"]], tag_none=[tags["茶友"]]) == ["常"]


def test_what_is_asked_of_a_relation_must_hold_of_the_same_one(session: Session, corp_id: UUID) -> None:
    crowd = Crowd(session, corp_id)
    [guest] = crowd.come("阿青", userid="an")
    since = clock.now() + timedelta(hours=1)
    follows = (Follow("bo", since, None, 3),)
    truth.take_over(
        session, corp_id, [Seen(guest.external_userid, crowd.look(), since, True, Contact("阿青"), follows)]
    )
    staff = corp.ensure_staff(session, corp_id, ["an", "bo"])

    assert names(session, corp_id, staff_id=staff["bo"], state="following") == ["阿青"]
    assert names(session, corp_id, staff_id=staff["an"], state="lost") == ["阿青"]
    assert names(session, corp_id, staff_id=staff["an"], state="following") == []
    assert names(session, corp_id, staff_id=staff["an"], add_way=3) == []
    assert names(session, corp_id, added_from=since) == ["阿青"]
    assert names(session, corp_id, added_from=since, staff_id=staff["an"]) == []


def test_found_by_part_of_name_or_remark_and_by_the_whole_phone_or_id(session: Session, corp_id: UUID) -> None:
    crowd = Crowd(session, corp_id)
    crowd.come("阿青%", remark="西湖店老客", phones=("13800001234",))
    crowd.come("小满")

    assert names(session, corp_id, q="青") == ["阿青%"]
    assert names(session, corp_id, q="%") == ["阿青%"]
    assert names(session, corp_id, q="西湖") == ["阿青%"]
    assert names(session, corp_id, q="13800001234") == ["阿青%"]
    assert names(session, corp_id, q="1380000123") == []
    assert names(session, corp_id, q="wm0002") == ["小满"]


def test_an_adviser_sees_only_their_own(session: Session, corp_id: UUID, tags: dict[str, UUID]) -> None:
    crowd = Crowd(session, corp_id)
    [mine] = crowd.come("我的", userid="an")
    [other] = crowd.come("别人的", userid="bo")
    tag(session, corp_id, other, tags["常客"])
    scope = frozenset({corp.ensure_staff(session, corp_id, ["an"])["an"]})

    assert names(session, corp_id, scope=scope) == ["我的"]
    assert names(session, corp_id, scope=frozenset()) == []
    assert names(session, corp_id, scope=scope, q="别人") == []
    assert queries.person(session, corp_id, person_id=mine.person_id, scope=scope).customer.name == "我的"
    with pytest.raises(NotFound):
        queries.person(session, corp_id, person_id=other.person_id, scope=scope)


def test_another_corps_customers_are_not_there(session: Session, corp_id: UUID) -> None:
    [guest] = Crowd(session, corp_id).come("阿青")
    elsewhere = corp.create_corp(session, name="别家", corpid="wwother")

    assert names(session, elsewhere) == []
    with pytest.raises(NotFound):
        queries.person(session, elsewhere, person_id=guest.person_id)


def test_identities_and_phones_are_masked(session: Session, corp_id: UUID) -> None:
    [guest] = Crowd(session, corp_id).come("阿青", phones=("13800001234",))

    detail = queries.person(session, corp_id, person_id=guest.person_id)

    assert detail.phones_masked == {guest.relation_id: ["138****1234"]}
    assert [(one.namespace, one.value_masked) for one in detail.identities] == [("external_userid", "****")]


def test_a_phone_that_staff_took_away_is_forgotten(session: Session, corp_id: UUID) -> None:
    crowd = Crowd(session, corp_id)
    [guest] = crowd.come("阿青", phones=("13800001234", "13900001234"))
    since = clock.now() + timedelta(seconds=1)
    follow = Follow("an", since, phones=("13900001234",))

    truth.take_over(
        session, corp_id, [Seen(guest.external_userid, crowd.look(), since, True, Contact("阿青"), (follow,))]
    )

    assert queries.person(session, corp_id, person_id=guest.person_id).phones_masked == {
        guest.relation_id: ["139****1234"]
    }
    assert session.execute(text("SELECT count(*) FROM identity WHERE namespace = 'phone'")).scalar_one() == 1


class Codes:
    """A play's tokens."""

    origin = Origin("channel_code", UUID(int=5), "西湖店")

    def named(self, session: Session, corp_id: UUID, tokens: object) -> dict[str, Origin]:
        return {"T1": self.origin}

    def tokens(self, session: Session, corp_id: UUID, origin_id: UUID) -> list[str]:
        return ["T1"] if origin_id == self.origin.id else []


def test_a_play_names_where_customers_came_from(
    session: Session, corp_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(origins, "_sources", {})
    origins.register("channel_code", Codes())
    crowd = Crowd(session, corp_id)
    crowd.come("来", state_token="T1")
    crowd.come("没来")

    [customer] = queries.customers(session, corp_id, wanted=CustomerFilter(code_id=UUID(int=5))).items

    assert customer.name == "来"
    assert customer.relations[0].origin == Codes.origin
    assert names(session, corp_id, code_id=UUID(int=6)) == []
