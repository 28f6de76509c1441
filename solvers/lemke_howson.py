"""One Nash equilibrium of a bimatrix game by complementary pivoting, in exact integers.

Source: Lemke & Howson (1964); Algorithm 3.6 of von Stengel (2007) in *Algorithmic Game Theory*, with the
lexicographic rule (his section 3.6), which ends on degenerate games too.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from ..games.certificate import Mixed
from ..games.payoff_table import Array


def lemke_howson(first: Array, second: Array, dropped: int = 0) -> tuple[Mixed, Mixed]:
    """Return the equilibrium at the end of the path that starts by dropping the label `dropped`.

    Parameters
    ----------
    first, second : m × n arrays of integers
        Payoffs of the row and the column player, up to positive affine changes of each.
    dropped : int
        A row (0 to m − 1) or, from m on, a column.

    Examples
    --------
    >>> import numpy as np
    >>> pennies = np.array([[1, -1], [-1, 1]])
    >>> [str(p) for mixed in lemke_howson(pennies, -pennies) for p in mixed]
    ['1/2', '1/2', '1/2', '1/2']
    """
    rows, columns = first.shape
    # Labels: 0..m-1 the rows, m..m+n-1 the columns. In the first tableau the rows' probabilities are the
    # variables and the columns the constraints; in the second the other way round.
    tableaux = (
        _Tableau(_shifted(second).T.tolist(), range(rows), range(rows, rows + columns)),
        _Tableau(_shifted(first).tolist(), range(rows, rows + columns), range(rows)),
    )
    side = 0 if dropped < rows else 1
    label = tableaux[side].pivot(dropped)
    while label != dropped:
        side = 1 - side
        label = tableaux[side].pivot(label)
    return tableaux[0].mixed(rows), tableaux[1].mixed(columns)


class _Tableau:
    """``C z + s = 1`` as integers over one common `divisor` (fraction-free pivoting, Bareiss 1968).

    Variables carry the labels of one player's strategies, slacks those of the other's.
    """

    def __init__(self, matrix: Sequence[Sequence[int]], own: range, other: range) -> None:
        size, width = len(matrix), len(matrix[0])
        self.table = [[*row, *(int(i == k) for k in range(size)), 1] for i, row in enumerate(matrix)]
        self.column = {label: j for j, label in enumerate((*own, *other))}
        self.basis = list(other)
        self.slacks = range(width, width + size)
        self.own = own
        self.divisor = 1

    def pivot(self, entering: int) -> int:
        """Let the label `entering` into the basis and return the label that leaves."""
        j = self.column[entering]
        rows = [i for i, row in enumerate(self.table) if row[j] > 0]
        for k in (-1, *self.slacks):  # lexicographic minimum ratio
            if len(rows) == 1:
                break
            best = min(Fraction(self.table[i][k], self.table[i][j]) for i in rows)
            rows = [i for i in rows if Fraction(self.table[i][k], self.table[i][j]) == best]
        r = rows[0]
        pivot_row, pivot = self.table[r], self.table[r][j]
        for i, row in enumerate(self.table):
            if i != r:
                factor = row[j]
                self.table[i] = [
                    (pivot * x - factor * y) // self.divisor for x, y in zip(row, pivot_row, strict=True)
                ]
        self.divisor = pivot
        leaving, self.basis[r] = self.basis[r], entering
        return leaving

    def mixed(self, size: int) -> Mixed:
        weights = [0] * size
        for row, label in zip(self.table, self.basis, strict=True):
            if label in self.own:
                weights[label - self.own.start] = row[-1]
        total = sum(weights)
        return tuple(Fraction(w, total) for w in weights)


def _shifted(table: Array) -> Array:
    integers = table.astype(object)
    shifted: Array = integers - integers.min() + 1
    return shifted
