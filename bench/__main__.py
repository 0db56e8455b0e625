"""`python -m bench [name …]`: measure, write `bench/out/<name>.json`, print a table.

A benchmark is a module of this folder with `measure() -> Figures`.
"""

import argparse
import importlib
import pkgutil
from pathlib import Path

import orjson
from rich.console import Console
from rich.table import Table

import bench
from bench.parts.figures import Figures

OUT = Path(__file__).parent / "out"


def main() -> None:
    """Run the benchmarks named on the command line, or all of them."""
    known = names()
    parser = argparse.ArgumentParser(prog="bench", description="measure Siyu beside a peer and a physical limit")
    parser.add_argument("names", nargs="*", metavar="name", help=f"which to run: {', '.join(known)} (default: all)")
    wanted = parser.parse_args().names or known
    unknown = set(wanted) - set(known)
    if unknown:
        parser.error(f"unknown benchmark {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    console = Console()
    for name in wanted:
        console.print(f"measuring [bold]{name}[/] …")
        figures: Figures = importlib.import_module(f"bench.{name}").measure()
        _write(figures)
        console.print(_table(figures))


def names() -> list[str]:
    """Every benchmark there is."""
    return [found.name for found in pkgutil.iter_modules(bench.__path__) if _is_benchmark(found)]


def _is_benchmark(found: pkgutil.ModuleInfo) -> bool:
    return not found.ispkg and not found.name.startswith("_")


def _write(figures: Figures) -> None:
    OUT.mkdir(exist_ok=True)
    (OUT / f"{figures.name}.json").write_bytes(orjson.dumps(figures.as_json(), option=orjson.OPT_INDENT_2))


def _table(figures: Figures) -> Table:
    table = Table("", figures.unit, "", title=figures.name)
    table.add_row("Siyu", f"{figures.ours:,.1f}", "")
    table.add_row(f"peer: {figures.peer_name}", f"{figures.peer:,.1f}", f"{figures.ratio_peer:.1f} × better")
    table.add_row(f"limit: {figures.limit_name}", f"{figures.limit:,.1f}", f"{figures.ratio_limit:.0%} reached")
    for name, value in figures.detail.items():
        table.add_row(name, str(value), "")
    return table


if __name__ == "__main__":
    main()
