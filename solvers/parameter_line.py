"""A range of one parameter, cut into the stretches on which an exact algorithm takes the same way.

The algorithm is run over a `Germ` at a sample of each stretch, and over the exact number at every point where
two stretches meet. Each run shows how far it holds: to the next root of a polynomial whose sign it used. So
the range is covered completely, and no border is overlooked.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cmp_to_key
from typing import Generic, TypeVar

from flint import fmpz_poly

from ..games.algebraic import AlgebraicNumber, Real, algebraic_number
from ..games.errors import InvalidInput, LimitReached
from ..games.exact import number_text
from ..games.integer_polynomials import Polynomial
from .germ import Number, UnluckySample, Viewpoint

Answer = TypeVar("Answer")

MAX_STRETCHES = 2_000
"""Open stretches of one range: more borders than anybody reads, and seconds of work."""

ATTEMPTS = 60
"""Samples that are tried in one stretch; each fails only at a root of one of finitely many polynomials."""


@dataclass(frozen=True, slots=True)
class Stretch(Generic[Answer]):
    """An open interval of the parameter, or a single point of it, with the answer there.

    Attributes
    ----------
    low, high : the ends; equal for a point.
    sample : a rational between them; of a point the point itself.
    answer : what the algorithm returned: numbers in it may be germs, which hold on the whole stretch. None
        where the algorithm divided by zero.
    """

    low: Real
    high: Real
    sample: Real
    answer: Answer | None

    @property
    def is_point(self) -> bool:
        """Whether it is a single value of the parameter."""
        return self.low == self.high


def stretches(
    solve: Callable[[Number], Answer], low: Fraction, high: Fraction, most: int = MAX_STRETCHES
) -> tuple[Stretch[Answer], ...]:
    """Return the answers of an exact algorithm for every value of its parameter from `low` to `high`.

    Parameters
    ----------
    solve : from the parameter to an answer, by exact arithmetic and comparisons alone. It is called with a
        germ for open stretches, and with a Fraction or an AlgebraicNumber at points.
    low, high : the ends of the range; both belong to it.
    most : the open stretches after which the work is given up.

    Returns
    -------
    tuple of Stretch
        In ascending order, beginning and ending with a point: point, open stretch, point, and so on. On an
        open stretch every comparison of the algorithm has the same result. Neighbours may have equal answers.

    Raises
    ------
    InvalidInput
        For an empty range.
    LimitReached
        For more than `most` stretches.

    Examples
    --------
    >>> found = stretches(lambda k: max(k * k - 2, Fraction(0)), Fraction(0), Fraction(3))
    >>> [str(one.low) for one in found if one.is_point]
    ['0', 'sqrt(2)', '3']
    >>> kinks = stretches(lambda k: abs(k) + 1 / (k - 2) + abs(k - 3), Fraction(-4), Fraction(5))
    >>> [str(one.low) for one in kinks if one.is_point]
    ['-4', '0', '2', '3', '5']
    """
    if not low < high:
        raise InvalidInput(
            f"the range from {number_text(low)} to {number_text(high)} is empty; the first end must be below "
            "the second"
        )
    roots = _Roots(low, high)
    todo: list[tuple[Real, Real]] = [(low, high)]
    found: list[Stretch[Answer]] = []
    while todo:
        left, right = todo.pop()
        sample, answer, watched = _run(solve, left, right)
        start, end = left, right
        for polynomial in watched:
            for root in roots.of(polynomial):
                if start < root < sample:
                    start = root
                if sample < root < end:
                    end = root
        found.append(Stretch(start, end, sample, answer))
        if len(found) > most:
            raise LimitReached(f"the range falls into more than {most} stretches; a shorter one is accepted")
        todo += [(left, start)] if left < start else []
        todo += [(end, right)] if end < right else []
    found.sort(key=lambda one: one.sample)
    points = [_at_point(solve, end) for end in (*(one.low for one in found), found[-1].high)]
    pairs = zip(points, found, strict=False)
    return (*(one for pair in pairs for one in pair), points[-1])


def real_roots(polynomials: Iterable[Polynomial], low: Fraction, high: Fraction) -> tuple[Real, ...]:
    """Return the different real roots that integer polynomials have from `low` to `high`, in order.

    Examples
    --------
    >>> [str(root) for root in real_roots([(-2, 0, 1), (-3, 2), (1, 0, 1)], Fraction(0), Fraction(2))]
    ['sqrt(2)', '3/2']
    """
    known = _Roots(low, high)
    found: list[Real] = []
    for polynomial in polynomials:
        found += [root for root in known.of(polynomial) if root not in found]
    return tuple(sorted(found, key=cmp_to_key(_order)))


def _order(one: Real, other: Real) -> int:
    return (one > other) - (one < other)


def between(low: Real, high: Real) -> Fraction:
    """Return the simplest fraction strictly between two numbers: that with the least denominator.

    Examples
    --------
    >>> str(between(Fraction(1, 3), Fraction(1, 2))), str(between(Fraction(3), Fraction(10)))
    ('2/5', '4')
    """
    bits = 8
    while True:
        below = low.enclosure(bits)[1] if isinstance(low, AlgebraicNumber) else low
        above = high.enclosure(bits)[0] if isinstance(high, AlgebraicNumber) else high
        if below < above:
            return _simplest(below, above)
        bits *= 2


def _run(
    solve: Callable[[Number], Answer], low: Real, high: Real
) -> tuple[Fraction, Answer | None, tuple[Polynomial, ...]]:
    """The answer at the first sample between the ends that is no root of a polynomial that is looked up."""
    sample = between(low, high)
    for attempt in range(ATTEMPTS):
        view = Viewpoint(sample)
        try:
            return sample, solve(view.parameter), view.watched
        except ZeroDivisionError:
            return sample, None, view.watched
        except UnluckySample:
            low, high = (low, sample) if attempt % 2 else (sample, high)
            sample = between(low, high)
    raise AssertionError("finitely many polynomials have finitely many roots")


def _at_point(solve: Callable[[Number], Answer], point: Real) -> Stretch[Answer]:
    try:
        return Stretch(point, point, point, solve(point))
    except ZeroDivisionError:
        return Stretch(point, point, point, None)


def _simplest(low: Fraction, high: Fraction) -> Fraction:
    """The fraction with the least denominator strictly between two others (Stern 1858; Brocot 1861)."""
    if low < 0 < high:
        return Fraction(0)
    if high <= 0:
        return -_simplest(-high, -low)
    whole = math.floor(low)
    if whole + 1 < high:
        return Fraction(whole + 1)
    low, high = low - whole, high - whole
    if low == 0:
        return whole + Fraction(1, math.floor(1 / high) + 1)
    return whole + 1 / _simplest(1 / high, 1 / low)


class _Roots:
    """The real roots of integer polynomials within a range, each irreducible factor treated once."""

    def __init__(self, low: Fraction, high: Fraction) -> None:
        self.low, self.high = low, high
        self.known: dict[Polynomial, tuple[Real, ...]] = {}

    def of(self, polynomial: Polynomial) -> tuple[Real, ...]:
        """The roots of a polynomial, not in order."""
        if polynomial not in self.known:
            found: list[Real] = []
            for factor, _ in fmpz_poly(list(polynomial)).factor()[1]:
                key = tuple(int(c) for c in factor.coeffs())
                if key not in self.known or key == polynomial:
                    self.known[key] = self._irreducible(key)
                found.extend(self.known[key])
            self.known[polynomial] = tuple(found)
        return self.known[polynomial]

    def _irreducible(self, factor: Polynomial) -> tuple[Real, ...]:
        if len(factor) == 2:
            roots: list[Real] = [Fraction(-factor[0], factor[1])]
        else:
            balls = [root for root, _ in fmpz_poly(list(factor)).complex_roots() if root.imag == 0]
            roots = [algebraic_number(factor, *_ends(ball.real)) for ball in balls]
        return tuple(root for root in roots if self.low <= root <= self.high)


def _ends(ball: object) -> tuple[Fraction, Fraction]:
    """Rational ends of an interval that flint has proven to hold one root."""
    low, high = ball.lower(), ball.upper()  # type: ignore[attr-defined]
    return _rational(low), _rational(high)


def _rational(exact: object) -> Fraction:
    value = exact.mid().fmpq()  # type: ignore[attr-defined]
    return Fraction(int(value.p), int(value.q))
