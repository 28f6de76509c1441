"""What an exercise is on disk: statement, game, questions, how the library computes each answer, hints."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import Field, model_validator

from ...games.exact import Number as Value
from ...games.extensive_form import ExtensiveFormGame
from ...games.normal_form import NormalFormGame
from ..model import Game
from ..records import FROZEN, Misplaced, Name, Number, Record, Text
from ..registry import case_model

Kind = Literal["equilibria", "profile", "outcomes", "payoffs", "number", "expression", "plan", "condition"]
Predicate = Literal["only-pure", "incomplete"]
Give = Literal["equilibria", "count", "payoffs", "pareto-better", "empty-threat", "plan", "where", "tie"]
Numeral = Annotated[str, Field(pattern=r"^[1-9][0-9]?(\.[1-9])?$")]

GIVES: Mapping[Kind, tuple[Give, ...]] = MappingProxyType(
    {
        "equilibria": ("equilibria",),
        "profile": ("equilibria", "empty-threat"),
        "outcomes": ("pareto-better",),
        "payoffs": ("payoffs",),
        "number": ("count",),
        "expression": ("tie",),
        "plan": ("plan",),
        "condition": ("where",),
    }
)
"""Per kind of answer the computations that yield it."""


class Hint(Record):
    """What is said to a wrong answer that matches `when` (written like an answer) or `predicate`."""

    when: Text | None = None
    predicate: Predicate | None = None
    say: Text

    @model_validator(mode="after")
    def _check_trigger(self) -> Hint:
        if (self.when is None) == (self.predicate is None):
            raise ValueError("a hint needs either when or predicate")
        return self


class Computation(Record):
    """How the library computes the answer: which solution, and what of it.

    `only` keeps the mixed equilibria. `where`: the values of `parameter`, from `least` up, for which every
    equilibrium ends in one of `outcomes`. `tie`: the value of `parameter` at which the mover at the
    information set `at` is indifferent, as a formula in the names `symbols`.
    """

    solve: Literal["nash", "pure-nash", "subgame-perfect"]
    give: Give
    only: Literal["mixed"] | None = None
    parameter: Name | None = None
    least: Number = Fraction(0)
    outcomes: tuple[tuple[Text, ...], ...] = ()
    at: Text | None = None
    symbols: tuple[Name, ...] = ()

    @model_validator(mode="after")
    def _check_needs(self) -> Computation:
        if self.give in ("where", "tie") and self.parameter is None:
            raise Misplaced(("parameter",), f"{self.give} needs a parameter")
        if self.give == "where" and not self.outcomes:
            raise Misplaced(("outcomes",), "where needs at least one outcome")
        if self.give == "tie" and not (self.at and self.symbols):
            raise Misplaced(("at",), "tie needs an information set and symbols")
        return self


class Part(Record):
    """One question with its answer's kind; `decimals` says whether 0.5 may stand for 1/2."""

    id: Numeral
    question: Text
    kind: Kind
    answer: Computation
    decimals: bool = False
    hints: tuple[Hint, ...] = ()

    @model_validator(mode="after")
    def _check_kind(self) -> Part:
        accepted = GIVES[self.kind]
        if self.answer.give not in accepted:
            raise Misplaced(
                ("answer", "give"),
                f"{self.kind} is not computed by {self.answer.give}; {' or '.join(accepted)} is",
            )
        return self


class Cell(Record):
    """One outcome of a table: the strategies, and each player's payoff."""

    play: tuple[Text, ...]
    payoffs: tuple[Number, ...]


class Table(Record):
    """A normal form written out."""

    players: tuple[Text, ...]
    outcomes: tuple[Cell, ...]

    def build(self, title: str) -> NormalFormGame:
        """Return the game of the table."""
        cells = {cell.play: cell.payoffs for cell in self.outcomes}
        return NormalFormGame.from_table(cells, players=self.players, title=title)


class GameSource(Record):
    """Where the game comes from: a case model with settings, or a table."""

    model: Text | None = None
    settings: Annotated[Mapping[Name, Text], FROZEN] = Field(alias="set", default_factory=dict)
    table: Table | None = None

    @model_validator(mode="after")
    def _check_source(self) -> GameSource:
        if (self.model is None) == (self.table is None):
            raise ValueError("a game needs either a model or a table")
        return self


class Exercise(Record):
    """An exercise; with one part, the part has the number of the exercise, else ``5.1``, ``5.2``, …

    `aliases` are other spellings of actions, such as ``honor`` for ``honour``.
    """

    id: Numeral
    title: Text
    difficulty: Annotated[int, Field(ge=1, le=4)]
    goal: Text
    source: Text
    statement: Text
    game: GameSource
    aliases: Annotated[Mapping[Text, Text], FROZEN] = Field(default_factory=dict)
    parts: Annotated[tuple[Part, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _check_numbers(self) -> Exercise:
        several = len(self.parts) > 1
        for i, part in enumerate(self.parts):
            wanted = f"{self.id}.{i + 1}" if several else self.id
            if part.id != wanted:
                raise Misplaced(("parts", i, "id"), f"{part.id} stands where {wanted} is due")
        return self

    def built(self, settings: Mapping[str, object] | None = None, symbols: tuple[str, ...] = ()) -> Game:
        """Return the game, with parameters changed or left as symbols where asked for."""
        if self.game.table is not None:
            return self.game.table.build(self.title)
        assert self.game.model is not None
        given = {name: value for name, value in self.game.settings.items() if name not in symbols}
        return case_model(self.game.model, {**given, **(settings or {})}, symbols).game

    def values(self) -> Mapping[str, Value]:
        """The numbers that went into the game of a case model, by name."""
        assert self.game.model is not None
        return case_model(self.game.model, self.game.settings).values

    def tree(
        self, settings: Mapping[str, object] | None = None, symbols: tuple[str, ...] = ()
    ) -> ExtensiveFormGame:
        """Return the game of an exercise on a tree."""
        game = self.built(settings, symbols)
        assert isinstance(game, ExtensiveFormGame)
        return game
