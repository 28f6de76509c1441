"""Irrational numbers that are given one by one, brought into one field so that they can be added up.

A file states each number by its own polynomial and interval. That one of them is a certain polynomial in
another is guessed by lattice reduction and then proven: no guess is believed.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from .algebraic import AlgebraicField, AlgebraicNumber, Real
from .integer_polynomials import Polynomial, derivative

MAX_DEGREE = 24
ATTEMPTS = 3


def in_common_field(numbers: Sequence[Real]) -> list[Real] | None:
    """Return equal numbers in one field; None where the proof of that was not found.

    Notes
    -----
    A number b in the field of a, a root of the polynomial P, satisfies ``b P'(a) = g(a)`` with small integer
    coefficients, which a reduced lattice shows (Lenstra, Lenstra and Lovász 1982). That ``g(a) / P'(a)`` is
    b is proven by putting it into the polynomial of b and by comparing it with the interval of b.

    Examples
    --------
    >>> from quidproquo.games.algebraic import algebraic_number
    >>> one = algebraic_number((-2, 0, 1), Fraction(1), Fraction(2))
    >>> other = algebraic_number((1, -6, 1), Fraction(5), Fraction(6))
    >>> root, shifted = in_common_field([one, other])
    >>> shifted == 3 + 2 * root
    True
    """
    irrational = [x for x in numbers if isinstance(x, AlgebraicNumber)]
    if len({id(x.field) for x in irrational}) <= 1:
        return list(numbers)
    base = max(irrational, key=lambda x: len(x.minimal_polynomial))
    if len(base.minimal_polynomial) - 1 > MAX_DEGREE:
        return None
    target = _Target(base)
    found: list[Real] = []
    for number in numbers:
        known: Real | None = number
        if isinstance(number, AlgebraicNumber):
            equal = next((x for x, y in zip(found, numbers, strict=False) if y == number), None)
            known = equal if equal is not None else target.expressed(number)
        if known is None:
            return None
        found.append(known)
    return found


class _Target:
    """The field of one number, in which others are to be expressed."""

    def __init__(self, base: AlgebraicNumber) -> None:
        self.base = base
        self.polynomial = base.minimal_polynomial
        self.lead = self.polynomial[-1]
        degree = len(self.polynomial) - 1
        monic = [c * self.lead ** (degree - 1 - k) for k, c in enumerate(self.polynomial[:-1])]
        low, high = base.interval
        self.field = AlgebraicField((*monic, 1), low * self.lead, high * self.lead)
        self._inverse = self._element(_inverse_of_derivative(self.polynomial))

    def expressed(self, number: AlgebraicNumber) -> Real | None:
        """The number as an element of the field, proven to be it."""
        own = number.minimal_polynomial
        sizes = max(abs(c).bit_length() for c in (*self.polynomial, *own))
        bits = len(self.polynomial) * (sizes + 16) + 64
        for _ in range(ATTEMPTS):
            relation = self._relation(number, bits)
            if relation[-1]:
                guess: Real = (
                    self._element([Fraction(-c, relation[-1]) for c in relation[:-1]]) * self._inverse
                )
                if _is_root(own, guess) and number.interval[0] < guess < number.interval[1]:
                    return guess
            bits *= 2
        return None

    def _element(self, coefficients: Sequence[Fraction]) -> Any:
        return self.field.element([c / self.lead**k for k, c in enumerate(coefficients)])

    def _relation(self, number: AlgebraicNumber, bits: int) -> list[int]:
        """Integers that make powers of the base and ``number * P'(base)`` nearly vanish together."""
        from sympy import ZZ
        from sympy.polys.matrices import DomainMatrix

        digits = bits + 64
        base, other = (sum(x.enclosure(digits)) / 2 for x in (self.base, number))
        slope = sum((c * base**k for k, c in enumerate(derivative(self.polynomial))), Fraction(0))
        values = [base**k for k in range(len(self.polynomial) - 1)] + [other * slope]
        size = len(values)
        rows = [
            [ZZ(int(i == j)) for j in range(size)] + [ZZ(round(value * 2**bits))]
            for i, value in enumerate(values)
        ]
        reduced = DomainMatrix(rows, (size, size + 1), ZZ).lll().to_list()
        return [int(c) for c in reduced[0][:-1]]


def _inverse_of_derivative(polynomial: Polynomial) -> list[Fraction]:
    """The coefficients of ``1 / P'`` modulo P."""
    from sympy import QQ
    from sympy.polys.euclidtools import dup_invert

    modulus = [QQ(c) for c in reversed(polynomial)]
    inverse = dup_invert([QQ(c) for c in reversed(derivative(polynomial))], modulus, QQ)
    return [Fraction(int(c.numerator), int(c.denominator)) for c in reversed(inverse)]


def _is_root(polynomial: Polynomial, number: Real) -> bool:
    total: Real = Fraction(0)
    for c in reversed(polynomial):
        total = total * number + c
    return not total
