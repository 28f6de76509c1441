"""Points on the curves where polynomials in two parameters are zero: one on every arc between crossings."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence

from ..games.algebraic import Real
from ..games.integer_polynomials import Polynomial
from ..games.parameter_polynomial import ParameterFraction, ParameterPolynomial
from ..games.regime_grid import Axis
from .parameter_factors import resultant
from .parameter_line import between, real_roots


def is_traced(curve: ParameterPolynomial, first: Axis, second: Axis) -> bool:
    """Whether every arc of a curve is found: it is linear in a parameter, or depends on one of them only."""
    return 1 in (curve.degree(first.name), curve.degree(second.name)) or len(curve.names) == 1


def arc_points(
    curve: ParameterPolynomial, others: Sequence[ParameterPolynomial], first: Axis, second: Axis
) -> Iterator[dict[str, Real]]:
    """Yield an exact point of every arc of a curve inside the window that no other curve meets.

    The curve is linear in one of the parameters, which then is a fraction of polynomials in the other one, or
    it is one or several straight lines along an axis, at irrational places maybe. The arcs end where another
    curve, an end of the window or a pole is met.

    Examples
    --------
    >>> from fractions import Fraction
    >>> k, w = ParameterPolynomial.variable("k"), ParameterPolynomial.variable("w")
    >>> window = Axis("k", Fraction(0), Fraction(4), 5), Axis("w", Fraction(0), Fraction(4), 5)
    >>> [str(point["k"]) for point in arc_points(k - w, [k + w - ParameterPolynomial.constant(4)], *window)]
    ['1', '3']
    """
    if 1 not in (curve.degree(first.name), curve.degree(second.name)):
        yield from _line_points(curve, others, first, second)
        return
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


def _line_points(
    curve: ParameterPolynomial, others: Sequence[ParameterPolynomial], first: Axis, second: Axis
) -> Iterator[dict[str, Real]]:
    """Points of the lines at the roots of a polynomial in one parameter.

    Another curve meets them where a resultant is zero: at each root of it at most.
    """
    across, along = (first, second) if curve.degree(first.name) else (second, first)
    stops = []
    for other in others:
        if along.name in other.names:
            shared = resultant(curve, other, across.name) if across.name in other.names else other
            stops.append(_whole(shared, along.name))
    roots = real_roots([p for p in stops if len(p) > 1], along.low, along.high)
    places = [along.low, *(root for root in roots if along.low < root < along.high), along.high]
    for place in real_roots([_whole(curve, across.name)], across.low, across.high):
        if across.low < place < across.high:
            for low, high in itertools.pairwise(places):
                yield {across.name: place, along.name: between(low, high)}


def _whole(polynomial: ParameterPolynomial, name: str) -> Polynomial:
    """A polynomial in one parameter as its whole coefficients, the constant one first."""
    numbers = [part.constant_term for part in polynomial.primitive().coefficients(name)]
    scale = math.lcm(*(c.denominator for c in numbers))
    return tuple(int(c * scale) for c in numbers)
