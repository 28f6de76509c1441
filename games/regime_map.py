"""The answer of a game for every value of one parameter: cells, and the exact borders between them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from .algebraic import AlgebraicNumber, Real
from .comparative_statics import Statics, statics_document
from .errors import InvalidInput
from .exact import number_text
from .extensive_form import CHANCE, ExtensiveFormGame
from .normal_form import NormalFormGame
from .parameter_formula import ParameterFormula, quotient_text
from .solution import Alternative
from .solution_json import SCHEMA, game_document, number_document

Game = NormalFormGame | ExtensiveFormGame


@dataclass(frozen=True, slots=True)
class RegimeEquilibrium:
    """One equilibrium on a cell: a number is the same on the whole cell, or a formula in the parameter.

    `profile` has a distribution for each player of a normal form, for each information set of a tree (None
    for chance). `payoffs` are what the players get. `statics` says in which direction both move when the
    parameter rises, on open cells of a finished map.
    """

    profile: tuple[tuple[Any, ...] | None, ...]
    payoffs: tuple[Any, ...]
    statics: Statics | None = None


@dataclass(frozen=True, slots=True)
class RegimeAnswer:
    """What is known at one place of the range, or on one cell.

    Attributes
    ----------
    pattern : what has to be equal for two places to belong to one cell: supports, components, reasons; no
        number in it depends on the parameter.
    equilibria : in an order that the pattern determines.
    components : connected sets, as lists of indices into `equilibria`.
    pieces : per component the products of convex hulls that it is made of, each a tuple with the corners of
        every player; empty where every component is a point.
    conditions : alternatives, where the set is no union of such products.
    outcome : in words, what is done.
    fields : what the concept adds, under the names of its JSON: plain data with numbers in it.
    classes : of each player, the kind of situation, where the model names it.
    knife_edge : whether somebody is exactly indifferent where it matters.
    complete, complete_because : whether nothing is missing, and why.
    """

    pattern: Any
    equilibria: tuple[RegimeEquilibrium, ...] = ()
    components: tuple[tuple[int, ...], ...] = ()
    pieces: tuple[Any, ...] = ()
    conditions: tuple[Alternative, ...] = ()
    outcome: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    classes: Mapping[str, str] = field(default_factory=dict)
    knife_edge: bool = False
    complete: bool = True
    complete_because: str = ""


NUMBERS = ("equilibria", "pieces", "fields")
"""The attributes of a RegimeAnswer that hold numbers."""


@dataclass(frozen=True, slots=True)
class Cell:
    """An open interval of the parameter with one answer, or a border: a single value with its own.

    At an end of the range the interval includes the end, unless that is a border itself. `sample` is a value
    inside, `statics` says in which direction the numbers of each equilibrium move with the parameter.
    """

    low: Real
    high: Real
    sample: Real
    answer: RegimeAnswer

    @property
    def is_border(self) -> bool:
        """Whether the cell is a single value."""
        return self.low == self.high

    def holds(self, value: Real) -> bool:
        """Whether a value of the parameter lies strictly inside, or is the border."""
        return value == self.low if self.is_border else self.low < value < self.high


@dataclass(frozen=True, slots=True)
class Excluded:
    """Values of the parameter for which there is no game, from `low` to `high`, and why."""

    low: Real
    high: Real
    because: str


@dataclass(frozen=True)
class RegimeMap:
    """The complete answer of a game over a range of one parameter.

    Attributes
    ----------
    game : the game, with the parameter as a symbol.
    solution : the concept.
    parameter, low, high : what is varied, and from where to where, both ends included.
    cells : in ascending order; open intervals and the borders between them.
    excluded : values for which the game is not defined.
    method, complete, complete_because : how it was found, whether every cell and border is complete, and why.
    calibration : the default of the parameter, if it is known; pictures mark it.

    Examples
    --------
    >>> from quidproquo import NormalFormGame, regimes
    >>> from sympy import Symbol
    >>> d = Symbol("d")
    >>> game = NormalFormGame([[[0, -7], [d, d - 7]], [[0, 1], [-6, -5]]], players=["US", "China"])
    >>> found = regimes(game, "d", -2, 10, solution="pure-nash")
    >>> found
    <RegimeMap pure-nash in d: 1 border at 0>
    >>> [cell.answer.outcome for cell in found.cells]
    ['1, 2', '1, 2 or 2, 2', '2, 2']
    """

    game: Game = field(repr=False)
    solution: str
    parameter: str
    low: Fraction
    high: Fraction
    cells: tuple[Cell, ...]
    excluded: tuple[Excluded, ...]
    method: str
    complete: bool
    complete_because: str
    calibration: Fraction | None = None
    notes: tuple[str, ...] = ()

    @property
    def borders(self) -> tuple[Real, ...]:
        """The values at which the answer changes, in ascending order."""
        return tuple(cell.low for cell in self.cells if cell.is_border)

    def cell_at(self, value: Real | int | str) -> Cell:
        """Return the cell that a value of the parameter belongs to.

        Raises
        ------
        InvalidInput
            For a value outside the range, and for one at which the game is not defined.
        """
        from .exact import rational

        point = value if isinstance(value, AlgebraicNumber) else rational(value, self.parameter)
        if not self.low <= point <= self.high:
            raise InvalidInput(
                f"{self.parameter} = {point} is outside the range from {number_text(self.low)} to "
                f"{number_text(self.high)}"
            )
        for one in self.excluded:
            if one.low == one.high == point or one.low < point < one.high:
                raise InvalidInput(f"{self.parameter} = {point}: {one.because}")
        for cell in self.cells:
            if cell.is_border and cell.low == point:
                return cell
        return next(c for c in self.cells if not c.is_border and c.low <= point <= c.high)

    def document(self) -> dict[str, Any]:
        """Return the map as the plain data of the contract."""
        return {
            "schema": SCHEMA,
            "game": game_document(self.game),
            "solution": self.solution,
            "method": self.method,
            "complete": self.complete,
            "complete_because": self.complete_because,
            "parameter": self.parameter,
            "from": number_text(self.low),
            "to": number_text(self.high),
            "borders": [number_document(one) for one in self.borders],
            "decimals": [f"{float(one):.10g}" for one in self.borders],
            "cells": [_cell_document(self.game, cell) for cell in self.cells],
            "excluded": [
                {
                    "from": number_document(one.low),
                    "to": number_document(one.high),
                    "because": one.because,
                }
                for one in self.excluded
            ],
            **({"notes": list(self.notes)} if self.notes else {}),
        }

    def to_json(self) -> str:
        """Return the map as JSON."""
        return json.dumps(self.document(), ensure_ascii=False, indent=1)

    def text(self, width: int = 100) -> str:
        """Return the map as plain text."""
        from .regime_display import regime_text

        return regime_text(self, width)

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        count = len(self.borders)
        shown = ", ".join(str(one) for one in self.borders[:6]) + (", …" if count > 6 else "")
        where = f" at {shown}" if count else ""
        plural = "border" if count == 1 else "borders"
        partly = "" if self.complete else ", incomplete"
        return f"<RegimeMap {self.solution} in {self.parameter}: {count or 'no'} {plural}{where}{partly}>"

    def _repr_html_(self) -> str:
        from .regime_display import regime_html

        return regime_html(self)


def numbers_of(answer: RegimeAnswer) -> Iterator[Any]:
    """The numbers in an answer, always in the same order for the same pattern."""
    for name in NUMBERS:
        yield from _leaves(getattr(answer, name))


def with_numbers(answer: RegimeAnswer, convert: Callable[[Any], Any]) -> RegimeAnswer:
    """The answer with each of its numbers converted."""
    return replace(answer, **{name: mapped_numbers(getattr(answer, name), convert) for name in NUMBERS})


def _leaves(part: Any) -> Iterator[Any]:
    if isinstance(part, (str, bool, int)) or part is None:
        return
    if isinstance(part, RegimeEquilibrium):
        yield from _leaves((part.profile, part.payoffs))
    elif isinstance(part, Mapping):
        for value in part.values():
            yield from _leaves(value)
    elif isinstance(part, (tuple, list)):
        for value in part:
            yield from _leaves(value)
    else:
        yield part


def mapped_numbers(part: Any, convert: Callable[[Any], Any]) -> Any:
    """Plain data with each number in it converted; texts and whole numbers are no numbers here."""
    if isinstance(part, (str, bool, int)) or part is None:
        return part
    if isinstance(part, RegimeEquilibrium):
        profile, payoffs = mapped_numbers(part.profile, convert), mapped_numbers(part.payoffs, convert)
        return RegimeEquilibrium(profile, payoffs, part.statics)
    if isinstance(part, Mapping):
        return {name: mapped_numbers(value, convert) for name, value in part.items()}
    if isinstance(part, (tuple, list)):
        return tuple(mapped_numbers(value, convert) for value in part)
    return convert(part)


def value_document(number: Any) -> Any:
    """A number of a cell: exact as in solutions, or the text of a formula in the parameter.

    A formula that changes at an irrational value is written in pieces, each with the value it holds up to.
    """
    if not isinstance(number, ParameterFormula):
        return number_document(number)
    if all(isinstance(piece.high, Fraction) for piece in number.pieces[:-1]):
        return str(number)
    return {
        "pieces": [
            {
                "to": number_document(piece.high),
                "formula": quotient_text(piece.numerator, piece.denominator, number.name),
            }
            for piece in number.pieces
        ]
    }


def profile_of(game: Game, profile: Sequence[Any]) -> dict[str, Any]:
    """A profile on a cell, as ``{player: {strategy: number}}``, with information sets between for trees."""
    if isinstance(game, NormalFormGame):
        return {
            who: _mixed(own, mixed)
            for who, own, mixed in zip(game.players, game.strategies, profile, strict=True)
        }
    document: dict[str, Any] = {who: {} for who in game.players}
    for one, mixed in zip(game.information_sets, profile, strict=True):
        if one.player != CHANCE and mixed is not None:
            document[game.players[one.player]][one.label] = _mixed(one.actions, mixed)
    return document


def _mixed(labels: Sequence[str], mixed: Sequence[Any]) -> dict[str, Any]:
    """The probabilities that are not zero on the whole cell."""
    return {
        label: value_document(p)
        for label, p in zip(labels, mixed, strict=True)
        if isinstance(p, ParameterFormula) or p != 0
    }


def _cell_document(game: Game, cell: Cell) -> dict[str, Any]:
    answer = cell.answer
    document: dict[str, Any] = {
        "from": number_document(cell.low),
        "to": number_document(cell.high),
        "open": not cell.is_border,
        "sample": number_document(cell.sample),
        "outcome": answer.outcome,
        "knife_edge": answer.knife_edge,
        "complete": answer.complete,
        "complete_because": answer.complete_because,
        "equilibria": [
            {
                "profile": profile_of(game, one.profile),
                "payoffs": {who: value_document(u) for who, u in zip(game.players, one.payoffs, strict=True)},
                **({"statics": statics_document(game, one.profile, one.statics)} if one.statics else {}),
            }
            for one in answer.equilibria
        ],
        "components": [list(one) for one in answer.components],
    }
    if answer.pieces:
        document["pieces"] = [
            [
                {
                    who: [[value_document(p) for p in corner] for corner in corners]
                    for who, corners in zip(game.players, product, strict=True)
                }
                for product in pieces
            ]
            for pieces in answer.pieces
        ]
    if answer.conditions:
        document["conditions"] = [
            {
                "variables": {
                    v.name: {"player": v.player, "information_set": v.information_set, "action": v.action}
                    for v in one.variables
                },
                "all": list(one.relations),
            }
            for one in answer.conditions
        ]
    document.update({name: mapped_numbers(value, value_document) for name, value in answer.fields.items()})
    if answer.classes:
        document["classes"] = dict(answer.classes)
    return document
