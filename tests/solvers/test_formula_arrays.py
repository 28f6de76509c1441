"""Formulas over arrays of draws: the value, or the lack of one, that each draw has alone."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from quidproquo.games.errors import InvalidInput
from quidproquo.games.formula import parse_formula
from quidproquo.games.formula_tree import Node
from quidproquo.solvers.formula_arrays import NotByArrays, Rationals, common, evaluated
from quidproquo.solvers.games_by_draw import tree_of

NAMES = ("a", "b", "c")


def draws(seed: int, count: int = 12, size: int = 4) -> dict[str, Rationals]:
    draw = np.random.default_rng(seed)
    return {
        name: Rationals.of(draw.integers(-size, size + 1, count), below)
        for name, below in zip(NAMES, (1, 2, 3), strict=True)
    }


def texts() -> Any:
    leaf = st.sampled_from([*NAMES, "0", "2", "1/3", "0.25"])

    def grow(inside: Any) -> Any:
        two = st.tuples(inside, inside)
        return st.one_of(
            two.flatmap(lambda p: st.sampled_from("+-*/").map(lambda s: f"({p[0]}) {s} ({p[1]})")),
            two.flatmap(lambda p: st.sampled_from(["min", "max"]).map(lambda f: f"{f}({p[0]}, {p[1]})")),
            inside.map(lambda x: f"abs(-({x}))"),
            st.tuples(inside, st.sampled_from(["2", "-2", "0", "3"])).map(lambda p: f"({p[0]})^{p[1]}"),
            st.tuples(
                inside, st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), inside, inside, inside
            ).map(lambda p: f"if({p[0]} {p[1]} {p[2]}, {p[3]}, {p[4]})"),
        )

    return st.recursive(leaf, grow, max_leaves=6)


def check(text: str, values: dict[str, Rationals], tree: Node | None = None) -> None:
    formula = parse_formula(text)
    count = len(values["a"])
    undefined = np.zeros(count, dtype=bool)
    found = evaluated(formula.tree if tree is None else tree, values, count, undefined)
    exact, floats = found.fractions(), found.floats()
    one_by_one = {name: numbers.fractions() for name, numbers in values.items()}
    for k in range(count):
        alone = {name: numbers[k] for name, numbers in one_by_one.items()}
        if undefined[k]:
            with pytest.raises(InvalidInput, match="division by zero"):
                formula.evaluate(alone)
        else:
            assert exact[k] == formula.evaluate(alone)
            assert floats[k] == float(exact[k])


@settings(max_examples=150, deadline=None)
@given(texts(), st.integers(0, 2**32))
def test_every_draw_has_its_value(text: str, seed: int) -> None:
    check(text, draws(seed))


@pytest.mark.parametrize(
    "text", ["a * max(0, 13 - b) - c^2 / 7", "if(a < b, 1 / c, abs(a - b))", "min(a, b, c) / (a + 1)"]
)
def test_expressions_of_sympy_have_the_same_values(text: str) -> None:
    check(text, draws(3, 40), tree_of(parse_formula(text).to_sympy()))


def test_what_is_left_to_single_draws() -> None:
    count, wrong = 2, np.zeros(2, dtype=bool)
    values = {"a": Rationals.of([10**30, 2])}
    for text in ("2^a", "(a^64)^64"):
        with pytest.raises(NotByArrays):
            evaluated(parse_formula(text).tree, values, count, wrong)
    x, y = sympy.symbols("x y")
    for expression in (sympy.sin(x), sympy.sqrt(x), sympy.Piecewise((x, sympy.And(x > 0, y > 0)), (y, True))):
        with pytest.raises(NotByArrays):
            tree_of(expression)


def test_floats_are_the_nearest_ones() -> None:
    numbers = Rationals.of([10**400, -(10**400), 1, 10**30 + 1, 0], 3)
    assert numbers.floats().tolist() == [np.inf, -np.inf, 1 / 3, (10**30 + 1) / 3, 0.0]
    assert Rationals.of(np.array([], dtype=int)).floats().size == 0


def test_numbers_over_one_denominator_in_each_draw() -> None:
    wrong = np.zeros(12, dtype=bool)
    values = draws(5)
    listed = [values["c"], evaluated(parse_formula("1 / (a^2 + 1)").tree, values, 12, wrong), values["b"]]
    whole, below = common(listed)
    for part, numbers in zip(whole, listed, strict=True):
        found = [Fraction(a, b) for a, b in zip(part, below, strict=True)]
        assert found == numbers.fractions()
