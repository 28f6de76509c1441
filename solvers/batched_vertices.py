"""Extreme equilibria of many small degenerate games: vertices of best-reply polytopes from shared minors."""

from __future__ import annotations

from itertools import combinations
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from .batched_minors import Subset, Tables, Values, layout, minors_of

AT_ONCE = 2_048
"""Games that are worked on together."""


class Extreme(NamedTuple):
    """Extreme equilibria, one entry each, in the order of their games.

    `first` and `second` are the numbers of the pairs of supports whose minors give the first and the second
    player's mixture.
    """

    draw: npt.NDArray[np.intp]
    first: npt.NDArray[np.intp]
    second: npt.NDArray[np.intp]


class _Vertices(NamedTuple):
    """By pair of supports and game: whether it gives a vertex (once each), and the best replies to it."""

    valid: npt.NDArray[np.bool_]
    tight: npt.NDArray[np.uint8]


def extreme_equilibria(tables: Tables) -> Extreme:
    """Return all extreme equilibria of games ``[own, other, game]``, one table of integers per player.

    Notes
    -----
    A mixture y with support S is a vertex of the best-reply polytope where the payoffs to it of some |S| best
    replies R, together with the sum of its weights, determine it: where the minors that are its weights on
    (R, S) have one sign, none being zero, and no loss has the other. Extreme equilibria are the pairs of
    vertices of which each is played with best replies to the other only (Mangasarian 1964).
    """
    count = tables[0].shape[2]
    parts = []
    for start in range(0, count, AT_ONCE):
        some = slice(start, start + AT_ONCE)
        found = _matched((tables[0][:, :, some], tables[1][:, :, some]))
        parts.append(found._replace(draw=found.draw + start))
    empty = np.empty(0, dtype=np.intp)
    return Extreme(*(np.concatenate(column) for column in zip((empty,) * 3, *parts, strict=True)))


def _matched(tables: Tables) -> Extreme:
    pairs = layout(*tables[0].shape[:2]).pairs
    of_second, of_first = _vertices(tables[0], 0), _vertices(tables[1], 1)
    rows = np.array([_mask(rows) for rows, _ in pairs], dtype=np.uint8)[:, None]
    columns = [_mask(columns) for _, columns in pairs]
    parts = []
    for number, played in enumerate(columns):
        games = np.flatnonzero(of_second.valid[number])
        replies = of_first.valid[:, games] & (played & ~of_first.tight[:, games] == 0)
        replies &= rows & ~of_second.tight[number, games] == 0
        firsts, places = np.nonzero(replies)
        parts.append((games[places], firsts, np.full(len(firsts), number)))
    draw, first, second = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((second, first, draw))
    return Extreme(draw[order], first[order], second[order])


def _vertices(table: Values, side: int) -> _Vertices:
    """The vertices of the other player's mixtures, against which `table` holds a player's payoffs."""
    own_width, other_width, count = table.shape
    plan = layout(own_width, other_width) if side == 0 else layout(other_width, own_width)
    wanted, judges = plan.minors[side], plan.judges[side]
    signs = np.empty((len(wanted), count), dtype=np.int8)
    for number, value in enumerate(minors_of(table, wanted).values()):
        signs[number] = (value > 0).astype(np.int8) - (value < 0)
    valid = np.empty((len(plan.pairs), count), dtype=bool)
    tight = np.empty((len(plan.pairs), count), dtype=np.uint8)
    alike: dict[Subset, list[int]] = {}
    for number, pair in enumerate(plan.pairs):
        own, other = pair if side == 0 else pair[::-1]
        chosen = judges[number] % len(wanted)
        signed = np.where(judges[number] < len(wanted), 1, -1)[:, None] * signs[chosen]
        weights, losses = signed[: len(other)], signed[len(other) :]
        valid[number] = ((weights > 0).all(axis=0) & (losses >= 0).all(axis=0)) | (
            (weights < 0).all(axis=0) & (losses <= 0).all(axis=0)
        )
        tight[number] = _mask(own)
        for i, loss in zip((i for i in range(own_width) if i not in own), losses, strict=True):
            tight[number] |= (loss == 0).astype(np.uint8) << i
        alike.setdefault(other, []).append(number)
    for numbers in alike.values():
        for one, later in combinations(numbers, 2):  # the same support and best replies: the same vertex
            valid[later] &= ~(valid[one] & (tight[one] == tight[later]))
    return _Vertices(valid, tight)


def _mask(subset: Subset) -> int:
    return sum(1 << i for i in subset)
