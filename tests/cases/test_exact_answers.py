"""Numbers and formulas in answers: decided as an independent computation says."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from quidproquo.cases.exercises.conditions import difference, read_condition
from quidproquo.cases.exercises.expressions import read_expression
from quidproquo.cases.exercises.functions import same_function
from quidproquo.cases.exercises.radicals import Undefined, enclosure, rational_value, sign

mpmath: Any = pytest.importorskip("mpmath")  # comes with SymPy; without types
F = Fraction
TINY = mpmath.mpf(10) ** -120

ZEROS = [
    "sqrt(2)*sqrt(3) - sqrt(6)",
    "sqrt(5 + 2*sqrt(6)) - sqrt(2) - sqrt(3)",
    "root(2 + sqrt(5), 3) + root(2 - sqrt(5), 3) - 1",
    "1/(sqrt(2) - 1) - 1 - sqrt(2)",
    "root(64, 6) - 2",
    "(-8)^(1/3) + 2",
    "sqrt(105)/30 - 7/(2*sqrt(105))",
    "root(1/(1 + sqrt(2)), 3)*root(1 + sqrt(2), 3) - 1",
    "sqrt(sqrt(3) - sqrt(2))*sqrt(sqrt(3) + sqrt(2)) - 1",
]


@pytest.mark.parametrize("text", ZEROS)
def test_zero_is_recognised_and_a_hair_beside_it_told_apart(text: str) -> None:
    assert sign(read_expression(text)) == 0
    assert sign(read_expression(f"{text} + 1/10^60")) == 1
    assert sign(read_expression(f"{text} - 1/10^60")) == -1
    assert rational_value(read_expression(f"{text} + 5/18")) == Fraction(5, 18)


def test_near_misses_that_floats_take_for_equal() -> None:
    close = "sqrt(10^40 + 1) - 10^20"
    assert sign(read_expression(close)) == 1
    assert rational_value(read_expression(close)) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("1--1", 2), ("-+-3", 3), ("2 - -+-3", -1), ("+5", 5), ("2^-+1", F("1/2")), ("−7÷2", F("-7/2"))],
)
def test_signs_may_follow_one_another(text: str, value: Fraction) -> None:
    assert rational_value(read_expression(text)) == value


Tree = Any
"""A number, a name, or a tuple of an operator and its operands."""

EXPRESSIONS = st.recursive(
    st.integers(0, 12),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from("+-*/"), inner, inner),
        st.tuples(st.just("root"), inner, st.integers(2, 4)),
        st.tuples(st.just("^"), inner, st.integers(-2, 3)),
    ),
    max_leaves=8,
)


def text_of(tree: Tree) -> str:
    if not isinstance(tree, tuple):
        return str(tree)
    kind, left, right = tree[0], text_of(tree[1]), text_of(tree[2])
    if kind == "root":
        return f"sqrt({left})" if tree[2] == 2 else f"root({left}, {right})"
    return f"({left}) {kind} ({right})"


def combined(kind: str, x: Any, y: Any) -> Any:
    return {
        "+": lambda: x + y,
        "-": lambda: x - y,
        "*": lambda: x * y,
        "/": lambda: x / y,
        "^": lambda: x**y,
    }[kind]()


def numeric(tree: Tree) -> Any:
    """The value to 300 digits, by another library; what is below 10^-120 counts as zero."""
    if not isinstance(tree, tuple):
        return mpmath.mpf(tree)
    kind, x = tree[0], numeric(tree[1])
    if abs(x) < TINY:
        x = mpmath.mpf(0)
    if kind == "root":
        if x < 0 and tree[2] % 2 == 0:
            raise ValueError("no real root")
        return mpmath.sign(x) * mpmath.root(abs(x), tree[2])
    y = numeric(tree[2]) if kind != "^" else tree[2]
    return combined(kind, x, mpmath.mpf(0) if abs(y) < TINY else y)


def test_a_power_of_zero_written_with_roots_is_zero() -> None:
    assert sign(read_expression("(sqrt(2) - sqrt(2))^2")) == 0
    assert sign(read_expression("(sqrt(2) - sqrt(3))^3")) == -1


@settings(max_examples=300, deadline=None)
@given(EXPRESSIONS)
def test_signs_agree_with_three_hundred_digits(tree: Tree) -> None:
    node = read_expression(text_of(tree))
    with mpmath.workdps(300):
        try:
            expected = numeric(tree)
        except (ValueError, ZeroDivisionError):
            with pytest.raises(Undefined):
                sign(node)
            return
        assume(abs(expected) < 1 / TINY)
        assert sign(node) == (0 if abs(expected) < TINY else mpmath.sign(expected))
        low, high = (mpmath.mpf(x.numerator) / x.denominator for x in enclosure(node, 64))
        assert low - TINY <= expected <= high + TINY


POLYNOMIALS = st.recursive(
    st.one_of(st.integers(0, 3), st.sampled_from(["a", "b"])),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from("+-*"), inner, inner),
        st.tuples(st.just("^"), inner, st.just(2)),
        st.tuples(st.just("/"), inner, inner.map(lambda x: ("+", 1, ("^", x, 2)))),
    ),
    max_leaves=6,
)


def in_sympy(tree: Tree) -> Any:
    if not isinstance(tree, tuple):
        return sympy.Symbol(tree) if isinstance(tree, str) else sympy.Integer(tree)
    return combined(tree[0], in_sympy(tree[1]), in_sympy(tree[2]))


@settings(max_examples=150, deadline=None)
@given(POLYNOMIALS, POLYNOMIALS)
def test_rational_functions_agree_with_sympy(left: Tree, right: Tree) -> None:
    expected = sympy.cancel(sympy.together(in_sympy(left) - in_sympy(right))) == 0
    assert same_function(*(read_expression(text_of(tree), "ab") for tree in (left, right))) == expected


@given(POLYNOMIALS)
@settings(max_examples=50, deadline=None)
def test_another_form_of_a_function_is_the_same_function(tree: Tree) -> None:
    expanded = str(sympy.expand(in_sympy(tree)))
    assert same_function(read_expression(text_of(tree), "ab"), read_expression(expanded, "ab"))


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("x > 4", "4 < x", True),
        ("x > 4", "2*x - 8 > 0", True),
        ("x > 4", "-x < -4", True),
        ("x > 4", "3 - x/2 < 1", True),
        ("x > 4", "x in (4, oo)", True),
        ("x > 4", "4 < x < 7 or x = 7 or x > 7", True),
        ("2 <= x < 3", "[2, 3)", True),
        ("x < 3", "0 <= x < 3", True),  # from 0 up
        ("x > sqrt(2)", "x > 2/sqrt(2)", True),
        ("x > 4", "x >= 4", False),
        ("x > 4", "4 < x < 7 or x > 7", False),
        ("x > sqrt(2)", "x > 1414213562373095/1000000000000000", False),
    ],
)
def test_conditions_are_compared_as_sets(left: str, right: str, same: bool) -> None:
    sets = (read_condition(left, "x"), read_condition(right, "x"))
    assert difference(*sets, Fraction(0))[0] != same
    place = difference(*sets, Fraction(0))[1]
    assert place is None or sets[0].holds(place) != sets[1].holds(place)
