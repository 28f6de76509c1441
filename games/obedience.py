"""What makes a distribution over cells a correlated equilibrium, and what proves that none is better.

A mediator draws a cell and tells each player the own part of it. In a *correlated equilibrium* no player
gains by answering a recommendation with another strategy (Aumann 1974); in a *coarse* one no player gains by
committing to a strategy before hearing the recommendation (Moulin & Vial 1978). Both are linear in the
distribution, so multipliers of the deviations bound any linear objective from above (weak duality).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np

from .normal_form import NormalFormGame
from .payoff_table import Array
from .solution import Distribution

Deviation: TypeAlias = tuple[int | None, int]
"""The strategy recommended (None: whatever is, for coarse equilibria) and the one played instead."""

Multipliers: TypeAlias = Sequence[Mapping[Deviation, Fraction]]
"""For each player the nonnegative weights of deviations."""

PRIMES = (2**31 - 1, 2**31 - 19)
"""What is independent modulo one of them is so in rationals."""


@dataclass(frozen=True, slots=True)
class Gain:
    """What a player gains by a deviation, weighted by the probability of the recommendation."""

    player: int
    deviation: Deviation
    amount: Fraction


def gains(game: NormalFormGame, distribution: Distribution, *, coarse: bool) -> list[Gain]:
    """Return the deviations from recommendations of positive probability that lose nothing.

    The distribution is a correlated equilibrium when none of them gains.

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
                if s != told:
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
    """
    tables, common = common_integers(game)
    rows: list[list[int]] = [[1] * len(cells)]
    for player, own in enumerate(multipliers):
        table = tables[player]
        for (told, instead), y in own.items():
            if y:
                rows.append(
                    [
                        int(table[(*c[:player], instead, *c[player + 1 :])] - table[c])
                        if told in (None, c[player])
                        else 0
                        for c in cells
                    ]
                )
    for weights, total in together:
        units = math.lcm(total.denominator, *(w.denominator for w in weights))
        limit = int(total * units * common)
        factors = [int(w * units) for w in weights]
        rows.append([sum(f * int(t[c]) for f, t in zip(factors, tables, strict=True)) - limit for c in cells])
    return len(rows) >= len(cells) and any(_independent_columns(rows, prime) for prime in PRIMES)


def common_integers(game: NormalFormGame) -> tuple[list[Array], int]:
    """All payoffs as Python integers over one denominator."""
    common = math.lcm(*(table.denominator for table in game.payoffs))
    return [table.numerators.astype(object) * (common // table.denominator) for table in game.payoffs], common


def deviation_names(game: NormalFormGame, player: int, *, coarse: bool) -> dict[Deviation, str]:
    """How files name deviations: ``"recommended -> played"``, or the strategy alone for coarse equilibria.

    Where labels make two of these alike, strategies are named by their numbers from 1.

    Examples
    --------
    >>> game = NormalFormGame([[[6, 2], [7, 0]], [[6, 7], [2, 0]]], strategies=[["dare", "yield"]] * 2)
    >>> deviation_names(game, 0, coarse=False)
    {(0, 1): 'dare -> yield', (1, 0): 'yield -> dare'}
    """
    own = game.strategies[player]
    pairs: list[Deviation]
    if coarse:
        pairs = [(None, t) for t in range(len(own))]
    else:
        pairs = [(s, t) for s in range(len(own)) for t in range(len(own)) if s != t]
    texts = [own[t] if s is None else f"{own[s]} -> {own[t]}" for s, t in pairs]
    if max(Counter(texts).values(), default=1) > 1:
        texts = [str(t + 1) if s is None else f"{s + 1} -> {t + 1}" for s, t in pairs]
    return dict(zip(pairs, texts, strict=True))


def _independent_columns(rows: list[list[int]], prime: int) -> bool:
    matrix = np.array([[x % prime for x in row] for row in rows], dtype=np.int64)
    for k in range(matrix.shape[1]):
        usable = np.flatnonzero(matrix[k:, k])
        if not len(usable):
            return False
        pivot = k + int(usable[0])
        matrix[[k, pivot]] = matrix[[pivot, k]]
        matrix[k] = matrix[k] * pow(int(matrix[k, k]), -1, prime) % prime
        below = k + 1 + np.flatnonzero(matrix[k + 1 :, k])
        matrix[below] = (matrix[below] - matrix[below, k, None] * matrix[k]) % prime
    return True
