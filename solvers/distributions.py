"""Distributions of uncertain parameters, which turn shares of probability into exact numbers.

A number drawn from a continuous distribution is a multiple of its `step`, a power of ten. So it is exact, it
prints in a few digits, and whoever sets the parameter to what was printed solves the same game again.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from ..games.exact import number_text, over_common_denominator

Floats: TypeAlias = npt.NDArray[np.float64]
Integers: TypeAlias = npt.NDArray[Any]
"""Whole numbers: int64 where they fit, Python's own where they do not."""

PRINTED = 10**15
"""Below so many steps, the decimal that a float prints as is the number itself."""

FITS = 2**62


@dataclass(frozen=True, slots=True)
class Bounded:
    """A range, evenly or with a `mode`: a triangular distribution.

    Draws are the multiples of `step` in the range, both ends included where they are multiples.
    """

    low: Fraction
    high: Fraction
    mode: Fraction | None
    digits: int

    @property
    def step(self) -> Fraction:
        """The power of ten that divides the range into at least 10^`digits` parts; 0 for a single number."""
        return power_of_ten(self.high - self.low, self.digits) if self.low < self.high else Fraction(0)

    @property
    def denominator(self) -> int:
        """The denominator of every draw."""
        return self.step.denominator if self.step else self.low.denominator

    def numerators(self, shares: Floats) -> Integers:
        """Return the draws at these shares of probability, each above 0 and below 1."""
        if not self.step:
            return whole([self.low.numerator]).repeat(len(shares))
        first, last = math.ceil(self.low / self.step), math.floor(self.high / self.step)
        parts = np.minimum(self._place(shares) * (last - first + 1), last - first).astype(np.int64)
        scale = self.step.numerator
        if max(abs(first), abs(last)) * scale < FITS:
            return (parts + first) * scale
        return whole([(int(n) + first) * scale for n in parts])

    def _place(self, shares: Floats) -> Floats:
        """How far up the range each draw lies, from 0 to 1."""
        if self.mode is None:
            return shares
        peak = float((self.mode - self.low) / (self.high - self.low))
        up = np.sqrt(shares * peak)
        down = 1 - np.sqrt((1 - shares) * (1 - peak))
        return np.where(shares < peak, up, down)

    def levels(self, points: int) -> tuple[Fraction, ...]:
        """The values of a grid: equally far apart, both ends included; of a triangle, its quantiles."""
        if self.low == self.high:
            return (self.low,)
        if self.mode is None:
            if points == 1:
                return ((self.low + self.high) / 2,)
            width = (self.high - self.low) / (points - 1)
            return tuple(self.low + width * i for i in range(points))
        return quantiles(self, points)

    @property
    def prints(self) -> bool:
        """Whether every draw is the decimal that its float prints as."""
        if not self.step:
            return prints_exactly(self.low)
        return max(abs(self.low), abs(self.high)) / self.step < PRINTED

    def to_json(self) -> dict[str, Any]:
        """The distribution as plain data."""
        ends = {"low": number_text(self.low), "high": number_text(self.high)}
        if self.mode is None:
            return {"kind": "range", **ends}
        return {"kind": "triangular", **ends, "mode": number_text(self.mode)}


@dataclass(frozen=True, slots=True)
class Discrete:
    """Some values with weights that need not sum to one."""

    values: tuple[Fraction, ...]
    weights: tuple[Fraction, ...]

    @property
    def denominator(self) -> int:
        """The common denominator of the values."""
        return over_common_denominator(self.values)[1]

    def numerators(self, shares: Floats) -> Integers:
        """Return the draws at these shares of probability, each above 0 and below 1."""
        total = sum(self.weights)
        edges = np.array([float(part / total) for part in accumulate(self.weights)])
        return whole(over_common_denominator(self.values)[0])[np.searchsorted(edges, shares, side="right")]

    def levels(self, points: int) -> tuple[Fraction, ...]:
        """The values of a grid: every one that has a weight, once."""
        pairs = zip(self.values, self.weights, strict=True)
        return tuple(dict.fromkeys(value for value, weight in pairs if weight))

    @property
    def prints(self) -> bool:
        """Whether every value is the decimal that its float prints as."""
        return all(prints_exactly(value) for value in self.values)

    def to_json(self) -> dict[str, Any]:
        """The distribution as plain data."""
        return {
            "kind": "discrete",
            "values": [number_text(value) for value in self.values],
            "weights": [number_text(weight) for weight in self.weights],
        }


