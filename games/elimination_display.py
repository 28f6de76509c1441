"""What is shown of answers by dominance: survivors, deletions with what dominates them, and orders."""

from __future__ import annotations

from collections.abc import Iterator

from .blocks import Block, Heading, Paragraph, Table
from .decimals import with_decimal
from .elimination import Elimination, Weights
from .normal_form import NormalFormGame
from .solution import Solution

SHOWN = 60
"""Deletions listed; a longer trace is in the JSON."""


def elimination_blocks(solution: Solution) -> Iterator[Block]:
    """Yield the survivors and the trace, strict first, and what is known about orders of weak elimination."""
    report, game = solution.elimination, solution.game
    assert report is not None
    assert isinstance(game, NormalFormGame)
    yield _survivors(game, report.strict, "What is left")
    yield from _trace(game, report.strict, "Nothing is strictly dominated.")
    if report.weak is None:
        return
    weak = report.weak
    yield Heading("Weak dominance")
    yield _survivors(game, weak.course, "What is left when all that is weakly dominated goes in every round")
    yield from _trace(game, weak.course, "Nothing is weakly dominated.")
    if weak.order_matters is None:
        yield Paragraph(f"Whether the order of deletion matters is not known: {weak.reason}.")
    elif not weak.order_matters:
        yield Paragraph(f"The order of deletion does not matter: {weak.reason}.")
    else:
        yield Paragraph(
            "Warning: the order of deletion matters. Another order leaves other payoffs, so weak elimination "
            "answers nothing here without a reason for one order."
            if weak.outcomes_differ
            else "The order of deletion decides which strategies are left, but the orders compared leave the "
            "same payoffs."
        )
        for name, course in zip(("One order", "Another order"), weak.witness or (), strict=False):
            yield from _trace(game, course, "", name)
            yield _survivors(game, course, f"{name} leaves")


def _survivors(game: NormalFormGame, course: Elimination, caption: str) -> Table:
    rows = tuple(
        (who, ", ".join(own[s] for s in left))
        for who, own, left in zip(game.players, game.strategies, course.survivors, strict=True)
    )
    return Table(("player", "strategies"), rows, caption)


def _trace(
    game: NormalFormGame, course: Elimination, nothing: str, caption: str = "Deletions"
) -> Iterator[Block]:
    if not course.trace:
        yield Paragraph(nothing)
        return
    rows = tuple(
        (
            str(one.round),
            game.players[one.player],
            game.strategies[one.player][one.strategy],
            one.kind,
            _mixture(game.strategies[one.player], one.by),
        )
        for one in course.trace[:SHOWN]
    )
    yield Table(("round", "player", "deletes", "dominance", "dominated by"), rows, caption)
    if len(course.trace) > SHOWN:
        yield Paragraph(f"{len(course.trace) - SHOWN} more deletions are in the JSON.")


def _mixture(labels: tuple[str, ...], by: Weights) -> str:
    if len(by) == 1:
        return labels[by[0][0]]
    return ", ".join(f"{labels[s]}: {with_decimal(w)}" for s, w in by)
