"""Maps of Nash equilibria and zero-sum values in one parameter, against the answers at single numbers."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Abs, Max, Min, Piecewise, Rational, Symbol, sympify

import quidproquo as qpq
from quidproquo.cases.registry import case_model
from quidproquo.games.errors import LimitReached, UnsupportedGame

from .regime_checks import evaluated, found, is_excluded, needless_borders, number_at, stated, stated_at

T = Symbol("t")


def constants(draw: random.Random, spread: int) -> Any:
    return draw.randint(-spread, spread)


def linear(draw: random.Random, spread: int) -> Any:
    return draw.randint(-spread, spread) + draw.choice([0, 0, 1, -1, 2]) * T


def quadratic(draw: random.Random, spread: int) -> Any:
    return linear(draw, spread) + draw.choice([0, 0, 1, -1]) * T**2


def broken(draw: random.Random, spread: int) -> Any:
    one, two = linear(draw, spread), linear(draw, spread)
    other = draw.choice(
        [Max(one, two), Min(one, two), Abs(one), Piecewise((one, Rational(1, 2) > T), (two, True))]
    )
    return draw.choice([other, constants(draw, spread), one])


def with_poles(draw: random.Random, spread: int) -> Any:
    return draw.choice(
        [linear(draw, spread), constants(draw, spread), 1 / (T - draw.randint(-2, 2)), T / (T**2 - 2)]
    )


def random_game(kind: Any, shape: tuple[int, int], seed: int, spread: int = 3) -> qpq.NormalFormGame:
    draw = random.Random(f"{kind.__name__} {shape} {seed}")
    rows, columns = shape
    tables = [[[kind(draw, spread) for _ in range(columns)] for _ in range(rows)] for _ in range(2)]
    tables[0][0][0] += T - T + 0
    if not any(getattr(x, "free_symbols", ()) for table in tables for row in table for x in row):
        tables[0][0][0] = T
    return qpq.NormalFormGame(tables)


GAMES = [
    *(random_game(linear, (2, 2), seed, 2) for seed in range(14)),
    *(random_game(linear, (2, 3), seed) for seed in range(8)),
    *(random_game(linear, (3, 2), seed, 1) for seed in range(8)),
    *(random_game(linear, (3, 3), seed) for seed in range(6)),
    *(random_game(linear, (3, 3), seed, 1) for seed in range(6)),
    *(random_game(linear, (4, 4), seed) for seed in range(2)),
    *(random_game(quadratic, (2, 2), seed) for seed in range(8)),
    *(random_game(quadratic, (3, 3), seed, 2) for seed in range(3)),
    *(random_game(broken, (2, 2), seed) for seed in range(12)),
    *(random_game(broken, (3, 3), seed) for seed in range(4)),
    *(random_game(with_poles, (2, 2), seed) for seed in range(10)),
    *(random_game(with_poles, (2, 3), seed) for seed in range(4)),
]


@pytest.mark.parametrize("game", GAMES, ids=range(len(GAMES)))
def test_the_cell_of_a_number_states_what_nash_finds_there(game: qpq.NormalFormGame) -> None:
    mapped = qpq.regimes(game, "t", -3, 3, solution="nash")
    draw = random.Random(7)
    values = {Fraction(draw.randint(-36, 36), 12) for _ in range(8)}
    values |= {one for one in mapped.borders if isinstance(one, Fraction)}
    for value in sorted(values):
        if is_excluded(mapped, value):
            continue
        numeric = qpq.nash(game.at({"t": value}))
        assert numeric.complete and mapped.complete
        assert stated_at(mapped, value) == found(numeric), value
        assert mapped.cell_at(value).answer.knife_edge == numeric.knife_edge, value
    assert needless_borders(mapped) == []


RANGES: dict[str, tuple[Any, Any]] = {
    "k": (2, 16),
    "theta_U": (0, 4),
    "kappa_U": (0, 5),
    "Sec": (2, 12),
    "sigma": ("1/5", "9/10"),
}


@pytest.mark.parametrize("phase", ["april", "may-june", "london", "both"])
@pytest.mark.parametrize("name", RANGES)
def test_model_a_at_random_calibrations(name: str, phase: str) -> None:
    low, high = map(Fraction, RANGES[name])
    game = case_model("case:h20/linkage", {"phase": phase}, [name]).game
    if name not in getattr(game, "parameters", ()):
        pytest.skip(f"{name} does not appear in this phase")
    mapped = qpq.regimes(game, name, low, high, solution="nash")
    draw = random.Random(f"{name} {phase}")
    values = {low + (high - low) * Fraction(draw.randint(0, 60), 60) for _ in range(14)}
    for value in values | set(mapped.borders):
        numeric = case_model("case:h20/linkage", {"phase": phase, name: value}).game
        assert stated_at(mapped, value) == found(qpq.nash(numeric))
    assert needless_borders(mapped) == []


def test_the_mixed_equilibrium_of_model_a_is_its_formula() -> None:
    """Pr(withhold) = (d_U - theta_U)/(kappa_U - theta_U), and likewise Pr(restrict)."""
    game = case_model("case:h20/linkage", {"phase": "may-june"}, ["kappa_U"]).game
    mapped = qpq.regimes(game, "kappa_U", 0, 4, solution="nash")
    assert mapped.borders == (Fraction(2),)
    below, border, above = mapped.cells
    assert [len(one.answer.equilibria) for one in mapped.cells] == [1, 3, 3]
    assert below.answer.outcome == "restrict, supply"
    assert len(border.answer.components) == 2 and border.answer.knife_edge
    mixed = above.answer.equilibria[2]
    assert [[str(p) for p in own] for own in mixed.profile if own] == [
        ["2/3", "1/3"],
        ["(kappa_U - 2)/kappa_U", "2/kappa_U"],
    ]
    assert stated_at(mapped, 4) == found(qpq.nash(case_model("case:h20/linkage", {"phase": "may-june"}).game))


def test_the_phases_of_model_a() -> None:
    """The equilibria of the four phases, and the border between deadlock and prisoner's dilemma is none."""
    expected = {
        "april": {(-5, -5)},
        "may-june": {(-7, 1), (2, -6), (Fraction(-7, 2), -2)},
        "london": {(3, 2), (-5, -5), (Fraction(-1, 3), -2)},
        "both": {(3, 2)},
    }
    for phase, payoffs in expected.items():
        game = case_model("case:h20/linkage", {"phase": phase}, ["k"]).game
        mapped = qpq.regimes(game, "k", 2, 20, solution="nash")
        stated_payoffs = {evaluated(e.payoffs, Fraction(6)) for e in mapped.cell_at(6).answer.equilibria}
        assert stated_payoffs == payoffs
        assert mapped.borders == ()


