"""Tables of act."""

from alembic import op

revision = "0007"
down_revision = "0006"

SQL = """
CREATE TABLE outbox (
    corp_id uuid NOT NULL, id uuid NOT NULL,
    seq bigint GENERATED ALWAYS AS IDENTITY,
    key_hash bytea NOT NULL, key varchar NOT NULL,
    kind varchar NOT NULL, lane varchar NOT NULL, play varchar NOT NULL,
    payload jsonb NOT NULL, decision_id uuid NOT NULL,
    person_id uuid, relation_id uuid, staff_id uuid,
    subject varchar NOT NULL, cause bigint,
    state varchar NOT NULL,
    created_at timestamptz NOT NULL, due_at timestamptz NOT NULL, expires_at timestamptz,
    attempts integer NOT NULL DEFAULT 0, looks integer NOT NULL DEFAULT 0,
    fence bigint NOT NULL DEFAULT 0, lease_until timestamptz,
    maybe_done boolean NOT NULL DEFAULT false,
    needs_person_at timestamptz, finished_at timestamptz,
    result jsonb NOT NULL DEFAULT '{}'::jsonb,
    error_code varchar, error_message varchar,
    CONSTRAINT pk_outbox PRIMARY KEY (corp_id, id),
    CONSTRAINT ck_outbox_state CHECK (state IN ('planned', 'sending', 'sent', 'refused', 'unknown')),
    CONSTRAINT ck_outbox_lease CHECK ((state = 'sending') = (lease_until IS NOT NULL)),
    CONSTRAINT ck_outbox_finished CHECK ((state IN ('sent', 'refused')) = (finished_at IS NOT NULL))
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);
CREATE UNIQUE INDEX uq_outbox_key ON outbox (corp_id, key_hash);
CREATE INDEX ix_outbox_due ON outbox (lane, due_at, seq)
    WHERE state IN ('planned', 'unknown') AND needs_person_at IS NULL;
CREATE INDEX ix_outbox_lease ON outbox (lease_until) WHERE state = 'sending';
CREATE INDEX ix_outbox_expiry ON outbox (expires_at)
    WHERE state IN ('planned', 'unknown') AND needs_person_at IS NULL;
CREATE INDEX ix_outbox_open_subject ON outbox (corp_id, subject, seq)
    WHERE subject <> '' AND state IN ('planned', 'sending', 'unknown');
CREATE INDEX ix_outbox_needs_person ON outbox (corp_id, seq) WHERE needs_person_at IS NOT NULL;
CREATE INDEX ix_outbox_person ON outbox (corp_id, person_id, seq);
CREATE INDEX ix_outbox_relation ON outbox (corp_id, relation_id, seq);
CREATE INDEX ix_outbox_decision ON outbox (corp_id, decision_id);
CREATE INDEX ix_outbox_cause ON outbox (corp_id, cause);
CREATE INDEX ix_outbox_newest ON outbox (corp_id, seq);
"""


def upgrade() -> None:
    """Create them."""
    op.execute(SQL)
