"""Large integer systems solved exactly, together with the transposed system, by refining a float inverse.

Source: Wan (2006), "An algorithm to solve integer linear systems exactly using numerical methods": each step
adds some bits to the solution and takes them off the right-hand side, exactly; enough bits determine the
rational numbers, as continued fractions.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..games.payoff_table import Array
from .interior_point import unthreaded_product

MANTISSA = 53
FEWEST = 6
"""Bits per step below which another method is faster."""

SPARE = 96
"""Bits that are found beyond those that tell fractions apart."""

ERROR = 32
"""Bits of the error of a number that was found, in its last places."""

SURE = 32
"""Bits by which a number has to be closer to a fraction than by chance to be taken for it."""


@dataclass(frozen=True, slots=True)
class CommonFractions:
    """Rational numbers as integers over one positive denominator."""

    numerators: list[int]
    denominator: int


def solve_both_ways(matrix: Array, right: Array) -> tuple[CommonFractions, CommonFractions] | None:
    """Return what solves ``matrix·z = right`` and ``matrix'·z = right``, unless floats are not up to it.

    Parameters
    ----------
    matrix : square array of int64
    right : array of int64

    Returns
    -------
    tuple or None
        The exact solutions if the matrix is regular: this is not proven here, and the caller has to check
        them. None where the matrix is singular or nearly so, or its entries are too large.

    Examples
    --------
    >>> solve_both_ways(np.array([[2, 1], [0, 3]]), np.array([1, 0]))
    (CommonFractions(numerators=[1, 0], denominator=2), CommonFractions(numerators=[3, -1], denominator=6))
    """
    system = matrix.astype(float)
    height = max(float(np.abs(system).max()), 1.0)
    size = len(matrix)
    digit_limit = 2.0**MANTISSA / (size * height)
    if digit_limit < 2**FEWEST:
        return None
    try:
        inverse = np.linalg.inv(system)
    except np.linalg.LinAlgError:
        return None
    start = right.astype(float)
    enough = _bits_needed(system, start)
    ahead = _Expansion(system.T, inverse.T, digit_limit).of(start, enough)
    if ahead is None:
        return None
    first = _fractions(*ahead, 1)
    if first is None:
        return None
    # The denominator is known by now, up to a factor, which leaves half of the bits to find.
    turned = _Expansion(system, inverse, digit_limit)
    for bits in (enough // 2 + SPARE, enough):
        back = turned.of(start, bits)
        second = None if back is None else _fractions(*back, first.denominator)
        if second is not None:
            return first, second
    return None


def _bits_needed(system: Array, right: Array) -> int:
    """Bits after which two fractions with the largest possible denominator cannot be confused.

    Numerators and denominators are determinants, bounded by the lengths of rows or of columns
    (Hadamard 1893).
    """
    lengths = min(float(np.log2((system**2).sum(axis=axis) + 1).sum()) / 2 for axis in (0, 1))
    return math.ceil(2 * lengths + math.log2(float(np.abs(right).sum()) + 1)) + SPARE


class _Expansion:
    """A system with its approximate inverse, both transposed, and a limit up to which products are exact."""

    def __init__(self, system: Array, inverse: Array, digit_limit: float) -> None:
        self.system = np.ascontiguousarray(system)
        self.inverse = np.ascontiguousarray(inverse)
        self.digit_limit = digit_limit
        # What rounding the digits leaves of the right-hand side; twice as much is a sign of a bad inverse.
        self.rest_limit = np.abs(system).sum(axis=0).max()

    def of(self, right: Array, bits: int) -> tuple[list[int], int] | None:
        """The solution times 2^N, rounded, with N of at least `bits`; None where a step does not converge."""
        typical = float(np.abs(self.inverse).sum(axis=0).max()) * self.rest_limit / math.sqrt(len(right))
        per_step = int(math.log2(self.digit_limit / max(typical, 1.0) + 1))
        while per_step >= FEWEST:
            digits = self._digits(right, per_step, math.ceil(bits / per_step))
            if digits is not None:
                return _joined(digits, per_step), per_step * len(digits)
            per_step -= 3
        return None

    def _digits(self, right: Array, per_step: int, steps: int) -> Array | None:
        scale = 2.0**per_step
        digits = np.empty((steps, len(right)))
        rest = right
        for step in range(steps):
            digit = np.rint(unthreaded_product(rest, self.inverse) * scale)
            if not np.abs(digit).max() <= self.digit_limit:
                return None
            digits[step] = digit
            # Exact: the products are below 2^53, scaling by a power of two loses nothing, and so is the rest.
            rest = rest * scale - unthreaded_product(digit, self.system)
            if not np.abs(rest).max() <= self.rest_limit:
                return None
        return digits


def _joined(digits: Array, per_step: int) -> list[int]:
    """The integers with these digits in base 2^per_step: neighbours are joined, then pairs of them, …"""
    level: Array = digits.astype(np.int64).astype(object)
    width = per_step
    if len(level) & (len(level) - 1):
        missing = (1 << len(level).bit_length()) - len(level)
        level = np.concatenate([np.zeros((missing, level.shape[1]), dtype=object), level])
    while len(level) > 1:
        level = (level[0::2] << width) + level[1::2]
        width *= 2
    return [int(x) for x in level[0]]


def _fractions(scaled: Sequence[int], bits: int, common: int) -> CommonFractions | None:
    """The fractions that ``scaled / 2^bits`` stand for, over a multiple of `common`; None if undetermined."""
    half = 1 << (bits - 1)
    numerators: list[int] = []
    for number in scaled:
        product = number * common
        if abs(((product + half) & (2 * half - 1)) - half) > common << ERROR:
            factor = _denominator(product % (2 * half), bits, common)
            if factor is None:
                return None
            common *= factor
            numerators = [n * factor for n in numerators]
            product *= factor
        numerators.append((product + half) >> bits)
    return CommonFractions(numerators, common)


def _denominator(scaled: int, bits: int, common: int) -> int | None:
    """The denominator q for which ``q·scaled`` is a multiple of 2^bits up to the error, ``q·common·2^ERROR``.

    It belongs to a convergent of the continued fraction. A number that stands for no fraction with a small
    denominator comes so close only when ``q²·common`` has nearly all of the bits.
    """
    above, below = 1 << bits, scaled
    before, now = 0, 1
    while below > (now * common) << ERROR:
        quotient, rest = divmod(above, below)
        before, now = now, before + quotient * now
        above, below = below, rest
    return now if 2 * now.bit_length() + common.bit_length() + ERROR + SURE <= bits else None