def squared(game: qpq.NormalFormGame) -> qpq.NormalFormGame:
    """The game with the square of the parameter in the place of it."""
    tables = [[[sympify(x).subs(T, T**2) for x in row] for row in t.tolist()] for t in game.payoffs]
    return qpq.NormalFormGame(tables)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("shape", [(2, 2), (3, 2), (3, 3)])
def test_at_irrational_borders_the_answer_is_that_of_their_squares(shape: tuple[int, int], seed: int) -> None:
    game = random_game(linear, shape, 100 + seed, 2)
    plain = qpq.regimes(game, "t", 0, 5, solution="nash")
    rooted = qpq.regimes(squared(game), "t", 0, 2, solution="nash")
    inside = [one for one in plain.borders if 0 < one < 4]
    assert [one * one for one in rooted.borders if 0 < one < 2] == inside
    for border in rooted.borders:
        answer = rooted.cell_at(border).answer
        if isinstance(border * border, Fraction) and 0 < border < 2:
            assert stated(answer, border) == found(qpq.nash(game.at({"t": border * border})))


DEGENERATE = {
    "nothing at stake": ([[0, 0], [0, 0]], [[0, 0], [0, 0]]),
    "nothing at stake above zero": ([[Max(T, 0), 0], [0, 0]], [[0, Max(T, 0)], [0, 0]]),
    "duplicates": ([[T, 1], [T, 1], [0, T]], [[1, T], [1, T], [T, 0]]),
    "one strategy": ([[T, 1, 1 - T]], [[T, 1, 1 - T]]),
    "one player indifferent": ([[T, T], [1, 0]], [[3, 3], [3, 3]]),
    "a whole cell of continua": ([[1, T], [1, 0]], [[1, 1], [0, T]]),
    "all depend alike": ([[T, T], [T, T]], [[T, -T], [T, -T]]),
}


@pytest.mark.parametrize("name", DEGENERATE)
def test_degenerate_games(name: str) -> None:
    first, second = DEGENERATE[name]
    shift = [[u + T for u in row] for row in first]
    mapped = qpq.regimes(qpq.NormalFormGame([shift, second]), "t", -2, 2, solution="nash")
    for value in {Fraction(n, 7) for n in range(-14, 15)} | set(mapped.borders):
        numeric = qpq.NormalFormGame([shift, second]).at({"t": value})
        assert stated_at(mapped, value) == found(qpq.nash(numeric))
    assert needless_borders(mapped) == []


numbers = st.integers(-3, 3)
entries = st.tuples(numbers, st.sampled_from([0, 0, 1, -1, 2]))


