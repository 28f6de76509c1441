"""One real root of an integer polynomial, told from the others by an interval that can be narrowed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any

from .errors import InvalidInput
from .integer_polynomials import (
    Polynomial,
    common_divisor,
    derivative,
    polynomial_text,
    roots_between,
    roots_up_to,
    sign_at,
    trimmed,
)

FIRST_BITS = 64
"""Binary digits to begin with."""


class RealRoot:
    """The only root of a polynomial between two rationals.

    Parameters
    ----------
    modulus : sequence of int
        The coefficients from the constant term up; no root is repeated.
    low, high : Fraction
        Neither is a root.

    Raises
    ------
    InvalidInput
        Where this does not hold.

    Examples
    --------
    >>> RealRoot((-2, 0, 1), Fraction(1), Fraction(2)).bounds(4)
    (22, 23)
    """

    def __init__(self, modulus: Sequence[int], low: Fraction, high: Fraction) -> None:
        self.modulus: Polynomial = trimmed(modulus)
        if len(common_divisor(self.modulus, derivative(self.modulus))) > 1:
            raise InvalidInput(f"{polynomial_text(self.modulus)} has a repeated root")
        ends = sign_at(self.modulus, low), sign_at(self.modulus, high)
        if low >= high or 0 in ends or roots_between(self.modulus, low, high) != 1:
            raise InvalidInput(
                f"{polynomial_text(self.modulus)} has not exactly one root between {low} and {high}"
            )
        self.low, self.high = low, high
        self._sign_below = ends[0]
        self._bits = 0
        self._bounds = math.floor(low), math.ceil(high)

    def bounds(self, bits: int) -> tuple[int, int]:
        """Integers around the root times ``2**bits``, at most one apart."""
        if bits <= self._bits:
            shift = self._bits - bits
            return self._bounds[0] >> shift, -((-self._bounds[1]) >> shift)
        while self._bits < bits:
            grown = min(bits, max(2 * self._bits, FIRST_BITS))
            low, high = (end << (grown - self._bits) for end in self._bounds)
            if self._bits:
                low, high = self._near_guess(low, high, grown)
            while high - low > 1:
                middle = (low + high) // 2
                sign = self._sign(middle, grown)
                low = middle if sign in {self._sign_below, 0} else low
                high = middle if sign != self._sign_below else high
            self._bits, self._bounds = grown, (low, high)
        return self._bounds

    def _near_guess(self, low: int, high: int, bits: int) -> tuple[int, int]:
        """Closer bounds around one step of Newton's method, as far as signs prove them."""
        middle = (low + high) // 2
        slope = _scaled(derivative(self.modulus), middle, bits)
        guess = middle - _scaled(self.modulus, middle, bits) // slope if slope else middle
        width = 1
        while width < high - low:
            below, above = max(low, guess - width), min(high, guess + width)
            if below < above and self._sign(below, bits) == self._sign_below == -self._sign(above, bits):
                return below, above
            width <<= 16
        return low, high

    def _sign(self, numerator: int, bits: int) -> int:
        """The sign of the modulus at ``numerator / 2**bits``, taken outside the interval as at its ends."""
        if numerator <= self.low * (1 << bits):
            return self._sign_below
        if numerator >= self.high * (1 << bits):
            return -self._sign_below
        value = _scaled(self.modulus, numerator, bits)
        return (value > 0) - (value < 0)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RealRoot):
            return NotImplemented
        return self.modulus == other.modulus and (
            (self.low, self.high) == (other.low, other.high) or self._index == other._index
        )

    def __hash__(self) -> int:
        return hash(self.modulus)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.modulus, self.low, self.high)

    @cached_property
    def _index(self) -> int:
        return roots_up_to(self.modulus, self.high)


def _scaled(polynomial: Polynomial, numerator: int, bits: int) -> int:
    """The value at ``numerator / 2**bits`` times ``2**(bits * degree)``."""
    total = shift = 0
    for c in reversed(polynomial):
        total = total * numerator + (c << shift)
        shift += bits
    return total
