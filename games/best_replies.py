"""The payoff table with every best reply marked: where all payoffs of a cell are, it is an equilibrium."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from .blocks import Block, Heading, Marked, Paragraph, Table
from .errors import LimitReached
from .exact import number_text
from .normal_form import NormalFormGame
from .view import View, require_normal_form

MAX_CELLS = 2_000

Cell = tuple[int, ...]


@dataclass(frozen=True, slots=True, repr=False)
class BestReplyTable(View):
    """A payoff table, and the players who play a best reply in each cell.

    Attributes
    ----------
    game : NormalFormGame
    best : tuple of sets of cells
        For each player, the cells in which its strategy is a best reply to the others'; all of them on ties.
    """

    name: ClassVar[str] = "best-replies"
    game: NormalFormGame
    best: tuple[frozenset[Cell], ...]

    @property
    def equilibria(self) -> tuple[Cell, ...]:
        """The cells in which everyone plays a best reply: the equilibria in pure strategies, in order."""
        return tuple(sorted(frozenset.intersection(*self.best)))

    def blocks(self) -> list[Block]:
        """Return the table, one for each combination of the strategies of all but two players."""
        game = self.game
        return [
            Heading(game.title or "A game without a title"),
            *self._tables(),
            Paragraph(
                "* marks a best reply to what the others play in that cell. A cell in brackets has every "
                "payoff marked: it is a Nash equilibrium in pure strategies."
            ),
            Paragraph(self._claim()),
        ]

    def content(self) -> dict[str, Any]:
        """Return the best replies and equilibria as lists of profiles of labels."""
        labels = [self._labels(cell) for cell in self.equilibria]
        best = {
            who: [self._labels(cell) for cell in sorted(cells)]
            for who, cells in zip(self.game.players, self.best, strict=True)
        }
        return {"best_replies": best, "equilibria": labels}

    def __repr__(self) -> str:
        return f"<BestReplyTable of {self.game!r}: {len(self.equilibria)} pure equilibria>"

    def _labels(self, cell: Cell) -> list[str]:
        return [own[s] for own, s in zip(self.game.strategies, cell, strict=True)]

    def _tables(self) -> Iterator[Block]:
        game = self.game
        across = game.strategies[1] if len(game.players) > 1 else ("payoff",)
        corner = " \\ ".join(game.players[:2])
        for others in itertools.product(*map(range, game.shape[2:])):
            named = zip(game.players[2:], game.strategies[2:], others, strict=True)
            caption = ", ".join(f"{who}: {own[s]}" for who, own, s in named)
            rows: list[tuple[str | Marked, ...]] = []
            for r, label in enumerate(game.strategies[0]):
                cells = [(r, c, *others)[: len(game.players)] for c in range(len(across))]
                rows.append((label, *map(self._cell, cells)))
            yield Table((corner, *across), tuple(rows), caption)

    def _cell(self, cell: Cell) -> Marked:
        marks = [cell in cells for cells in self.best]
        numbers = map(number_text, self.game.payoffs_at(cell))
        return Marked(tuple(zip(numbers, marks, strict=True)), framed=all(marks))

    def _claim(self) -> str:
        found = self.equilibria
        if not found:
            return "No cell has every payoff marked: there is no equilibrium in pure strategies."
        listed = "; ".join(f"({', '.join(self._labels(cell))})" for cell in found)
        return f"Equilibri{'um' if len(found) == 1 else 'a'} in pure strategies: {listed}."


def best_reply_table(game: NormalFormGame) -> BestReplyTable:
    """Return the payoff table of a game with every best reply marked, ties included.

    Parameters
    ----------
    game : NormalFormGame
        Any number of players; with more than two there is a table per combination of the others' strategies.

    Raises
    ------
    SymbolsLeft, UnsupportedGame
        For free parameters, irrational payoffs, and trees.
    LimitReached
        For more than 2000 cells, which nobody reads.

    Notes
    -----
    A cell is an equilibrium when no player has a better reply to the others (Nash 1951). Payoffs are compared
    as integers.

    Examples
    --------
    >>> game = NormalFormGame([[[0, -7], [2, -9]], [[0, 1], [-6, -8]]], players=["US", "China"],
    ...                       strategies=[["allow", "restrict"], ["supply", "withhold"]])
    >>> print(best_reply_table(game))
    A game without a title
    <BLANKLINE>
      US \\ China  supply     withhold
      allow       0, 0       [-7*, 1*]
      restrict    [2*, -6*]  -9, -8
    <BLANKLINE>
      * marks a best reply ...
    """
    require_normal_form(game, "the best-reply table")
    count = math.prod(game.shape)
    if count > MAX_CELLS:
        raise LimitReached(f"the best-reply table would have {count} cells; at most {MAX_CELLS} are shown")
    best = []
    for player, table in enumerate(game.payoffs):
        marked = table.numerators == table.numerators.max(axis=player, keepdims=True)
        best.append(frozenset(tuple(map(int, cell)) for cell in np.argwhere(marked)))
    return BestReplyTable(game, tuple(best))
