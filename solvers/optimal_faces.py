"""From the middle of the sets of optimal strategies to corners of them, where they are more than points.

A corner is the only mixture of its strategies that solves its equations, so that exact arithmetic can find it
(Shapley & Snow 1950). Floats only: what is returned is a proposal.
"""

from __future__ import annotations

import numpy as np

from ..games.payoff_table import Array
from .interior_point import CentralPoint
from .modular_rank import independent_columns

RANK = 1e-9
"""Pivots below this share of the largest count as zero."""

System = tuple[Array, Array]
"""The rows and columns of a square system of indifference."""


def corner_systems(payoffs: Array, floats: Array, point: CentralPoint) -> tuple[System, System] | None:
    """Return the systems that determine an optimal corner of the first player, and one of the second.

    Parameters
    ----------
    payoffs : m × n integers
    floats : the same on a scale from -1 to 1
    point : where the interior-point method ended

    Examples
    --------
    >>> from .interior_point import central_points
    >>> game = np.array([[1, -1, -1], [-1, 1, 1]])
    >>> *_, last = central_points(game.astype(float))
    >>> first, second = corner_systems(game, game.astype(float), last)
    >>> first[0].tolist(), len(second[1])
    ([0, 1], 2)
    """
    rows, columns = point.rows, point.columns
    if not len(rows) or not len(columns):
        return None
    own, tight = _corner(floats[rows].T, columns, point.row[rows], point.column_slack)
    other, binding = _corner(-floats[:, columns], rows, point.column[columns], point.row_slack)
    chosen = _determining(payoffs[np.ix_(rows[own], tight)].T)
    matched = _determining(payoffs[np.ix_(binding, columns[other])])
    if len(chosen) != len(own) or len(matched) != len(other):
        return None
    return (rows[own], tight[chosen]), (binding[matched], columns[other])


def _equations(table: Array) -> Array:
    """The system ``table·z = v, sum(z) = 1`` in the unknowns z and v."""
    rows, width = table.shape
    system = np.zeros((rows + 1, width + 1), dtype=table.dtype)
    system[0, :width] = 1
    system[1:, :width] = table
    system[1:, width] = -1
    return system


def _corner(table: Array, tight: Array, weights: Array, slacks: Array) -> tuple[Array, Array]:
    """A corner of ``{z >= 0: table·z >= v, with equality in the rows `tight`, sum(z) = 1}``.

    From `weights`, a point inside, the way leads along a direction that keeps the equations until a weight or
    the slack of another row is zero; it stays so from then on, and so on until no direction is left.

    Returns
    -------
    tuple
        The strategies played there, and the rows that are tight.
    """
    moves = _directions(_equations(table[tight]))
    width, others = len(weights), np.setdiff1d(np.arange(len(table)), tight)
    moves = np.concatenate([moves[:width], table[others] @ moves[:width] - moves[width]])
    levels = np.concatenate([weights, slacks[others]])
    free = np.ones(len(levels), dtype=bool)
    while moves.shape[1]:
        # The last direction or its opposite: one in which something falls.
        way = moves[:, -1] if moves[free, -1].min() < -moves[free, -1].max() else -moves[:, -1]
        falling = free & (way < -RANK * np.abs(way).max())
        if not falling.any():
            moves = moves[:, :-1]
            continue
        lengths = np.full(len(levels), np.inf)
        lengths[falling] = -levels[falling] / way[falling]
        first = int(lengths.argmin())
        levels = np.maximum(levels + lengths[first] * way, 0.0)
        free[first] = False
        pivot = int(np.abs(moves[first]).argmax())
        moves = moves - np.outer(moves[:, pivot], moves[first] / moves[first, pivot])
        moves = np.delete(moves, pivot, axis=1)
    return np.flatnonzero(free[:width]), np.concatenate([tight, others[~free[width:]]])


def _directions(system: Array) -> Array:
    """A basis of the vectors that `system` maps to zero, as columns."""
    from scipy.linalg import qr, solve_triangular

    triangle, order = qr(system, mode="r", pivoting=True)
    pivots = np.abs(np.diag(triangle))
    rank = int((pivots > RANK * pivots[0]).sum())
    count = len(order)
    basis = np.zeros((count, count - rank))
    basis[order[:rank]] = -solve_triangular(triangle[:rank, :rank], triangle[:rank, rank:])
    basis[order[rank:]] = np.eye(count - rank)
    return basis


def _determining(table: Array) -> list[int]:
    """The rows of `table` that with ``sum(z) = 1`` determine z and v."""
    return [i - 1 for i in independent_columns(_equations(table).T) if i]
