"""What needs a person: sources add to one list. Plays register theirs when they are loaded."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to see to: worded by `title_code`, put right at `link`."""

    kind: str
    severity: Severity
    count: int
    title_code: str
    link: str
    params: Mapping[str, str | int] = field(default_factory=dict)


Source = Callable[[Session, UUID, frozenset[UUID] | None], Sequence[Todo]]
"""`(session, corp_id, staff_scope)` → what there is to do; the scope is None for whoever sees the whole corp."""

DEAD_LETTERS = text("SELECT count(*) FROM dead_letters WHERE corp_id = :corp_id AND state = 'waiting'")
NEEDS_PERSON = text("SELECT count(*) FROM outbox WHERE corp_id = :corp_id AND needs_person_at IS NOT NULL")
STUCK_MEDIA = text("""
    SELECT count(*) FROM material_media
    WHERE corp_id = :corp_id AND failed_at IS NOT NULL AND (expires_at IS NULL OR expires_at < failed_at)
""")

_sources: dict[str, Source] = {}


def register(key: str, source: Source) -> None:
    """Have `source` asked for the workbench; registering a key again replaces it."""
    _sources[key] = source


def todos(session: Session, corp_id: UUID, *, scope: frozenset[UUID] | None = None) -> list[Todo]:
    """Everything that needs a person now."""
    found = [] if scope is not None else _own(session, corp_id)
    for source in _sources.values():
        found += source(session, corp_id, scope)
    return [todo for todo in found if todo.count]


def _own(session: Session, corp_id: UUID) -> list[Todo]:
    def count(statement: TextClause) -> int:
        return int(session.execute(statement, {"corp_id": corp_id}).scalar_one())

    return [
        Todo("dead_letters", "error", count(DEAD_LETTERS), "todo.dead_letters", "/setup"),
        Todo("effects_need_person", "error", count(NEEDS_PERSON), "todo.effects_need_person", "/setup"),
        Todo("media_failed", "warning", count(STUCK_MEDIA), "todo.media_failed", "/setup"),
    ]
