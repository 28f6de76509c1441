"""Pure equilibria for any number of players, against the definition."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from quidproquo import NormalFormGame
from quidproquo.games.errors import LimitReached, SymbolsLeft
from quidproquo.games.solution import Solution
from quidproquo.solvers import pure_nash as pure_nash_module
from quidproquo.solvers.pure_nash import pure_nash

from .oracles import pure_nash_cells


def cells(solution: Solution) -> set[tuple[int, ...]]:
    return {tuple(mixed.index(1) for mixed in e.profile if mixed) for e in solution.equilibria}


@pytest.mark.parametrize("shape", [(1,), (6,), (4, 5), (3, 3, 3), (2, 3, 2, 2), (1, 1, 1), (2, 2, 2, 2, 2)])
@pytest.mark.parametrize("entries", [2, 5])
def test_against_the_definition(shape: tuple[int, ...], entries: int) -> None:
    for seed in range(15):
        draw = np.random.default_rng([seed, entries])
        game = NormalFormGame([draw.integers(-1, entries, shape) for _ in shape])
        solution = pure_nash(game)
        assert solution.complete
        assert cells(solution) == pure_nash_cells(game)


def test_no_equilibrium_is_an_answer_too() -> None:
    solution = pure_nash(NormalFormGame.zero_sum([[1, -1], [-1, 1]]))
    assert (solution.equilibria, solution.components, solution.complete) == ((), (), True)


def test_huge_numbers_do_not_wrap_around() -> None:
    game = NormalFormGame([[[2**70, 2**70 + 1]], [[2**70, 2**70 + 1]]])
    assert cells(pure_nash(game)) == {(0, 1)}
    assert pure_nash(game).equilibria[0].payoffs == (Fraction(2**70 + 1),) * 2


def test_too_many_are_cut_with_the_first_of_them_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pure_nash_module, "MAX_EQUILIBRIA", 50)
    with pytest.raises(LimitReached) as caught:
        pure_nash(NormalFormGame([np.zeros((15, 10), dtype=int)] * 2))
    found = caught.value.found
    assert isinstance(found, Solution)
    assert len(found.equilibria) == 50
    assert not found.complete


def test_symbols_are_refused_by_name() -> None:
    sympy = pytest.importorskip("sympy")
    with pytest.raises(SymbolsLeft, match="k"):
        pure_nash(NormalFormGame([[sympy.Symbol("k"), 1]]))
