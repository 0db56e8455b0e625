"""Writing persons, identities, relations and episodes as they are after a look; each kind in one statement."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from siyu.kit import cipher, clock
from siyu.profile.episodes import Span
from siyu.profile.seen import Contact, Follow, Seen
from siyu.profile.turns import Turn

WRITE_PERSONS = text("""
    INSERT INTO person AS p (corp_id, id, name, avatar, gender, type, corp_name, position, added_at, last_event_at,
                             look)
    SELECT :corp_id, id, name, avatar, gender, type, corp_name, position, added_at, last_event_at, look
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS row (
        id uuid, name text, avatar text, gender smallint, type smallint, corp_name text, position text,
        added_at timestamptz, last_event_at timestamptz, look bigint)
    ON CONFLICT (corp_id, id) DO UPDATE SET
        name = CASE WHEN excluded.look > p.look THEN excluded.name ELSE p.name END,
        avatar = CASE WHEN excluded.look > p.look THEN excluded.avatar ELSE p.avatar END,
        gender = CASE WHEN excluded.look > p.look THEN excluded.gender ELSE p.gender END,
        type = CASE WHEN excluded.look > p.look THEN excluded.type ELSE p.type END,
        corp_name = CASE WHEN excluded.look > p.look THEN excluded.corp_name ELSE p.corp_name END,
        position = CASE WHEN excluded.look > p.look THEN excluded.position ELSE p.position END,
        look = GREATEST(excluded.look, p.look),
        added_at = GREATEST(excluded.added_at, p.added_at),
        last_event_at = GREATEST(excluded.last_event_at, p.last_event_at)
""")

WRITE_IDENTITIES = text("""
    INSERT INTO identity (corp_id, namespace, scope, value, person_id, sealed, created_at)
    SELECT :corp_id, namespace, scope, value, person_id, sealed, :now
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS row (
        namespace text, scope text, value text, person_id uuid, sealed text)
    ON CONFLICT DO NOTHING
""")

DROP_PHONES = text("""
    DELETE FROM identity WHERE corp_id = :corp_id AND namespace = 'phone' AND scope = ANY(:scopes)
      AND (scope || value) <> ALL(:kept)
""")

WRITE_RELATIONS = text("""
    INSERT INTO relation AS r (corp_id, id, person_id, staff_id, userid, external_userid, state, added_at, lost_at,
        ended_by, state_token, add_way, look)
    SELECT :corp_id, id, person_id, staff_id, userid, external_userid, state, added_at, lost_at,
        ended_by, state_token, add_way, look
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS row (
        id uuid, person_id uuid, staff_id uuid, userid text, external_userid text, state text, added_at timestamptz,
        lost_at timestamptz, ended_by text, state_token text, add_way smallint, look bigint)
    ON CONFLICT (corp_id, id) DO UPDATE SET
        state = excluded.state, added_at = excluded.added_at, lost_at = excluded.lost_at,
        ended_by = excluded.ended_by, state_token = excluded.state_token, add_way = excluded.add_way,
        look = GREATEST(excluded.look, r.look)
""")

WRITE_NOTES = text("""
    UPDATE relation SET remark = row.remark, description = row.description, remark_company = row.remark_company
    FROM jsonb_to_recordset(CAST(:rows AS jsonb))
         AS row (id uuid, remark text, description text, remark_company text)
    WHERE relation.corp_id = :corp_id AND relation.id = row.id
""")

WRITE_EPISODES = text("""
    INSERT INTO episode (corp_id, relation_id, added_at, state_token, add_way, lost_at, ended_by, is_shown)
    SELECT :corp_id, relation_id, added_at, state_token, add_way, lost_at, ended_by, is_shown
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS row (
        relation_id uuid, added_at timestamptz, state_token text, add_way smallint, lost_at timestamptz, ended_by text,
        is_shown boolean)
    ON CONFLICT (corp_id, relation_id, added_at) DO UPDATE SET
        state_token = excluded.state_token, add_way = excluded.add_way,
        lost_at = excluded.lost_at, ended_by = excluded.ended_by, is_shown = excluded.is_shown
""")

FORGET_CODES = text("""
    UPDATE sighting SET welcome_code = NULL
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS row (external_userid text, userid text, happened_at timestamptz)
    WHERE sighting.corp_id = :corp_id AND sighting.external_userid = row.external_userid
      AND sighting.userid = row.userid AND sighting.happened_at = row.happened_at
