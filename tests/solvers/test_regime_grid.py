"""Maps in two parameters: every point as the numeric solvers have it, and exact borders between regimes."""

from __future__ import annotations

import itertools
import json
import random
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy

from quidproquo import NormalFormGame, case_model, nash, pure_nash, regime_grid, regions, subgame_perfect
from quidproquo.figures import figure
from quidproquo.games.errors import InvalidInput
from quidproquo.games.parameter_polynomial import ParameterPolynomial
from quidproquo.games.regime_grid import Axis, RegimeGrid
from quidproquo.solvers.region_signs import grid_signs

ZERO = Fraction(0)


def linkage(free: list[str], **settings: Any) -> Any:
    return case_model("case:h20/linkage", settings, symbols=free).game


def sequential(free: list[str], **settings: Any) -> Any:
    return case_model("case:h20/sequential-linkage", settings, symbols=free).game


def named(found: RegimeGrid, j: int, i: int) -> set[Any]:
    """The profiles of the regime at a point of the grid, in numbers."""
    values = {
        found.parameter.name: found.parameter.value(i),
        found.parameter2.name: found.parameter2.value(j),
    }
    numbers = found.regimes[int(found.grid[j, i])].regions
    return {found.regions.numbers(found.regions.regions[n], values)[0] for n in numbers}


def is_pure(profile: Any) -> bool:
    return all(max(row) == 1 for row in profile if row)


def points(found: RegimeGrid, count: int, seed: int) -> list[tuple[int, int]]:
    pick = random.Random(seed)
    return [(pick.randrange(found.grid.shape[0]), pick.randrange(found.grid.shape[1])) for _ in range(count)]


def at(game: Any, found: RegimeGrid, j: int, i: int) -> Any:
    return game.at(
        {found.parameter.name: found.parameter.value(i), found.parameter2.name: found.parameter2.value(j)}
    )


def test_each_point_of_model_a_has_the_equilibria_of_the_numeric_solver() -> None:
    game = linkage(["d_U", "d_C"], theta_U=3, theta_C=2)
    found = regime_grid(game, "d_U", -1, 4, "d_C", -1, 4, steps=51)  # hits the borders exactly
    for j, i in points(found, 300, seed=1):
        answer = nash(at(game, found, j, i))
        expected = {one.profile for one in answer.equilibria}
        regime = found.regimes[int(found.grid[j, i])]
        if answer.knife_edge:
            assert regime.on_curves
            assert regime.label.endswith("with a tie")
            pure = {p for p in expected if is_pure(p)}
            assert {p for p in named(found, j, i) if is_pure(p)} == pure
        else:
            assert named(found, j, i) == expected
    cells = regime_grid(game, "d_U", -1, 4, "d_C", -1, 4, solution="pure-nash", steps=51)
    for j, i in points(cells, 300, seed=2):
        assert named(cells, j, i) == {one.profile for one in pure_nash(at(game, cells, j, i)).equilibria}


def test_each_point_of_model_b_has_the_equilibria_of_the_numeric_solver() -> None:
    game = sequential(["k", "w"])
    found = regime_grid(game, "k", 0, 26, "w", "1/2", 2, steps=27)
    ties = 0
    for j, i in points(found, 300, seed=3):
        answer = subgame_perfect(at(game, found, j, i))
        expected = {
            one.profile for one in answer.equilibria if all(max(row) == 1 for row in one.profile if row)
        }
        assert {tuple(row or () for row in p) for p in named(found, j, i)} == {
            tuple(row or () for row in p) for p in expected
        }
        ties += answer.knife_edge
    assert ties


def test_borders_of_the_linkage_map_and_the_regimes_on_their_sides() -> None:
    game = linkage(["d_U", "d_C"], theta_U=3, theta_C=2)
    found = regime_grid(game, "d_U", -1, 4, "d_C", -1, 4)
    assert found.complete
    label = {i: one.label for i, one in enumerate(found.regimes)}
    both = "allow, supply or restrict, withhold or allow/restrict, supply/withhold"
    sides = {
        curve.text: {frozenset((label[a], label[b])) for a, b in curve.between} for curve in found.curves
    }
    assert sides == {
        "d_U = 0": {
            frozenset(("allow, withhold", "restrict, withhold")),
            frozenset(("allow, supply", both)),
        },
        "d_U = 3": {
            frozenset((both, "restrict, withhold")),
            frozenset(("allow, supply", "restrict, supply")),
        },
        "d_C = 0": {
            frozenset(("restrict, supply", "restrict, withhold")),
            frozenset(("allow, supply", both)),
        },
        "d_C = 2": {
            frozenset(("allow, supply", "allow, withhold")),
            frozenset((both, "restrict, withhold")),
        },
    }


