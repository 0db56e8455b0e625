from pathlib import Path

import psycopg
import pytest

from siyu.kit import postgres


@pytest.mark.faults
def test_a_killed_server_comes_back_with_what_was_committed(tmp_path: Path) -> None:
    server = postgres.embedded(tmp_path / "pg").start()
    try:
        url = server.create_database("shop")
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE tea (name text)")
            connection.execute("INSERT INTO tea VALUES ('龙井')")

        postgres.kill(server)
        server.start()

        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT name FROM tea").fetchall() == [("龙井",)]
    finally:
        server.stop()
