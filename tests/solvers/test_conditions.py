"""Conditions for pure equilibria: against the definition at exact points, and against published answers."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction
from typing import Any

import pytest
import sympy

from quidproquo import NormalFormGame, case_model, chance, decision, outcome, pure_nash, subgame_perfect, tree
from quidproquo.games.errors import InvalidInput, LimitReached, UnsupportedGame
from quidproquo.solvers.case_splits import resolve
from quidproquo.solvers.conditions import cell_conditions, equilibrium_conditions, formula_table
from quidproquo.solvers.payoff_formulas import Constraint, Formulas
from quidproquo.solvers.tree_plans import formula_tree, plan_conditions, tree_plans

NAMES = ("a", "b", "c")
A, B, C = sympy.symbols(NAMES)


def formula(pick: random.Random, depth: int = 2) -> Any:
    """A random formula of all kinds that are read."""
    if not depth or pick.random() < 0.2:
        return pick.choice(
            [A, B, C, sympy.Integer(pick.randint(-3, 3)), sympy.Rational(pick.randint(1, 5), 2)]
        )
    one, other = formula(pick, depth - 1), formula(pick, 0)
    kind = pick.choice(["+", "-", "-", "*", "max", "min", "abs", "if", "/"])
    if kind == "+":
        return one + other
    if kind == "-":
        return one - other
    if kind == "*":
        return one * other
    if kind == "max":
        return sympy.Max(one, other)
    if kind == "min":
        return sympy.Min(one, other, A)
    if kind == "abs":
        return sympy.Abs(one)
    if kind == "if":
        return sympy.Piecewise((one, B > 0), (other, C <= 1), (one - other, True))
    return one / (pick.choice([A, B]) - pick.randint(-1, 1))


def points(pick: random.Random, count: int) -> list[dict[str, Fraction]]:
    """Points with many ties among them."""
    return [
        {name: Fraction(pick.randint(-4, 4), pick.choice([1, 2])) for name in NAMES} for _ in range(count)
    ]


def filled(game: Any, values: dict[str, Fraction]) -> Any:
    """The game in numbers, or None where it has none."""
    try:
        found = game.at({name: value for name, value in values.items() if name in game.parameters})
    except ValueError:  # InvalidInput is one; SymPy raises another one for Max of an infinite number
        return None
    return found


@pytest.mark.parametrize("seed", range(6))
def test_the_cells_that_are_equilibria_are_those_of_the_numeric_solver(seed: int) -> None:
    pick = random.Random(seed)
    shape = (2, 2) if seed % 3 else (2, 2, 2)
    tables: list[Any] = []
    for _ in shape:
        table: Any = sympy.MutableDenseNDimArray.zeros(*shape).tolist()
        for cell in itertools.product(*map(range, shape)):
            place = table
            for s in cell[:-1]:
                place = place[s]
            place[cell[-1]] = formula(pick)
        tables.append(table)
    game = NormalFormGame(tables)
    table = formula_table(game)
    cells = list(itertools.product(*map(range, shape)))
    found = {cell: cell_conditions(table, cell) for cell in cells}
    for values in points(pick, 20):
        numbers = filled(game, values)
        own = {name: values[name] for name in game.parameters}
        expected = set()
        if numbers is not None:
            expected = {
                tuple(row.index(1) for row in one.profile if row) for one in pure_nash(numbers).equilibria
            }
        assert {cell for cell in cells if found[cell].holds_at(own)} == expected, (values, game.payoffs)


@pytest.mark.parametrize("seed", range(6))
def test_the_plans_that_are_subgame_perfect_are_those_of_the_numeric_solver(seed: int) -> None:
    pick = random.Random(100 + seed)

    def end() -> Any:
        return outcome(formula(pick, 1), formula(pick, 1))

    last = decision("one", {"l": end(), "r": end()}, information_set="last")
    middle = decision("two", {"stop": end(), "go": last, "wait": end()}, information_set="middle")
    luck = chance({"good": ("1/3", middle), "bad": ("2/3", end())})
    game = tree(decision("one", {"out": end(), "in": luck}, information_set="first"), players=["one", "two"])
    read = formula_tree(game)
    plans = tree_plans(read)
    found = [plan_conditions(read, plan) for plan in plans]
    for values in points(pick, 20):
        numbers = filled(game, values)
        expected = set()
        if numbers is not None:
            solved = subgame_perfect(numbers)
            expected = {
                tuple(row.index(1) if row else 0 for row in one.profile)
                for one in solved.equilibria
                if all(max(row) == 1 for row in one.profile if row)
            }
        own = {name: values[name] for name in game.parameters}
        named = {
            tuple(plan.choices.get(number, 0) for number in range(len(game.information_sets)))
            for plan, when in zip(plans, found, strict=True)
            if when.holds_at(own)
        }
        assert named == expected


def test_each_case_carries_a_point_that_proves_it_possible() -> None:
    game = case_model("case:h20/sequential-linkage", symbols=["all"]).game
    read = formula_tree(game)
    for plan in tree_plans(read):
        for case in plan_conditions(read, plan).cases:
            assert case.proven_possible
            assert case.point is not None
            assert case.holds_at(case.point)


def test_the_threshold_of_model_b_in_weeks_of_stock() -> None:
    game = case_model("case:h20/sequential-linkage", symbols=["k"]).game
    play = {
        "US": {"chips": "no-ban", "answer": "trade"},
        "China": {"magnets": "withhold", "delivery": "honour"},
    }
    assert str(equilibrium_conditions(game, play)) == "k <= 10"
    hold = {"US": {"chips": "ban", "answer": "hold"}, "China": {"magnets": "acquiesce", "delivery": "honour"}}
    assert str(equilibrium_conditions(game, hold)) == "k >= 10"


def test_pain_cancels_out_of_model_a() -> None:
    game = case_model("case:h20/linkage", symbols=["k", "w", "d_U", "theta_U", "V0"]).game
    found = equilibrium_conditions(game, {"US": "allow", "China": "supply"})
    assert found.never  # China gains by withholding at the calibration
    found = equilibrium_conditions(game, {"US": "allow", "China": "withhold"})
    assert str(found) == "d_U <= 0"
    assert found.cases[0].relations[0].words == (
        "US: allow is at least as good as restrict against withhold",
    )


def test_ranges_are_taken_for_granted() -> None:
    game = case_model("case:h20/sequential-linkage", symbols=["k"]).game
    hold = {"US": {"chips": "ban", "answer": "hold"}, "China": {"magnets": "acquiesce", "delivery": "honour"}}
    assert equilibrium_conditions(game, hold, within={"k": (10, 12)}).always
    assert equilibrium_conditions(game, hold, within={"k": (0, "19/2")}).never
    assert not equilibrium_conditions(game, hold, within={"k": (10, 12)}).holds_at({"k": 13})


def test_zeros_of_denominators_are_excluded() -> None:
    game = NormalFormGame([[[1 / A, 0], [0, 1]], [[1, 0], [0, 1]]])
    found = equilibrium_conditions(game, {"1": "1", "2": "1"})
    assert str(found) == "a > 0"
    assert [str(case) for case in found.domain.excluded] == ["a = 0"]
    assert not found.holds_at({"a": 0})
    inside = sympy.Piecewise((1 / B, A > 0), (B, True))
    game = NormalFormGame([[[inside, 0], [0, 1]], [[1, 0], [0, 1]]])
    (case,) = equilibrium_conditions(game, {"1": "2", "2": "2"}).domain.excluded
    assert str(case) == "a > 0 and b = 0"


def test_contradictions_between_products_are_found() -> None:
    formulas = Formulas()
    low = formulas.read(A * B - 1, "x")
    assert resolve([Constraint(low, ">="), Constraint(-low, ">")], formulas) == ()


def test_probabilities_of_chance_limit_the_domain() -> None:
    p = sympy.Symbol("p")
    luck = chance({"good": (p, outcome(2)), "bad": (1 - p, outcome(-1))})
    game = tree(decision("US", {"stay": outcome(0), "go": luck}))
    found = equilibrium_conditions(game, {"US": {"1": "go"}})
    assert str(found) == "p >= 1/3"
    assert found.holds_at({"p": "1/2"})
    assert not found.holds_at({"p": 2})


def test_wrong_input_is_refused_with_its_place() -> None:
    game = NormalFormGame([[[A, 0], [0, 1]], [[1, 0], [0, 1]]], players=["US", "China"])
    with pytest.raises(InvalidInput, match="'3' is no strategy of US; accepted: 1, 2"):
        equilibrium_conditions(game, {"US": "3", "China": "1"})
    with pytest.raises(InvalidInput, match="one entry for each of US, China"):
        equilibrium_conditions(game, {"US": "1"})
    with pytest.raises(InvalidInput, match="'q' is no parameter"):
        equilibrium_conditions(game, {"US": "1", "China": "1"}, within={"q": (0, 1)})
    odd = NormalFormGame([[[sympy.sin(A), 0], [0, 1]], [[1, 0], [0, 1]]])
    with pytest.raises(UnsupportedGame, match="payoff of 1 at 1, 1 is sin"):
        equilibrium_conditions(odd, {"1": "1", "2": "1"})
    hidden = tree(
        decision(
            "US",
            {
                "a": decision("China", {"x": outcome(A, 0), "y": outcome(0, 0)}, information_set="h"),
                "b": decision("China", {"x": outcome(0, 0), "y": outcome(0, 1)}, information_set="h"),
            },
        )
    )
    with pytest.raises(UnsupportedGame, match="'h' China cannot tell 2 nodes apart"):
        equilibrium_conditions(hidden, {"US": {"1": "a"}, "China": {"h": "x"}})
    with pytest.raises(LimitReached, match="at most"):
        formula_table(NormalFormGame([[[0] * 40] * 40, [[0] * 40] * 40]))
