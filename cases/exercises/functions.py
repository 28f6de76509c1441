"""Rational functions of named parameters: whether two formulas are the same one, decided exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from ...games.formula_tree import MAX_BITS, Node, Operation
from .expressions import minus, names_in
from .radicals import Undefined, rational_value

MAX_TERMS = 3_000
MAX_PRODUCTS = 200_000

Polynomial = dict[tuple[int, ...], Fraction]
"""The coefficient of each monomial, a monomial being the exponents of the parameters in order."""


def same_function(left: Node, right: Node) -> bool:
    """Return whether two formulas agree as rational functions (so wherever both are defined).

    Raises
    ------
    Undefined
        For a division by the zero function, irrational coefficients, and formulas beyond the limits.

    Examples
    --------
    >>> from .expressions import read_expression
    >>> formula = lambda text: read_expression(text, ("a", "b"))
    >>> same_function(formula("(a^2 - b^2)/(a - b)"), formula("b + a"))
    True
    """
    names = tuple(sorted(names_in(left) | names_in(right)))
    return not quotient(minus(left, right), names)[0]


def quotient(node: Node, names: Sequence[str]) -> tuple[Polynomial, Polynomial]:
    """Return a formula as numerator and denominator, polynomials in `names`, not reduced.

    Raises
    ------
    Undefined
        As for `same_function`.
    """
    one = {(0,) * len(names): Fraction(1)}
    if isinstance(node, str):
        return {tuple(int(name == node) for name in names): Fraction(1)}, one
    if isinstance(node, Fraction) or not names_in(node):
        value = rational_value(node)
        if value is None:
            raise Undefined("an irrational factor beside a parameter; a rational function is needed")
        return ({(0,) * len(names): value} if value else {}), one
    kind, parts = node.operator, node.operands
    above, below = quotient(parts[0], names)
    if kind == "-":
        return {m: -c for m, c in above.items()}, below
    if kind == "^":
        exponent = parts[1]
        assert isinstance(exponent, Fraction)
        if exponent < 0:
            above, below = _inverse(above, below)
        return _power(above, abs(exponent.numerator), one), _power(below, abs(exponent.numerator), one)
    if kind == "/":
        return _inverse(above, below)
    for part in parts[1:]:
        n, d = quotient(part, names)
        if kind == "*":
            above, below = _times(above, n), _times(below, d)
        elif d == below:
            above = _plus(above, n)
        else:
            above, below = _plus(_times(above, d), _times(n, below)), _times(below, d)
    return above, below


def put_in(node: Node, values: Mapping[str, Fraction]) -> Node:
    """Return the formula with parameters replaced by numbers."""
    if isinstance(node, str):
        return values.get(node, node)
    if isinstance(node, Fraction):
        return node
    return Operation(node.operator, tuple([put_in(part, values) for part in node.operands]))


def _inverse(above: Polynomial, below: Polynomial) -> tuple[Polynomial, Polynomial]:
    if not above:
        raise Undefined("a division by zero")
    return below, above


def _plus(left: Polynomial, right: Polynomial) -> Polynomial:
    total = dict(left)
    for monomial, c in right.items():
        total[monomial] = total.get(monomial, Fraction(0)) + c
    return {m: c for m, c in total.items() if c}


def _times(left: Polynomial, right: Polynomial) -> Polynomial:
    if len(left) * len(right) > MAX_PRODUCTS:
        raise Undefined("too large to be decided; write it shorter")
    total: Polynomial = {}
    for m, c in left.items():
        for n, d in right.items():
            monomial = tuple([i + j for i, j in zip(m, n, strict=True)])
            total[monomial] = total.get(monomial, Fraction(0)) + c * d
    if len(total) > MAX_TERMS or any(_bits(c) > MAX_BITS for c in total.values()):
        raise Undefined("too large to be decided; write it shorter")
    return {m: c for m, c in total.items() if c}


def _power(base: Polynomial, exponent: int, one: Polynomial) -> Polynomial:
    result = one
    for _ in range(exponent):
        result = _times(result, base)
    return result


def _bits(number: Fraction) -> int:
    return max(number.numerator.bit_length(), number.denominator.bit_length())
