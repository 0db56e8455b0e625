"""Tables of profile: persons, identities, relations with their episodes, tags, what to look at again."""

from alembic import op

revision = "0004"
down_revision = "0003"

TABLES = """
CREATE SEQUENCE profile_look;
CREATE TABLE person (
    corp_id uuid NOT NULL,
    id uuid NOT NULL,
    name varchar DEFAULT '' NOT NULL,
    avatar varchar DEFAULT '' NOT NULL,
    gender smallint DEFAULT '0' NOT NULL,
    type smallint DEFAULT '1' NOT NULL,
    corp_name varchar DEFAULT '' NOT NULL,
    position varchar DEFAULT '' NOT NULL,
    added_at timestamptz NOT NULL,
    last_event_at timestamptz NOT NULL,
    look bigint DEFAULT '0' NOT NULL,
    CONSTRAINT pk_person PRIMARY KEY (corp_id, id)
);
CREATE INDEX ix_person_added ON person (corp_id, added_at DESC, id DESC);
CREATE INDEX ix_person_name ON person (corp_id, name, id);
CREATE TABLE identity (
    corp_id uuid NOT NULL,
    namespace varchar NOT NULL,
    scope varchar NOT NULL,
    value varchar NOT NULL,
    person_id uuid NOT NULL,
    sealed varchar,
    created_at timestamptz NOT NULL,
    CONSTRAINT pk_identity PRIMARY KEY (corp_id, namespace, scope, value)
);
CREATE INDEX ix_identity_person ON identity (corp_id, person_id);
CREATE INDEX ix_identity_value ON identity (corp_id, namespace, value);
CREATE TABLE relation (
    corp_id uuid NOT NULL,
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    staff_id uuid NOT NULL,
    userid varchar NOT NULL,
    external_userid varchar NOT NULL,
    state varchar NOT NULL,
    added_at timestamptz NOT NULL,
    lost_at timestamptz,
    ended_by varchar,
    state_token varchar,
    add_way smallint DEFAULT '0' NOT NULL,
    remark varchar DEFAULT '' NOT NULL,
    description varchar DEFAULT '' NOT NULL,
    remark_company varchar DEFAULT '' NOT NULL,
    look bigint DEFAULT '0' NOT NULL,
    CONSTRAINT pk_relation PRIMARY KEY (corp_id, id),
    CONSTRAINT uq_relation_corp_id_person_id_staff_id UNIQUE (corp_id, person_id, staff_id),
    CONSTRAINT uq_relation_corp_id_external_userid_userid UNIQUE (corp_id, external_userid, userid),
    CONSTRAINT ck_relation_state CHECK (state IN ('following', 'lost')),
    CONSTRAINT ck_relation_lost_when_lost CHECK ((state = 'lost') = (lost_at IS NOT NULL))
);
CREATE INDEX ix_relation_added ON relation (corp_id, added_at);
CREATE INDEX ix_relation_lost ON relation (corp_id, lost_at) WHERE lost_at IS NOT NULL;
CREATE INDEX ix_relation_staff ON relation (corp_id, staff_id, state, added_at);
CREATE INDEX ix_relation_token ON relation (corp_id, state_token) WHERE state_token IS NOT NULL;
CREATE INDEX ix_relation_userid ON relation (corp_id, userid, state, look);
CREATE TABLE episode (
    corp_id uuid NOT NULL,
    relation_id uuid NOT NULL,
    added_at timestamptz NOT NULL,
    state_token varchar,
    add_way smallint DEFAULT '0' NOT NULL,
    lost_at timestamptz,
    ended_by varchar,
    is_shown boolean NOT NULL,
    CONSTRAINT pk_episode PRIMARY KEY (corp_id, relation_id, added_at)
);
CREATE INDEX ix_episode_added ON episode (corp_id, added_at);
CREATE INDEX ix_episode_lost ON episode (corp_id, lost_at);
CREATE TABLE sighting (
    corp_id uuid NOT NULL,
    external_userid varchar NOT NULL,
    userid varchar NOT NULL,
    kind varchar NOT NULL,
    happened_at timestamptz NOT NULL,
    look bigint NOT NULL,
    ended_by varchar,
    state_token varchar,
    welcome_code varchar,
    received_at timestamptz NOT NULL,
    cause bigint,
    CONSTRAINT pk_sighting PRIMARY KEY (corp_id, external_userid, userid, kind, happened_at),
    CONSTRAINT ck_sighting_kind CHECK (kind IN ('added', 'half', 'ended'))
);
CREATE TABLE refresh (
    corp_id uuid NOT NULL,
    external_userid varchar NOT NULL,
    lane varchar NOT NULL,
    due_at timestamptz NOT NULL,
    generation bigint DEFAULT '1' NOT NULL,
    attempts integer DEFAULT '0' NOT NULL,
    leased_until timestamptz,
    look bigint,
    last_error varchar,
    CONSTRAINT pk_refresh PRIMARY KEY (corp_id, external_userid)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
CREATE INDEX ix_refresh_due ON refresh (lane, due_at);
CREATE TABLE tag_group (
    corp_id uuid NOT NULL,
    id uuid NOT NULL,
    wecom_id varchar,
    name varchar NOT NULL,
    rank bigint DEFAULT '0' NOT NULL,
    deleted_at timestamptz,
    CONSTRAINT pk_tag_group PRIMARY KEY (corp_id, id),
    CONSTRAINT uq_tag_group_corp_id_wecom_id UNIQUE (corp_id, wecom_id)
);
CREATE TABLE tag (
    corp_id uuid NOT NULL,
    id uuid NOT NULL,
    group_id uuid,
    wecom_id varchar,
    name varchar NOT NULL,
    rank bigint DEFAULT '0' NOT NULL,
    deleted_at timestamptz,
    CONSTRAINT pk_tag PRIMARY KEY (corp_id, id),
    CONSTRAINT uq_tag_corp_id_wecom_id UNIQUE (corp_id, wecom_id)
);
CREATE INDEX ix_tag_group ON tag (corp_id, group_id);
CREATE TABLE relation_tag (
    corp_id uuid NOT NULL,
    relation_id uuid NOT NULL,
    tag_id uuid NOT NULL,
    person_id uuid NOT NULL,
    source varchar NOT NULL,
    reason_code varchar NOT NULL,
    reason_params jsonb NOT NULL,
    account_id uuid,
    applied_at timestamptz NOT NULL,
    confirmed_at timestamptz,
    leaving boolean DEFAULT 'false' NOT NULL,
    look bigint NOT NULL,
    CONSTRAINT pk_relation_tag PRIMARY KEY (corp_id, relation_id, tag_id)
);
CREATE INDEX ix_relation_tag_person ON relation_tag (corp_id, person_id);
CREATE INDEX ix_relation_tag_tag ON relation_tag (corp_id, tag_id, person_id);
CREATE TABLE tag_batch (
    corp_id uuid NOT NULL,
    id uuid NOT NULL,
    token_hash varchar NOT NULL,
    account_id uuid,
    created_at timestamptz NOT NULL,
    finished_at timestamptz,
    undone_at timestamptz,
    CONSTRAINT pk_tag_batch PRIMARY KEY (corp_id, id)
);
CREATE TABLE tag_change (
    corp_id uuid NOT NULL,
    batch_id uuid NOT NULL,
    relation_id uuid NOT NULL,
    added jsonb NOT NULL,
    removed jsonb NOT NULL,
    CONSTRAINT pk_tag_change PRIMARY KEY (corp_id, batch_id, relation_id)
);
CREATE TABLE sync_cursor (
    corp_id uuid NOT NULL,
    userid varchar NOT NULL,
    run_id uuid NOT NULL,
    cursor varchar DEFAULT '' NOT NULL,
    first_look bigint NOT NULL,
    seen integer DEFAULT '0' NOT NULL,
    finished_at timestamptz,
    CONSTRAINT pk_sync_cursor PRIMARY KEY (corp_id, userid)
);
CREATE TABLE sync_run (
    corp_id uuid NOT NULL,
    run_id uuid NOT NULL,
    begun_at timestamptz NOT NULL,
    CONSTRAINT pk_sync_run PRIMARY KEY (corp_id)
);
"""


def upgrade() -> None:
    """Create them."""
    op.get_bind().connection.cursor().execute(TABLES)
