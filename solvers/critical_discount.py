"""Critical discount factors: how patient players must be to sustain a profile by trigger strategies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import Any

from ..games.algebraic import Real, algebraic_number
from ..games.certificate import MixedProfile, nash_regrets, pure_profile
from ..games.decimals import short_text
from ..games.errors import LimitReached, UnsupportedGame
from ..games.exact import number_text, rational
from ..games.normal_form import NormalFormGame, require_rational
from ..games.repeated_game import GRIM, RepeatedGame, cell_of, check_punishment
from ..games.solution import Solution
from ..games.trigger import PlayerTrigger, Trigger, attracted
from ..games.wording import player_name
from .nash import nash


def critical_discount(
    game: RepeatedGame | NormalFormGame,
    target: Sequence[str] | Mapping[str, str] | None = None,
    punishment: str | int | None = None,
) -> Solution:
    """Return the smallest discount factors that sustain a profile under a trigger strategy.

    The target is played until somebody deviates alone; then the players play an equilibrium of the stage
    game, for ever (``"grim"``) or for a number of rounds, and return to the target.

    Parameters
    ----------
    game : RepeatedGame, or the NormalFormGame that is repeated without end
    target : sequence or mapping of strategy labels
        One pure strategy per player; that of the game where it has one.
    punishment : "grim" or int
        That of the game unless given.

    Returns
    -------
    Solution
        `value` is the smallest common discount factor: with it and above, up to 1, the trigger strategy is a
        subgame perfect equilibrium, below it not. It is None where no discount factor below 1 is enough.
        `trigger` has the factor of each player, what the best deviation gains, what a round of punishment
        costs, and the equilibrium that punishes: the one the game names as `reversion`, or else the one that
        is worst for the deviator. `complete` is True where that choice is proven.

    Raises
    ------
    UnsupportedGame, SymbolsLeft
        For a game with a horizon, without a target, or with payoffs that are no rational numbers; and where
        patient players would deviate in order to be punished, as the punishment pays more than the target.

    Notes
    -----
    With the gain g of the best deviation in its round and the loss l in a round of punishment, the target is
    sustained exactly when ``g <= l (d + d² + ... + d^L)`` (Friedman 1971; Mailath and Samuelson 2006, chapter
    2). For ever this is ``d >= g / (g + l)``; else the root between 0 and 1 is the only one, because the
    right side grows with d.

    Examples
    --------
    >>> stage = NormalFormGame([[[0, -7], [2, -5]], [[0, 1], [-6, -5]]], players=["US", "China"],
    ...                        strategies=[["allow", "restrict"], ["supply", "withhold"]])
    >>> found = critical_discount(stage, ["allow", "supply"])
    >>> found
    <Solution critical-discount: 2/7>
    >>> [one.critical for one in found.trigger.players]
    [Fraction(2, 7), Fraction(1, 6)]
    >>> print(critical_discount(stage, ["allow", "supply"], 2).value)
    (-5 + sqrt(65))/10
    """
    if isinstance(game, NormalFormGame):
        game = RepeatedGame(game)
    if not isinstance(game, RepeatedGame):
        raise UnsupportedGame(
            f"critical-discount takes a RepeatedGame or the stage game; this is a {type(game).__name__}"
        )
    require_rational(game, "critical-discount")
    if game.horizon is not None:
        raise UnsupportedGame(
            "critical-discount takes a game that is repeated without end; one with a horizon is a tree "
            "(finitely_repeated) and solved as such"
        )
    cell = game.target if target is None else cell_of(game.stage, target, "target")
    if cell is None:
        raise UnsupportedGame(
            "critical-discount needs a target: one strategy per player that is to be sustained, such as "
            f"target={[own[0] for own in game.stage.strategies]}"
        )
    chosen = check_punishment(game.punishment if punishment is None else punishment)
    length = None if chosen == GRIM else int(chosen)
    game = game.asking(cell, chosen)
    profiles, complete, because = _reversions(game)
    players = tuple(
        _threshold(game.stage, cell, player, length, profile) for player, profile in enumerate(profiles)
    )
    lured = attracted(cell, length, players)
    if lured is not None and all(one.critical is not None for one in players):
        who = player_name(game.stage.players[lured])
        raise UnsupportedGame(
            f"critical-discount: the punishment pays {who} {number_text(-players[lured].loss)} a round more "
            f"than the target, so that a patient {who} deviates in order to be punished, and there is no "
            "factor from which on the target is sustained; name a harsher equilibrium as reversion, or "
            "another target"
        )
    trigger = Trigger(game, cell, length, players)
    value: Any = trigger.critical
    return Solution(
        game=game,
        concept="critical-discount",
        method="one-shot-deviation",
        equilibria=(),
        components=(),
        complete=complete,
        complete_because=f"{_limit_text(trigger, value)}; {because}",
        knife_edge=trigger.knife_edge,
        value=value,
        trigger=trigger,
    )


def _threshold(
    stage: NormalFormGame, cell: tuple[int, ...], player: int, length: int | None, reversion: MixedProfile
) -> PlayerTrigger:
    table = stage.payoffs[player]
    earned = [
        rational(table[(*cell[:player], own, *cell[player + 1 :])]) for own in range(stage.shape[player])
    ]
    kept = earned[cell[player]]
    tempting = [own for own in range(len(earned)) if own != cell[player]]
    deviation = max(tempting, key=lambda own: earned[own]) if tempting else cell[player]
    gain = earned[deviation] - kept
    loss = kept - nash_regrets(stage, reversion)[0][player]
    return PlayerTrigger(_smallest(gain, loss, length), deviation, gain, loss, reversion)


def _smallest(gain: Fraction, loss: Fraction, length: int | None) -> Real | None:
    """The least d below 1 with ``gain <= loss (d + ... + d^length)``."""
    if gain <= 0:
        return Fraction(0)
    if loss <= 0 or (length is not None and length * loss <= gain):
        return None
    return gain / (gain + loss) if length is None else _root(gain, loss, length)


def _root(gain: Fraction, loss: Fraction, length: int) -> Real:
    """The only positive root of ``loss (d + ... + d^length) - gain``, from its irreducible factor."""
    from flint import fmpz_poly

    scale = lcm(gain.denominator, loss.denominator)
    constant, rest = int(-gain * scale), int(loss * scale)
    factors = [one for one, _ in fmpz_poly([constant, *[rest] * length]).factor()[1]]
    # The polynomial has one positive root, as its coefficients change their sign once (Descartes), and it
    # lies below 1: exactly one factor changes its sign between 0 and 1.
    for one in factors:
        coefficients = [int(c) for c in one.coeffs()]
        if coefficients[0] * sum(coefficients) < 0:
            if len(coefficients) == 2:
                return Fraction(-coefficients[0], coefficients[1])
            return algebraic_number(tuple(coefficients), Fraction(0), Fraction(1))
    raise AssertionError("one factor has the root of the product")


def _reversions(game: RepeatedGame) -> tuple[list[MixedProfile], bool, str]:
    """The stage equilibrium that punishes each player, whether it is the worst for them, and why."""
    stage = game.stage
    count = len(stage.players)
    if game.reversion is not None:
        return [pure_profile(stage.shape, game.reversion)] * count, True, "the punishment is the one given"
    try:
        found = nash(stage)
    except LimitReached as limit:
        if not isinstance(limit.found, Solution) or not limit.found.equilibria:
            raise
        found = limit.found
    rational_ones = [one for one in found.equilibria if all(isinstance(u, Fraction) for u in one.payoffs)]
    if not rational_ones:
        raise UnsupportedGame(
            "critical-discount: no equilibrium of the stage game with rational payoffs was found; name a "
            "pure one as reversion"
        )
    worst = [min(rational_ones, key=lambda one: one.payoffs[player]) for player in range(count)]
    profiles: list[Any] = [one.profile for one in worst]
    if len(rational_ones) == len(found.equilibria) and found.complete:
        which = "only" if len(rational_ones) == 1 else "worst (for the player)"
        return profiles, True, f"each player is punished by the {which} equilibrium of the stage game"
    return (
        profiles,
        False,
        "another equilibrium of the stage game may punish harder, as not all were found or some have "
        "irrational payoffs",
    )


def _limit_text(trigger: Trigger, value: Real | None) -> str:
    """What binds the patience that is needed, in words."""
    players = trigger.game.players
    if value is not None:
        if value == 0:
            return "the target is an equilibrium of the stage game, which no discount factor unsettles"
        binding = " and ".join(
            player_name(who)
            for who, one in zip(players, trigger.players, strict=True)
            if one.critical == value
        )
        return (
            f"the target is sustained exactly by common discount factors from {short_text(value)} on, where "
            f"a deviation of {binding} gains nothing"
        )
    who, one = next(
        (who, one) for who, one in zip(players, trigger.players, strict=True) if one.critical is None
    )
    total = "nothing" if one.loss <= 0 else number_text((trigger.length or 1) * one.loss)
    return (
        f"no discount factor below 1 is enough: a deviation gains {player_name(who)} {number_text(one.gain)} "
        f"at once, and the whole punishment costs at most {total}"
    )
