"""What callbacks claimed: written down as it comes, with a note to look at the customer again."""

from collections.abc import Sequence
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session

from siyu.ingest.facts import Recorded
from siyu.ingest.wecom_facts import ContactChanged
from siyu.kit import wakeup
from siyu.profile import refreshes
from siyu.profile.facts import EndedBy

ADDS = {"add_external_contact": "added", "add_half_external_contact": "half"}
ENDS: dict[str, EndedBy] = {"del_external_contact": "staff", "del_follow_user": "customer"}
TRANSFER = "DELETE_BY_TRANSFER"

INSERT = text("""
    INSERT INTO sighting (corp_id, external_userid, userid, kind, happened_at, look, ended_by, state_token,
                          welcome_code, received_at, cause)
    SELECT :corp_id, external_userid, userid, kind, happened_at, nextval('profile_look'), ended_by, state_token,
           welcome_code, received_at, cause
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS row (
        external_userid text, userid text, kind text, happened_at timestamptz, ended_by text, state_token text,
        welcome_code text, received_at timestamptz, cause bigint)
    ON CONFLICT DO NOTHING
""")

RENAME = """
    UPDATE {table} AS named SET userid = :new_userid WHERE corp_id = :corp_id AND userid = :userid
      AND NOT EXISTS (SELECT 1 FROM {table} other WHERE other.corp_id = :corp_id AND other.userid = :new_userid
                      AND other.external_userid = named.external_userid)
"""
RENAMES = tuple(text(RENAME.format(table=table)) for table in ("relation", "sighting"))


def note(session: Session, corp_id: UUID, changes: Sequence[Recorded[ContactChanged]]) -> None:
    """Keep each claim once, and ask for a look at every customer named: at once when a welcome waits for it."""
    rows = [row for change in changes if (row := _row(change)) is not None]
    if rows:
        session.execute(INSERT, {"corp_id": corp_id, "rows": orjson.dumps(rows).decode()})
    lanes = {change.fact.external_userid: refreshes.NORMAL for change in changes}
    lanes |= {change.fact.external_userid: refreshes.URGENT for change in changes if change.fact.welcome_code}
    refreshes.ask(session, corp_id, lanes)
    wakeup.ring(session, wakeup.REFRESH)


def rename(session: Session, corp_id: UUID, *, userid: str, new_userid: str) -> None:
    """What is known of `userid` is known of `new_userid`; what is known of both already stays."""
    for statement in RENAMES:
        session.execute(statement, {"corp_id": corp_id, "userid": userid, "new_userid": new_userid})


def _row(change: Recorded[ContactChanged]) -> dict[str, object] | None:
    """The claim as a row; None when the callback claims no beginning and no end (an edit, a failed transfer)."""
    fact = change.fact
    kind = ADDS.get(fact.change_type) or ("ended" if fact.change_type in ENDS else None)
    if kind is None:
        return None
    ended_by = ENDS.get(fact.change_type)
    return {
        "external_userid": fact.external_userid,
        "userid": fact.userid,
        "kind": kind,
        "happened_at": fact.happened_at,
        "ended_by": "transfer" if fact.source == TRANSFER else ended_by,
        "state_token": fact.state or None,
        "welcome_code": fact.welcome_code or None,
        "received_at": change.received_at,
        "cause": change.seq,
    }
