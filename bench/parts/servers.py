"""The processes a benchmark measures: a PostgreSQL of its own with fsync on, and web servers on free ports."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from siyu.kit import migrate, postgres
from siyu.kit.db import Database

READY_WITHIN_S = 60


@contextmanager
def database() -> Iterator[Database]:
    """A migrated database on an embedded PostgreSQL made for this run, with the settings Siyu ships."""
    with tempfile.TemporaryDirectory(prefix="siyu-bench-", dir="/var/tmp") as folder:
        Path(folder).chmod(0o711)
        server = postgres.embedded(Path(folder) / "postgres").start()
        try:
            opened = Database(server.create_database("siyu"))
            migrate.upgrade(opened.url)
            yield opened
            opened.close()
        finally:
            server.stop()


@contextmanager
def running(command: Sequence[str], *, port: int, environment: Mapping[str, str]) -> Iterator[None]:
    """`python -m command…` within the block, once it listens on `port`."""
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            [sys.executable, "-m", *command], env={**os.environ, **environment}, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            _wait_until_listening(process, port)
            yield
        except BaseException:
            log.seek(0)
            sys.stderr.write(log.read().decode(errors="replace")[-4000:])
            raise
        finally:
            process.terminate()
            process.wait(30)


def _wait_until_listening(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode} before it listened")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"nobody listens on {port} after {READY_WITHIN_S} s")
