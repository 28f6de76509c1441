"""Tables of many bimatrix games in the arithmetic that suits them, and the mixtures that supports carry."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from .batched_minors import UNIT, Pair, Subset, Tables, Values, fits, layout, minors_of, slacks

NEAR = 1e-10
"""Weights whose error may be larger, in units of their sum, are computed exactly before they are rounded."""

Mixes: TypeAlias = tuple[list[Values], list[Values]]


def weights(table: Values, own: Subset, other: Subset) -> list[Values]:
    """How the other player mixes so that the strategies `own` earn the same: one array per one of `other`.

    They are positive multiples of the probabilities where the supports carry an equilibrium.
    """
    size = len(own)
    inside = table[np.ix_(own, other)]
    every = tuple(range(size))
    wanted = tuple(m for m in layout(size, size).minors[0] if len(m[1]) < size)
    found = minors_of(inside, wanted)
    return [abs(found[every, every[:j] + every[j + 1 :]]) for j in range(size)]


def small_integers(table: Values) -> Values | None:
    """The table in 64 bits, if it holds integers so small that its minors stay in 64 bits."""
    if not table.size:
        return table.astype(np.int64)
    low, high = table.min(), table.max()
    if not fits(max(1, min(table.shape[1:])), int(high) - int(low)) or max(-int(low), int(high)) > 2**62:
        return None
    if table.dtype.kind == "f" and not (table == np.rint(table)).all():
        return None
    return table.astype(np.int64, copy=False)


def by_player(first: Values, second: Values) -> Tables:
    """The tables ``[own, other, game]``, each in one piece."""
    return (
        np.ascontiguousarray(first.transpose(1, 2, 0)),
        np.ascontiguousarray(second.transpose(2, 1, 0)),
    )


def rounding(table: Values) -> Values | float:
    """How far the entries may be from their nearest floats, game by game; nothing for floats."""
    if table.dtype.kind == "f" or not table.size:
        return 0.0
    largest = np.abs(table.astype(np.float64)).max(axis=(1, 2))
    off: Values = np.where(largest < 2.0**53, 0.0, 2 * UNIT * largest)
    return off


def integers_of(first: Values, second: Values, chosen: npt.NDArray[np.intp]) -> Tables:
    """The chosen games in integers of any size, each in a unit of its own."""
    return by_player(_whole(first[chosen]), _whole(second[chosen]))


def _whole(table: Values) -> Values:
    if table.dtype.kind != "f":
        return table.astype(object)
    mantissas, exponents = np.frexp(table.astype(np.float64))
    numbers = (mantissas * 2.0**53).astype(np.int64).astype(object)
    shifts = exponents - exponents.min(axis=(1, 2), keepdims=True)
    whole: Values = numbers * np.power(2, shifts.astype(object))
    return whole


def exact_profile(tables: Tables, first: Pair, second: Pair) -> tuple[tuple[Fraction, ...], ...]:
    """The exact mixtures of one game; each player's comes from a pair of supports of its own."""
    found = []
    for table, own, other in ((tables[1], first[1], first[0]), (tables[0], *second)):
        parts = [int(w[0]) for w in weights(table, own, other)]
        mixed = [Fraction(0)] * table.shape[1]
        for place, part in zip(other, parts, strict=True):
            mixed[place] = Fraction(part, sum(parts))
        found.append(tuple(mixed))
    return tuple(found)


def probabilities(tables: Tables, support: Pair) -> Mixes:
    """The probabilities on the two supports, in floats, one array per strategy, from tables of integers."""
    rows, columns = support
    return shares(tables[1], columns, rows), shares(tables[0], rows, columns)


def shares(table: Values, own: Subset, other: Subset) -> list[Values]:
    """The probabilities of the strategies `other` in floats, from a table of integers."""
    parts = weights(table, own, other)
    total = sum(parts[1:], parts[0])
    return [(part / total).astype(np.float64) for part in parts]


def sure_probabilities(
    tables: Tables,
    off: tuple[Values | float, Values | float],
    support: Pair,
    exactly: Callable[[npt.NDArray[np.intp]], Tables],
) -> Mixes:
    """The same from tables of floats; where their errors matter, `exactly` gives those games in integers."""
    rows, columns = support
    mixes = []
    doubtful = np.zeros(tables[0].shape[2], dtype=bool)
    with np.errstate(all="ignore"):
        for table, own, other, error in (
            (tables[1], columns, rows, off[1]),
            (tables[0], rows, columns, off[0]),
        ):
            parts = weights(table, own, other)
            total = sum(parts[1:], parts[0])
            bounds, trusted = slacks(table, error)
            doubtful |= ~(trusted & (len(other) * bounds[len(other) - 1] <= NEAR * total))
            mixes.append([part / total for part in parts])
    left = np.flatnonzero(doubtful)
    if left.size:
        for loose, exact in zip(mixes, probabilities(exactly(left), support), strict=True):
            for one, sure in zip(loose, exact, strict=True):
                one[left] = sure
    return mixes[0], mixes[1]
