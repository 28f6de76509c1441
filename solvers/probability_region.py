"""Regions of mixing probabilities cut out by polynomial relations: are they empty, where are their corners.

Linear regions are decided exactly by linear programming. For others a point is sought; where none is found
and nothing shows the region to be empty, the answer is "unknown", never a guess.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb
from typing import Literal

from ..games.duality import dot
from .linear_algebra import independent_rows, solve_exactly
from .linear_program import maximise
from .multilinear import Multilinear

Point = dict[int, Fraction]
MAX_CORNER_SYSTEMS = 2_000
MAX_PURE = 1_024
MAX_BOXES = 300
MAX_CORNER_VARIABLES = 6
TRIES = 100


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
        return [fixed] if all(r.holds_at(fixed) for r in relations) else []
    size = len(variables)
    for i in range(size):
        rows.append([Fraction(-int(i == j)) for j in range(size)])
        right.append(Fraction(0))
        equal.append(False)
    equalities = sum(equal)
    free = size - len(independent_rows([row for row, same in zip(rows, equal, strict=True) if same]))
    if comb(len(rows) - equalities, free) > MAX_CORNER_SYSTEMS:
        return None
    found: list[Point] = [fixed]
    for members in _connected(rows, size):
        inside = [k for k, row in enumerate(rows) if any(row[i] for i in members)]
        own = _corners_of(
            [[rows[k][i] for i in members] for k in inside],
            [right[k] for k in inside],
            [equal[k] for k in inside],
        )
        part = [dict(zip((variables[i] for i in members), x, strict=True)) for x in own]
        found = [{**point, **more} for point in found for more in part]
    bare = [k for k, row in enumerate(rows) if not any(row)]
    if any(right[k] < 0 or (equal[k] and right[k]) for k in bare):
        return []
    return found


def _connected(rows: Sequence[Sequence[Fraction]], size: int) -> list[list[int]]:
    """Group the variables: two belong together where a chain of rows links them."""
    groups: list[set[int]] = [{i} for i in range(size)]
    for row in rows:
        named = {i for i, c in enumerate(row) if c}
        touching = [group for group in groups if group & named]
        if len(touching) > 1:
            groups = [group for group in groups if not group & named]
            groups.append(set().union(*touching))
    return sorted(sorted(group) for group in groups)


def _corners_of(
    rows: Sequence[Sequence[Fraction]], right: Sequence[Fraction], equal: Sequence[bool]
) -> list[tuple[Fraction, ...]]:
    """The extreme points of a bounded polytope, by trying every choice of tight rows."""
    size = len(rows[0])
    same = [i for i, e in enumerate(equal) if e]
    always = [same[k] for k in independent_rows([rows[i] for i in same])]
    others = [i for i, e in enumerate(equal) if not e]
    found: dict[tuple[Fraction, ...], None] = {}
    for extra in itertools.combinations(others, size - len(always)):
        tight = (*always, *extra)
        solved = solve_exactly([rows[i] for i in tight], [right[i] for i in tight])
        if solved is not None and _inside(solved, rows, right, equal):
            found[tuple(solved)] = None
    return list(found)


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
) -> Point | Literal["empty", "unknown"]:
    """Decide a region that is not linear: look for a point at corners and along edges, or cut boxes away."""
    if all(r.holds_at(start) for r in relations):
        return start
    pure = next(pure_points(relations, blocks, fixed), None)
    if pure is not None:
        return pure
    open_blocks = _open(blocks, fixed)
    generator = random.Random(0)
    variables = [v for block in open_blocks for v in block]
    levels = [Fraction(0), Fraction(1), Fraction(0), Fraction(1), *(Fraction(i, 12) for i in range(1, 12))]
    for _ in range(TRIES):
        point = dict(fixed)
        for v in generator.sample(variables, len(variables)):
            rest = [Relation(r.polynomial.at(point), r.equal) for r in relations]
            point.update({k: x for k, x in pinned(rest).items() if k not in point})
            if v not in point:
                point[v] = generator.choice(levels)
        if _is_inside(point, relations, blocks):
            return point
    return "empty" if _cut_away(relations, open_blocks, fixed) else "unknown"


def pure_points(relations: Sequence[Relation], blocks: Blocks, fixed: Point) -> Iterator[Point]:
    """Yield the points of the region at which no action is mixed beyond what `fixed` says, up to a limit."""
    open_blocks = _open(blocks, fixed)
    rest = [Relation(r.polynomial.at(fixed), r.equal) for r in relations]
    rest = [r for r in rest if not r.always]
    for chosen in itertools.islice(itertools.product(*((None, *block) for block in open_blocks)), MAX_PURE):
        point = {
            v: Fraction(int(v == one)) for block, one in zip(open_blocks, chosen, strict=True) for v in block
        }
        if all(r.holds_at(point) for r in rest) and _within_blocks({**fixed, **point}, blocks):
            yield {**fixed, **point}


def _open(blocks: Blocks, fixed: Point) -> list[tuple[int, ...]]:
    rest = (tuple(v for v in block if v not in fixed) for block in blocks)
    return [block for block in rest if block]


def _within_blocks(point: Point, blocks: Blocks) -> bool:
    return all(sum((point[v] for v in block), Fraction(0)) <= 1 for block in blocks)


def _is_inside(point: Point, relations: Sequence[Relation], blocks: Blocks) -> bool:
    return (
        all(x >= 0 for x in point.values())
        and _within_blocks(point, blocks)
        and all(r.holds_at(point) for r in relations)
    )


def _cut_away(relations: Sequence[Relation], blocks: Blocks, fixed: Point) -> bool:
    """Whether boxes that cover all probabilities can each be excluded by one relation.

    A polynomial that is linear in each variable takes its extremes over a box at the box's corners.
    """
    limits = [
        Relation(Multilinear({(): 1, **{(v,): -1 for v in block}})) for block in blocks if len(block) > 1
    ]
    waiting: list[dict[int, tuple[Fraction, Fraction]]] = [
        {v: (Fraction(0), Fraction(1)) for block in blocks for v in block}
    ]
    cleared = [Relation(r.polynomial.at(fixed), r.equal) for r in (*relations, *limits)]
    for _ in range(MAX_BOXES):
        if not waiting:
            return True
        box = waiting.pop()
        if any(_excludes(r, box) for r in cleared):
            continue
        widest = max(box, key=lambda v: box[v][1] - box[v][0])
        low, high = box[widest]
        middle = (low + high) / 2
        waiting += [{**box, widest: (low, middle)}, {**box, widest: (middle, high)}]
    return False


def _excludes(relation: Relation, box: Mapping[int, tuple[Fraction, Fraction]]) -> bool:
    variables = sorted(relation.polynomial.variables)
    if len(variables) > MAX_CORNER_VARIABLES:
        return False
    values = [
        relation.polynomial.at(dict(zip(variables, corner, strict=True))).coefficient()
        for corner in itertools.product(*(box[v] for v in variables))
    ]
    return max(values) < 0 or (relation.equal and min(values) > 0)
