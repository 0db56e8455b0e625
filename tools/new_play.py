"""`make new-play NAME=tea_club`: a feature folder with its screen that passes every check from the start."""

import re
import sys
from pathlib import Path

TEMPLATE = Path(__file__).parent / "play_template"
NAME = re.compile(r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$")


def make(name: str, root: Path) -> list[Path]:
    """Write the play `name` under `root`; returns the files. Raises SystemExit with advice when it cannot."""
    if not NAME.match(name):
        raise SystemExit(f"“{name}” cannot name a play: use lower_case_words, such as tea_club")
    python, screens = root / "siyu" / "plays" / name, root / "web" / "console" / "src" / "plays" / name
    for folder in (python, screens):
        if folder.exists():
            raise SystemExit(f"{folder} exists already; choose another name")
    return [*_copy(TEMPLATE / "python", python, name), *_copy(TEMPLATE / "screens", screens, name)]


def _copy(source: Path, target: Path, name: str) -> list[Path]:
    written = []
    for path in sorted(source.rglob("*.txt")):
        place = target / _filled(str(path.relative_to(source)).removesuffix(".txt"), name)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(_filled(path.read_text(), name))
        written.append(place)
    return written


def _filled(text: str, name: str) -> str:
    words = {
        "__name__": name,
        "__Name__": "".join(word.capitalize() for word in name.split("_")),
        "__title__": name.replace("_", " ").capitalize(),
        "__path__": name.replace("_", "-"),
    }
    for mark, value in words.items():
        text = text.replace(mark, value)
    return text


def main() -> None:
    """Read the name from the command line and say what to do next."""
    if len(sys.argv) != 2:
        raise SystemExit("usage: make new-play NAME=tea_club")
    root = Path.cwd()
    for path in make(sys.argv[1], root):
        print(path.relative_to(root))
    print("Next: make check && make test-fast; then its README, and a migration if it keeps anything.")


if __name__ == "__main__":
    main()
