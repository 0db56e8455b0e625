"""Reading customers and tags; each list costs a fixed number of statements."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Row, func, select, tuple_
from sqlalchemy.orm import Session

from siyu.corp import queries as corp
from siyu.kit import cipher, paging
from siyu.kit.errors import NotFound
from siyu.kit.paging import Page
from siyu.profile import filters, origins
from siyu.profile.filters import CustomerFilter
from siyu.profile.models import Person, PersonIdentity, Relation, RelationTag, Tag, TagGroup
from siyu.profile.records import phone_binding
from siyu.profile.views import (
    AppliedTag,
    Customer,
    CustomerDetail,
    MaskedIdentity,
    RelationView,
    StaffName,
    TagName,
    mask,
    mask_phone,
)

Sort = Literal["added_at", "-added_at", "name"]

ENDED = {"customer": "lost_by_customer", "staff": "lost_by_staff", "transfer": "lost_by_staff", "unknown": "lost"}


def customers(
    session: Session,
    corp_id: UUID,
    *,
    wanted: CustomerFilter,
    sort: Sort = "-added_at",
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Customer]:
    """A page of customers, with how many the filter matches in all."""
    holding = filters.conditions(session, corp_id, wanted)
    total = session.execute(select(func.count()).select_from(Person).where(*holding)).scalar_one()
    key = Person.name if sort == "name" else Person.added_at
    is_falling = sort == "-added_at"
    if cursor is not None:
        value, last = paging.decode(cursor, length=2)
        edge = tuple_(str(value) if sort == "name" else datetime.fromisoformat(str(value)), UUID(str(last)))
        holding.append(tuple_(key, Person.id) < edge if is_falling else tuple_(key, Person.id) > edge)
    order = (key.desc(), Person.id.desc()) if is_falling else (key, Person.id)
    rows = session.execute(select(Person).where(*holding).order_by(*order).limit(limit + 1)).scalars().all()
    return Page(_customers(session, corp_id, rows[:limit], wanted), _cursor(rows, sort, limit), total)


def person_ids(session: Session, corp_id: UUID, *, wanted: CustomerFilter) -> list[UUID]:
    """Every customer the filter matches, oldest id first."""
    holding = filters.conditions(session, corp_id, wanted)
    return list(session.execute(select(Person.id).where(*holding).order_by(Person.id)).scalars())


def count(session: Session, corp_id: UUID, *, wanted: CustomerFilter) -> int:
    """How many customers the filter matches."""
    holding = filters.conditions(session, corp_id, wanted)
    return session.execute(select(func.count()).select_from(Person).where(*holding)).scalar_one()


def person(session: Session, corp_id: UUID, *, person_id: UUID, scope: frozenset[UUID] | None = None) -> CustomerDetail:
    """One customer whole. Raises `NotFound`, also when none of their staff is in `scope`."""
    wanted = CustomerFilter(person_ids=[person_id], scope=scope)
    found = customers(session, corp_id, wanted=wanted, limit=1).items
    if not found:
        raise NotFound("customer.not_found", "客户不存在，或不在你的可见范围内", person_id=str(person_id))
    customer = found[0]
    seen = [relation.relation_id for relation in customer.relations]
    identities, phones = _identities(session, corp_id, person_id, seen)
    return CustomerDetail(customer, identities, _applied_tags(session, corp_id, seen), phones)


def relations(session: Session, corp_id: UUID, *, relation_ids: Collection[UUID]) -> dict[UUID, RelationView]:
    """Relations by id."""
    rows = session.execute(select(Relation).where(Relation.corp_id == corp_id, Relation.id.in_(relation_ids)))
    found = rows.scalars().all()
    return {view.relation_id: view for _, view in _relations(session, corp_id, found)}


def relations_of(
    session: Session, corp_id: UUID, *, person_ids: Collection[UUID], scope: frozenset[UUID] | None = None
) -> list[tuple[UUID, UUID]]:
    """(person id, relation id) of every relation that lasts, of those `scope` allows."""
    query = (
        select(Relation.person_id, Relation.id)
        .where(Relation.corp_id == corp_id, Relation.person_id.in_(person_ids), Relation.state == "following")
        .where(*filters.in_scope(CustomerFilter(scope=scope)))
        .order_by(Relation.id)
    )
    return [(row.person_id, row.id) for row in session.execute(query)]


def names(session: Session, corp_id: UUID, *, person_ids: Collection[UUID]) -> dict[UUID, str]:
    """Customers' names by id."""
    query = select(Person.id, Person.name).where(Person.corp_id == corp_id, Person.id.in_(person_ids))
    return {row.id: row.name for row in session.execute(query)}


def tag_names(session: Session, corp_id: UUID, tag_ids: Collection[UUID]) -> dict[UUID, str]:
    """Names of the tags among `tag_ids` that exist and were not deleted."""
    query = select(Tag.id, Tag.name).where(Tag.corp_id == corp_id, Tag.id.in_(tag_ids), Tag.deleted_at.is_(None))
    return {row.id: row.name for row in session.execute(query)}


def wecom_tag_ids(session: Session, corp_id: UUID, tag_ids: Collection[UUID]) -> dict[UUID, str]:
    """WeCom's ids of the tags among `tag_ids` that WeCom has."""
    query = select(Tag.id, Tag.wecom_id).where(
        Tag.corp_id == corp_id, Tag.id.in_(tag_ids), Tag.deleted_at.is_(None), Tag.wecom_id.is_not(None)
    )
    return {row.id: row.wecom_id for row in session.execute(query)}


