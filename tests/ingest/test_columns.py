"""Columns arrive in PostgreSQL as the values they were made of."""

from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import psycopg
import pytest

from siyu.ingest import columns
from siyu.kit.db import Database
from tests.ingest.callers import within

SHANGHAI = timezone(timedelta(hours=8))


@pytest.mark.parametrize(
    ("column", "values"),
    [
        (columns.uuids, [UUID(int=0), UUID(int=2**128 - 1)]),
        (columns.blobs, [b"", b"\x00\xff", b"x" * 70_000]),
        (
            columns.times,
            [
                datetime(2026, 3, 2, 2, 0, 0, 1, tzinfo=UTC),
                datetime(1999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
                datetime(2026, 3, 2, 10, tzinfo=SHANGHAI),
            ],
        ),
    ],
)
def test_a_column_reads_back_as_its_values(database: Database, column: object, values: list[object]) -> None:
    async def ask() -> None:
        async with await psycopg.AsyncConnection.connect(database.url) as connection:
            columns.understood_by(connection)
            cursor = await connection.execute("SELECT %s", [column(values)], prepare=True)  # type: ignore[operator]

            assert await cursor.fetchone() == (values,)

    within(ask)
