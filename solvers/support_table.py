"""Support enumeration as a table: every pair of supports that is tried, and why it fails where it does.

Source: Dickhaut & Kaplan (1991); Algorithm 3.4 of von Stengel (2007) in *Algorithmic Game Theory*.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from math import comb
from typing import Any, ClassVar

from ..games.blocks import Block, Heading, Paragraph, Table
from ..games.errors import LimitReached
from ..games.exact import number_text
from ..games.normal_form import NormalFormGame
from ..games.solution import Equilibrium
from ..games.view import View, label_text, mixed_text, require_two_players
from ..games.wording import player_name
from .indifference import Indifference, Reason, Support, indifference
from .labelled_polytopes import best_reply_corners

MAX_ROWS = 4095


@dataclass(frozen=True, slots=True)
class Attempt:
    """One pair of supports, the solutions of both players' equations, and the equilibrium if there is one.

    `equilibrium` is one of infinitely many where a solution is not unique.
    """

    supports: tuple[Support, Support]
    solutions: tuple[Indifference, Indifference]
    equilibrium: Equilibrium | None

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why there is no equilibrium with these supports; empty where there is one."""
        return tuple(reason for one in self.solutions for reason in one.reasons)

    @property
    def is_unique(self) -> bool:
        """Whether both players' equations have one solution."""
        return all(one.dimension == 0 for one in self.solutions)


@dataclass(frozen=True, slots=True, repr=False)
class SupportTable(View):
    """All attempts, those with supports of equal size first.

    Attributes
    ----------
    attempts : tuple of Attempt
    is_degenerate : bool
        Whether some mixed strategy has more best replies than strategies that it uses.
    complete : bool
        Whether every equilibrium has one of the pairs of supports in the table.
    """

    name: ClassVar[str] = "supports"
    game: NormalFormGame
    attempts: tuple[Attempt, ...]
    is_degenerate: bool
    complete: bool

    @property
    def equilibria(self) -> tuple[Equilibrium, ...]:
        """The equilibria found, in the order of the table."""
        return tuple(one.equilibrium for one in self.attempts if one.equilibrium is not None)

    def blocks(self) -> list[Block]:
        """Return the table and what it proves."""
        players = [player_name(who) for who in self.game.players]
        header = ("", *(f"support of {who}" for who in players), *players, "result")
        return [
            Heading(self.game.title or "A game without a title"),
            Paragraph(
                "In an equilibrium each player mixes so that the strategies in the other's support earn the "
                "same, and no other strategy earns more. Each row tries one pair of supports."
            ),
            Table(header, tuple(self._rows())),
            Paragraph(self._claim()),
        ]

    def content(self) -> dict[str, Any]:
        """Return every attempt with its solutions, reasons and equilibrium."""
        return {
            "degenerate": self.is_degenerate,
            "complete": self.complete,
            "attempts": [self._attempt_content(one) for one in self.attempts],
        }

    def __repr__(self) -> str:
        return f"<SupportTable: {len(self.attempts)} pairs of supports, {len(self.equilibria)} equilibria>"

    def _rows(self) -> Iterator[tuple[str, ...]]:
        count = 0
        for number, one in enumerate(self.attempts, 1):
            count += one.equilibrium is not None
            if one.equilibrium is None:
                result = "; ".join(reason.text for reason in one.reasons)
            elif one.is_unique:
                result = f"equilibrium {count}"
            else:
                result = f"equilibrium {count}: one of infinitely many"
            supports = (
                label_text(own, part) for own, part in zip(self.game.strategies, one.supports, strict=True)
            )
            yield str(number), *supports, *map(self._solution_text, one.solutions), result

    def _solution_text(self, one: Indifference) -> str:
        own = self.game.strategies[one.player]
        if one.dimension < 0:
            return "none"
        if one.point is not None:
            return mixed_text(own, one.point)
        if not one.corners:
            return "infinitely many"
        return "every mixture of " + " and ".join(f"({mixed_text(own, corner)})" for corner in one.corners)

    def _attempt_content(self, one: Attempt) -> dict[str, Any]:
        profile = one.equilibrium.profile if one.equilibrium else None
        return {
            "supports": {
                who: [own[s] for s in part]
                for who, own, part in zip(self.game.players, self.game.strategies, one.supports, strict=True)
            },
            "solutions": {
                who: "none"
                if side.dimension < 0
                else "infinitely many"
                if side.point is None
                else [number_text(p) for p in side.point]
                for who, side in zip(self.game.players, one.solutions, strict=True)
            },
            "equilibrium": [[number_text(p) for p in mixed or ()] for mixed in profile] if profile else None,
            "reasons": [
                {"kind": reason.kind, "player": self.game.players[reason.player], "text": reason.text}
                for reason in one.reasons
            ],
        }

    def _claim(self) -> str:
        count = len(self.equilibria)
        rows = f"{len(self.attempts)} pairs of supports tried, {count} with an equilibrium."
        if not self.is_degenerate:
            return (
                f"{rows} The game is nondegenerate: against a mixed strategy, no more replies are best than "
                "it uses strategies. So supports of an equilibrium have equal size, and these are all."
            )
        if self.complete:
            return (
                f"{rows} The game is degenerate, so supports of every size were tried: these are all pairs "
                "of supports that an equilibrium has."
            )
        return f"{rows} The game is degenerate: equilibria with supports of unequal size may be missing."


