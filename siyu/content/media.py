"""Materials at WeCom: an uploaded file has a media id for three days, and is uploaded again before they are over.

Nothing is uploaded while a customer waits: what is in use is kept ready by jobs, and `ready` only looks it up.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from siyu.content import models, store
from siyu.corp.wire import Wires
from siyu.kit import clock
from siyu.kit import jobs as queue
from siyu.kit.db import Database
from siyu.kit.errors import SiyuError
from siyu.kit.jobs import Job, Lane

UPLOAD = "content.upload_media"
LIFE = timedelta(days=3)
"""How long WeCom keeps an uploaded file [media/upload]."""
MARGIN = timedelta(minutes=10)
RENEW_BEFORE = timedelta(hours=12)
WANTED_FOR = timedelta(days=30)
"""A material nobody used for this long is no longer kept at WeCom; the next use uploads it."""

RETRY_AFTER = timedelta(minutes=10)
"""How long a material whose upload failed for good rests before it is tried again."""

WANT = text("""
    INSERT INTO material_media AS held (corp_id, material_id, wanted_until)
    SELECT :corp_id, id, :until FROM material WHERE corp_id = :corp_id AND id = ANY(:ids) ORDER BY id
    ON CONFLICT (corp_id, material_id) DO UPDATE SET wanted_until = excluded.wanted_until
    WHERE held.wanted_until < excluded.wanted_until - interval '1 day'
""")
HELD = text("""
    SELECT material_id, media_id, expires_at FROM material_media
    WHERE corp_id = :corp_id AND material_id = ANY(:ids) AND media_id IS NOT NULL AND expires_at > :usable
""")
DUE = text("""
    SELECT corp_id, material_id FROM material_media
    WHERE wanted_until > :now AND (expires_at IS NULL OR expires_at < :renew)
      AND (failed_at IS NULL OR failed_at < :retry) LIMIT 500
""")
KEEP = text("""
    UPDATE material_media SET media_id = :media_id, expires_at = :expires_at, failed_at = NULL, last_error = NULL
    WHERE corp_id = :corp_id AND material_id = :material_id
""")
FAILED = text("""
    UPDATE material_media SET failed_at = :now, last_error = :error
    WHERE corp_id = :corp_id AND material_id = :material_id
""")


def ready(session: Session, corp_id: UUID, *, material_ids: Collection[UUID]) -> dict[UUID, str]:
    """WeCom's media id of each material that is there now; those missing are uploaded at once, by a job."""
    if not material_ids:
        return {}
    now = clock.now()
    ids = sorted(set(material_ids))
    session.execute(WANT, {"corp_id": corp_id, "ids": ids, "until": now + WANTED_FOR})
    rows = session.execute(HELD, {"corp_id": corp_id, "ids": ids, "usable": now + MARGIN})
    held = {row.material_id: row.media_id for row in rows}
    for material_id in ids:
        if material_id not in held:
            _ask(session, corp_id, material_id, Lane.URGENT)
    return held


def keep(session: Session) -> None:
    """Ask for uploads of what is in use and runs out within hours; called every few seconds, of any corp."""
    now = clock.now()
    for row in session.execute(DUE, {"now": now, "renew": now + RENEW_BEFORE, "retry": now - RETRY_AFTER}):
        _ask(session, row.corp_id, row.material_id, Lane.NORMAL)


def upload(database: Database, wires: Wires, corp_id: UUID, material_id: UUID) -> None:
    """Bring a material to WeCom, unless it is there for a while yet."""
    with database.transaction() as session:
        held = session.get(models.Media, (corp_id, material_id))
        if held is not None and held.expires_at is not None and held.expires_at > clock.now() + RENEW_BEFORE:
            return
        material = session.get_one(models.Material, (corp_id, material_id))
    row = {"corp_id": corp_id, "material_id": material_id}
    data = store.get(corp_id, material.sha256)
    wire = wires.of(corp_id)
    try:
        made = wires.blocking(wire.upload_media(type=material.kind, name=material.name, mime=material.mime, data=data))
    except SiyuError as error:
        with database.transaction() as session:
            session.execute(FAILED, {**row, "error": error.code, "now": clock.now()})
        raise
    begun = datetime.fromtimestamp(made.created_at, UTC) if made.created_at else clock.now()
    with database.transaction() as session:
        session.execute(KEEP, {**row, "media_id": made.media_id, "expires_at": begun + LIFE})


def jobs(wires: Wires) -> Sequence[Job]:
    """Content's background jobs."""

    def run(database: Database, arguments: Mapping[str, Any]) -> None:
        upload(database, wires, UUID(arguments["corp_id"]), UUID(arguments["material_id"]))

    return (Job(UPLOAD, Lane.NORMAL, run),)


def _ask(session: Session, corp_id: UUID, material_id: UUID, lane: Lane) -> None:
    arguments = {"corp_id": str(corp_id), "material_id": str(material_id)}
    queue.defer(session, UPLOAD, arguments, lane=lane, key=f"{UPLOAD}:{corp_id}:{material_id}")
