"""Regions of mixing probabilities cut out by polynomial relations: are they empty, where are their corners.

Linear regions are decided exactly by linear programming. For others a point is sought; where none is found
and nothing shows the region to be empty, the answer is "unknown", never a guess.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb
from typing import Literal

from ..games.duality import dot
from .linear_algebra import solve_exactly
from .linear_program import maximise
from .multilinear import Multilinear

Point = dict[int, Fraction]
MAX_CORNER_SYSTEMS = 5_000
TRIES = 200


@dataclass(frozen=True, slots=True)
class Relation:
    """``polynomial >= 0``, or ``polynomial = 0`` where `equal`."""

    polynomial: Multilinear
    equal: bool = False

    def holds_at(self, point: Mapping[int, Fraction]) -> bool:
        value = self.polynomial.at(point).coefficient()
        return value == 0 if self.equal else value >= 0

    @property
    def always(self) -> bool:
        """Whether the relation holds for all probabilities, as simple bounds show."""
        low, high = self.polynomial.bounds()
        return low == high == 0 if self.equal else low >= 0

    @property
    def never(self) -> bool:
        """Whether the relation holds for no probabilities, as simple bounds show."""
        low, high = self.polynomial.bounds()
        return high < 0 or (self.equal and low > 0)


Blocks = Sequence[tuple[int, ...]]
"""Variables that are probabilities of actions at the same place: each at least 0, together at most 1."""


def pinned(relations: Iterable[Relation]) -> Point:
    """The variables that some relation ``a·p + b = 0`` fixes, taken one after the other."""
    fixed: Point = {}
    waiting = [r.polynomial for r in relations if r.equal]
    found = True
    while found:
        found = False
        for polynomial in waiting:
            rest = polynomial.at(fixed)
            if len(rest.variables) == 1 and rest.is_linear:
                (v,) = rest.variables
                fixed[v] = -rest.coefficient() / rest.coefficient(v)
                found = True
    return fixed


def find_point(relations: Sequence[Relation], blocks: Blocks) -> Point | Literal["empty", "unknown"]:
    """Return a point of the region, "empty" where there is provably none, or "unknown"."""
    fixed = pinned(relations)
    if any(value < 0 for value in fixed.values()):
        return "empty"
    if any(sum((fixed.get(v, Fraction(0)) for v in block), Fraction(0)) > 1 for block in blocks):
        return "empty"
    rest = [Relation(r.polynomial.at(fixed), r.equal) for r in relations]
    rest = [r for r in rest if not r.always]
    if any(r.never for r in rest):
        return "empty"
    linear = [r for r in rest if r.polynomial.is_linear]
    point = _linear_point(linear, blocks, fixed)
    if point is None:
        return "empty"
    if len(linear) == len(rest):
        return point
    return _search(rest, blocks, fixed, point)


def always_zero(polynomial: Multilinear, relations: Sequence[Relation], blocks: Blocks) -> bool:
    """Whether `polynomial`, which is nowhere negative on the region, is provably zero all over it."""
    fixed = pinned(relations)
    goal = polynomial.at(fixed)
    linear = [Relation(r.polynomial.at(fixed), r.equal) for r in relations]
    linear = [r for r in linear if r.polynomial.is_linear]
    if not goal.is_linear:
        return False
    variables, rows, right, equal = _program(linear, blocks, fixed)
    answer = maximise([goal.coefficient(v) for v in variables], rows, right, equal)
    if answer.status != "optimal":
        return answer.status == "infeasible"
    return dot([goal.coefficient(v) for v in variables], answer.x) + goal.coefficient() <= 0


def corners(relations: Sequence[Relation], blocks: Blocks) -> list[Point] | None:
    """The extreme points of a linear region, or None where it is not linear or has too many faces."""
    fixed = pinned(relations)
    rest = [Relation(r.polynomial.at(fixed), r.equal) for r in relations]
    rest = [r for r in rest if not r.always]
    if not all(r.polynomial.is_linear for r in rest):
        return None
    variables, rows, right, equal = _program(rest, blocks, fixed)
    if not variables:
        return [fixed]
    size = len(variables)
    for i in range(size):
        rows.append([Fraction(-int(i == j)) for j in range(size)])
        right.append(Fraction(0))
        equal.append(False)
    equalities = [i for i, e in enumerate(equal) if e]
    others = [i for i, e in enumerate(equal) if not e]
    missing = max(size - len(equalities), 0)
    if comb(len(others), missing) > MAX_CORNER_SYSTEMS:
        return None
    found: dict[tuple[Fraction, ...], None] = {}
    chosen: Iterable[tuple[int, ...]] = itertools.combinations(others, missing)
    bases = itertools.combinations(equalities, min(size, len(equalities)))
    for tight in ((*base, *extra) for base in bases for extra in list(chosen)):
        solved = solve_exactly([rows[i] for i in tight], [right[i] for i in tight])
        if solved is not None and _inside(solved, rows, right, equal):
            found[tuple(solved)] = None
    return [{**fixed, **dict(zip(variables, x, strict=True))} for x in found]


def _inside(
    x: Sequence[Fraction],
    rows: Sequence[Sequence[Fraction]],
    right: Sequence[Fraction],
    equal: Sequence[bool],
) -> bool:
    return all(
        dot(row, x) == limit if same else dot(row, x) <= limit
        for row, limit, same in zip(rows, right, equal, strict=True)
    )


def _program(
    relations: Sequence[Relation], blocks: Blocks, fixed: Point
) -> tuple[list[int], list[list[Fraction]], list[Fraction], list[bool]]:
    """The relations and blocks as rows ``a·x <= b`` or ``= b`` over the variables not fixed."""
    variables = sorted({v for block in blocks for v in block} - fixed.keys())
    rows: list[list[Fraction]] = []
    right: list[Fraction] = []
    equal: list[bool] = []
    for relation in relations:
        rows.append([-relation.polynomial.coefficient(v) for v in variables])
        right.append(relation.polynomial.coefficient())
        equal.append(relation.equal)
    for block in blocks:
        if set(block) & set(variables):
            rows.append([Fraction(int(v in block)) for v in variables])
            right.append(1 - sum((fixed.get(v, Fraction(0)) for v in block), Fraction(0)))
            equal.append(False)
    return variables, rows, right, equal


def _linear_point(relations: Sequence[Relation], blocks: Blocks, fixed: Point) -> Point | None:
    variables, rows, right, equal = _program(relations, blocks, fixed)
    if not variables:
        return dict(fixed) if all(r.holds_at(fixed) for r in relations) else None
    answer = maximise([Fraction(0)] * len(variables), rows, right, equal)
    if answer.status == "infeasible":
        return None
    return {**fixed, **dict(zip(variables, answer.x, strict=True))}


def _search(
    relations: Sequence[Relation], blocks: Blocks, fixed: Point, start: Point
) -> Point | Literal["unknown"]:
    """Look for a point of a region that is not linear: choose variables one by one, solve for the rest."""
    if all(r.holds_at(start) for r in relations):
        return start
    generator = random.Random(0)
    variables = sorted({v for block in blocks for v in block} - fixed.keys())
    grid = [Fraction(i, 12) for i in range(13)]
    for _ in range(TRIES):
        order = generator.sample(variables, len(variables))
        point = dict(fixed)
        for v in order:
            rest = [Relation(r.polynomial.at(point), r.equal) for r in relations]
            point.update({k: x for k, x in pinned(rest).items() if k not in point})
            if v not in point:
                point[v] = generator.choice(grid)
        inside = all(x >= 0 for x in point.values()) and all(
            sum((point[v] for v in block), Fraction(0)) <= 1 for block in blocks
        )
        if inside and all(r.holds_at(point) for r in relations):
            return point
    return "unknown"
