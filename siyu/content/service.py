"""Taking materials in."""

import hashlib
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from siyu.content import files, media, queries, store
from siyu.content.queries import Material
from siyu.kit import clock, ids

INSERT = text("""
    INSERT INTO material (corp_id, id, kind, name, mime, size_bytes, width, height, sha256, created_at)
    VALUES (:corp_id, :id, :kind, :name, :mime, :size_bytes, :width, :height, :sha256, :now)
    ON CONFLICT (corp_id, sha256) DO UPDATE SET sha256 = excluded.sha256 RETURNING id
""")


def add_material(session: Session, corp_id: UUID, *, name: str, mime: str, data: bytes) -> Material:
    """Keep an upload and have it brought to WeCom; the same bytes again are the same material. Raises `Invalid`."""
    accepted = files.accept(name=name, mime=mime, data=data)
    sha256 = hashlib.sha256(accepted.data).digest()
    store.put(corp_id, sha256, accepted.data)
    material_id = session.execute(
        INSERT,
        {
            "corp_id": corp_id,
            "id": ids.new(),
            "kind": accepted.kind,
            "name": accepted.name,
            "mime": accepted.mime,
            "size_bytes": len(accepted.data),
            "width": accepted.width,
            "height": accepted.height,
            "sha256": sha256,
            "now": clock.now(),
        },
    ).scalar_one()
    media.ready(session, corp_id, material_ids=[material_id])
    return queries.material(session, corp_id, material_id=material_id)
