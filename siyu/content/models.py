"""Content's tables: materials, and the media ids WeCom lent us for them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from siyu.kit.db import Base


class Material(Base):
    """A picture, video or file; its bytes lie in the store under their SHA-256."""

    __tablename__ = "material"
    __table_args__ = (
        UniqueConstraint("corp_id", "sha256"),
        CheckConstraint("kind IN ('image', 'video', 'file')", name="kind"),
        Index("ix_material_newest", "corp_id", text("created_at DESC"), text("id DESC")),
    )

    corp_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    mime: Mapped[str]
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    width: Mapped[int | None]
    height: Mapped[int | None]
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]


class Media(Base):
    """A material at WeCom: usable under `media_id` until `expires_at`, kept so until `wanted_until`."""

    __tablename__ = "material_media"
    __table_args__ = (Index("ix_material_media_due", "expires_at"),)

    corp_id: Mapped[UUID] = mapped_column(primary_key=True)
    material_id: Mapped[UUID] = mapped_column(primary_key=True)
    media_id: Mapped[str | None]
    expires_at: Mapped[datetime | None]
    wanted_until: Mapped[datetime]
    failed_at: Mapped[datetime | None]
    last_error: Mapped[str | None]
