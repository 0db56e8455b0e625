"""What others may write about customers: the tags they want on a relation, and that WeCom took them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

import orjson
from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from siyu.ingest import service as door
from siyu.kit import clock, ids
from siyu.kit.errors import FieldProblem, Invalid, NotFound
from siyu.profile import library, tagged

TAG_NAME_CHARS = 30
"""WeCom's limit for tag and group names (error 40072)."""

# A tag that is there already keeps the reason it first came with; one on its way out is called back.
ADD = text("""
    INSERT INTO relation_tag AS held (corp_id, relation_id, tag_id, person_id, source, reason_code, reason_params,
                                      account_id, applied_at, look)
    SELECT :corp_id, r.id, t.id, r.person_id, row.source, row.reason_code, row.reason_params, row.account_id, :now,
           nextval('profile_look')
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS row (
        relation_id uuid, tag_id uuid, source text, reason_code text, reason_params jsonb, account_id uuid)
    JOIN relation r ON r.corp_id = :corp_id AND r.id = row.relation_id
    JOIN tag t ON t.corp_id = :corp_id AND t.id = row.tag_id AND t.deleted_at IS NULL
    ORDER BY r.id, t.id
    ON CONFLICT (corp_id, relation_id, tag_id) DO UPDATE SET
        source = excluded.source, reason_code = excluded.reason_code, reason_params = excluded.reason_params,
        account_id = excluded.account_id, applied_at = excluded.applied_at, look = excluded.look, leaving = false,
        confirmed_at = NULL
    WHERE held.leaving
    RETURNING relation_id, tag_id
""")

REMOVE = text("""
    UPDATE relation_tag held SET leaving = true, source = row.source, reason_code = row.reason_code,
        reason_params = row.reason_params, account_id = row.account_id, applied_at = :now,
        look = nextval('profile_look')
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS row (
        relation_id uuid, tag_id uuid, source text, reason_code text, reason_params jsonb, account_id uuid)
    WHERE held.corp_id = :corp_id AND held.relation_id = row.relation_id AND held.tag_id = row.tag_id
      AND NOT held.leaving
    RETURNING held.relation_id, held.tag_id
""")

CAME = text("""
    UPDATE relation_tag held SET confirmed_at = :now, look = nextval('profile_look')
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS row (relation_id uuid, tag_id uuid)
    WHERE held.corp_id = :corp_id AND held.relation_id = row.relation_id AND held.tag_id = row.tag_id
      AND held.confirmed_at IS NULL AND NOT held.leaving
    RETURNING held.*
""")

WENT = text("""
    DELETE FROM relation_tag held USING jsonb_to_recordset(CAST(:rows AS jsonb)) AS row (relation_id uuid, tag_id uuid)
    WHERE held.corp_id = :corp_id AND held.relation_id = row.relation_id AND held.tag_id = row.tag_id AND held.leaving
    RETURNING held.*
""")

# A look begun before WeCom took the tags shows the time before: it must not be believed, but repeated.
OUTDATE = text("""
    WITH outdated AS (
        UPDATE relation SET look = nextval('profile_look') WHERE corp_id = :corp_id AND id = ANY(:relations)
        RETURNING external_userid)
    UPDATE refresh SET generation = generation + 1 FROM outdated
    WHERE refresh.corp_id = :corp_id AND refresh.external_userid = outdated.external_userid
""")

NOTE = text("""
    UPDATE relation SET remark = COALESCE(row.remark, relation.remark),
                        description = COALESCE(row.description, relation.description)
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS row (relation_id uuid, remark text, description text)
    WHERE relation.corp_id = :corp_id AND relation.id = row.relation_id
""")

NEW_GROUP = text("""
    INSERT INTO tag_group (corp_id, id, name)
    SELECT :corp_id, :id, CAST(:name AS text)
    WHERE NOT EXISTS (SELECT 1 FROM tag_group WHERE corp_id = :corp_id AND name = :name AND deleted_at IS NULL)
""")
FIND_GROUP = text("SELECT id FROM tag_group WHERE corp_id = :corp_id AND name = :name AND deleted_at IS NULL LIMIT 1")
NEW_TAGS = text("""
    INSERT INTO tag (corp_id, id, group_id, name)
    SELECT :corp_id, id, :group_id, name
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS row (id uuid, name text)
    WHERE NOT EXISTS (SELECT 1 FROM tag t WHERE t.corp_id = :corp_id AND t.group_id = :group_id
                      AND t.name = row.name AND t.deleted_at IS NULL)
""")


class Because(Protocol):
    """A reason: a stable code with parameters (decide's `Reason` is one)."""

    @property
    def code(self) -> str: ...

    @property
    def params(self) -> Mapping[str, str]: ...


@dataclass(frozen=True, slots=True)
class TagPlan:
    """Tags wanted on, or off, one relation; `source` is manual, rule, channel or import."""

    relation_id: UUID
    source: str
    reason: Because
    add: Sequence[UUID] = ()
    remove: Sequence[UUID] = ()
    account_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """What a member wrote about a customer; None leaves a field as it is."""

    remark: str | None
    description: str | None


@dataclass(frozen=True, slots=True)
class TagChange:
    """What a plan really changed on one relation: tags that were there (or not) already are not in it."""

    relation_id: UUID
    added: tuple[UUID, ...] = field(default=())
    removed: tuple[UUID, ...] = field(default=())


def plan_tags(
    session: Session,
    corp_id: UUID,
    *,
    relation_id: UUID,
    add: Sequence[UUID],
    remove: Sequence[UUID],
    source: str,
    reason: Because,
) -> TagChange:
    """Write down that tags are wanted on a relation, and why; WeCom is told by an effect, then `confirm_tags`."""
    changes = plan_many(session, corp_id, plans=[TagPlan(relation_id, source, reason, add, remove)])
    return changes[0] if changes else TagChange(relation_id)


