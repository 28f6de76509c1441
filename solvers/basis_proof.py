"""The exact equilibrium of a proposed basis, or None: what makes an answer found in floats a proof."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from ..games.certificate import Mixed
from ..games.payoff_table import Array

_SAFE = 2**62


def equilibrium_of_basis(
    first: Array, second: Array, rows: Sequence[int], columns: Sequence[int]
) -> tuple[Mixed, Mixed] | None:
    """Return the equilibrium in which `rows` and `columns` are best replies and nothing else is played.

    Parameters
    ----------
    first, second : m × n arrays of integers, of any size
        Payoffs of the row and the column player.
    rows, columns : as many rows as columns, without repetition
        The basis that a solver proposes. Some of the probabilities may come out as zero.

    Returns
    -------
    pair of mixed strategies, or None
        None where the conditions determine no single pair or where the pair is no equilibrium. A pair is
        proven: each strategy played earns, in integers, as much as any other of the whole table.

    Examples
    --------
    >>> pennies = np.array([[1, -1], [-1, 1]])
    >>> [str(p) for mixed in equilibrium_of_basis(pennies, -pennies, [0, 1], [0, 1]) for p in mixed]
    ['1/2', '1/2', '1/2', '1/2']
    >>> equilibrium_of_basis(pennies, -pennies, [0], [0]) is None
    True
    """
    columns_weights = equalising_weights(first[np.ix_(rows, columns)])
    if columns_weights is None or not _are_best(first[:, list(columns)], columns_weights, rows):
        return None
    rows_weights = equalising_weights(second[np.ix_(rows, columns)].T)
    if rows_weights is None or not _are_best(second[list(rows)].T, rows_weights, columns):
        return None
    return _mixed(rows_weights, rows, first.shape[0]), _mixed(columns_weights, columns, first.shape[1])


def equalising_weights(payoffs: Array) -> list[int] | None:
    """Return non-negative integers, not all zero, that make all rows of a square table pay the same.

    None where there are no such weights or where the equations leave a choice.

    Examples
    --------
    >>> equalising_weights(np.array([[3, 0], [1, 4]]))
    [4, 2]
    """
    size = len(payoffs)
    if size == 1:
        return [1]
    # With positive payoffs the weights solve ``payoffs @ w = 1`` up to scale, and where they exist and are
    # unique that system is regular. A shift of a column shifts what all rows earn, alike.
    positive = payoffs - payoffs.min(axis=0) + 1
    if size == 2:
        (a, b), (c, d) = positive.tolist()
        weights = [d - b, a - c]
        if a * d == b * c:
            return None
        if weights[0] + weights[1] < 0:
            weights = [-w for w in weights]
    else:
        from flint import fmpz_mat

        try:
            solved = fmpz_mat(positive.tolist()).solve(fmpz_mat(size, 1, [1] * size))
        except ZeroDivisionError:
            return None
        weights = [int(w) for w in solved.numer_denom()[0].entries()]
    return None if min(weights) < 0 else weights


def _are_best(payoffs: Array, weights: list[int], chosen: Sequence[int]) -> bool:
    """Whether each of the chosen rows earns as much as any row against the weights, exactly."""
    relative = payoffs - payoffs.min(axis=0)
    widest = max(1, int(relative.max()))
    if widest * sum(weights) < _SAFE:
        earned = relative.astype(np.int64) @ np.array(weights, dtype=np.int64)
        return bool((earned[list(chosen)] == earned.max()).all())
    from flint import fmpz_mat

    products = fmpz_mat(relative.tolist()) * fmpz_mat(len(weights), 1, weights)
    totals = products.entries()
    best = max(totals)
    return all(totals[i] == best for i in chosen)


def _mixed(weights: list[int], chosen: Sequence[int], length: int) -> Mixed:
    common = math.gcd(*weights)
    total = sum(weights) // common
    mixed = [Fraction(0)] * length
    for place, weight in zip(chosen, weights, strict=True):
        mixed[place] = Fraction(weight // common, total)
    return tuple(mixed)
