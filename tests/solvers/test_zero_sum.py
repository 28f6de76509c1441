"""Constant-sum games: value, optimal strategies and dual."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quidproquo import NormalFormGame
from quidproquo.games.certificate import strategy_payoffs
from quidproquo.games.errors import LimitReached, UnsupportedGame
from quidproquo.games.solution import Solution
from quidproquo.solvers import linear_program
from quidproquo.solvers import zero_sum as zero_sum_module
from quidproquo.solvers.exact_simplex import Outcome
from quidproquo.solvers.nash import nash
from quidproquo.solvers.zero_sum import zero_sum

from .oracles import F, numbers

FEW = st.integers(-4, 4)
SCALES = st.sampled_from([0, 1, -1, 3, 10**9, 10**17 + 1, F(1, 10**12), F(2, 7)])


@st.composite
def matrices(draw: st.DrawFn, entries: st.SearchStrategy[Any] = FEW, most: int = 5) -> list[Any]:
    rows, columns = draw(st.integers(1, most)), draw(st.integers(1, most))
    row = st.lists(entries, min_size=columns, max_size=columns)
    return draw(st.lists(row, min_size=rows, max_size=rows))


def value(matrix: Any) -> Fraction:
    found = zero_sum(NormalFormGame.zero_sum(matrix)).value
    assert found is not None
    return found


@given(matrices(st.integers(-2, 2)) | matrices(SCALES))
@settings(max_examples=80)
def test_strong_duality(matrix: list[Any]) -> None:
    game = NormalFormGame.zero_sum(matrix)
    answer = zero_sum(game)
    assert answer.value is not None
    assert answer.dual is not None
    assert answer.complete
    for equilibrium in answer.equilibria:
        row, column = equilibrium.profile
        assert row is not None
        assert column is not None
        assert max(strategy_payoffs(game, 0, (row, column))) == answer.value
        assert max(strategy_payoffs(game, 1, (row, column))) == -answer.value
    first = numbers(1, *[0] * (game.shape[0] - 1))
    assert max(strategy_payoffs(game, 0, (first, answer.dual))) == answer.value


@given(st.lists(st.integers(-9, 9), min_size=4, max_size=4))
def test_two_by_two_by_the_textbook(entries: list[int]) -> None:
    """A saddle point, or (ad - bc) / (a + d - b - c): von Neumann and Morgenstern (1944), section 18."""
    a, b, c, d = entries
    lower = max(min(a, b), min(c, d))
    upper = min(max(a, c), max(b, d))
    expected = F(lower) if lower == upper else F(a * d - b * c, a + d - b - c)
    assert value([[a, b], [c, d]]) == expected


@given(st.integers(1, 5), st.data())
def test_a_symmetric_game_is_fair(size: int, data: st.DataObject) -> None:
    upper = np.triu(
        np.array(data.draw(st.lists(st.integers(-5, 5), min_size=size**2, max_size=size**2))).reshape(
            size, size
        ),
        1,
    )
    assert value(upper - upper.T) == 0


@given(matrices(), st.fractions(-(10**9), 10**9), st.fractions(F(1, 10**6), 10**6))
def test_offsets_and_units(matrix: list[Any], offset: Fraction, unit: Fraction) -> None:
    changed = [[x * unit + offset for x in row] for row in matrix]
    assert value(changed) == value(matrix) * unit + offset


@given(matrices(), st.integers(-5, 5))
def test_constant_sums(matrix: list[Any], total: int) -> None:
    game = NormalFormGame([matrix, [[total - x for x in row] for row in matrix]])
    answer = zero_sum(game)
    assert answer.value == value(matrix)
    assert {sum(e.payoffs) for e in answer.equilibria} == {total}


@given(matrices())
def test_the_value_seen_from_the_other_side(matrix: list[Any]) -> None:
    assert value([[-x for x in column] for column in zip(*matrix, strict=True)]) == -value(matrix)


@given(matrices(), st.integers(1, 3))
def test_a_dominated_row_changes_no_value(matrix: list[Any], margin: int) -> None:
    assert value([*matrix, [x - margin for x in matrix[0]]]) == value(matrix)


@given(matrices(st.integers(0, 1)))
@settings(max_examples=50)
def test_all_optimal_strategies(matrix: list[Any]) -> None:
    game = NormalFormGame.zero_sum(matrix)
    assert [e.profile for e in zero_sum(game).equilibria] == [e.profile for e in nash(game).equilibria]
    assert len(zero_sum(game).components) == 1


@given(matrices(SCALES, most=4))
@settings(max_examples=40)
def test_both_ways_of_the_program_agree(matrix: list[Any]) -> None:
    expected = value(matrix)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(linear_program, "SMALL", -1)
        assert value(matrix) == expected
        patch.setattr(linear_program, "_from_float_basis", lambda program: None)
        assert value(matrix) == expected


def test_rock_paper_scissors_weighted() -> None:
    answer = zero_sum(NormalFormGame.zero_sum([[0, -1, 2], [1, 0, -3], [-2, 3, 0]]))
    assert answer.value == 0
    assert answer.dual == numbers("1/2", "1/3", "1/6")


def test_a_sum_that_is_not_constant_names_two_cells() -> None:
    with pytest.raises(UnsupportedGame, match=r"cell \[1, 0\] sums to -3, cell \[0, 0\] to -2"):
        zero_sum(NormalFormGame([[[-1, -2], [0, -2]], [[-1, 0], [-3, -2]]]))


def test_values_of_a_thousand_digits_survive_their_file() -> None:
    """A 60×60 game of floats has such values: reading must not refuse what was written."""
    big = 10**600
    game = NormalFormGame.zero_sum([[3 * big + 1, -big], [-2 * big, 4 * big + 7]])
    answer = zero_sum(game)
    assert Solution.from_json(answer.to_json(), game) == answer


def test_sixteen_digit_payoffs_do_not_need_the_slow_method(monkeypatch: pytest.MonkeyPatch) -> None:
    """Floats have 16 digits: the float basis must survive them, or 60×60 takes minutes instead of 0.2 s."""

    def slow(program: object) -> Outcome:
        raise AssertionError("the float basis failed its proof")

    monkeypatch.setattr(linear_program, "exact_simplex", slow)
    monkeypatch.setattr(zero_sum_module, "nash", _too_large)
    game = NormalFormGame.zero_sum(np.random.default_rng(0).random((30, 30)))
    assert zero_sum(game).value is not None


def _too_large(game: object) -> Solution:
    raise LimitReached("left out")
