"""What makes a distribution over cells a correlated equilibrium, and what proves that none is better.

A mediator draws a cell and tells each player the own part of it. In a *correlated equilibrium* no player
gains by answering a recommendation with another strategy (Aumann 1974); in a *coarse* one no player gains by
committing to a strategy before hearing the recommendation (Moulin & Vial 1978). Both are linear in the
distribution, so multipliers of the deviations bound any linear objective from above (weak duality).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np

from .exact import over_common_denominator
from .independence import independent_columns
from .normal_form import NormalFormGame
from .payoff_table import Array
from .solution import Distribution

Deviation: TypeAlias = tuple[int | None, int]
"""The strategy recommended (None: whatever is, for coarse equilibria) and the one played instead."""

Multipliers: TypeAlias = Sequence[Mapping[Deviation, Fraction]]
"""For each player the nonnegative weights of deviations."""


@dataclass(frozen=True, slots=True)
class Gain:
    """What a player gains by a deviation, weighted by the probability of the recommendation."""

    player: int
    deviation: Deviation
    amount: Fraction


def gains(game: NormalFormGame, distribution: Distribution, *, coarse: bool) -> list[Gain]:
    """Return the deviations from recommendations of positive probability that lose nothing.

    The distribution is a correlated equilibrium when none of them gains. Left out is what a player always
    plays: committing to it is no deviation.

    Examples
    --------
    >>> game = NormalFormGame([[[6, 2], [7, 0]], [[6, 7], [2, 0]]])
    >>> half = Fraction(1, 2)
    >>> gains(game, (((0, 0), half), ((0, 1), half)), coarse=False)
    [Gain(player=1, deviation=(0, 1), amount=Fraction(1, 2))]
    """
    units = math.lcm(*(p.denominator for _, p in distribution))
    found = []
    for player, table in enumerate(game.payoffs):
        played = {cell[player] for cell, _ in distribution}
        always = played.pop() if coarse and len(played) == 1 else None
        totals: dict[int | None, Array] = {}
        for cell, p in distribution:
            others: Any = (*cell[:player], slice(None), *cell[player + 1 :])
            payoffs = table.numerators[others].astype(object)
            told = None if coarse else cell[player]
            more = (payoffs - payoffs[cell[player]]) * (p.numerator * (units // p.denominator))
            totals[told] = totals[told] + more if told in totals else more
        scale = units * table.denominator
        for told in sorted(totals, key=lambda s: -1 if s is None else s):
            for s in np.flatnonzero(totals[told] >= 0).tolist():
                if s not in (told, always):
                    found.append(Gain(player, (told, s), Fraction(int(totals[told][s]), scale)))
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Charges:
    """For every cell, its weighted payoff plus what deviations from it lose: numerators over one denominator.

    No correlated equilibrium gives a weighted payoff above the largest charge.
    """

    numerators: Array
    denominator: int

    @property
    def bound(self) -> Fraction:
        """The upper bound that is proven."""
        return Fraction(int(self.numerators.max()), self.denominator)

    @property
    def binding(self) -> list[tuple[int, ...]]:
        """The cells that an equilibrium attaining the bound may use."""
        top = self.numerators == self.numerators.max()
        return [tuple(int(i) for i in cell) for cell in np.argwhere(top)]


def charges(game: NormalFormGame, weights: Sequence[Fraction], multipliers: Multipliers) -> Charges:
    """Return the charges of nonnegative `multipliers` for the payoffs weighted by `weights`.

    In equilibrium the expected gains of deviations are not positive; so the expectation of the charges is at
    least the weighted payoff, and no expectation exceeds the largest charge.

    Examples
    --------
    >>> game = NormalFormGame([[[6, 2], [7, 0]], [[6, 7], [2, 0]]])
    >>> ones = (Fraction(1), Fraction(1))
    >>> half = Fraction(3, 4)
    >>> charges(game, ones, ({(0, 1): half}, {(0, 1): half})).bound
    Fraction(21, 2)
    """
    tables, common = common_integers(game)
    numbers = [*weights, *(y for own in multipliers for y in own.values())]
    units = math.lcm(*(x.denominator for x in numbers))

    def whole(x: Fraction) -> int:
        return x.numerator * (units // x.denominator)

    total = np.zeros(game.shape, dtype=object)
    for player, (table, weight, own) in enumerate(zip(tables, weights, multipliers, strict=True)):
        if weight:
            total = total + table * whole(weight)
        mine = np.moveaxis(table, player, 0)
        here = np.moveaxis(total, player, 0)
        for (told, instead), y in own.items():
            where = slice(None) if told is None else told
            here[where] += (mine[where] - mine[instead]) * whole(y)
    return Charges(total, units * common)


def is_only_optimum(
    game: NormalFormGame,
    cells: Sequence[tuple[int, ...]],
    multipliers: Multipliers,
    together: Sequence[tuple[Sequence[Fraction], Fraction]] = (),
) -> bool:
    """Whether at most one distribution over `cells` has zero gain from every deviation with a multiplier.

    By complementary slackness every optimum is such a distribution, so that a True proves uniqueness.
    `together` adds linear conditions that all optima share: weights of the players' payoffs and their sum.

    Examples
    --------
    >>> game = NormalFormGame([[[6, 2], [7, 0]], [[6, 7], [2, 0]]])
    >>> told = {(0, 1): Fraction(3, 4)}
    >>> is_only_optimum(game, [(0, 0), (0, 1), (1, 0)], (told, told))
    True
    """
    tables, common = common_integers(game)
    rows: list[list[int]] = [[1] * len(cells)]
    for player, own in enumerate(multipliers):
        rows += [deviation_row(tables[player], player, deviation, cells) for deviation, y in own.items() if y]
    for weights, total in together:
        (limit, *factors), _ = over_common_denominator([total, *weights])
        limit *= common
        rows.append([sum(f * int(t[c]) for f, t in zip(factors, tables, strict=True)) - limit for c in cells])
    return independent_columns(rows)


def deviation_row(
    table: Array, player: int, deviation: Deviation, cells: Sequence[tuple[int, ...]]
) -> list[int]:
    """What `player`, whose whole payoffs `table` holds, gains in each of `cells` by `deviation`.

    Examples
    --------
    >>> deviation_row(np.array([[6, 2], [7, 0]]), 0, (0, 1), [(0, 0), (0, 1), (1, 0)])
    [1, -2, 0]
    """
    told, instead = deviation
    return [
        int(table[(*c[:player], instead, *c[player + 1 :])] - table[c]) if told in (None, c[player]) else 0
        for c in cells
    ]


def unit_weights(count: int, player: int) -> tuple[Fraction, ...]:
    """One for `player`, zero for all others.

    Examples
    --------
    >>> unit_weights(2, 1)
    (Fraction(0, 1), Fraction(1, 1))
    """
    return tuple(Fraction(int(i == player)) for i in range(count))


def common_integers(game: NormalFormGame) -> tuple[list[Array], int]:
    """All payoffs as Python integers over one denominator."""
    common = math.lcm(*(table.denominator for table in game.payoffs))
    return [table.numerators.astype(object) * (common // table.denominator) for table in game.payoffs], common
