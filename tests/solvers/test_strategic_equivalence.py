"""Games that are zero-sum up to a factor and shifts on the opponent's strategies."""

from __future__ import annotations

import itertools
import json
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from quidproquo import NormalFormGame
from quidproquo.games.constant_sum import equivalent_zero_sum
from quidproquo.games.errors import UnsupportedGame
from quidproquo.games.solution import Solution
from quidproquo.games.verification import verify_document
from quidproquo.solvers.linear_program import maximise
from quidproquo.solvers.nash import nash
from quidproquo.solvers.zero_sum import zero_sum

from .oracles import F

FEW = st.integers(-4, 4)
SCALES = st.sampled_from([0, 1, -1, 3, 10**9, 10**17 + 1, F(1, 10**12), F(2, 7)])


def table(rows: int, columns: int, entries: st.SearchStrategy[Any] = FEW) -> st.SearchStrategy[Any]:
    row = st.lists(entries, min_size=columns, max_size=columns)
    return st.lists(row, min_size=rows, max_size=rows)


@st.composite
def changed_games(draw: st.DrawFn, entries: st.SearchStrategy[Any] = FEW) -> tuple[Any, NormalFormGame]:
    """A matrix, and its zero-sum game with the second player's unit and both players' shifts changed."""
    rows, columns = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    matrix = draw(table(rows, columns, entries))
    unit = draw(st.fractions(F(1, 10**6), 10**6))
    by_column = draw(st.lists(entries, min_size=columns, max_size=columns))
    by_row = draw(st.lists(entries, min_size=rows, max_size=rows))
    first = [[x + by_column[j] for j, x in enumerate(row)] for row in matrix]
    second = [[(by_row[i] - x) * unit for x in row] for i, row in enumerate(matrix)]
    return matrix, NormalFormGame([first, second])


def exists_by_program(game: NormalFormGame) -> bool:
    """The definition as a linear program: ``t·u1 + λ·u2 = f + g`` with t = 1 and λ of at least 10^-9.

    Variables: λ - t/10^9, t (maximised, at most one), then the positive and the negative parts of f and g. No
    ratio of second differences of the payoffs drawn is as small as 10^-9.
    """
    one, two = (t.tolist() for t in game.payoffs)
    rows, columns = game.shape
    width = 2 + 2 * (rows + columns)
    system, right = [], []
    for i, j in itertools.product(range(rows), range(columns)):
        line = [F(0)] * width
        line[0], line[1] = two[i][j], one[i][j] + two[i][j] / 10**9
        for place in (2 + i, 2 + rows + j):
            line[place], line[place + rows + columns] = F(-1), F(1)
        system.append(line)
        right.append(F(0))
    bound = [F(0)] * width
    bound[1] = F(1)
    objective = list(bound)
    answer = maximise(objective, [*system, bound], [*right, F(1)], [True] * len(system) + [False])
    return answer.x[1] == 1


@given(changed_games(SCALES))
@settings(max_examples=60)
def test_the_change_found_makes_payoffs_cancel(pair: tuple[Any, NormalFormGame]) -> None:
    game = pair[1]
    found = equivalent_zero_sum(game)
    assert found is not None
    assert found.scale > 0
    for i, j in itertools.product(*map(range, game.shape)):
        u1, u2 = map(Fraction, game.payoffs_at((i, j)))
        assert u1 + found.first[j] == found.payoffs[i, j] == -(found.scale * u2 + found.second[i])


@given(st.integers(1, 3).flatmap(lambda n: st.tuples(table(n, 3, FEW), table(n, 3, FEW))))
@settings(max_examples=80)
def test_none_is_found_exactly_where_none_exists(tables: tuple[Any, Any]) -> None:
    game = NormalFormGame(list(tables))
    assert (equivalent_zero_sum(game) is not None) == exists_by_program(game)


@given(changed_games())
@settings(max_examples=40)
def test_the_equilibria_are_those_of_the_zero_sum_game(pair: tuple[Any, NormalFormGame]) -> None:
    matrix, game = pair
    ours = {e.profile for e in zero_sum(game).equilibria}
    assert ours == {e.profile for e in nash(game).equilibria}
    assert ours == {e.profile for e in zero_sum(NormalFormGame.zero_sum(matrix)).equilibria}


