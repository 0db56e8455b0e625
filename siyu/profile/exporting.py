"""Customers written into a file in the background: masked as on the screen, safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from pydantic import TypeAdapter
from sqlalchemy.orm import Session

from siyu.corp import audit, progress
from siyu.corp import queries as corp
from siyu.corp.progress import Result
from siyu.kit import jobs
from siyu.kit.db import Database
from siyu.kit.errors import FieldProblem, Invalid
from siyu.kit.jobs import Job, Lane
from siyu.profile import queries
from siyu.profile.filters import CustomerFilter
from siyu.profile.views import Customer

Format = Literal["xlsx", "csv"]

EXPORT = "profile.export_customers"
PAGE = 500
MIMES = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8"}
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
STATES = {"following": "好友", "lost_by_customer": "客户已删除", "lost_by_staff": "员工已删除", "lost": "已流失"}
GENDERS = {0: "未知", 1: "男", 2: "女"}
FILTER: TypeAdapter[CustomerFilter] = TypeAdapter(CustomerFilter)

Cell = Callable[[Customer, ZoneInfo], str]


def _each(of: Callable[[Any], str]) -> Cell:
    return lambda customer, _: "；".join(of(relation) for relation in customer.relations)


COLUMNS: Mapping[str, tuple[str, Cell]] = {
    "name": ("客户", lambda customer, _: customer.name),
    "gender": ("性别", lambda customer, _: GENDERS.get(customer.gender, "未知")),
    "corp_name": ("客户企业", lambda customer, _: customer.corp_name),
    "staff": ("跟进员工", _each(lambda relation: relation.staff.name)),
    "state": ("好友状态", _each(lambda relation: STATES[relation.state])),
    "remark": ("备注", _each(lambda relation: relation.remark)),
    "description": ("描述", _each(lambda relation: relation.description)),
    "add_way": ("添加方式", _each(lambda relation: str(relation.add_way))),
    "origin": ("来源", _each(lambda relation: relation.origin.name if relation.origin else "")),
    "tags": ("标签", lambda customer, _: "、".join(tag.name for tag in customer.tags)),
    "added_at": ("添加时间", lambda customer, zone: f"{customer.added_at.astimezone(zone):%Y-%m-%d %H:%M:%S}"),
    "last_event_at": (
        "最近动态",
        lambda customer, zone: f"{customer.last_event_at.astimezone(zone):%Y-%m-%d %H:%M:%S}",
    ),
}


def begin(
    session: Session,
    corp_id: UUID,
    *,
    wanted: CustomerFilter,
    columns: Sequence[str],
    format: Format,
    account_id: UUID,
) -> UUID:
    """Queue an export; returns the job id to ask about. Raises `Invalid` for a column there is not."""
    unknown = [
        FieldProblem(f"columns.{index}", "export.unknown_column", f"没有“{column}”这一列")
        for index, column in enumerate(columns)
        if column not in COLUMNS
    ]
    if unknown or not columns:
        raise Invalid("export.columns", "请选择要导出的列", fields=unknown)
    job_id = progress.begin(session, corp_id, kind=EXPORT, account_id=account_id)
    filtered = FILTER.dump_python(wanted, mode="json")
    arguments = {
        "corp_id": str(corp_id),
        "job_id": str(job_id),
        "filter": filtered,
        "columns": list(columns),
        "format": format,
    }
    jobs.defer(session, EXPORT, arguments, lane=Lane.BULK)
    said = {"filter": filtered, "columns": list(columns), "format": format}
    audit.write(session, corp_id, account_id, "customers.exported", str(job_id), None, said)
    return job_id


def run(database: Database, arguments: Mapping[str, Any]) -> None:
    """The job: read page by page, write, hand over. Running it again replaces the file by the same."""
    corp_id, job_id, format = UUID(arguments["corp_id"]), UUID(arguments["job_id"]), arguments["format"]
    lines = list(_lines(database, corp_id, job_id, FILTER.validate_python(arguments["filter"]), arguments["columns"]))
    data = _xlsx(lines) if format == "xlsx" else _csv(lines)
    with database.transaction() as session:
        progress.finish(session, corp_id, job_id, result=Result(f"客户.{format}", MIMES[format], data))


JOB = Job(EXPORT, Lane.BULK, run)


def safe(cell: str) -> str:
    """Text that a spreadsheet takes for a formula gets an apostrophe before it (CSV injection)."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def _lines(
    database: Database, corp_id: UUID, job_id: UUID, wanted: CustomerFilter, columns: Sequence[str]
) -> Iterator[list[str]]:
    yield [COLUMNS[column][0] for column in columns]
    cursor, done = None, 0
    while True:
        with database.transaction() as session:
            zone = ZoneInfo(corp.corp(session, corp_id).time_zone)
            page = queries.customers(session, corp_id, wanted=wanted, cursor=cursor, limit=PAGE)
            done += len(page.items)
            progress.advance(session, corp_id, job_id, done=done, total=page.total)
        for customer in page.items:
            yield [safe(COLUMNS[column][1](customer, zone)) for column in columns]
        cursor = page.next_cursor
        if cursor is None:
            return


def _xlsx(lines: Sequence[Sequence[str]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("客户")
    sheet.freeze_panes = "A2"
    for line in lines:
        sheet.append(list(line))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _csv(lines: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(lines)
    return out.getvalue().encode("utf-8-sig")
