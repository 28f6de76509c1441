"""Complementary paths in floats: proposals of a basis, which exact arithmetic then proves or drops."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from ..games.payoff_table import Array

Floats = npt.NDArray[np.float64]

REFACTOR_AFTER = 100
SMALLEST_PIVOT = 1e-9
MOST_PIVOTS = 20
"""Pivots per row after which a path counts as lost."""


def float_basis(
    matrix: Array, right: Array, first: int, entering: int, perturbation: float
) -> list[int] | None:
    """Follow Lemke's path for rows ``basic + matrix·others = right``; return the basis at its end, or None.

    Parameters
    ----------
    matrix, right : arrays of integers
        As in `ComplementarityProblem`.
    first : int
        How many rows come first in the perturbation that breaks ties.
    entering : int
        The variable that starts the path; it ends when the last row's own variable leaves.
    perturbation : float

    Examples
    --------
    >>> rows = np.array([[-1, 1], [1, 1]], dtype=object)
    >>> float_basis(rows, np.array([2, 1], dtype=object), 1, 3, 0.0)
    [0, 3]
    """
    size = len(right)
    scales = [max(1, *(abs(x) for x in row)) for row in matrix.tolist()]
    divisors = np.array(scales, dtype=object)
    table = np.empty((size, size + 1))
    table[:, :size] = matrix / divisors[:, None]
    noise = np.random.default_rng(0).uniform(1, 2, size) * perturbation
    noise[first:] *= 1e-2
    noise[-1] = 0
    table[:, size] = (right / divisors).astype(float) + noise
    path = _Path(table)
    try:
        while (left := path.pivot(entering)) != size - 1:
            if path.pivots > MOST_PIVOTS * size:
                return None
            entering = left + size if left < size else left - size
    except ArithmeticError:
        return None
    return path.basic.tolist()


class _Path:
    """The table of the basis that a path has reached, computed afresh from time to time."""

    def __init__(self, table: Floats) -> None:
        self.start = table
        self.table = table.copy()
        size = len(table)
        self.basic = np.arange(size)
        self.others = np.arange(size, 2 * size)
        self.pivots = 0

    def pivot(self, entering: int) -> int:
        """Let a variable in and return the one that leaves."""
        column = int(np.flatnonzero(self.others == entering)[0])
        falls = self.table[:, column]
        able = np.flatnonzero(falls > SMALLEST_PIVOT)
        if not len(able):
            raise ArithmeticError
        row = int(able[np.argmin(np.maximum(self.table[able, -1], 0.0) / falls[able])])
        pivot = falls[row]
        ours = self.table[row] / pivot
        factors = falls.copy()
        factors[row] = 0.0
        used = np.flatnonzero(factors)
        self.table[used] -= np.multiply.outer(factors[used], ours)
        self.table[:, column] = -factors / pivot
        ours[column] = 1 / pivot
        self.table[row] = ours
        leaving = int(self.basic[row])
        self.basic[row], self.others[column] = entering, leaving
        self.pivots += 1
        if self.pivots % REFACTOR_AFTER == 0:
            self._refactor()
        return leaving

    def _refactor(self) -> None:
        size = len(self.start)
        whole = np.concatenate([np.eye(size), self.start], axis=1)
        try:
            self.table = np.linalg.solve(whole[:, self.basic], whole[:, [*self.others.tolist(), 2 * size]])
        except np.linalg.LinAlgError:
            raise ArithmeticError from None


def values_of_basis(matrix: Array, right: Array, basic: Sequence[int]) -> dict[int, Fraction] | None:
    """Return the exact values of the basic variables, or None where it is singular or one is negative.

    Examples
    --------
    >>> rows = np.array([[2, 1], [1, 3]], dtype=object)
    >>> values_of_basis(rows, np.array([3, 4], dtype=object), [1, 2])
    {2: Fraction(3, 2), 1: Fraction(5, 2)}
    """
    from flint import fmpz_mat

    size = len(right)
    entered = sorted(v - size for v in basic if v >= size)
    kept = sorted(v for v in basic if v < size)
    solved = sorted(set(range(size)) - set(kept))
    numerators: list[int] = []
    denominator = 1
    if entered:
        square = fmpz_mat(matrix[np.ix_(solved, entered)].tolist())
        try:
            answer, common = square.solve(fmpz_mat([[x] for x in right[solved].tolist()])).numer_denom()
        except ZeroDivisionError:
            return None
        numerators, denominator = [int(x) for x in answer.entries()], int(common)
        if min(numerators) < 0:
            return None
    found = {size + k: Fraction(x, denominator) for k, x in zip(entered, numerators, strict=True)}
    if not kept:
        return found
    slack = [x * denominator for x in right[kept].tolist()]
    if entered:
        product = fmpz_mat(matrix[np.ix_(kept, entered)].tolist()) * fmpz_mat([[x] for x in numerators])
        slack = [s - int(x) for s, x in zip(slack, product.entries(), strict=True)]
    if min(slack) < 0:
        return None
    return found | {v: Fraction(x, denominator) for v, x in zip(kept, slack, strict=True)}
