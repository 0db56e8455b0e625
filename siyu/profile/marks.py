"""The tags WeCom shows on relations, against those we hold: what staff did in WeCom is taken over with its source."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import RowMapping, TextClause, text
from sqlalchemy.orm import Session

from siyu.ingest.service import Entry
from siyu.kit import clock, ids
from siyu.profile import tagged
from siyu.profile.seen import Follow, SeenTag
from siyu.profile.tagged import Marked
from siyu.profile.turns import Turn

TAGS = text("SELECT wecom_id, id FROM tag WHERE corp_id = :corp_id AND wecom_id = ANY(:ids)")

MEET_TAGS = text("""
    INSERT INTO tag (corp_id, id, wecom_id, name)
    SELECT :corp_id, id, wecom_id, name
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS row (id uuid, wecom_id text, name text)
    ON CONFLICT (corp_id, wecom_id) DO UPDATE SET wecom_id = excluded.wecom_id RETURNING wecom_id, id
""")

# Only rows older than the look may be judged by it; a mark made since then is simply not in it yet.
HELD = text("""
    SELECT m.relation_id, m.person_id, m.tag_id, m.source, m.reason_code, m.reason_params, m.applied_at,
           m.confirmed_at, m.leaving
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS row (relation_id uuid, look bigint)
    JOIN relation_tag m ON m.corp_id = :corp_id AND m.relation_id = row.relation_id AND m.look < row.look
    ORDER BY m.relation_id, m.tag_id FOR UPDATE OF m
""")

APPEAR = text("""
    INSERT INTO relation_tag (corp_id, relation_id, tag_id, person_id, source, reason_code, reason_params, applied_at,
                              confirmed_at, look)
    SELECT :corp_id, relation_id, tag_id, person_id, 'wecom', 'wecom.seen', CAST('{}' AS jsonb), :now, :now, look
    FROM jsonb_to_recordset(CAST(:rows AS jsonb))
         AS row (relation_id uuid, tag_id uuid, person_id uuid, look bigint)
    ON CONFLICT DO NOTHING RETURNING relation_id, person_id, tag_id
""")

CONFIRM = text("""
    UPDATE relation_tag SET confirmed_at = :now, look = row.look
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS row (relation_id uuid, tag_id uuid, look bigint)
    WHERE relation_tag.corp_id = :corp_id AND relation_tag.relation_id = row.relation_id
      AND relation_tag.tag_id = row.tag_id
""")

VANISH = text("""
    DELETE FROM relation_tag USING jsonb_to_recordset(CAST(:rows AS jsonb)) AS row (relation_id uuid, tag_id uuid)
    WHERE relation_tag.corp_id = :corp_id AND relation_tag.relation_id = row.relation_id
      AND relation_tag.tag_id = row.tag_id
""")


def take_over(session: Session, corp_id: UUID, turns: Sequence[Turn]) -> list[Entry]:
    """Bring the marks of shown relations up to what WeCom shows; returns the facts that follow."""
    shown = {turn.relation_id: (turn, turn.follow) for turn in turns if turn.follow is not None}
    if not shown:
        return []
    tag_ids = _tag_ids(session, corp_id, [tag for _, follow in shown.values() for tag in follow.tags])
    looks = [{"relation_id": relation_id, "look": turn.look} for relation_id, (turn, _) in shown.items()]
    held = session.execute(HELD, {"corp_id": corp_id, "rows": _json(looks)}).mappings().all()
    wanted = {(relation_id, tag_ids[tag.wecom_id]) for relation_id, (_, follow) in shown.items() for tag in follow.tags}
    appeared = _appear(session, corp_id, shown, wanted)
    confirmed = [row for row in held if _key(row) in wanted and row["confirmed_at"] is None and not row["leaving"]]
    vanished = [row for row in held if _key(row) not in wanted and (row["confirmed_at"] or row["leaving"])]
    _run(session, CONFIRM, corp_id, [{**_names(row), "look": shown[row["relation_id"]][0].look} for row in confirmed])
    _run(session, VANISH, corp_id, [_names(row) for row in vanished])
    return tagged.entries([*appeared, *map(tagged.came, confirmed), *map(_went, vanished)])


def _tag_ids(session: Session, corp_id: UUID, seen: Sequence[SeenTag]) -> dict[str, UUID]:
    """Our ids of WeCom's tags; those we never met get one now, and their group when the library is read next."""
    by_wecom_id = {tag.wecom_id: tag for tag in seen}
    if not by_wecom_id:
        return {}
    found = {row.wecom_id: row.id for row in session.execute(TAGS, {"corp_id": corp_id, "ids": sorted(by_wecom_id)})}
    new = [
        {"id": ids.new(), "wecom_id": wecom_id, "name": tag.name}
        for wecom_id, tag in sorted(by_wecom_id.items())
        if wecom_id not in found
    ]
    if new:
        met = session.execute(MEET_TAGS, {"corp_id": corp_id, "rows": _json(new)})
        found |= {row.wecom_id: row.id for row in met}
    return found


def _appear(
    session: Session, corp_id: UUID, shown: Mapping[UUID, tuple[Turn, Follow]], wanted: set[tuple[UUID, UUID]]
) -> list[Marked]:
    rows = [
        {
            "relation_id": relation_id,
            "tag_id": tag_id,
            "person_id": shown[relation_id][0].person_id,
            "look": shown[relation_id][0].look,
        }
        for relation_id, tag_id in sorted(wanted)
    ]
    if not rows:
        return []
    now = clock.now()
    made = session.execute(APPEAR, {"corp_id": corp_id, "rows": _json(rows), "now": now})
    return [Marked(row.relation_id, row.person_id, row.tag_id, "wecom", "wecom.seen", {}, now, True) for row in made]


def _went(row: RowMapping) -> Marked:
    """A mark that is gone: by our wish when it was leaving, else by somebody's hand in WeCom."""
    if row["leaving"]:
        return tagged.went(row)
    return Marked(row["relation_id"], row["person_id"], row["tag_id"], "wecom", "wecom.seen", {}, clock.now(), False)


def _key(row: RowMapping) -> tuple[UUID, UUID]:
    return row["relation_id"], row["tag_id"]


def _names(row: RowMapping) -> dict[str, Any]:
    return {"relation_id": row["relation_id"], "tag_id": row["tag_id"]}


def _run(session: Session, statement: TextClause, corp_id: UUID, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        session.execute(statement, {"corp_id": corp_id, "rows": _json(rows), "now": clock.now()})


def _json(rows: Sequence[Mapping[str, Any]]) -> str:
    return orjson.dumps([dict(row) for row in rows]).decode()
