"""Tables of channel_codes."""

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Create them."""
