"""Trigger strategies when cheating is seen through a noisy public signal."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from ..games.certificate import MixedProfile, nash_regrets, pure_profile
from ..games.errors import InvalidInput, LimitReached, UnsupportedGame
from ..games.exact import number_text, rational
from ..games.monitoring import MonitoredPlayer, PublicMonitoring
from ..games.normal_form import NormalFormGame, require_rational
from ..games.repeated_game import GRIM, RepeatedGame, cell_of, check_punishment, discounts_of
from .nash import nash

LONGEST = 10_000
"""The longest punishment that is looked for."""


def public_monitoring(
    game: RepeatedGame | NormalFormGame,
    target: Sequence[str] | Mapping[str, str] | None = None,
    *,
    false_alarm: Any,
    detection: Any,
    discount: Any = None,
    punishment: str | int | None = None,
) -> PublicMonitoring:
    """Return what a trigger strategy is worth when a bad signal may be an accident.

    Parameters
    ----------
    game : RepeatedGame, or the NormalFormGame that is repeated without end
    target : sequence or mapping of strategy labels
        One pure strategy per player; that of the game where it has one.
    false_alarm, detection : numbers
        The probability of a bad signal while all play the target, and after a deviation; `detection` may be
        a mapping with one number per player who deviates. It must be larger than `false_alarm`.
    discount : number, or one per player
        That of the game where it has one.
    punishment : "grim" or int, optional
        How long a bad signal is punished; without it the shortest punishment that deters all players.

    Returns
    -------
    PublicMonitoring
        Per player the value of the target phase, the slack of the incentive constraint, the shortest
        punishment that is enough and the smallest discount factor at which punishment for ever is.

    Raises
    ------
    UnsupportedGame
        For a game with a horizon, and where it is not clear which stage equilibrium punishes.
    InvalidInput
        For probabilities and discount factors outside their range.
    LimitReached
        If the shortest punishment is longer than `LONGEST` rounds.

    Notes
    -----
    With c for a round of the target over one of punishment, V for the value of the target phase, e and h for
    the two probabilities: ``V = c / (1 - d (1 - e) - e d^(L+1))``, and nobody deviates while
    ``d (h - e) (1 - d^L) V >= gain``, which is easier for larger L. Punishment for ever is enough from
    ``d = gain / (c (h - e) + gain (1 - e))`` on, where gain and c are above zero (Green and Porter 1984;
    Mailath and Samuelson 2006, 7.1).

    Examples
    --------
    >>> stage = NormalFormGame([[[0, -7], [2, -5]], [[0, 1], [-6, -5]]], players=["US", "China"],
    ...                        strategies=[["allow", "restrict"], ["supply", "withhold"]])
    >>> found = public_monitoring(stage, ["allow", "supply"], false_alarm="0.1", detection="0.5",
    ...                           discount="0.9")
    >>> found.length, found.players[0].value, [one.threshold for one in found.players]
    (2, Fraction(50000, 1171), [Fraction(10, 19), Fraction(10, 29)])
    """
    if isinstance(game, NormalFormGame):
        game = RepeatedGame(game)
    if not isinstance(game, RepeatedGame):
        raise UnsupportedGame(
            f"public monitoring takes a RepeatedGame or the stage game; this is a {type(game).__name__}"
        )
    require_rational(game, "public monitoring")
    if game.horizon is not None:
        raise UnsupportedGame("public monitoring takes a game that is repeated without end")
    stage = game.stage
    cell = game.target if target is None else cell_of(stage, target, "target")
    if cell is None:
        raise UnsupportedGame("public monitoring needs a target: one strategy per player")
    factors = game.discount if discount is None else discounts_of(stage, discount, finite=False)
    if factors is None:
        raise UnsupportedGame("public monitoring needs discount factors: discount=..., one for all or each")
    alarm = _probability(false_alarm, "false_alarm")
    reversion = _reversion(game)
    punished, _ = nash_regrets(stage, reversion)
    players = []
    for player, (who, factor) in enumerate(zip(stage.players, factors, strict=True)):
        given = _of_player(detection, who, stage.players)
        seen = _probability(given, f"detection of {who}")
        if seen <= alarm:
            raise InvalidInput(
                f"detection of {who} is {number_text(seen)}; it has to be larger than false_alarm, which is "
                f"{number_text(alarm)}, or a bad signal says nothing about a deviation"
            )
        table = stage.payoffs[player]
        kept = rational(table[cell])
        others = [
            rational(table[(*cell[:player], own, *cell[player + 1 :])])
            for own in range(stage.shape[player])
            if own != cell[player]
        ]
        gain = max(others) - kept if others else Fraction(0)
        one = MonitoredPlayer(gain, kept - punished[player], factor, alarm, seen, None, None)
        players.append(replace(one, shortest=_shortest(one, who), threshold=_threshold(one)))
    length = check_punishment(punishment) if punishment is not None else _common_length(players)
    if length is not None:
        worths = [one.worth(length) for one in players]
        players = [
            replace(one, value=value, slack=slack)
            for one, (value, slack) in zip(players, worths, strict=True)
        ]
    return PublicMonitoring(game, cell, reversion, length, tuple(players))


def _common_length(players: Sequence[MonitoredPlayer]) -> int | str | None:
    """The shortest punishment that deters everybody: a number of rounds, for ever, or none."""
    rounds = [one.shortest for one in players]
    length: int | str = GRIM if None in rounds else max(n for n in rounds if n is not None)
    return length if all(one.worth(length)[1] >= 0 for one in players) else None


def _shortest(one: MonitoredPlayer, who: str) -> int | None:
    """The least L with ``d (h - e) (1 - d^L) c >= gain (1 - d (1 - e) - e d^(L+1))``.

    That is ``d^L <= bound`` with the bound below, as long as its divisor is above zero.
    """
    d, c = one.discount, one.cooperation
    if one.gain <= 0:
        return 0
    if c <= 0 or not d:
        return None
    deterrence = d * (one.detection - one.false_alarm) * c
    above = deterrence - one.gain * (1 - d * (1 - one.false_alarm))
    if above <= 0:
        return None
    bound = above / (deterrence - one.gain * one.false_alarm * d)
    length = max(1, math.ceil(math.log(bound) / math.log(d)) - 2)
    while length <= LONGEST and d**length > bound:
        length += 1
    if length > LONGEST:
        raise LimitReached(f"the shortest punishment that deters {who} is longer than {LONGEST} rounds")
    while length > 1 and d ** (length - 1) <= bound:
        length -= 1
    return length


def _threshold(one: MonitoredPlayer) -> Fraction | None:
    if one.gain <= 0:
        return Fraction(0)
    if one.cooperation <= 0:
        return None
    found = one.gain / (
        one.cooperation * (one.detection - one.false_alarm) + one.gain * (1 - one.false_alarm)
    )
    return found if found < 1 else None


def _reversion(game: RepeatedGame) -> MixedProfile:
    """The stage equilibrium that follows a bad signal: nobody knows who deviated, so it is one for all."""
    if game.reversion is not None:
        return pure_profile(game.stage.shape, game.reversion)
    found = nash(game.stage)
    if len(found.equilibria) != 1 or not found.complete:
        raise UnsupportedGame(
            "public monitoring: the stage game has several equilibria, or not all were found; name the one "
            "that is played after a bad signal: RepeatedGame(..., reversion=[...])"
        )
    only: Any = found.equilibria[0].profile
    profile: MixedProfile = only
    return profile


def _of_player(given: Any, who: str, players: Sequence[str]) -> Any:
    if not isinstance(given, Mapping):
        return given
    odd = next((name for name in given if name not in players), None)
    if odd is not None or who not in given:
        raise InvalidInput(f"detection: one number for each of the players {', '.join(players)} is needed")
    return given[who]


def _probability(given: Any, what: str) -> Fraction:
    number = rational(given, what)
    if not 0 <= number <= 1:
        raise InvalidInput(f"{what} is {number_text(number)}; a probability from 0 to 1 is needed")
    return number
