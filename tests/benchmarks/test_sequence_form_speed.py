"""Poker by the sequence form: Kuhn's exactly, beside Gambit in rationals; Leduc's bounds, beside HiGHS alone.

Run with ``pytest tests/benchmarks/test_sequence_form_speed.py --benchmark-group-by=group``.
"""

from __future__ import annotations

import runpy
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from quidproquo import ExtensiveFormGame, write_game, zero_sum

poker: Any = runpy.run_path(str(Path(__file__).parents[1] / "solvers" / "poker.py"))
kuhn_poker, leduc_poker = poker["kuhn_poker"], poker["leduc_poker"]


@pytest.mark.parametrize("engine", ["ours", "gambit lp", "gambit lcp"])
def test_kuhn_poker_exactly(benchmark: Any, engine: str, tmp_path: Any) -> None:
    game = kuhn_poker()
    task: Callable[[], Any]
    if engine == "ours":
        task = lambda: zero_sum(game)  # noqa: E731
    else:
        gambit = pytest.importorskip("pygambit")
        write_game(game, tmp_path / "kuhn.efg")
        theirs = gambit.read_efg(str(tmp_path / "kuhn.efg"))
        solve = gambit.nash.lp_solve if engine == "gambit lp" else gambit.nash.lcp_solve
        task = lambda: solve(theirs, rational=True)  # noqa: E731
    benchmark.group = "Kuhn poker, exact"
    found = benchmark.pedantic(task, rounds=15, warmup_rounds=1)
    if engine == "ours":
        assert found.value == Fraction(-1, 18)


@pytest.mark.parametrize("engine", ["ours", "HiGHS on arrays"])
def test_leduc_poker_in_floats(benchmark: Any, engine: str) -> None:
    """The aim: bounds with proof within twice the time of the bare linear program."""
    game = leduc_poker(suits=True)
    assert len(game.children) == game.arrays.parents.size  # both forms of the tree are there for both
    benchmark.group = "Leduc poker, 9,457 nodes, in floats"
    if engine == "ours":
        found = benchmark.pedantic(lambda: zero_sum(game, approximate=True), rounds=3, warmup_rounds=1)
        low, high = map(float, found.value_bounds)
        assert high - low < 1e-6
    else:
        value = benchmark.pedantic(lambda: bare_program(game), rounds=3, warmup_rounds=1)
        assert value == pytest.approx(-0.0856064, abs=1e-6)


def bare_program(game: ExtensiveFormGame) -> float:
    """Walk the tree once, fill the arrays of the sequence form, and let HiGHS solve the program."""
    numbers: list[dict[tuple[int, int], int]] = [{}, {}]
    parents: list[dict[int, int]] = [{}, {}]
    cells: dict[tuple[int, int], float] = {}
    payoffs = [float(x) for x in game.payoffs[0].entries()]
    chances = [[float(p) for p in one.probabilities] for one in game.information_sets]
    movers = [one.player for one in game.information_sets]
    stack = [(0, 0, 0, 1.0)]
    while stack:
        node, x, y, chance = stack.pop()
        number = game.set_of[node]
        if number < 0:
            cells[y, x] = cells.get((y, x), 0.0) - chance * payoffs[node]
            continue
        player = movers[number]
        if player < 0:
            stack.extend(
                (child, x, y, chance * p)
                for child, p in zip(game.children[node], chances[number], strict=True)
            )
            continue
        parents[player][number] = (x, y)[player]
        for action, child in enumerate(game.children[node]):
            own = numbers[player].setdefault((number, action), len(numbers[player]) + 1)
            stack.append((child, own, y, chance) if player == 0 else (child, x, own, chance))
    columns, rows = len(numbers[0]) + 1, len(numbers[1]) + 1
    place = {number: columns + 1 + k for k, number in enumerate(parents[1])}
    below = {number: rows + 1 + k for k, number in enumerate(parents[0])}
    entries = [(row, column, value) for (row, column), value in cells.items()]
    entries += [(0, columns, 1.0), (rows, 0, 1.0)]
    entries += [(parent, place[number], -1.0) for number, parent in parents[1].items()]
    entries += [(row, place[number], 1.0) for (number, _), row in numbers[1].items()]
    entries += [(below[number], parent, -1.0) for number, parent in parents[0].items()]
    entries += [(below[number], column, 1.0) for (number, _), column in numbers[0].items()]
    return solved(np.array(sorted(entries)), columns, rows, (len(place), len(below)))


def solved(table: Any, columns: int, rows: int, sets: tuple[int, int]) -> float:
    """The optimum of the program with these entries, as HiGHS finds it without being told anything."""
    import highspy

    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = columns + 1 + sets[0], rows + 1 + sets[1]
    cost = np.zeros(model.num_col_)
    cost[columns] = -1.0
    lowest = np.full(model.num_col_, -highspy.kHighsInf)
    lowest[:columns] = 0.0
    right = np.zeros(model.num_row_)
    right[rows] = 1.0
    model.col_cost_, model.col_lower_ = cost, lowest
    model.col_upper_ = np.full(model.num_col_, highspy.kHighsInf)
    model.row_lower_ = np.where(np.arange(model.num_row_) >= rows, right, -highspy.kHighsInf)
    model.row_upper_ = right
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.searchsorted(table[:, 0], np.arange(model.num_row_ + 1)).astype(np.int32)
    model.a_matrix_.index_ = table[:, 1].astype(np.int32)
    model.a_matrix_.value_ = table[:, 2]
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.passModel(model)
    highs.run()
    return -float(highs.getInfo().objective_function_value)
