"""Marks that came or went, gathered into one `customer.tagged` fact per relation and reason."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping

from siyu.ingest.service import Entry
from siyu.profile.facts import CustomerTagged


@dataclass(frozen=True, slots=True)
class Marked:
    """One tag that came to a relation (`is_there`) or left it, with the reason it did."""

    relation_id: UUID
    person_id: UUID
    tag_id: UUID
    source: str
    reason_code: str
    reason_params: Mapping[str, str]
    at: datetime
    is_there: bool


def came(row: RowMapping) -> Marked:
    """A mark of ours that WeCom took."""
    return _marked(row, is_there=True)


def went(row: RowMapping) -> Marked:
    """A mark that WeCom let go because we asked."""
    return _marked(row, is_there=False)


def entries(marks: Iterable[Marked]) -> list[Entry]:
    """One fact per (relation, source, reason, time); the same marks told twice are one fact, by the key."""
    gathered: dict[tuple[Any, ...], list[Marked]] = defaultdict(list)
    for mark in marks:
        params = tuple(sorted(mark.reason_params.items()))
        gathered[mark.relation_id, mark.source, mark.reason_code, params, mark.at].append(mark)
    return [_entry(together) for together in gathered.values()]


def _entry(marks: list[Marked]) -> Entry:
    first = marks[0]
    added = tuple(sorted(mark.tag_id for mark in marks if mark.is_there))
    removed = tuple(sorted(mark.tag_id for mark in marks if not mark.is_there))
    fact = CustomerTagged(
        person_id=first.person_id,
        relation_id=first.relation_id,
        added=added,
        removed=removed,
        source=first.source,
        reason_code=first.reason_code,
        reason_params=dict(first.reason_params),
    )
    changed = ",".join([*(f"+{tag}" for tag in added), *(f"-{tag}" for tag in removed)])
    key = f"{first.relation_id}:{first.source}:{first.reason_code}:{first.at.isoformat()}:{changed}"
    return Entry(fact, key, str(first.relation_id), first.at)


def _marked(row: RowMapping, *, is_there: bool) -> Marked:
    return Marked(
        row["relation_id"],
        row["person_id"],
        row["tag_id"],
        row["source"],
        row["reason_code"],
        row["reason_params"],
        row["applied_at"],
        is_there,
    )
