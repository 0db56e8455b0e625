"""Statistics written into a file in the background: xlsx, or csv that spreadsheets open as Chinese."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal, cast
from uuid import UUID

from openpyxl import Workbook
from sqlalchemy.orm import Session

from siyu.corp import audit, progress
from siyu.corp.progress import Result
from siyu.kit import jobs
from siyu.kit.db import Database
from siyu.kit.jobs import Job, Lane
from siyu.plays.channel_codes import stats
from siyu.plays.channel_codes.stats import By, Period
from siyu.plays.channel_codes.views import Row

Format = Literal["xlsx", "csv"]

EXPORT = "channel_codes.export_statistics"
MIMES = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8"}
LABELS = {"day": "日期", "staff": "员工", "code": "活码"}
COLUMNS = ("扫码", "新增", "流失", "留存", "净增")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def begin(session: Session, corp_id: UUID, *, period: Period, by: By, format: Format, account_id: UUID) -> UUID:
    """Queue an export; returns the job id to ask about. Raises `Invalid` for a period nobody could mean."""
    stats.check(period)
    job_id = progress.begin(session, corp_id, kind=EXPORT, account_id=account_id)
    arguments = {
        "corp_id": str(corp_id),
        "job_id": str(job_id),
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "code_id": str(period.code_id) if period.code_id else None,
        "staff_id": str(period.staff_id) if period.staff_id else None,
        "scope": None if period.scope is None else sorted(map(str, period.scope)),
        "by": by,
        "format": format,
    }
    jobs.defer(session, EXPORT, arguments, lane=Lane.BULK)
    said = {name: arguments[name] for name in ("first", "last", "by", "format")}
    audit.write(session, corp_id, account_id, "code_statistics.exported", str(job_id), None, said)
    return job_id


def run(database: Database, arguments: Mapping[str, Any]) -> None:
    """The job: count, write, hand over. Running it again replaces the file by the same."""
    corp_id, job_id, by = UUID(arguments["corp_id"]), UUID(arguments["job_id"]), cast(By, arguments["by"])
    with database.transaction() as session:
        rows = stats.rows(session, corp_id, period=_period(arguments), by=by)
    format = cast(Format, arguments["format"])
    data = write(rows, by=by, format=format)
    name = f"活码统计-{LABELS[by]}-{arguments['first']}-{arguments['last']}.{format}"
    with database.transaction() as session:
        progress.advance(session, corp_id, job_id, done=len(rows), total=len(rows))
        progress.finish(session, corp_id, job_id, result=Result(name, MIMES[format], data))


def write(rows: Sequence[Row], *, by: By, format: Format) -> bytes:
    """The file's bytes: a heading, then one line per row."""
    lines: list[tuple[str | int, ...]] = [(LABELS[by], *COLUMNS)]
    lines += [(safe(row.label), row.scanned, row.added, row.lost, row.retained, row.net) for row in rows]
    return _xlsx(lines) if format == "xlsx" else _csv(lines)


def safe(cell: str) -> str:
    """Text that a spreadsheet takes for a formula gets an apostrophe before it (CSV injection)."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def _period(arguments: Mapping[str, Any]) -> Period:
    scope = arguments["scope"]
    return Period(
        date.fromisoformat(arguments["first"]),
        date.fromisoformat(arguments["last"]),
        UUID(arguments["code_id"]) if arguments["code_id"] else None,
        UUID(arguments["staff_id"]) if arguments["staff_id"] else None,
        None if scope is None else [UUID(one) for one in scope],
    )


def _xlsx(lines: Sequence[Sequence[str | int]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("活码统计")
    sheet.freeze_panes = "A2"
    for line in lines:
        sheet.append(list(line))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _csv(lines: Sequence[Sequence[str | int]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(lines)
    return out.getvalue().encode("utf-8-sig")


JOB = Job(EXPORT, Lane.BULK, run)