def support_table(game: NormalFormGame, *, unequal: bool | None = None) -> SupportTable:
    """Return every pair of supports with the solution of its indifference equations or why it fails.

    Parameters
    ----------
    game : NormalFormGame
        Of two players.
    unequal : bool, optional
        Whether to try supports of unequal size, too; without it, in degenerate games only, where they matter.

    Returns
    -------
    SupportTable
        Solutions are exact, and equilibria proven. `complete` says that no pair of supports can be missing.

    Raises
    ------
    SymbolsLeft, UnsupportedGame
        For free parameters, irrational payoffs and trees.
    LimitReached
        For more than 4095 pairs of supports.

    Examples
    --------
    >>> game = NormalFormGame([[[0, -7], [2, -9]], [[0, 1], [-6, -8]]], players=["US", "China"],
    ...                       strategies=[["allow", "restrict"], ["supply", "withhold"]])
    >>> table = support_table(game)
    >>> table
    <SupportTable: 5 pairs of supports, 3 equilibria>
    >>> [reason.text for reason in table.attempts[0].reasons]
    ['China gains 1 by switching to withhold', 'US gains 2 by switching to restrict']
    """
    require_two_players(game, "the support table")
    rows, columns = game.shape
    _check_count(comb(rows + columns, columns) - 1, "pairs of supports of equal size")
    degenerate = _is_degenerate(game)
    both = degenerate if unequal is None else unequal
    if both:
        hint = "" if unequal else "; with unequal=False only those of equal size"
        _check_count((2**rows - 1) * (2**columns - 1), "pairs of supports", hint)
    attempts = tuple(_attempt(game, *pair) for pair in _pairs(rows, columns, both))
    return SupportTable(game, attempts, degenerate, both or not degenerate)


def _check_count(count: int, what: str, hint: str = "") -> None:
    if count > MAX_ROWS:
        shown = str(count) if count < 10**9 else "more than 10^9"
        raise LimitReached(f"the support table would have {shown} {what}; at most {MAX_ROWS} are shown{hint}")


def _pairs(rows: int, columns: int, unequal: bool) -> Iterator[tuple[Support, Support]]:
    """The pairs of supports, small ones first; after all of equal size the others."""
    sizes = [(k, k) for k in range(1, min(rows, columns) + 1)]
    if unequal:
        every = itertools.product(range(1, rows + 1), range(1, columns + 1))
        sizes += sorted((pair for pair in every if pair[0] != pair[1]), key=lambda pair: (sum(pair), pair))
    for k, j in sizes:
        yield from itertools.product(
            itertools.combinations(range(rows), k), itertools.combinations(range(columns), j)
        )


def _attempt(game: NormalFormGame, first: Support, second: Support) -> Attempt:
    x = indifference(game, 0, first, second)
    y = indifference(game, 1, second, first)
    one, two = x.mixture, y.mixture
    found = None if one is None or two is None else Equilibrium(game, (one, two))
    return Attempt((first, second), (x, y), found)


def _is_degenerate(game: NormalFormGame) -> bool:
    return any(
        len(best) > sum(1 for p in corner if p)
        for player in (0, 1)
        for corner, best in best_reply_corners(game.payoffs[1 - player].numerators, player)
    )
