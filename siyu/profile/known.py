"""What we already hold about some customers, loaded in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session

from siyu.profile.episodes import Claim, Span
from siyu.profile.facts import EndedBy
from siyu.profile.seen import Seen

PERSONS = text("""
    SELECT i.value AS external_userid, p.id, p.name, p.look FROM identity i
    JOIN person p ON p.corp_id = i.corp_id AND p.id = i.person_id
    WHERE i.corp_id = :corp_id AND i.namespace = 'external_userid' AND i.scope = '' AND i.value = ANY(:ids)
""")

RELATIONS = text("""
    SELECT external_userid, userid, id, look FROM relation
    WHERE corp_id = :corp_id AND external_userid = ANY(:ids)
""")

EPISODES = text("""
    SELECT relation_id, added_at, state_token, add_way, lost_at, ended_by, is_shown FROM episode
    WHERE corp_id = :corp_id AND relation_id = ANY(:relations) ORDER BY added_at
""")

CLAIMS = text("""
    SELECT s.external_userid, s.userid, s.happened_at, s.state_token, s.ended_by, s.welcome_code, s.received_at, s.cause
    FROM jsonb_to_recordset(CAST(:looks AS jsonb)) AS seen (external_userid text, look bigint)
    JOIN sighting s ON s.corp_id = :corp_id AND s.external_userid = seen.external_userid AND s.look <= seen.look
    ORDER BY s.happened_at
""")

Pair = tuple[str, str]
"""(external_userid, userid)."""


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person on file; `look` numbers the newest look applied to them."""

    id: UUID
    name: str
    look: int


@dataclass(frozen=True, slots=True)
class KnownRelation:
    """A relation on file with its episodes in order."""

    id: UUID
    look: int
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class KnownClaim:
    """A claim with what its callback carried; `cause` is the callback's seq."""

    claim: Claim
    welcome_code: str | None
    received_at: datetime
    cause: int | None


@dataclass(frozen=True)
class Known:
    """Everything on file about the customers of one batch."""

    persons: Mapping[str, KnownPerson]
    relations: Mapping[Pair, KnownRelation]
    claims: Mapping[Pair, Sequence[KnownClaim]]
    _pairs: Mapping[str, set[str]] = field(default_factory=dict)

    def userids(self, external_userid: str) -> set[str]:
        """Every member who follows or followed the customer, or is said to."""
        return self._pairs.get(external_userid, set())


def load(session: Session, corp_id: UUID, seen: Sequence[Seen]) -> Known:
    """Four statements, whatever the size of the batch."""
    ids = [one.external_userid for one in seen]
    persons = session.execute(PERSONS, {"corp_id": corp_id, "ids": ids})
    relations = _relations(session, corp_id, ids)
    claims = _claims(session, corp_id, seen)
    pairs: dict[str, set[str]] = defaultdict(set)
    for external_userid, userid in [*relations, *claims]:
        pairs[external_userid].add(userid)
    return Known(
        persons={row.external_userid: KnownPerson(row.id, row.name, row.look) for row in persons},
        relations=relations,
        claims=claims,
        _pairs=pairs,
    )


def _relations(session: Session, corp_id: UUID, ids: Sequence[str]) -> dict[Pair, KnownRelation]:
    rows = session.execute(RELATIONS, {"corp_id": corp_id, "ids": ids}).all()
    spans: dict[UUID, list[Span]] = defaultdict(list)
    for row in session.execute(EPISODES, {"corp_id": corp_id, "relations": [row.id for row in rows]}):
        _, *values = row
        spans[row.relation_id].append(Span(*values))
    return {(row.external_userid, row.userid): KnownRelation(row.id, row.look, tuple(spans[row.id])) for row in rows}


def _claims(session: Session, corp_id: UUID, seen: Sequence[Seen]) -> dict[Pair, list[KnownClaim]]:
    looks = orjson.dumps([{"external_userid": one.external_userid, "look": one.look} for one in seen]).decode()
    found: dict[Pair, list[KnownClaim]] = defaultdict(list)
    for row in session.execute(CLAIMS, {"corp_id": corp_id, "looks": looks}):
        ended_by: EndedBy | None = row.ended_by
        claim = Claim(row.happened_at, row.state_token, ended_by)
        found[row.external_userid, row.userid].append(KnownClaim(claim, row.welcome_code, row.received_at, row.cause))
    return dict(found)
