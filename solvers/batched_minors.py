"""The minors that decide the equilibria of small bimatrix games, and their signs, for many games at once.

For a player with payoffs C and sets T of own and S of the other's strategies with |T| = |S| + 1, the minor
E(T, S) is the determinant of C[T, S] with a column of ones in front. Against a mixture y on S all strategies
of R, |R| = |S|, earn the same exactly where y is a multiple of n, with n_j = ±E(R, S - j); and they earn
±E(R + i, S) more than strategy i, in the same unit. So a pair of supports (R, S) is judged by m minors of the
first player, R taking the place of T, and n of the second: those of one player must have one sign.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

Values: TypeAlias = npt.NDArray[Any]
Bits: TypeAlias = npt.NDArray[np.uint8]
Subset: TypeAlias = tuple[int, ...]
Minor: TypeAlias = tuple[Subset, Subset]
Pair: TypeAlias = tuple[Subset, Subset]
Tables: TypeAlias = tuple[Values, Values]

UNIT = 2.0**-53
"""The largest relative error of one rounding."""

FACTORS = (0.0, 1.0, 10.0, 90.0)
"""By the size of a minor, how its error is bounded: so many times W^(size - 1) d, see `slacks`."""

SPAN = 2.0**200
"""Floats whose largest difference is above this, or below its reciprocal, are left to exact arithmetic."""


class Judgement(NamedTuple):
    """By pair of supports, one bit a game: an equilibrium for certain; and neither that nor none."""

    equilibrium: Bits
    open: Bits


@dataclass(frozen=True)
class Layout:
    """For games of one shape: the pairs of supports, and which signed minors of each player judge them.

    A signed minor is a number: its place in `minors`, beyond their count for the negative.
    """

    pairs: tuple[Pair, ...]
    minors: tuple[tuple[Minor, ...], tuple[Minor, ...]]
    judges: tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]


@cache
def layout(rows: int, columns: int) -> Layout:
    """The layout of games with so many rows and columns.

    Examples
    --------
    >>> found = layout(4, 4)
    >>> len(found.pairs), len(found.minors[0]), found.judges[0].shape
    (69, 56, (69, 4))
    """
    pairs = tuple(
        pair
        for size in range(1, min(rows, columns) + 1)
        for pair in itertools.product(
            itertools.combinations(range(rows), size), itertools.combinations(range(columns), size)
        )
    )
    minors, judges = [], []
    for own, other, side in ((rows, columns, pairs), (columns, rows, [(s, r) for r, s in pairs])):
        listed = tuple(
            minor
            for size in range(min(own, other + 1))
            for minor in itertools.product(
                itertools.combinations(range(own), size + 1), itertools.combinations(range(other), size)
            )
        )
        number = {minor: i for i, minor in enumerate(listed)}
        chosen = [[number[m] + len(listed) * negative for m, negative in _judges(own, *p)] for p in side]
        minors.append(listed)
        judges.append(np.array(chosen, dtype=np.intp))
    return Layout(pairs, (minors[0], minors[1]), (judges[0], judges[1]))


def _judges(width: int, own: Subset, other: Subset) -> list[tuple[Minor, bool]]:
    """The signed minors of a pair of supports: the weights of `other`, then the losses outside `own`."""
    found: list[tuple[Minor, bool]] = [
        ((own, other[:j] + other[j + 1 :]), j % 2 == 1) for j in range(len(other))
    ]
    for i in range(width):
        if i not in own:
            larger = tuple(sorted((*own, i)))
            found.append(((larger, other), larger.index(i) % 2 == 1))
    return found


def minors_of(table: Values, wanted: tuple[Minor, ...]) -> dict[Minor, Values]:
    """The minors of a table ``[own, other, game]``, smaller ones first, in the arithmetic of its entries.

    The first row is taken from the others, and the last column developed.
    """
    one = np.ones(table.shape[2], dtype=table.dtype)
    found: dict[Minor, Values] = {}
    for minor in wanted:
        own, other = minor
        if not other:
            found[minor] = one
        elif len(other) == 1:
            found[minor] = table[own[1], other[0]] - table[own[0], other[0]]
        else:
            found[minor] = _developed(found, own, other)
    return found


def _developed(found: Mapping[Minor, Values], own: Subset, other: Subset) -> Values:
    size, last = len(other), (other[-1],)
    total: Any = None
    for q in range(size, 0, -1):
        term = found[own[:1] + own[q : q + 1], last] * found[own[:q] + own[q + 1 :], other[:-1]]
        if total is None:
            total = term
        elif (q + size) % 2:
            total -= term
        else:
            total += term
    return total  # type: ignore[no-any-return]


def slacks(table: Values, off: Values | float) -> tuple[list[Any], npt.NDArray[np.bool_]]:
    """How far minors of each size in floats may be from the exact ones, game by game; and where to trust it.

    `off` is the most by which an entry differs from the true one.

    Notes
    -----
    Let W be the largest difference of two payoffs of one column, as computed, and d = 2 off + 2 u W, which
    bounds the error of each of them; d <= W/8 is asked for. Two products of differences are off by
    2 (2 W d + d^2) and their roundings by 4 u W^2, in all by less than 10 W d. Three products of a difference
    with such a minor are off by 3 (7 W d W + 3 W^2 d) and their roundings by 16 u W^3, in all by less than
    90 W^2 d.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        largest = (table.max(axis=0) - table.min(axis=0)).max(axis=0)
        d = 2 * off + 2 * UNIT * largest
        bounds = [0.0, d, FACTORS[2] * d * largest, FACTORS[3] * d * largest * largest]
    if not np.any(off):
        bounds[1] = 0.0  # the sign of one difference of two floats is that of the exact one
    return bounds, (largest < SPAN) & ((largest > 1 / SPAN) | (largest == 0)) & (8 * d <= largest)


