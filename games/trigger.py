"""Trigger strategies in repeated games: how patient players must be, with the inequality that proves it.

A target profile is played in every round. Whoever deviates alone is answered by an equilibrium of the stage
game, for ever or for a number of rounds; then the target is played again. What happens during a punishment
changes nothing about what follows, and it is an equilibrium of the stage game, so that only a deviation from
the target can pay (the one-shot deviation principle; Mailath and Samuelson 2006, section 2.2).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from .algebraic import Real
from .certificate import MixedProfile, nash_regrets
from .errors import NotAnEquilibrium
from .exact import number_text, rational
from .normal_form import require_rational
from .repeated_game import RepeatedGame


@dataclass(frozen=True, slots=True)
class PlayerTrigger:
    """What a deviation from the target is worth to one player, and how it is punished.

    Attributes
    ----------
    critical : Fraction, AlgebraicNumber or None
        The smallest discount factor below 1 at which no deviation pays; None where there is none.
    deviation : int
        The strategy that pays most against the others' target.
    gain : Fraction
        What it brings in its round, over the target; not above 0 where nothing tempts.
    loss : Fraction
        What a round of punishment costs, under the target.
    reversion : MixedProfile
        The equilibrium of the stage game that is played as punishment of this player.
    """

    critical: Real | None
    deviation: int
    gain: Fraction
    loss: Fraction
    reversion: MixedProfile


@dataclass(frozen=True)
class Trigger:
    """Critical discount factors of a trigger strategy; constructing one proves them.

    Parameters
    ----------
    game : RepeatedGame
    target : tuple of int
        The strategies played in every round until somebody deviates.
    length : int or None
        For how many rounds a deviation is punished; None for ever.
    players : tuple of PlayerTrigger

    Raises
    ------
    NotAnEquilibrium
        For a punishment that is no equilibrium of the stage game, and for numbers that are not those of the
        game, naming the player.

    Examples
    --------
    >>> from quidproquo import NormalFormGame
    >>> game = RepeatedGame(NormalFormGame([[[0, -7], [2, -5]], [[0, 1], [-6, -5]]]))
    >>> never = (Fraction(0), Fraction(1))
    >>> us = PlayerTrigger(Fraction(2, 7), 1, Fraction(2), Fraction(5), (never, never))
    >>> china = PlayerTrigger(Fraction(1, 7), 1, Fraction(1), Fraction(5), (never, never))
    >>> Trigger(game, (0, 0), None, (us, china))
    Traceback (most recent call last):
    quidproquo.games.errors.NotAnEquilibrium: 2: at the discount factor 1/7 a deviation from ...
    """

    game: RepeatedGame = field(repr=False)
    target: tuple[int, ...]
    length: int | None
    players: tuple[PlayerTrigger, ...]

    def __post_init__(self) -> None:
        problem = next(trigger_problems(self), None)
        if problem is not None:
            raise NotAnEquilibrium(problem)

    @property
    def critical(self) -> Real | None:
        """The smallest common discount factor that sustains the target; None where none below 1 does."""
        worst: Real = Fraction(0)
        for one in self.players:
            if one.critical is None:
                return None
            worst = max(worst, one.critical)
        return worst

    @property
    def sustained(self) -> bool | None:
        """Whether the discount factors of the game sustain the target; None where it has none."""
        if self.game.discount is None:
            return None
        return all(
            one.critical is not None and factor >= one.critical
            for one, factor in zip(self.players, self.game.discount, strict=True)
        )

    @property
    def knife_edge(self) -> bool:
        """Whether a player's discount factor is exactly the critical one, and not because nothing tempts."""
        return self.game.discount is not None and any(
            one.gain > 0 and one.critical == factor
            for one, factor in zip(self.players, self.game.discount, strict=True)
        )


def one_shot_gain(trigger: Trigger, player: int, discount: Real) -> Real:
    """Return what the best deviation from the target in one round gains, after which the plan goes on.

    Payoffs are averages, ``(1 - discount)`` times the discounted sum.
    """
    table = trigger.game.payoffs[player]
    kept = rational(table[trigger.target])
    best = max(_payoff(trigger, player, own) for own in range(table.shape[player]))
    punished = _mean(trigger, player, trigger.players[player].reversion)
    later: Real = punished
    if trigger.length is not None:
        rest = discount
        for _ in range(trigger.length - 1):
            rest = rest * discount
        later = (1 - rest) * punished + rest * kept
    return (1 - discount) * best + discount * later - kept


