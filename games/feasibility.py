"""Whether a small system of linear equations and inequalities has a solution, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

Constraint = tuple[Sequence[int], int, bool]
"""Coefficients and right side of ``a·x >= b``, or ``a·x = b`` where the last entry is true."""


def nonnegative_solution(constraints: Sequence[Constraint], size: int) -> tuple[Fraction, ...] | None:
    """Return some ``x >= 0`` that satisfies all constraints, or None where there is none.

    The first phase of the simplex method with Bland's rule (1977), which ends on every system.

    Examples
    --------
    >>> [str(x) for x in nonnegative_solution([([1, 1], 3, True), ([1, -1], 1, False)], 2)]
    ['2', '1']
    >>> nonnegative_solution([([1, 1], 3, True), ([1, 1], 4, False)], 2) is None
    True
    """
    slack = sum(not equal for _, _, equal in constraints)
    width = size + slack + len(constraints)
    rows: list[list[Fraction]] = []
    used = size
    for i, (coefficients, right, equal) in enumerate(constraints):
        row = [Fraction(c) for c in coefficients] + [Fraction(0)] * (width - size) + [Fraction(right)]
        if not equal:
            row[used] = Fraction(-1)
            used += 1
        if right < 0:
            row = [-c for c in row]
        row[size + slack + i] = Fraction(1)
        rows.append(row)
    basis = [size + slack + i for i in range(len(constraints))]
    while True:
        missing = [i for i, b in enumerate(basis) if b >= size + slack and rows[i][-1]]
        if not missing:
            found = dict(zip(basis, (row[-1] for row in rows), strict=True))
            return tuple(found.get(k, Fraction(0)) for k in range(size))
        wrong = [i for i, b in enumerate(basis) if b >= size + slack]
        entering = next((k for k in range(size + slack) if sum(rows[i][k] for i in wrong) > 0), None)
        if entering is None:
            return None
        able = [i for i, row in enumerate(rows) if row[entering] > 0]
        leaving = min(able, key=lambda i: (rows[i][-1] / rows[i][entering], basis[i]))
        pivot = rows[leaving][entering]
        rows[leaving] = [c / pivot for c in rows[leaving]]
        for i, row in enumerate(rows):
            if i != leaving and row[entering]:
                factor = row[entering]
                rows[i] = [c - factor * d for c, d in zip(row, rows[leaving], strict=True)]
        basis[leaving] = entering
