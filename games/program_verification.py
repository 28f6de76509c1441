"""Checking maps of correlated play and of commitment: every cell is proven on all of it, by duality.

Nothing here is taken from a solver: the formulas of the file are put to the definitions of `program_proofs`
over numbers that compare on a whole stretch of the parameter (`stretch_number`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

from .algebraic import AlgebraicNumber, Real
from .common_field import in_common_field
from .correlation_names import WELFARE
from .errors import InvalidInput, ParseError
from .expression_value import value_at
from .formula import parse_formula
from .normal_form import NormalFormGame
from .program_document import ProgramDocument
from .program_proofs import CommittedPlay, CorrelatedPlay, committed_problem, correlated_problem
from .solution_fields import read_real
from .stretch_number import ChangesSign, OpenStretch, problem_on

PROGRAMS = ("correlated", "coarse-correlated", "stackelberg")
"""The concepts whose maps are proven here."""

CHECKED = (
    "every cell on all of it, and every border: the play, its value, and the dual that bounds all others"
)


def program_findings(document: Mapping[str, Any], game: NormalFormGame) -> Iterator[str]:
    """Yield what is wrong with the cells of a map of a concept in `PROGRAMS`.

    Raises
    ------
    ParseError
        For fields that are missing or malformed.
    LimitReached
        Where a cell falls into too many parts.
    """
    claim = _Claim(document, game)
    yield from claim.gaps()
    for i, cell in enumerate(document["cells"]):
        for problem in claim.problems(cell, f"cell {i}"):
            yield f"cell {i}: {problem}"


class _Claim:
    """What a map states about a game."""

    def __init__(self, document: Mapping[str, Any], game: NormalFormGame) -> None:
        self.document, self.game = document, game
        self.name, self.concept = str(document["parameter"]), str(document["solution"])
        self.read = ProgramDocument(document, game)
        self.coarse = self.read.coarse
        self.low, self.high = (read_real(document[end], end) for end in ("from", "to"))
        self.parsed: dict[str, Any] = {}

    def gaps(self) -> Iterator[str]:
        """Where two cells meet without a border, and where a game is excluded that is there."""
        spans = sorted(
            (
                tuple(read_real(one[end], "a cell") for end in ("from", "to"))
                for one in (*self.document["cells"], *self.document["excluded"])
            ),
            key=lambda span: (float(span[0]), float(span[1])),
        )
        for (low, high), (start, end) in pairwise(spans):
            if low < high and start < end:
                yield f"nothing is stated at {self.name} = {high}"
        for one in self.document["excluded"]:
            low, high = (read_real(one[end], "an excluded place") for end in ("from", "to"))
            try:
                self._tables(low if low == high else OpenStretch(low, high).parameter)
            except ZeroDivisionError:
                continue
            except ChangesSign:
                pass
            yield f"the game is excluded from {self.name} = {low} to {high}, but it is defined there"

    def problems(self, cell: Mapping[str, Any], where: str) -> Iterator[str]:
        """What is wrong with a cell."""
        low, high = read_real(cell["from"], where), read_real(cell["to"], where)
        if bool(cell.get("knife_edge")) != (low == high):
            yield "a border rests on a tie, an open cell does not"
        stated, outcome = self.read.statement(cell, where)
        if cell.get("outcome") != outcome:
            yield f"the outcome is {outcome}"
        parts = self.read.parts(cell, where)
        ends = [low, *(part[1] for part in parts)]
        if [part[0] for part in parts] != ends[:-1] or ends[-1] != high:
            yield "the parts of the dual do not follow each other from end to end"
            return
        for start, end, multipliers in parts:
            texts = {**stated, "multipliers": multipliers}
            problem = (
                self._problem(texts, start)
                if start == end
                else problem_on(start, end, partial(self._problem, texts))
            )
            if problem:
                yield f"from {start} to {end}: {problem}"
        points = {part[0] for part in parts if part[0] == part[1]}
        for place in dict.fromkeys([low, *ends]) if low < high else ():
            inside = low < place < high or (place in (self.low, self.high) and not self._is_cell(place))
            if inside and place not in points:
                beside = [{**stated, "multipliers": m} for start, end, m in parts if place in (start, end)]
                found = [self._problem(texts, place) for texts in beside]
                if None not in found:
                    yield f"at {place}: {found[0]}"

    def _is_cell(self, place: Real) -> bool:
        """Whether a value of the parameter is a border, or excluded."""
        return any(
            read_real(one["from"], "a cell") == place == read_real(one["to"], "a cell")
            for one in (*self.document["cells"], *self.document["excluded"])
        )

    def _problem(self, texts: Mapping[str, Any], value: Any) -> str | None:
        """Why what is stated is not proven at a value of the parameter, or on a stretch of it."""
        multipliers, weights = texts["multipliers"]
        stated = {**texts, "multipliers": multipliers, "weights": weights}
        place = value
        if isinstance(value, AlgebraicNumber):
            place, stated = _in_one_field(value, stated)
        try:
            tables = self._tables(place)
            numbers = _mapped(stated, lambda content: self._number(content, place))
            if self.concept == "stackelberg":
                lead = stated["leader"]
                own, theirs = (np.moveaxis(tables[p], lead, 0) for p in (lead, 1 - lead))
                committed = CommittedPlay(
                    numbers["mixture"],
                    stated["reply"],
                    numbers["value"],
                    numbers["theirs"],
                    numbers["multipliers"],
                )
                return committed_problem(own, theirs, committed)
            goal = stated["goal"]
            due = [Fraction(goal in (WELFARE, p)) for p in range(len(tables))]
            play = CorrelatedPlay(
                numbers["distribution"],
                numbers["value"],
                numbers["payoffs"],
                numbers["multipliers"],
                numbers["weights"] or due,
            )
            return correlated_problem(tables, play, goal, coarse=self.coarse)
        except ZeroDivisionError:
            return f"a denominator is zero at {self.name} = {value}"

    def _tables(self, value: Any) -> list[Any]:
        tables = []
        for who, table in zip(self.game.players, self.game.payoffs, strict=True):
            numbers = np.empty(self.game.shape, dtype=object)
            for cell in np.ndindex(*self.game.shape):
                numbers[cell] = value_at(table[cell], {self.name: value}, f"payoff of {who} at {list(cell)}")
            tables.append(numbers)
        return tables

    def _number(self, content: Any, value: Any) -> Any:
        """A number of the file where the parameter has a value."""
        if isinstance(content, (Fraction, AlgebraicNumber)):
            return content
        if not isinstance(content, str):
            if not isinstance(value, (Fraction, AlgebraicNumber)):
                raise ParseError("a number is irrational on a whole cell; a formula is needed")
            return read_real(content, "a number")
        if content not in self.parsed:
            try:
                self.parsed[content] = parse_formula(content).to_sympy()
            except InvalidInput as problem:
                raise ParseError(f"{content[:60]!r} is no formula in {self.name}: {problem}") from None
        return value_at(self.parsed[content], {self.name: value}, "a formula")


def _mapped(content: Any, change: Any) -> Any:
    """The content with each number in it changed: texts, and objects that write irrational numbers."""
    if isinstance(content, Mapping) and "polynomial" not in content:
        return {key: _mapped(one, change) for key, one in content.items() if key != "goal"}
    if isinstance(content, (list, tuple)):
        return [_mapped(one, change) for one in content]
    return content if isinstance(content, int) or content is None else change(content)


def _in_one_field(value: AlgebraicNumber, stated: Mapping[str, Any]) -> tuple[Any, dict[str, Any]]:
    """The value of the parameter and all irrational numbers of a border, so that they can be added up."""
    found: list[Any] = []

    def read(content: Any) -> Any:
        if isinstance(content, Mapping):
            found.append(read_real(content, "a number"))
        return content

    _mapped(stated, read)
    common = in_common_field([value, *found])
    if common is None:
        raise ParseError(f"the irrational numbers at {value} could not be compared with each other")
    rest = iter(common[1:])
    changed = _mapped(stated, lambda content: next(rest) if isinstance(content, Mapping) else content)
    return common[0], {**stated, **changed}
