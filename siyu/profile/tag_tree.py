"""The tag library as the console shows it, with how many customers have each tag."""

from collections import defaultdict
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from siyu.profile.views import TagCount, TagGroupView

TREE = text("""
    SELECT g.id AS group_id, g.name AS group_name, t.id, t.name, COALESCE(marked.customers, 0) AS customers
    FROM tag_group g
    LEFT JOIN tag t ON t.corp_id = g.corp_id AND t.group_id = g.id AND t.deleted_at IS NULL
    LEFT JOIN (
        SELECT tag_id, count(DISTINCT person_id) AS customers FROM relation_tag
        WHERE corp_id = :corp_id AND NOT leaving GROUP BY tag_id) marked ON marked.tag_id = t.id
    WHERE g.corp_id = :corp_id AND g.deleted_at IS NULL
    ORDER BY g.rank DESC, g.id, t.rank DESC, t.id
""")


def groups(session: Session, corp_id: UUID) -> list[TagGroupView]:
    """Every group in WeCom's order, with its tags."""
    names: dict[UUID, str] = {}
    tags: dict[UUID, list[TagCount]] = defaultdict(list)
    for row in session.execute(TREE, {"corp_id": corp_id}):
        names[row.group_id] = row.group_name
        if row.id is not None:
            tags[row.group_id].append(TagCount(row.id, row.name, row.customers))
    return [TagGroupView(group_id, name, tags[group_id]) for group_id, name in names.items()]
