"""`robustness`: the published flips, exact evaluation inside and outside the radius, and wrong input."""

from __future__ import annotations

import itertools
import json
import random
from fractions import Fraction
from typing import Any

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

import quidproquo as qpq
from quidproquo.cases.registry import load_case
from quidproquo.games.algebraic import AlgebraicNumber
from quidproquo.games.parameter_polynomial import ParameterPolynomial
from quidproquo.games.relations import Relation
from quidproquo.solvers.radius_search import derivative, largest, radius_bounds

K, W, A = sympy.symbols("k w a")
DEFAULTS = {name: one.default for name, one in load_case("h20").calibration.parameters.items()} | {
    "kappa_U": Fraction(0),
    "kappa_C": Fraction(2),
}
RANGES = {name: one.range for name, one in load_case("h20").calibration.parameters.items()}


def sequential(*names: str, **ranges: Any) -> qpq.Robustness:
    game = qpq.case_model("h20/sequential-linkage", symbols=names).game
    spans = {name: ranges.get(name, RANGES[name]) for name in names}
    return qpq.robustness(game, {name: DEFAULTS[name] for name in names}, spans)


def is_spe(game: Any, found: qpq.Robustness, point: dict[str, Fraction]) -> bool:
    """Whether the profile is a subgame perfect equilibrium there: its certificate says so, or refuses."""
    numeric = game.at(point)
    profile: list[tuple[Fraction, ...] | None] = []
    for one in numeric.information_sets:
        action = found.profile[numeric.players[one.player]][one.label]
        profile.append(tuple(Fraction(int(name == action)) for name in one.actions))
    try:
        qpq.Equilibrium(numeric, tuple(profile), "subgame-perfect")
    except qpq.NotAnEquilibrium:
        return False
    return True


def moved(found: qpq.Robustness, factor: Fraction) -> dict[str, Fraction]:
    assert found.point is not None
    return {name: x + (found.point[name] - x) * factor for name, x in found.calibration.items()}


def test_model_b_flips_at_ten_weeks_five_points_and_one_point() -> None:
    """models.md (b): Trade or Hold at k = 10 and a = 5, assurance at rho = 1."""
    found = sequential("k", "a", "rho")
    flips = {flip.parameter: flip for flip in found.flips}
    assert (flips["k"].below, flips["k"].above) == (None, Fraction(10))
    assert flips["a"].above == 5
    assert (flips["rho"].below, flips["rho"].above) == (Fraction(1), None)
    assert [flip.parameter for flip in found.flips][:2] == ["rho", "k"]
    assert flips["a"].inside is False
    assert "US at answer: trade is at least as good as hold" in flips["k"].condition


def test_the_radius_of_model_b_is_exact_and_confirmed_inside_and_outside() -> None:
    """Trade needs a + k <= 11 here: both move by 4 / (5 + 10) of their ranges."""
    found = sequential("k", "a", "rho")
    assert found.is_exact
    assert found.radius_low == Fraction(4, 15)
    assert found.point == {"k": Fraction(26, 3), "a": Fraction(7, 3), "rho": 3}
    game = qpq.case_model("h20/sequential-linkage", symbols=["k", "a", "rho"]).game
    assert is_spe(game, found, moved(found, Fraction(1)))
    assert not is_spe(game, found, moved(found, Fraction(1001, 1000)))
    for signs in itertools.product((-1, 1), repeat=3):
        corner = {
            name: min(
                max(x + sign * found.radius_low * (RANGES[name][1] - RANGES[name][0]), RANGES[name][0]),
                RANGES[name][1],
            )
            for (name, x), sign in zip(found.calibration.items(), signs, strict=True)
        }
        assert is_spe(game, found, corner)


def test_with_products_the_bounds_are_proven_and_confirmed() -> None:
    """w * max(0, 13 - k) >= Sec - R + a is curved: five parameters move at once."""
    names = ("k", "w", "R", "Sec", "a", "rho")
    found = sequential(*names)
    assert not found.is_exact
    assert found.proven
    assert found.radius_high is not None
    assert 0 < found.radius_high - found.radius_low < Fraction(1, 10**9)
    radius = float(found.radius_low)
    pain = (1 - 1.5 * radius) * (7 - 10 * radius)
    assert pain == pytest.approx((2 + 14 * radius) + (1 + 5 * radius), abs=1e-6)
    game = qpq.case_model("h20/sequential-linkage", symbols=names).game
    assert not is_spe(game, found, moved(found, Fraction(1)))
    assert is_spe(game, found, moved(found, Fraction(999_999, 1_000_000)))


