"""Polynomials in parameters and relations between them: arithmetic, and texts that say the same."""

from __future__ import annotations

import pickle
from fractions import Fraction
from typing import TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quidproquo.games.algebraic import algebraic_number
from quidproquo.games.errors import InvalidInput
from quidproquo.games.formula import parse_formula
from quidproquo.games.parameter_polynomial import ParameterFraction, ParameterPolynomial
from quidproquo.games.relations import Conditions, RegionCase, Relation
from quidproquo.solvers.parameter_factors import factors, reduced

Point: TypeAlias = dict[str, Fraction]

NAMES = ("a", "b", "k")
numbers = st.fractions(-5, 5, max_denominator=4)
points = st.fixed_dictionaries(dict.fromkeys(NAMES, numbers))
monomials = st.dictionaries(st.sampled_from(NAMES), st.integers(1, 3), max_size=2).map(
    lambda powers: tuple(sorted(powers.items()))
)
polynomials = st.dictionaries(monomials, numbers, max_size=4).map(ParameterPolynomial)


@settings(max_examples=60, deadline=None)
@given(polynomials, polynomials, points)
def test_arithmetic_is_that_of_the_values(
    p: ParameterPolynomial, q: ParameterPolynomial, point: Point
) -> None:
    x, y = p.value(point), q.value(point)
    assert (p + q).value(point) == x + y
    assert (p - q).value(point) == x - y
    assert (p * q).value(point) == x * y
    assert (p**2).value(point) == x * x
    assert p.at({"a": point["a"]}).value(point) == x
    assert sum(c.value(point) * point["k"] ** i for i, c in enumerate(p.coefficients("k"))) == x
    scaled = p.primitive().value(point)
    assert (scaled > 0, scaled < 0) == (x > 0, x < 0)
    assert (p == q) == (not p - q)
    assert pickle.loads(pickle.dumps(p)) == p


@settings(max_examples=60, deadline=None)
@given(polynomials, polynomials, points)
def test_factors_and_common_divisors_keep_the_value(
    p: ParameterPolynomial, q: ParameterPolynomial, point: Point
) -> None:
    sign, parts = factors(p)
    value = p.value(point)
    product = Fraction(sign)
    for one, power in parts:
        product *= one.value(point) ** power
    assert (product > 0, product < 0) == (value > 0, value < 0)
    below = q.value(point)
    if below:
        quotient = reduced(ParameterFraction(p * q, q * q))
        if quotient.denominator.value(point):
            assert quotient.value(point) == value / below


@settings(max_examples=60, deadline=None)
@given(polynomials, points)
def test_texts_can_be_read_back(p: ParameterPolynomial, point: Point) -> None:
    assert parse_formula(str(p)).evaluate(point) == p.value(point)
    for sign in (">=", ">", "="):
        relation = Relation(p, sign)
        left, mark, right = _sides(relation.text)
        gap = parse_formula(left).evaluate(point) - parse_formula(right).evaluate(point)
        holds = {">=": gap >= 0, ">": gap > 0, "=": gap == 0, "<=": gap <= 0, "<": gap < 0}[mark]
        assert holds == relation.holds_at(point)
        if sign != "=":
            assert relation.opposite.holds_at(point) != holds


def _sides(text: str) -> tuple[str, str, str]:
    mark = next(one for one in (" >= ", " <= ", " > ", " < ", " = ") if one in text)
    left, _, right = text.partition(mark)
    return left, mark.strip(), right


@pytest.mark.parametrize(
    ("terms", "sign", "text"),
    [
        ({"k": 1, "": -10}, ">=", "k >= 10"),
        ({"k": -1, "": 10}, ">", "k < 10"),
        ({"k": 3, "": -1}, ">=", "k >= 1/3"),
        ({"a": -1}, ">=", "a <= 0"),
        ({"a": 1, "": 2}, ">=", "a >= -2"),
        ({"a": -1, "": -2}, ">=", "a <= -2"),
        ({"a": 1, "b": -1, "": 3}, "=", "a + 3 = b"),
    ],
)
def test_relations_are_written_without_minus_signs_where_possible(
    terms: dict[str, int], sign: str, text: str
) -> None:
    polynomial = ParameterPolynomial({((n, 1),) if n else (): Fraction(c) for n, c in terms.items()})
    assert Relation(polynomial, sign).text == text


def test_conditions_hold_at_irrational_numbers_too() -> None:
    k = ParameterPolynomial.variable("k")
    root = algebraic_number((-2, 0, 1), Fraction(1), Fraction(2))
    square = Relation(k * k - ParameterPolynomial.constant(2), "=")
    assert Conditions(("k",), (RegionCase((square,)),)).holds_at({"k": root})
    assert not Conditions(("k",), (RegionCase((square,)),)).holds_at({"k": "7/5"})
    with pytest.raises(InvalidInput, match="parameter k has no value"):
        Conditions(("k",), ()).holds_at({})
    with pytest.raises(InvalidInput, match="'q' is no parameter"):
        Conditions(("k",), ()).holds_at({"k": 1, "q": 2})


def test_a_polynomial_cannot_be_changed() -> None:
    with pytest.raises(AttributeError, match="immutable"):
        ParameterPolynomial.variable("k").terms = {}
