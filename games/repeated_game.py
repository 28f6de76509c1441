"""Repeated games: one normal form played again and again, every choice seen by all before the next round."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from .errors import InvalidGame, InvalidInput
from .exact import Number, number_text, rational
from .normal_form import NormalFormGame
from .payoff_table import PayoffTable
from .wording import quoted, visible

GRIM = "grim"
MAX_LENGTH = 64
"""The longest punishment that is accepted: its critical discount factor is a root of this degree."""


@dataclass(frozen=True, init=False, repr=False)
class RepeatedGame:
    """A stage game that is repeated without end, or for a known number of rounds.

    Payoffs are averages: a stream u1, u2, ... is worth ``(1 - d) (u1 + d u2 + d² u3 + ...)`` to a player with
    the discount factor d. Moves are seen by everyone after each round.

    Parameters
    ----------
    stage : NormalFormGame
    discount : number, or one per player as a sequence or a mapping, optional
        From 0 up to, and without, 1; a game with a horizon may have 1. Exact: 0.9 is 9/10.
    horizon : int, optional
        The number of rounds; without it the game never ends.
    target : sequence or mapping of strategy labels, optional
        The pure profile to be sustained in every round, one strategy per player.
    punishment : "grim" or int
        How many rounds a deviation from the target is punished: for ever, or this many.
    reversion : sequence or mapping of strategy labels, optional
        The pure equilibrium of the stage game that is played as punishment. Without it each player is
        punished by the stage equilibrium that is worst for them.
    title : str
        That of the stage game unless given.

    Raises
    ------
    InvalidGame
        For discount factors, horizons and strategies outside what is accepted, naming the player.

    Examples
    --------
    >>> stage = NormalFormGame([[[0, -7], [2, -5]], [[0, 1], [-6, -5]]], players=["US", "China"],
    ...                        strategies=[["allow", "restrict"], ["supply", "withhold"]])
    >>> game = RepeatedGame(stage, discount="9/10", target=["allow", "supply"])
    >>> game
    <RepeatedGame without end, 2×2: US, China>
    >>> game.discount
    (Fraction(9, 10), Fraction(9, 10))
    >>> RepeatedGame(stage, discount=1)
    Traceback (most recent call last):
    quidproquo.games.errors.InvalidGame: discount of US is 1; a number from 0 up to, and without, 1 is needed
    """

    form: ClassVar[str] = "repeated"

    stage: NormalFormGame
    discount: tuple[Fraction, ...] | None
    horizon: int | None
    target: tuple[int, ...] | None
    punishment: str | int
    reversion: tuple[int, ...] | None
    title: str

    def __init__(
        self,
        stage: NormalFormGame,
        discount: Any = None,
        horizon: int | None = None,
        *,
        target: Sequence[str] | Mapping[str, str] | None = None,
        punishment: str | int = GRIM,
        reversion: Sequence[str] | Mapping[str, str] | None = None,
        title: str = "",
    ) -> None:
        if not isinstance(stage, NormalFormGame):
            raise InvalidGame(f"stage is a {type(stage).__name__}; a NormalFormGame is needed")
        if horizon is not None and (type(horizon) is not int or horizon < 1):
            raise InvalidGame(f"horizon is {horizon!r:.60}; a number of rounds from 1 on is needed")
        fields: dict[str, Any] = {
            "stage": stage,
            "discount": None if discount is None else discounts_of(stage, discount, horizon is not None),
            "horizon": horizon,
            "target": None if target is None else cell_of(stage, target, "target"),
            "punishment": check_punishment(punishment),
            "reversion": None if reversion is None else cell_of(stage, reversion, "reversion"),
            "title": str(title) or stage.title,
        }
        for name, value in fields.items():
            object.__setattr__(self, name, value)

    @property
    def players(self) -> tuple[str, ...]:
        """The players of the stage game."""
        return self.stage.players

    @property
    def payoffs(self) -> tuple[PayoffTable, ...]:
        """The payoffs of one round."""
        return self.stage.payoffs

    @property
    def parameters(self) -> tuple[str, ...]:
        """The free parameters of the stage game."""
        return self.stage.parameters

    @property
    def is_rational(self) -> bool:
        """Whether every payoff is a rational number."""
        return self.stage.is_rational

    def numbers(self) -> Iterator[Number]:
        """Every number of the stage game."""
        return self.stage.numbers()

    def at(self, values: Mapping[str, Any]) -> RepeatedGame:
        """Return the game with parameters of the stage replaced by numbers.

        Raises
        ------
        InvalidInput
            For a name that is no parameter of the game, and where a payoff has no finite real value.
        """
        return self._changed(stage=self.stage.at(values))

    def asking(self, target: tuple[int, ...], punishment: str | int) -> RepeatedGame:
        """Return the game with another target and punishment."""
        return self._changed(target=target, punishment=punishment)

    def _changed(self, **changes: Any) -> RepeatedGame:
        found = object.__new__(RepeatedGame)
        for name in self.__dataclass_fields__:
            object.__setattr__(found, name, changes.get(name, getattr(self, name)))
        return found

    def __repr__(self) -> str:
        length = "without end" if self.horizon is None else f"of {self.horizon} rounds"
        shape = "×".join(map(str, self.stage.shape))
        return f"<RepeatedGame {length}, {shape}: {visible(', '.join(self.players))}>"

    def _repr_html_(self) -> str:
        return self.stage._repr_html_()

    def _repr_latex_(self) -> str:
        return self.stage._repr_latex_()


def discounts_of(stage: NormalFormGame, given: Any, finite: bool) -> tuple[Fraction, ...]:
    """Return one discount factor per player from a number, a sequence or a mapping of them."""
    if isinstance(given, Mapping):
        for who in given:
            if who not in stage.players:
                raise InvalidGame(
                    f"discount: {quoted(str(who))} is no player; the players are {', '.join(stage.players)}"
                )
        missing = next((who for who in stage.players if who not in given), None)
        if missing is not None:
            raise InvalidGame(f"discount of {missing} is missing; one per player is needed")
        numbers = [given[who] for who in stage.players]
    elif isinstance(given, (list, tuple)):
        numbers = list(given)
        if len(numbers) != len(stage.players):
            raise InvalidGame(f"discount: {len(numbers)} numbers for {len(stage.players)} players")
    else:
        numbers = [given] * len(stage.players)
    return tuple(
        discount_factor(number, f"discount of {who}", finite)
        for who, number in zip(stage.players, numbers, strict=True)
    )


def discount_factor(given: Any, what: str, finite: bool = False) -> Fraction:
    """Return a discount factor as an exact number, refusing what is none."""
    try:
        number = rational(given, what)
    except InvalidInput as error:
        raise InvalidGame(str(error)) from None
    if not 0 <= number <= 1 or (number == 1 and not finite):
        accepted = "from 0 to 1" if finite else "from 0 up to, and without, 1"
        raise InvalidGame(f"{what} is {number_text(number)}; a number {accepted} is needed")
    return number


def cell_of(
    stage: NormalFormGame, given: Sequence[str] | Mapping[str, str], what: str = "profile"
) -> tuple[int, ...]:
    """Return the numbers of the strategies that `given` names, one per player.

    Examples
    --------
    >>> stage = NormalFormGame([[[0, -7], [2, -5]], [[0, 1], [-6, -5]]], players=["US", "China"],
    ...                        strategies=[["allow", "restrict"], ["supply", "withhold"]])
    >>> cell_of(stage, {"China": "withhold", "US": "allow"})
    (0, 1)
    """
    if isinstance(given, Mapping):
        odd = next((who for who in given if who not in stage.players), None)
        if odd is not None:
            known = ", ".join(stage.players)
            raise InvalidGame(f"{what}: {quoted(str(odd))} is no player; the players are {known}")
        missing = next((who for who in stage.players if who not in given), None)
        if missing is not None:
            raise InvalidGame(f"{what}: the strategy of {missing} is missing")
        labels: list[Any] = [given[who] for who in stage.players]
    elif isinstance(given, (list, tuple)) and len(given) == len(stage.players):
        labels = list(given)
    else:
        raise InvalidGame(
            f"{what} is {quoted(str(given))}; one strategy per player is needed ({', '.join(stage.players)})"
        )
    for who, label, own in zip(stage.players, labels, stage.strategies, strict=True):
        if label not in own:
            raise InvalidGame(
                f"{what}: {quoted(str(label))} is no strategy of {who}; there are: {', '.join(own)}"
            )
    return tuple(own.index(label) for label, own in zip(labels, stage.strategies, strict=True))


def check_punishment(given: object) -> str | int:
    """Return the length of a punishment, refusing what is none."""
    if given == GRIM:
        return GRIM
    if type(given) is int and 1 <= given <= MAX_LENGTH:
        return given
    raise InvalidGame(
        f"punishment is {given!r:.60}; accepted: {GRIM!r}, or a number of rounds from 1 to {MAX_LENGTH}"
    )