def test_a_normal_form_and_its_irrational_flip() -> None:
    game = qpq.NormalFormGame([[[2, 0], [K**2, 0]], [[1, 0], [1, 0]]])
    found = qpq.robustness(game, {"k": 1}, {"k": (0, 2)})
    (flip,) = found.flips
    assert isinstance(flip.above, AlgebraicNumber)
    assert flip.above * flip.above == 2
    assert isinstance(flip.below, AlgebraicNumber)
    assert flip.below < 0
    assert flip.below * flip.below == 2
    assert found.radius_low <= (flip.above - 1) / 2 <= (found.radius_high or 0)


def test_where_nothing_in_the_ranges_ends_it_that_is_proven() -> None:
    game = qpq.tree(qpq.decision("A", {"stay": qpq.outcome(3), "go": qpq.outcome(K * W)}))
    found = qpq.robustness(game, {"k": 1, "w": 1}, {"k": (0, 2), "w": (0, "3/2")})
    assert (found.radius_low, found.radius_high, found.proven) == (Fraction(1), None, True)
    assert "wherever all parameters are within their ranges: proven" in found.text()


def test_where_the_search_gives_up_its_lower_bound_still_holds() -> None:
    """A sum of squares that is zero at one point only: no box around that point can be excluded."""
    x, y, z = sympy.symbols("x y z")
    worth = -((x - y) ** 2) - (y - z - 1) ** 2 - (x - 1) ** 2 * y**2
    game = qpq.tree(qpq.decision("A", {"stay": qpq.outcome(0), "go": qpq.outcome(worth)}))
    found = qpq.robustness(game, dict.fromkeys("xyz", 0), dict.fromkeys("xyz", (-2, 2)))
    assert not found.proven
    assert found.radius_high is None
    assert 0 < found.radius_low < Fraction(1, 4)
    assert "It is proven that none does in which no parameter moves by more than" in " ".join(
        found.text().split()
    )


def test_a_pole_ends_the_game() -> None:
    game = qpq.tree(qpq.decision("A", {"stay": qpq.outcome(0), "go": qpq.outcome(-1 / (K - 3) ** 2)}))
    found = qpq.robustness(game, {"k": 1}, {"k": (0, 4)})
    assert (found.radius_low, found.radius_high) == (Fraction(1, 2), Fraction(1, 2))
    assert "divides by zero" in found.condition
    assert found.flips[0].above == 3


def test_a_maximum_is_taken_apart() -> None:
    game = qpq.tree(qpq.decision("A", {"hold": qpq.outcome(-sympy.Max(0, 13 - K)), "trade": qpq.outcome(-A)}))
    found = qpq.robustness(game, {"k": 6, "a": 1}, {"k": (2, 22), "a": (0, 5)})
    assert found.is_exact
    assert found.radius_high == Fraction(6, 25)


def test_a_knife_edge_has_the_radius_zero() -> None:
    found = qpq.robustness(
        qpq.tree(qpq.decision("A", {"stay": qpq.outcome(6), "go": qpq.outcome(K)})), {"k": 6}, {"k": (2, 12)}
    )
    assert found.knife_edge
    assert found.radius_high == 0
    assert "Knife edge" in found.text()


def test_parameters_without_a_range_are_held() -> None:
    game = qpq.case_model("h20/sequential-linkage", symbols=["k", "a"]).game
    found = qpq.robustness(game, {"k": 6, "a": 3}, {"k": (2, 12)})
    assert found.held_fixed == {"a": 3}
    assert found.flips[0].above == 8
    assert found.radius_low == Fraction(1, 5)


