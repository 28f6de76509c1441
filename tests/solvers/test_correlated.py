"""Correlated and coarse correlated equilibria: textbook answers, theorems, an independent oracle."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quidproquo import NormalFormGame, nash
from quidproquo.games.errors import InvalidInput, LimitReached, SymbolsLeft, UnsupportedGame
from quidproquo.games.obedience import gains
from quidproquo.games.solution import Distribution, Solution
from quidproquo.games.verification import verify_document
from quidproquo.solvers.correlated import coarse_correlated, correlated
from quidproquo.solvers.correlated_product import security_of

from .oracles import F

Solver = Callable[..., Solution]
OBJECTIVES = ("welfare", "min", "nash-product", "1")
CHICKEN = NormalFormGame([[[6, 2], [7, 0]], [[6, 7], [2, 0]]])
SEXES = NormalFormGame([[[2, 0], [0, 1]], [[1, 0], [0, 2]]])
ROCK = [[0, -1, 1], [1, 0, -1], [-1, 1, 0]]
ENTRIES = st.sampled_from([-3, 0, 0, 1, 2, 5])
HARD = st.sampled_from([0, 1, 10**17, 10**17 + 1, F(1, 10**12), F(2, 7)])
SHAPES = [(2, 2), (2, 3), (3, 3), (1, 3), (4,), (2, 2, 2), (2, 1, 3)]


@st.composite
def games(draw: st.DrawFn, shapes: Any = tuple(SHAPES), entries: Any = ENTRIES) -> NormalFormGame:
    shape = draw(st.sampled_from(shapes))
    size = int(np.prod(shape))
    tables = [draw(st.lists(entries, min_size=size, max_size=size)) for _ in shape]
    return NormalFormGame([np.array(table, dtype=object).reshape(shape) for table in tables])


def value(solution: Solution) -> Fraction:
    assert solution.value is not None
    return solution.value


def expected(game: NormalFormGame, distribution: Distribution) -> list[Fraction]:
    return [sum((p * table[cell] for cell, p in distribution), F(0)) for table in game.payoffs]


def test_chicken_of_aumann_1974() -> None:
    """His example with payoffs (6,6), (2,7), (7,2), (0,0): 21/4 each, outside the hull of Nash payoffs."""
    answer = correlated(CHICKEN)
    assert dict(answer.distribution) == {(0, 0): F(1, 2), (0, 1): F(1, 4), (1, 0): F(1, 4)}
    assert value(answer) == F(21, 2)
    assert answer.complete
    assert value(answer) > max(sum(e.payoffs) for e in nash(CHICKEN).equilibria)
    assert value(correlated(CHICKEN, "min")) == F(21, 4)
    assert value(correlated(CHICKEN, "1")) == 7


def test_battle_of_the_sexes() -> None:
    """A fair coin between the two pure equilibria is the fairest correlated play (Luce & Raiffa 1957)."""
    answer = correlated(SEXES, "min")
    assert value(answer) == F(3, 2)
    assert dict(answer.distribution) == {(0, 0): F(1, 2), (1, 1): F(1, 2)}
    product = correlated(SEXES, "nash-product")
    assert value(product) == (F(3, 2) - F(2, 3)) ** 2
    assert product.complete
    assert not correlated(SEXES).complete


def test_coarse_equilibria_reach_more_moulin_vial_1978() -> None:
    """Rock-scissors-paper where ties cost both 1/2: avoiding ties deters only commitments before the draw."""
    tie = F(-1, 2)
    game = NormalFormGame(
        [[[tie, -1, 1], [1, tie, -1], [-1, 1, tie]], [[tie, 1, -1], [-1, tie, 1], [1, -1, tie]]]
    )
    assert value(coarse_correlated(game)) == 0
    assert value(correlated(game)) == 2 * tie / 3  # what the uniform Nash equilibrium gives


@pytest.mark.parametrize("solve", [correlated, coarse_correlated])
@pytest.mark.parametrize("objective", OBJECTIVES)
@given(game=games())
@settings(max_examples=25)
def test_every_answer_verifies(solve: Solver, objective: str, game: NormalFormGame) -> None:
    answer = solve(game, objective)
    assert not [
        gain
        for gain in gains(game, answer.distribution, coarse=solve is coarse_correlated)
        if gain.amount > 0
    ]
    assert verify_document(answer.to_json(), game).findings == ()


@pytest.mark.parametrize("objective", OBJECTIVES)
@given(game=games(entries=HARD, shapes=[(2, 2), (2, 3), (3, 3)]))
@settings(max_examples=15)
def test_payoffs_of_any_scale(objective: str, game: NormalFormGame) -> None:
    assert verify_document(correlated(game, objective).to_json(), game).findings == ()


@given(games(shapes=[(2, 2), (2, 3), (3, 3)]))
@settings(max_examples=40)
def test_nash_play_is_correlated_play(game: NormalFormGame) -> None:
    """So are mixtures of equilibria, and correlated play is coarsely so: the values are ordered."""
    found = nash(game).equilibria
    for objective, own in (("welfare", sum), ("min", min), ("1", lambda u: u[0])):
        best = value(correlated(game, objective))
        assert best <= value(coarse_correlated(game, objective))
        assert all(own(e.payoffs) <= best for e in found)
    mixed: dict[tuple[int, ...], Fraction] = {}
    for e in found:
        for i, j in itertools.product(*map(range, game.shape)):
            p = e.profile[0][i] * e.profile[1][j] / len(found)  # type: ignore[index]
            mixed[i, j] = mixed.get((i, j), F(0)) + p
    together = tuple((cell, p) for cell, p in mixed.items() if p)
    assert not [gain for gain in gains(game, together, coarse=False) if gain.amount > 0]


@given(games(), st.fractions(-(10**9), 10**9), st.fractions(F(1, 10**6), 10**6))
@settings(max_examples=25)
def test_units_and_offsets(game: NormalFormGame, offset: Fraction, unit: Fraction) -> None:
    changed = NormalFormGame([np.array(t, dtype=object) * unit + offset for t in game.payoffs])
    count = len(game.players)
    assert value(correlated(changed)) == value(correlated(game)) * unit + count * offset
    assert value(correlated(changed, "min")) == value(correlated(game, "min")) * unit + offset
    if count == 2:
        assert value(correlated(changed, "nash-product")) == value(correlated(game, "nash-product")) * unit**2


@given(games(shapes=[(2, 3), (3, 3), (2, 2, 2)]), st.randoms())
@settings(max_examples=25)
def test_order_of_players_and_strategies(game: NormalFormGame, random: Any) -> None:
    order = list(range(len(game.shape)))
    random.shuffle(order)
    tables = [np.array(game.payoffs[i], dtype=object).transpose(order) for i in order]
    turned = NormalFormGame([np.flip(table, axis=0) for table in tables])
    for objective in ("welfare", "min"):
        assert value(correlated(turned, objective)) == value(correlated(game, objective))


@given(st.lists(st.integers(-3, 3), min_size=6, max_size=6), st.integers(-4, 4))
@settings(max_examples=25)
def test_constant_sums_leave_nothing_to_correlate(entries: list[int], total: int) -> None:
    table = np.array(entries).reshape(2, 3)
    game = NormalFormGame([table, total - table])
    level = security_of(game, 0).level
    for objective in ("welfare", "1", "2", "min", "nash-product"):
        answer = correlated(game, objective)
        assert expected(game, answer.distribution) == [level, total - level]


@given(games(shapes=[(2, 2), (3, 3), (2, 3), (2, 2, 2), (2, 3, 2)], entries=st.integers(-9, 9)))
@settings(max_examples=30)
def test_against_floats_built_by_the_definition(game: NormalFormGame) -> None:
    from scipy.optimize import linprog

    cells = list(itertools.product(*map(range, game.shape)))
    rows = []
    for i, width in enumerate(game.shape):
        for s, t in itertools.permutations(range(width), 2):
            rows.append(
                [
                    float(game.payoffs[i][(*c[:i], t, *c[i + 1 :])] - game.payoffs[i][c])
                    if c[i] == s
                    else 0.0
                    for c in cells
                ]
            )
    cost = [-float(sum(map(F, game.payoffs_at(c)))) for c in cells]
    found = linprog(cost, A_ub=rows, b_ub=[0.0] * len(rows), A_eq=[[1.0] * len(cells)], b_eq=[1.0])
    assert float(value(correlated(game))) == pytest.approx(-found.fun, abs=1e-6)


@given(games(shapes=[(2, 2), (2, 3), (3, 3)]), st.integers(0, 10**6))
@settings(max_examples=25)
def test_no_mixture_has_a_larger_product(game: NormalFormGame, seed: int) -> None:
    """Convex combinations of extreme answers are correlated equilibria; none beats the product."""
    levels = [security_of(game, i).level for i in range(2)]
    best = value(correlated(game, "nash-product"))
    ends = [expected(game, correlated(game, o).distribution) for o in ("welfare", "min", "1", "2")]
    share = F(seed, 10**6)
    for u, v in itertools.combinations(ends, 2):
        a, b = (share * x + (1 - share) * y - d for x, y, d in zip(u, v, levels, strict=True))
        assert a >= 0
        assert b >= 0
        assert a * b <= best


def test_a_player_held_at_the_security_level_leaves_the_product_to_the_other() -> None:
    """The column player gets 0 whatever happens, the row player 1 or 3: the best of it is chosen."""
    game = NormalFormGame([[[1, 3]], [[0, 0]]])
    answer = correlated(game, "nash-product")
    assert value(answer) == 0
    assert answer.distribution == (((0, 1), F(1)),)


def test_three_players_share_a_product_within_proven_bounds() -> None:
    """One player is left out, the others get 6 each: drawing whom gives 4 to each, with product 64."""
    tables = np.zeros((3, 2, 2, 2), dtype=int)
    for i, (j, k) in ((2, (0, 1)), (1, (0, 2)), (0, (1, 2))):
        cell = [0, 0, 0]
        cell[i] = 1
        tables[j][tuple(cell)] = tables[k][tuple(cell)] = 6
    game = NormalFormGame(list(tables))
    answer = correlated(game, "nash-product")
    assert verify_document(answer.to_json(), game).findings == ()
    assert isinstance(answer.dual, dict)
    upper = answer.dual.get("bound", {"upper": value(answer)})["upper"]
    assert value(answer) <= 64 <= upper
    assert upper <= value(answer) * (1 + F(1, 10**9))


@given(games(shapes=[(2, 2, 2), (3, 2, 2)], entries=st.integers(-4, 9)))
@settings(max_examples=15)
def test_products_of_three_are_enclosed_tightly(game: NormalFormGame) -> None:
    answer = correlated(game, "nash-product")
    assert isinstance(answer.dual, dict)
    held = sum(name.startswith("ceiling of") for name in answer.dual)
    if "bound" in answer.dual and not held:
        assert value(answer) <= answer.dual["bound"]["upper"] <= value(answer) * (1 + F(1, 10**9))
    assert verify_document(answer.to_json(), game).findings == ()


def test_objectives_that_do_not_exist_are_refused_with_those_that_do() -> None:
    with pytest.raises(InvalidInput, match="accepted: welfare, min, nash-product, US, China"):
        correlated(NormalFormGame([[[1]], [[2]]], players=["US", "China"]), "fairness")


def test_the_three_words_win_over_players_of_these_names() -> None:
    game = NormalFormGame([[[0, 5]], [[3, 3]]], players=["min", "weights"])
    answer = correlated(game, "min")
    assert value(answer) == 3
    assert value(correlated(game, "weights")) == 3
    assert "weights#" in json.loads(answer.to_json())["dual"]
    assert verify_document(answer.to_json(), game).findings == ()


def test_other_games_are_refused() -> None:
    with pytest.raises(SymbolsLeft):
        correlated(_symbolic())
    with pytest.raises(UnsupportedGame, match="irrational"):
        correlated(_irrational())


def test_games_beyond_the_memory_are_refused_with_their_size() -> None:
    table = np.zeros((300, 300), dtype=int)
    with pytest.raises(LimitReached, match="53,820,000 numbers"):
        correlated(NormalFormGame([table, table]))


def _symbolic() -> NormalFormGame:
    import sympy

    return NormalFormGame([[[sympy.Symbol("x")]], [[0]]])


def _irrational() -> NormalFormGame:
    import sympy

    return NormalFormGame([[[sympy.sqrt(2)]], [[0]]])


@pytest.mark.parametrize("n", [30, 60])
def test_large_games_are_answered_exactly(n: int) -> None:
    """At 60 strategies the float basis is off; magnifying its error or exact pivots put it right."""
    random = np.random.default_rng(1)
    game = NormalFormGame([random.integers(-1000, 1001, (n, n)) for _ in range(2)])
    answer = correlated(game)
    assert verify_document(answer.to_json(), game).findings == ()


@pytest.mark.parametrize("labels", [["a", "b", "a -> b"], ["a", "b -> a", "a -> b"]])
def test_labels_that_look_like_deviations(labels: list[str]) -> None:
    game = NormalFormGame([ROCK, np.negative(ROCK)], strategies=[labels, labels])
    assert verify_document(correlated(game).to_json(), game).findings == ()


PRISONERS = NormalFormGame([[[3, 0], [5, 1]], [[3, 5], [0, 1]]])
PENNIES = NormalFormGame([[[2, -1], [-1, 1]], [[-3, 1], [1, -2]]])


@pytest.mark.parametrize("solve", [correlated, coarse_correlated])
@pytest.mark.parametrize("objective", OBJECTIVES)
@pytest.mark.parametrize("game", [PRISONERS, PENNIES])
def test_where_nothing_is_tied_there_is_no_knife_edge(
    solve: Solver, objective: str, game: NormalFormGame
) -> None:
    """A strict equilibrium, and a mixed one whose players are indifferent by necessity."""
    answer = solve(game, objective)
    assert answer.complete
    assert not answer.knife_edge


def test_a_best_reply_that_is_not_played_is_a_knife_edge() -> None:
    game = NormalFormGame([[[3, 1], [3, 0]], [[3, 0], [0, 1]]])
    for solve, objective in itertools.product((correlated, coarse_correlated), OBJECTIVES):
        assert solve(game, objective).knife_edge


def test_a_minimum_that_two_players_get_by_chance_is_not_cleared() -> None:
    """Chicken gives both 21/4 by its symmetry: one equation more than its three cells have room for."""
    answer = correlated(CHICKEN, "min")
    assert answer.complete
    assert answer.knife_edge
    assert not correlated(CHICKEN).knife_edge


@pytest.mark.parametrize("solve", [correlated, coarse_correlated])
@pytest.mark.parametrize("objective", OBJECTIVES)
@given(game=games(shapes=[(2, 2), (2, 3), (3, 3), (2, 2, 2)], entries=st.integers(-9, 9)), seed=st.randoms())
@settings(max_examples=15)
def test_what_is_no_knife_edge_keeps_its_cells(
    solve: Solver, objective: str, game: NormalFormGame, seed: Any
) -> None:
    answer = solve(game, objective)
    if answer.knife_edge:
        return
    for _ in range(2):
        moved = NormalFormGame(
            [
                np.array(table, dtype=object)
                + np.array([F(seed.randint(-9, 9), 10**10) for _ in range(math.prod(game.shape))]).reshape(
                    game.shape
                )
                for table in game.payoffs
            ]
        )
        assert [c for c, _ in solve(moved, objective).distribution] == [c for c, _ in answer.distribution]


@pytest.mark.parametrize("shape", [(2, 2), (3, 3), (2, 2, 2)])
def test_generic_games_have_no_knife_edges(shape: tuple[int, ...]) -> None:
    """Unless the largest product is irrational, so that it is only enclosed."""
    random = np.random.default_rng(7)
    for _ in range(5):
        game = NormalFormGame([random.integers(-(10**6), 10**6, shape) for _ in shape])
        for solve, objective in itertools.product((correlated, coarse_correlated), OBJECTIVES):
            answer = solve(game, objective)
            assert isinstance(answer.dual, dict)
            assert answer.knife_edge == ("bound" in answer.dual)


def test_uniqueness_does_not_depend_on_the_order_of_players() -> None:
    """Only the last cell gives both 1; the column player would be as well off in two others."""
    first, second = np.array([[0, 0, 0, 1]]), np.array([[1, 1, 0, 1]])
    for tables in ([first, second], [second.T, first.T]):
        answer = correlated(NormalFormGame(tables), "min")
        assert (answer.complete, answer.knife_edge) == (True, True)


def test_accepted_objectives_are_listed_once() -> None:
    game = NormalFormGame([[[1]], [[2]]], players=["min", "welfare"])
    with pytest.raises(InvalidInput, match=r"accepted: welfare, min, nash-product$"):
        correlated(game, "fairness")
