"""The tag library, kept the same here and at WeCom: reading it whole, and adding to it.

A tag made here is usable at once; WeCom is told by a job, and until then it has no `wecom_id`.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session

from siyu.corp.wire import Wires
from siyu.kit import clock, ids, jobs
from siyu.kit.db import Database
from siyu.kit.jobs import Job, Lane
from siyu.wechat.wecom.shapes import CorpTagGroup

SYNC = "profile.sync_tags"

GROUPS = text("""
    WITH row AS (
        SELECT * FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r (id uuid, wecom_id text, name text, rank bigint)),
    adopted AS (
        UPDATE tag_group g SET wecom_id = row.wecom_id, rank = row.rank FROM row
        WHERE g.corp_id = :corp_id AND g.wecom_id IS NULL AND g.name = row.name RETURNING row.wecom_id)
    INSERT INTO tag_group (corp_id, id, wecom_id, name, rank)
    SELECT :corp_id, id, wecom_id, name, rank FROM row WHERE wecom_id NOT IN (SELECT wecom_id FROM adopted)
    ON CONFLICT (corp_id, wecom_id) DO UPDATE SET name = excluded.name, rank = excluded.rank, deleted_at = NULL
""")

TAGS = text("""
    WITH row AS (
        SELECT r.*, g.id AS group_id
        FROM jsonb_to_recordset(CAST(:rows AS jsonb))
             AS r (id uuid, wecom_group_id text, wecom_id text, name text, rank bigint)
        JOIN tag_group g ON g.corp_id = :corp_id AND g.wecom_id = r.wecom_group_id),
    adopted AS (
        UPDATE tag t SET wecom_id = row.wecom_id, rank = row.rank FROM row
        WHERE t.corp_id = :corp_id AND t.wecom_id IS NULL AND t.group_id = row.group_id AND t.name = row.name
        RETURNING row.wecom_id)
    INSERT INTO tag (corp_id, id, group_id, wecom_id, name, rank)
    SELECT :corp_id, id, group_id, wecom_id, name, rank FROM row WHERE wecom_id NOT IN (SELECT wecom_id FROM adopted)
    ON CONFLICT (corp_id, wecom_id) DO UPDATE
    SET group_id = excluded.group_id, name = excluded.name, rank = excluded.rank, deleted_at = NULL
""")

# A tag met on a customer but not in the library is a strategy group's: it has no group here and stays.
ABSENT = """
    UPDATE {table} SET deleted_at = :now
    WHERE corp_id = :corp_id AND wecom_id IS NOT NULL AND deleted_at IS NULL AND wecom_id <> ALL(:present)
      AND (CAST(:known AS text[]) IS NULL OR wecom_id = ANY(CAST(:known AS text[]))) {only}
"""
KNOWN = text("""
    SELECT wecom_id FROM tag WHERE corp_id = :corp_id AND wecom_id IS NOT NULL
    UNION SELECT wecom_id FROM tag_group WHERE corp_id = :corp_id AND wecom_id IS NOT NULL
""")
ABSENT_GROUPS = text(ABSENT.format(table="tag_group", only=""))
ABSENT_TAGS = text(ABSENT.format(table="tag", only="AND group_id IS NOT NULL"))

PENDING = text("""
    SELECT g.wecom_id, g.name AS group_name, array_agg(t.name ORDER BY t.id) AS names
    FROM tag t JOIN tag_group g ON g.corp_id = t.corp_id AND g.id = t.group_id
    WHERE t.corp_id = :corp_id AND t.wecom_id IS NULL AND t.deleted_at IS NULL
    GROUP BY g.id, g.wecom_id, g.name
""")

ONE_WRITER = text("SELECT pg_advisory_xact_lock(hashtextextended('siyu.profile.library:' || :corp_id, 0))")


def ask_again(session: Session, corp_id: UUID) -> None:
    """Have the library read, and what is new here told to WeCom; once while one such job waits."""
    jobs.defer(session, SYNC, {"corp_id": str(corp_id)}, lane=Lane.NORMAL, key=f"{SYNC}:{corp_id}")


def take_over(
    session: Session,
    corp_id: UUID,
    groups: Sequence[CorpTagGroup],
    *,
    is_whole: bool,
    known: Sequence[str] | None = None,
) -> None:
    """Bring our library up to WeCom's `groups`; with `is_whole`, what is not among them was deleted there.

    `known` are WeCom's ids we had before the reading began: only they may be judged deleted by it, for a tag that came
    while we read is in no older answer.
    """
    session.execute(ONE_WRITER, {"corp_id": str(corp_id)})
    group_rows = [
        {"id": ids.new(), "wecom_id": group.group_id, "name": group.group_name, "rank": group.order}
        for group in groups
        if not group.deleted
    ]
    tag_rows = [
        {
            "id": ids.new(),
            "wecom_group_id": group.group_id,
            "wecom_id": tag.id,
            "name": tag.name,
            "rank": tag.order,
        }
        for group in groups
        for tag in group.tag
        if not (group.deleted or tag.deleted)
    ]
    session.execute(GROUPS, {"corp_id": corp_id, "rows": orjson.dumps(group_rows).decode()})
    session.execute(TAGS, {"corp_id": corp_id, "rows": orjson.dumps(tag_rows).decode()})
    if is_whole:
        now = clock.now()
        judged = None if known is None else list(known)
        asked = {"corp_id": corp_id, "now": now, "known": judged}
        session.execute(ABSENT_GROUPS, {**asked, "present": [row["wecom_id"] for row in group_rows]})
        session.execute(ABSENT_TAGS, {**asked, "present": [row["wecom_id"] for row in tag_rows]})


def synchronise(database: Database, wires: Wires, corp_id: UUID) -> None:
    """Read WeCom's library, then add what only we have. Safe to run again: what was added is found by its name."""
    wire = wires.of(corp_id)
    with database.transaction() as session:
        known = session.execute(KNOWN, {"corp_id": corp_id}).scalars().all()
    groups = wires.blocking(wire.corp_tags())
    with database.transaction() as session:
        take_over(session, corp_id, groups, is_whole=True, known=known)
        pending = session.execute(PENDING, {"corp_id": corp_id}).all()
    for row in pending:
        group_name = None if row.wecom_id else row.group_name
        added = wires.blocking(wire.add_corp_tag(row.names, group_id=row.wecom_id, group_name=group_name))
        with database.transaction() as session:
            take_over(session, corp_id, [added], is_whole=False)


def jobs_of(wires: Wires) -> Sequence[Job]:
    """The library's background job."""

    def run(database: Database, arguments: Mapping[str, Any]) -> None:
        synchronise(database, wires, UUID(arguments["corp_id"]))

    return (Job(SYNC, Lane.NORMAL, run),)
