"""Regrets in large trees, from realisation plans: every best reply is recomputed in whole numbers.

Shares no code with any solver.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from .certificate import Mixed, Regret, check_distribution
from .errors import NotAnEquilibrium
from .extensive_form import ExtensiveFormGame
from .sequence_arrays import OwnSequences, SequenceArrays, product

Integers = npt.NDArray[Any]


def plan_regrets(
    game: ExtensiveFormGame, profile: Sequence[Mixed | None]
) -> tuple[tuple[Fraction, ...], tuple[Regret, ...]]:
    """Return the payoffs of a behaviour profile and each player's regret in the whole game, exactly.

    Sets that a player's own moves exclude may be None.

    Raises
    ------
    NotAnEquilibrium
        If `profile` is no behaviour profile of the game.
    UnsupportedGame
        If a player forgets.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> game = tree(decision("US", {"no-ban": outcome(0), "ban": outcome("1/2")}))
    >>> payoffs, regrets = plan_regrets(game, ((Fraction(1, 2), Fraction(1, 2)),))
    >>> payoffs, str(regrets[0])
    ((Fraction(1, 4),), "US gains 1/4 by switching to 'ban' at set '1'")
    """
    arrays = SequenceArrays.of(game, "the certificate of a tree")
    if len(profile) != len(game.arrays.menu_of):
        raise NotAnEquilibrium(
            f"the profile names {len(profile)} information sets; the game has {len(game.arrays.menu_of)}"
        )
    plans = [realised(game, own, profile) for own in arrays.players]
    payoffs, regrets = [], []
    for player, who in enumerate(game.players):
        own = arrays.players[player]
        weights, scale = arrays.chances, arrays.chance_denominator * arrays.payoff_denominators[player]
        for other, (plan, denominator) in enumerate(plans):
            if other != player:
                weights = product(weights, plan[arrays.players[other].ends])
                scale *= denominator
        earned = arrays.earned(player, weights)
        plan, denominator = plans[player]
        got = Fraction(
            sum(a * b for a, b in zip(earned.tolist(), plan.tolist(), strict=True) if b), denominator
        )
        best, worth = own.best(earned)
        gain = (int(best) - got) / scale
        text = _deviation_text(game, own, profile, worth) if gain else ""
        payoffs.append(got / scale)
        regrets.append(Regret(who, gain, text))
    return tuple(payoffs), tuple(regrets)


def realised(
    game: ExtensiveFormGame, own: OwnSequences, profile: Sequence[Mixed | None]
) -> tuple[Integers, int]:
    """The realisation plan of a player's part of `profile`, as whole numbers over a denominator."""
    plan = [Fraction(0)] * own.count
    plan[0] = Fraction(1)
    rows = zip(own.sets.tolist(), own.first.tolist(), own.size.tolist(), own.parent.tolist(), strict=True)
    for number, first, size, parent in rows:
        mixed = profile[number]
        if mixed is None:
            if plan[parent]:
                raise NotAnEquilibrium(
                    f"{_place(game, number)} has no probabilities; the profile must give them"
                )
            continue
        check_distribution(mixed, size, _place(game, number))
        if plan[parent]:
            for action, p in enumerate(mixed):
                if p:
                    plan[first + action] = plan[parent] * p
    common = math.lcm(*{p.denominator for p in plan})
    numbers = [p.numerator * (common // p.denominator) for p in plan]
    return np.array(numbers, dtype=np.int64 if common < 2**62 else object), common


def _place(game: ExtensiveFormGame, number: int) -> str:
    one = game.information_sets[number]
    return f"information set {one.label!r} of {game.players[one.player]}"


def _deviation_text(
    game: ExtensiveFormGame, own: OwnSequences, profile: Sequence[Mixed | None], worth: Integers
) -> str:
    """Name the first sets at which a best reply differs from `profile`."""
    texts = []
    for number, first, size in zip(own.sets.tolist(), own.first.tolist(), own.size.tolist(), strict=True):
        mixed = profile[number]
        values = worth[first : first + size].tolist()
        if mixed is not None and min(v for v, p in zip(values, mixed, strict=True) if p) < max(values):
            one = game.information_sets[number]
            texts.append(f"{one.actions[values.index(max(values))]!r} at set {one.label!r}")
            if len(texts) == 3:
                break
    return ", ".join(texts) or "another mixture"
