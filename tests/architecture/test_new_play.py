"""A play made by `make new-play` passes the checks that every play passes."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools import new_play

ROOT = Path(__file__).parents[2]
COPIED = ("siyu", "weixin_sandbox", "tests/architecture", "tests/conftest.py", "migrations", "pyproject.toml")
IGNORED = shutil.ignore_patterns("__pycache__", "static", "dist")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what the checks look at, with a new play in it."""
    for name in COPIED:
        source, target = ROOT / name, tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=IGNORED)
        else:
            shutil.copy(source, target)
    new_play.make("tea_club", tmp_path)
    return tmp_path


def run(checkout: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "PYTHONPATH": str(checkout), "HOME": "/tmp"}
    return subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True, check=False)


def test_a_new_play_passes_lint_imports_and_its_own_tests(checkout: Path) -> None:
    for command in (
        ("ruff", "check", "siyu/plays/tea_club"),
        ("ruff", "format", "--check", "siyu/plays/tea_club"),
        ("lint-imports",),
        (
            sys.executable,
            "-m",
            "pytest",
            "siyu/plays/tea_club/tests",
            "tests/architecture/test_plays.py",
            "-p",
            "no:xdist",
        ),
    ):
        done = run(checkout, *command)
        assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"


def test_a_name_that_exists_or_is_no_name_is_refused_with_advice(checkout: Path) -> None:
    with pytest.raises(SystemExit, match="exists already"):
        new_play.make("tea_club", checkout)
    with pytest.raises(SystemExit, match="lower_case_words"):
        new_play.make("Tea-Club", checkout)
