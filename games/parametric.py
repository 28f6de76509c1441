"""Games whose payoffs and probabilities are formulas in named parameters, before any number is chosen."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, ClassVar, Protocol, TypeAlias

import numpy as np

from .alternating_offers import AlternatingOffers
from .bargaining_problem import BargainingProblem
from .cooperative_game import CooperativeGame
from .errors import InvalidGame, InvalidInput, ParseError
from .exact import Number, exact, number_text, rational
from .extensive_form import CHANCE, ExtensiveFormGame, InformationSet, payoff_tables
from .formula import Formula
from .names import in_order, known_names
from .normal_form import NormalFormGame
from .repeated_game import RepeatedGame

Game: TypeAlias = (
    NormalFormGame
    | ExtensiveFormGame
    | RepeatedGame
    | BargainingProblem
    | AlternatingOffers
    | CooperativeGame
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named number of a game: its default, the range it may lie in, and where it comes from.

    `provenance` is ``documented``, ``derived`` or ``judged``, or empty. A parameter without a default must be
    set before the game has numbers. The range informs; values outside it may be set.
    """

    name: str
    default: Fraction | None = None
    lo: Fraction | None = None
    hi: Fraction | None = None
    unit: str = ""
    meaning: str = ""
    provenance: str = ""


@dataclass(frozen=True, slots=True)
class Derived:
    """A name that follows from the parameters by a formula, unless it is set itself."""

    name: str
    formula: Formula


@dataclass(frozen=True, slots=True)
class Placed:
    """A formula and the place where it stands, for messages: what it is, and its file and line."""

    formula: Formula
    what: str
    source: str = ""
    line: int | None = None

    def error(self, message: str) -> ParseError:
        """An error at this place."""
        return ParseError(f"{self.what}: {message}", source=self.source, line=self.line)


Evaluate: TypeAlias = Callable[[Placed], Number]


class Skeleton(Protocol):
    """A game with formulas where the numbers will stand."""

    @property
    def form(self) -> str:
        """The form of the game that is built."""

    def build(self, evaluate: Evaluate, players: Sequence[str], title: str) -> Game:
        """Return the game whose numbers are those of the formulas."""


@dataclass(frozen=True, slots=True)
class TableSkeleton:
    """A game in normal form; ``cells[player]`` runs through the cells with the last strategy fastest."""

    form: ClassVar[str] = "normal"

    strategies: tuple[tuple[str, ...], ...]
    cells: tuple[tuple[Placed, ...], ...]

    def build(self, evaluate: Evaluate, players: Sequence[str], title: str) -> NormalFormGame:
        """Return the game whose numbers are those of the formulas."""
        payoffs = []
        for formulas in self.cells:
            table = np.empty(len(formulas), dtype=object)
            table[:] = [evaluate(placed) for placed in formulas]
            payoffs.append(table.reshape([len(own) for own in self.strategies]))
        return NormalFormGame(payoffs, players=players, strategies=self.strategies, title=title)


@dataclass(frozen=True, slots=True)
class SetSkeleton:
    """An information set; chance has a formula per branch."""

    player: int
    label: str
    actions: tuple[str, ...]
    nodes: tuple[int, ...]
    probabilities: tuple[Placed, ...]

    def build(self, evaluate: Evaluate) -> InformationSet:
        """Return the information set, its probabilities checked."""
        numbers = tuple(evaluate(placed) for placed in self.probabilities)
        if self.player == CHANCE and all(isinstance(p, Fraction) for p in numbers):
            self.check([p for p in numbers if isinstance(p, Fraction)])
        return InformationSet(self.player, self.label, self.actions, self.nodes, numbers)

    def check(self, numbers: Sequence[Fraction]) -> None:
        """Refuse probabilities that are negative or do not sum to one."""
        for placed, p in zip(self.probabilities, numbers, strict=True):
            if p < 0:
                raise placed.error(f"{number_text(p)} is negative; a probability is at least 0")
        total = sum(numbers, Fraction(0))
        if total != 1:
            raise self.probabilities[0].error(
                f"with the other branches the sum is {number_text(total)}; it must be 1 exactly"
            )


@dataclass(frozen=True, slots=True)
class TreeSkeleton:
    """A game in extensive form; nodes without payoffs have None."""

    form: ClassVar[str] = "extensive"

    sets: tuple[SetSkeleton, ...]
    children: tuple[tuple[int, ...], ...]
    payoffs: tuple[tuple[Placed, ...] | None, ...]

    def build(self, evaluate: Evaluate, players: Sequence[str], title: str) -> Game:
        """Return the game whose numbers are those of the formulas."""
        rows = [None if row is None else [evaluate(placed) for placed in row] for row in self.payoffs]
        return ExtensiveFormGame(
            players=players,
            information_sets=[one.build(evaluate) for one in self.sets],
            children=self.children,
            payoffs=payoff_tables(rows, players),
            title=title,
        )


