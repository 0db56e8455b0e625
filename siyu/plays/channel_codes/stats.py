"""Statistics of codes by day, staff and code, in the corp's days."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from siyu.corp import queries as corp_queries
from siyu.kit.errors import FieldProblem, Invalid
from siyu.plays.channel_codes.views import Row, Statistics, Totals

By = Literal["day", "staff", "code"]

DAYS_MAX = 366
SUMS = "sum(scanned) AS scanned, sum(added) AS added, sum(lost) AS lost, sum(retained) AS retained"
WHERE = """
    WHERE corp_id = :corp_id AND day BETWEEN :first AND :last
      AND (CAST(:code_id AS uuid) IS NULL OR code_id = :code_id)
      AND (CAST(:staff_id AS uuid) IS NULL OR staff_id = :staff_id)
      AND (CAST(:scope AS uuid[]) IS NULL OR staff_id = ANY(CAST(:scope AS uuid[])))
"""
TOTALS = text(f"SELECT {SUMS} FROM code_day {WHERE}")  # noqa: S608 - assembled from constants
GROUPED = {
    by: text(f"SELECT {column} AS key, {SUMS} FROM code_day {WHERE} GROUP BY 1")  # noqa: S608 - from constants
    for by, column in {"day": "day", "staff": "staff_id", "code": "code_id"}.items()
}
NAMES = text("SELECT id, name FROM code WHERE corp_id = :corp_id AND id = ANY(CAST(:ids AS uuid[]))")


@dataclass(frozen=True, slots=True)
class Period:
    """What to count: the corp's dates `first` to `last`, both included; `scope` limits to some staff."""

    first: date
    last: date
    code_id: UUID | None = None
    staff_id: UUID | None = None
    scope: Collection[UUID] | None = None

    @property
    def days(self) -> int:
        """How many dates."""
        return (self.last - self.first).days + 1


def statistics(session: Session, corp_id: UUID, *, period: Period, by: By) -> Statistics:
    """Totals, the equally long period before, and rows. Raises `Invalid` for a period nobody could mean."""
    check(period)
    length = timedelta(days=period.days)
    return Statistics(
        totals=_totals(session, corp_id, period, timedelta()),
        previous=_totals(session, corp_id, period, length),
        rows=rows(session, corp_id, period=period, by=by),
    )


def rows(session: Session, corp_id: UUID, *, period: Period, by: By) -> Sequence[Row]:
    """One row per day (each day, in order), or per staff or code (most added first)."""
    found = {
        row.key: Totals(row.scanned, row.added, row.lost, row.retained, row.added - row.lost)
        for row in session.execute(GROUPED[by], _asked(corp_id, period, timedelta()))
    }
    if by == "day":
        days = [period.first + timedelta(days=offset) for offset in range(period.days)]
        return [_row(day.isoformat(), day.isoformat(), found.get(day, Totals())) for day in days]
    name = _staff_names if by == "staff" else _code_names
    labels = name(session, corp_id, list(found))
    ordered = sorted(found, key=lambda key: (-found[key].added, labels.get(key, ""), str(key)))
    return [_row(str(key), labels.get(key, str(key)), found[key]) for key in ordered]


def _row(key: str, label: str, counted: Totals) -> Row:
    return Row(counted.scanned, counted.added, counted.lost, counted.retained, counted.net, key=key, label=label)


def check(period: Period) -> None:
    """Raises `Invalid` when the period ends before it begins or is too long."""
    if period.last < period.first:
        problem = FieldProblem("to", "dates.backwards", "结束日期早于开始日期，请调换")
    elif period.days > DAYS_MAX:
        problem = FieldProblem("to", "dates.too_long", f"一次最多查看 {DAYS_MAX} 天，请缩短时间范围")
    else:
        return
    raise Invalid("statistics.period", "时间范围有误", fields=[problem])


def _totals(session: Session, corp_id: UUID, period: Period, earlier: timedelta) -> Totals:
    row = session.execute(TOTALS, _asked(corp_id, period, earlier)).one()
    scanned, added, lost, retained = (number or 0 for number in row)
    return Totals(scanned, added, lost, retained, added - lost)


def _asked(corp_id: UUID, period: Period, earlier: timedelta) -> Mapping[str, object]:
    return {
        "corp_id": corp_id,
        "first": period.first - earlier,
        "last": period.last - earlier,
        "code_id": period.code_id,
        "staff_id": period.staff_id,
        "scope": None if period.scope is None else list(period.scope),
    }


def _staff_names(session: Session, corp_id: UUID, staff_ids: Sequence[UUID]) -> dict[UUID, str]:
    return {one.id: one.name or one.userid for one in corp_queries.staff(session, corp_id, staff_ids).values()}


def _code_names(session: Session, corp_id: UUID, code_ids: Sequence[UUID]) -> dict[UUID, str]:
    return {row.id: row.name for row in session.execute(NAMES, {"corp_id": corp_id, "ids": code_ids})}
