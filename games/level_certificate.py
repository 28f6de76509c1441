"""That no change of one move pays anywhere in a large tree with perfect information, level after level.

The check follows what a profile pays and compares; it searches for nothing, and shares no
code with any solver. Numbers are integers over a common denominator, in 64 bits only where a bound proves
that they fit.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
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
    """Return what a profile pays if no mover gains by another action at any node.

    A profile of a finite tree with perfect information is subgame perfect exactly when it passes this test
    (one-deviation principle). None means that the profile is none of Fractions, or fails at some node, or
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
    play = _play_of(tree, profile)
    if levels is None or play is None:
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
        factor, edges = _edges(tree, children, action_of[children], play, levels.place)
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


@dataclass(slots=True)
class _Play:
    """Per set the first action that is taken (0 for chance), and a number among `laws`, -1 for sure moves."""

    actions: Integers
    law_of: Integers
    laws: Sequence[Sequence[Any]]


@dataclass(slots=True)
class _Edges:
    """The edges to a level: from which place, how likely, chosen by whom, and which child is taken there.

    `mixed` are the edges from nodes at which somebody, or chance, does not play one action for sure.
    """

    above: Integers
    weights: Integers
    movers: Integers
    kept: Integers
    mixed: Integers

    def nobody_gains(self, values: Sequence[Integers]) -> bool:
        """Whether no child is worth more to the mover above it than a child that the profile leads to."""
        for player, own in enumerate(values):
            mine = np.flatnonzero(self.movers == player)
            if bool((own[mine] > own[self.kept[mine]]).any()):
                return False
            shared = self.mixed[(self.movers[self.mixed] == player) & (self.weights[self.mixed] != 0)]
            if bool((own[shared] < own[self.kept[shared]]).any()):
                return False
        return True

    def carried(self, below: Integers, own: Integers, start: int) -> Integers:
        """What is got at the upper level, whose places begin with `start`, and after it on the way down."""
        taken = np.flatnonzero(self.weights)
        np.add.at(own, self.above[taken] - start, below[taken] * self.weights[taken])
        return own


def _edges(
    tree: TreeArrays, children: Integers, action: Integers, play: _Play, place: Integers
) -> tuple[int, _Edges]:
    """The edges that lead to a level, and the factor by which their weights are multiplied."""
    parents = tree.parents[children]
    numbers = tree.set_of[parents]
    movers = tree.players[tree.menu_of[numbers]]
    kept = tree.below[tree.offsets[parents] + play.actions[numbers]]
    law_of = play.law_of[numbers]
    mixed = np.flatnonzero(law_of >= 0)
    used, which = np.unique(law_of[mixed], return_inverse=True)
    laws = [play.laws[k] for k in used.tolist()]
    factor = math.lcm(*(p.denominator for own in laws for p in own))
    exact = object if factor >= 2**62 else np.int64
    weights: Integers = (children == kept).astype(exact) * factor
    if len(mixed):
        firsts = np.cumsum([0, *map(len, laws)])[which]
        flat = np.array([int(p * factor) for own in laws for p in own], dtype=exact)
        weights[mixed] = flat[firsts + action[mixed]]
    return factor, _Edges(place[parents], weights, movers, place[kept] - place[children[0]], mixed)


def _play_of(tree: TreeArrays, profile: Sequence[tuple[Fraction, ...] | None]) -> _Play | None:
    """What is played at each set, chance included; None where the profile is none of Fractions.

    Sets often share one tuple; each is looked at once.
    """
    if len(profile) != len(tree.menu_of):
        return None
    distinct = dict(zip(map(id, profile), profile, strict=True))
    kinds = np.array([_kind(mixed) for mixed in distinct.values()], dtype=np.int64).reshape(-1, 3)
    index = {key: i for i, key in enumerate(distinct)}
    which = np.fromiter(map(index.__getitem__, map(id, profile)), dtype=np.int64, count=len(profile))
    sizes = np.array([len(menu.actions) for menu in tree.menus], dtype=np.int64)
    chance = tree.players[tree.menu_of] == CHANCE
    needed = np.where(chance, 0, sizes[tree.menu_of])
    if not (kinds[which, 0] == needed).all():
        return None
    laws = [*(menu.probabilities for menu in tree.menus), *(mixed or () for mixed in distinct.values())]
    own = np.where(kinds[which, 2] == 1, -1, len(tree.menus) + which)
    return _Play(kinds[which, 1], np.where(chance, tree.menu_of, own), laws)


def _kind(mixed: object) -> tuple[int, int, int]:
    """The number of actions, the first that is taken, and whether it is sure.

    (0, 0, 0) stands for None, (-1, 0, 0) for what is no distribution of Fractions.
    """
    if mixed is None:
        return 0, 0, 0
    if not isinstance(mixed, tuple) or any(type(p) is not Fraction or p < 0 for p in mixed):
        return -1, 0, 0
    if sum(mixed) != 1:
        return -1, 0, 0
    first = next(i for i, p in enumerate(mixed) if p)
    return len(mixed), first, int(mixed[first] == 1)
