"""What makes a profile an equilibrium, checked exactly: the definitions, sharing no code with any solver.

For each player, the *regret* of a profile is what the best deviation would gain. A profile is a Nash
equilibrium when every regret is zero (Nash 1951), and subgame perfect when that holds in every subgame
(Selten 1965).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np

from .algebraic import AlgebraicNumber, Real
from .errors import NotAnEquilibrium
from .exact import number_text, over_common_denominator
from .integer_products import weighted_sums
from .normal_form import NormalFormGame, require_rational
from .payoff_table import Array

Mixed: TypeAlias = tuple[Fraction, ...]
"""A probability for each strategy (or each action of an information set).

Among three or more players it may be irrational: an `AlgebraicNumber`, which computes like a Fraction.
"""

MixedProfile: TypeAlias = tuple[Mixed, ...]
"""One mixed strategy per player."""


@dataclass(frozen=True, slots=True)
class Regret:
    """How much a player would gain by the best deviation, and by which one."""

    player: str
    gain: Fraction
    deviation: str

    def __str__(self) -> str:
        return f"{self.player} gains {number_text(self.gain)} by switching to {self.deviation}"


def check_distribution(probabilities: Sequence[Fraction], length: int, where: str) -> None:
    """Refuse what is no probability vector: wrong length, a negative entry, a sum other than one.

    Raises
    ------
    NotAnEquilibrium
    """
    if len(probabilities) != length:
        raise NotAnEquilibrium(f"{where} has {len(probabilities)} probabilities; {length} are needed")
    inexact = next((p for p in probabilities if not isinstance(p, (Fraction, AlgebraicNumber))), None)
    if inexact is not None:
        raise NotAnEquilibrium(
            f"{where} has the probability {inexact!r}, a {type(inexact).__name__}; Fractions are needed"
        )
    weights, denominator = _integer_weights(probabilities)
    negative = next((p for p, w in zip(probabilities, weights, strict=True) if w < 0), None)
    if negative is not None:
        raise NotAnEquilibrium(f"{where} has the negative probability {number_text(negative)}")
    total = sum(weights)
    if total != denominator:
        share = number_text(_over(total, denominator))
        raise NotAnEquilibrium(f"the probabilities of {where} sum to {share}, not to 1")


def strategy_payoffs(game: NormalFormGame, player: int, profile: MixedProfile) -> tuple[Fraction, ...]:
    """What each strategy of `player` earns against the others' mixed strategies in `profile`.

    Examples
    --------
    >>> game = NormalFormGame([[[1, -1], [-1, 1]], [[-1, 1], [1, -1]]])
    >>> half = (Fraction(1, 2), Fraction(1, 2))
    >>> strategy_payoffs(game, 0, (half, half))
    (Fraction(0, 1), Fraction(0, 1))
    """
    earned, scale = _earned(game, player, profile)
    # At an equilibrium many strategies earn the same, and long fractions take time to reduce.
    reduced = {x: _over(x, scale) for x in set(earned)}
    return tuple(reduced[x] for x in earned)


def _earned(game: NormalFormGame, player: int, profile: MixedProfile) -> tuple[list[Any], int]:
    """What each strategy of `player` earns times a common factor, which is given, too: mostly integers."""
    table = game.payoffs[player]
    supports: list[Any] = [[s for s, p in enumerate(mixed) if p] for mixed in profile]
    supports[player] = range(game.shape[player])
    values = table.numerators[np.ix_(*supports)]
    scale = table.denominator
    rational = all(isinstance(p, Fraction) for mixed in profile for p in mixed)
    for axis in reversed(range(len(profile))):
        if axis == player:
            continue
        weights, denominator = _integer_weights([p for p in profile[axis] if p])
        scale *= denominator
        if len(weights) == 1:
            values = values.take(0, axis=axis)
            scale //= denominator
        else:
            values = np.moveaxis(values, axis, -1)
            rows = values.reshape(-1, len(weights))
            sums = weighted_sums(rows, weights) if rational else _real_sums(rows, weights)
            values = np.array(sums, dtype=object).reshape(values.shape[:-1])
    return values.tolist(), scale


def nash_regrets(
    game: NormalFormGame, profile: MixedProfile
) -> tuple[tuple[Fraction, ...], tuple[Regret, ...]]:
    """Return the players' payoffs under `profile` and their regrets.

    Raises
    ------
    NotAnEquilibrium
        If `profile` is no profile of this game: the first storey of the check.
    """
    require_rational(game, "the certificate of a mixed profile")
    if len(profile) != len(game.players):
        raise NotAnEquilibrium(f"the profile has {len(profile)} strategies for {len(game.players)} players")
    for who, mixed, width in zip(game.players, profile, game.shape, strict=True):
        check_distribution(mixed, width, f"the strategy of {who}")
    payoffs, regrets = [], []
    for player, who in enumerate(game.players):
        earned, scale = _earned(game, player, profile)
        value = _mean(profile[player], earned)
        best = max(earned)
        payoffs.append(_over(value, scale))
        regrets.append(Regret(who, _over(best - value, scale), game.strategies[player][earned.index(best)]))
    return tuple(payoffs), tuple(regrets)


def pure_profile(shape: Sequence[int], cell: Sequence[int]) -> MixedProfile:
    """The profile in which player k plays strategy ``cell[k]`` for sure.

    Examples
    --------
    >>> pure_profile((2, 1), (1, 0))
    ((Fraction(0, 1), Fraction(1, 1)), (Fraction(1, 1),))
    """
    return tuple(
        tuple(Fraction(int(s == chosen)) for s in range(width))
        for chosen, width in zip(cell, shape, strict=True)
    )


def unused_best_replies(game: NormalFormGame, profile: MixedProfile) -> tuple[tuple[str, str], ...]:
    """The pairs (player, strategy) that are best replies to `profile` but played with probability zero."""
    found = []
    for player, who in enumerate(game.players):
        earned, _ = _earned(game, player, profile)
        best = max(earned)
        found += [
            (who, game.strategies[player][s])
            for s, u in enumerate(earned)
            if u == best and not profile[player][s]
        ]
    return tuple(found)


def _mean(probabilities: Mixed, earned: Sequence[Any]) -> Any:
    """The mean of `earned`, by probabilities that sum to one."""
    played = [(p, u) for p, u in zip(probabilities, earned, strict=True) if p]
    if all(u == played[0][1] for _, u in played):
        return played[0][1]
    return sum((p * u for p, u in played), Fraction(0))


def _real_sums(rows: Array, weights: Sequence[Real]) -> list[Real]:
    return [
        sum((w * x for w, x in zip(weights, row, strict=True)), Fraction(0))
        for row in rows.astype(object).tolist()
    ]


def _over(numerator: Any, scale: int) -> Any:
    if isinstance(numerator, (AlgebraicNumber, Fraction)):
        return numerator / scale
    return Fraction(int(numerator), scale)


def _integer_weights(probabilities: Sequence[Any]) -> tuple[list[Any], int]:
    """The probabilities times a common denominator; as they are where one of them is irrational."""
    if any(isinstance(p, AlgebraicNumber) for p in probabilities):
        return list(probabilities), 1
    return over_common_denominator(probabilities)
