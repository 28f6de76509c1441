"""A game with symbols, at a place of its parameter: tables and trees of numbers that may depend on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from ..games.errors import InvalidInput
from ..games.expression_value import value_at
from ..games.extensive_form import CHANCE, ExtensiveFormGame
from ..games.normal_form import NormalFormGame
from .germ import Number, sign_of


class NoGame(InvalidInput):
    """At this place the formulas make no game: a probability is negative, say."""


@dataclass(frozen=True, slots=True)
class TableAt:
    """A normal form at a place: ``payoffs[player]`` is an object array of Numbers with a cell per profile."""

    game: NormalFormGame
    payoffs: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class TreeAt:
    """A tree at a place.

    ``payoffs[player][node]`` are Numbers; ``probabilities[set]`` those of chance, None for players.
    """

    game: ExtensiveFormGame
    payoffs: tuple[tuple[Number, ...], ...]
    probabilities: tuple[tuple[Number, ...] | None, ...]


def table_at(game: NormalFormGame, values: Mapping[str, Number]) -> TableAt:
    """Return a normal form with its symbols replaced.

    Raises
    ------
    InvalidInput
        For payoffs that are not piecewise rational in the symbols, naming the player and the cell.
    ZeroDivisionError
        Where a payoff has a denominator of zero.

    Examples
    --------
    >>> from sympy import Symbol
    >>> game = NormalFormGame([[[Symbol("d"), 1]], [[0, 0]]])
    >>> table_at(game, {"d": Fraction(1, 2)}).payoffs[0].tolist()
    [[Fraction(1, 2), Fraction(1, 1)]]
    """
    tables = []
    for who, table in zip(game.players, game.payoffs, strict=True):
        cells = np.empty(game.shape, dtype=object)
        for cell in np.ndindex(*game.shape):
            cells[cell] = value_at(table[cell], values, f"payoff of {who} at {list(cell)}")
        tables.append(cells)
    return TableAt(game, tuple(tables))


def tree_at(game: ExtensiveFormGame, values: Mapping[str, Number]) -> TreeAt:
    """Return a tree with its symbols replaced.

    Raises
    ------
    InvalidInput
        For payoffs and probabilities that are not piecewise rational in the symbols.
    NoGame
        Where the probabilities of chance are negative or do not sum to one.
    ZeroDivisionError
        Where a denominator is zero.
    """
    payoffs = tuple(
        tuple(
            value_at(number, values, f"payoff of {who} at {game.node_text(node)}")
            for node, number in enumerate(table.entries())
        )
        for who, table in zip(game.players, game.payoffs, strict=True)
    )
    found: list[tuple[Number, ...] | None] = []
    for one in game.information_sets:
        if one.player != CHANCE:
            found.append(None)
            continue
        where = f"a probability of chance at {one.label!r}"
        numbers = tuple(value_at(p, values, where) for p in one.probabilities)
        if any(sign_of(p) < 0 for p in numbers) or sum(numbers, Fraction(0)) != 1:
            raise NoGame(f"the probabilities of chance at {one.label!r} are no distribution")
        found.append(numbers)
    return TreeAt(game, payoffs, tuple(found))
