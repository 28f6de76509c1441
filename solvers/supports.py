"""Supports of mixed profiles: which can carry an equilibrium, and the polynomial system of each."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from fractions import Fraction
from math import prod

import numpy as np

from ..games.algebraic import Real
from ..games.normal_form import NormalFormGame
from ..games.payoff_table import Array
from .equilibrium_pieces import Piece, Polytope, corners_of
from .linear_parts import BlockRows
from .polynomial_system import Point, System, Terms

Support = tuple[tuple[int, ...], ...]
"""For each player the strategies played with positive probability."""

MAX_SOLUTIONS = 12
"""The largest number of complex solutions that the system of a support may have, to be solved exactly."""


class SupportSystems:
    """The supports of a game, without those that conditional dominance rules out, and their systems.

    A strategy is conditionally dominated on a support where another one is nowhere worse and somewhere better
    against the others' strategies in it, all of which have positive probability (Porter, Nudelman and Shoham
    2008, who use strict dominance).

    Examples
    --------
    >>> pennies = NormalFormGame.zero_sum([[1, -1], [-1, 1]])
    >>> [s for s in SupportSystems(pennies)]
    [((0, 1), (0, 1))]
    """

    def __init__(self, game: NormalFormGame) -> None:
        self.game = game
        self.shape = game.shape
        self.tables = [np.moveaxis(t.numerators.astype(object), i, 0) for i, t in enumerate(game.payoffs)]
        self._signs = [_signs_of_differences(table) for table in self.tables]

    def __len__(self) -> int:
        """The number of supports, pruned or not."""
        return prod(2**width - 1 for width in self.shape)

    def __iter__(self) -> Iterator[Support]:
        """The supports that are not ruled out, the smallest ones first."""
        subsets = [
            [s for k in range(1, width + 1) for s in itertools.combinations(range(width), k)]
            for width in self.shape
        ]
        for support in sorted(itertools.product(*subsets), key=lambda s: (sum(map(len, s)), s)):
            if not self.ruled_out(support):
                yield support

    def ruled_out(self, support: Support) -> bool:
        """Whether a strategy in `support` is conditionally dominated."""
        for player, own in enumerate(support):
            others = support[:player] + support[player + 1 :]
            signs = self._signs[player]
            for s in own:
                better = signs[s][np.ix_(range(self.shape[player]), *others)]
                flat = better.reshape(self.shape[player], -1)
                if ((flat.min(axis=1) >= 0) & (flat.max(axis=1) > 0)).any():
                    return True
        return False

    def system(self, support: Support) -> System:
        """Indifference among the strategies played; none of the others is better.

        The unknowns are the probabilities of each support without its last strategy.
        """
        starts = [0, *itertools.accumulate(len(own) - 1 for own in support)]
        size = starts[-1]
        equations, inequalities = [], []
        for player, own in enumerate(support):
            for s in range(self.shape[player]):
                if s == own[-1]:
                    continue
                gain = self._terms(support, starts, player, own[-1], s)
                if s in own:
                    equations.append(gain)
                elif gain:
                    inequalities.append(gain)
        blocks = tuple(
            tuple(range(first, last)) for first, last in itertools.pairwise(starts) if last > first
        )
        return System(size, blocks, tuple(equations), tuple(inequalities))

    def profile(self, support: Support, point: Point) -> tuple[tuple[Real, ...], ...]:
        """The mixed strategies that the solution of a system stands for."""
        found, place = [], 0
        for own, width in zip(support, self.shape, strict=True):
            played = point[place : place + len(own) - 1]
            place += len(own) - 1
            rest: Real = 1 - sum(played, Fraction(0))
            mixed: list[Real] = [Fraction(0)] * width
            for s, p in zip(own, (*played, rest), strict=True):
                mixed[s] = p
            found.append(tuple(mixed))
        return tuple(found)

    def piece(self, support: Support, blocks: BlockRows) -> Piece | None:
        """The product of polytopes that rows by block stand for; None where it has no point inside."""
        found, rest = [], iter(blocks)
        for own, width in zip(support, self.shape, strict=True):
            rows: list[tuple[tuple[Fraction, ...], bool]] = []
            if len(own) > 1:
                for row, equation in next(rest):
                    wide = [Fraction(0)] * width
                    for s, c in zip(own, row, strict=True):
                        wide[s] = c
                    rows.append((tuple(wide), equation))
            corners = corners_of(own, width, rows)
            if not all(any(corner[s] for corner in corners) for s in own):
                return None
            found.append(Polytope(own, tuple(rows), tuple(corners)))
        return tuple(found)

    def _terms(self, support: Support, starts: list[int], player: int, first: int, second: int) -> Terms:
        """What `first` earns more than `second`, as a polynomial in the others' probabilities."""
        others = [i for i in range(len(support)) if i != player]
        table = self.tables[player]
        gain = (table[first] - table[second])[np.ix_(*(support[i] for i in others))]
        for axis in range(len(others)):
            last = gain.take([-1], axis=axis)
            rest = gain.take(range(gain.shape[axis] - 1), axis=axis)
            gain = np.concatenate([rest - last, last], axis=axis)
        terms = {}
        for cell, coefficient in np.ndenumerate(gain):
            if coefficient:
                exponents = [0] * starts[-1]
                for i, s in zip(others, cell, strict=True):
                    if s < len(support[i]) - 1:
                        exponents[starts[i] + s] = 1
                terms[tuple(exponents)] = int(coefficient)
        return terms


def number_of_solutions(support: Support) -> int:
    """The number of complex solutions that the system of a support has at most, if it has finitely many.

    It is the coefficient of the product of all unknowns in the product of the equations' degrees (the
    multihomogeneous theorem of Bézout; McKelvey and McLennan 1997).

    Examples
    --------
    >>> number_of_solutions(((0, 1), (0, 1), (0, 1))), number_of_solutions(((0, 1, 2),) * 3)
    (2, 10)
    """
    widths = tuple(len(own) - 1 for own in support)
    counts = {(0,) * len(widths): 1}
    for player, width in enumerate(widths):
        for _ in range(width):
            grown: dict[tuple[int, ...], int] = {}
            for used, count in counts.items():
                for other in range(len(widths)):
                    if other != player and used[other] < widths[other]:
                        key = (*used[:other], used[other] + 1, *used[other + 1 :])
                        grown[key] = grown.get(key, 0) + count
            counts = grown
    return counts.get(widths, 0)


def _signs_of_differences(table: Array) -> list[Array]:
    """For each strategy s the signs of what every strategy earns more than s, in small integers."""
    return [np.sign(table - table[s]).astype(np.int8) for s in range(len(table))]
