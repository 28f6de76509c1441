"""What is shown of cooperative games and of their answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from .blocks import Block, Heading, Paragraph, Table, blocks_html
from .cooperative_game import CooperativeGame
from .decimals import with_decimal
from .exact import number_text
from .solution import Solution

CORE_EDGE = "Knife edge: all players together are worth just enough for a core; with any less there is none."
MANY_COALITIONS = 40
"""Coalitions up to which the worths of a game are shown one by one."""

MANY_POINTS = 8
"""Points of a core up to which they are shown."""


def game_html(game: CooperativeGame) -> str:
    """Return a game as a table of worths, as notebooks show it."""
    blocks: list[Block] = [Heading(game.title)] if game.title else []
    order = [*game.proper(), len(game.worths) - 1]
    rows = tuple((game.text(mask), number_text(game.worths[mask])) for mask in order[:MANY_COALITIONS])
    blocks.append(Table(("coalition", "worth"), rows))
    if len(order) > MANY_COALITIONS:
        blocks.append(Paragraph(f"… and {len(order) - MANY_COALITIONS} more coalitions"))
    return f'<div class="quidproquo tex2jax_ignore mathjax_ignore">{blocks_html(blocks)}</div>'


def cooperative_claim(solution: Solution) -> str:
    """Return what the answer claims, and why."""
    count, because = len(solution.allocations), solution.complete_because.rstrip(".")
    if not solution.complete:
        found = f"{count} found, there may be more" if count else "none found, there may be some"
        return f"Incomplete: {found}; {because}."
    if not count:
        return f"Complete: there is none, because {because}."
    if solution.concept == "core" and count > 1:
        return f"Complete: the {count} below are all extreme points, and {because}."
    return f"Complete: the one below is the only one, because {because}."


def cooperative_blocks(solution: Solution) -> Iterator[Block]:
    """Yield the allocations as one table, ranges for a core of several points, and the proof."""
    game = solution.game
    if solution.allocations:
        head = ("player", *(str(i + 1) for i in range(len(solution.allocations))))
        if len(solution.allocations) == 1:
            head = ("player", "gets")
        if len(solution.allocations) <= MANY_POINTS:
            yield Table(
                head,
                tuple(
                    (who, *(with_decimal(one.payoffs[k]) for one in solution.allocations))
                    for k, who in enumerate(game.players)
                ),
                "Extreme points of the core" if solution.concept == "core" else "",
            )
        else:
            yield Paragraph(f"The {len(solution.allocations)} extreme points stand in the JSON.")
        if len(solution.allocations) > 1:
            yield _ranges(solution)
    yield from _proof(solution)


def _ranges(solution: Solution) -> Table:
    rows = []
    for k, who in enumerate(solution.game.players):
        own: list[Any] = [one.payoffs[k] for one in solution.allocations]
        rows.append((who, with_decimal(min(own)), with_decimal(max(own))))
    return Table(("player", "at least", "at most"), tuple(rows), "What each player gets in the core")


def _proof(solution: Solution) -> Iterator[Block]:
    dual = solution.dual if isinstance(solution.dual, Mapping) else {}
    if not solution.allocations:
        for weights in dual.values():
            yield _weights_table(solution, weights, "Proof: coalitions that take each player exactly once")
        return
    if solution.concept == "core":
        yield Paragraph("Proof: no coalition is worth more than its members get, computed exactly.")
    elif solution.concept == "shapley":
        yield Paragraph(
            "Proof: the payoffs share the worth of all players, and each coalition's dividend is shared "
            "equally; both are computed exactly."
        )
    else:
        yield Paragraph(
            "Proof (Kohlberg 1971): the coalitions with the largest excesses take each player exactly once "
            "with these weights, so that none of them can do better without another doing worse."
        )
        for excess, weights in dual.items():
            yield _weights_table(solution, weights, f"Excess {excess}")


def _weights_table(solution: Solution, weights: Mapping[str, Fraction], caption: str) -> Table:
    game = solution.game
    assert isinstance(game, CooperativeGame)
    rows = tuple((name, number_text(game.worth(name)), with_decimal(w)) for name, w in weights.items())
    return Table(("coalition", "worth", "weight"), rows, caption)
