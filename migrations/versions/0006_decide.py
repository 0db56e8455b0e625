"""Tables of decide."""

from alembic import op

revision = "0006"
down_revision = "0005"

SQL = """
CREATE TABLE decision (
    corp_id uuid NOT NULL, id uuid NOT NULL,
    key_hash bytea NOT NULL, key varchar NOT NULL,
    play varchar NOT NULL, purpose varchar NOT NULL, effect varchar NOT NULL,
    outcome varchar NOT NULL, reason_code varchar NOT NULL, reason_params jsonb NOT NULL,
    person_id uuid, relation_id uuid, staff_id uuid,
    subject varchar NOT NULL, cause bigint,
    decided_at timestamptz NOT NULL, until timestamptz,
    quotas jsonb NOT NULL DEFAULT '[]'::jsonb,
    CONSTRAINT pk_decision PRIMARY KEY (corp_id, id),
    CONSTRAINT ck_decision_outcome CHECK (outcome IN ('approved', 'deferred', 'refused'))
);
CREATE UNIQUE INDEX uq_decision_approved ON decision (corp_id, key_hash) WHERE outcome = 'approved';
CREATE UNIQUE INDEX uq_decision_otherwise ON decision (corp_id, key_hash, reason_code, cause)
    NULLS NOT DISTINCT WHERE outcome <> 'approved';
CREATE INDEX ix_decision_person ON decision (corp_id, person_id, decided_at);
CREATE INDEX ix_decision_relation ON decision (corp_id, relation_id, decided_at);
CREATE INDEX ix_decision_subject ON decision (corp_id, subject, decided_at) WHERE subject <> '';
CREATE INDEX ix_decision_cause ON decision (corp_id, cause);

CREATE TABLE suppression (
    corp_id uuid NOT NULL, person_id uuid NOT NULL, purpose varchar NOT NULL,
    reason_code varchar NOT NULL, reason_params jsonb NOT NULL,
    suppressed_at timestamptz NOT NULL, suppressed_by uuid,
    CONSTRAINT pk_suppression PRIMARY KEY (corp_id, person_id, purpose)
);

CREATE TABLE deferred_intent (
    corp_id uuid NOT NULL, key_hash bytea NOT NULL,
    due_at timestamptz NOT NULL, intent jsonb NOT NULL,
    CONSTRAINT pk_deferred_intent PRIMARY KEY (corp_id, key_hash)
);
CREATE INDEX ix_deferred_intent_due_at ON deferred_intent (due_at);

CREATE TABLE quota (
    corp_id uuid NOT NULL, name varchar NOT NULL, scope_id uuid NOT NULL, window_start timestamptz NOT NULL,
    most integer NOT NULL, used integer NOT NULL DEFAULT 0, reserved integer NOT NULL DEFAULT 0,
    CONSTRAINT pk_quota PRIMARY KEY (corp_id, name, scope_id, window_start),
    CONSTRAINT ck_quota_within CHECK (used >= 0 AND reserved >= 0 AND used + reserved <= most)
);
"""


def upgrade() -> None:
    """Create them."""
    op.execute(SQL)
