"""Tagging many customers by hand: at once when few, in the background when many, and undone once, exactly."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn
from uuid import UUID

import orjson
from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from siyu.corp import audit, progress
from siyu.ingest import service as door
from siyu.ingest.service import Entry
from siyu.kit import chance, clock, ids, jobs
from siyu.kit.db import Database
from siyu.kit.errors import Conflict, Invalid, NotFound
from siyu.kit.jobs import Job, Lane
from siyu.profile import queries, service
from siyu.profile.facts import TagsWanted
from siyu.profile.filters import CustomerFilter
from siyu.profile.service import TagChange, TagPlan

TAG = "profile.tag_customers"
AT_ONCE = 200
"""Customers tagged within the request; more are a job."""
CHUNK = 500

NEW_BATCH = text("""
    INSERT INTO tag_batch (corp_id, id, token_hash, account_id, created_at)
    VALUES (:corp_id, :id, :token_hash, :account_id, :now)
""")
NOTE = text("""
    INSERT INTO tag_change (corp_id, batch_id, relation_id, added, removed)
    SELECT :corp_id, :batch_id, relation_id, added, removed
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS row (relation_id uuid, added jsonb, removed jsonb)
    ON CONFLICT DO NOTHING
""")
FINISH = text("UPDATE tag_batch SET finished_at = :now WHERE corp_id = :corp_id AND id = :id")
UNDO = text("""
    UPDATE tag_batch SET undone_at = :now
    WHERE corp_id = :corp_id AND token_hash = :token_hash AND undone_at IS NULL AND finished_at IS NOT NULL
    RETURNING id
""")
FIND = text("SELECT finished_at, undone_at FROM tag_batch WHERE corp_id = :corp_id AND token_hash = :token_hash")
CHANGES = text("""
    SELECT c.relation_id, c.added, c.removed, r.person_id FROM tag_change c
    JOIN relation r ON r.corp_id = c.corp_id AND r.id = c.relation_id
    WHERE c.corp_id = :corp_id AND c.batch_id = :batch_id ORDER BY c.relation_id
""")
RELATIONS = text("""
    SELECT id, person_id, staff_id, userid, external_userid FROM relation WHERE corp_id = :corp_id AND id = ANY(:ids)
