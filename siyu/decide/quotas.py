"""Quota rows: reserved when approved, used when sent, given back when refused; never beyond what a slot holds."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from siyu.decide.allowances import Demand, Slot

OPEN = text("""
    INSERT INTO quota (corp_id, name, scope_id, window_start, most)
    SELECT :corp_id, name, scope_id, window_start, most
    FROM jsonb_to_recordset(CAST(:slots AS jsonb)) AS s(name text, scope_id uuid, window_start timestamptz, most int)
    ON CONFLICT DO NOTHING
""")
# Always in key order, so that two transactions wanting the same slots queue up instead of locking each other out.
LOCK = text("""
    SELECT q.name, q.scope_id, q.window_start, q.most - q.used - q.reserved AS free
    FROM quota q JOIN jsonb_to_recordset(CAST(:slots AS jsonb)) AS s(name text, scope_id uuid, window_start timestamptz)
        USING (name, scope_id, window_start)
    WHERE q.corp_id = :corp_id
    ORDER BY q.name, q.scope_id, q.window_start FOR UPDATE OF q
""")
MOVE = text("""
    UPDATE quota q SET reserved = q.reserved + s.reserved, used = q.used + s.used
    FROM jsonb_to_recordset(CAST(:slots AS jsonb))
        AS s(name text, scope_id uuid, window_start timestamptz, reserved int, used int)
    WHERE q.corp_id = :corp_id AND q.name = s.name AND q.scope_id = s.scope_id AND q.window_start = s.window_start
""")
# A decision's reservations are settled once: whoever settles takes them off the row.
TAKE_OFF = text("""
    WITH held AS (
        SELECT id, quotas FROM decision
        WHERE corp_id = :corp_id AND id = ANY(CAST(:ids AS uuid[])) AND quotas <> '[]'::jsonb
        ORDER BY id FOR UPDATE
    ), taken AS (
        UPDATE decision d SET quotas = '[]'::jsonb FROM held WHERE d.corp_id = :corp_id AND d.id = held.id
    )
    SELECT id, quotas FROM held
""")


def reserve(session: Session, corp_id: UUID, wanted: Mapping[str, Sequence[Demand]]) -> dict[str, Demand]:
    """Reserve every demand of every key, in the mapping's order; a key gets all it asks for or nothing.

    Returns, for keys that went short, the demand that opens last. Concurrent callers wait for one another per slot.
    """
    sizes = {demand.slot: demand.most for demands in wanted.values() for demand in demands}
    if not sizes:
        return {}
    slots = [_json(slot) for slot in sorted(sizes)]
    opened = [{**_json(slot), "most": sizes[slot]} for slot in sorted(sizes)]
    session.execute(OPEN, {"corp_id": corp_id, "slots": orjson.dumps(opened).decode()})
    locked = session.execute(LOCK, {"corp_id": corp_id, "slots": orjson.dumps(slots).decode()})
    taken, short = allocate(wanted, {_slot(row): row.free for row in locked})
    moves = [{**_json(slot), "reserved": count, "used": 0} for slot, count in taken.items()]
    session.execute(MOVE, {"corp_id": corp_id, "slots": orjson.dumps(moves).decode()})
    return short


def allocate(
    wanted: Mapping[str, Sequence[Demand]], free: Mapping[Slot, int]
) -> tuple[Counter[Slot], dict[str, Demand]]:
    """First come, first served within what is free: how much each slot gives, and which keys went short."""
    taken: Counter[Slot] = Counter()
    short = {}
    for key, demands in wanted.items():
        lacking = [demand for demand in demands if taken[demand.slot] >= free[demand.slot]]
        if lacking:
            short[key] = max(lacking, key=lambda demand: demand.window_end)
        else:
            taken.update(demand.slot for demand in demands)
    return +taken, short


def settle(session: Session, corp_id: UUID, *, spent: Sequence[UUID], released: Sequence[UUID]) -> None:
    """Turn what these decisions reserved into used (`spent`) or give it back (`released`), once."""
    if not spent and not released:
        return
    used: Counter[Slot] = Counter()
    freed: Counter[Slot] = Counter()
    spending = set(spent)
    for row in session.execute(TAKE_OFF, {"corp_id": corp_id, "ids": [*spent, *released]}):
        for item in row.quotas:
            slot = Slot(item["name"], UUID(item["scope_id"]), datetime.fromisoformat(item["window_start"]))
            freed[slot] += 1
            used[slot] += row.id in spending
    if not freed:
        return
    slots = [_json(slot) for slot in sorted(freed)]
    moves = [{**_json(slot), "reserved": -freed[slot], "used": used[slot]} for slot in sorted(freed)]
    session.execute(LOCK, {"corp_id": corp_id, "slots": orjson.dumps(slots).decode()})
    session.execute(MOVE, {"corp_id": corp_id, "slots": orjson.dumps(moves).decode()})


def as_json(demands: Sequence[Demand]) -> list[dict[str, Any]]:
    """What a decision row keeps of its reservations."""
    return [_json(demand.slot) for demand in demands]


def _json(slot: Slot) -> dict[str, Any]:
    return {"name": slot.name, "scope_id": str(slot.scope_id), "window_start": slot.window_start.isoformat()}


def _slot(row: Row[Any]) -> Slot:
    return Slot(row.name, row.scope_id, row.window_start)
