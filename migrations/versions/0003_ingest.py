"""Tables of ingest: inbox, the event log by month, its keys and head, listener cursors, dead letters."""

from alembic import op

revision = "0003"
down_revision = "0002"

# The inbox is filled and emptied all day: vacuum by count, so a day's churn never grows its index.
INBOX = """
CREATE TABLE inbox (
    corp_id uuid NOT NULL,
    key bytea NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    received_at timestamptz NOT NULL,
    raw bytea,
    kind varchar,
    subject varchar NOT NULL DEFAULT '',
    occurred_at timestamptz,
    cause bigint,
    body jsonb,
    CONSTRAINT pk_inbox PRIMARY KEY (corp_id, key),
    CONSTRAINT ck_inbox_callback_or_fact
        CHECK ((raw IS NULL) <> (kind IS NULL) AND (kind IS NULL) = (body IS NULL))
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
CREATE INDEX ix_inbox_id ON inbox (id);
"""

# Partitions `events_yYYYYMM` are made by the drainer, some months ahead (siyu/ingest/partitions.py).
EVENTS = """
CREATE TABLE events (
    corp_id uuid NOT NULL,
    seq bigint NOT NULL,
    recorded_at timestamptz NOT NULL,
    kind varchar NOT NULL,
    subject varchar NOT NULL,
    occurred_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    cause bigint,
    body jsonb NOT NULL,
    raw bytea,
    CONSTRAINT pk_events PRIMARY KEY (corp_id, seq, recorded_at)
) PARTITION BY RANGE (recorded_at);
CREATE INDEX ix_events_seq ON events (seq);
CREATE INDEX ix_events_corp_id_subject_seq ON events (corp_id, subject, seq) WHERE subject <> '';
CREATE INDEX ix_events_corp_id_person_id_seq ON events (corp_id, (body ->> 'person_id'), seq);
CREATE TABLE event_keys (
    corp_id uuid NOT NULL,
    key bytea NOT NULL,
    seq bigint NOT NULL,
    CONSTRAINT pk_event_keys PRIMARY KEY (corp_id, key)
);
CREATE TABLE log_head (shard smallint NOT NULL, seq bigint NOT NULL, CONSTRAINT pk_log_head PRIMARY KEY (shard));
INSERT INTO log_head (shard, seq) VALUES (0, 0);
"""

LISTENERS = """
CREATE TABLE listener_cursors (
    listener varchar NOT NULL,
    seq bigint NOT NULL DEFAULT 0,
    batch_size integer NOT NULL DEFAULT 1000,
    tries integer NOT NULL DEFAULT 0,
    retry_at timestamptz,
    last_error varchar,
    CONSTRAINT pk_listener_cursors PRIMARY KEY (listener)
);
CREATE TABLE dead_letters (
    corp_id uuid NOT NULL,
    id uuid NOT NULL,
    listener varchar NOT NULL,
    seq bigint NOT NULL,
    kind varchar NOT NULL,
    reason varchar NOT NULL,
    tries integer NOT NULL,
    state varchar NOT NULL DEFAULT 'waiting',
    buried_at timestamptz NOT NULL,
    settled_at timestamptz,
    note varchar,
    CONSTRAINT pk_dead_letters PRIMARY KEY (corp_id, id),
    CONSTRAINT uq_dead_letters_corp_id_listener_seq UNIQUE (corp_id, listener, seq),
    CONSTRAINT ck_dead_letters_state CHECK (state IN ('waiting', 'retrying', 'retried', 'discarded'))
);
CREATE INDEX ix_dead_letters_retrying ON dead_letters (listener) WHERE state = 'retrying';
"""


def upgrade() -> None:
    """Create them."""
    op.execute(INBOX)
    op.execute(EVENTS)
    op.execute(LISTENERS)