def test_a_border_outside_the_window_is_none() -> None:
    game = linkage(["d_U", "d_C"], theta_U=3, theta_C=2)
    found = regime_grid(game, "d_U", "1/2", 2, "d_C", "1/2", 1, steps=10)
    assert found.curves == ()
    assert len(found.regimes) == 1
    assert "no border" in found.text()


def test_the_curve_of_the_threshold_in_weeks_and_pain() -> None:
    """No ban iff a <= m - d_U, with m = w (13 - k): at w = 1 the border is k = 10."""
    found = regime_grid(sequential(["k", "w"]), "k", 0, 52, "w", "1/2", 2)
    (curve,) = found.curves
    assert curve.text == "k*w + 3 = 13*w"
    assert curve.polynomial.value({"k": Fraction(10), "w": Fraction(1)}) == 0
    assert {found.regimes[n].label for n in curve.between[0]} == {"no-ban", "ban, acquiesce"}


def test_situations_in_two_parameters() -> None:
    game = linkage(["theta_U", "kappa_U"])
    found = regime_grid(game, "theta_U", 0, 4, "kappa_U", 0, 4, solution="ordinal-class", steps=20)
    names = {one.label.partition(" / ")[0] for one in found.regimes}
    assert names == {"prisoner's dilemma", "chicken", "stag hunt", "harmony"}
    assert [curve.text for curve in found.curves] == ["kappa_U = 2", "theta_U = 2"]


@pytest.mark.parametrize("seed", range(4))
def test_neighbours_on_the_grid_differ_only_where_a_curve_says_so(seed: int) -> None:
    """The borders are complete: whenever neighbours differ, they lie on different sides of a curve."""
    pick = random.Random(seed)
    x, y = sympy.symbols("x y")

    def entry() -> Any:
        return pick.choice([x, y, x * y, sympy.Max(x, 1), x - y, 1 / (x + 5)]) + pick.randint(-2, 2)

    game = NormalFormGame([[[entry(), entry()], [entry(), entry()]] for _ in range(2)])
    if set(game.parameters) != {"x", "y"}:
        pytest.skip("a game in one parameter")
    found = regime_grid(game, "x", -3, 3, "y", -3, 3, steps=25, solution="pure-nash")
    assert found.complete
    pairs = {frozenset(pair) for curve in found.curves for pair in curve.between}
    for axis in (0, 1):
        near, far = (
            np.moveaxis(found.grid, axis, 0)[:-1].ravel(),
            np.moveaxis(found.grid, axis, 0)[1:].ravel(),
        )
        for a, b in {(int(a), int(b)) for a, b in zip(near, far, strict=True)}:
            if a == b or found.regimes[a].on_curves or found.regimes[b].on_curves:
                continue
            assert _linked(a, b, pairs)
    for j, i in points(found, 60, seed):
        assert named(found, j, i) == {one.profile for one in pure_nash(at(game, found, j, i)).equilibria}


def _linked(a: int, b: int, pairs: set[frozenset[int]]) -> bool:
    """Whether borders lead from one regime to another."""
    reached, waiting = {a}, [a]
    while waiting:
        here = waiting.pop()
        fresh = {n for pair in pairs if here in pair for n in pair} - reached
        reached |= fresh
        waiting += fresh
    return b in reached


def test_curves_that_are_no_graphs_are_found_between_neighbours_and_said_to_be_partial() -> None:
    x, y = sympy.symbols("x y")
    game = NormalFormGame([[[x**2 + y**2], [4]], [[0], [0]]])
    found = regime_grid(game, "x", -3, 3, "y", -3, 3, steps=30, solution="pure-nash")
    (circle,) = found.curves
    assert circle.text == "x^2 + y^2 = 4"
    assert not found.complete
    assert "x^2 + y^2 - 4" in found.complete_because


def test_points_without_a_game_are_told_apart() -> None:
    x, y = sympy.symbols("x y")
    game = NormalFormGame([[[1 / x], [y]], [[0], [0]]])
    found = regime_grid(game, "x", -1, 1, "y", -1, 1, steps=5)
    column = {found.regimes[n].label for n in found.grid[:, 2].tolist()}
    assert column == {"no game"}
    document = json.loads(found.to_json())
    assert [one["text"] for one in document["domain"]["excluded"]] == ["x = 0"]


def test_signs_on_the_grid_are_exact_where_floats_are_not() -> None:
    x, y = ParameterPolynomial.variable("x"), ParameterPolynomial.variable("y")
    large = Fraction(10**17)
    thin = (x - y) * ParameterPolynomial.constant(large) + ParameterPolynomial.constant(1)
    axes = Axis("x", ZERO, Fraction(1), 8), Axis("y", ZERO, Fraction(1), 8)
    exact = [
        [_sign(thin.value({"x": axes[0].value(i), "y": axes[1].value(j)})) for i in range(8)]
        for j in range(8)
    ]
    assert grid_signs(thin, *axes).tolist() == exact
    square = (x - y) * (x - y)
    assert (grid_signs(square, *axes) == 0).sum() == 8
    far = Axis("x", Fraction(10) ** 400, Fraction(10) ** 400 + 1, 3)
    assert (
        grid_signs(x - ParameterPolynomial.constant(Fraction(10) ** 400), far, axes[1]).tolist()
        == [[0, 1, 1]] * 8
    )


