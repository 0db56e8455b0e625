"""The job queue's own tables (procrastinate)."""

from alembic import op

from siyu.kit import jobs

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create procrastinate's schema from the installed version."""
    op.get_bind().connection.cursor().execute(jobs.schema_sql())
