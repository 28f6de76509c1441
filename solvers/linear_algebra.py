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
