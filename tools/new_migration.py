"""`make migration NAME=add-folders`: an empty migration with the next number, after the newest."""

import re
import sys
from pathlib import Path

VERSIONS = Path("migrations/versions")
BODY = '''"""{title}."""

from alembic import op

revision = "{revision}"
down_revision = "{before}"


def upgrade() -> None:
    """Expand only: old code must keep running beside it."""
    op.execute("SELECT 1")
'''


def main() -> None:
    """Write the file and print its path."""
    if len(sys.argv) != 2 or not re.match(r"^[a-z0-9-]+$", sys.argv[1]):
        raise SystemExit("usage: make migration NAME=add-folders")
    newest = max(int(path.name[:4]) for path in VERSIONS.glob("[0-9][0-9][0-9][0-9]_*.py"))
    revision, name = f"{newest + 1:04}", sys.argv[1].replace("-", "_")
    path = VERSIONS / f"{revision}_{name}.py"
    title = name.replace("_", " ").capitalize()
    path.write_text(BODY.format(title=title, revision=revision, before=f"{newest:04}"))
    print(path)


if __name__ == "__main__":
    main()
