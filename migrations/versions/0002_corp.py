"""Tables of corp: company, app, organisation, accounts, audit, tokens, budgets, set-up checks, job progress."""

from alembic import op

revision = "0002"
down_revision = "0001"

ORGANISATION = """
CREATE TABLE corp (
    id uuid NOT NULL,
    name varchar NOT NULL,
    corpid varchar NOT NULL,
    time_zone varchar DEFAULT 'Asia/Shanghai' NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT pk_corp PRIMARY KEY (id),
    CONSTRAINT uq_corp_corpid UNIQUE (corpid)
);
CREATE TABLE wecom_app (
    corp_id uuid NOT NULL,
    agentid varchar NOT NULL,
    name varchar NOT NULL,
    secret varchar NOT NULL,
    token varchar NOT NULL,
    aes_key varchar NOT NULL,
    receiver_key varchar NOT NULL,
    egress_ip varchar,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    last_callback_at timestamptz,
    CONSTRAINT pk_wecom_app PRIMARY KEY (corp_id),
    CONSTRAINT uq_wecom_app_receiver_key UNIQUE (receiver_key)
);
CREATE TABLE department (
    corp_id uuid NOT NULL,
    id bigint NOT NULL,
    name varchar NOT NULL,
    parent_id bigint,
    position bigint DEFAULT '0' NOT NULL,
    CONSTRAINT pk_department PRIMARY KEY (corp_id, id)
);
CREATE TABLE staff (
    corp_id uuid NOT NULL,
    id uuid NOT NULL,
    userid varchar NOT NULL,
    name varchar NOT NULL,
    avatar varchar DEFAULT '' NOT NULL,
    position varchar DEFAULT '' NOT NULL,
    status varchar DEFAULT 'active' NOT NULL,
    department_ids bigint[] DEFAULT '{}' NOT NULL,
    on_duty boolean DEFAULT true NOT NULL,
    created_at timestamptz NOT NULL,
    synced_at timestamptz,
    left_at timestamptz,
    CONSTRAINT pk_staff PRIMARY KEY (corp_id, id),
    CONSTRAINT uq_staff_corp_id_userid UNIQUE (corp_id, userid)
);
"""

ACCOUNTS = """
CREATE TABLE account (
    id uuid NOT NULL,
    email varchar NOT NULL,
    name varchar NOT NULL,
    password_hash varchar,
    totp_secret varchar,
    totp_last_step bigint,
    may_add_corps boolean DEFAULT false NOT NULL,
    created_at timestamptz NOT NULL,
    disabled_at timestamptz,
    CONSTRAINT pk_account PRIMARY KEY (id),
    CONSTRAINT uq_account_email UNIQUE (email)
);
CREATE TABLE membership (
    corp_id uuid NOT NULL,
    account_id uuid NOT NULL,
    role varchar NOT NULL,
    staff_id uuid,
    created_at timestamptz NOT NULL,
    CONSTRAINT pk_membership PRIMARY KEY (corp_id, account_id)
);
CREATE INDEX ix_membership_account_id ON membership (account_id);
CREATE TABLE sign_in (
    token_hash bytea NOT NULL,
    account_id uuid NOT NULL,
    corp_id uuid,
    peer varchar NOT NULL,
    created_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT pk_sign_in PRIMARY KEY (token_hash)
);
CREATE INDEX ix_sign_in_account_id ON sign_in (account_id);
CREATE TABLE sign_in_failure (
    key varchar NOT NULL,
    failures integer NOT NULL,
    failed_at timestamptz NOT NULL,
    blocked_until timestamptz NOT NULL,
    CONSTRAINT pk_sign_in_failure PRIMARY KEY (key)
);
CREATE TABLE bootstrap_token (
    token_hash bytea NOT NULL,
    account_id uuid,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    CONSTRAINT pk_bootstrap_token PRIMARY KEY (token_hash)
);
CREATE TABLE audit (
    corp_id uuid NOT NULL,
    seq bigint NOT NULL,
    at timestamptz NOT NULL,
    account_id uuid,
    action varchar NOT NULL,
    target varchar NOT NULL,
    before jsonb,
    after jsonb,
    previous bytea NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT pk_audit PRIMARY KEY (corp_id, seq)
);
"""

WIRE = """
CREATE TABLE wecom_token (
    corp_id uuid NOT NULL,
    access_token varchar,
    expires_at timestamptz,
    generation bigint DEFAULT '0' NOT NULL,
    lease uuid,
    lease_until timestamptz,
    CONSTRAINT pk_wecom_token PRIMARY KEY (corp_id)
);
CREATE TABLE api_bucket (
    corp_id uuid NOT NULL,
    api varchar NOT NULL,
    minute_left DOUBLE PRECISION NOT NULL,
    hour_left DOUBLE PRECISION NOT NULL,
    refilled_at timestamptz NOT NULL,
    CONSTRAINT pk_api_bucket PRIMARY KEY (corp_id, api)
);
CREATE TABLE lane_block (
    corp_id uuid NOT NULL,
    api varchar NOT NULL,
    until timestamptz NOT NULL,
    errcode integer NOT NULL,
    strikes integer NOT NULL,
    CONSTRAINT pk_lane_block PRIMARY KEY (corp_id, api)
);
CREATE TABLE setup_check (
    corp_id uuid NOT NULL,
    key varchar NOT NULL,
    ok boolean,
    code varchar NOT NULL,
    detail varchar NOT NULL,
    fix varchar NOT NULL,
    checked_at timestamptz NOT NULL,
    CONSTRAINT pk_setup_check PRIMARY KEY (corp_id, key)
);
CREATE TABLE job_progress (
    corp_id uuid NOT NULL,
    id uuid NOT NULL,
    kind varchar NOT NULL,
    state varchar NOT NULL,
    done bigint NOT NULL,
    total bigint,
    error varchar,
    account_id uuid,
    result_name varchar,
    result_mime varchar,
    result bytea,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT pk_job_progress PRIMARY KEY (corp_id, id)
);
"""


def upgrade() -> None:
    """Create them."""
    for statements in (ORGANISATION, ACCOUNTS, WIRE):
        op.execute(statements)
