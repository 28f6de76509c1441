"""Real numbers written with + - * / ^ and roots: their sign and whether they are rational, decided exactly.

A number is kept as a quotient of two expressions without division. Such an expression x, made of integers by
sums, products and roots, is an algebraic integer. If u bounds it and all its conjugates (sums add bounds,
products multiply them, k-th roots take their k-th root) and D is the product of the indices of the roots in
it, then its norm is an integer of size at most |x| u^(D-1), so x is zero or |x| >= u^-(D-1). An interval
below this bound proves a zero; one that excludes zero, a sign (Burnikel, Fleischer, Mehlhorn, Schirra 2000).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import flint

from ...games.errors import InvalidInput
from ...games.formula_tree import MAX_BITS, Node

MAX_PRECISION = 60_000
FIRST_PRECISION = 128
MAX_SIZE = 200_000
TOO_LARGE = "too large to be decided exactly; write it with fewer or simpler roots"


class Undefined(InvalidInput):
    """The expression has no real value, or is too large to be decided."""


def sign(node: Node) -> int:
    """Return -1, 0 or 1: the exact sign of an expression without parameters.

    Raises
    ------
    Undefined
        For a division by zero, an even root of a negative number, and expressions beyond the limits.

    Examples
    --------
    >>> from .expressions import read_expression
    >>> sign(read_expression("sqrt(2)*sqrt(3) - sqrt(6)")), sign(read_expression("sqrt(50) - 7"))
    (0, 1)
    """
    field = _Field()
    return field.sign(field.value(node))


def rational_value(node: Node) -> Fraction | None:
    """Return the value of an expression without parameters if it is rational, None if it is not.

    Raises
    ------
    Undefined
        As for `sign`.

    Examples
    --------
    >>> from .expressions import read_expression
    >>> rational_value(read_expression("sqrt(8)/sqrt(18)")), rational_value(read_expression("sqrt(2)"))
    (Fraction(2, 3), None)
    """
    field = _Field()
    return field.rational(field.value(node))


def enclosure(node: Node, precision: int) -> tuple[Fraction, Fraction]:
    """Return rationals below and above the value; they close in on it as `precision` (in bits) grows."""
    field = _Field()
    value = field.value(node)
    if isinstance(value, Fraction):
        return value, value
    while True:
        with flint.ctx.workprec(precision):
            above, below = field.ball(value[0]), field.ball(value[1])
            quotient = above / below
            if quotient.is_finite():
                return _fraction(quotient.lower()), _fraction(quotient.upper())
        precision = _doubled(precision)


class _Whole:
    """An expression without division: an integer, or a sum, product, power or root of such expressions."""

    __slots__ = ("bits", "degree", "kind", "number", "parts", "roots")

    def __init__(self, kind: str, parts: tuple[_Whole, ...], number: int, bits: int) -> None:
        self.kind, self.parts, self.number, self.bits = kind, parts, number, bits
        self.roots: dict[int, int] = {}
        for part in parts:
            self.roots |= part.roots
        if kind == "root":
            self.roots[id(self)] = number
        self.degree = math.prod(self.roots.values())


_Value = Fraction | tuple[_Whole, _Whole]


class _Field:
    """The numbers of one decision; equal expressions are one object, so that equal roots count once."""

    def __init__(self) -> None:
        self.known: dict[tuple[Any, ...], _Whole] = {}
        self.balls: dict[tuple[int, int], Any] = {}

    def value(self, node: Node) -> _Value:
        if isinstance(node, Fraction):
            return node
        if isinstance(node, str):
            raise Undefined(f"{node} is no number")
        parts = node.operands
        if node.operator in ("^", "root"):
            first, index = self.value(parts[0]), parts[1]
            assert isinstance(index, Fraction)
            number = index.numerator
            return self.power(first, number) if node.operator == "^" else self.root(first, number)
        values = []
        for part in parts:
            values.append(self.value(part))
        if node.operator == "-":
            return self.product([Fraction(-1), values[0]])
        if node.operator == "/":
            return self.reciprocal(values[0])
        return self.sum(values) if node.operator == "+" else self.product(values)

    def sum(self, values: Sequence[_Value]) -> _Value:
        total = Fraction(0)
        quotients = []
        for value in values:
            if isinstance(value, Fraction):
                total = _checked(total + value)
            else:
                quotients.append(value)
        if not quotients:
            return total
        above, below = self.quotient(total) if total else quotients.pop()
        for n, d in quotients:
            if d is below:
                above = self.make("+", (above, n))
            else:
                above = self.make("+", (self.times(above, d), self.times(n, below)))
                below = self.times(below, d)
        return above, below

    def product(self, values: Sequence[_Value]) -> _Value:
        factor = Fraction(1)
        above = below = self.integer(1)
        for value in values:
            if isinstance(value, Fraction):
                factor = _checked(factor * value)
            else:
                above, below = self.times(above, value[0]), self.times(below, value[1])
        if above.kind == below.kind == "integer" or not factor:
            return factor * Fraction(above.number, below.number) if factor else Fraction(0)
        n, d = self.quotient(factor)
        return self.times(n, above), self.times(d, below)

    def reciprocal(self, value: _Value) -> _Value:
        if self.sign(value) == 0:
            raise Undefined("a division by zero")
        return 1 / value if isinstance(value, Fraction) else (value[1], value[0])

    def power(self, value: _Value, exponent: int) -> _Value:
        if exponent < 0:
            value, exponent = self.reciprocal(value), -exponent
        if isinstance(value, Fraction):
            _check_bits(bits(value) * exponent if abs(value) != 1 else 0)
            return Fraction(value**exponent)
        return self.raised(value[0], exponent), self.raised(value[1], exponent)

    def root(self, value: _Value, index: int) -> _Value:
        direction = self.sign(value)
        if direction == 0:
            return Fraction(0)
        if direction < 0:
            if index % 2 == 0:
                raise Undefined("an even root of a negative number")
            return self.product([Fraction(-1), self.root(self.product([Fraction(-1), value]), index)])
        above, below = self.quotient(value)
        if self.sign_of(below) < 0:
            minus = self.integer(-1)
            above, below = self.times(minus, above), self.times(minus, below)
        inside = self.times(above, self.raised(below, index - 1))
        if inside.kind == "integer":
            whole = int(flint.fmpz(inside.number).root(index))
            if whole**index == inside.number:
                return self.product([Fraction(whole), self.reciprocal((below, self.integer(1)))])
        return self.make("root", (inside,), index), below

    def quotient(self, value: _Value) -> tuple[_Whole, _Whole]:
        if not isinstance(value, Fraction):
            return value
        return self.integer(value.numerator), self.integer(value.denominator)

    def integer(self, number: int) -> _Whole:
        _check_bits(number.bit_length())
        return self.known.setdefault(("integer", number), _Whole("integer", (), number, number.bit_length()))

    def times(self, left: _Whole, right: _Whole) -> _Whole:
        if left.kind == right.kind == "integer":
            return self.integer(left.number * right.number)
        for one, other in ((left, right), (right, left)):
            if one.kind == "integer" and one.number in (0, 1):
                return other if one.number else one
        return self.make("*", (left, right))

    def raised(self, base: _Whole, exponent: int) -> _Whole:
        if exponent == 0:
            return self.integer(1)
        if exponent == 1:
            return base
        if base.kind == "integer":
            _check_bits(base.bits * exponent if abs(base.number) > 1 else 0)
            return self.integer(base.number**exponent)
        return self.make("^", (base,), exponent)

    def make(self, kind: str, parts: tuple[_Whole, ...], number: int = 0) -> _Whole:
        if kind in "+*":
            parts = tuple(sorted(parts, key=id))
        sizes = [part.bits for part in parts]
        if kind == "root":
            size = -(-sizes[0] // number)
        else:
            size = {"+": max(sizes) + 1, "*": sum(sizes)}.get(kind, sizes[0] * number)
        if size > MAX_SIZE:
            raise Undefined(TOO_LARGE)
        key = (kind, *map(id, parts), number)
        return self.known.setdefault(key, _Whole(kind, parts, number, size))

    def sign(self, value: _Value) -> int:
        if isinstance(value, Fraction):
            return (value > 0) - (value < 0)
        return self.sign_of(value[0]) * self.sign_of(value[1])

    def sign_of(self, x: _Whole) -> int:
        """The sign of an expression without division, by the bound of the module's first lines."""
        if x.kind == "integer":
            return (x.number > 0) - (x.number < 0)
        smallest = (x.degree - 1) * x.bits
        precision = FIRST_PRECISION
        while True:
            with flint.ctx.workprec(precision):
                found = self.ball(x)
                if found > 0 or found < 0:
                    return 1 if found > 0 else -1
                if found.is_finite() and found.abs_upper() < flint.arb(2) ** -smallest:
                    return 0
            precision = _doubled(precision)

    def rational(self, value: _Value) -> Fraction | None:
        if isinstance(value, Fraction):
            return value
        # A rational value has a denominator that divides the norm of the lower expression.
        largest = value[1].bits * value[1].degree
        precision = FIRST_PRECISION
        while True:
            with flint.ctx.workprec(precision):
                found = self.ball(value[0]) / self.ball(value[1])
                if found.is_finite() and found.rad() < flint.arb(2) ** (-2 * largest - 2):
                    middle = _fraction(found.mid())
                    break
            precision = _doubled(precision)
        guess = middle.limit_denominator(2**largest)
        return guess if self.sign(self.sum([value, -guess])) == 0 else None

    def ball(self, x: _Whole) -> Any:
        """An interval that holds `x` at the precision that is set; not finite where a root is unclear."""
        key = (id(x), flint.ctx.prec)
        if key not in self.balls:
            self.balls[key] = self.computed(x)
        return self.balls[key]

    def computed(self, x: _Whole) -> Any:
        if x.kind == "integer":
            return flint.arb(x.number)
        first = self.ball(x.parts[0])
        if x.kind == "^":
            return _power(first, x.number)
        if x.kind == "root":
            return first.root(x.number) if first > 0 else flint.arb.nan()
        second = self.ball(x.parts[1])
        return first + second if x.kind == "+" else first * second


def _power(ball: Any, exponent: int) -> Any:
    """An integer power by products: flint takes the logarithm, which an interval around 0 does not have."""
    total = flint.arb(1)
    for digit in f"{exponent:b}":
        total = total * total * ball if digit == "1" else total * total
    return total


def _doubled(precision: int) -> int:
    if precision >= MAX_PRECISION:
        raise Undefined(TOO_LARGE)
    return min(2 * precision, MAX_PRECISION)


def _fraction(number: Any) -> Fraction:
    mantissa, exponent = (int(part) for part in number.man_exp())
    return Fraction(mantissa) * Fraction(2) ** exponent


def bits(number: Fraction) -> int:
    """The binary digits of the larger of numerator and denominator."""
    return max(number.numerator.bit_length(), number.denominator.bit_length())


def _checked(number: Fraction) -> Fraction:
    _check_bits(bits(number))
    return number


def _check_bits(size: int) -> None:
    if size > MAX_BITS:
        raise Undefined("a number of more than 3,900 digits arises")
