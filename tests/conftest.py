"""A real PostgreSQL for every test: a migrated template, then a database or a rolled-back session each."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from sqlalchemy.orm import Session

from siyu.kit import cipher, clock, ids, migrate, postgres
from siyu.kit.db import Database

SERVER_HOME = Path(os.environ.get("SIYU_TEST_POSTGRES", "/var/tmp/siyu-test-postgres"))
TEMPLATE = "siyu_template"


@pytest.fixture(scope="session")
def server(worker_id: str) -> postgres.EmbeddedPostgres:
    """The shared server, started by whoever comes first and left running for the next run."""
    with FileLock(f"{SERVER_HOME}.lock"):
        return postgres.embedded(SERVER_HOME).start()


@pytest.fixture(scope="session")
def template(server: postgres.EmbeddedPostgres, testrun_uid: str) -> str:
    """The name of a database with every migration applied, made once per run."""
    name = f"{TEMPLATE}_{testrun_uid[:12]}"
    with FileLock(f"{SERVER_HOME}.{name}.lock"):
        done = SERVER_HOME.parent / f"siyu-test-{name}.done"
        if not done.exists():
            migrate.upgrade(server.create_database(name))
            done.touch()
    return name


@pytest.fixture(scope="session")
def worker_database(server: postgres.EmbeddedPostgres, template: str) -> Iterator[Database]:
    """One migrated database per test process, for tests that roll back."""
    name = f"w_{ids.new().hex[:20]}"
    database = Database(server.create_database(name, template=template), pool_size=3)
    yield database
    database.close()
    server.drop_database(name)


@pytest.fixture
def session(worker_database: Database) -> Iterator[Session]:
    """A session whose work disappears after the test; commits inside become savepoints."""
    with worker_database.engine.connect() as connection:
        transaction = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as opened:
            yield opened
        transaction.rollback()


@pytest.fixture
def database(server: postgres.EmbeddedPostgres, template: str) -> Iterator[Database]:
    """A database of the test's own, for what must really commit."""
    name = f"t_{ids.new().hex[:20]}"
    own = Database(server.create_database(name, template=template), pool_size=5)
    yield own
    own.close()
    server.drop_database(name)


@pytest.fixture
def fixed_clock() -> Iterator[clock.FixedSource]:
    """A clock that stands at 2026-03-02 10:00 in Shanghai (a Monday) until moved."""
    source = clock.FixedSource()
    with clock.installed(source):
        yield source


@pytest.fixture(autouse=True, scope="session")
def field_keys() -> None:
    """Keys for field encryption, the same for the whole run."""
    cipher.install(cipher.FieldCipher({"k1": b"1" * 32}, "k1", b"i" * 32))
