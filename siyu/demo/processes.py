"""The processes of a demonstration: sandbox, web, worker — started, watched, restarted, stopped together."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from siyu.kit import clock, logs

log = logs.get("demo")

STOP_TIMEOUT_S = 15


@dataclass
class Child:
    """One process, restarted when it dies unless told to stop."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log_path: Path
    process: subprocess.Popen[bytes] | None = None
    restarts: int = 0

    def start(self) -> None:
        """Start it; its output goes to its own log file."""
        self.log_path.parent.mkdir(parents=True, exist_ok=True)
        with self.log_path.open("ab") as out:
            self.process = subprocess.Popen(  # noqa: S603 - our own programs
                list(self.command), env={**os.environ, **self.environment}, stdout=out, stderr=subprocess.STDOUT
            )

    def is_running(self) -> bool:
        """Whether it lives."""
        return self.process is not None and self.process.poll() is None

    def kill(self) -> None:
        """Kill -9, as a fault test does."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def stop(self) -> None:
        """Ask it to stop, then insist."""
        if self.process is None or not self.is_running():
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self.kill()


@dataclass
class Group:
    """Processes that live and stop together; start order is list order, stop order the reverse."""

    children: list[Child] = field(default_factory=list)

    def start(self) -> None:
        """Start every child."""
        for child in self.children:
            child.start()

    def revive(self) -> None:
        """Start again whoever died."""
        for child in self.children:
            if not child.is_running():
                child.restarts += 1
                log.warning("process_restarted", process=child.name, restarts=child.restarts)
                child.start()

    def stop(self) -> None:
        """Stop every child, last started first."""
        for child in reversed(self.children):
            child.stop()

    def named(self, name: str) -> Child:
        """The child called `name`."""
        return next(child for child in self.children if child.name == name)

    def watch(self) -> None:
        """Keep everybody alive until interrupted."""
        while True:
            clock.pause(0.5)
            self.revive()


def siyu_command(*arguments: str) -> list[str]:
    """`siyu …` with this interpreter."""
    return [sys.executable, "-m", "siyu.cli", *arguments]


def sandbox_command(port: int, *arguments: str) -> list[str]:
    """The sandbox on `port` with this interpreter; a program beside us, never imported."""
    return [sys.executable, "-m", "weixin_sandbox", "--port", str(port), *arguments]
