"""Exact linear systems through python-flint, stated and solved in Fractions or integers."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def solve_exactly(
    matrix: Sequence[Sequence[Fraction | int]], right: Sequence[Fraction | int]
) -> list[Fraction] | None:
    """Return the solution of a square rational system, or None where the matrix is singular.

    Examples
    --------
    >>> solve_exactly([[2, 1], [1, 3]], [1, 0])
    [Fraction(3, 5), Fraction(-1, 5)]
    >>> solve_exactly([[1, 1], [2, 2]], [1, 2]) is None
    True
    """
    if not right:
        return []
    from flint import fmpq, fmpq_mat

    def entry(x: Fraction | int) -> fmpq:
        return fmpq(x.numerator, x.denominator)

    system = fmpq_mat([[entry(x) for x in row] for row in matrix])
    try:
        solved = system.solve(fmpq_mat([[entry(x)] for x in right]))
    except ZeroDivisionError:
        return None
    return [Fraction(int(solved[i, 0].p), int(solved[i, 0].q)) for i in range(len(right))]


def independent_rows(matrix: Sequence[Sequence[Fraction]]) -> list[int]:
    """Return the numbers of rows that are linearly independent and span all rows, the first ones first.

    Examples
    --------
    >>> independent_rows([[1, 1], [2, 2], [0, 1]])
    [0, 2]
    """
    if not matrix:
        return []
    from flint import fmpq, fmpq_mat

    columns = [[fmpq(x.numerator, x.denominator) for x in column] for column in zip(*matrix, strict=True)]
    reduced, rank = fmpq_mat(columns).rref()
    return [next(j for j in range(len(matrix)) if reduced[i, j] != 0) for i in range(rank)]


def solve_integers(matrix: Sequence[Sequence[int]], right: Sequence[int]) -> list[Fraction] | None:
    """Return the solution of a square system of integers, or None where the matrix is singular.

    Examples
    --------
    >>> solve_integers([[2, 1], [1, 3]], [1, 0])
    [Fraction(3, 5), Fraction(-1, 5)]
    """
    if not right:
        return []
    from flint import fmpz_mat

    try:
        solved = fmpz_mat(matrix).solve(fmpz_mat([[x] for x in right]))
    except ZeroDivisionError:
        return None
    return [Fraction(int(solved[i, 0].p), int(solved[i, 0].q)) for i in range(len(right))]


def null_space(matrix: Sequence[Sequence[Fraction]], width: int) -> list[tuple[Fraction, ...]]:
    """Return a basis of the vectors of length `width` that are orthogonal to every row.

    Examples
    --------
    >>> null_space([[1, 1, 0]], 3)
    [(Fraction(-1, 1), Fraction(1, 1), Fraction(0, 1)), (Fraction(0, 1), Fraction(0, 1), Fraction(1, 1))]
    """
    if not matrix:
        return [tuple(Fraction(int(i == j)) for j in range(width)) for i in range(width)]
    from flint import fmpq, fmpq_mat

    reduced, rank = fmpq_mat([[fmpq(x.numerator, x.denominator) for x in row] for row in matrix]).rref()
    lead = [next(j for j in range(width) if reduced[i, j] != 0) for i in range(rank)]
    basis = []
    for free in (j for j in range(width) if j not in lead):
        vector = [Fraction(int(j == free)) for j in range(width)]
        for i, j in enumerate(lead):
            vector[j] = -Fraction(int(reduced[i, free].p), int(reduced[i, free].q))
        basis.append(tuple(vector))
    return basis
