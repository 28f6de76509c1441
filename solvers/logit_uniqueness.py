"""Where a game has one logit response alone, and why."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np

from ..games.extensive_form import ExtensiveFormGame
from ..games.normal_form import NormalFormGame

MOST_DIFFERENCES = 500_000
CHANCE_ALONE = "at lambda 0 every action is equally likely"
OPPOSED = (
    "apart from amounts that depend on one action alone, one player's payoffs are a negative multiple of the "
    "other's, and such games have one logit response (Hofbauer & Hopkins 2005)"
)
CONTRACTION = "at this lambda the logit map is a contraction, so that there is one response"


def why_only_one(game: NormalFormGame | ExtensiveFormGame, lam: Fraction) -> str:
    """Return why there is no second logit response, or nothing where that is not known.

    Examples
    --------
    >>> why_only_one(NormalFormGame.zero_sum([[1, -1], [-1, 1]]), Fraction(5))
    "apart from amounts that depend on one action alone, one player's payoffs are a negative multiple ..."
    """
    if lam == 0:
        return CHANCE_ALONE
    if isinstance(game, ExtensiveFormGame):
        return ""
    if len(game.players) == 2 and _opposed(game):
        return OPPOSED
    return CONTRACTION if _contracts(game, lam) else ""


def _opposed(game: NormalFormGame) -> bool:
    """Whether the second differences of one player's payoffs are those of the other, times nothing above 0.

    A logit response is then a saddle point of a game with payoffs that are strictly concave in the one
    strategy and strictly convex in the other, by the entropy of each.
    """
    first, second = (
        t - t[:1] - t[:, :1] + t[0, 0] for t in (p.numerators.astype(object) for p in game.payoffs)
    )
    if not first.any() or not second.any():
        return True
    k = int(np.flatnonzero(first)[0])
    one, other = first.flat[k], second.flat[k]
    return bool(one * other < 0 and (first * other == second * one).all())


def _contracts(game: NormalFormGame, lam: Fraction) -> bool:
    """Whether lambda times the sum of a player's largest second differences, over the others, is below 4."""
    if max(game.shape) * math.prod(game.shape) > MOST_DIFFERENCES:
        return False
    for i, table in enumerate(game.payoffs):
        numbers = table.numerators.astype(object)
        total = 0
        for j in set(range(len(game.players))) - {i}:
            cells = np.moveaxis(numbers, (i, j), (0, 1))
            steps = (cells[:, None] - cells[None, :]).reshape(game.shape[i] ** 2, game.shape[j], -1)
            total += (steps.max(axis=1) - steps.min(axis=1)).max()
        if lam * Fraction(int(total), table.denominator) >= 4:
            return False
    return True
