"""What a machine can hold about the shape of the code, beyond the import contracts."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SIYU = sorted((ROOT / "siyu").rglob("*.py"))
ROOM_FILES = [path for path in SIYU if path.parent.name != "kit" and "tests" not in path.parts]
FORBIDDEN_MODULES = {"time", "random", "requests", "httpx", "aiohttp", "secrets", "urllib.request"}
FORBIDDEN_NAMES = {("uuid", "uuid4"), ("uuid", "uuid1"), ("uuid", "uuid7")}
NOW_CALLS = {"now", "utcnow", "today"}


def _imports(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("path", ROOM_FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_room_code_takes_time_chance_ids_and_transport_from_kit(path: Path) -> None:
    tree = ast.parse(path.read_text())

    imported = _imports(tree)
    direct = imported & FORBIDDEN_MODULES | imported & {".".join(pair) for pair in FORBIDDEN_NAMES}
    clocks = [
        f"line {node.lineno}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in NOW_CALLS
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"datetime", "date"}
    ]

    assert direct == set()
    assert clocks == []


@pytest.mark.parametrize("path", SIYU, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_says_in_its_first_line_what_it_is_for(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text()))

    in_tests = "tests" in path.parts and path.name == "__init__.py"
    assert docstring or in_tests
