"""Whether a game is shown to have one logit response alone: the claim of completeness, checked apart."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np

from .exact import rational
from .extensive_form import ExtensiveFormGame
from .normal_form import NormalFormGame

MOST_DIFFERENCES = 500_000


def only_one(game: NormalFormGame | ExtensiveFormGame, lam: Fraction) -> bool:
    """Return whether there is shown to be no second logit response.

    At lambda 0 play is uniform. In two-player games of opposed interests a response is a saddle point of a
    function that is strictly concave in one strategy and strictly convex in the other (Hofbauer and Hopkins
    2005). And at small lambda the logit map is a contraction.
    """
    if lam == 0:
        return True
    if not isinstance(game, NormalFormGame):
        return False
    return (len(game.players) == 2 and _opposed_interests(game)) or _is_contraction(game, lam)


def _opposed_interests(game: NormalFormGame) -> bool:
    """Whether payoffs, less the means of their row and column, are opposite in proportion."""
    rows, columns = game.shape
    interactions = []
    for table in game.payoffs:
        cells = [[rational(table[r, c]) for c in range(columns)] for r in range(rows)]
        by_row = [sum(row, Fraction(0)) / columns for row in cells]
        by_column = [sum((row[c] for row in cells), Fraction(0)) / rows for c in range(columns)]
        mean = sum(by_row, Fraction(0)) / rows
        interactions.append(
            [cells[r][c] - by_row[r] - by_column[c] + mean for r in range(rows) for c in range(columns)]
        )
    one, other = interactions
    ratios = {y / x if x else None for x, y in zip(one, other, strict=True) if x or y}
    if not any(one) or not any(other):
        return True
    ratio = next(iter(ratios))
    return len(ratios) == 1 and ratio is not None and ratio < 0


def _is_contraction(game: NormalFormGame, lam: Fraction) -> bool:
    """Whether the logit map brings any two profiles closer.

    The derivative of choice probabilities in what the actions yield takes a change to at most half its range,
    and probabilities that change by d in sum move the differences of yields by at most d/2 times the largest
    second difference of payoffs.
    """
    if max(game.shape) * math.prod(game.shape) > MOST_DIFFERENCES:
        return False
    for i, table in enumerate(game.payoffs):
        worst = Fraction(0)
        for j in range(len(game.players)):
            if j != i:
                cells = np.moveaxis(table.numerators.astype(object), (i, j), (0, 1))
                gaps = cells[:, None] - cells[None, :]
                worst += Fraction(int((gaps.max(axis=2) - gaps.min(axis=2)).max()), table.denominator)
        if lam * worst >= 4:
            return False
    return True
