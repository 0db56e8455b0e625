"""A small world of tea: facts of these tests' own, and how they are put in and read back."""

from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text

from siyu.ingest import service
from siyu.ingest.facts import fact
from siyu.kit import clock
from siyu.kit.db import Database


@fact("test.poured")
@dataclass(frozen=True, slots=True)
class Poured:
    """Somebody was poured a cup of tea."""

    tea: str


@fact("test.spilled")
@dataclass(frozen=True, slots=True)
class Spilled:
    """Somebody spilled one."""

    tea: str


class Logged(NamedTuple):
    """What a test looks at in an event."""

    seq: int
    kind: str
    body: dict[str, Any]


def pour(database: Database, corp_id: UUID, *teas: str) -> None:
    """Record one `Poured` a tea, in this order, the tea being its key."""
    with database.transaction() as session:
        service.record_many(session, corp_id, [service.Entry(Poured(tea), key=tea) for tea in teas])


def put_raw(database: Database, corp_id: UUID, raw: bytes, *, key: bytes | None = None) -> None:
    """Put a callback's plaintext into the inbox, as the intake does."""
    row = {"corp_id": corp_id, "key": key or service.digest("raw", raw), "now": clock.now(), "raw": raw}
    with database.transaction() as session:
        session.execute(
            text("INSERT INTO inbox (corp_id, key, received_at, raw) VALUES (:corp_id, :key, :now, :raw)"), row
        )


def logged(database: Database) -> list[Logged]:
    """The whole log, in order."""
    with database.transaction() as session:
        rows = session.execute(text("SELECT seq, kind, body FROM events ORDER BY seq"))
        return [Logged(*row) for row in rows]


def contact_xml(change_type: str, external_userid: str, **more: str) -> bytes:
    """A decrypted `change_external_contact` body in the self-built form."""
    extra = "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in more.items())
    return (
        "<xml><ToUserName><![CDATA[wwtea0000000000001]]></ToUserName><FromUserName><![CDATA[sys]]></FromUserName>"
        "<CreateTime>1772416800</CreateTime><MsgType><![CDATA[event]]></MsgType>"
        "<Event><![CDATA[change_external_contact]]></Event>"
        f"<ChangeType><![CDATA[{change_type}]]></ChangeType><UserID><![CDATA[lin]]></UserID>"
        f"<ExternalUserID><![CDATA[{external_userid}]]></ExternalUserID>{extra}</xml>"
    ).encode()
