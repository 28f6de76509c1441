"""Rational functions of named parameters: whether two formulas are the same one, decided exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from ...games.formula_tree import MAX_BITS, Node, Operation
from .expressions import minus, names_in
from .radicals import Undefined, bits, rational_value

MAX_WORK = 400_000

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
    return not _Work(names).quotient(minus(left, right))[0]


def put_in(node: Node, values: Mapping[str, Fraction]) -> Node:
    """Return the formula with parameters replaced by numbers."""
    if isinstance(node, str):
        return values.get(node, node)
    if isinstance(node, Fraction):
        return node
    return Operation(node.operator, tuple([put_in(part, values) for part in node.operands]))


class _Work:
    """The polynomials of one decision, and how much work they may still take."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names, self.left = names, MAX_WORK
        self.one: Polynomial = {(0,) * len(names): Fraction(1)}

    def quotient(self, node: Node) -> tuple[Polynomial, Polynomial]:
        """Return a formula as numerator and denominator, polynomials in the names, not reduced."""
        if isinstance(node, str):
            return {tuple([int(name == node) for name in self.names]): Fraction(1)}, self.one
        if isinstance(node, Fraction) or not names_in(node):
            value = rational_value(node)
            if value is None:
                raise Undefined("an irrational factor beside a parameter; a rational function is needed")
            return ({(0,) * len(self.names): value} if value else {}), self.one
        kind, parts = node.operator, node.operands
        above, below = self.quotient(parts[0])
        if kind == "-":
            return {m: -c for m, c in above.items()}, below
        if kind == "^":
            exponent = parts[1]
            assert isinstance(exponent, Fraction)
            if exponent < 0:
                above, below = _inverse(above, below)
            times = abs(exponent.numerator)
            return self.power(above, times), self.power(below, times)
        if kind == "/":
            return _inverse(above, below)
        for part in parts[1:]:
            n, d = self.quotient(part)
            if kind == "*":
                above, below = self.times(above, n), self.times(below, d)
            elif d == below:
                above = _plus(above, n)
            else:
                above, below = _plus(self.times(above, d), self.times(n, below)), self.times(below, d)
        return above, below

    def times(self, left: Polynomial, right: Polynomial) -> Polynomial:
        if self.one in (left, right):
            return left if right == self.one else right
        size = max((bits(c) for factor in (left, right) for c in factor.values()), default=0)
        self.left -= len(left) * len(right) * (1 + size // 64)
        if self.left < 0 or size > MAX_BITS:
            raise Undefined("too large to be decided; write it shorter")
        total: Polynomial = {}
        for m, c in left.items():
            for n, d in right.items():
                monomial = tuple([i + j for i, j in zip(m, n, strict=True)])
                total[monomial] = total.get(monomial, Fraction(0)) + c * d
        return {m: c for m, c in total.items() if c}

    def power(self, base: Polynomial, exponent: int) -> Polynomial:
        result = self.one
        for _ in range(exponent):
            result = self.times(result, base)
        return result


def _inverse(above: Polynomial, below: Polynomial) -> tuple[Polynomial, Polynomial]:
    if not above:
        raise Undefined("a division by zero")
    return below, above


def _plus(left: Polynomial, right: Polynomial) -> Polynomial:
    total = dict(left)
    for monomial, c in right.items():
        total[monomial] = total.get(monomial, Fraction(0)) + c
    return {m: c for m, c in total.items() if c}