@dataclass(frozen=True, slots=True)
class ParametricGame:
    """A game with formulas; `at` gives it numbers, `symbolic` keeps parameters as symbols.

    Examples
    --------
    >>> from quidproquo.games.yaml_game import read_yaml_game
    >>> game = read_yaml_game('''
    ... form: normal
    ... players: [US, China]
    ... parameters: {k: 6, w: {default: 1, range: [1/2, 2], provenance: judged}}
    ... derived: {m: "w * max(0, 13 - k)"}
    ... strategies: {US: [allow], China: [supply, withhold]}
    ... payoffs: {allow: {supply: [0, 0], withhold: [-m, 1]}}
    ... ''')
    >>> game.at({"k": Fraction(10)}).payoffs[0].tolist()
    [[Fraction(0, 1), Fraction(-3, 1)]]
    >>> game.symbolic({"w": Fraction(1)}).payoffs[0][0, 1]
    -Max(0, 13 - k)
    >>> game.at({"q": Fraction(1)})
    Traceback (most recent call last):
    quidproquo.games.errors.InvalidInput: 'q' is no parameter of this game; the parameters are k, w; ...
    """

    title: str
    players: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    derived: tuple[Derived, ...]
    skeleton: Skeleton = field(repr=False)
    source: str = ""

    @property
    def form(self) -> str:
        """``normal``, ``extensive``, ``repeated``, ``bargaining`` or ``cooperative``: of the game."""
        return self.skeleton.form

    def values(self, settings: Mapping[str, Any]) -> dict[str, Fraction]:
        """Return the number of every parameter and derived name under these settings.

        Raises
        ------
        InvalidInput
            For names the game does not have, values that are no rational number, a parameter that has no
            default and is not set, and derived formulas without a value.
        """
        values = self._given(settings)
        missing = [p.name for p in self.parameters if p.name not in values and p.default is None]
        if missing:
            raise InvalidInput(
                f"{self._prefix()}parameter {missing[0]} has no default; set it: at({{{missing[0]!r}: ...}}) "
                f"(on the command line --set {missing[0]}=VALUE)"
            )
        values = {p.name: p.default for p in self.parameters if p.default is not None} | values
        for name, formula in self.formulas():
            if name not in values:
                try:
                    values[name] = formula.evaluate(values)
                except InvalidInput as error:
                    raise InvalidInput(f"{self._prefix()}derived {name}: {error}") from None
        return values

    def at(self, settings: Mapping[str, Any] | None = None) -> Game:
        """Return the game in numbers: what is not set has its default, derived names follow their formula.

        Raises
        ------
        InvalidInput
            As for `values`; and for payoffs without a value and probabilities that are no distribution.
        """
        values = self.values(settings or {})
        return self._build(lambda placed: placed.formula.evaluate(values))

    def symbolic(self, settings: Mapping[str, Any] | None = None) -> Game:
        """Return the game with the parameters that are not set as SymPy symbols, their defaults ignored.

        Raises
        ------
        InvalidInput
            For unknown names, and where a formula cannot stay symbolic.
        """
        values: dict[str, Any] = dict(self._given(settings or {}))
        for name, formula in self.formulas():
            if name not in values:
                try:
                    values[name] = exact(formula.to_sympy(values))
                except InvalidInput as error:
                    raise InvalidInput(f"{self._prefix()}derived {name}: {error}") from None
        return self._build(lambda placed: exact(placed.formula.to_sympy(values), placed.what))

    def leaving(self, symbols: Collection[str], settings: Mapping[str, Any] | None = None) -> Game:
        """Return the game with some parameters as symbols; the others are set, or have their defaults.

        Raises
        ------
        InvalidInput
            As for `values` and `symbolic`; and for a name that is both set and left a symbol.
        """
        given = self._given(settings or {})
        names = {one.name: one.default for one in self.parameters}
        for name in symbols:
            if name not in names:
                known = known_names(list(names), [d.name for d in self.derived])
                raise InvalidInput(f"{self._prefix()}{name!r} is no parameter of this game; {known}")
            if name in given:
                raise InvalidInput(
                    f"{self._prefix()}{name!r} is both set and left a symbol; one of the two is accepted"
                )
        fixed: dict[str, Any] = {}
        for name, default in names.items():
            if name in symbols:
                continue
            if name not in given and default is None:
                raise InvalidInput(
                    f"{self._prefix()}parameter {name} has no default; set it: {name}=VALUE is needed"
                )
            fixed[name] = given.get(name, default)
        return self.symbolic({**fixed, **given})

    def with_values(self, values: Mapping[str, Number]) -> Game:
        """Return the game at numbers or symbols, one for each name that its formulas read.

        Raises
        ------
        InvalidInput
            For a formula without a value, and probabilities that are no distribution.
        """

        def compute(placed: Placed) -> Number:
            if all(isinstance(values[name], Fraction) for name in placed.formula.names):
                numbers = {name: rational(values[name], name) for name in placed.formula.names}
                return placed.formula.evaluate(numbers)
            return exact(placed.formula.to_sympy(values), placed.what)

        return self._build(compute)

    def _build(self, compute: Evaluate) -> Game:
        def evaluate(placed: Placed) -> Number:
            try:
                return compute(placed)
            except InvalidInput as error:
                raise placed.error(str(error)) from None

        try:
            return self.skeleton.build(evaluate, self.players, self.title)
        except InvalidGame as error:
            raise InvalidInput(f"{self._prefix()}{error}") from None

    def formulas(self) -> list[tuple[str, Formula]]:
        """The derived names with their formulas, each after those that it follows from."""
        formulas = {one.name: one.formula for one in self.derived}
        return [(name, formulas[name]) for name in in_order(formulas)]

    def _given(self, settings: Mapping[str, Any]) -> dict[str, Fraction]:
        names = [p.name for p in self.parameters] + [one.name for one in self.derived]
        for name in settings:
            if name not in names:
                known = known_names([p.name for p in self.parameters], [d.name for d in self.derived])
                raise InvalidInput(f"{name!r} is no parameter of this game; {known}")
        return {name: rational(value, f"parameter {name}") for name, value in settings.items()}

    def _prefix(self) -> str:
        return f"{self.source}: " if self.source else ""