""")


@dataclass(frozen=True, slots=True)
class Begun:
    """What became of a request: `job_id` when it goes on in the background; `applied` customers changed so far."""

    job_id: UUID | None
    applied: int
    undo_token: str


@dataclass(frozen=True, slots=True)
class ByHand:
    """Why a tag is there: a person put it there."""

    code: str = "manual.batch"
    params: Mapping[str, str] = field(default_factory=dict)


UNDONE = ByHand("manual.undo")


def tag_customers(
    session: Session,
    corp_id: UUID,
    *,
    wanted: CustomerFilter,
    add: Sequence[UUID],
    remove: Sequence[UUID],
    account_id: UUID | None,
) -> Begun:
    """Tag everybody `wanted` matches, with each staff member who follows them. Raises `Invalid`."""
    _check(session, corp_id, add, remove)
    people = queries.person_ids(session, corp_id, wanted=wanted)
    token = chance.secret_token()
    batch_id = ids.new()
    session.execute(
        NEW_BATCH,
        {
            "corp_id": corp_id,
            "id": batch_id,
            "token_hash": _hash(token),
            "account_id": account_id,
            "now": clock.now(),
        },
    )
    said = {"customers": len(people), "add": [str(one) for one in add], "remove": [str(one) for one in remove]}
    audit.write(session, corp_id, account_id, "customers.tagged", str(batch_id), None, said)
    work = _Work(corp_id, batch_id, tuple(add), tuple(remove), account_id, wanted.scope)
    if len(people) <= AT_ONCE:
        applied = _apply(session, work, people)
        session.execute(FINISH, {"corp_id": corp_id, "id": batch_id, "now": clock.now()})
        return Begun(None, applied, token)
    job_id = progress.begin(session, corp_id, kind=TAG, account_id=account_id)
    progress.advance(session, corp_id, job_id, done=0, total=len(people))
    arguments = {**work.dump(), "job_id": str(job_id), "people": [str(one) for one in people]}
    jobs.defer(session, TAG, arguments, lane=Lane.BULK)
    return Begun(job_id, 0, token)


def undo(session: Session, corp_id: UUID, *, undo_token: str, account_id: UUID | None) -> int:
    """Take back what a batch changed; returns how many customers. Raises `NotFound`, `Conflict`."""
    named = {"corp_id": corp_id, "token_hash": _hash(undo_token)}
    batch_id = session.execute(UNDO, {**named, "now": clock.now()}).scalar_one_or_none()
    if batch_id is None:
        _explain(session.execute(FIND, named).first())
    rows = session.execute(CHANGES, {"corp_id": corp_id, "batch_id": batch_id}).all()
    plans = [
        TagPlan(row.relation_id, "manual", UNDONE, _uuids(row.removed), _uuids(row.added), account_id) for row in rows
    ]
    changes = service.plan_many(session, corp_id, plans=plans)
    _tell(session, corp_id, changes, batch_id, UNDONE)
    audit.write(session, corp_id, account_id, "customers.tagging_undone", str(batch_id), None, None)
    changed = {change.relation_id for change in changes}
    return len({row.person_id for row in rows if row.relation_id in changed})


@dataclass(frozen=True, slots=True)
class _Work:
    corp_id: UUID
    batch_id: UUID
    add: tuple[UUID, ...]
    remove: tuple[UUID, ...]
    account_id: UUID | None
    scope: frozenset[UUID] | None

    def dump(self) -> dict[str, Any]:
        return {
            "corp_id": str(self.corp_id),
            "batch_id": str(self.batch_id),
            "add": [str(one) for one in self.add],
            "remove": [str(one) for one in self.remove],
            "account_id": str(self.account_id) if self.account_id else None,
            "scope": None if self.scope is None else sorted(map(str, self.scope)),
        }


def run(database: Database, arguments: Mapping[str, Any]) -> None:
    """The job, a transaction per chunk; run again it finds what is done already done."""
    scope = arguments["scope"]
    work = _Work(
        UUID(arguments["corp_id"]),
        UUID(arguments["batch_id"]),
        _uuids(arguments["add"]),
        _uuids(arguments["remove"]),
        UUID(arguments["account_id"]) if arguments["account_id"] else None,
        None if scope is None else frozenset(_uuids(scope)),
    )
    job_id, people = UUID(arguments["job_id"]), _uuids(arguments["people"])
    for start, chunk in _chunks(people):
        with database.transaction() as session:
            _apply(session, work, chunk)
            progress.advance(session, work.corp_id, job_id, done=start + len(chunk))
    with database.transaction() as session:
        session.execute(FINISH, {"corp_id": work.corp_id, "id": work.batch_id, "now": clock.now()})
        progress.finish(session, work.corp_id, job_id)


JOB = Job(TAG, Lane.BULK, run)


def _apply(session: Session, work: _Work, people: Sequence[UUID]) -> int:
    """Plan the tags on every lasting relation of `people`; returns how many of them changed."""
    pairs = queries.relations_of(session, work.corp_id, person_ids=people, scope=work.scope)
    person_of = {relation_id: person_id for person_id, relation_id in pairs}
    because = ByHand()
    plans = [
        TagPlan(relation_id, "manual", because, work.add, work.remove, work.account_id) for relation_id in person_of
    ]
    changes = service.plan_many(session, work.corp_id, plans=plans)
    rows = [
        {"relation_id": change.relation_id, "added": list(change.added), "removed": list(change.removed)}
        for change in changes
    ]
    noted = {"corp_id": work.corp_id, "batch_id": work.batch_id, "rows": orjson.dumps(rows).decode()}
    session.execute(NOTE, noted)
    _tell(session, work.corp_id, changes, work.batch_id, because)
    return len({person_of[change.relation_id] for change in changes})


def _tell(session: Session, corp_id: UUID, changes: Sequence[TagChange], batch_id: UUID, because: ByHand) -> None:
    """Say which tags are wanted, for whoever tells WeCom."""
    at_wecom = queries.wecom_tag_ids(
        session, corp_id, {tag for change in changes for tag in (*change.added, *change.removed)}
    )
    relation_ids = [change.relation_id for change in changes]
    rows = {row.id: row for row in session.execute(RELATIONS, {"corp_id": corp_id, "ids": relation_ids})}
    entries = []
    for change in changes:
        row = rows[change.relation_id]
        known = [tag for tag in (*change.added, *change.removed) if tag in at_wecom]
        wanted = TagsWanted(
            person_id=row.person_id,
            relation_id=row.id,
            staff_id=row.staff_id,
            userid=row.userid,
            external_userid=row.external_userid,
            add=tuple(at_wecom[tag] for tag in change.added if tag in at_wecom),
            remove=tuple(at_wecom[tag] for tag in change.removed if tag in at_wecom),
            tag_ids=tuple(known),
            reason_code=because.code,
            reason_params=dict(because.params),
            batch_id=batch_id,
        )
        entries.append(Entry(wanted, f"{batch_id}:{because.code}:{row.id}", str(row.id)))
    door.record_many(session, corp_id, entries)


def _check(session: Session, corp_id: UUID, add: Sequence[UUID], remove: Sequence[UUID]) -> None:
    if not add and not remove:
        raise Invalid("tags.nothing_to_do", "请选择要添加或移除的标签")
    if set(add) & set(remove):
        raise Invalid("tags.both_ways", "同一个标签不能既添加又移除，请检查选择")
    if len(queries.tag_names(session, corp_id, [*add, *remove])) != len({*add, *remove}):
        raise Invalid("tags.unknown", "部分标签已在企业微信中删除，请刷新标签后重新选择")
    missing = {*add, *remove} - queries.wecom_tag_ids(session, corp_id, [*add, *remove]).keys()
    if missing:
        raise Conflict("tags.not_at_wecom_yet", "新建的标签正在同步到企业微信，请几秒后再试")


def _explain(row: Row[Any] | None) -> NoReturn:
    if row is None:
        raise NotFound("undo.not_found", "没有可以撤销的操作")
    if row.undone_at is not None:
        raise Conflict("undo.done", "这次操作已经撤销过了")
    raise Conflict("undo.still_running", "批量打标签仍在进行，完成后才能撤销")


def _chunks(people: Sequence[UUID]) -> Iterator[tuple[int, Sequence[UUID]]]:
    for start in range(0, len(people), CHUNK):
        yield start, people[start : start + CHUNK]


def _uuids(values: Sequence[str]) -> tuple[UUID, ...]:
    return tuple(UUID(value) for value in values)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
