"""Whose customer came by which code: one row per episode, and counts that follow from new rows only."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session

from siyu.corp import service as corp_service
from siyu.ingest.facts import Recorded
from siyu.plays.channel_codes import keeping, labelling, roster
from siyu.plays.channel_codes.known import KnownCode, by_token
from siyu.plays.channel_codes.situation import day_of, zone
from siyu.profile.facts import CustomerAdded, CustomerLost, CustomerScanned

ADD = text("""
    INSERT INTO code_add (corp_id, relation_id, added_at, code_id, person_id, staff_id, seq, day)
    SELECT :corp_id, relation_id, added_at, code_id, person_id, staff_id, seq, day
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(
        relation_id uuid, added_at timestamptz, code_id uuid, person_id uuid, staff_id uuid, seq bigint, day date)
    ON CONFLICT DO NOTHING
    RETURNING relation_id, added_at, code_id, staff_id, day
""")
LOSE = text("""
    UPDATE code_add a SET lost_at = r.lost_at, lost_day = r.lost_day
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(
        relation_id uuid, added_at timestamptz, lost_at timestamptz, lost_day date)
    WHERE a.corp_id = :corp_id AND a.relation_id = r.relation_id AND a.added_at = r.added_at AND a.lost_at IS NULL
    RETURNING a.code_id, a.staff_id, a.day, a.lost_day
""")
SCAN = text("""
    INSERT INTO code_scan (corp_id, code_id, external_userid, scanned_at)
    SELECT :corp_id, code_id, external_userid, scanned_at
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(
        code_id uuid, external_userid text, scanned_at timestamptz)
    ON CONFLICT DO NOTHING
    RETURNING code_id, external_userid, scanned_at
""")
COUNT = text("""
    INSERT INTO code_day AS d (corp_id, code_id, staff_id, day, scanned, added, lost, retained)
    SELECT :corp_id, code_id, staff_id, day, scanned, added, lost, retained
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(
        code_id uuid, staff_id uuid, day date, scanned int, added int, lost int, retained int)
    ORDER BY code_id, staff_id, day
    ON CONFLICT (corp_id, code_id, staff_id, day) DO UPDATE
    SET scanned = d.scanned + excluded.scanned, added = d.added + excluded.added, lost = d.lost + excluded.lost,
        retained = d.retained + excluded.retained
""")


Key = tuple[UUID, UUID, date]


def on_added(session: Session, corp_id: UUID, recorded: Sequence[Recorded[CustomerAdded]]) -> None:
    """Count new customers, label them, and turn codes that rotate or are capped to the next staff."""
    codes = by_token(session, corp_id, (one.fact.state for one in recorded))
    came = {(one.fact.relation_id, one.fact.added_at): one for one in recorded if one.fact.state in codes}
    if not came:
        return
    tz = zone(session, corp_id)
    rows = [_addition(one, codes, tz) for one in came.values()]
    new = session.execute(ADD, {"corp_id": corp_id, "rows": orjson.dumps(rows).decode()}).all()
    _count(session, corp_id, [((row.code_id, row.staff_id, row.day), {"added": 1, "retained": 1}) for row in new])
    fresh = [came[row.relation_id, row.added_at] for row in new]
    paired = [(one, codes[one.fact.state or ""]) for one in fresh]
    labelling.label(session, corp_id, [(one, code) for one, code in paired if code.state == "active"])
    turning = {code.id for code in codes.values() if roster.does_count(code.config.staff)}
    keeping.keep(session, corp_id, code_ids=sorted(turning & {row.code_id for row in new}))


def on_lost(session: Session, corp_id: UUID, recorded: Sequence[Recorded[CustomerLost]]) -> None:
    """Take lost customers off their code; an episode is lost once."""
    facts = [one.fact for one in recorded if one.fact.state]
    if not facts:
        return
    tz = zone(session, corp_id)
    rows = [
        {
            "relation_id": fact.relation_id,
            "added_at": fact.added_at,
            "lost_at": fact.lost_at,
            "lost_day": day_of(fact.lost_at, tz),
        }
        for fact in facts
    ]
    gone = session.execute(LOSE, {"corp_id": corp_id, "rows": orjson.dumps(rows).decode()}).all()
    lost = [((row.code_id, row.staff_id, row.lost_day), {"lost": 1}) for row in gone]
    left = [((row.code_id, row.staff_id, row.day), {"retained": -1}) for row in gone]
    _count(session, corp_id, [*lost, *left])


def on_scanned(session: Session, corp_id: UUID, recorded: Sequence[Recorded[CustomerScanned]]) -> None:
    """Count scans that WeCom let us see."""
    codes = by_token(session, corp_id, (one.fact.state for one in recorded))
    facts = {
        (codes[one.fact.state].id, one.fact.external_userid, one.fact.scanned_at): one.fact
        for one in recorded
        if one.fact.state in codes
    }
    if not facts:
        return
    tz = zone(session, corp_id)
    rows = [{"code_id": code_id, "external_userid": who, "scanned_at": at} for code_id, who, at in facts]
    new = session.execute(SCAN, {"corp_id": corp_id, "rows": orjson.dumps(rows).decode()}).all()
    staff = corp_service.ensure_staff(session, corp_id, sorted({fact.userid for fact in facts.values()}))
    who = {key: staff[fact.userid] for key, fact in facts.items()}
    keys = [(row.code_id, who[tuple(row)], day_of(row.scanned_at, tz)) for row in new]
    _count(session, corp_id, [(key, {"scanned": 1}) for key in keys])


def _addition(one: Recorded[CustomerAdded], codes: Mapping[str, KnownCode], tz: ZoneInfo) -> dict[str, Any]:
    fact = one.fact
    return {
        "relation_id": fact.relation_id,
        "added_at": fact.added_at,
        "code_id": codes[fact.state or ""].id,
        "person_id": fact.person_id,
        "staff_id": fact.staff_id,
        "seq": one.seq,
        "day": day_of(fact.added_at, tz),
    }


def _count(session: Session, corp_id: UUID, changes: Sequence[tuple[Key, Mapping[str, int]]]) -> None:
    """Add to the day's counts, one row per code, staff and day."""
    sums: dict[Key, dict[str, int]] = defaultdict(lambda: {"scanned": 0, "added": 0, "lost": 0, "retained": 0})
    for key, change in changes:
        for name, number in change.items():
            sums[key][name] += number
    rows = [{"code_id": code, "staff_id": staff, "day": day, **found} for (code, staff, day), found in sums.items()]
    if rows:
        session.execute(COUNT, {"corp_id": corp_id, "rows": orjson.dumps(rows).decode()})