""")


def write(
    session: Session, corp_id: UUID, turns: Sequence[Turn], shown: Mapping[str, Seen], staff: Mapping[str, UUID]
) -> None:
    """Persons with their identities, relations and changed episodes of `turns`; `shown` by external_userid."""
    by_person: dict[UUID, list[Turn]] = {}
    for turn in turns:
        by_person.setdefault(turn.person_id, []).append(turn)
    persons = [_person(owned, shown[owned[0].external_userid]) for owned in by_person.values()]
    _run(session, WRITE_PERSONS, corp_id, persons)
    _run(session, WRITE_RELATIONS, corp_id, [_relation(turn, staff[turn.userid]) for turn in turns])
    _run(session, WRITE_NOTES, corp_id, [_notes(turn.relation_id, turn.follow) for turn in turns if turn.follow])
    episodes = [_episode(turn, span) for turn in turns for span in turn.after if span not in turn.before]
    _run(session, WRITE_EPISODES, corp_id, episodes)
    _identities(session, corp_id, turns, shown)


def forget_welcome_codes(session: Session, corp_id: UUID, turns: Sequence[Turn]) -> None:
    """A code that was passed on is of no more use here, and is a secret."""
    rows = [
        {"external_userid": turn.external_userid, "userid": turn.userid, "happened_at": claim.claim.at}
        for turn in turns
        for claim in turn.claims
        if claim.welcome_code
    ]
    _run(session, FORGET_CODES, corp_id, rows)


def _person(turns: Sequence[Turn], seen: Seen) -> dict[str, Any]:
    contact = seen.contact or Contact("")
    spans = [span for turn in turns for span in turn.after]
    return {
        "id": turns[0].person_id,
        "name": contact.name,
        "avatar": contact.avatar,
        "gender": contact.gender,
        "type": contact.type,
        "corp_name": contact.corp_name,
        "position": contact.position,
        "added_at": max(span.added_at for span in spans),
        "last_event_at": max(max(span.added_at, span.lost_at or span.added_at) for span in spans),
        # Knowing nothing is older than knowing anything, so that it never blanks a name.
        "look": seen.look if seen.contact else 0,
    }


def _relation(turn: Turn, staff_id: UUID) -> dict[str, Any]:
    last = turn.after[-1]
    return {
        "id": turn.relation_id,
        "person_id": turn.person_id,
        "staff_id": staff_id,
        "userid": turn.userid,
        "external_userid": turn.external_userid,
        "state": "following" if last.lost_at is None else "lost",
        "added_at": last.added_at,
        "lost_at": last.lost_at,
        "ended_by": last.ended_by,
        "state_token": last.state_token,
        "add_way": last.add_way,
        "look": turn.look,
    }


def _notes(relation_id: UUID, follow: Follow) -> dict[str, Any]:
    return {
        "id": relation_id,
        "remark": follow.remark,
        "description": follow.description,
        "remark_company": follow.remark_company,
    }


def _episode(turn: Turn, span: Span) -> dict[str, Any]:
    return {
        "relation_id": turn.relation_id,
        "added_at": span.added_at,
        "state_token": span.state_token,
        "add_way": span.add_way,
        "lost_at": span.lost_at,
        "ended_by": span.ended_by,
        "is_shown": span.is_shown,
    }


def _identities(session: Session, corp_id: UUID, turns: Sequence[Turn], shown: Mapping[str, Seen]) -> None:
    rows: dict[tuple[str, str, str], dict[str, Any]] = {}
    kept: list[str] = []

    def name(turn: Turn, namespace: str, scope: str, value: str, sealed: str | None = None) -> None:
        rows[namespace, scope, value] = {
            "namespace": namespace, "scope": scope, "value": value, "person_id": turn.person_id, "sealed": sealed,
        }  # fmt: skip

    for turn in turns:
        name(turn, "external_userid", "", turn.external_userid)
        contact = shown[turn.external_userid].contact
        if contact and contact.unionid:
            name(turn, "unionid", "", contact.unionid)
        for phone in turn.follow.phones if turn.follow else ():
            value = cipher.current().blind_index(phone, namespace="phone").hex()
            scope = str(turn.relation_id)
            kept.append(scope + value)
            name(turn, "phone", scope, value, cipher.current().encrypt(phone, bound_to=phone_binding(scope, value)))
    scopes = [str(turn.relation_id) for turn in turns if turn.follow]
    session.execute(DROP_PHONES, {"corp_id": corp_id, "scopes": scopes, "kept": kept})
    ordered = [rows[key] for key in sorted(rows)]
    session.execute(WRITE_IDENTITIES, {"corp_id": corp_id, "rows": _json(ordered), "now": clock.now()})


def phone_binding(scope: str, value: str) -> str:
    """What a sealed phone is bound to: its own row."""
    return f"identity.sealed/{scope}/{value}"


def _run(session: Session, statement: TextClause, corp_id: UUID, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        session.execute(statement, {"corp_id": corp_id, "rows": _json(rows)})


def _json(rows: Sequence[Mapping[str, Any]]) -> str:
    return orjson.dumps(list(rows)).decode()
