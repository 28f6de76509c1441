"""Multipliers that are as positive as they can be, and thereby decide whether an optimum is the only one.

Of all multipliers that prove an optimum, those of a basis are often zero by chance. Where the optimum is the
only one there are others that are zero only where they must be (Goldman & Tucker 1956).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ..games.correlation_ties import Goal
from ..games.normal_form import NormalFormGame
from ..games.obedience import Deviation, Multipliers, common_integers, deviation_row, gains
from ..games.solution import Distribution
from .linear_program import maximise

MAX_ENTRIES = 10_000
"""Cells times deviations up to which they are looked for; measured, that takes less than 0.1 s."""


@dataclass(frozen=True, slots=True)
class Strict:
    """Multipliers, and the weights of the players that belong to them."""

    weights: tuple[Fraction, ...]
    multipliers: Multipliers


def strict_multipliers(
    game: NormalFormGame,
    distribution: Distribution,
    payoffs: Sequence[Fraction],
    goal: Goal,
    *,
    coarse: bool,
    minimum: bool = False,
) -> Strict | None:
    """Return multipliers that prove `distribution` optimal and its unused cells not to be; None if none do.

    Parameters
    ----------
    game : NormalFormGame
    distribution, payoffs
        An optimum for the goal, and what the players get.
    goal : Goal
        Its weights are kept, except where the smallest payoff is maximised (`minimum`).

    Returns
    -------
    Strict or None
        Every deviation that is exactly indifferent and not void has a positive multiplier. None where there
        are no such multipliers, and for games too large to look for them.

    Examples
    --------
    >>> game = NormalFormGame([[[3, 0], [5, 1]], [[3, 5], [0, 1]]])
    >>> one = Fraction(1)
    >>> strict_multipliers(game, (((1, 1), one),), (one, one), Goal((one, one)), coarse=False).multipliers
    ({(0, 1): Fraction(4, 1)}, {(0, 1): Fraction(4, 1)})
    """
    used = {cell for cell, _ in distribution}
    tight = {(gain.player, gain.deviation) for gain in gains(game, distribution, coarse=coarse)}
    deviations = [*sorted(tight, key=str), *_void(game, used, coarse=coarse)]
    size = math.prod(game.shape)
    if size * (len(deviations) + 1) > MAX_ENTRIES:
        return None
    tables, common = common_integers(game)
    cells = list(itertools.product(*map(range, game.shape)))
    gained = [deviation_row(tables[i], i, deviation, cells) for i, deviation in deviations]
    lowest = [i for i, u in enumerate(payoffs) if u == min(payoffs)] if minimum else []
    weighted = sum((w * u for w, u in zip(goal.weights, payoffs, strict=True)), Fraction(0)) * common
    rows: list[list[Fraction]] = []
    right: list[Fraction] = []
    equal: list[bool] = []
    for k, cell in enumerate(cells):
        losses = [Fraction(-row[k]) for row in gained]
        shares = [int(tables[i][cell]) - min(payoffs) * common for i in lowest]
        margin = sum(losses[: len(tight)], Fraction(0)) + sum(shares, Fraction(0))
        rows.append([*losses, *shares, margin + (cell not in used)])
        earned = sum((w * int(t[cell]) for w, t in zip(goal.weights, tables, strict=True) if w), Fraction(0))
        right.append(Fraction(0) if minimum else weighted - earned)
        equal.append(cell in used)
    width = len(deviations) + len(lowest)
    rows.append([Fraction(0)] * width + [Fraction(1)])
    right.append(Fraction(1))
    equal.append(False)
    if minimum:
        rows.append([Fraction(int(k >= len(deviations))) for k in range(width)] + [Fraction(len(lowest))])
        right.append(Fraction(1))
        equal.append(True)
    answer = maximise([Fraction(0)] * width + [Fraction(1)], rows, right, equal)
    if answer.status != "optimal" or not answer.x[-1]:
        return None
    margin = answer.x[-1]
    multipliers: list[dict[Deviation, Fraction]] = [{} for _ in game.players]
    for k, (player, deviation) in enumerate(deviations):
        y = answer.x[k] + (margin if k < len(tight) else 0)
        if y:
            multipliers[player][deviation] = y
    weights = list(goal.weights)
    if minimum:
        weights = [Fraction(0)] * len(payoffs)
        for k, i in enumerate(lowest, len(deviations)):
            weights[i] = answer.x[k] + margin
    return Strict(tuple(weights), tuple(multipliers))


def _void(game: NormalFormGame, used: set[tuple[int, ...]], *, coarse: bool) -> list[tuple[int, Deviation]]:
    """The deviations that gain nothing whatever the payoffs, as the recommendation is not given."""
    found: list[tuple[int, Deviation]] = []
    for player, width in enumerate(game.shape):
        played = {cell[player] for cell in used}
        if coarse:
            found += [(player, (None, s)) for s in played if len(played) == 1]
        else:
            unplayed = [s for s in range(width) if s not in played]
            found += [(player, (s, t)) for s in unplayed for t in range(width) if s != t]
    return found
