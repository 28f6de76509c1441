"""Points on the curves where polynomials in two parameters are zero: one on every arc between crossings."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from fractions import Fraction

from ..games.integer_polynomials import Polynomial
from ..games.parameter_polynomial import ParameterFraction, ParameterPolynomial
from ..games.regime_grid import Axis
from .parameter_line import between, real_roots


def is_graph(curve: ParameterPolynomial, first: Axis, second: Axis) -> bool:
    """Whether the equation of a curve can be solved for one of the parameters by division."""
    return 1 in (curve.degree(first.name), curve.degree(second.name))


def arc_points(
    curve: ParameterPolynomial, others: Sequence[ParameterPolynomial], first: Axis, second: Axis
) -> Iterator[dict[str, Fraction]]:
    """Yield an exact point of every arc of a curve inside the window that no other curve meets.

    The curve must be linear in one of the parameters, which then is a fraction of polynomials in the other
    one; the arcs end where another curve, an end of the window or a pole is met.

    Examples
    --------
    >>> k, w = ParameterPolynomial.variable("k"), ParameterPolynomial.variable("w")
    >>> window = Axis("k", Fraction(0), Fraction(4), 5), Axis("w", Fraction(0), Fraction(4), 5)
    >>> [str(point["k"]) for point in arc_points(k - w, [k + w - ParameterPolynomial.constant(4)], *window)]
    ['1', '3']
    """
    solved, free = (second, first) if curve.degree(second.name) == 1 else (first, second)
    constant, slope = curve.coefficients(solved.name)
    height = ParameterFraction(-constant) / ParameterFraction(slope)
    above, below = height.numerator, height.denominator
    ends = [ParameterFraction(above - below.scaled(end)) for end in (solved.low, solved.high)]
    met = [ParameterFraction(other).put(solved.name, height) for other in others]
    stops = [_whole(value.numerator, free.name) for value in (*met, *ends, ParameterFraction(slope))]
    roots = real_roots([p for p in stops if len(p) > 1], free.low, free.high)
    places = [free.low, *(root for root in roots if free.low < root < free.high), free.high]
    for low, high in itertools.pairwise(places):
        here = between(low, high)
        there = above.value({free.name: here}) / below.value({free.name: here})
        if solved.low < there < solved.high:
            yield {free.name: here, solved.name: there}


def _whole(polynomial: ParameterPolynomial, name: str) -> Polynomial:
    """A polynomial in one parameter as its whole coefficients, the constant one first."""
    numbers = [part.constant_term for part in polynomial.primitive().coefficients(name)]
    scale = math.lcm(*(c.denominator for c in numbers))
    return tuple(int(c * scale) for c in numbers)
