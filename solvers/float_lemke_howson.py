"""Lemke–Howson paths in floats, revised form: proposals of a basis that exact arithmetic then proves.

Source: Lemke & Howson (1964). The tableau is never formed: each polytope keeps the inverse of the square
system of its basis, whose size is that of the supports, so that a pivot costs O(n k + k²), not O(n²).
"""

from __future__ import annotations

import numpy as np

from ..games.payoff_table import Array

REFACTOR_AFTER = 50
SMALLEST_PIVOT = 1e-9


class LostPath(ArithmeticError):
    """Rounding has led the float path astray; another label or the exact method must answer."""


class FloatPath:
    """A path that can be run some pivots at a time.

    It starts where the row player plays `prior` and the column player the best reply to it, and ends where
    the weight of the prior has gone: Lemke and Howson's path for the label of an added row that is played
    without being a best reply, and that the column player sees as the mixture `prior` of the others. The
    unit vectors as priors give the usual paths that drop a row's label.

    Parameters
    ----------
    first, second : m × n arrays of floats
        Payoffs of the row and the column player, on the scale of `unit_floats`.
    prior : m non-negative floats that sum to one
    perturbation : float
        Bound of the random change of the right-hand sides, which breaks ties.
    seed : int
        For that change.

    Attributes
    ----------
    pivots : int
        How many were made.
    finished : bool
    """

    def __init__(self, first: Array, second: Array, prior: Array, perturbation: float, seed: int = 0) -> None:
        rows, columns = first.shape
        noise = np.random.default_rng(seed)
        at_columns = noise.uniform(1, 1 + perturbation, (columns,))
        at_rows = noise.uniform(1, 1 + perturbation, (rows,))
        # Labels: the rows, the prior, the columns. The row player's polytope has the columns as constraints.
        self.halves = (
            _Half(second.T, 0, rows + 1, at_columns, prior @ second),
            _Half(first, rows + 1, 0, at_rows),
        )
        self.dropped = self.label = rows
        self.side = 0
        self.pivots = 0
        self.finished = False

    def run(self, pivots: int) -> bool:
        """Make up to `pivots` more pivots and return whether the path has ended.

        Raises
        ------
        LostPath
        """
        with np.errstate(all="ignore"):
            for _ in range(pivots):
                if self.finished:
                    break
                self.label = self.halves[self.side].pivot(self.label)
                self.pivots += 1
                self.side = 1 - self.side
                self.finished = self.label == self.dropped
        return self.finished

    def basis(self) -> tuple[list[int], list[int]]:
        """The rows and the columns of the square system that the end of the path solves."""
        return sorted(self.halves[0].own()), sorted(self.halves[1].own())


