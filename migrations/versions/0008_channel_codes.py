"""Tables of channel_codes."""

from alembic import op

revision = "0008"
down_revision = "0007"

SQL = """
CREATE TABLE code_folder (
    corp_id uuid NOT NULL, id uuid NOT NULL,
    name varchar NOT NULL, is_default boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    CONSTRAINT pk_code_folder PRIMARY KEY (corp_id, id),
    CONSTRAINT uq_code_folder_corp_id_name UNIQUE (corp_id, name)
);
CREATE UNIQUE INDEX uq_code_folder_default ON code_folder (corp_id) WHERE is_default;

CREATE TABLE code (
    corp_id uuid NOT NULL, id uuid NOT NULL,
    folder_id uuid NOT NULL, token varchar NOT NULL,
    kind varchar NOT NULL, state varchar NOT NULL DEFAULT 'active', name varchar NOT NULL,
    config jsonb NOT NULL, named_staff uuid[] NOT NULL, version integer NOT NULL DEFAULT 1,
    created_by uuid, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL, deleted_at timestamptz,
    CONSTRAINT pk_code PRIMARY KEY (corp_id, id),
    CONSTRAINT uq_code_corp_id_token UNIQUE (corp_id, token),
    CONSTRAINT fk_code_corp_id_folder_id FOREIGN KEY (corp_id, folder_id) REFERENCES code_folder (corp_id, id),
    CONSTRAINT ck_code_kind CHECK (kind IN ('single', 'multi', 'batch')),
    CONSTRAINT ck_code_state CHECK (state IN ('active', 'paused', 'deleted')),
    CONSTRAINT ck_code_token CHECK (length(token) BETWEEN 16 AND 30)
);
CREATE INDEX ix_code_corp_id_created_at ON code (corp_id, created_at, id);
CREATE INDEX ix_code_named_staff ON code USING gin (named_staff);

CREATE TABLE code_sync (
    corp_id uuid NOT NULL, code_id uuid NOT NULL,
    state varchar NOT NULL DEFAULT 'pending', config_id varchar, qr_text varchar,
    creation integer NOT NULL DEFAULT 0, revision integer NOT NULL DEFAULT 0,
    applied jsonb, in_flight varchar, sending jsonb, refused jsonb, error_code varchar, retry_at timestamptz,
    on_duty uuid[] NOT NULL DEFAULT '{}', health jsonb NOT NULL DEFAULT '{}',
    next_change_at timestamptz, next_check_at timestamptz, checked_at timestamptz,
    check_count integer NOT NULL DEFAULT 0,
    CONSTRAINT pk_code_sync PRIMARY KEY (corp_id, code_id),
    CONSTRAINT fk_code_sync_corp_id_code_id FOREIGN KEY (corp_id, code_id)
        REFERENCES code (corp_id, id) ON DELETE CASCADE,
    CONSTRAINT ck_code_sync_state CHECK (state IN ('pending', 'synced', 'failed', 'unknown'))
);
CREATE INDEX ix_code_sync_next_change_at ON code_sync (next_change_at);
CREATE INDEX ix_code_sync_next_check_at ON code_sync (next_check_at);

CREATE TABLE code_staff_seen (
    corp_id uuid NOT NULL, staff_id uuid NOT NULL, is_available boolean NOT NULL,
    CONSTRAINT pk_code_staff_seen PRIMARY KEY (corp_id, staff_id)
);

CREATE TABLE code_add (
    corp_id uuid NOT NULL, relation_id uuid NOT NULL, added_at timestamptz NOT NULL,
    code_id uuid NOT NULL, person_id uuid NOT NULL, staff_id uuid NOT NULL, seq bigint NOT NULL,
    day date NOT NULL, lost_at timestamptz, lost_day date,
    CONSTRAINT pk_code_add PRIMARY KEY (corp_id, relation_id, added_at)
);
CREATE INDEX ix_code_add_code ON code_add (corp_id, code_id, seq);
CREATE INDEX ix_code_add_person ON code_add (corp_id, person_id);

CREATE TABLE code_scan (
    corp_id uuid NOT NULL, code_id uuid NOT NULL, external_userid varchar NOT NULL, scanned_at timestamptz NOT NULL,
    CONSTRAINT pk_code_scan PRIMARY KEY (corp_id, code_id, external_userid, scanned_at)
);

CREATE TABLE code_day (
    corp_id uuid NOT NULL, code_id uuid NOT NULL, staff_id uuid NOT NULL, day date NOT NULL,
    scanned integer NOT NULL DEFAULT 0, added integer NOT NULL DEFAULT 0,
    lost integer NOT NULL DEFAULT 0, retained integer NOT NULL DEFAULT 0,
    CONSTRAINT pk_code_day PRIMARY KEY (corp_id, code_id, staff_id, day)
);
CREATE INDEX ix_code_day_day ON code_day (corp_id, day);

CREATE TABLE code_default_welcome (
    corp_id uuid NOT NULL, position integer NOT NULL, staff_ids jsonb, message jsonb NOT NULL,
    CONSTRAINT pk_code_default_welcome PRIMARY KEY (corp_id, position)
);

CREATE TABLE code_undo (
    corp_id uuid NOT NULL, token_hash varchar NOT NULL, account_id uuid, before jsonb NOT NULL,
    created_at timestamptz NOT NULL, expires_at timestamptz NOT NULL, used_at timestamptz,
    CONSTRAINT pk_code_undo PRIMARY KEY (corp_id, token_hash)
);
"""


def upgrade() -> None:
    """Create them."""
    for statement in filter(str.strip, SQL.split(";\n")):
        op.execute(statement)