def _cursor(rows: Sequence[Person], sort: Sort, limit: int) -> str | None:
    if len(rows) <= limit:
        return None
    last = rows[limit - 1]
    return paging.encode([last.name if sort == "name" else last.added_at.isoformat(), str(last.id)])


def _customers(session: Session, corp_id: UUID, rows: Sequence[Person], wanted: CustomerFilter) -> list[Customer]:
    ids = [row.id for row in rows]
    query = (
        select(Relation)
        .where(Relation.corp_id == corp_id, Relation.person_id.in_(ids), *filters.in_scope(wanted))
        .order_by(Relation.added_at.desc(), Relation.id)
    )
    views: dict[UUID, list[RelationView]] = defaultdict(list)
    for person_id, view in _relations(session, corp_id, session.execute(query).scalars().all()):
        views[person_id].append(view)
    seen = [view.relation_id for together in views.values() for view in together]
    tags = _tags(session, corp_id, seen)
    return [
        Customer(
            person_id=row.id,
            name=row.name,
            avatar=row.avatar,
            gender=row.gender,
            type=row.type,
            corp_name=row.corp_name,
            relations=views[row.id],
            tags=tags[row.id],
            added_at=row.added_at,
            last_event_at=row.last_event_at,
        )
        for row in rows
    ]


def _relations(session: Session, corp_id: UUID, rows: Sequence[Relation]) -> list[tuple[UUID, RelationView]]:
    staff = corp.staff(session, corp_id, sorted({row.staff_id for row in rows}))
    came_by = origins.named(session, corp_id, {row.state_token for row in rows if row.state_token})
    views = []
    for row in rows:
        member = staff.get(row.staff_id)
        name = StaffName(row.staff_id, member.name if member else row.userid, member.avatar if member else "")
        view = RelationView(
            relation_id=row.id,
            staff=name,
            state="following" if row.state == "following" else ENDED.get(row.ended_by or "", "lost"),
            added_at=row.added_at,
            lost_at=row.lost_at,
            remark=row.remark,
            description=row.description,
            add_way=row.add_way,
            userid=row.userid,
            external_userid=row.external_userid,
            origin=came_by.get(row.state_token) if row.state_token else None,
        )
        views.append((row.person_id, view))
    return views


def _marks(session: Session, corp_id: UUID, relation_ids: Collection[UUID]) -> Sequence[Row[RelationTag, str, str]]:
    query = (
        select(RelationTag, Tag.name, func.coalesce(TagGroup.name, "").label("group_name"))
        .join(Tag, (Tag.corp_id == RelationTag.corp_id) & (Tag.id == RelationTag.tag_id))
        .outerjoin(TagGroup, (TagGroup.corp_id == Tag.corp_id) & (TagGroup.id == Tag.group_id))
        .where(RelationTag.corp_id == corp_id, RelationTag.relation_id.in_(relation_ids), ~RelationTag.leaving)
        .order_by(TagGroup.rank.desc(), TagGroup.id, Tag.rank.desc(), Tag.id)
    )
    return session.execute(query).all()


def _tags(session: Session, corp_id: UUID, relation_ids: Collection[UUID]) -> dict[UUID, list[TagName]]:
    found: dict[UUID, dict[UUID, TagName]] = defaultdict(dict)
    for mark, name, group_name in _marks(session, corp_id, relation_ids):
        found[mark.person_id][mark.tag_id] = TagName(mark.tag_id, name, group_name)
    return defaultdict(list, {person_id: list(tags.values()) for person_id, tags in found.items()})


def _applied_tags(session: Session, corp_id: UUID, relation_ids: Collection[UUID]) -> dict[UUID, list[AppliedTag]]:
    found: dict[UUID, list[AppliedTag]] = defaultdict(list)
    for mark, name, group_name in _marks(session, corp_id, relation_ids):
        tag = AppliedTag(
            id=mark.tag_id,
            name=name,
            group_name=group_name,
            source=mark.source,
            reason_code=mark.reason_code,
            reason_params=mark.reason_params,
            applied_at=mark.applied_at,
            is_confirmed=mark.confirmed_at is not None,
        )
        found[mark.relation_id].append(tag)
    return found


def _identities(
    session: Session, corp_id: UUID, person_id: UUID, relation_ids: Collection[UUID]
) -> tuple[list[MaskedIdentity], dict[UUID, list[str]]]:
    """Identities but phones, and phones by the relation they were noted on; only of relations the caller sees."""
    mine: list[ColumnElement[bool]] = [PersonIdentity.corp_id == corp_id, PersonIdentity.person_id == person_id]
    rows = session.execute(select(PersonIdentity).where(*mine).order_by(PersonIdentity.namespace)).scalars().all()
    identities = [MaskedIdentity(row.namespace, row.scope, mask(row.value)) for row in rows if row.namespace != "phone"]
    phones: dict[UUID, list[str]] = defaultdict(list)
    for row in rows:
        if row.sealed is not None and UUID(row.scope) in relation_ids:
            plain = cipher.current().decrypt(row.sealed, bound_to=phone_binding(row.scope, row.value))
            phones[UUID(row.scope)].append(mask_phone(plain))
    return identities, phones
