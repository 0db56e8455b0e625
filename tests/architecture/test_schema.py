"""The tables in code and the tables the migrations make are the same tables."""

import pkgutil
from importlib import import_module

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

import siyu
from siyu.kit.db import Base, Database

QUEUE_TABLES = "procrastinate_"


def _ours(_object: object, name: str | None, kind: str, _reflected: bool, _compare_to: object) -> bool:
    return not (kind == "table" and name is not None and (name.startswith(QUEUE_TABLES) or name == "alembic_version"))


def test_models_and_migrations_agree(worker_database: Database) -> None:
    for module in pkgutil.walk_packages(siyu.__path__, "siyu."):
        if module.name.endswith(".models"):
            import_module(module.name)

    with worker_database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": _ours, "compare_type": True})
        differences = compare_metadata(context, Base.metadata)

    assert [difference for difference in differences if not _is_partition(difference)] == []


def _is_partition(difference: object) -> bool:
    """A month of a partitioned table exists in the database and not in code."""
    return (
        isinstance(difference, tuple)
        and difference[0] in {"remove_table", "remove_index"}
        and "_y2" in repr(difference)
    )
