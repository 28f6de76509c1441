"""Equilibria of small trees by brute force, subgame by subgame: what claims are held against.

Nothing here is shared with a solver: each subgame becomes a table, and `brute_force` tries all tight sets.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import TypeAlias

from .brute_force import MAX_CELLS, all_equilibria, enumerable, systems
from .certificate import Mixed
from .errors import QuidproquoError
from .exact import rational
from .extensive_form import CHANCE, ExtensiveFormGame
from .normal_form import NormalFormGame
from .subgames import Block, block_game, subgame_blocks
from .tree_certificate import tree_regrets

MAX_COMBINATIONS = 300
"""Combinations of what smaller subgames are worth for which a subgame is solved again."""

MAX_IN_ALL = 30_000
"""Linear systems that are tried in all subgames and combinations together, at most."""

Rows: TypeAlias = dict[int, Mixed]
Payoffs: TypeAlias = tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Recount:
    """All equilibria as profiles, or that they are a continuum, of which none is listed here."""

    profiles: tuple[tuple[Mixed | None, ...], ...]
    continuum: bool = False


def all_subgame_perfect(game: ExtensiveFormGame) -> Recount | None:
    """Return all subgame perfect equilibria, or None for trees that are too large for brute force.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> seen = {a: decision("B", {b: outcome(int(a == b), int(a == b)) for b in "xy"}, information_set="B")
    ...         for a in "xy"}
    >>> recount = all_subgame_perfect(tree(decision("A", seen), players=["A", "B"]))
    >>> sorted(str(profile[0][0]) for profile in recount.profiles)
    ['0', '1', '1/2']
    """
    solved: dict[int, list[tuple[Rows, Payoffs]]] = {}
    tried = 0
    for block in subgame_blocks(game):
        if prod(len(solved[way_out]) for way_out in block.exits) > MAX_COMBINATIONS:
            return None
        found: list[tuple[Rows, Payoffs]] = []
        for below in itertools.product(*(solved[way_out] for way_out in block.exits)):
            worth = {way_out: payoffs for way_out, (_, payoffs) in zip(block.exits, below, strict=True)}
            own = block_game(game, block, worth)
            table = _table(own)
            tried += 0 if table is None else systems(table)
            if table is None or tried > MAX_IN_ALL:
                return None
            part = _equilibria(own, table)
            if part.continuum:
                return part
            numbers = _numbers(game, own, block)
            for profile in part.profiles:
                payoffs, _ = tree_regrets(own, profile, every_subgame=False)
                rows = {n: row for n, row in zip(numbers, profile, strict=True) if row is not None}
                for more, _ in below:
                    rows.update(more)
                found.append((rows, tuple(rational(u) for u in payoffs)))
        solved[block.root] = found
    size = range(len(game.information_sets))
    return Recount(tuple(tuple(rows.get(n) for n in size) for rows, _ in solved[0]))


def extreme_nash(game: ExtensiveFormGame) -> list[tuple[Mixed | None, ...]]:
    """Return the extreme Nash equilibria that say what is played at every set; none for large trees.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> game = tree(decision("US", {"no-ban": outcome(0, 0), "ban": decision(
    ...     "China", {"acquiesce": outcome(2, -6), "withhold": outcome(-5, -7)})}))
    >>> len(extreme_nash(game))
    3
    """
    table = _table(game)
    if table is None:
        return []
    found = [_behaviour(game, profile) for profile in all_equilibria(table).extreme]
    return [profile for profile in found if _says_all(game, profile)]


def _equilibria(own: ExtensiveFormGame, table: NormalFormGame) -> Recount:
    """All equilibria of a game without proper subgames, whose reduced normal form is `table`."""
    counted = all_equilibria(table)
    profiles = [_behaviour(own, profile) for profile in counted.extreme]
    lone = all(len(x) * len(y) == 1 for component in counted.components for x, y in component)
    if not lone or not all(_says_all(own, profile) for profile in profiles):
        return Recount((), continuum=True)
    return Recount(tuple(dict.fromkeys(profiles)))


def _table(game: ExtensiveFormGame) -> NormalFormGame | None:
    """The reduced normal form, if it is small enough for brute force."""
    from .strategies import normal_form

    try:
        table = normal_form(game, reduced=True, max_cells=MAX_CELLS)
    except QuidproquoError:
        return None
    return table if enumerable(table) else None


def _behaviour(game: ExtensiveFormGame, profile: tuple[Mixed, ...]) -> tuple[Mixed | None, ...]:
    from .strategies import behaviour_of

    found: list[Mixed | None] = [None] * len(game.information_sets)
    for player, weights in enumerate(profile):
        for number, row in behaviour_of(game, player, weights).items():
            found[number] = tuple(rational(p) for p in row)
    return tuple(found)


def _says_all(game: ExtensiveFormGame, profile: tuple[Mixed | None, ...]) -> bool:
    return all(
        row is not None or one.player == CHANCE
        for row, one in zip(profile, game.information_sets, strict=True)
    )


def _numbers(game: ExtensiveFormGame, own: ExtensiveFormGame, block: Block) -> list[int]:
    """For each information set of the block's own game its number in the whole game."""
    inside = sorted((*block.nodes, *block.exits))
    return [game.set_of[inside[one.nodes[0]]] for one in own.information_sets]
