"""Columns of many rows as PostgreSQL arrays in its binary form, each made in one go.

The door sends thousands of rows a second; psycopg adapting element by element costs it more than everything else.
Format: `array_recv` and the `_recv` function of each type in PostgreSQL's source.
"""

import struct
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg
from psycopg import postgres, pq
from psycopg.adapt import Buffer, Dumper

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)  # timestamptz counts microseconds from here
MICROSECOND = timedelta(microseconds=1)
HEAD = struct.Struct(">iiIii")  # dimensions, has nulls, element type, length, lower bound
LENGTH = struct.Struct(">i")
TIMESTAMP = struct.Struct(">q")


class Column(bytes):
    """A one-dimensional array, ready for the wire."""


class UuidColumn(Column):
    """uuid[]"""


class BytesColumn(Column):
    """bytea[]"""


class TimeColumn(Column):
    """timestamptz[]"""


def uuids(values: Iterable[UUID]) -> UuidColumn:
    """A uuid[] of `values`."""
    return UuidColumn(_array("uuid", [value.bytes for value in values]))


def blobs(values: Iterable[bytes]) -> BytesColumn:
    """A bytea[] of `values`."""
    return BytesColumn(_array("bytea", list(values)))


def times(values: Iterable[datetime]) -> TimeColumn:
    """A timestamptz[] of `values`, which must be aware."""
    return TimeColumn(_array("timestamptz", [TIMESTAMP.pack((value - EPOCH) // MICROSECOND) for value in values]))


def understood_by(connection: psycopg.AsyncConnection) -> None:
    """Teach a connection to send columns."""
    for column, element in ((UuidColumn, "uuid"), (BytesColumn, "bytea"), (TimeColumn, "timestamptz")):
        connection.adapters.register_dumper(column, _dumper(column, postgres.types[element].array_oid))


def _array(element: str, elements: list[bytes]) -> bytes:
    head = HEAD.pack(1, 0, postgres.types[element].oid, len(elements), 1)
    sized = [part for each in elements for part in (LENGTH.pack(len(each)), each)]
    return head + b"".join(sized)


def _dumper(column: type[Column], array_oid: int) -> type[Dumper]:
    class AsItIs(Dumper):
        format = pq.Format.BINARY
        oid = array_oid

        def dump(self, obj: Column) -> Buffer:
            return obj

    AsItIs.__qualname__ = f"{column.__name__}Dumper"
    return AsItIs
