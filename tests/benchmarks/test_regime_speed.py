"""Maps in one parameter of every shipped model, beside solving the same model on a grid.

Run with ``MAPS=all pytest -s tests/benchmarks/test_regime_speed.py``; without it one map is made per model.
Times are those of the processor. The grid has 53 values, one for each week from 0 to 52; it finds no border
exactly and misses what lies between.
"""

from __future__ import annotations

import os
from fractions import Fraction
from time import process_time
from typing import Any

import pytest

from quidproquo import (
    ExtensiveFormGame,
    InvalidInput,
    LimitReached,
    NormalFormGame,
    UnsupportedGame,
    case_model,
    load_case,
    nash,
    regimes,
    subgame_perfect,
)
from quidproquo.cases.registry import accepted_names, with_parameters
from quidproquo.games.parameter_formula import ParameterFormula

VALUES = 53
FEW = 60
"""Equilibria up to which both list them all."""
ALL = os.environ.get("MAPS") == "all"


def maps() -> list[tuple[str, str, Fraction, Fraction]]:
    """The parameters with a range of the models of the H20 case, or one for each model that is a game."""
    case = load_case("h20")
    found = []
    for model in case.models.values():
        calibration = with_parameters(case.calibration, model.own)
        for name in accepted_names(calibration, model.parameters):
            known = calibration.parameters.get(name)
            if name not in model.counts and known is not None and known.range[0] < known.range[1]:
                low, high = known.range
                found.append((model.id, name, low, high))
                if not ALL:
                    break
    return found


@pytest.mark.parametrize(("model", "name", "low", "high"), maps(), ids=str)
def test_maps_of_the_shipped_models(benchmark: Any, model: str, name: str, low: Any, high: Any) -> None:
    few: dict[str, Any] = {"steps": 4} if model == "two-level" else {}  # 20 steps tie in many ways
    try:
        game = case_model(f"h20/{model}", few, [name]).game
    except InvalidInput as refused:
        pytest.skip(str(refused))  # a number that must be whole, say
    if not isinstance(game, (NormalFormGame, ExtensiveFormGame)):
        pytest.skip("maps are made of normal forms and trees")
    if name not in game.parameters:
        pytest.skip(f"{name} has no effect on {model} in its default phase")
    seconds = []

    try:
        found = regimes(game, name, low, high)
    except (LimitReached, UnsupportedGame) as refused:
        pytest.skip(str(refused))

    def ours() -> None:
        start = process_time()
        regimes(game, name, low, high)
        seconds.append(process_time() - start)

    benchmark.group = "maps in one parameter"
    benchmark.pedantic(ours, rounds=3)
    solve: Any = nash if isinstance(game, NormalFormGame) else subgame_perfect
    values = [low + (high - low) * Fraction(i, VALUES - 1) for i in range(VALUES)]
    start = process_time()
    answers = [solve(game.at({name: value})) for value in values]
    grid = process_time() - start
    for value, answer in zip(values, answers, strict=True):
        cell = found.cell_at(value)
        if cell.answer.complete and len(answer.equilibria) <= FEW:
            stated = {
                tuple(u.at(value) if isinstance(u, ParameterFormula) else u for u in one.payoffs)
                for one in cell.answer.equilibria
            }
            assert stated == {one.payoffs for one in answer.equilibria}, value
    ratio = grid / min(seconds)
    benchmark.extra_info["grid"] = round(ratio, 1)
    print(
        f"{model} in {name}: {min(seconds) * 1e3:.0f} ms, a grid of {VALUES} values takes {ratio:.1f} times "
        "that"
    )
