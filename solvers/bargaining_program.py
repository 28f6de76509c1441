"""Linear programs over the agreements of a bargaining problem, their multipliers by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ..games.bargaining_rows import Constraint
from ..games.exact import rational
from .linear_program import maximise

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Best:
    """The best point of a polytope, its value, and the multipliers of the constraints that prove it.

    `point` is empty where there is none; then the multipliers prove that. `value` is None where it is
    unbounded.
    """

    value: Fraction | None
    point: tuple[Fraction, ...]
    multipliers: dict[str, Fraction]


def best_point(objective: Sequence[Fraction], rows: Sequence[Constraint]) -> Best:
    """Maximise ``objective · y`` over the points y that satisfy all `rows`.

    Examples
    --------
    >>> F = Fraction
    >>> rows = [Constraint("y <= 2", (F(1),), F(2)), Constraint("y >= -1", (F(-1),), F(1))]
    >>> best_point([F(-3)], rows)
    Best(value=Fraction(3, 1), point=(Fraction(-1, 1),), multipliers={'y >= -1': Fraction(3, 1)})
    """
    floors = _floors(rows, len(objective))
    others = [one for one in rows if one.name not in {floor.name for floor in floors.values()}]
    shifts = [
        -rational(floors[k].right) / scale_of(floors[k], k) if k in floors else ZERO for k in _all(objective)
    ]
    free = [k for k in _all(objective) if k not in floors]

    def row(coefficients: Sequence[Fraction]) -> list[Fraction]:
        return [*coefficients, *(-coefficients[k] for k in free)]

    matrix = [[rational(a) for a in one.coefficients] for one in others]
    right = [
        rational(one.right) - sum((a * s for a, s in zip(own, shifts, strict=True) if a and s), ZERO)
        for one, own in zip(others, matrix, strict=True)
    ]
    outcome = maximise(row(objective), [row(own) for own in matrix], right, [one.equal for one in others])
    if outcome.status == "unbounded":
        return Best(None, (), {})
    target = [ZERO] * len(objective) if outcome.status == "infeasible" else list(objective)
    multipliers = {one.name: y for one, y in zip(others, outcome.proof, strict=True) if y}
    for k, floor in floors.items():
        surplus = (
            sum((y * own[k] for y, own in zip(outcome.proof, matrix, strict=True) if y), ZERO) - target[k]
        )
        if surplus:
            multipliers[floor.name] = surplus / scale_of(floor, k)
    if outcome.status == "infeasible":
        return Best(ZERO, (), multipliers)
    x = outcome.x
    point = [x[k] + shifts[k] for k in _all(objective)]
    for place, k in enumerate(free, len(objective)):
        point[k] -= x[place]
    return Best(sum((c * y for c, y in zip(objective, point, strict=True)), ZERO), tuple(point), multipliers)


def scale_of(floor: Constraint, k: int) -> Fraction:
    """How often the floor of a variable counts it."""
    return -rational(floor.coefficients[k])


def _floors(rows: Sequence[Constraint], width: int) -> dict[int, Constraint]:
    """For each variable the first constraint that bounds it alone from below."""
    found: dict[int, Constraint] = {}
    for one in rows:
        inside = [k for k, a in enumerate(one.coefficients) if a]
        if len(inside) == 1 and not one.equal and rational(one.coefficients[inside[0]]) < 0:
            found.setdefault(inside[0], one)
    return found


def _all(objective: Sequence[Fraction]) -> range:
    return range(len(objective))