class _Half:
    """The vertex of ``{z >= 0, matrix z + slack = right}`` with `size` variables z in the basis.

    ``inverse`` is that of the matrix on the `tight` constraints and the `basic` variables. `added` is a
    further column of the matrix.
    """

    def __init__(
        self, matrix: Array, own_offset: int, slack_offset: int, right: Array, added: Array | None = None
    ) -> None:
        self.matrix = matrix if matrix.flags.f_contiguous else np.asfortranarray(matrix)
        self.added = added
        self.own_labels = range(own_offset, own_offset + matrix.shape[1] + (added is not None))
        self.own_offset, self.slack_offset = own_offset, slack_offset
        self.right = right
        self.size = 0
        self.age = 0
        self.slack = right.copy()  # infinite where tight, so that a ratio test never picks such a row
        self.basic, self.tight = np.zeros(0, np.intp), np.zeros(0, np.intp)
        self.values, self.inverse = np.zeros(0), np.zeros((0, 0))
        self.used = np.zeros((len(matrix), 0), order="F")
        self._allocate(16)

    def _allocate(self, room: int) -> None:
        k = self.size
        basic, tight = np.zeros(room, np.intp), np.zeros(room, np.intp)
        values, inverse = np.zeros(room), np.zeros((room, room))
        used = np.zeros((len(self.matrix), room), order="F")
        basic[:k], tight[:k], values[:k] = self.basic[:k], self.tight[:k], self.values[:k]
        inverse[:k, :k], used[:, :k] = self.inverse[:k, :k], self.used[:, :k]
        self.basic, self.tight, self.values = basic, tight, values
        self.inverse, self.used = inverse, used

    def _column(self, j: int) -> Array:
        column: Array = self.matrix[:, j] if j < self.matrix.shape[1] or self.added is None else self.added
        return column

    def own(self) -> list[int]:
        return [int(j) for j in self.basic[: self.size]]

    def pivot(self, label: int) -> int:
        """Let the variable with this label into the basis; return the label of the one that leaves."""
        k = self.size
        inverse, used = self.inverse[:k, :k], self.used[:, :k]
        own = label in self.own_labels
        if own:
            entering = label - self.own_offset
            column = self._column(entering)
            falls = inverse @ column[self.tight[:k]]
            slack_falls = column - used @ falls
            place = -1
        else:
            entering = label - self.slack_offset
            place = int(np.flatnonzero(self.tight[:k] == entering)[0])
            falls = inverse[:, place].copy()
            slack_falls = -(used @ falls)
        values = self.values[:k]
        ratios = slack_falls / self.slack
        i = int(ratios.argmax())
        fastest = ratios[i]
        q = -1
        if k:
            shares = falls / values
            best = int(shares.argmax())
            if shares[best] > fastest:
                q, fastest = best, shares[best]
        pivot = slack_falls[i] if q < 0 else falls[q]
        if not (fastest > 0 and pivot > SMALLEST_PIVOT):
            if self.age == 0:
                raise LostPath
            self._refactor()
            return self.pivot(label)
        step = 1 / fastest
        values -= step * falls
        self.slack -= step * slack_falls
        self.age += 1
        if own and q >= 0:
            leaving = self._replace_variable(q, entering, falls, step)
        elif own:
            leaving = self._grow(i, entering, falls, pivot, step)
        elif q >= 0:
            leaving = self._shrink(place, q, entering, falls, step)
        else:
            leaving = self._replace_constraint(place, i, entering, falls, step)
        if self.age >= REFACTOR_AFTER:
            self._refactor()
        return leaving

    def _replace_variable(self, q: int, entering: int, falls: Array, step: float) -> int:
        k = self.size
        leaving = int(self.basic[q])
        row = self.inverse[q, :k] / falls[q]
        self.inverse[:k, :k] -= np.multiply.outer(falls, row)
        self.inverse[q, :k] = row
        self.basic[q] = entering
        self.used[:, q] = self._column(entering)
        self.values[q] = step
        return leaving + self.own_offset

    def _grow(self, i: int, entering: int, falls: Array, pivot: float, step: float) -> int:
        k = self.size
        if k == len(self.basic):
            self._allocate(2 * k)
        row = (self.used[i, :k] @ self.inverse[:k, :k]) / pivot
        self.inverse[:k, :k] += np.multiply.outer(falls, row)
        self.inverse[:k, k] = falls / -pivot
        self.inverse[k, :k] = -row
        self.inverse[k, k] = 1 / pivot
        self.basic[k], self.tight[k] = entering, i
        self.used[:, k] = self._column(entering)
        self.values[k] = step
        self.slack[i] = np.inf
        self.size = k + 1
        return i + self.slack_offset

    def _shrink(self, place: int, q: int, entering: int, falls: Array, step: float) -> int:
        k, last = self.size, self.size - 1
        leaving = int(self.basic[q])
        self.inverse[:k, :k] -= np.multiply.outer(falls, self.inverse[q, :k] / falls[q])
        for array in (self.basic, self.values):
            array[q] = array[last]
        self.inverse[q, :k] = self.inverse[last, :k]
        self.used[:, q] = self.used[:, last]
        self.inverse[:k, place] = self.inverse[:k, last]
        self.tight[place] = self.tight[last]
        self.slack[entering] = step
        self.size = last
        return leaving + self.own_offset

    def _replace_constraint(self, place: int, i: int, entering: int, falls: Array, step: float) -> int:
        k = self.size
        row = self.used[i, :k] @ self.inverse[:k, :k]
        pivot = row[place]
        row[place] -= 1
        self.inverse[:k, :k] -= np.multiply.outer(falls, row / pivot)
        self.tight[place] = i
        self.slack[i] = np.inf
        self.slack[entering] = step
        return i + self.slack_offset

    def _refactor(self) -> None:
        """Compute the vertex afresh from its basis, so that rounding does not pile up."""
        k = self.size
        tight, used = self.tight[:k], self.used[:, :k]
        try:
            self.inverse[:k, :k] = np.linalg.inv(used[tight])
        except np.linalg.LinAlgError:
            raise LostPath from None
        self.values[:k] = self.inverse[:k, :k] @ self.right[tight]
        self.slack = self.right - used @ self.values[:k]
        self.slack[tight] = np.inf
        self.age = 0
        if (k and self.values[:k].min() <= 0) or self.slack.min() <= 0:
            raise LostPath


def unit_floats(table: Array) -> Array:
    """Payoffs of the *row* player on a scale from 1 to 2 in every column: the same best replies.

    A column is a strategy of the opponent. Shifting it changes no best reply, and stretching it only
    rescales the probability that the opponent puts on it, so that the supports of equilibria stay.

    Parameters
    ----------
    table : m × n array of integers of any size
        Differences are taken exactly; each entry is then rounded, relative to the range of its column.

    Examples
    --------
    >>> unit_floats(np.array([[10**30, 3], [10**30 + 4, 3], [10**30 + 1, 5]], dtype=object)).tolist()
    [[1.0, 1.0], [2.0, 1.0], [1.25, 2.0]]
    """
    above = table - table.min(axis=0)
    width = above.max(axis=0)
    width[width == 0] = 1
    return np.asfortranarray(1.0 + np.asarray(above / width, dtype=float))