def plan_many(session: Session, corp_id: UUID, *, plans: Sequence[TagPlan]) -> list[TagChange]:
    """The same for many relations in two statements; only relations where something changed are returned."""
    now = clock.now()
    added = session.execute(ADD, {"corp_id": corp_id, "now": now, "rows": _rows(plans, "add")}).all()
    removed = session.execute(REMOVE, {"corp_id": corp_id, "now": now, "rows": _rows(plans, "remove")}).all()
    came, went = _by_relation(added), _by_relation(removed)
    return [
        TagChange(relation_id, tuple(sorted(came.get(relation_id, ()))), tuple(sorted(went.get(relation_id, ()))))
        for relation_id in sorted({*came, *went})
    ]


def confirm_tags(session: Session, corp_id: UUID, *, relation_id: UUID, tag_ids: Sequence[UUID]) -> None:
    """WeCom took what was planned about these tags of a relation: those to come are there, those to go are gone."""
    confirm_many(session, corp_id, tags_of={relation_id: tag_ids})


def confirm_many(session: Session, corp_id: UUID, *, tags_of: Mapping[UUID, Sequence[UUID]]) -> None:
    """The same for many relations (relation id → tag ids); puts `customer.tagged` through the door."""
    pairs = [
        {"relation_id": relation_id, "tag_id": tag_id}
        for relation_id, tag_ids in sorted(tags_of.items())
        for tag_id in sorted(tag_ids)
    ]
    if not pairs:
        return
    parameters = {"corp_id": corp_id, "rows": orjson.dumps(pairs).decode(), "now": clock.now()}
    came = session.execute(CAME, parameters).mappings().all()
    went = session.execute(WENT, parameters).mappings().all()
    if came or went:
        session.execute(OUTDATE, {"corp_id": corp_id, "relations": sorted(tags_of)})
    door.record_many(session, corp_id, tagged.entries([*map(tagged.came, came), *map(tagged.went, went)]))


def note_many(session: Session, corp_id: UUID, *, notes: Mapping[UUID, Note]) -> None:
    """WeCom took these remarks and descriptions (by relation id)."""
    if not notes:
        return
    rows = [
        {"relation_id": relation_id, "remark": note.remark, "description": note.description}
        for relation_id, note in sorted(notes.items())
    ]
    session.execute(NOTE, {"corp_id": corp_id, "rows": orjson.dumps(rows).decode()})
    session.execute(OUTDATE, {"corp_id": corp_id, "relations": sorted(notes)})


def create_tags(
    session: Session,
    corp_id: UUID,
    *,
    names: Sequence[str],
    group_id: UUID | None = None,
    group_name: str | None = None,
) -> UUID:
    """Add tags to a group (made when its name is new) and have WeCom told; returns the group's id.

    Names that are there already stay as they are. Raises `Invalid`; `NotFound` for an unknown `group_id`.
    """
    clean = list(dict.fromkeys(name.strip() for name in names))
    _check_names(clean, group_name if group_id is None else None)
    if group_id is None:
        session.execute(NEW_GROUP, {"corp_id": corp_id, "id": ids.new(), "name": (group_name or "").strip()})
        found = session.execute(FIND_GROUP, {"corp_id": corp_id, "name": (group_name or "").strip()})
        group_id = found.scalar_one()
    elif not session.execute(
        text("SELECT 1 FROM tag_group WHERE corp_id = :corp_id AND id = :id AND deleted_at IS NULL"),
        {"corp_id": corp_id, "id": group_id},
    ).first():
        raise NotFound("tags.no_such_group", "标签组不存在，可能已在企业微信中删除，请刷新后重试")
    fresh = sorted(ids.new() for _ in clean)  # tags of equal rank are shown by id: in the order they were named
    rows = [{"id": tag_id, "name": name} for tag_id, name in zip(fresh, clean, strict=True)]
    session.execute(NEW_TAGS, {"corp_id": corp_id, "group_id": group_id, "rows": orjson.dumps(rows).decode()})
    library.ask_again(session, corp_id)
    return group_id


def _check_names(names: Sequence[str], group_name: str | None) -> None:
    problems = [
        FieldProblem(f"names.{index}", "tag.name_length", f"标签名需为 1–{TAG_NAME_CHARS} 个字")
        for index, name in enumerate(names)
        if not 1 <= len(name) <= TAG_NAME_CHARS
    ]
    if not names:
        problems.append(FieldProblem("names", "tag.none", "请至少填写一个标签名"))
    if group_name is not None and not 1 <= len(group_name.strip()) <= TAG_NAME_CHARS:
        problems.append(FieldProblem("group_name", "tag.group_name_length", f"标签组名需为 1–{TAG_NAME_CHARS} 个字"))
    if problems:
        raise Invalid("tags.invalid", "标签有误，请按提示修改", fields=problems)


def _rows(plans: Sequence[TagPlan], side: str) -> str:
    rows = {
        (plan.relation_id, tag_id): {
            "relation_id": plan.relation_id,
            "tag_id": tag_id,
            "source": plan.source,
            "reason_code": plan.reason.code,
            "reason_params": dict(plan.reason.params),
            "account_id": plan.account_id,
        }
        for plan in plans
        for tag_id in (plan.add if side == "add" else plan.remove)
    }
    return orjson.dumps(list(rows.values())).decode()


def _by_relation(rows: Iterable[Row[Any]]) -> dict[UUID, list[UUID]]:
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for row in rows:
        found[row.relation_id].append(row.tag_id)
    return found
