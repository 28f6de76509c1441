"""Maps of the shipped models at 1,000 random calibrations each, against the numeric solvers."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import pytest

from quidproquo import case_model, load_case, nash, regimes, subgame_perfect
from quidproquo.cases.registry import with_parameters
from quidproquo.games.parameter_formula import ParameterFormula
from quidproquo.games.regime_map import Cell, RegimeMap

MAPS, VALUES = 50, 20
MARGIN = Fraction(1, 10**9)


def ranges_of(model: str) -> dict[str, tuple[Fraction, Fraction]]:
    case = load_case("h20")
    known = with_parameters(case.calibration, case.models[model].own).parameters
    found = {name: (known[name].range[0], known[name].range[1]) for name in known}
    return {name: ends for name, ends in found.items() if name in case_model(f"h20/{model}").values}


def draw(source: random.Random, ends: tuple[Fraction, Fraction]) -> Fraction:
    """Coarse enough that ties happen."""
    return ends[0] + (ends[1] - ends[0]) * Fraction(source.randint(0, 12), 12)


def values_of(found: RegimeMap, source: random.Random) -> list[Fraction]:
    """The borders with both sides, the ends, and random values."""
    near = [b + step for b in found.borders if isinstance(b, Fraction) for step in (-MARGIN, 0, MARGIN)]
    some = [draw(source, (found.low, found.high)) for _ in range(VALUES)]
    return [one for one in (*near, found.low, found.high, *some) if found.low <= one <= found.high][:VALUES]


def named(cell: Cell, value: Fraction) -> dict[Any, Any]:
    def at(number: Any) -> Any:
        return number.at(value) if isinstance(number, ParameterFormula) else number

    return {
        tuple(None if row is None else tuple(map(at, row)) for row in one.profile): tuple(
            map(at, one.payoffs)
        )
        for one in cell.answer.equilibria
    }


@pytest.mark.parametrize("model", ["linkage", "sequential-linkage", "ban-under-belief"])
def test_a_thousand_calibrations(model: str) -> None:
    """The cell of a value has the equilibria that are found there, with sets and ties as they are there."""
    source, ranges = random.Random(model), ranges_of(model)
    solve: Any = nash if model == "linkage" else subgame_perfect
    maps = values = borders = partly = 0
    while maps < MAPS:
        name = source.choice(list(ranges))
        settings = {other: draw(source, ends) for other, ends in ranges.items() if other != name}
        game: Any = case_model(f"h20/{model}", settings, [name]).game
        if name not in game.parameters:
            continue
        found = regimes(game, name, *ranges[name])
        maps += 1
        assert not found.excluded
        partly += not found.complete
        borders += len(found.borders)
        for value in values_of(found, source):
            values += 1
            cell, solved = found.cell_at(value), solve(game.at({name: value}))
            where = (name, value, settings)
            there = {one.profile: one.payoffs for one in solved.equilibria}
            if not cell.answer.complete:  # pure members of a set that is tied on the whole cell
                assert named(cell, value).items() <= there.items(), where
                continue
            assert named(cell, value) == there, where
            assert len(cell.answer.conditions) == len(solved.conditions), where
            assert cell.answer.components == solved.components, where
    assert values == MAPS * VALUES
    assert borders > MAPS // 10
    assert partly <= MAPS // 25
