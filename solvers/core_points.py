"""Points of the core: whether there are any, all extreme ones, and those that are best or worst for a player.

Everything is computed in the zero-normalised game, where payoffs count from what each player is worth alone:
the imputations are a simplex there.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from ..games.cooperative_game import CooperativeGame
from ..games.errors import LimitReached
from ..games.exact import over_common_denominator, rational
from .double_description import Ray, cut
from .linear_program import maximise

ZERO, ONE = Fraction(0), Fraction(1)

MAX_POINTS = 2_000
"""Extreme points up to which all are listed; cores of 7 players have as many, some of 10 players fewer."""


@dataclass(frozen=True, slots=True)
class NormalisedGame:
    """The worths of a game as integers over `scale`, and the `gains` of coalitions over their members."""

    count: int
    worths: tuple[Fraction, ...]
    integers: tuple[int, ...]
    scale: int
    gains: tuple[int, ...]

    @classmethod
    def of(cls, game: CooperativeGame) -> NormalisedGame:
        """Return the worths of `game`, which are rational."""
        worths = tuple(rational(x) for x in game.worths)
        integers, scale = over_common_denominator(worths)
        count = len(game.players)
        alone = subset_sums([Fraction(integers[1 << k]) for k in range(count)])
        gains = tuple(x - int(y) for x, y in zip(integers, alone, strict=True))
        return cls(count, worths, tuple(integers), scale, gains)

    def payoffs(self, gains: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
        """Return the payoffs whose gains over what each player is worth alone are these, times `scale`."""
        return tuple((self.integers[1 << k] + y) / self.scale for k, y in enumerate(gains))

    def row(self, mask: int) -> list[Fraction]:
        """The members of a coalition, as coefficients."""
        return [ONE if mask >> k & 1 else ZERO for k in range(self.count)]


def subset_sums(numbers: list[Fraction]) -> list[Fraction]:
    """Return the sum over each set of places, sets read as binary numbers.

    Examples
    --------
    >>> [str(x) for x in subset_sums([Fraction(1), Fraction(5)])]
    ['0', '1', '5', '6']
    """
    sums = [ZERO]
    for number in numbers:
        sums += [x + number for x in sums]
    return sums


def least_total(game: NormalisedGame) -> tuple[Fraction, dict[int, Fraction]]:
    """Return the least that all players must be worth for a core, and the balanced weights that prove it.

    The weights are of proper coalitions; a single player has none, and needs just what it has.
    """
    if game.count == 1:
        return game.worths[1], {}
    masks = [mask for mask in range(1, len(game.gains) - 1) if mask.bit_count() > 1 and game.gains[mask] > 0]
    weights = {1 << k: ONE for k in range(game.count)}
    total = sum((game.worths[1 << k] for k in range(game.count)), ZERO)
    if not masks:
        return total, weights
    rows = [[-x for x in game.row(mask)] for mask in masks]
    outcome = maximise([-ONE] * game.count, rows, [Fraction(-game.gains[mask]) for mask in masks])
    for mask, weight in zip(masks, outcome.proof, strict=True):
        if weight:
            weights[mask] = weight
            for k in range(game.count):
                if mask >> k & 1:
                    weights[1 << k] -= weight
    return total + sum(outcome.x, ZERO) / game.scale, weights


def core_vertices(game: NormalisedGame) -> list[tuple[Fraction, ...]]:
    """Return all extreme points of a core that is not empty, in ascending order.

    Raises
    ------
    LimitReached
        When too many points stand at an intermediate step.
    """
    count, most = game.count, game.gains[-1]
    if most == 0:  # a single imputation
        return [game.payoffs((ZERO,) * count)]
    everyone = (1 << count) - 1
    rays: list[Ray] = [(tuple(int(i == k) for i in range(count)), everyone & ~(1 << k)) for k in range(count)]
    # A ray r stands for the gains most * r / sum(r); a coalition S cuts it off where
    # most * r(S) < gains[S] * sum(r).
    masks = [mask for mask in range(1, everyone) if mask.bit_count() > 1 and game.gains[mask] > 0]
    for place, mask in enumerate(sorted(masks, key=lambda mask: -game.gains[mask])):
        slack = [
            most * sum(x for k, x in enumerate(ray) if mask >> k & 1) - game.gains[mask] * sum(ray)
            for ray, _ in rays
        ]
        divisor = math.gcd(*slack) or 1
        rays = cut(rays, [s // divisor for s in slack], 1 << (count + place), count - 1)
        if len(rays) > MAX_POINTS:
            raise LimitReached(
                f"more than {MAX_POINTS} points stand on the way to the extreme ones of the core"
            )
    found = [tuple(Fraction(most * x, sum(ray)) for x in ray) for ray, _ in rays]
    return sorted(map(game.payoffs, found))


def extreme_payoffs(game: NormalisedGame, *, one: bool = False) -> list[tuple[Fraction, ...]]:
    """Return extreme points of the core at which a player gets most or least; with `one` only the first."""
    masks = [mask for mask in range(1, len(game.gains) - 1) if mask.bit_count() > 1 and game.gains[mask] > 0]
    rows = [[-x for x in game.row(mask)] for mask in masks] + [[ONE] * game.count]
    right = [Fraction(-game.gains[mask]) for mask in masks] + [Fraction(game.gains[-1])]
    equal = [False] * len(masks) + [True]
    found = []
    for player in range(game.count):
        for sign in (ONE, -ONE):
            aim = [sign if k == player else ZERO for k in range(game.count)]
            found.append(game.payoffs(maximise(aim, rows, right, equal).x))
            if one:
                return found
    return sorted(set(found))
