"""All Nash equilibria of many small bimatrix games at once, for sweeps."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ..games.errors import InvalidInput
from ..games.normal_form import NormalFormGame
from ..games.payoff_table import PayoffTable
from ..games.solution import Equilibrium, Solution
from .batched_minors import Bits, Pair, Tables, Values, decided, layout
from .batched_mixtures import (
    by_player,
    exact_profile,
    integers_of,
    probabilities,
    rounding,
    shares,
    small_integers,
    sure_probabilities,
)
from .batched_vertices import Extreme, extreme_equilibria
from .nash import nash

AT_ONCE = 16_384
"""Games that are worked on together: a multiple of 8, and few enough that their minors stay near."""

LISTED_AT_ONCE = 65_536
"""Games whose equilibria are listed together, where there are many pairs of supports: a multiple of 8."""

WIDEST = 4
"""Strategies of a player at most: the bounds on rounding are proven up to here."""


class Listed(NamedTuple):
    """Equilibria in floats, one row each, in the order of their draws.

    `draw` is the number of the game, `first` and `second` are the mixed strategies, `payoffs` two columns.
    """

    draw: npt.NDArray[np.intp]
    first: npt.NDArray[np.float64]
    second: npt.NDArray[np.float64]
    payoffs: npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class ManyNash:
    """All Nash equilibria of many games.

    Attributes
    ----------
    first, second : array
        The payoffs, as they were handed in.
    supports : tuple
        The pairs of supports of equal size, small ones first.
    bits : array of uint8
        One row per pair of supports and one bit per draw: whether it carries an equilibrium. See `found`.
    counts : array of int, one entry per draw
        How many equilibria there are; of degenerate draws, how many extreme ones.
    degenerate : array of bool, one entry per draw
        Whether some minor that decides a pair of supports is exactly zero. Such draws have no bits. There
        may be whole sets of equilibria, which `solution` describes.
    extreme : Extreme
        The extreme equilibria of the degenerate draws.
    """

    first: Values
    second: Values
    supports: tuple[Pair, ...]
    bits: Bits
    counts: npt.NDArray[np.int64]
    degenerate: npt.NDArray[np.bool_]
    extreme: Extreme
    small: bool
    """Whether all payoffs are integers whose minors stay in 64 bits."""

    @property
    def found(self) -> npt.NDArray[np.bool_]:
        """Whether a pair of supports carries an equilibrium: one row per draw, one column per pair."""
        return np.unpackbits(self.bits, axis=1, count=len(self.first)).astype(bool).T

    def game(self, draw: int) -> NormalFormGame:
        """The game of one draw, exactly."""
        return NormalFormGame([_table(self.first[draw]), _table(self.second[draw])])

    def equilibria(self, draw: int) -> tuple[Equilibrium, ...]:
        """The equilibria of one draw, exact and proven; of a degenerate one, the extreme equilibria."""
        draw = range(len(self.first))[draw]
        game = self.game(draw)
        tables = integers_of(self.first, self.second, np.array([draw]))
        if self.degenerate[draw]:
            low, high = np.searchsorted(self.extreme.draw, (draw, draw + 1))
            numbers = zip(self.extreme.first[low:high], self.extreme.second[low:high], strict=True)
        else:
            carried = np.flatnonzero(self.bits[:, draw // 8] & (128 >> draw % 8))
            numbers = zip(carried, carried, strict=True)
        profiles = [exact_profile(tables, self.supports[x], self.supports[y]) for x, y in numbers]
        return tuple(Equilibrium(game, profile) for profile in profiles)

    def solution(self, draw: int) -> Solution:
        """All equilibria of one draw as `nash` describes them: extreme ones, and the sets that they span."""
        return nash(self.game(draw))

    def floats(self) -> Listed:
        """All equilibria in floats, each probability within 1e-9 of the exact one."""
        total, (rows, columns) = int(self.counts.sum()), self.first.shape[1:]
        listed = Listed(
            np.repeat(np.arange(len(self.first)), self.counts),
            np.zeros((rows, total)).T,  # columns are filled one by one
            np.zeros((columns, total)).T,
            np.empty((2, total)).T,
        )
        following = np.cumsum(self.counts) - self.counts
        _write_extreme(self, listed, following)
        step = LISTED_AT_ONCE if len(self.supports) > 5 else AT_ONCE
        for start in range(0, len(self.first), step):
            part = self.bits[:, start // 8 : (start + step) // 8]
            for support, row in zip(self.supports, np.unpackbits(part, axis=1), strict=True):
                chosen = np.flatnonzero(row.view(bool))  # bytes take five times as long
                if chosen.size:
                    chosen += start
                    _write(self, support, chosen, listed, following[chosen])
                    following[chosen] += 1
        return listed


def many_nash(first: Any, second: Any) -> ManyNash:
    """Return all Nash equilibria of many games of two players with up to four strategies each.

    Parameters
    ----------
    first, second : array of integers or floats
        ``first[draw, row, column]`` is what the first player gets. Floats are taken as the binary numbers
        that they are.

    Returns
    -------
    ManyNash
        Every answer is exact and complete: signs are decided in 64-bit integers where they are proven to
        hold the result, in floats where a bound on rounding proves them, and in integers of any size
        otherwise. Of degenerate games, in which a minor that decides is zero, these are the extreme
        equilibria.

    Raises
    ------
    InvalidInput
        For other shapes, more than four strategies, and entries that are not finite.

    Notes
    -----
    Support enumeration (Dickhaut and Kaplan 1991) by minors that the pairs of supports share. In games
    without a deciding zero all equilibria have supports of equal size and are isolated; see `judge`.

    Examples
    --------
    >>> first = [[[0, -7], [2, -9]], [[0, -7], [2, -5]]]
    >>> second = [[[0, 1], [-6, -8]], [[0, 1], [-6, -5]]]
    >>> found = many_nash(first, second)
    >>> found.counts.tolist(), found.degenerate.tolist()
    ([3, 1], [False, False])
    >>> [str(p) for e in found.equilibria(0)[2:] for p in e.profile[0]]
    ['2/3', '1/3']
    >>> found.floats().payoffs[-1].tolist()
    [-5.0, -5.0]
    """
    one, two = _checked(first, "first"), _checked(second, "second")
    if one.shape != two.shape:
        raise InvalidInput(f"first has the shape {_shape(one)}, second {_shape(two)}; they need the same")
    supports = layout(*one.shape[1:]).pairs
    bits = np.empty((len(supports), -(-len(one) // 8)), dtype=np.uint8)
    counts = np.empty(len(one), dtype=np.int64)
    degenerate = np.zeros(len(one), dtype=bool)
    integers = small_integers(one), small_integers(two)
    off: tuple[Values | float, Values | float]
    for start in range(0, len(one), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        inside = one[part], two[part]
        if integers[0] is not None and integers[1] is not None:
            tables, off = by_player(integers[0][part], integers[1][part]), (0.0, 0.0)
        else:
            tables = by_player(inside[0].astype(np.float64), inside[1].astype(np.float64))
            off = rounding(inside[0]), rounding(inside[1])
        bits[:, start // 8 : start // 8 + AT_ONCE // 8], tied = decided(
            tables, off, partial(integers_of, *inside)
        )
        degenerate[start + tied] = True
        carried = np.unpackbits(bits[:, start // 8 : start // 8 + AT_ONCE // 8], axis=1)
        counts[part] = carried.sum(axis=0, dtype=np.uint8)[: len(inside[0])]
    small = integers[0] is not None and integers[1] is not None
    tied = np.flatnonzero(degenerate)
    extreme = extreme_equilibria(_exactly(one, two, tied, small))
    extreme = extreme._replace(draw=tied[extreme.draw])
    counts[tied] = np.bincount(extreme.draw, minlength=len(one))[tied]
    return ManyNash(one, two, supports, bits, counts, degenerate, extreme, small)


def _exactly(first: Values, second: Values, chosen: npt.NDArray[np.intp], small: bool) -> Tables:
    """The chosen games in integers, of 64 bits if they are small."""
    if small:
        return by_player(first[chosen].astype(np.int64), second[chosen].astype(np.int64))
    return integers_of(first, second, chosen)


def _checked(payoffs: Any, name: str) -> Values:
    try:
        table = np.asarray(payoffs)
    except ValueError:
        raise InvalidInput(f"{name}: rows of different lengths; draws × rows × columns are needed") from None
    if table.dtype.kind not in "iuf" or table.dtype.itemsize > 8:
        raise InvalidInput(f"{name}: {table.dtype} entries; integers or floats of at most 64 bits are needed")
    if table.ndim != 3 or not all(1 <= width <= WIDEST for width in table.shape[1:]):
        raise InvalidInput(
            f"{name}: the shape is {_shape(table)}; draws × rows × columns with 1 to {WIDEST} rows and "
            "columns are needed"
        )
    if table.dtype.kind == "f" and not np.isfinite(table).all():
        place = "[" + ", ".join(map(str, np.argwhere(~np.isfinite(table))[0])) + "]"
        raise InvalidInput(f"{name}{place} is not finite; every entry needs a number")
    return table


def _shape(table: Values) -> str:
    return "×".join(map(str, table.shape))


def _table(payoffs: Values) -> PayoffTable:
    """The payoffs of one player as they are: floats as binary numbers, not as the decimals they print as."""
    if payoffs.dtype.kind != "f":
        return PayoffTable.of(payoffs)
    return PayoffTable.of([[Fraction(x) for x in row] for row in payoffs.tolist()])


def _write(
    found: ManyNash,
    support: Pair,
    chosen: npt.NDArray[np.intp],
    listed: Listed,
    places: npt.NDArray[np.int64],
) -> None:
    """Put down the equilibria that one pair of supports carries in the chosen draws."""
    rows, columns = support
    if len(rows) == 1:
        listed.first[:, rows[0]][places] = listed.second[:, columns[0]][places] = 1
        listed.payoffs[:, 0][places] = found.first[:, rows[0], columns[0]][chosen]
        listed.payoffs[:, 1][places] = found.second[:, rows[0], columns[0]][chosen]
        return
    first, second = found.first[chosen], found.second[chosen]
    floats: Any
    if found.small:
        tables = by_player(first.astype(np.int64, copy=False), second.astype(np.int64, copy=False))
        mixes, floats = probabilities(tables, support), tables
    else:
        floats = by_player(first.astype(np.float64), second.astype(np.float64))
        mixes = sure_probabilities(
            floats,
            (rounding(first), rounding(second)),
            support,
            partial(integers_of, first, second),
        )
    for own, mixed in ((rows, listed.first), (columns, listed.second)):
        for place, probability in zip(own, mixes[mixed is listed.second], strict=True):
            mixed[:, place][places] = probability
    for player, (table, own, other) in enumerate(((floats[0], rows, columns), (floats[1], columns, rows))):
        parts = [table[own[0], place] * p for place, p in zip(other, mixes[1 - player], strict=True)]
        listed.payoffs[:, player][places] = sum(parts[1:], parts[0])


def _write_extreme(found: ManyNash, listed: Listed, starts: npt.NDArray[np.int64]) -> None:
    """Put down the extreme equilibria of degenerate draws."""
    draws, firsts, seconds = found.extreme
    places = starts[draws] + np.arange(len(draws)) - np.searchsorted(draws, draws)
    for player, (numbers, mixed) in enumerate(((firsts, listed.first), (seconds, listed.second))):
        for number in np.unique(numbers).tolist():
            some = np.flatnonzero(numbers == number)
            rows, columns = found.supports[number]
            own, other = (columns, rows) if player == 0 else (rows, columns)
            table = _exactly(found.first, found.second, draws[some], found.small)[1 - player]
            for place, share in zip(other, shares(table, own, other), strict=True):
                mixed[:, place][places[some]] = share
            payoffs = (found.second if player == 0 else found.first)[draws[some]]
            paid = payoffs[:, :, own[0]] if player == 0 else payoffs[:, own[0], :]
            listed.payoffs[:, 1 - player][places[some]] = (mixed[places[some]] * paid).sum(axis=1)
