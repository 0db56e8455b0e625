"""A play is one folder, whole: the files it must have, and screens only under its own name."""

from pathlib import Path

import pytest

from siyu import play

ROOT = Path(__file__).parents[2]
PLAYS = [path for path in sorted((ROOT / "siyu" / "plays").iterdir()) if (path / "play.py").exists()]
SCREENS = ROOT / "web" / "console" / "src" / "plays"


@pytest.mark.parametrize("folder", PLAYS, ids=lambda path: path.name)
def test_a_play_has_a_readme_a_declaration_and_tests(folder: Path) -> None:
    assert (folder / "README.md").exists()
    assert list((folder / "tests").glob("test_*.py"))
    assert play_named(folder.name).key == folder.name


def test_every_folder_of_screens_belongs_to_a_play() -> None:
    screens = {path.name for path in SCREENS.iterdir() if path.is_dir()} if SCREENS.exists() else set()

    assert screens <= {path.name for path in PLAYS}


def test_plays_are_found_by_scanning_the_folder() -> None:
    assert [found.key for found in play.discover()] == [path.name for path in PLAYS]


def play_named(key: str) -> play.Play:
    return next(found for found in play.discover() if found.key == key)