def test_the_certified_search_agrees_with_the_linear_program() -> None:
    """On random linear relations the bounds hold the closed form: the value over the sum of slopes."""
    rng = random.Random(3)
    for _ in range(60):
        names = ["x", "y", "z"][: rng.randint(1, 3)]
        slopes = {name: Fraction(rng.randint(-4, 4)) for name in names}
        if not any(slopes.values()):
            continue
        value = Fraction(rng.randint(1, 6))
        polynomial = ParameterPolynomial({((n, 1),): c for n, c in slopes.items()} | {(): -value})
        exact = value / sum(2 * abs(c) for c in slopes.values())
        found = radius_bounds(
            [Relation(polynomial, ">")],
            dict.fromkeys(names, Fraction(0)),
            dict.fromkeys(names, (Fraction(-1), Fraction(1))),
        )
        if exact >= Fraction(1, 2):
            assert found.high is None
        else:
            assert found.high is not None
            assert found.low <= exact <= found.high


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_the_largest_value_on_a_box_is_a_bound(seed: int) -> None:
    rng = random.Random(seed)
    terms = {
        tuple((n, p) for n in ("x", "y") if (p := rng.randint(0, 3))): Fraction(rng.randint(-5, 5))
        for _ in range(4)
    }
    polynomial = ParameterPolynomial(terms)
    box = {n: (Fraction(a := rng.randint(-3, 2)), Fraction(a + rng.randint(0, 3))) for n in ("x", "y")}
    top, _ = largest(polynomial, box)
    for _ in range(20):
        point = {n: low + (high - low) * Fraction(rng.randint(0, 8), 8) for n, (low, high) in box.items()}
        assert polynomial.value(point) <= top
        step = {**point, "x": point["x"] + Fraction(1, 10**6)}
        slope = (polynomial.value(step) - polynomial.value(point)) * 10**6
        assert abs(slope - derivative(polynomial, "x").value(point)) < Fraction(1, 100)


def _holds(game: Any, cell: tuple[int, int], point: dict[str, Fraction]) -> bool:
    """Whether a cell of a 2×2 game is a Nash equilibrium, by comparing the four payoffs that matter."""
    numeric = game.at({name: x for name, x in point.items() if name in game.parameters})
    row, column = cell
    here = numeric.payoffs_at(cell)
    return bool(
        here[0] >= numeric.payoffs_at((1 - row, column))[0]
        and here[1] >= numeric.payoffs_at((row, 1 - column))[1]
    )


@pytest.mark.parametrize("curved", [False, True])
def test_random_tables_hold_within_the_radius_and_fail_beyond_the_flips(curved: bool) -> None:
    rng = random.Random(17 + curved)
    small = Fraction(1, 10**7)
    checked = 0
    while checked < 9:

        def entry() -> Any:
            product = rng.randint(-2, 2) * K * W if curved else 0
            return rng.randint(-4, 4) + rng.randint(-2, 2) * K + rng.randint(-2, 2) * W + product

        game = qpq.NormalFormGame([[[entry() for _ in "ab"] for _ in "cd"] for _ in "AB"])
        center = {"k": Fraction(rng.randint(-4, 4), 4), "w": Fraction(rng.randint(-4, 4), 4)}
        ranges = {name: (Fraction(-1), Fraction(rng.randint(1, 3))) for name in center}
        if game.parameters != ("k", "w") or not _holds(game, (0, 0), center):
            continue
        found = qpq.robustness(game, center, ranges, profile=["1", "1"])
        checked += 1
        for _ in range(12):
            point = {}
            for name, (low, high) in ranges.items():
                reach = found.radius_low * (high - low) * Fraction(rng.choice((-8, -5, 0, 3, 8)), 8)
                point[name] = min(max(center[name] + reach, low), high)
            assert _holds(game, (0, 0), point)
        if not found.is_exact and found.point is not None:
            assert not _holds(game, (0, 0), dict(found.point))
        if found.radius_high is None:
            for corner in itertools.product(*ranges.values()):
                assert _holds(game, (0, 0), dict(zip(ranges, corner, strict=True)))
        for flip in found.flips:
            for value, sign in ((flip.below, -1), (flip.above, 1)):
                end = value
                if end is None:
                    end = (
                        flip.low - (flip.high - flip.low) if sign < 0 else flip.high + (flip.high - flip.low)
                    )
                for step in range(1, 9):
                    middle = flip.calibration + (end - flip.calibration) * Fraction(step, 9)
                    if isinstance(middle, Fraction):
                        assert _holds(game, (0, 0), {**center, flip.parameter: middle})
                if isinstance(value, Fraction):
                    assert not _holds(game, (0, 0), {**center, flip.parameter: value + sign * small})


