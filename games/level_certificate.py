"""That no change of one move pays anywhere in a large tree with perfect information, level after level.

The check follows what a profile of sure choices pays and compares; it searches for nothing, and shares no
code with any solver. Numbers are integers over a common denominator, in 64 bits only where a bound proves
that they fit.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from .extensive_form import CHANCE, ExtensiveFormGame
from .tree_arrays import TreeArrays

Integers = npt.NDArray[Any]
LARGE = 1_000
"""Nodes from which on whole levels are checked at once."""


def payoffs_without_gain(
    game: ExtensiveFormGame, profile: Sequence[tuple[Fraction, ...] | None]
) -> tuple[Fraction, ...] | None:
    """Return what a profile of sure choices pays if no mover gains by another action at any node.

    A profile of a finite tree with perfect information is subgame perfect exactly when it passes this test
    (one-deviation principle). None means that the profile mixes, is no profile, or fails at some node, or
    that the tree is too narrow for work by levels: it is then to be judged node by node.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> game = tree(decision("US", {"no-ban": outcome(0), "ban": outcome("1/2")}))
    >>> payoffs_without_gain(game, ((Fraction(0), Fraction(1)),))
    (Fraction(1, 2),)
    >>> payoffs_without_gain(game, ((Fraction(1), Fraction(0)),))
    """
    tree = game.arrays
    levels = tree.levels
    actions = _sure_actions(tree, profile)
    if levels is None or actions is None:
        return None
    numerators = [table.numerators for table in game.payoffs]
    size = max(1, *(abs(int(x)) for own in numerators for x in (own.min(), own.max())))
    scale, bound = 1, size
    action_of = np.zeros(len(levels.order), dtype=np.int32)
    action_of[tree.below] = np.arange(len(tree.below), dtype=np.int32)
    action_of[tree.below] -= tree.offsets[tree.parents[tree.below]]
    values = [own[levels.order[levels.at(len(levels) - 1)]] for own in numerators]
    for level in reversed(range(len(levels) - 1)):
        nodes, children = levels.order[levels.at(level)], levels.order[levels.at(level + 1)]
        factor, edges = _edges(tree, children, action_of[children], actions, levels.place)
        scale *= factor
        bound = bound * factor + size * scale
        if bound >= 2**63:
            values = [v.astype(object) for v in values]
            edges.weights = edges.weights.astype(object)
        if not edges.nobody_gains(values):
            return None
        values = [
            edges.carried(v, own[nodes].astype(v.dtype) * scale, levels.starts[level])
            for v, own in zip(values, numerators, strict=True)
        ]
    return tuple(
        Fraction(int(v[0]), table.denominator * scale) for v, table in zip(values, game.payoffs, strict=True)
    )


class _Edges:
    """The edges to a level: from which place, how likely, chosen by whom, and which child is kept there."""

    def __init__(self, above: Integers, weights: Integers, movers: Integers, kept: Integers) -> None:
        self.above, self.weights, self.movers, self.kept = above, weights, movers, kept

    def nobody_gains(self, values: Sequence[Integers]) -> bool:
        """Whether no child is worth more to the mover above it than the child that the profile leads to."""
        for player, own in enumerate(values):
            mine = np.flatnonzero(self.movers == player)
            if bool((own[mine] > own[self.kept[mine]]).any()):
                return False
        return True

    def carried(self, below: Integers, own: Integers, start: int) -> Integers:
        """What is got at the upper level, whose places begin with `start`, and after it on the way down."""
        taken = np.flatnonzero(self.weights)
        np.add.at(own, self.above[taken] - start, below[taken] * self.weights[taken])
        return own


def _edges(
    tree: TreeArrays, children: Integers, action: Integers, actions: Integers, place: Integers
) -> tuple[int, _Edges]:
    """The edges that lead to a level, and the factor by which their weights are multiplied."""
    parents = tree.parents[children]
    numbers = tree.set_of[parents]
    menus = tree.menu_of[numbers]
    movers = tree.players[menus]
    kept = tree.below[tree.offsets[parents] + np.maximum(actions[numbers], 0)]
    random = np.flatnonzero(movers == CHANCE)
    used, which = np.unique(menus[random], return_inverse=True)
    chances: list[Sequence[Any]] = [tree.menus[m].probabilities for m in used.tolist()]
    factor = math.lcm(*(p.denominator for own in chances for p in own))
    exact = object if factor >= 2**62 else np.int64
    weights: Integers = (children == kept).astype(exact) * factor
    if len(random):
        firsts = np.cumsum([0, *map(len, chances)])[which]
        flat = np.array([int(p * factor) for own in chances for p in own], dtype=exact)
        weights[random] = flat[firsts + action[random]]
    return factor, _Edges(place[parents], weights, movers, place[kept] - place[children[0]])


def _sure_actions(tree: TreeArrays, profile: Sequence[tuple[Fraction, ...] | None]) -> Integers | None:
    """The action that each set takes for sure (-1 for chance), or None where the profile is not of that kind.

    Sets often share one tuple; each is looked at once.
    """
    if len(profile) != len(tree.menu_of):
        return None
    distinct = dict(zip(map(id, profile), profile, strict=True))
    pairs = np.array([_kind(mixed) for mixed in distinct.values()], dtype=np.int64).reshape(-1, 2)
    index = {key: i for i, key in enumerate(distinct)}
    which = np.fromiter(map(index.__getitem__, map(id, profile)), dtype=np.int64, count=len(profile))
    sizes = np.array([len(menu.actions) for menu in tree.menus], dtype=np.int64)
    chance = tree.players[tree.menu_of] == CHANCE
    needed = np.where(chance, 0, sizes[tree.menu_of])
    if not (pairs[which, 0] == needed).all():
        return None
    sure: Integers = pairs[which, 1]
    return sure


def _kind(mixed: object) -> tuple[int, int]:
    """The number of actions and the one that is sure; (0, -1) for None, (-1, -1) for anything else."""
    if mixed is None:
        return 0, -1
    if not isinstance(mixed, tuple) or any(type(p) is not Fraction for p in mixed):
        return -1, -1
    if sum(p != 0 for p in mixed) != 1 or 1 not in mixed:
        return -1, -1
    return len(mixed), mixed.index(1)
