"""Numbers that depend on a parameter, on an open stretch of it: a comparison holds on all of the stretch.

A comparison that holds on a part of the stretch alone is an error, so that whatever is checked over such
numbers is proven for every value of the parameter in the stretch. Sturm's theorem (1829) decides it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from .algebraic import AlgebraicNumber, Real, algebraic_number
from .errors import LimitReached, QuidproquoError
from .integer_polynomials import (
    Polynomial,
    common_divisor,
    exact_quotient,
    polynomial_text,
    primitive,
    roots_between,
    roots_up_to,
    sign_at,
    trimmed,
)
from .real_root import FIRST_BITS

MAX_PARTS = 200
"""Parts into which a stretch is cut before a check is given up."""


class ChangesSign(QuidproquoError):
    """What is compared is not of one sign on the whole stretch; `polynomial` has a root there."""

    def __init__(self, polynomial: Polynomial, stretch: OpenStretch) -> None:
        self.polynomial = polynomial
        super().__init__(
            f"{polynomial_text(polynomial)} changes its sign between {stretch.low} and {stretch.high}"
        )


@dataclass(frozen=True)
class OpenStretch:
    """The values of a parameter strictly between two numbers.

    Examples
    --------
    >>> k = OpenStretch(Fraction(0), Fraction(2)).parameter
    >>> k < 2, k * k + 1 > 2 * k - 3, (k * k - 4) / (k - 2) == k + 2
    (True, True, True)
    >>> k > 1
    Traceback (most recent call last):
    quidproquo.games.stretch_number.ChangesSign: x - 1 changes its sign between 0 and 2
    """

    low: Real
    high: Real
    _signs: dict[Polynomial, int] = field(default_factory=dict, compare=False, repr=False)

    @property
    def parameter(self) -> StretchNumber:
        """The parameter itself."""
        return StretchNumber((0, 1), (1,), self)

    def sign(self, polynomial: Polynomial) -> int:
        """The sign that an integer polynomial has everywhere on the stretch.

        Raises
        ------
        ChangesSign
            Where it has a root on the stretch.
        """
        if len(polynomial) < 2:
            return _sign_of(polynomial[0]) if polynomial else 0
        part = primitive(polynomial)
        if part not in self._signs:
            if _roots_below(part, self.high, included=False) > _roots_below(part, self.low, included=True):
                raise ChangesSign(part, self)
            self._signs[part] = sign_at(part, rational_between(self.low, self.high))
        return self._signs[part] * _sign_of(polynomial[-1])


class StretchNumber:
    """A quotient of integer polynomials in the parameter of an `OpenStretch`."""

    __slots__ = ("bottom", "stretch", "top")

    def __init__(self, top: Polynomial, bottom: Polynomial, stretch: OpenStretch) -> None:
        common = common_divisor(top, bottom) if top else primitive(bottom)
        if len(common) > 1:
            top, bottom = exact_quotient(top, common), exact_quotient(bottom, common)
        self.top, self.bottom, self.stretch = top, bottom, stretch

    def sign(self) -> int:
        """-1, 0 or 1, everywhere on the stretch."""
        return self.stretch.sign(self.top) * self.stretch.sign(self.bottom) if self.top else 0

    def _operand(self, other: object) -> tuple[Polynomial, Polynomial] | None:
        if isinstance(other, StretchNumber):
            return other.top, other.bottom
        if isinstance(other, (int, Fraction)):
            return trimmed((other.numerator,)), (other.denominator,)
        return None

    def _new(self, top: Polynomial, bottom: Polynomial) -> StretchNumber:
        return StretchNumber(top, bottom, self.stretch)

    def __add__(self, other: object) -> StretchNumber:
        found = self._operand(other)
        if found is None:
            return NotImplemented
        top, bottom = found
        total = _sum(_product(self.top, bottom), _product(top, self.bottom))
        return self._new(total, _product(self.bottom, bottom))

    def __mul__(self, other: object) -> StretchNumber:
        found = self._operand(other)
        if found is None:
            return NotImplemented
        return self._new(_product(self.top, found[0]), _product(self.bottom, found[1]))

    __radd__, __rmul__ = __add__, __mul__

    def __neg__(self) -> StretchNumber:
        return self._new(tuple(-c for c in self.top), self.bottom)

    def __sub__(self, other: Any) -> StretchNumber:
        return self.__add__(-other)

    def __rsub__(self, other: Any) -> StretchNumber:
        return (-self).__add__(other)

    def __truediv__(self, other: object) -> StretchNumber:
        found = self._operand(other)
        if found is None:
            return NotImplemented
        if not self.stretch.sign(found[0]):
            raise ZeroDivisionError("division by zero, whatever the parameter")
        return self._new(_product(self.top, found[1]), _product(self.bottom, found[0]))

    def __rtruediv__(self, other: Any) -> StretchNumber:
        return self._new((1,), (1,)).__mul__(other).__truediv__(self)

    def __abs__(self) -> StretchNumber:
        return -self if self.sign() < 0 else self

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, (int, Fraction, StretchNumber)):
            return NotImplemented
        return _difference(self, other).sign() == 0

    def __lt__(self, other: Any) -> bool:
        return _difference(self, other).sign() < 0

    def __le__(self, other: Any) -> bool:
        return _difference(self, other).sign() <= 0

    def __gt__(self, other: Any) -> bool:
        return _difference(self, other).sign() > 0

    def __ge__(self, other: Any) -> bool:
        return _difference(self, other).sign() >= 0

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<({polynomial_text(self.top)})/({polynomial_text(self.bottom)}) on a stretch>"


def _difference(number: StretchNumber, other: Any) -> StretchNumber:
    return number.__add__(-other)


def problem_on(low: Real, high: Real, problem: Callable[[Any], str | None]) -> str | None:
    """Return what a check finds for some value of the parameter strictly between two numbers, or None.

    Where a comparison comes out differently on parts of the stretch, the parts and the points between them
    are checked one by one.

    Parameters
    ----------
    problem : from the parameter, a number to compute and compare with, to what is wrong there, or None.

    Raises
    ------
    LimitReached
        For more parts than are taken.

    Examples
    --------
    >>> def kink(k):
    ...     return None if abs(k - 1) < 3 else "too far"
    >>> problem_on(Fraction(0), Fraction(2), kink), problem_on(Fraction(0), Fraction(5), kink)
    (None, 'too far')
    """
    todo = [(low, high)]
    for _ in range(MAX_PARTS):
        if not todo:
            return None
        left, right = todo.pop()
        stretch = OpenStretch(left, right)
        try:
            found = problem(stretch.parameter)
        except ChangesSign as change:
            root = _root_within(change.polynomial, left, right)
            found = problem(root)
            todo += [(left, root), (root, right)]
        if found is not None:
            return found
    raise LimitReached(
        f"a stretch falls into more than {MAX_PARTS} parts, on which its proof was not checked"
    )


def rational_between(low: Real, high: Real) -> Fraction:
    """Return a rational strictly between two numbers.

    Examples
    --------
    >>> rational_between(Fraction(0), Fraction(1))
    Fraction(1, 2)
    """
    bits = FIRST_BITS
    while True:
        below, above = _enclosure(low, bits)[1], _enclosure(high, bits)[0]
        if below < above:
            return (below + above) / 2
        bits *= 2


def _root_within(polynomial: Polynomial, low: Real, high: Real) -> Real:
    """One root of a polynomial strictly between two numbers that has one there."""
    import sympy

    for factor, _ in sympy.Poly(polynomial[::-1], sympy.Symbol("x")).factor_list()[1]:
        part = tuple(int(c) for c in reversed(factor.all_coeffs()))
        while _roots_below(part, high, included=False) > _roots_below(part, low, included=True):
            if len(part) == 2:
                return Fraction(-part[0], part[1])
            middle = rational_between(low, high)
            if _roots_below(part, high, included=False) - _roots_below(part, low, included=True) == 1:
                return _isolated(part, low, high)
            lower = roots_up_to(part, middle) > _roots_below(part, low, included=True)
            low, high = (low, middle) if lower else (middle, high)
    raise AssertionError("a polynomial that changes its sign has a root")


def _isolated(polynomial: Polynomial, low: Real, high: Real) -> Real:
    """The only root of an irreducible polynomial strictly between two numbers."""
    bits = FIRST_BITS
    while True:
        left, right = _enclosure(low, bits)[1], _enclosure(high, bits)[0]
        if left < right and roots_between(polynomial, left, right) == 1:
            return algebraic_number(polynomial, left, right)
        bits *= 2


def _roots_below(polynomial: Polynomial, point: Real, *, included: bool) -> int:
    """The number of different real roots below a point, or up to it."""
    value: Real = Fraction(0)
    for c in reversed(polynomial):
        value = value * point + c
    here = int(value == 0)
    bits = FIRST_BITS
    while True:
        left, right = _enclosure(point, bits)
        if left == right or roots_between(polynomial, left, right) == here:
            return roots_up_to(polynomial, right) - (0 if included else here)
        bits *= 2


def _enclosure(number: Real, bits: int) -> tuple[Fraction, Fraction]:
    return number.enclosure(bits) if isinstance(number, AlgebraicNumber) else (number, number)


def _sign_of(number: int) -> int:
    return (number > 0) - (number < 0)


def _sum(first: Polynomial, second: Polynomial) -> Polynomial:
    if len(first) < len(second):
        first, second = second, first
    return trimmed([a + b for a, b in zip(first, (*second, *[0] * (len(first) - len(second))), strict=True)])


def _product(first: Polynomial, second: Polynomial) -> Polynomial:
    total = [0] * max(len(first) + len(second) - 1, 0)
    for i, a in enumerate(first):
        for j, b in enumerate(second):
            total[i + j] += a * b
    return trimmed(total)