@given(changed_games())
@settings(max_examples=40)
def test_a_value_is_stated_exactly_where_all_equilibria_give_it(pair: tuple[Any, NormalFormGame]) -> None:
    game = pair[1]
    answer = zero_sum(game)
    payoffs = {e.payoffs[0] for e in answer.equilibria}
    assert answer.complete
    assert payoffs == {answer.value} if answer.value is not None else len(payoffs) > 1
    assert (answer.dual is None) == (answer.value is None)
    assert verify_document(answer.to_json(), game).findings == ()
    assert Solution.from_json(answer.to_json(), game) == answer


@given(table(3, 3), st.lists(FEW, min_size=3, max_size=3))
def test_a_shift_on_a_players_own_strategy_is_not_undone(matrix: Any, own: list[int]) -> None:
    """It changes what that player prefers: the zero-sum game is the shifted one, not the one before."""
    array = np.array(matrix)
    assume((array - array[:, :1] - array[:1] + array[0, 0]).any())
    shifted = (array + np.array(own)[:, None]).tolist()
    game = NormalFormGame([shifted, (-array).tolist()])
    found = equivalent_zero_sum(game)
    assert found is not None
    assert found.payoffs.tolist() == shifted
    assert {e.profile for e in zero_sum(game).equilibria} == {e.profile for e in nash(game).equilibria}


def test_one_player_with_second_differences_alone_is_refused() -> None:
    """u1 + λ u2 = f(i) + g(j) has the solution λ = 0 here, and no other."""
    with pytest.raises(UnsupportedGame, match=r"cell \[1, 1\] sums to 5.*no positive factor"):
        zero_sum(NormalFormGame([[[0, 0], [0, 0]], [[0, 0], [0, 5]]]))


@pytest.mark.parametrize("common", [[[1, 0], [0, 1]], [[2, 0, 0], [0, 1, 0]]])
def test_common_interest_is_refused(common: Any) -> None:
    """Here λ would have to be negative."""
    with pytest.raises(UnsupportedGame, match="sum to a constant"):
        zero_sum(NormalFormGame([common, common]))


def test_a_prisoners_dilemma_whose_gains_add_up_is_taken() -> None:
    answer = zero_sum(NormalFormGame([[[3, 0], [4, 1]], [[3, 4], [0, 1]]]))
    assert answer.value == 1
    assert answer.complete
    assert [e.payoffs for e in answer.equilibria] == [(F(1), F(1))]


def test_no_value_where_the_second_player_chooses_among_ties_what_the_first_gets() -> None:
    game = NormalFormGame([[[1, 7]], [[0, 0]]], players=["US", "China"])
    answer = zero_sum(game)
    assert (answer.value, answer.dual, len(answer.equilibria)) == (None, None, 2)
    assert "no value is stated: the equilibria differ in what US gets" in answer.complete_because
    document = json.loads(answer.to_json())
    for value in ("1", "7", "4"):
        claim = {**document, "value": value, "dual": {"China": {"1": "1"}}}
        assert verify_document(json.dumps(claim), game).findings


def test_what_was_changed_is_said() -> None:
    game = NormalFormGame([[[3, 4], [-2, 9]], [[-1, 1], [1, -2]]], players=["US", "China"])
    answer = zero_sum(game)
    assert answer.complete_because.startswith(
        "zero-sum, with the same equilibria, after these changes: China's payoffs times 2, "
        "US's payoffs plus (0, -5) by China's strategy, China's payoffs plus (-1, 0) by US's strategy; "
    )
    assert answer.value == answer.equilibria[0].payoffs[0] == F(7, 2)


def test_a_large_equivalent_game() -> None:
    rng = np.random.default_rng(0)
    matrix = rng.integers(-50, 51, (40, 40))
    game = NormalFormGame([matrix + rng.integers(-9, 10, 40), 3 * (rng.integers(-9, 10, (40, 1)) - matrix)])
    answer = zero_sum(game)
    assert answer.complete
    assert answer.equilibria[0].profile == zero_sum(NormalFormGame.zero_sum(matrix)).equilibria[0].profile
    assert verify_document(answer.to_json(), game).findings == ()
    claim = json.loads(answer.to_json())
    claim["value"] = "0"
    assert verify_document(json.dumps(claim), game).findings