@pytest.mark.parametrize(
    ("calibration", "ranges", "message"),
    [
        ({"k": 6}, {}, "no parameter has a range"),
        ({}, {"k": (2, 12)}, "the calibration has no value for k"),
        ({"k": 6}, {"k": (12, 2)}, "the range of k: 12 is not below 2"),
        ({"k": 20}, {"k": (2, 12)}, "k = 20 is outside its range from 2 to 12; a wider range is accepted"),
        ({"k": 6, "q": 1}, {"k": (2, 12)}, "'q' is no parameter of this game; its parameters: k"),
    ],
)
def test_wrong_calibrations_and_ranges(calibration: Any, ranges: Any, message: str) -> None:
    game = qpq.case_model("h20/sequential-linkage", symbols=["k"]).game
    with pytest.raises(qpq.InvalidInput, match=message):
        qpq.robustness(game, calibration, ranges)


def test_a_profile_that_is_no_equilibrium_and_a_choice_of_several() -> None:
    game = qpq.case_model("h20/linkage", {"phase": "london"}, symbols=["theta_U"]).game
    with pytest.raises(
        qpq.InvalidInput, match="there are 2 pure equilibria: allow, supply; restrict, withhold"
    ):
        qpq.robustness(game, {"theta_U": 3}, {"theta_U": (0, 3)})
    found = qpq.robustness(game, {"theta_U": 3}, {"theta_U": (0, 3)}, profile=["allow", "supply"])
    assert found.flips[0].below == 2
    with pytest.raises(qpq.InvalidInput, match=r"this fails: US: allow is at least as good as restrict"):
        qpq.robustness(game, {"theta_U": 3}, {"theta_U": (0, 3)}, profile=["allow", "withhold"])
    with pytest.raises(qpq.InvalidInput, match="profile: US has no strategy 'ban'"):
        qpq.robustness(game, {"theta_U": 3}, {"theta_U": (0, 3)}, profile=["ban", "supply"])


def test_the_mixed_equilibrium_of_the_crisis() -> None:
    """models.md (a), May and June: Chicken needs theta < d < kappa for both; d is 2 and 1."""
    names = ["theta_U", "theta_C", "kappa_U", "kappa_C"]
    game = qpq.case_model("h20/linkage", {"phase": "may-june"}, symbols=names).game
    center = {"theta_U": 0, "theta_C": 0, "kappa_U": 4, "kappa_C": 3}
    ranges = {"theta_U": (0, 3), "theta_C": (0, 3), "kappa_U": (0, 4), "kappa_C": (0, 4)}
    found = qpq.robustness(game, center, ranges, profile="mixed")
    flips = {flip.parameter: flip for flip in found.flips}
    assert (flips["theta_U"].above, flips["theta_C"].above) == (Fraction(2), Fraction(1))
    assert (flips["kappa_U"].below, flips["kappa_C"].below) == (Fraction(2), Fraction(1))
    assert found.radius_low == found.radius_high == Fraction(1, 3)
    for value, count in ((Fraction(1, 2), 3), (Fraction(3, 2), 1)):
        assert len(qpq.nash(game.at({**center, "theta_C": value})).equilibria) == count
    with pytest.raises(qpq.InvalidInput, match="no equilibrium at the calibration in which both players mix"):
        qpq.robustness(game, {**center, "theta_C": 2}, ranges, profile="mixed")


def test_json_and_picture() -> None:
    found = sequential("k", "a", "rho")
    document = json.loads(found.to_json())
    assert document["radius"]["lower"] == document["radius"]["upper"] == "4/15"
    assert document["radius"]["exact"] is True
    assert document["flips"][1]["parameter"] == "k"
    assert document["flips"][1]["soonest"] == "10"
    svg = qpq.figure(found).svg()
    assert "<svg" in svg
    assert svg == qpq.figure(found).svg()
