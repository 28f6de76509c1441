"""Repeated games in which play is seen only through a noisy public signal: what a trigger strategy is worth.

The target is played until the signal is bad. Then an equilibrium of the stage game is played, for a number
of rounds or for ever, and then the target again (Green and Porter 1984; Mailath and Samuelson 2006, 7.1).
Values count from the punishment: a round of it is worth 0, a round of the target `cooperation`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from .certificate import MixedProfile, nash_regrets
from .errors import NotAnEquilibrium
from .exact import number_text, rational
from .normal_form import require_rational
from .repeated_game import GRIM, RepeatedGame


@dataclass(frozen=True, slots=True)
class MonitoredPlayer:
    """What the trigger strategy is worth to one player, and what keeps them from deviating.

    Attributes
    ----------
    gain, cooperation : Fraction
        What the best deviation brings in its round, and what a round of the target is worth.
    discount, false_alarm, detection : Fraction
        The discount factor, and the probabilities of a bad signal without and with a deviation.
    shortest : int or None
        The shortest punishment that keeps the player from deviating: 0 where nothing tempts, None where no
        number of rounds is enough.
    threshold : Fraction or None
        The smallest discount factor at which punishment for ever is enough; None where none below 1 is.
    value, slack : Fraction or None
        The discounted sum of payoffs in the first round of the target, and by how much it exceeds the value
        of deviating once; None where no punishment is chosen.
    """

    gain: Fraction
    cooperation: Fraction
    discount: Fraction
    false_alarm: Fraction
    detection: Fraction
    shortest: int | None
    threshold: Fraction | None
    value: Fraction | None = None
    slack: Fraction | None = None

    def worth(self, length: int | str) -> tuple[Fraction, Fraction]:
        """Return value and slack of a punishment of `length` rounds, or ``"grim"``.

        The value solves ``V = c + d ((1 - e) V + e W)`` with the value W of a punishment that begins.

        Examples
        --------
        >>> tenth, nine = Fraction(1, 10), Fraction(9, 10)
        >>> us = MonitoredPlayer(Fraction(2), Fraction(5), nine, tenth, Fraction(1, 2), None, None)
        >>> us.worth(2)
        (Fraction(50000, 1171), Fraction(1078, 1171))
        """
        back = Fraction(0) if length == GRIM else self.discount ** int(length)
        stay = self.discount * (1 - self.false_alarm + self.false_alarm * back)
        value = self.cooperation / (1 - stay)
        deviating = (
            self.cooperation
            + self.gain
            + self.discount * ((1 - self.detection) * value + self.detection * back * value)
        )
        return value, value - deviating

    @property
    def lost(self) -> Fraction | None:
        """The share of the value without noise that the punishments by mistake cost."""
        if self.value is None or not self.cooperation:
            return None
        return 1 - self.value * (1 - self.discount) / self.cooperation


@dataclass(frozen=True)
class PublicMonitoring:
    """A trigger strategy under a noisy public signal; constructing one proves its numbers.

    Attributes
    ----------
    game : RepeatedGame
    target : tuple of int
    reversion : MixedProfile
        The equilibrium of the stage game that is played after a bad signal.
    length : int, "grim" or None
        The rounds of punishment that the values are for; None where none deters all players.
    players : tuple of MonitoredPlayer

    Raises
    ------
    NotAnEquilibrium
        For numbers that are not those of the game, naming the player.
    """

    game: RepeatedGame = field(repr=False)
    target: tuple[int, ...]
    reversion: MixedProfile = field(repr=False)
    length: int | str | None
    players: tuple[MonitoredPlayer, ...]

    def __post_init__(self) -> None:
        problem = next(_problems(self), None)
        if problem is not None:
            raise NotAnEquilibrium(problem)

    @property
    def sustained(self) -> bool:
        """Whether no player gains by deviating when punishments last for `length`."""
        return self.length is not None and all(
            one.slack is not None and one.slack >= 0 for one in self.players
        )


def _problems(found: PublicMonitoring) -> Iterator[str]:
    stage = found.game.stage
    require_rational(found.game, "public monitoring")
    punished, regrets = nash_regrets(stage, found.reversion)
    worst = max(regrets, key=lambda regret: regret.gain)
    if worst.gain:
        yield f"the punishment is no equilibrium of the stage game: {worst}"
        return
    for player, (who, one) in enumerate(zip(stage.players, found.players, strict=True)):
        table = stage.payoffs[player]
        kept = rational(table[found.target])
        others = [
            rational(table[(*found.target[:player], own, *found.target[player + 1 :])])
            for own in range(stage.shape[player])
            if own != found.target[player]
        ]
        gain = max(others) - kept if others else Fraction(0)
        if (one.gain, one.cooperation) != (gain, kept - punished[player]):
            yield (
                f"{who}: the best deviation gains {number_text(gain)} and a round of the target is worth "
                f"{number_text(kept - punished[player])} more than punishment"
            )
            continue
        if found.length is not None and (one.value, one.slack) != one.worth(found.length):
            yield f"{who}: value or slack are not those of a punishment of {found.length}"
        yield from _shortest_problems(who, one)


def _shortest_problems(who: str, one: MonitoredPlayer) -> Iterator[str]:
    """Where a deviation tempts, a longer punishment deters at least as well as a shorter one."""
    for_ever = one.worth(GRIM)[1]
    if one.gain <= 0:
        if one.shortest != 0:
            yield f"{who}: nothing tempts, so that no punishment is needed"
    elif one.shortest is None:
        if for_ever > 0:
            yield f"{who}: a punishment that is long enough deters, but none is stated"
    elif one.worth(one.shortest)[1] < 0:
        yield f"{who}: {one.shortest} rounds of punishment are not enough"
    elif one.shortest > 0 and one.worth(one.shortest - 1)[1] >= 0:
        yield f"{who}: a shorter punishment than {one.shortest} rounds is enough"
    if one.threshold is not None and one.gain > 0:
        at = MonitoredPlayer(
            one.gain, one.cooperation, one.threshold, one.false_alarm, one.detection, None, None
        )
        if at.worth(GRIM)[1] != 0:
            yield f"{who}: at the threshold {number_text(one.threshold)} a deviation has to gain exactly 0"
