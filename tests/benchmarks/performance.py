"""Measure our speed beside named peers and print the tables of the performance page.

``python -m tests.benchmarks.performance [--only GROUP] [--rounds N] [--write]``, from the root of a checkout.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from contextlib import ExitStack
from pathlib import Path

from . import report
from .clock import Measured, Worker, interleaved
from .groups import GROUPS, Group
from .instances import Instance
from .targets import Results

PAGE = Path(__file__).resolve().parents[2] / "docs" / "explanation" / "performance.md"
COMMAND = "python -m tests.benchmarks.performance --write"


def main() -> None:
    """Run the groups that were asked for, print their tables, and write the page if that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", action="append", choices=GROUPS, help="a group; may be repeated")
    parser.add_argument("--largest", type=int, metavar="N", help="leave out the larger sizes")
    parser.add_argument("--rounds", type=int, metavar="N", help="how often each game is timed at most")
    parser.add_argument(
        "--write", action="store_true", help=f"put the tables into docs/explanation/{PAGE.name}"
    )
    asked = parser.parse_args()
    if asked.write and (asked.only or asked.largest):
        parser.error("--write takes a whole run: without --only and --largest")
    started = time.monotonic()
    results: dict[str, dict[int, dict[str, Measured]]] = {}
    for name in asked.only or GROUPS:
        results[name] = measure(GROUPS[name], asked.rounds, asked.largest)
        print(report.tables(name, results[name]), end="\n\n", flush=True)
    print(report.aims(results), report.machine(), sep="\n\n")
    minutes = (time.monotonic() - started) / 60
    print(f"{minutes:.1f} minutes", file=sys.stderr)
    if asked.write:
        write(results, minutes)


def measure(
    group: Group, rounds: int | None = None, largest: int | None = None
) -> dict[int, dict[str, Measured]]:
    """All sizes of a group; an engine that could not answer within its cap gets no larger game."""
    found: dict[int, dict[str, Measured]] = {}
    slow: set[str] = set()
    with ExitStack() as stack:
        workers: dict[str, Worker] = {}
        for engine in group.engines:
            workers[engine] = Worker(engine, Instance(group.kind, min(group.games), 99))
            stack.callback(workers[engine].close)
        for size in group.games:
            if largest is not None and size > largest:
                continue
            plan = group.plan(size, rounds, slow)
            print(f"{group.title}: {size}", file=sys.stderr, flush=True)
            found[size] = interleaved(plan, workers)
            slow |= {engine for engine, m in found[size].items() if m.unfinished and engine != group.ours}
    return found


def write(results: Results, minutes: float) -> None:
    """Replace what stands between the markers of the page."""
    text = PAGE.read_text("utf8")
    parts = {
        "machine": f"Measured in one run of {minutes:.0f} minutes on {report.machine()}",
        "aims": report.aims(results),
        "tables": "\n\n".join(report.tables(name, by_size) for name, by_size in results.items()),
    }
    for name, part in parts.items():
        text = between(text, name, part)
    PAGE.write_text(text, "utf8")


def between(text: str, name: str, part: str) -> str:
    """The text with `part` between the markers ``<!-- NAME: ... -->`` and ``<!-- end of NAME -->``.

    >>> between("<!-- aims: written -->old<!-- end of aims -->", "aims", "new")
    '<!-- aims: written -->\\n\\nnew\\n\\n<!-- end of aims -->'
    """
    pattern = re.compile(f"(<!-- {name}:[^>]*-->).*?(<!-- end of {name} -->)", re.DOTALL)
    found, count = pattern.subn(lambda marks: f"{marks[1]}\n\n{part}\n\n{marks[2]}", text)
    if count != 1:
        raise SystemExit(f"{PAGE.name} has {count} places for {name}; one is needed")
    return found


if __name__ == "__main__":
    main()
