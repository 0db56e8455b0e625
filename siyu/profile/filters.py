"""Which customers are meant: a filter as the console states it, compiled to conditions on persons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, or_, select
from sqlalchemy.orm import Session

from siyu.kit import cipher
from siyu.profile import origins
from siyu.profile.models import Person, PersonIdentity, Relation, RelationTag

LOST = {"lost_by_customer": ("customer",), "lost_by_staff": ("staff", "transfer"), "lost": ("unknown",)}
"""States of the API → who ended the relation; "lost" is an end nobody told us of."""

PHONE_DIGITS = 11


@dataclass(frozen=True, slots=True)
class CustomerFilter:
    """All that is set must hold. What speaks of a relation (staff, state, code, dates, way) must hold of the same one.

    `state` is following, lost_by_customer, lost_by_staff or lost. `added_from` is inclusive, `added_to` is not.
    `scope` limits everything to some staff's customers; an empty one matches nobody.
    """

    q: str = ""
    tag_any: Sequence[UUID] = ()
    tag_all: Sequence[UUID] = ()
    tag_none: Sequence[UUID] = ()
    no_tag: bool = False
    staff_id: UUID | None = None
    state: str | None = None
    code_id: UUID | None = None
    added_from: datetime | None = None
    added_to: datetime | None = None
    add_way: int | None = None
    person_ids: Sequence[UUID] | None = None
    scope: frozenset[UUID] | None = None


def conditions(session: Session, corp_id: UUID, wanted: CustomerFilter) -> list[ColumnElement[bool]]:
    """What must hold of a person."""
    found: list[ColumnElement[bool]] = [Person.corp_id == corp_id, _followed(session, corp_id, wanted)]
    if wanted.person_ids is not None:
        found.append(Person.id.in_(wanted.person_ids))
    if wanted.q.strip():
        found.append(_named(corp_id, wanted))
    if wanted.tag_any:
        found.append(_marked(corp_id, wanted, RelationTag.tag_id.in_(wanted.tag_any)))
    found += [_marked(corp_id, wanted, RelationTag.tag_id == tag_id) for tag_id in wanted.tag_all]
    if wanted.tag_none:
        found.append(~_marked(corp_id, wanted, RelationTag.tag_id.in_(wanted.tag_none)))
    if wanted.no_tag:
        found.append(~_marked(corp_id, wanted))
    return found


def in_scope(wanted: CustomerFilter) -> list[ColumnElement[bool]]:
    """What must hold of a relation for the caller to see it."""
    return [] if wanted.scope is None else [Relation.staff_id.in_(wanted.scope)]


def _followed(session: Session, corp_id: UUID, wanted: CustomerFilter) -> ColumnElement[bool]:
    found = [Relation.corp_id == corp_id, Relation.person_id == Person.id, *in_scope(wanted)]
    if wanted.staff_id is not None:
        found.append(Relation.staff_id == wanted.staff_id)
    if wanted.state == "following":
        found.append(Relation.state == "following")
    elif wanted.state is not None:
        found.append(and_(Relation.state == "lost", Relation.ended_by.in_(LOST.get(wanted.state, ()))))
    if wanted.code_id is not None:
        tokens = origins.tokens_of(session, corp_id, wanted.code_id)
        found.append(Relation.state_token.in_(tokens) if tokens else false())
    if wanted.added_from is not None:
        found.append(Relation.added_at >= wanted.added_from)
    if wanted.added_to is not None:
        found.append(Relation.added_at < wanted.added_to)
    if wanted.add_way is not None:
        found.append(Relation.add_way == wanted.add_way)
    return exists(select(1).select_from(Relation).where(*found))


def _named(corp_id: UUID, wanted: CustomerFilter) -> ColumnElement[bool]:
    """By name or remark (part of it), or by phone or WeCom's id (all of it)."""
    q = wanted.q.strip()
    remarked = select(1).where(
        Relation.corp_id == corp_id,
        Relation.person_id == Person.id,
        Relation.remark.icontains(q, autoescape=True),
        *in_scope(wanted),
    )
    known_as = [("external_userid", q)]
    if q.isdecimal() and len(q) == PHONE_DIGITS:
        known_as.append(("phone", cipher.current().blind_index(q, namespace="phone").hex()))
    named = select(PersonIdentity.person_id).where(
        PersonIdentity.corp_id == corp_id,
        or_(*(and_(PersonIdentity.namespace == space, PersonIdentity.value == value) for space, value in known_as)),
    )
    return or_(Person.name.icontains(q, autoescape=True), exists(remarked), Person.id.in_(named))


def _marked(corp_id: UUID, wanted: CustomerFilter, *which: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a tag lies on a relation the caller sees."""
    marks = select(1).where(
        RelationTag.corp_id == corp_id, RelationTag.person_id == Person.id, ~RelationTag.leaving, *which
    )
    if wanted.scope is not None:
        seen = select(Relation.id).where(
            Relation.corp_id == corp_id, Relation.person_id == Person.id, *in_scope(wanted)
        )
        marks = marks.where(RelationTag.relation_id.in_(seen))
    return exists(marks)
