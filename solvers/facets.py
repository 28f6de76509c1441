"""The facets of a polytope that is given by its corners, exactly; meant for polytopes with few corners."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from .linear_algebra import independent_rows, null_space

Row = tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Facet:
    """``normal·x + constant >= 0``, or ``= 0`` where `equal`."""

    normal: Row
    constant: Fraction
    equal: bool = False


def facets(points: Sequence[Row]) -> tuple[Facet, ...]:
    """Return equations and inequalities whose solutions are exactly the convex hull of `points`.

    Examples
    --------
    >>> half = Fraction(1, 2)
    >>> for facet in facets([(Fraction(0), half), (half, half)]):
    ...     print([str(c) for c in facet.normal], facet.constant, facet.equal)
    ['0', '1'] -1/2 True
    ['1', '0'] 0 False
    ['-1', '0'] 1/2 False
    """
    origin, size = points[0], len(points[0])
    steps = [tuple(x - o for x, o in zip(point, origin, strict=True)) for point in points[1:]]
    directions = [steps[k] for k in independent_rows(steps)]
    found = [Facet(normal, -_dot(normal, origin), equal=True) for normal in null_space(directions, size)]
    across = [facet.normal for facet in found]
    seen: dict[tuple[Row, Fraction], None] = {}
    for chosen in itertools.combinations(points, len(directions)):
        base = chosen[0] if chosen else origin
        inside = [tuple(x - o for x, o in zip(point, base, strict=True)) for point in chosen[1:]]
        normals = null_space([*inside, *across], size)
        if len(normals) != 1 or not directions:
            continue
        normal = normals[0]
        offsets = [_dot(normal, point) - _dot(normal, base) for point in points]
        if min(offsets) < 0 < max(offsets):
            continue
        sign = 1 if max(offsets) > 0 else -1
        scale = Fraction(sign) / max(abs(c) for c in normal)
        row = tuple(c * scale for c in normal)
        seen[row, -_dot(row, base)] = None
    return (*found, *(Facet(row, constant) for row, constant in seen))


def _dot(row: Sequence[Fraction], point: Sequence[Fraction]) -> Fraction:
    return sum((a * b for a, b in zip(row, point, strict=True)), Fraction(0))