@dataclass(frozen=True, slots=True)
class OfSciPy:
    """A distribution of `scipy.stats` by name, with the numbers that fix it."""

    name: str
    arguments: tuple[Fraction, ...]
    named: tuple[tuple[str, Fraction], ...]
    digits: int
    where: str

    def frozen(self) -> Any:
        """The distribution as SciPy has it."""
        return _frozen(self.name, self.arguments, self.named)

    @property
    def step(self) -> Fraction:
        """The power of ten that divides the middle half of the distribution into 10^`digits` parts."""
        return _step(self)

    @property
    def denominator(self) -> int:
        """The denominator of every draw."""
        return self.step.denominator

    def numerators(self, shares: Floats) -> Integers:
        """Return the draws at these shares of probability, each above 0 and below 1."""
        found, step = self.frozen(), self.step
        steps = np.rint(found.ppf(shares) / float(step))
        ends = found.support()
        inward = zip(ends, (math.ceil, math.floor), strict=True)
        low, high = (
            float(to(Fraction(repr(float(end))) / step)) if math.isfinite(end) else end for end, to in inward
        )
        inside: Integers = np.clip(steps, low, high).astype(np.int64)
        return inside * step.numerator

    def levels(self, points: int) -> tuple[Fraction, ...]:
        """The values of a grid: the quantiles in the middle of equal shares of probability."""
        return quantiles(self, points)

    @property
    def prints(self) -> bool:
        """Whether every draw is the decimal that its float prints as."""
        return True

    def to_json(self) -> dict[str, Any]:
        """The distribution as plain data."""
        return {
            "kind": "scipy",
            "name": self.name,
            "arguments": [number_text(value) for value in self.arguments],
            "named": {key: number_text(value) for key, value in self.named},
        }


Distribution: TypeAlias = Bounded | Discrete | OfSciPy


def power_of_ten(width: Fraction, digits: int) -> Fraction:
    """Return the largest power of ten of which `width` holds at least 10^`digits`.

    Examples
    --------
    >>> power_of_ten(Fraction(10), 6), power_of_ten(Fraction(3, 2), 6)
    (Fraction(1, 100000), Fraction(1, 1000000))
    """
    exponent = math.floor(math.log10(width.numerator) - math.log10(width.denominator)) - digits
    step = Fraction(10) ** exponent
    while width / step < 10**digits:
        step /= 10
    while width / (10 * step) >= 10**digits:
        step *= 10
    return step


def prints_exactly(value: Fraction) -> bool:
    """Whether a float prints as exactly this number.

    Examples
    --------
    >>> prints_exactly(Fraction(1, 10)), prints_exactly(Fraction(1, 3)), prints_exactly(Fraction(10) ** 400)
    (True, False, False)
    """
    try:
        return Fraction(repr(float(value))) == value
    except OverflowError:
        return False


def quantiles(one: Bounded | OfSciPy, points: int) -> tuple[Fraction, ...]:
    """The values in the middle of `points` equal shares of probability."""
    middles = (np.arange(points) + 0.5) / points
    return tuple(Fraction(int(n), one.denominator) for n in one.numerators(middles))


@lru_cache(maxsize=256)
def _frozen(name: str, arguments: tuple[Fraction, ...], named: tuple[tuple[str, Fraction], ...]) -> Any:
    import scipy.stats

    family = getattr(scipy.stats, name)
    return family(*map(float, arguments), **{key: float(value) for key, value in named})


@lru_cache(maxsize=256)
def _step(one: OfSciPy) -> Fraction:
    import scipy.stats

    found = one.frozen()
    if isinstance(found.dist, scipy.stats.rv_discrete):
        return Fraction(1)
    low, high = (Fraction(repr(float(found.ppf(share)))) for share in (0.25, 0.75))
    return power_of_ten(high - low, one.digits)


def whole(numbers: Sequence[int]) -> Integers:
    """An array of whole numbers, of 64 bits where they fit."""
    if all(abs(n) < FITS for n in numbers):
        return np.array(numbers, dtype=np.int64)
    found = np.empty(len(numbers), dtype=object)
    found[:] = numbers
    return found
