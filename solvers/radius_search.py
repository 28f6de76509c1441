"""How near polynomial relations come true: proven bounds by exact interval arithmetic and branch and bound.

A box is excluded where the largest value of one of the relations on it is too small. That value is bounded by
the ends at which the polynomial is largest, as far as its derivatives keep their sign, and term by term for
the rest (Moore 1966; Hansen 1979). All numbers are rational; nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from ..games.parameter_polynomial import Monomial, ParameterPolynomial
from ..games.relations import Relation

Box: TypeAlias = dict[str, tuple[Fraction, Fraction]]

BOXES = 4_000
"""Boxes that are looked at altogether, and at most an eighth of what is left of them for one radius."""

HALVINGS = 40
"""How often the radius is halved: its bounds are then a millionth of a millionth apart."""


@dataclass(frozen=True, slots=True)
class RadiusBounds:
    """Proven bounds on the least radius at which relations hold somewhere, and a point where they do.

    Attributes
    ----------
    low : nowhere within it do the relations hold.
    high : its point is that far away; None where none was found.
    closed : whether the bounds are as close as the search aims at.
    """

    low: Fraction
    high: Fraction | None
    point: Mapping[str, Fraction] | None
    closed: bool


def radius_bounds(
    relations: Sequence[Relation],
    center: Mapping[str, Fraction],
    ranges: Box,
    most: Fraction = Fraction(1),
) -> RadiusBounds:
    """Return proven bounds on how far from `center` the nearest point is at which all relations hold.

    Parameters
    ----------
    relations : polynomials that are ``>=`` or ``>`` zero.
    center : a value per parameter.
    ranges : within which points are looked for; a change is measured in their widths, and the largest counts.
    most : the largest radius that is searched; no point of the ranges is farther than one.

    Examples
    --------
    >>> k, w = ParameterPolynomial.variable("k"), ParameterPolynomial.variable("w")
    >>> center, span = {"k": Fraction(1), "w": Fraction(1)}, (Fraction(0), Fraction(2))
    >>> above = Relation(k * w - ParameterPolynomial.constant(2), ">")
    >>> found = radius_bounds([above], center, {"k": span, "w": span})
    >>> round(2 * float(found.low), 9), round(2 * float(found.high), 9), found.closed
    (0.414213562, 0.414213562, True)
    """
    if all(relation.holds_at(center) for relation in relations):
        return RadiusBounds(Fraction(0), Fraction(0), dict(center), True)
    low, high, point = Fraction(0), most, None
    left = [BOXES]
    try:
        point = _somewhere(relations, center, ranges, most, left)
        if point is None:
            return RadiusBounds(most, None, None, True)
        high = _distance(point, center, ranges)
    except _Undecided:
        pass  # a smaller radius may be decided
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        try:
            found = _somewhere(relations, center, ranges, middle, left)
        except _Undecided:
            if point is not None:
                return RadiusBounds(low, high, point, False)
            high = middle
            continue
        if found is None:
            low = middle
        else:
            high, point = _distance(found, center, ranges), found
    return RadiusBounds(low, None if point is None else high, point, point is not None)


class _Undecided(Exception):
    """Too many boxes were looked at within one radius."""


def _somewhere(
    relations: Sequence[Relation],
    center: Mapping[str, Fraction],
    ranges: Box,
    radius: Fraction,
    left: list[int],
) -> Mapping[str, Fraction] | None:
    """A point within the radius at which all relations hold; None where it is proven that there is none.

    `left` holds the boxes that may still be looked at.
    """
    whole = {}
    for name, (low, high) in ranges.items():
        reach = radius * (high - low)
        whole[name] = (max(low, center[name] - reach), min(high, center[name] + reach))
    waiting: list[Box] = [whole]
    enough = left[0] * 7 // 8
    while waiting:
        box = waiting.pop()
        left[0] -= 1
        if left[0] < enough:
            raise _Undecided
        tops = [largest(relation.polynomial, box) for relation in relations]
        if any(
            top < 0 or (top == 0 and relation.sign == ">")
            for (top, _), relation in zip(tops, relations, strict=True)
        ):
            continue
        middle = {name: (low + high) / 2 for name, (low, high) in box.items()}
        for _, ends in tops:
            for point in ({**_center_in(box, center), **ends}, {**middle, **ends}):
                if all(relation.holds_at(point) for relation in relations):
                    return point
        if all(relation.holds_at(middle) for relation in relations):
            return middle
        name = max(box, key=lambda one: (box[one][1] - box[one][0]) / (ranges[one][1] - ranges[one][0]))
        low, high = box[name]
        if low == high:
            continue
        waiting += [{**box, name: (low, middle[name])}, {**box, name: (middle[name], high)}]
    return None


def largest(polynomial: ParameterPolynomial, box: Box) -> tuple[Fraction, dict[str, Fraction]]:
    """Return an upper bound of a polynomial on a box, and the ends that its monotone variables take for it.

    Examples
    --------
    >>> k, w = ParameterPolynomial.variable("k"), ParameterPolynomial.variable("w")
    >>> box = {"k": (Fraction(1), Fraction(2)), "w": (Fraction(-1), Fraction(3))}
    >>> str(largest(k * w - k, box)[0])
    '4'
    """
    ends: dict[str, Fraction] = {}
    changed = True
    while changed:
        changed = False
        for name in polynomial.names:
            low, high = _term_by_term(derivative(polynomial, name), box)
            if low >= 0 or high <= 0:
                ends[name] = box[name][1 if low >= 0 else 0]
                polynomial = polynomial.at({name: ends[name]})
                changed = True
    return _term_by_term(polynomial, box)[1], ends


def derivative(polynomial: ParameterPolynomial, name: str) -> ParameterPolynomial:
    """Return the derivative of a polynomial with respect to one parameter."""
    terms: dict[Monomial, Fraction] = {}
    for monomial, c in polynomial.terms.items():
        power = dict(monomial).get(name, 0)
        if power:
            left = tuple((n, p - (n == name)) for n, p in monomial if n != name or p > 1)
            terms[left] = terms.get(left, Fraction(0)) + c * power
    return ParameterPolynomial(terms)


def _center_in(box: Box, center: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """Return the point of a box that is nearest to the centre."""
    return {name: min(max(center[name], low), high) for name, (low, high) in box.items()}


def _term_by_term(polynomial: ParameterPolynomial, box: Box) -> tuple[Fraction, Fraction]:
    low = high = Fraction(0)
    for monomial, c in polynomial.terms.items():
        part = (c, c)
        for name, power in monomial:
            a, b = box[name]
            ends = (a**power, b**power)
            if power % 2 == 0 and a < 0 < b:
                ends = (Fraction(0), max(ends))
            products = [x * y for x in part for y in ends]
            part = (min(products), max(products))
        low, high = low + part[0], high + part[1]
    return low, high


def _distance(point: Mapping[str, Fraction], center: Mapping[str, Fraction], ranges: Box) -> Fraction:
    return max(abs(point[name] - center[name]) / (high - low) for name, (low, high) in ranges.items())
