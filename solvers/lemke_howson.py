"""One Nash equilibrium of a bimatrix game by complementary pivoting, in exact integers, and the path to it.

Source: Lemke & Howson (1964); Algorithm 3.6 of von Stengel (2007) in *Algorithmic Game Theory*, with the
lexicographic rule (his section 3.6), which ends on degenerate games too.

Labels are numbers: 0 to m − 1 stand for the rows and m to m + n − 1 for the columns. A mixed strategy has
the labels of its player's unused strategies and of the other player's best replies to it; a pair in which
every label occurs is an equilibrium.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from ..games.certificate import Mixed
from ..games.errors import InvalidInput
from ..games.payoff_table import Array, largest_size

_SAFE = 2**61


@dataclass(frozen=True, slots=True)
class Corner:
    """A pair of vertices of the two best-reply polytopes.

    Attributes
    ----------
    x, y : mixed strategy or None
        Of the row and the column player; None for the artificial vertex zero, where no strategy is played.
    x_labels, y_labels : ascending labels, m of `x` and n of `y`
        Those of the basis. Where more inequalities are tight (only in degenerate games), the others belong
        to slack or probability variables that are zero in the basis.
    """

    x: Mixed | None
    y: Mixed | None
    x_labels: tuple[int, ...]
    y_labels: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One edge of a Lemke–Howson path: one player's vertex drops a label and picks up another.

    Attributes
    ----------
    player : int
        0 where `x` moves (in the row player's polytope), 1 where `y` does.
    dropped, picked_up : int
        The label that the moving vertex loses, and the one that it gains.
    before, after : Corner
    missing : int or None
        The label that neither vertex of `after` has; None at the end of the path.
    duplicate : int or None
        The label that both vertices of `after` have, which the next step drops on the other side.
    """

    player: int
    dropped: int
    picked_up: int
    before: Corner
    after: Corner
    missing: int | None
    duplicate: int | None


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
    return next(found for found in walk(first, second, dropped) if found is not None)


def walk(first: Array, second: Array, dropped: int = 0) -> Iterator[tuple[Mixed, Mixed] | None]:
    """Yield None after each pivot but the last of the path of `lemke_howson`, and then its equilibrium.

    Several walks can so be taken by turns, and left.
    """
    polytopes = _polytopes(first, second, dropped)
    for _, _, gained in _pivots(polytopes, first.shape[0], dropped):
        if gained != dropped:
            yield None
    x, y = (polytope.mixed() for polytope in polytopes)
    assert x is not None and y is not None  # a path never returns to the artificial vertex
    yield x, y


def lemke_howson_path(first: Array, second: Array, dropped: int = 0) -> tuple[Step, ...]:
    """Return the path that starts at the artificial equilibrium by dropping the label `dropped`, exactly.

    Parameters
    ----------
    first, second : m × n arrays of integers
        Payoffs of the row and the column player, up to positive affine changes of each.
    dropped : int
        A row (0 to m − 1) or, from m on, a column.

    Returns
    -------
    tuple of Step
        The last step's `after` is the equilibrium, where nothing is missing.

    Raises
    ------
    InvalidInput
        For a label that is none of the game's.

    Examples
    --------
    >>> import numpy as np
    >>> stag, hare = np.array([[3, 0], [2, 2]]), np.array([[3, 2], [0, 2]])
    >>> for step in lemke_howson_path(stag, hare, 1):
    ...     print(step.player, step.dropped, step.picked_up, step.missing, step.duplicate)
    0 1 3 1 3
    1 3 1 None None
    """
    polytopes = _polytopes(first, second, dropped)
    before = _corner(polytopes)
    steps = []
    for side, leaving, gained in _pivots(polytopes, first.shape[0], dropped):
        after = _corner(polytopes)
        ended = gained == dropped
        missing, duplicate = (None, None) if ended else (dropped, gained)
        steps.append(Step(side, leaving, gained, before, after, missing, duplicate))
        before = after
    return tuple(steps)


def _polytopes(first: Array, second: Array, dropped: int) -> tuple[_Polytope, _Polytope]:
    rows, columns = first.shape
    if not 0 <= dropped < rows + columns:
        raise InvalidInput(f"label {dropped}: a label from 0 to {rows + columns - 1} can be dropped")
    # In the first polytope the rows' probabilities are the variables and the columns the constraints; in the
    # second the other way round.
    return (
        _Polytope(_shifted(second).T, range(rows), range(rows, rows + columns)),
        _Polytope(_shifted(first), range(rows, rows + columns), range(rows)),
    )


def _pivots(
    polytopes: tuple[_Polytope, _Polytope], rows: int, dropped: int
) -> Iterator[tuple[int, int, int]]:
    """Pivot to the end of the path, yielding the side that moved and the labels it lost and gained."""
    side, label = (0 if dropped < rows else 1), dropped
    while True:
        gained = polytopes[side].pivot(label)
        yield side, label, gained
        if gained == dropped:
            return
        side, label = 1 - side, gained


