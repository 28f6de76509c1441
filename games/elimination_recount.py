"""Iterated dominance from every vertex of the best-reply polyhedra: what maps of it are held against.

Nothing here is shared with a solver. A strategy is strictly dominated exactly where no belief makes it a best
reply, and weakly where no belief that excludes nothing does (Pearce 1984, Lemmas 3 and 4); the beliefs that
make it one are the mixtures of those vertices at which it is best.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import comb, prod
from typing import Any, TypeAlias

from .brute_force import MAX_SYSTEMS, vertices
from .elimination import Kind, Survivors
from .errors import ParseError, UnsupportedGame
from .exact import number_text, rational
from .normal_form import NormalFormGame

MAX_ORDERS = 300
"""Sets of survivors up to which it is recounted whether the order of weak elimination matters."""

Step: TypeAlias = tuple[int, int, int, Kind]
"""A deletion: round, player, strategy, and in which sense it is dominated."""


def recount(game: NormalFormGame, kind: Kind) -> tuple[Survivors, tuple[Step, ...]]:
    """Return what is left and what is deleted, when every round deletes all that is dominated.

    Examples
    --------
    >>> game = NormalFormGame([[[3, 0], [0, 3], [1, 1]], [[1, 0], [0, 1], [0, 2]]])
    >>> recount(game, "strict")
    (((0, 1), (0, 1)), ((1, 0, 2, 'strict'),))
    """
    left: Survivors = tuple(tuple(range(width)) for width in game.shape)
    steps: list[Step] = []
    while found := _dominated(game, left, kind):
        number = steps[-1][0] + 1 if steps else 1
        steps += [(number, *one) for one in found]
        left = _without(left, {(player, s) for player, s, _ in found})
    return left, tuple(steps)


def elimination_map_findings(cell: Mapping[str, Any], game: NormalFormGame, concept: str) -> Iterator[str]:
    """Say what is wrong with a cell of a map of dominance at a value of its parameter.

    Parameters
    ----------
    cell : the cell with its formulas evaluated.
    game : the game in numbers.
    concept : ``dominance`` or ``rationalizable``.

    Raises
    ------
    ParseError
        For fields that are missing or of another kind.
    UnsupportedGame
        For games too large to be counted again.
    """
    _require_small(game)
    stated = cell.get("elimination")
    if not isinstance(stated, Mapping) or ("weak" in stated) != (concept == "dominance"):
        raise ParseError("the field 'elimination' of a cell is missing or of another concept")
    left, steps = recount(game, "strict")
    yield from _course_findings(stated, game, left, steps, "strict elimination")
    if concept == "dominance":
        yield from _weak_findings(stated["weak"], game)
    alone = all(len(own) == 1 for own in left)
    entries = cell["equilibria"]
    if len(entries) != alone:
        yield "an equilibrium stands there exactly where one profile is left"
    elif alone:
        chosen = [own[0] for own in left]
        played = {
            who: {own[s]: "1"} for who, own, s in zip(game.players, game.strategies, chosen, strict=True)
        }
        paid = {
            who: number_text(rational(u))
            for who, u in zip(game.players, game.payoffs_at(chosen), strict=True)
        }
        if entries[0]["profile"] != played or entries[0]["payoffs"] != paid:
            yield "the equilibrium is not the profile that is left, with what it pays"


def _weak_findings(stated: Any, game: NormalFormGame) -> Iterator[str]:
    if not isinstance(stated, Mapping) or not {"order_matters", "outcomes_differ"} <= set(stated):
        raise ParseError("the field 'weak' of an elimination needs order_matters and outcomes_differ")
    left, steps = recount(game, "weak")
    yield from _course_findings(stated, game, left, steps, "weak elimination")
    ends = _ends(game)
    if ends is None:
        return
    differ = len({_payoffs(game, end) for end in ends}) > 1
    for field, true in (("order_matters", len(ends) > 1), ("outcomes_differ", differ)):
        if stated[field] is not None and stated[field] is not true:
            yield f"weak elimination: {field} is {true}"


def _course_findings(
    stated: Mapping[str, Any], game: NormalFormGame, left: Survivors, steps: tuple[Step, ...], what: str
) -> Iterator[str]:
    survivors = {
        who: [own[s] for s in kept]
        for who, own, kept in zip(game.players, game.strategies, left, strict=True)
    }
    if stated.get("survivors") != survivors:
        yield f"{what} leaves {survivors}"
    trace = [
        {
            "round": number,
            "player": game.players[player],
            "strategy": game.strategies[player][s],
            "kind": kind,
        }
        for number, player, s, kind in steps
    ]
    listed = stated.get("trace")
    if not isinstance(listed, list) or sorted(map(str, listed)) != sorted(map(str, trace)):
        yield f"{what} deletes otherwise"


def _require_small(game: NormalFormGame) -> None:
    cells = prod(game.shape)
    for width in game.shape:
        if comb(width + cells // width, width) > MAX_SYSTEMS:
            raise UnsupportedGame(
                f"a map of dominance is verified where up to {MAX_SYSTEMS} linear systems have to be solved; "
                "this game needs more. Verify its answer at single values with qpq solve --set"
            )


def _dominated(game: NormalFormGame, left: Survivors, kind: Kind) -> list[tuple[int, int, Kind]]:
    found: list[tuple[int, int, Kind]] = []
    for player, own in enumerate(left):
        profiles = list(itertools.product(*(s for i, s in enumerate(left) if i != player)))
        rows = [
            [rational(game.payoffs[player][(*cell[:player], s, *cell[player:])]) for cell in profiles]
            for s in own
        ]
        reached: list[set[int]] = [set() for _ in own]
        for belief, best in vertices(rows).items():
            for place in best:
                reached[place] |= {t for t, p in enumerate(belief) if p}
        for s, seen in zip(own, reached, strict=True):
            if not seen:
                found.append((player, s, "strict"))
            elif kind == "weak" and len(seen) < len(profiles):
                found.append((player, s, "weak"))
    return found


def _ends(game: NormalFormGame) -> set[Survivors] | None:
    """Where deletions one at a time, in every order, come to an end; None where there are too many."""
    start: Survivors = tuple(tuple(range(width)) for width in game.shape)
    seen, stack, ends = {start}, [start], set()
    while stack:
        left = stack.pop()
        found = _dominated(game, left, "weak")
        if not found:
            ends.add(left)
        for player, s, _ in found:
            after = _without(left, {(player, s)})
            if after not in seen:
                seen.add(after)
                stack.append(after)
        if len(seen) > MAX_ORDERS:
            return None
    return ends


def _without(left: Survivors, gone: set[tuple[int, int]]) -> Survivors:
    return tuple(tuple(s for s in own if (i, s) not in gone) for i, own in enumerate(left))


def _payoffs(game: NormalFormGame, left: Survivors) -> frozenset[tuple[Fraction, ...]]:
    return frozenset(tuple(map(rational, game.payoffs_at(cell))) for cell in itertools.product(*left))
