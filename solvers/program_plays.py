"""Plays that are formulas in a parameter: what is asked of them, and where they are proven to be the best."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, Protocol, TypeVar

import numpy as np

from ..games.algebraic import Real
from ..games.errors import SolverFailed
from .germ import Germ, Number, at


class Play(Protocol):
    """An answer with its proof, made of numbers."""

    @property
    def value(self) -> Any:
        """What is best."""

    @property
    def support(self) -> Any:
        """What has a positive probability."""

    @property
    def statement(self) -> Any:
        """What is stated, without the proof."""

    @property
    def bare(self) -> Any:
        """The same without what proves it."""

    def paid(self, tables: Sequence[Any]) -> Any:
        """The same with what it pays by these payoffs."""

    def proven_by(self, other: Any) -> Any:
        """The same with the proof of another play of the same value."""

    def mapped(self, change: Callable[[Any], Any]) -> Any:
        """The same with every number changed."""


P = TypeVar("P", bound=Play)


@dataclass(frozen=True, slots=True)
class Concept(Generic[P]):
    """What is asked of a game.

    Attributes
    ----------
    tables : from the parameter to the payoffs, for each player an array of numbers.
    best : from payoffs that can be compared, and the same payoffs as formulas, to the best play in formulas.
    problem : from payoffs and a play to why it is not proven to be the best, or None.
    lasting : from the payoffs and the values at several places, and a play, to one like it that does not
        depend on the parameter and attains the value at all of the places, or None.
    """

    tables: Callable[[Any], Sequence[Any]]
    best: Callable[[Sequence[Any], Sequence[Any]], P]
    problem: Callable[[Sequence[Any], P], str | None]
    lasting: Callable[[Sequence[Sequence[Any]], Sequence[Real], P], P | None]


@dataclass(frozen=True, slots=True)
class Part(Generic[P]):
    """A play with a proof that holds between two ends, or at a point; at an end the next part may hold."""

    low: Real
    high: Real
    play: P


@dataclass(frozen=True, slots=True)
class Piece(Generic[P]):
    """An open interval of the parameter or a single point, with the play there.

    `parts` follow each other from left to right: the same statement, with other proofs. There are none where
    a payoff has a denominator of zero.
    """

    low: Real
    high: Real
    sample: Real
    parts: tuple[Part[P], ...]

    @property
    def play(self) -> P | None:
        """The statement, with its first proof.

        An end of the range may be a part of its own, in numbers: those say nothing about the open piece.
        """
        return self.longest[0].play if self.parts else None

    @property
    def longest(self) -> tuple[Part[P], ...]:
        """The open parts, or the one that a point is."""
        return tuple(part for part in self.parts if part.low < part.high) or self.parts

    @property
    def is_point(self) -> bool:
        """Whether it is a single value of the parameter."""
        return self.low == self.high


class Point(Generic[P]):
    """A single value of the parameter, with the payoffs there, and which plays are the best there."""

    def __init__(self, concept: Concept[P], value: Real) -> None:
        self.concept, self.value = concept, value
        self.tables = concept.tables(value)
        self.known: dict[int, tuple[P, P | None]] = {}
        self.statements: dict[int, tuple[P, P | None]] = {}

    def continued(self, play: P) -> P | None:
        """The numbers of a play at this value, where it is proven to be the best there."""
        if id(play) not in self.known:
            self.known[id(play)] = play, best_at(self.concept, self.tables, play, self.value)
        return self.known[id(play)][1]

    def stating(self, play: P) -> P | None:
        """The same, where need be with a proof of its own at this value."""
        if id(play) not in self.statements:
            here = self.continued(play)
            self.statements[id(play)] = play, self._proven_here(play) if here is None else here
        return self.statements[id(play)][1]

    @cached_property
    def best(self) -> P:
        """The best play of the game at this value alone."""
        play: P = self.concept.best(self.tables, self.tables).mapped(lambda number: number)
        return proven(self.concept, self.tables, play)

    def _proven_here(self, play: P) -> P | None:
        try:
            bare: P = play.bare.mapped(lambda number: at(number, self.value))
        except ZeroDivisionError:
            return None
        here: P = bare.proven_by(self.best)
        return None if bare.value != self.best.value or self.concept.problem(self.tables, here) else here


def best_at(concept: Concept[P], tables: Sequence[Any], play: P, value: Real) -> P | None:
    """The numbers of a play at a value of the parameter, where they are proven to be the best there."""
    try:
        moved: P = play.mapped(lambda number: at(number, value))
    except ZeroDivisionError:
        return None
    return moved if concept.problem(tables, moved) is None else None


def proven(concept: Concept[P], tables: Sequence[Any], play: P) -> P:
    problem = concept.problem(tables, play)
    if problem:
        raise SolverFailed(f"the proof of the best play failed: {problem}")
    return play


def each_at(table: Any, value: Any) -> Any:
    """The numbers of an array at a value of the parameter."""
    changed = table.copy()
    for cell in np.ndindex(*table.shape):
        changed[cell] = at(table[cell], value)
    return changed


def formula_key(number: Number) -> Any:
    """Equal for numbers that are the same formula; comparing them as numbers would watch their difference."""
    return (number.numerator, number.denominator) if isinstance(number, Germ) else number


def stated_formulas(play: Play) -> Any:
    return play.mapped(formula_key).statement