def _corner(polytopes: tuple[_Polytope, _Polytope]) -> Corner:
    x, y = polytopes
    return Corner(x.mixed(), y.mixed(), x.labels(), y.labels())


class _Polytope:
    """The vertex of ``{z >= 0, matrix z + s = 1}`` with the variables `basic` positive and the slacks of
    `tight` zero, kept as these two lists: all numbers are solved for exactly at each pivot.

    Variables carry the labels of one player's strategies, slacks those of the other's.
    """

    def __init__(self, matrix: Array, own: range, other: range) -> None:
        self.matrix = matrix
        self.own, self.other = own, other
        self.basic: list[int] = []
        self.tight: list[int] = []

    def pivot(self, entering: int) -> int:
        """Let the variable with the label `entering` into the basis and return the label that leaves."""
        size = len(self.matrix)
        own = entering in self.own
        if own:
            place = self.own.index(entering)
            column = [int(c) for c in self.matrix[:, place]]
        else:
            place = self.other.index(entering)
            column = [int(i == place) for i in range(size)]
        # Row by row, slacks first: how much a basic variable is worth, and how fast it falls as `entering`
        # rises, over one common positive denominator.
        worth, falls = self._solved([[1, c] for c in column])
        tight = set(self.tight)
        rows = smallest_ratios(
            [i for i, fall in enumerate(falls) if fall > 0 and i not in tight], worth, falls
        )
        leaving = rows[0] if len(rows) == 1 else self._lexicographic_minimum(rows, falls)
        if not own:
            self.tight.remove(place)
        if leaving < size:
            self.tight.append(leaving)
            label = self.other[leaving]
        else:
            label = self.own[self.basic.pop(leaving - size)]
        if own:
            self.basic.append(place)
        return label

    def labels(self) -> tuple[int, ...]:
        """The labels of the vertex: those of the variables outside the basis."""
        unused = set(range(len(self.own))) - set(self.basic)
        return tuple(sorted([self.own[j] for j in unused] + [self.other[i] for i in self.tight]))

    def mixed(self) -> Mixed | None:
        """The vertex scaled to a mixed strategy, or None for the vertex zero."""
        if not self.basic:
            return None
        (worth,) = self._solved([[1]] * len(self.matrix))
        weights = [0] * len(self.own)
        for j, weight in zip(self.basic, worth[len(self.matrix) :], strict=True):
            weights[j] = weight
        total = sum(weights)
        return tuple(Fraction(w, total) for w in weights)

    def _solved(self, right: list[list[int]]) -> list[list[int]]:
        """For each column of `right`, the slacks and then the basic variables that it determines."""
        from flint import fmpz_mat

        if not self.basic:
            return [list(column) for column in zip(*right, strict=True)]
        system = fmpz_mat(self.matrix[np.ix_(self.tight, self.basic)].tolist())
        basic, denominator = system.solve(fmpz_mat([right[i] for i in self.tight])).numer_denom()
        slacks = denominator * fmpz_mat(right) - fmpz_mat(self.matrix[:, self.basic].tolist()) * basic
        return [[int(x) for x in column] for column in zip(*slacks.tolist(), *basic.tolist(), strict=True)]

    def _lexicographic_minimum(self, rows: list[int], falls: list[int]) -> int:
        """Which of the tied rows reaches zero first when the k-th right-hand side is 1 + ε to the k."""
        from flint import fmpz_mat

        size = len(self.matrix)
        slacks = [i for i in rows if i < size]
        constraints = sorted({*self.tight, *slacks})
        # By how much each tied row shifts with each right-hand side, over one common positive denominator.
        shifts = {i: {i: 1} for i in slacks}
        if self.basic:
            system = fmpz_mat(self.matrix[np.ix_(self.tight, self.basic)].tolist())
            inverse, denominator = system.inv().numer_denom()
            table = inverse.tolist()
            shifts = {i: dict(zip(self.tight, table[i - size], strict=True)) for i in rows if i >= size}
            if slacks:
                product = fmpz_mat(self.matrix[np.ix_(slacks, self.basic)].tolist()) * inverse
                for i, row in zip(slacks, product.tolist(), strict=True):
                    shifts[i] = {c: -x for c, x in zip(self.tight, row, strict=True)} | {i: denominator}
        for constraint in constraints:
            rows = smallest_ratios(rows, {i: int(shifts[i].get(constraint, 0)) for i in rows}, falls)
            if len(rows) == 1:
                break
        return rows[0]


def smallest_ratios(
    rows: list[int],
    numerators: Sequence[int] | Mapping[int, int] | Array,
    denominators: Sequence[int] | Array,
) -> list[int]:
    """Those of `rows` where the ratio is smallest; denominators are positive."""
    found = rows[:1]
    for i in rows[1:]:
        best = found[0]
        difference = numerators[i] * denominators[best] - numerators[best] * denominators[i]
        if difference < 0:
            found = [i]
        elif difference == 0:
            found.append(i)
    return found


def _shifted(table: Array) -> Array:
    large = largest_size(table) >= _SAFE
    integers = table.astype(object) if large else table.astype(np.int64)
    shifted: Array = integers - integers.min() + 1
    return shifted