@st.composite
def tables(draw: Any) -> tuple[list[list[Any]], list[list[Any]]]:
    rows, columns = draw(st.integers(2, 3)), draw(st.integers(2, 3))
    one, two = (
        [
            [a + b * T for a, b in draw(st.lists(entries, min_size=columns, max_size=columns))]
            for _ in range(rows)
        ]
        for _ in range(2)
    )
    one[0][0] += T
    return one, two


@settings(max_examples=25)
@given(tables(), st.lists(entries, min_size=3, max_size=3), st.integers(1, 3))
def test_affine_changes_keep_the_equilibria(both: Any, shifts: Any, factor: int) -> None:
    one, two = both
    moved = [[factor * (u + a + b * T) for u, (a, b) in zip(row, shifts, strict=False)] for row in one]
    before, after = (
        qpq.regimes(game, "t", -2, 2, solution="nash")
        for game in (qpq.NormalFormGame([one, two]), _with_parameter(moved, two))
    )
    for cell in before.cells:
        ours, theirs = (
            {evaluated(e.profile, cell.sample)[:2] for e in m.cell_at(cell.sample).answer.equilibria}
            for m in (before, after)
        )
        assert ours == theirs


@settings(max_examples=25)
@given(tables())
def test_players_may_change_places(both: Any) -> None:
    one, two = both
    swapped = [[list(row) for row in zip(*table, strict=True)] for table in (two, one)]
    mapped = qpq.regimes(qpq.NormalFormGame([one, two]), "t", -2, 2, solution="nash")
    turned = qpq.regimes(qpq.NormalFormGame(swapped), "t", -2, 2, solution="nash")
    assert mapped.borders == turned.borders
    for cell, other in zip(mapped.cells, turned.cells, strict=True):
        ours = {evaluated(e.profile, cell.sample) for e in cell.answer.equilibria}
        assert ours == {evaluated(e.profile, cell.sample)[::-1] for e in other.answer.equilibria}


def _with_parameter(one: Any, two: Any) -> qpq.NormalFormGame:
    """The game, with the parameter in it whatever cancels: a third player without a choice is paid it."""
    return qpq.NormalFormGame(
        [[[[u] for u in row] for row in t] for t in (one, two, [[T] * len(row) for row in one])]
    )


@pytest.mark.parametrize("seed", range(12))
def test_zero_sum_values_are_those_of_single_numbers(seed: int) -> None:
    draw = random.Random(seed)
    shape = draw.choice([(2, 2), (2, 3), (3, 3), (1, 3)])
    first = [[draw.choice([linear, broken])(draw, 3) for _ in range(shape[1])] for _ in range(shape[0])]
    first[0][0] += 3 * T
    game = qpq.NormalFormGame([first, [[5 - T - u for u in row] for row in first]])
    mapped = qpq.regimes(game, "t", -3, 3, solution="zero-sum")
    for value in {Fraction(draw.randint(-36, 36), 12) for _ in range(8)} | set(mapped.borders):
        if not isinstance(value, Fraction):
            continue
        answer = mapped.cell_at(value).answer
        numeric = qpq.zero_sum(game.at({"t": value}))
        assert number_at(answer.fields["value"], value) == numeric.value
        if numeric.complete:
            assert stated(answer, value)[0] == found(numeric)[0]
    assert needless_borders(mapped) == []


def test_matching_pennies_with_a_prize() -> None:
    """The value of [[d, -1], [-1, 1]] is (d - 1)/(d + 3) for d > -1 (von Neumann & Morgenstern 1944)."""
    mapped = qpq.regimes(qpq.NormalFormGame.zero_sum([[T, -1], [-1, 1]]), "t", -3, 3, solution="zero-sum")
    assert [str(cell.answer.fields["value"]) for cell in mapped.cells] == ["-1", "-1", "(t - 1)/(t + 3)"]
    assert mapped.borders == (Fraction(-1),)


def test_what_is_no_zero_sum_game_is_refused_with_the_place() -> None:
    game = qpq.NormalFormGame([[[T, 1], [0, 2]], [[-T, -1], [0, T - 2]]])
    with pytest.raises(UnsupportedGame, match=r"cell \[1, 1\] sums to t, cell \[0, 0\] to 0"):
        qpq.regimes(game, "t", 0, 3, solution="zero-sum")


def test_tables_that_are_too_large_are_refused_before_the_work() -> None:
    game = qpq.NormalFormGame([[[T * (i + j) for j in range(9)] for i in range(9)]] * 2)
    with pytest.raises(LimitReached, match=r"48620 minors that may decide.*sweep"):
        qpq.regimes(game, "t", 0, 3, solution="nash")


def test_three_movers_are_refused() -> None:
    game = qpq.NormalFormGame([[[[T, 0], [0, 1]], [[1, 0], [0, 1]]]] * 3)
    with pytest.raises(UnsupportedGame, match="3 have a choice"):
        qpq.regimes(game, "t", 0, 3, solution="nash")
