"""What an exercise is on disk: statement, game, questions, how the library computes each answer, hints."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator, ValidationInfo, model_validator

from ...games.errors import InvalidInput
from ...games.exact import Number as Value
from ...games.extensive_form import ExtensiveFormGame
from ...games.normal_form import NormalFormGame
from ...games.parametric import ParametricGame
from ...games.situation import FORM_NAMES
from ...games.solution import Game
from ...games.yaml_game import yaml_game
from ...games.yaml_reader import Document
from ..frozen import Frozen
from ..records import FROZEN, Misplaced, Name, Number, Record, Text
from ..registry import case_model

Kind = Literal["equilibria", "profile", "outcomes", "payoffs", "number", "expression", "plan", "condition"]
Predicate = Literal["only-pure", "incomplete"]
Give = Literal["equilibria", "count", "payoffs", "pareto-better", "empty-threat", "plan", "where", "tie"]
Numeral = Annotated[str, Field(pattern=r"^[1-9][0-9]?(\.[1-9])?$")]

GIVES: Mapping[Kind, tuple[Give, ...]] = Frozen(
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

NEED_TREE: tuple[Give, ...] = ("empty-threat", "plan", "where", "tie")


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


def _read_own(value: Any, info: ValidationInfo) -> ParametricGame:
    document = info.context
    if not isinstance(document, Document):
        raise ValueError("a game of an exercise's own is read from a file")
    found = yaml_game(document.part(("game", "own"), value))
    if found.form not in ("normal", "extensive"):
        raise ValueError(f"an exercise takes a normal form or a tree, no {FORM_NAMES[found.form]}")
    return found


class GameSource(Record):
    """Where the game comes from: a case model, or an own game in our YAML format; both with settings."""

    model: Text | None = None
    own: Annotated[Any, PlainValidator(_read_own)] = None  # Pydantic cannot look into a ParametricGame
    settings: Annotated[Mapping[Name, Text], FROZEN] = Field(alias="set", default_factory=Frozen)

    @model_validator(mode="after")
    def _check_source(self) -> GameSource:
        if (self.model is None) == (self.own is None):
            raise ValueError("a game needs either a model or an own game")
        return self

    def build(self, settings: Mapping[str, object], symbols: tuple[str, ...]) -> Game:
        """Return the game under these settings, which win over those of the file."""
        given = {n: v for n, v in {**self.settings, **settings}.items() if n not in symbols}
        own: ParametricGame | None = self.own
        built: Any
        if own is None:
            built = case_model(str(self.model), given, symbols).game
        elif symbols:
            defaults = {p.name: p.default for p in own.parameters if p.default is not None}
            built = own.symbolic({n: v for n, v in {**defaults, **given}.items() if n not in symbols})
        else:
            built = own.at(given)
        if not isinstance(built, (NormalFormGame, ExtensiveFormGame)):
            raise InvalidInput(f"an exercise takes a normal form or a tree, no {FORM_NAMES[built.form]}")
        return built

    def values(self) -> Mapping[str, Value]:
        """The numbers that go into the game, by name."""
        own: ParametricGame | None = self.own
        return case_model(str(self.model), self.settings).values if own is None else own.values(self.settings)


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
    aliases: Annotated[Mapping[Text, Text], FROZEN] = Field(default_factory=Frozen)
    parts: Annotated[tuple[Part, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _check_numbers(self) -> Exercise:
        several = len(self.parts) > 1
        for i, part in enumerate(self.parts):
            wanted = f"{self.id}.{i + 1}" if several else self.id
            if part.id != wanted:
                raise Misplaced(("parts", i, "id"), f"{part.id} stands where {wanted} is due")
        return self

    @model_validator(mode="after")
    def _check_answers(self) -> Exercise:
        try:
            game, known = self.built(), self.values()
        except InvalidInput as error:
            raise Misplaced(("game",), str(error)) from None
        for i, part in enumerate(self.parts):
            fault = _misfit(part.answer, game, known)
            if fault is not None:
                raise Misplaced(("parts", i, "answer", fault[0]), fault[1])
        return self

    def built(self, settings: Mapping[str, object] | None = None, symbols: tuple[str, ...] = ()) -> Game:
        """Return the game, with parameters changed or left as symbols where asked for."""
        return self.game.build(settings or {}, symbols)

    def values(self) -> Mapping[str, Value]:
        """The numbers that went into the game, by name."""
        return self.game.values()

    def tree(
        self, settings: Mapping[str, object] | None = None, symbols: tuple[str, ...] = ()
    ) -> ExtensiveFormGame:
        """Return the game of an exercise on a tree.

        Raises
        ------
        InvalidInput
            The game of the exercise is a table.
        """
        game = self.built(settings, symbols)
        if not isinstance(game, ExtensiveFormGame):
            raise InvalidInput(f"exercise {self.id} has a table; a tree is needed")
        return game


def _misfit(answer: Computation, game: Game, known: Mapping[str, Value]) -> tuple[str, str] | None:
    """The field of an answer that does not go with the game, and why."""
    if not isinstance(game, ExtensiveFormGame):
        if answer.give in NEED_TREE:
            return "give", f"{answer.give} needs a tree; this game is a table"
        if answer.solve == "subgame-perfect":
            return "solve", "subgame-perfect needs a tree; this game is a table"
        return None
    names = {"parameter": (answer.parameter,) if answer.parameter else (), "symbols": answer.symbols}
    for field, given in names.items():
        for name in given:
            if name not in known:
                return field, f"{name!r} is no parameter of the game; accepted: {', '.join(known) or 'none'}"
    labels = [one.label for one in game.information_sets]
    if answer.at is not None and answer.at not in labels:
        return "at", f"there is no information set {answer.at!r}; accepted: {', '.join(labels)}"
    return None
