"""Equilibria in which each player mixes at most two strategies: float proposals, found in bulk.

Random games mostly have one (Bárány, Vempala & Vetta 2007), at any size.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from ..games.payoff_table import Array

CLOSE = 1e-9
"""Slack of the float tests; a proposal is proven, or dropped, without it."""
FIRST_BLOCK, LARGEST_BLOCK = 600, 10_000
"""Numbers compared at once: few to begin with, as the first pairs may do, then as many as caches hold."""

Supports = tuple[list[int], list[int]]


def pure_cells(first: Array, second: Array) -> Array:
    """Return the cells where both payoffs are best replies, exactly: one row (i, j) per cell.

    Parameters
    ----------
    first, second : m × n arrays of integers

    Examples
    --------
    >>> stag, hare = np.array([[3, 0], [2, 2]]), np.array([[3, 2], [0, 2]])
    >>> pure_cells(stag, hare).tolist()
    [[0, 0], [1, 1]]
    """
    best_rows = first == first.max(axis=0)
    return np.argwhere(best_rows & (second == second.max(axis=1)[:, None]))


def pairs_of_two(first: Array, second: Array) -> Iterator[Supports]:
    """Propose supports of two rows and two columns.

    For columns j and l the row player's best reply to j gives way, as weight moves from j to l, to a second
    row first; those two rows are proposed where, in floats, the column player can be made indifferent
    between j and l by them and likes no other column better. All pairs (j, l) are looked at, each from both
    ends of the upper envelope; its inner edges are not.

    Parameters
    ----------
    first, second : m × n arrays of floats
        Payoffs on the scale of `unit_floats`: `first` in every column, `second` in every row.

    Examples
    --------
    >>> pennies = np.array([[2.0, 1.0], [1.0, 2.0]])
    >>> next(pairs_of_two(pennies, 3 - pennies))
    ([0, 1], [0, 1])
    """
    rows, columns = first.shape
    if rows < 2 or columns < 2:
        return
    # The second row pays nearly as much as the best one against j: on random payoffs the gap is about
    # 1/√m, so that few rows need be looked at.
    kept = min(rows, 8 + 2 * math.isqrt(rows))
    width = max(1, FIRST_BLOCK // columns)
    favourite = second.argmax(axis=1)
    by_rows = np.ascontiguousarray(first)
    stop = 0
    while stop < columns:
        anchors = np.arange(stop, min(stop + width, columns))
        stop, width = stop + width, max(1, min(2 * width, LARGEST_BLOCK // columns))
        yield from _confirmed(second, favourite, *_first_edges(by_rows, anchors, kept))


def _first_edges(first: Array, anchors: Array, kept: int) -> tuple[Array, Array, Array, Array]:
    """For each anchor j and column l: the best row at j, the row that takes over, and j and l."""
    near = np.argpartition(-first[:, anchors], kept - 1, axis=0)[:kept]
    against_anchor = first[near, anchors]
    order = (-against_anchor).argsort(axis=0)
    near = np.take_along_axis(near, order, axis=0)
    loss = first[near[0], anchors] - first[near, anchors]
    # Of several best replies to j, the one that is best against l leads as soon as l has weight.
    leader = np.repeat(near[0][:, None], first.shape[1], axis=1)
    highest = first[near[0]]
    for rank in range(1, kept):
        tied = loss[rank] == 0
        if not tied.any():
            break
        against = np.where(tied[:, None], first[near[rank]], 0.0)
        leader = np.where(against > highest, near[rank][:, None], leader)
        np.maximum(highest, against, out=highest)
    # The row with the greatest gain at l per loss at j takes over first.
    fastest = np.zeros_like(highest)
    follower = np.full(highest.shape, -1)
    with np.errstate(divide="ignore"):
        rate = np.where(loss > 0, 1 / loss, 0.0)
    for rank in range(1, kept):
        gain = first[near[rank]]
        gain -= highest
        gain *= rate[rank][:, None]
        better = gain > fastest
        np.copyto(fastest, gain, where=better)
        np.copyto(follower, near[rank][:, None], where=better)
    place, other = np.nonzero(follower >= 0)
    return leader[place, other], follower[place, other], anchors[place], other


def _confirmed(
    second: Array, favourite: Array, leader: Array, follower: Array, anchor: Array, other: Array
) -> Iterator[Supports]:
    """The proposals that the column player accepts too."""
    upper = second[leader, anchor] - second[leader, other]
    lower = second[follower, other] - second[follower, anchor]
    mixes = upper * lower > 0
    leader, follower, anchor, other, upper, lower = (
        x[mixes] for x in (leader, follower, anchor, other, upper, lower)
    )
    weight = lower / (upper + lower)
    value = weight * second[leader, anchor] + (1 - weight) * second[follower, anchor] + CLOSE
    keep = np.ones(len(value), dtype=bool)
    for rival in (favourite[leader], favourite[follower]):
        keep &= value >= weight * second[leader, rival] + (1 - weight) * second[follower, rival]
    for c in np.flatnonzero(keep):
        mixed = weight[c] * second[leader[c]] + (1 - weight[c]) * second[follower[c]]
        if mixed.max() <= value[c]:
            yield [int(leader[c]), int(follower[c])], [int(anchor[c]), int(other[c])]
