"""Backward induction of large trees with perfect information: level after level, in exact integers.

All nodes at one distance from the root are decided at once. Payoffs are integers over a common denominator
that grows with the denominators of chance; they stay in 64 bits as long as a bound on the next level proves
that they fit, and are Python integers above it, where few nodes are left.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from ..games.extensive_form import CHANCE, ExtensiveFormGame
from ..games.payoff_table import largest_size
from ..games.tree_arrays import TreeArrays

Integers = npt.NDArray[Any]
FITS = 2**63
"""Beyond every number that 64 bits hold."""

TERMINAL_OR_CHANCE = -1


@dataclass(frozen=True, slots=True)
class LevelInduction:
    """One subgame perfect equilibrium of a tree with perfect information.

    Attributes
    ----------
    choices : array, one entry per node
        The number of the first best action, -1 at terminal nodes and where chance moves.
    tied : array of int
        The nodes at which another action is as good for the mover, given `choices` below.
    payoffs : tuple of Fraction
        What the players get.
    levels : tuple
        For each level, from the root, a scale and an array with a row per player: what is got from each node
        of the level on, times the scale and the denominator of the player's payoffs.
    """

    choices: npt.NDArray[np.int32]
    tied: npt.NDArray[np.int32]
    payoffs: tuple[Fraction, ...]
    levels: tuple[tuple[int, Integers], ...]

    def value(self, game: ExtensiveFormGame, node: int) -> tuple[Fraction, ...]:
        """What the players get from a node of the game on."""
        order = game.arrays.levels
        assert order is not None
        place = int(order.place[node])
        level = bisect_right(order.starts, place) - 1
        scale, values = self.levels[level]
        return _fractions(game, values[:, place - order.starts[level]], scale)


def level_induction(game: ExtensiveFormGame) -> LevelInduction | None:
    """Return one subgame perfect equilibrium, or None for a tree that is long and narrow.

    The game has perfect information and rational numbers. Where several actions are best, play goes on with
    the first of them.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> found = level_induction(tree(decision("US", {"no-ban": outcome(0, 0), "ban": decision(
    ...     "China", {"acquiesce": outcome(2, -6), "withhold": outcome(-5, -6)})})))
    >>> found.choices.tolist(), found.tied.tolist(), [str(x) for x in found.payoffs]
    ([1, -1, 0, -1, -1], [2], ['2', '-6'])
    """
    levels = game.arrays.levels
    if levels is None:
        return None
    tree = game.arrays
    largest = max(1, *(largest_size(table.numerators) for table in game.payoffs))
    choices = np.full(len(levels.order), TERMINAL_OR_CHANCE, dtype=np.int32)
    tied: list[npt.NDArray[np.int32]] = []
    kept: list[tuple[int, Integers]] = []
    values = np.empty((len(game.players), 0), dtype=np.int64)
    scale = 1
    for level in reversed(range(len(levels))):
        nodes = levels.order[levels.at(level)]
        own = np.stack([table.numerators[nodes] for table in game.payoffs])
        if values.shape[1]:
            part = _Level(tree, nodes)
            scale *= part.factor
            fits = largest_size(values) * part.factor + largest * scale < FITS
            if not fits or values.dtype == object:
                values, own = values.astype(object), own.astype(object)
            chosen, actions, ties = part.best(values)
            below = values[:, chosen]
            if part.factor > 1:
                below = below * part.factor
            part.mix(values, below)
            if scale > 1:
                own = own * scale
            if len(part.inner) == len(nodes):
                own = own + below
            else:
                own[:, part.inner] += below
            choices[nodes[part.inner]] = actions
            tied.append(nodes[part.inner[ties]])
        values = own
        kept.append((scale, values))
    several = np.sort(np.concatenate(tied)) if tied else np.empty(0, dtype=np.int32)
    return LevelInduction(choices, several, _fractions(game, values[:, 0], scale), tuple(reversed(kept)))


def _fractions(game: ExtensiveFormGame, values: Integers, scale: int) -> tuple[Fraction, ...]:
    return tuple(
        Fraction(int(x), table.denominator * scale) for x, table in zip(values, game.payoffs, strict=True)
    )


def pure_profile(game: ExtensiveFormGame, choices: npt.NDArray[np.int32]) -> tuple[Any, ...]:
    """Return the profile in which each node's mover takes the action of that number for sure.

    Sets with as many actions and the same choice share one tuple, so that a large profile stays small.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> game = tree(decision("US", {"no-ban": outcome(0), "ban": outcome(2)}))
    >>> [[str(p) for p in mixed] for mixed in pure_profile(game, np.array([1, -1, -1]))]
    [['0', '1']]
    """
    tree = game.arrays
    taken = choices[tree.members[tree.set_offsets[:-1]]].astype(np.int64)
    sizes = np.array([len(menu.actions) for menu in tree.menus], dtype=np.int64)
    widths = sizes[tree.menu_of] if len(sizes) else taken
    keys = np.where(tree.players[tree.menu_of] == CHANCE, -1, widths * (2**31) + taken)
    distinct, places = np.unique(keys, return_inverse=True)
    made = [None if key < 0 else _certain(*divmod(key, 2**31)) for key in distinct.tolist()]
    return tuple(map(made.__getitem__, places.tolist()))


def _certain(size: int, action: int) -> tuple[Fraction, ...]:
    zero = Fraction(0)
    return (zero,) * action + (Fraction(1),) + (zero,) * (size - action - 1)


class _Level:
    """The nodes of a level that have children: where the children of each stand in the next level."""

    def __init__(self, tree: TreeArrays, nodes: npt.NDArray[np.int32]) -> None:
        counts = tree.offsets[nodes + 1] - tree.offsets[nodes]
        self.inner = np.flatnonzero(counts)
        self.counts = counts[self.inner]
        self.starts = np.cumsum(self.counts, dtype=np.int64) - self.counts
        menus = tree.menu_of[tree.set_of[nodes[self.inner]]]
        self.movers = tree.players[menus]
        self.chance = np.flatnonzero(self.movers == CHANCE)
        used, self.which = np.unique(menus[self.chance], return_inverse=True)
        self.probabilities: list[Sequence[Any]] = [tree.menus[m].probabilities for m in used.tolist()]
        self.factor = math.lcm(*(p.denominator for own in self.probabilities for p in own))

    def best(self, values: Integers) -> tuple[Integers, Integers, Integers]:
        """For each inner node the child of the first best action, the action, and which nodes have a tie."""
        first = int(self.movers[0])
        owner = np.repeat(np.arange(len(self.inner)), self.counts)
        if first >= 0 and (self.movers == first).all():
            earned = values[first]
        else:
            earned = values[np.maximum(self.movers, 0)[owner], np.arange(values.shape[1])]
        top = np.maximum.reduceat(earned, self.starts)
        hits = np.flatnonzero(earned == top[owner])
        whose = owner[hits]
        leads = np.ones(len(hits), dtype=bool)
        leads[1:] = whose[1:] != whose[:-1]
        chosen = hits[leads]
        actions = chosen - self.starts
        actions[self.chance] = TERMINAL_OR_CHANCE
        ties = np.empty(0, dtype=np.int64)
        if len(hits) > len(self.inner):
            ties = np.unique(whose[~leads])
            ties = ties[self.movers[ties] != CHANCE]
        return chosen, actions, ties

    def mix(self, values: Integers, below: Integers) -> None:
        """Put in `below` what chance yields, at its nodes, times `factor`."""
        if not len(self.chance):
            return
        counts = self.counts[self.chance]
        starts = np.cumsum(counts, dtype=np.int64) - counts
        action = np.arange(int(counts.sum())) - np.repeat(starts, counts)
        children = np.repeat(self.starts[self.chance], counts) + action
        flat = np.array([int(p * self.factor) for own in self.probabilities for p in own], dtype=values.dtype)
        first = np.cumsum([0, *map(len, self.probabilities)])[self.which]
        weights = flat[np.repeat(first, counts) + action]
        below[:, self.chance] = np.add.reduceat(values[:, children] * weights, starts, axis=1)
