"""Pure Nash equilibria of a normal form at one place of its parameter."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from ..games.errors import LimitReached
from ..games.regime_map import RegimeAnswer, RegimeEquilibrium
from .germ import Number
from .parameter_games import TableAt
from .regime_outcome import table_outcome

MAX_CELLS = 10_000
"""Cells of the table that are compared with their deviations, over numbers that depend on a parameter."""


def pure_nash_at(place: TableAt, name: str, value: Number) -> RegimeAnswer:
    """Return all equilibria in pure strategies at one place: no player gains by another strategy (Nash 1951).

    Raises
    ------
    LimitReached
        For more than `MAX_CELLS` cells.
    """
    game = place.game
    if np.prod(game.shape) > MAX_CELLS:
        raise LimitReached(
            f"the table has {np.prod(game.shape)} cells; with a parameter up to {MAX_CELLS} are compared, "
            "beyond that qpq sweep solves it on a grid"
        )
    stable = np.ones(game.shape, dtype=bool)
    tied = False
    for player, table in enumerate(place.payoffs):
        lines = np.moveaxis(table, player, -1).reshape(-1, game.shape[player])
        best = np.array([_best(line) for line in lines], dtype=bool)
        moved = [n for i, n in enumerate(game.shape) if i != player]
        stable &= np.moveaxis(best.reshape(*moved, game.shape[player]), -1, player)
    cells = [tuple(int(s) for s in cell) for cell in np.argwhere(stable)]
    for cell in cells:
        for player, table in enumerate(place.payoffs):
            line = table[(*cell[:player], slice(None), *cell[player + 1 :])]
            tied |= sum(bool(u == line[cell[player]]) for u in line) > 1
    equilibria = tuple(
        RegimeEquilibrium(
            tuple(_pure(size, s) for size, s in zip(game.shape, cell, strict=True)),
            tuple(table[cell] for table in place.payoffs),
        )
        for cell in cells
    )
    return RegimeAnswer(
        pattern=(tuple(cells), tied),
        equilibria=equilibria,
        components=tuple((i,) for i in range(len(cells))),
        outcome=table_outcome(game, equilibria),
        knife_edge=tied,
        complete_because="every cell was compared with every deviation",
    )


def _best(line: Any) -> list[bool]:
    most = max(line)
    return [bool(u == most) for u in line]


def _pure(size: int, chosen: int) -> tuple[Fraction, ...]:
    return tuple(Fraction(int(s == chosen)) for s in range(size))
