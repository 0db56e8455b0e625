"""Monthly partitions of the log, made ahead of the day they are needed."""

from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

MONTHS_AHEAD = 2


def ensure(session: Session, now: datetime) -> None:
    """Make the partitions of `now`'s month and the next two, unless they are there."""
    months = [_month_after(now, ahead) for ahead in range(MONTHS_AHEAD + 1)]
    found = session.execute(
        text("SELECT name FROM unnest(CAST(:names AS text[])) AS name WHERE to_regclass(name) IS NOT NULL"),
        {"names": [_name(month) for month in months]},
    ).scalars()
    present = set(found)
    for month in months:
        if _name(month) not in present:
            _make(session, month)


def _make(session: Session, month: datetime) -> None:
    """Attach an empty table: unlike CREATE … PARTITION OF, that locks out neither readers nor writers."""
    name = _name(month)
    session.execute(text(f"CREATE TABLE {name} (LIKE events INCLUDING DEFAULTS INCLUDING CONSTRAINTS)"))
    session.execute(
        text(
            f"ALTER TABLE events ATTACH PARTITION {name}"
            f" FOR VALUES FROM ('{month.isoformat()}') TO ('{_month_after(month, 1).isoformat()}')"
        )
    )


def _name(month: datetime) -> str:
    return f"events_y{month:%Y%m}"


def _month_after(moment: datetime, ahead: int) -> datetime:
    years, month = divmod(moment.year * 12 + moment.month - 1 + ahead, 12)
    return datetime(years, month + 1, 1, tzinfo=UTC)
