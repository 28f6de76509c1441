"""Large trees as arrays of sequences: own moves before every node, chance and payoffs at the ends.

Everything is in whole numbers, in 64 bits only where a bound proves that they fit.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from .extensive_form import CHANCE, ExtensiveFormGame
from .recall import require_perfect_recall
from .tree_arrays import TreeArrays

Integers = npt.NDArray[Any]
WORD = 2**62


@dataclass(frozen=True, eq=False)
class OwnSequences:
    """One player's sequences: number 0 is the empty one, those of an information set stand together.

    Attributes
    ----------
    sets : array
        The player's information sets, those with fewer own moves before them first.
    first, size : arrays, per entry of `sets`
        The first sequence that leaves the set, and how many do.
    parent : array, per entry of `sets`
        The sequence that leads to the set.
    groups : tuple of (start, stop)
        The ranges of `sets` with equally many own moves before them.
    count : int
    ends : array
        The sequence that leads to each terminal node.
    """

    sets: Integers
    first: Integers
    size: Integers
    parent: Integers
    groups: tuple[tuple[int, int], ...]
    count: int
    ends: Integers

    def __post_init__(self) -> None:
        for array in (self.sets, self.first, self.size, self.parent, self.ends):
            array.setflags(write=False)

    def best(self, earned: Integers) -> tuple[Any, Integers]:
        """What a best reply earns, given what ends at each sequence; with what each sequence leads to."""
        worth = earned.copy()
        for start, stop in reversed(self.groups):
            first = self.first[start]
            last = self.first[stop - 1] + self.size[stop - 1]
            most = np.maximum.reduceat(worth[first:last], self.first[start:stop] - first)
            np.add.at(worth, self.parent[start:stop], most)
        return worth[0], worth


@dataclass(frozen=True, eq=False)
class SequenceArrays:
    """The sequences of all players, and what each end is worth.

    Attributes
    ----------
    players : tuple of OwnSequences
    chances, chance_denominator : array, int
        How likely chance makes each terminal node.
    payoffs, payoff_denominators : arrays, ints
        Per player, what has been collected at each terminal node.
    """

    players: tuple[OwnSequences, ...]
    chances: Integers
    chance_denominator: int
    payoffs: tuple[Integers, ...]
    payoff_denominators: tuple[int, ...]

    @classmethod
    def of(cls, game: ExtensiveFormGame, what: str) -> SequenceArrays:
        """Return the arrays of a game with perfect recall and rational numbers.

        Raises
        ------
        UnsupportedGame
            If a player forgets, naming the place.
        """
        tree = game.arrays
        blocks = list(_blocks(tree))
        ends = np.flatnonzero(tree.set_of < 0)
        players = []
        for player in range(len(game.players)):
            own = _own_sequences(tree, player, blocks, ends)
            if own is None:
                require_perfect_recall(game, what)
                raise AssertionError("two ways to find a forgetful player disagree")
            players.append(own)
        chances, denominator = _chances(tree, blocks, ends)
        totals = tuple(_totals(table.numerators, tree, blocks)[ends] for table in game.payoffs)
        return cls(
            tuple(players), chances, denominator, totals, tuple(table.denominator for table in game.payoffs)
        )

    def earned(self, player: int, weights: Integers) -> Integers:
        """What ends at each sequence of a player, where the terminal nodes weigh `weights`."""
        payoffs, own = self.payoffs[player], self.players[player]
        return summed(own.ends, product(weights, payoffs), own.count)


def product(left: Integers, right: Integers) -> Integers:
    """The entrywise product, in Python integers where sums of it could leave 64 bits.

    Examples
    --------
    >>> product(np.array([2**40, 1]), np.array([2**40, 3])).tolist() == [2**80, 3]
    True
    """
    if object not in {left.dtype, right.dtype} and len(left):
        most = float(np.abs(left).sum(dtype=float)) * float(np.abs(right).max())
        if most < WORD / 2:  # and with it every sum of products
            return left * right
    exact: Integers = left.astype(object) * right.astype(object)
    return exact


def summed(places: Integers, values: Integers, count: int) -> Integers:
    """The sums of the values at each place."""
    sums = np.zeros(count, dtype=values.dtype)
    np.add.at(sums, places, values)
    return sums


def _blocks(tree: TreeArrays) -> Iterator[Integers]:
    """The nodes below the root by their distance from it."""
    if tree.levels is not None:
        for level in range(1, len(tree.levels)):
            yield tree.levels.order[tree.levels.at(level)]
        return
    parents = tree.parents.tolist()
    depth = [0] * len(parents)
    for node in range(1, len(parents)):
        depth[node] = depth[parents[node]] + 1
    order = np.argsort(depth, kind="stable")
    yield from np.split(order, np.cumsum(np.bincount(depth)))[1:-1]


def _own_sequences(
    tree: TreeArrays, player: int, blocks: list[Integers], ends: Integers
) -> OwnSequences | None:
    """The sequences of a player, or None where the player forgets."""
    sizes = np.array([len(menu.actions) for menu in tree.menus], dtype=np.int64)
    mine = np.flatnonzero(tree.players[tree.menu_of] == player)
    size = sizes[tree.menu_of[mine]]
    moves = np.zeros(len(tree.parents), dtype=np.int32)
    before = np.zeros(len(tree.parents), dtype=np.int64)
    # First numbers by the order of the sets, then by how many own moves come before them.
    base = np.full(len(tree.menu_of), -1, dtype=np.int64)
    base[mine] = 1 + np.cumsum(size) - size
    action = _actions(tree)
    for nodes in blocks:
        parents = tree.parents[nodes]
        start = base[tree.set_of[parents]]
        moved = start >= 0
        before[nodes] = np.where(moved, start + action[nodes], before[parents])
        moves[nodes] = moves[parents] + moved
    members = tree.members
    set_of_member = tree.set_of[members]
    own = np.flatnonzero(base[set_of_member] >= 0)
    lead = np.zeros(len(tree.menu_of), dtype=np.int64)
    lead[mine] = before[tree.members[tree.set_offsets[mine]]]
    if (before[members[own]] != lead[set_of_member[own]]).any():
        return None
    depth = moves[tree.members[tree.set_offsets[mine]]]
    order = np.argsort(depth, kind="stable")
    new = np.zeros(1 + int(size.sum()), dtype=np.int64)
    sets, size, depth = mine[order], size[order], depth[order]
    first = 1 + np.cumsum(size) - size
    new[_ranges(base[sets], size)] = np.arange(1, len(new))
    borders = np.flatnonzero(np.diff(depth, prepend=-1, append=-1)).tolist()
    return OwnSequences(
        sets,
        first,
        size,
        new[lead[sets]],
        tuple(itertools.pairwise(borders)) if len(sets) else (),
        len(new),
        new[before[ends]],
    )


def _ranges(starts: Integers, sizes: Integers) -> Integers:
    """The numbers of several ranges, one after the other."""
    total = int(sizes.sum())
    found: Integers = np.arange(total) + np.repeat(starts - (np.cumsum(sizes) - sizes), sizes)
    return found


def _actions(tree: TreeArrays) -> Integers:
    """The number of the action that leads to each node."""
    action = np.zeros(len(tree.parents), dtype=np.int64)
    action[tree.below] = np.arange(len(tree.below))
    action[tree.below] -= tree.offsets[tree.parents[tree.below]]
    return action


def _chances(tree: TreeArrays, blocks: list[Integers], ends: Integers) -> tuple[Integers, int]:
    """How likely chance makes each end, over one denominator."""
    action = _actions(tree)
    exact: Any = np.int64
    reach: Integers = np.ones(len(tree.parents), dtype=np.int64)
    scales = np.ones(len(tree.parents), dtype=object)
    denominator = 1
    for nodes in blocks:
        parents = tree.parents[nodes]
        menus = tree.menu_of[tree.set_of[parents]]
        random = np.flatnonzero(tree.players[menus] == CHANCE)
        used, which = np.unique(menus[random], return_inverse=True)
        chances: list[Any] = [tree.menus[m].probabilities for m in used.tolist()]
        factor = math.lcm(*(p.denominator for own in chances for p in own))
        denominator *= factor
        if denominator >= WORD and exact is np.int64:
            exact, reach = object, reach.astype(object)
        reach[nodes] = reach[parents] * factor
        scales[nodes] = denominator
        if len(random):
            starts = np.cumsum([0, *map(len, chances)])[which]
            flat = np.array([int(p * factor) for own in chances for p in own], dtype=exact)
            reach[nodes[random]] = reach[parents[random]] * flat[starts + action[nodes[random]]]
    missing = denominator // scales[ends]
    found: Integers = reach[ends] * missing.astype(exact)
    divisor = math.gcd(denominator, *found.tolist())
    return found // divisor, denominator // divisor


def _totals(own: Integers, tree: TreeArrays, blocks: list[Integers]) -> Integers:
    """What has been collected at each node."""
    largest = max(abs(int(own.max())), abs(int(own.min()))) * (len(blocks) + 1)
    total = own.astype(np.int64 if largest < WORD else object)
    for nodes in blocks:
        total[nodes] += total[tree.parents[nodes]]
    return total