def trigger_problems(trigger: Trigger) -> Iterator[str]:
    """Say what is wrong with the numbers of a trigger strategy, player by player.

    That a critical factor is the smallest needs one equation: at it the gain is zero, and below it the gain
    is above zero, because the gain is ``(1 - d) (gain - loss (d + d² + ...))`` with a loss above zero.
    """
    game = trigger.game
    require_rational(game, "a trigger strategy")
    stage = game.stage
    if len(trigger.players) != len(stage.players) or len(trigger.target) != len(stage.players):
        yield f"one strategy and one threshold per player are needed for {len(stage.players)} players"
        return
    for player, (who, one) in enumerate(zip(stage.players, trigger.players, strict=True)):
        try:
            _, regrets = nash_regrets(stage, one.reversion)
        except NotAnEquilibrium as error:
            yield f"punishment of {who}: {error}"
            continue
        worst = max(regrets, key=lambda regret: regret.gain)
        if worst.gain:
            yield f"punishment of {who} is no equilibrium of the stage game: {worst}"
            continue
        yield from _threshold_problems(trigger, player, who, one)
    lured = attracted(trigger.target, trigger.length, trigger.players)
    if lured is not None and trigger.critical is not None:
        yield (
            f"{stage.players[lured]}: the punishment pays more than the target, so that patient players "
            "deviate in order to be punished, and there is no factor from which on the target is sustained"
        )


def attracted(target: Sequence[int], length: int | None, players: Sequence[PlayerTrigger]) -> int | None:
    """Return the first player whom enough patience makes deviate in order to be punished, or None.

    The gain ``g`` of such a player is not above zero, and a round of punishment costs ``l`` below zero: for
    large enough discount factors below 1, ``g > l (d + d² + ...)``.
    """
    for player, one in enumerate(players):
        lured = one.deviation != target[player] and one.gain <= 0 and one.loss < 0
        if lured and (length is None or length * one.loss < one.gain):
            return player
    return None


def _threshold_problems(trigger: Trigger, player: int, who: str, one: PlayerTrigger) -> Iterator[str]:
    table = trigger.game.payoffs[player]
    kept = rational(table[trigger.target])
    earned = [_payoff(trigger, player, own) for own in range(table.shape[player])]
    others = [u for own, u in enumerate(earned) if own != trigger.target[player]]
    gain = max(others) - kept if others else Fraction(0)
    loss = kept - _mean(trigger, player, one.reversion)
    if (one.gain, one.loss) != (gain, loss):
        yield (
            f"{who}: the best deviation gains {number_text(gain)} in its round and a round of punishment "
            f"costs {number_text(loss)}, not {number_text(one.gain)} and {number_text(one.loss)}"
        )
    elif others and earned[one.deviation] != kept + gain:
        yield f"{who}: another deviation pays more"
    elif gain <= 0:
        if one.critical != 0:
            yield f"{who}: nothing tempts, so the critical discount factor is 0"
    elif one.critical is None:
        if loss > 0 and (trigger.length is None or trigger.length * loss > gain):
            yield f"{who}: patience can outweigh the deviation, so there is a critical discount factor"
    elif not 0 < one.critical < 1 or loss <= 0:
        yield f"{who}: no discount factor below 1 outweighs the deviation, or it lies elsewhere"
    else:
        left = one_shot_gain(trigger, player, one.critical)
        if left:
            yield (
                f"{who}: at the discount factor {number_text_of(one.critical)} a deviation from the target "
                f"gains {number_text_of(left)}, not exactly 0"
            )


def number_text_of(number: Real) -> str:
    """Write an exact number, an irrational one with a square root or as a numbered root."""
    return number_text(number) if isinstance(number, Fraction) else number.exact


def _payoff(trigger: Trigger, player: int, own: int) -> Fraction:
    """What a player gets in a round who plays `own` while the others stay with the target."""
    cell = list(trigger.target)
    cell[player] = own
    return rational(trigger.game.payoffs[player][tuple(cell)])


def _mean(trigger: Trigger, player: int, profile: MixedProfile) -> Fraction:
    """What a mixed profile of the stage game pays, cell by cell."""
    payoffs, _ = nash_regrets(trigger.game.stage, profile)
    return payoffs[player]