def _sign(value: Any) -> int:
    return int(value > 0) - int(value < 0)


def test_json_has_the_fields_of_a_map_in_two_parameters() -> None:
    found = regime_grid(sequential(["k", "a"]), "k", 0, 20, "a", 0, 8, steps=11)
    document = json.loads(found.to_json())
    assert document["parameter"] == {"name": "k", "from": "0", "to": "20", "steps": 11}
    assert document["parameter2"]["name"] == "a"
    assert document["curves"][0]["text"] == "a + k = 11"
    assert document["curves"][0]["between"] == [[0, 1]]
    assert len(document["grid"]) == 11
    assert {n for row in document["grid"] for n in row} <= set(range(len(document["regimes"])))
    assert document["regimes"][0]["equilibria"][0]["payoffs"] == {"US": "2", "China": "-6"}


def test_the_figure_shows_the_axes_the_regimes_and_the_same_bytes_every_time() -> None:
    import dataclasses

    found = regime_grid(sequential(["k", "a"]), "k", 0, 20, "a", 0, 8, steps=60)
    found = dataclasses.replace(
        found,
        parameter=dataclasses.replace(found.parameter, unit="weeks"),
        calibration=(Fraction(6), Fraction(1)),
    )
    picture = figure(found)
    text = picture.svg()
    for words in ("k (weeks)", "A  ban, acquiesce", "B  no-ban", "calibration: k = 6, a = 1"):
        assert words in text
    assert text == figure(found).svg()


def test_regions_and_grid_agree_everywhere() -> None:
    game = sequential(["k", "rho"])
    found = regime_grid(game, "k", 0, 20, "rho", 0, 6, steps=13)
    every = regions(game)
    for j, i in itertools.product(range(13), repeat=2):
        values = {"k": found.parameter.value(i), "rho": found.parameter2.value(j)}
        outcomes = {one.outcome for one in every.at(values)}
        here = found.regimes[int(found.grid[j, i])].regions
        assert {found.regions.regions[n].outcome for n in here} == outcomes


def test_wrong_input_is_refused() -> None:
    game = sequential(["k", "a", "w"])
    with pytest.raises(InvalidInput, match="w still has no value"):
        regime_grid(game, "k", 0, 1, "a", 0, 1)
    game = sequential(["k", "a"])
    with pytest.raises(InvalidInput, match="varied twice"):
        regime_grid(game, "k", 0, 1, "k", 0, 1)
    with pytest.raises(InvalidInput, match="'q' is no parameter"):
        regime_grid(game, "k", 0, 1, "q", 0, 1)
    with pytest.raises(InvalidInput, match="range of a is empty"):
        regime_grid(game, "k", 0, 1, "a", 1, 1)
    with pytest.raises(InvalidInput, match="steps is 1"):
        regime_grid(game, "k", 0, 1, "a", 0, 1, steps=1)
    with pytest.raises(InvalidInput, match="outside the window"):
        regime_grid(game, "k", 0, 1, "a", 0, 1, steps=3).at(2, 0)


def test_a_grid_whose_points_all_lie_on_curves_has_its_regimes_nevertheless() -> None:
    x, y = sympy.symbols("x y")
    game = NormalFormGame([[[x * (x - 1)], [y * (y - 1)]], [[0], [0]]])
    found = regime_grid(game, "x", 0, 1, "y", 0, 1, solution="pure-nash", steps=2)
    assert {one.label for one in found.regimes if not one.on_curves} == {"1, 1", "2, 1"}
    assert {one.label for one in found.regimes if one.on_curves} == {"1, 1 or 2, 1"}


def test_lines_at_irrational_places_are_traced() -> None:
    """The line x = sqrt(2) separates regimes on the part of it where y > x only."""
    x, y = sympy.symbols("x y")
    higher = sympy.Max(0, y - x)
    game = NormalFormGame([[[(x**2 - 2) * higher], [0]], [[0], [0]]])
    found = regime_grid(game, "x", 0, 2, "y", 0, 2, solution="pure-nash", steps=20)
    assert found.complete
    label = [one.label for one in found.regimes]
    sides = {
        curve.text: {frozenset((label[a], label[b])) for a, b in curve.between} for curve in found.curves
    }
    assert sides["x^2 = 2"] == {frozenset(("1, 1", "2, 1"))}
    assert sides["x = y"] == {
        frozenset(("2, 1", "1, 1 or 2, 1")),
        frozenset(("1, 1", "1, 1 or 2, 1")),
    }
