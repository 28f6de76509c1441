"""The measurements as Markdown: tables of times and of what was found, the aims, and the machine."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from math import isinf
from pathlib import Path

from .clock import ENGINES, NOT_HERE, Measured
from .comparison import remark
from .groups import GROUPS, Group
from .instances import KINDS, Instance
from .targets import AIMS, Results, duration, figure, judge, seconds_of, times_ours

PACKAGES = (
    "quidproquo",
    "numpy",
    "scipy",
    "python-flint",
    "nashpy",
    "pygambit",
    "quantecon",
    "numba",
    "pulp",
    "highspy",
)


def tables(name: str, by_size: Mapping[int, Mapping[str, Measured]]) -> str:
    """The section of one group."""
    group = GROUPS[name]
    games = ", ".join(f"{group.games[size]} of {_across(group, size)}" for size in by_size)
    parts = [f"### {group.title}", f"Games: {KINDS[group.kind]}; {games}.", _times(group, by_size)]
    found = _found(group, by_size)
    if found:
        parts += [_heading(group), _table(["found", *_sizes(group, by_size)], found)]
    notes = sorted(
        {f"- {_name(e)}: {m.trouble}" for row in by_size.values() for e, m in row.items() if m.trouble}
    )
    return "\n\n".join([*parts, *(["\n".join(notes)] if notes else [])])


def aims(results: Results) -> str:
    """The list of aims with what was measured."""
    rows = []
    for aim in AIMS:
        verdict = judge(aim, results, GROUPS[aim.group].ours)
        if verdict is not None:
            why = f": {aim.why}" if aim.why and not verdict.is_met else ""
            rows.append([aim.words, verdict.measured, verdict.met + why])
    return _table(["aim", "measured", "met"], rows) if rows else ""


def machine() -> str:
    """What the figures were measured on, without naming it."""
    model = re.search(r"model name\s*:\s*(.+)", _read("/proc/cpuinfo"))
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    parts = [
        f"{cores} cores ({model[1].strip() if model else platform.machine()})",
        f"{platform.system()}, Python {platform.python_version()}",
        *(f"{package} {found}" for package in PACKAGES if (found := _version(package))),
    ]
    lrs = _lrslib()
    return ", ".join([*parts, *([f"lrslib {lrs}"] if lrs else [])]) + "."


def _times(group: Group, by_size: Mapping[int, Mapping[str, Measured]]) -> str:
    rows = []
    for engine in group.engines:
        cells = [_time(group, row.get(engine), row[group.ours]) for row in by_size.values()]
        rows.append([_name(engine), ENGINES[engine].arithmetic, *cells])
    return _table(["median time (× ours)", "", *_sizes(group, by_size)], rows)


def _time(group: Group, measured: Measured | None, ours: Measured) -> str:
    if measured is None or not measured.runs:
        return "–"
    if measured.trouble:
        return "not here" if measured.trouble.startswith(NOT_HERE) else "no answer"
    seconds = seconds_of(measured, set(measured.runs))
    few = f", {len(measured.runs)} game{'s' * (len(measured.runs) > 1)}"
    few = few if len(measured.runs) < measured.plan.games else ""
    if isinf(seconds):
        return f"> {measured.plan.cap:g} s{few}"
    if measured is ours:
        return f"**{duration(seconds)}**"
    ratio = times_ours(ours, measured)
    return f"{duration(seconds)} ({f'{figure(ratio)}×' if ratio else 'no ratio'}{few})"


def _heading(group: Group) -> str:
    return {
        "sets": "Equilibria listed, of those proven in the same games:",
        "regret": "What is left to gain by deviating, in ranges of payoffs, and the slowest game:",
        "value": "Distance of the value from the exact one:",
    }[group.compare]


def _found(group: Group, by_size: Mapping[int, Mapping[str, Measured]]) -> list[list[str]]:
    if not group.compare:
        return []
    rows = []
    for engine in group.engines:
        cells = [_remark(group, row.get(engine), row[group.ours]) for row in by_size.values()]
        if any(cells):
            rows.append([_name(engine), *(cell or "–" for cell in cells)])
    return rows


def _remark(group: Group, measured: Measured | None, ours: Measured) -> str:
    if measured is None or measured.trouble or not measured.runs:
        return ""
    if group.compare == "regret":
        slowest = max(measured.typical(seed) for seed in measured.runs)
        left = "proven" if measured is ours else remark(group, ours, measured)
        return "; ".join([*([left] if left else []), f"slowest game {duration(slowest)}"])
    if measured is not ours:
        return remark(group, ours, measured)
    answers = [answer for seed in ours.runs if (answer := ours.answer(seed))]
    if not answers:
        return ""
    if group.compare != "sets":
        return "proven"
    complete = sum(answer.complete for answer in answers)
    every = "complete" if complete == len(answers) else f"{complete} of {len(answers)} games complete"
    return f"{sum(len(answer.profiles) for answer in answers)}, {every}"


def _name(engine: str) -> str:
    return ENGINES[engine].name


def _across(group: Group, size: int) -> str:
    return Instance(group.kind, size, 0).across


def _sizes(group: Group, by_size: Mapping[int, object]) -> Iterator[str]:
    return (_across(group, size) for size in by_size)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _read(path: str) -> str:
    try:
        return Path(path).read_text("utf8")
    except OSError:
        return ""


def _lrslib() -> str:
    program = shutil.which("lrsnash")
    if program is None:
        return ""
    shown = subprocess.run([program, os.devnull], capture_output=True, text=True, check=False, timeout=10)
    found = re.search(r"lrslib v\.?\s*([\w.]+)", shown.stdout + shown.stderr)
    return found[1] if found else "(unknown version)"
