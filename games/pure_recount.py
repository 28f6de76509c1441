"""All pure equilibria of a small game in numbers, by the definition: to check what a map of regions names."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, TypeAlias

from .errors import LimitReached
from .extensive_form import CHANCE, ExtensiveFormGame
from .normal_form import NormalFormGame

MOST = 5_000
"""Cells of a table, and plans at a node of a tree, that are gone through."""

Choice: TypeAlias = tuple[int, ...]
"""A strategy per player; for trees an action per information set, 0 for those of chance."""


def pure_equilibria(game: NormalFormGame | ExtensiveFormGame) -> set[Choice]:
    """Return the pure Nash equilibria of a table, the pure subgame perfect ones of a tree.

    Trees have perfect information.

    Raises
    ------
    LimitReached
        For games too large to go through.

    Examples
    --------
    >>> pure_equilibria(NormalFormGame([[[0, -7], [2, -9]], [[0, 1], [-6, -8]]])) == {(0, 1), (1, 0)}
    True
    """
    if isinstance(game, NormalFormGame):
        if math.prod(game.shape) > MOST:
            raise LimitReached(f"a table of more than {MOST:,} cells is not gone through")
        return {cell for cell in itertools.product(*map(range, game.shape)) if _is_stable(game, cell)}
    return {
        tuple(choices.get(number, 0) for number in range(len(game.information_sets)))
        for choices, _ in _plans(game, 0)
    }


def _is_stable(game: NormalFormGame, cell: Choice) -> bool:
    return all(
        table[(*cell[:i], other, *cell[i + 1 :])] <= table[cell]
        for i, table in enumerate(game.payoffs)
        for other in range(game.shape[i])
    )


def _plans(game: ExtensiveFormGame, node: int) -> list[tuple[Mapping[int, int], list[Any]]]:
    """Every pure plan from a node on by which nobody gains from one deviation, and what it pays."""
    own = [table[node] for table in game.payoffs]
    below = game.children[node]
    if not below:
        return [({}, own)]
    number = game.set_of[node]
    one = game.information_sets[number]
    options = [_plans(game, child) for child in below]
    if math.prod(map(len, options)) * len(below) > MOST:
        raise LimitReached(f"more than {MOST:,} plans at a node are not gone through")
    found: list[tuple[Mapping[int, int], list[Any]]] = []
    for chosen in itertools.product(*options):
        choices = {s: a for plan, _ in chosen for s, a in plan.items()}
        if one.player == CHANCE:
            mean = [
                sum(
                    (p * pays[i] for p, (_, pays) in zip(one.probabilities, chosen, strict=True)), Fraction(0)
                )
                for i in range(len(own))
            ]
            found.append((choices, [h + m for h, m in zip(own, mean, strict=True)]))
            continue
        best = max(pays[one.player] for _, pays in chosen)
        for action, (_, pays) in enumerate(chosen):
            if pays[one.player] == best:
                values = [h + v for h, v in zip(own, pays, strict=True)]
                found.append(({**choices, number: action}, values))
    return found
