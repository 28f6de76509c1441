"""Real algebraic numbers, exactly: what a probability is where it is no fraction.

A number is a polynomial in the generator of a field, and the generator is one root of an integer polynomial
(`real_root`). Signs are decided by refining its interval; that a number is zero is decided by a common
divisor, so that nothing rests on a tolerance, nor on the polynomial being irreducible.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any, TypeAlias

from .errors import InvalidInput
from .exact import over_common_denominator
from .integer_polynomials import (
    Polynomial,
    common_divisor,
    polynomial_text,
    primitive,
    roots_between,
    roots_up_to,
    trimmed,
)
from .radicals import radical_text, square_part
from .real_root import FIRST_BITS, RealRoot

DECIMAL_DIGITS = 20
INTERVAL_DIGITS = 12


class AlgebraicField(RealRoot):
    """The numbers that one root of an integer polynomial generates.

    Parameters
    ----------
    modulus : sequence of int
        The coefficients from the constant term up; the leading one is 1 and no root is repeated.
    low, high : Fraction
        The generator is the only root between them, and neither is a root.

    Raises
    ------
    InvalidInput
        Where this does not hold.

    Examples
    --------
    >>> golden = AlgebraicField((-1, -1, 1), Fraction(1), Fraction(2))
    >>> print(golden.generator, golden.generator * golden.generator - golden.generator)
    (1 + sqrt(5))/2 1
    """

    def __init__(self, modulus: Sequence[int], low: Fraction, high: Fraction) -> None:
        if len(trimmed(modulus)) < 2 or trimmed(modulus)[-1] != 1:
            raise InvalidInput("the modulus of a field needs a degree of at least 1 and the leading term 1")
        super().__init__(modulus, low, high)

    @property
    def degree(self) -> int:
        """The degree of the modulus."""
        return len(self.modulus) - 1

    @property
    def generator(self) -> Real:
        """The root itself."""
        return self.element((0, 1)) if self.degree > 1 else Fraction(-self.modulus[0])

    def element(self, coefficients: Sequence[Fraction | int]) -> Real:
        """The number with these coefficients of the powers of the generator; a Fraction where it is one."""
        return self.quotient(*over_common_denominator(coefficients))

    def quotient(self, numerators: Sequence[int], denominator: int) -> Real:
        """The number with integer coefficients over a common denominator."""
        degree = self.degree
        rest = [*numerators, *[0] * (degree - len(numerators))]
        for power in range(len(rest) - 1, degree - 1, -1):
            factor = rest[power]
            if factor:
                for k in range(degree):
                    rest[power - degree + k] -= factor * self.modulus[k]
        rest = rest[:degree]
        if not any(rest[1:]):
            return Fraction(rest[0], denominator)
        divisor = math.gcd(denominator, *rest)
        return AlgebraicNumber(self, tuple(c // divisor for c in rest), denominator // divisor)


class AlgebraicNumber:
    """An irrational real number in an `AlgebraicField`; made by `AlgebraicField.element`, immutable.

    It adds and multiplies with rationals and with numbers of the same field, and compares with any of them.

    Examples
    --------
    >>> root = AlgebraicField((-2, 0, 1), Fraction(1), Fraction(2)).generator
    >>> share = (root - 1) / 3
    >>> print(share, share > Fraction(1, 8), polynomial_text(share.minimal_polynomial))
    (-1 + sqrt(2))/3 True 9*x**2 + 6*x - 1
    >>> share.decimal, share.interval[0]
    ('0.13807118745769834960', Fraction(138071187457, 1000000000000))
    """

    def __init__(self, field: AlgebraicField, numerators: tuple[int, ...], denominator: int) -> None:
        self.field, self.numerators, self.denominator = field, numerators, denominator

    @cached_property
    def minimal_polynomial(self) -> Polynomial:
        """The integer polynomial of least degree with this root, given an irreducible modulus."""
        return _first_relation(self)

    @cached_property
    def index(self) -> int:
        """Which real root of its minimal polynomial the number is, counted from 1 upwards."""
        return roots_up_to(self.minimal_polynomial, self.interval[1])

    @cached_property
    def interval(self) -> tuple[Fraction, Fraction]:
        """Rationals between which the minimal polynomial has this root and no other."""
        digits = INTERVAL_DIGITS
        while True:
            scale: int = 10**digits
            low, high = self.enclosure(digits * 4 + 16)
            ends = Fraction(math.floor(low * scale), scale), Fraction(math.ceil(high * scale), scale)
            if ends[0] < low and high < ends[1] and roots_between(self.minimal_polynomial, *ends) == 1:
                return ends
            digits *= 2

    @property
    def decimal(self) -> str:
        """The first twenty digits behind the point, cut and not rounded."""
        bits = DECIMAL_DIGITS * 4 + 32
        low, high = self.enclosure(bits)
        while high - low > Fraction(1, 10 ** (DECIMAL_DIGITS + 9)):
            bits *= 2
            low, high = self.enclosure(bits)
        sign, size = ("-", -low) if low < 0 else ("", low)
        digits = str(math.floor(size * 10**DECIMAL_DIGITS)).rjust(DECIMAL_DIGITS + 1, "0")
        return f"{sign}{digits[:-DECIMAL_DIGITS]}.{digits[-DECIMAL_DIGITS:]}"

    @cached_property
    def exact(self) -> str:
        """The number in writing: with a square root, or as a numbered root of its polynomial."""
        polynomial = self.minimal_polynomial
        if len(polynomial) == 3:
            whole, factor, radicand, divisor = self._radicals
            return radical_text(whole, factor, radicand, divisor)
        return f"root {self.index} of {polynomial_text(polynomial)}"

    def sympy(self) -> Any:
        """The number for SymPy: with a square root, or as a ``CRootOf``."""
        import sympy

        if len(self.minimal_polynomial) == 3:
            whole, factor, radicand, divisor = self._radicals
            return (whole + factor * sympy.sqrt(radicand)) / sympy.Integer(divisor)
        x = sympy.Symbol("x")
        return sympy.CRootOf(sympy.Poly(self.minimal_polynomial[::-1], x), self.index - 1)

    @property
    def sign(self) -> int:
        """-1, 0 or 1, decided exactly."""
        first = bits = FIRST_BITS + max(abs(c).bit_length() for c in self.numerators)
        while True:
            low, high = self.enclosure(bits)
            if low > 0 or high < 0:
                return 1 if low > 0 else -1
            if bits == 2 * first and self._is_zero():
                return 0
            bits *= 2

    @property
    def _radicals(self) -> tuple[int, int, int, int]:
        """(p, q, r, d) with the number equal to ``(p + q sqrt(r)) / d``."""
        c, b, a = self.minimal_polynomial
        factor, radicand = self._square_root(b * b - 4 * a * c)
        divisor = math.gcd(b, factor, 2 * a)
        sign = 1 if self > Fraction(-b, 2 * a) else -1
        return -b // divisor, sign * factor // divisor, radicand, 2 * a // divisor

    def _square_root(self, number: int) -> tuple[int, int]:
        """(s, r) with ``number == s * s * r``, with the same r for all numbers of a quadratic field."""
        if self.field.degree == 2:
            c, b, _ = self.field.modulus
            radicand = square_part(b * b - 4 * c)[1]
            square, rest = divmod(number, radicand)
            if not rest and math.isqrt(square) ** 2 == square:
                return math.isqrt(square), radicand
        return square_part(number)

    def enclosure(self, bits: int = FIRST_BITS) -> tuple[Fraction, Fraction]:
        """Rationals around the number, computed from `bits` binary digits of the generator."""
        a, b = self.field.bounds(bits)
        low = high = 0
        for c in reversed(self.numerators):
            products = low * a, low * b, high * a, high * b
            low = (min(products) >> bits) + (c << bits)
            high = -((-max(products)) >> bits) + (c << bits)
        return Fraction(low, self.denominator << bits), Fraction(high, self.denominator << bits)

    def _is_zero(self) -> bool:
        common = common_divisor(self.field.modulus, trimmed(self.numerators))
        return len(common) > 1 and roots_between(common, self.field.low, self.field.high) == 1

    def _operand(self, other: object) -> tuple[Sequence[int], int] | None:
        if isinstance(other, AlgebraicNumber):
            if other.field is self.field or other.field == self.field:
                return other.numerators, other.denominator
            raise InvalidInput(f"{self} and {other} are given in different fields; one field is needed")
        if isinstance(other, (int, Fraction)):
            return (other.numerator,), other.denominator
        return None

    def __add__(self, other: object) -> Real:
        found = self._operand(other)
        if found is None:
            return NotImplemented
        numerators, denominator = found
        total = [c * denominator for c in self.numerators]
        for k, c in enumerate(numerators):
            total[k] += c * self.denominator
        return self.field.quotient(total, self.denominator * denominator)

    def __mul__(self, other: object) -> Real:
        found = self._operand(other)
        if found is None:
            return NotImplemented
        numerators, denominator = found
        total = [0] * (len(self.numerators) + len(numerators) - 1)
        for i, c in enumerate(self.numerators):
            if c:
                for j, e in enumerate(numerators):
                    total[i + j] += c * e
        return self.field.quotient(total, self.denominator * denominator)

    __radd__, __rmul__ = __add__, __mul__

    def __neg__(self) -> AlgebraicNumber:
        return AlgebraicNumber(self.field, tuple(-c for c in self.numerators), self.denominator)

    def __sub__(self, other: Real | int) -> Real:
        return self.__add__(-other)

    def __rsub__(self, other: Fraction | int) -> Real:
        return (-self).__add__(other)

    def __truediv__(self, other: Real | int) -> Real:
        return self.__mul__(other.inverse() if isinstance(other, AlgebraicNumber) else 1 / Fraction(other))

    def __rtruediv__(self, other: Fraction | int) -> Real:
        return self.inverse() * other

    def inverse(self) -> Real:
        """1 over the number, from its minimal polynomial."""
        constant, *rest = self.minimal_polynomial
        total: Real = Fraction(0)
        for c in reversed(rest):
            total = total * self + c
        return total * Fraction(-1, constant)

    def __abs__(self) -> AlgebraicNumber:
        return -self if self.sign < 0 else self

    def __bool__(self) -> bool:
        return self.sign != 0

    def __float__(self) -> float:
        low, high = self.enclosure(FIRST_BITS * 2)
        return float((low + high) / 2)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, AlgebraicNumber) and other.field != self.field:
            return self._root == other._root
        if not isinstance(other, (int, Fraction, AlgebraicNumber)):
            return NotImplemented
        return _sign(self - other) == 0

    def __lt__(self, other: Any) -> bool:
        return self._compared(other) < 0

    def __le__(self, other: Any) -> bool:
        return self._compared(other) <= 0

    def __gt__(self, other: Any) -> bool:
        return self._compared(other) > 0

    def __ge__(self, other: Any) -> bool:
        return self._compared(other) >= 0

    def __hash__(self) -> int:
        return hash(self._root)

    def __str__(self) -> str:
        return self.exact

    def __repr__(self) -> str:
        return f"<AlgebraicNumber {self.exact}>" if len(self.numerators) == 2 else f"<≈ {self.decimal}>"

    @property
    def _root(self) -> tuple[Polynomial, int]:
        return self.minimal_polynomial, self.index

    @cached_property
    def _near(self) -> tuple[Fraction, Fraction]:
        """A first enclosure, which tells most numbers apart."""
        return self.enclosure(FIRST_BITS)

    def _compared(self, other: Any) -> int:
        if isinstance(other, (int, Fraction, AlgebraicNumber)):
            below, above = other._near if isinstance(other, AlgebraicNumber) else (other, other)
            if self._near[1] < below or self._near[0] > above:
                return -1 if self._near[1] < below else 1
        if not isinstance(other, AlgebraicNumber) or other.field == self.field:
            return _sign(self - other)
        if self == other:
            return 0
        bits = FIRST_BITS
        while True:
            (low, high), (other_low, other_high) = self.enclosure(bits), other.enclosure(bits)
            if high < other_low or low > other_high:
                return -1 if high < other_low else 1
            bits *= 2


Real: TypeAlias = Fraction | AlgebraicNumber
"""An exact real number: a Fraction wherever it is rational."""


def algebraic_number(polynomial: Polynomial, low: Fraction, high: Fraction) -> Real:
    """Return the only root that an integer polynomial has between two rationals.

    Raises
    ------
    InvalidInput
        Where there is no such root, or more than one.

    Examples
    --------
    >>> print(algebraic_number((1, -3, 1), Fraction(0), Fraction(1)))
    (3 - sqrt(5))/2
    """
    found = primitive(polynomial)
    if len(found) < 2:
        raise InvalidInput(f"{polynomial_text(found)} has no root; a degree of at least 1 is needed")
    lead, degree = found[-1], len(found) - 1
    monic = [c * lead ** (degree - 1 - k) for k, c in enumerate(found[:-1])]
    field = AlgebraicField((*monic, 1), low * lead, high * lead)
    return field.quotient((0, 1), lead)


def _sign(number: Real) -> int:
    return number.sign if isinstance(number, AlgebraicNumber) else (number > 0) - (number < 0)


def _first_relation(number: AlgebraicNumber) -> Polynomial:
    """The first power of a number that depends linearly on the lower ones gives its minimal polynomial.

    Each row is a power of the number with the combination of powers that it became by elimination.
    """
    size = len(number.numerators)
    rows: list[tuple[list[int], list[int]]] = []
    power: Real = Fraction(1)
    for k in range(size + 1):
        if isinstance(power, AlgebraicNumber):
            vector, scale = list(power.numerators), power.denominator
        else:
            vector, scale = [power.numerator, *[0] * (size - 1)], power.denominator
        combination = [0] * k + [scale]
        for other, known in rows:
            pivot = next(i for i, c in enumerate(other) if c)
            if vector[pivot]:
                a, b = other[pivot], vector[pivot]
                vector = [a * x - b * y for x, y in zip(vector, other, strict=True)]
                combination = [
                    a * x - b * (known[i] if i < len(known) else 0) for i, x in enumerate(combination)
                ]
                divisor = math.gcd(*vector, *combination)
                vector = [x // divisor for x in vector]
                combination = [x // divisor for x in combination]
        if not any(vector):
            return primitive(combination)
        rows.append((vector, combination))
        power = number * power
    raise AssertionError("more powers than dimensions cannot be independent")
