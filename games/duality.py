"""What proves the answer of a linear program: a feasible point and a feasible dual point of equal value.

The programs are ``maximise c·x subject to A x <= b (rows marked "<=") or A x = b (rows marked "="), x >= 0``.
Source: the strong duality theorem (Gale, Kuhn & Tucker 1951) and Farkas' lemma.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

Vector = tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class LinearProgram:
    """Maximise ``objective·x`` over ``x >= 0`` with ``rows[i]·x <= right[i]``, or ``=`` where `equal[i]`."""

    objective: Vector
    rows: tuple[Vector, ...]
    right: Vector
    equal: tuple[bool, ...]


def proves_optimal(program: LinearProgram, x: Vector, y: Vector) -> bool:
    """Whether `x` is an optimal point, proven by the dual point `y`.

    Examples
    --------
    >>> one, two = Fraction(1), Fraction(2)
    >>> proves_optimal(LinearProgram((one,), ((two,),), (one,), (False,)), (one / 2,), (one / 2,))
    True
    """
    return (
        is_feasible(program, x)
        and _dual_feasible(program, y, program.objective)
        and dot(program.objective, x) == dot(program.right, y)
    )


def proves_infeasible(program: LinearProgram, y: Vector) -> bool:
    """Whether `y` proves that no point satisfies the rows: ``y·A >= 0`` but ``y·b < 0`` (Farkas)."""
    zero = (Fraction(0),) * len(program.objective)
    return _dual_feasible(program, y, zero) and dot(program.right, y) < 0


def proves_unbounded(program: LinearProgram, x: Vector, ray: Vector) -> bool:
    """Whether going from `x` along `ray` stays feasible and raises the objective for ever."""
    homogeneous = LinearProgram(
        program.objective, program.rows, (Fraction(0),) * len(program.right), program.equal
    )
    return is_feasible(program, x) and is_feasible(homogeneous, ray) and dot(program.objective, ray) > 0


def is_feasible(program: LinearProgram, x: Vector) -> bool:
    """Whether `x` satisfies every row and is nonnegative."""
    return min(x, default=Fraction(0)) >= 0 and all(
        (used == limit if equal else used <= limit)
        for used, limit, equal in zip(
            (dot(row, x) for row in program.rows), program.right, program.equal, strict=True
        )
    )


def dot(left: Sequence[Fraction], right: Sequence[Fraction]) -> Fraction:
    """The inner product."""
    return sum((a * b for a, b in zip(left, right, strict=True) if a and b), Fraction(0))


def _dual_feasible(program: LinearProgram, y: Vector, objective: Vector) -> bool:
    """Whether ``y·A >= objective`` with ``y_i >= 0`` for the rows that are inequalities."""
    if any(v < 0 and not equal for v, equal in zip(y, program.equal, strict=True)):
        return False
    combined = [Fraction(0)] * len(objective)
    for weight, row in zip(y, program.rows, strict=True):
        if weight:
            combined = [c + weight * a if a else c for c, a in zip(combined, row, strict=True)]
    return all(c >= target for c, target in zip(combined, objective, strict=True))
