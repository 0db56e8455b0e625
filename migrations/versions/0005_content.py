"""Tables of content: materials, and the media ids WeCom lent us for them."""

from alembic import op

revision = "0005"
down_revision = "0004"

TABLES = """
CREATE TABLE material (
    corp_id uuid NOT NULL,
    id uuid NOT NULL,
    kind varchar NOT NULL,
    name varchar NOT NULL,
    mime varchar NOT NULL,
    size_bytes bigint NOT NULL,
    width integer,
    height integer,
    sha256 BYTEA NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT pk_material PRIMARY KEY (corp_id, id),
    CONSTRAINT uq_material_corp_id_sha256 UNIQUE (corp_id, sha256),
    CONSTRAINT ck_material_kind CHECK (kind IN ('image', 'video', 'file'))
);
CREATE INDEX ix_material_newest ON material (corp_id, created_at DESC, id DESC);
CREATE TABLE material_media (
    corp_id uuid NOT NULL,
    material_id uuid NOT NULL,
    media_id varchar,
    expires_at timestamptz,
    wanted_until timestamptz NOT NULL,
    failed_at timestamptz,
    last_error varchar,
    CONSTRAINT pk_material_media PRIMARY KEY (corp_id, material_id)
);
CREATE INDEX ix_material_media_due ON material_media (expires_at);
"""


def upgrade() -> None:
    """Create them."""
    op.get_bind().connection.cursor().execute(TABLES)