def fits(size: int, spread: int) -> bool:
    """Whether minors of integers that differ by at most `spread` stay in 64 bits, every step of them.

    A minor of size s is a sum of s! products of s differences, and so are its parts.

    Examples
    --------
    >>> fits(3, 10**6), fits(3, 10**7)
    (True, False)
    """
    largest: int = math.factorial(size) * spread**size
    return largest < 2**63


def judge(tables: Tables, errors: tuple[list[Any], list[Any]] | None = None) -> Judgement:
    """Judge every pair of supports of games ``[own, other, game]``, one table per player.

    A pair is no equilibrium where the minors of one player have both signs, and one where those of each
    player have one sign, none being zero. If no pair of a game is left open, these are all its equilibria.

    Notes
    -----
    Let (x, y) be an extreme equilibrium with supports X and Y; let X be the larger one. As y is a vertex, the
    best replies to x are at least as many as X (and likewise for y), so Y lies in a set S of best replies
    with |S| = |X|. On (X, S) no minors of a player have both signs, as they are multiples of the weights and
    the losses, or all zero. So the pair is open or strict, and if strict then Y = S, nothing else is a best
    reply, and no other equilibrium is connected with this one.
    """
    rows, columns, count = tables[0].shape
    plan = layout(rows, columns)
    some: list[Bits] = []
    every: list[Bits] = []
    for table, wanted, judges, slack in zip(
        tables, plan.minors, plan.judges, errors or (None, None), strict=True
    ):
        found = minors_of(table, wanted)
        signs = np.empty((2 * len(wanted), count), dtype=bool)
        for number, (minor, value) in enumerate(found.items()):
            bound = 0 if slack is None else slack[len(minor[1])]
            signs[number] = value > bound
            signs[number + len(wanted)] = value < -bound
        packed = np.packbits(signs, axis=1)
        flipped = (judges + len(wanted)) % (2 * len(wanted))
        up, down = packed[judges], packed[flipped]
        both = np.bitwise_or.reduce(up, axis=1) & np.bitwise_or.reduce(down, axis=1)
        same = np.bitwise_and.reduce(up, axis=1) | np.bitwise_and.reduce(down, axis=1)
        some.append(both)
        every.append(same)
    equilibrium = every[0] & every[1]
    return Judgement(equilibrium, ~(equilibrium | some[0] | some[1]))


def decided(
    tables: Tables,
    off: tuple[Values | float, Values | float],
    exactly: Callable[[npt.NDArray[np.intp]], Tables],
) -> tuple[Bits, npt.NDArray[np.intp]]:
    """Return which pairs of supports carry equilibria, one bit a game, and the games with a deciding zero.

    `tables` hold small integers, or floats that are `off` by so much at most, game by game; `exactly`
    returns the tables ``[own, other, game]`` of chosen games in integers that stand for the exact payoffs,
    in a unit of their own for each game and player.
    """
    count = tables[0].shape[2]
    floats = tables[0].dtype.kind == "f"
    if floats:
        bounds = [slacks(table, error) for table, error in zip(tables, off, strict=True)]
        with np.errstate(over="ignore", invalid="ignore"):  # games where that happens are not trusted
            carried, still = judge(tables, (bounds[0][0], bounds[1][0]))
        doubtful = ~(bounds[0][1] & bounds[1][1])
    else:
        carried, still = judge(tables)
        doubtful = np.zeros(count, dtype=bool)
    doubtful |= np.unpackbits(np.bitwise_or.reduce(still, axis=0), count=count).astype(bool)
    left = np.flatnonzero(doubtful)
    if not left.size:
        return carried, left
    loose = np.unpackbits(carried, axis=1, count=count)
    if floats:
        again, still = judge(exactly(left))
        loose[:, left] = np.unpackbits(again, axis=1, count=len(left))
        zero = np.unpackbits(np.bitwise_or.reduce(still, axis=0), count=len(left)).astype(bool)
        left = left[zero]
    loose[:, left] = 0
    return np.packbits(loose, axis=1), left
