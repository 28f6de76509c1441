"""Whether the best correlated play is proven to be the only one, and whether it rests on a tie.

It rests on none where every small change of the payoffs leaves the cells that are used as they are. That is
proven by multipliers that stay positive: those of all deviations that are exactly indifferent and not void.
A deviation is void where the recommendation is never given or, for coarse equilibria, where it is what the
player always plays: no change of payoffs makes it gain. The equations of the others must leave one
distribution under every change: because there are as few as there are cells, or because they are those of a
Nash equilibrium, which moves with the payoffs (the implicit function theorem).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from .independence import independent_columns
from .normal_form import NormalFormGame
from .obedience import (
    Deviation,
    Multipliers,
    charges,
    common_integers,
    deviation_row,
    gains,
    is_only_optimum,
    unit_weights,
)
from .solution import Distribution

Cell = tuple[int, ...]
Together = tuple[tuple[Sequence[Fraction], Fraction], ...]


@dataclass(frozen=True, slots=True)
class Goal:
    """What a distribution is best for, near it: the sum of payoffs times `weights`.

    `together` are linear conditions that all optima share, `lowest` says how many players get the minimum
    that is maximised (1 for a sum), and `curved` that the true objective is a product, of which the weights
    are the gradient. `fragile` says that a change of payoffs may change the objective itself: where a player
    who gets no more than the security level may come to exceed it.
    """

    weights: Sequence[Fraction]
    together: Together = ()
    lowest: int = 1
    curved: bool = False
    fragile: bool = False


def minimum_goal(payoffs: Sequence[Fraction], weights: Sequence[Fraction]) -> Goal:
    """The smallest payoff; `weights` are the multipliers of the players in it."""
    value = min(payoffs)
    pinned = tuple((unit_weights(len(payoffs), i), value) for i, w in enumerate(weights) if w)
    return Goal(weights, pinned, lowest=sum(u == value for u in payoffs))


def product_goal(payoffs: Sequence[Fraction], weights: Sequence[Fraction]) -> Goal:
    """The product over security levels; the players of weight zero are those that never exceed theirs.

    The logarithm is strictly concave in the payoffs of the others, so that all optima have the same.
    """
    pinned = tuple((unit_weights(len(payoffs), i), u) for i, u in enumerate(payoffs))
    return Goal(weights, pinned, curved=True, fragile=not all(weights))


def only_equilibrium_goal(count: int) -> Goal:
    """Nothing: then every equilibrium is optimal, and the only optimum is the only equilibrium."""
    return Goal((Fraction(0),) * count)


def only_and_tied(
    game: NormalFormGame, distribution: Distribution, goal: Goal, multipliers: Multipliers, *, coarse: bool
) -> tuple[bool, bool]:
    """Return whether the multipliers prove `distribution` the only optimum, and whether it rests on a tie.

    Parameters
    ----------
    game : NormalFormGame
    distribution : tuple of (cell, probability)
        An equilibrium whose weighted payoff equals the bound of the multipliers, which is not checked here.
    goal : Goal
    multipliers : one mapping per player
    coarse : bool

    Returns
    -------
    pair of bool
        True and True for the only optimum that a change of payoffs may alter; an optimum that is not proven
        to be the only one counts as resting on a tie. A False for the tie is proven, a True need not be: a
        minimum that more players get than the equations leave room for counts as a tie.

    Examples
    --------
    >>> game = NormalFormGame([[[1, 1]], [[3, 2]]])
    >>> ones = (Fraction(1), Fraction(1))
    >>> best = (((0, 0), Fraction(1)),)
    >>> only_and_tied(game, best, Goal(ones), ({}, {}), coarse=False)
    (True, False)
    """
    cells = charges(game, goal.weights, multipliers).binding
    if not is_only_optimum(game, cells, multipliers, goal.together):
        return False, True
    return True, rests_on_tie(game, distribution, goal, multipliers, cells, coarse=coarse)


def rests_on_tie(
    game: NormalFormGame,
    distribution: Distribution,
    goal: Goal,
    multipliers: Multipliers,
    cells: Sequence[Cell],
    *,
    coarse: bool,
) -> bool:
    """Whether the only optimum rests on a tie; `cells` are those that optima may use."""
    used = [cell for cell, p in distribution if p]
    tight = [(gain.player, gain.deviation) for gain in gains(game, distribution, coarse=coarse)]
    if goal.fragile or any(not multipliers[player].get(deviation) for player, deviation in tight):
        return True
    # That the optimum is the only one leaves no fewer equations than cells; as many are independent.
    if not goal.curved and len(tight) + goal.lowest == len(used):
        return False
    rows = _rows(game, tight, used)
    if goal.curved and independent_columns(list(zip(*rows, strict=True))):
        return not _unused_excluded(game, used, tight, multipliers, cells)
    return not (
        goal.lowest == 1
        and _is_quasi_strict_nash(game, distribution, tight)
        and independent_columns(rows)
        and _unused_excluded(game, used, tight, multipliers, cells)
    )


def _rows(
    game: NormalFormGame, deviations: Sequence[tuple[int, Deviation]], cells: Sequence[Cell]
) -> list[list[int]]:
    """The equations of a distribution over `cells`: that of the sum, and no gain from each deviation."""
    tables, _ = common_integers(game)
    return [[1] * len(cells)] + [deviation_row(tables[i], i, deviation, cells) for i, deviation in deviations]


def _unused_excluded(
    game: NormalFormGame,
    used: Sequence[Cell],
    tight: Sequence[tuple[int, Deviation]],
    multipliers: Multipliers,
    cells: Sequence[Cell],
) -> bool:
    """Whether void deviations alone exclude the cells that optima may use but this one does not."""
    unused = sorted(set(cells) - set(used))
    known = set(tight)
    void = [
        (i, deviation)
        for i, own in enumerate(multipliers)
        for deviation, y in own.items()
        if y and (i, deviation) not in known
    ]
    return not unused or bool(void and independent_columns(_rows(game, void, unused)[1:]))


def _is_quasi_strict_nash(
    game: NormalFormGame, distribution: Distribution, tight: Sequence[tuple[int, Deviation]]
) -> bool:
    """Whether players draw independently, and no strategy that is not played is as good (Harsanyi 1973)."""
    drawn = {cell: p for cell, p in distribution if p}
    mixed: list[dict[int, Fraction]] = [{} for _ in game.players]
    for cell, p in drawn.items():
        for own, s in zip(mixed, cell, strict=True):
            own[s] = own.get(s, Fraction(0)) + p
    return (
        len(drawn) == math.prod(len(own) for own in mixed)
        and all(
            drawn[cell] == math.prod((own[s] for own, s in zip(mixed, cell, strict=True)), start=Fraction(1))
            for cell in itertools.product(*mixed)
        )
        and all(deviation[1] in mixed[i] for i, deviation in tight)
    )
