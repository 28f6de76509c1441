"""Sweeps from draws to Parquet on disk, beside a Python loop that solves draw after draw.

Run with ``DRAWS=100000 pytest -s tests/benchmarks/test_sweep_speed.py``; the figures of the pages come from
it. The loop solves a few draws, with the code that solves single draws, and is not charged for writing.
"""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import pytest

import quidproquo as qpq
from quidproquo.cases.sweep_evaluate import evaluate
from quidproquo.cases.sweep_model import sweep_model
from quidproquo.solvers.draws import draws_plan

pytest.importorskip("pyarrow")

DRAWS = int(os.environ.get("DRAWS", "1000"))
FEW = {"h20": 3, "case:h20/linkage": 100, "case:h20/sequential-linkage": 100}


@pytest.mark.parametrize("name", list(FEW))
def test_a_sweep_beside_a_loop(benchmark: Any, name: str, tmp_path: Path) -> None:
    """Every parameter varies over its range; one process."""
    model = sweep_model(name)
    ranges = {one: ends for one, ends in model.ranges.items() if ends is not None}
    few = draws_plan(ranges, draws=FEW[name], seed=1)
    alone = dataclasses.replace(model, many=None)
    evaluate(alone, few.between(0, 1))
    start = process_time()
    one_by_one = evaluate(alone, few.between(0, FEW[name]))
    loop = (process_time() - start) / FEW[name]
    spent: list[float] = []

    def run() -> Any:
        start = process_time()
        found = qpq.sweep(name, draws=DRAWS, seed=1, folder=tmp_path / f"{len(spent)}", workers=1)
        spent.append((process_time() - start) / DRAWS)
        return found

    benchmark.group = f"{DRAWS} draws of {name}"
    found = benchmark.pedantic(run, rounds=1)
    count = min(DRAWS, FEW[name])
    assert found.table.slice(0, count)["payoffs"].to_pylist() == one_by_one["payoffs"][:count]
    benchmark.extra_info["loop / ours"] = round(loop / spent[-1])
    print(
        f"{name}, {DRAWS} draws: {spent[-1] * 1e6:,.0f} µs a draw, the loop {loop * 1e6:,.0f} µs "
        f"({loop / spent[-1]:,.0f}×)"
    )


def test_two_workers(benchmark: Any, tmp_path: Path) -> None:
    """Seconds on the clock: with other work on the machine two workers gain less."""
    seconds = {}
    for workers in (1, 2):
        start = perf_counter()
        qpq.sweep("h20", draws=DRAWS, seed=1, folder=tmp_path / f"{workers}", workers=workers)
        seconds[workers] = perf_counter() - start
    benchmark.group = f"{DRAWS} draws of h20 by two workers"
    benchmark.extra_info["one / two workers"] = seconds[1] / seconds[2]
    benchmark.pedantic(lambda: None, rounds=1)
    ratio = seconds[1] / seconds[2]
    print(
        f"h20, {DRAWS} draws: {seconds[1]:.1f} s with one worker, {seconds[2]:.1f} s with two ({ratio:.2f}×)"
    )
