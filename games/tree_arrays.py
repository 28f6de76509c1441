"""Trees as arrays of 32-bit integers: parents, children, information sets, and the levels of a tree."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from .tree_parts import TERMINAL, InformationSet, Menu

Ints: TypeAlias = npt.NDArray[np.int32]

NARROW_AFTER, NARROW = 64, 32
"""Levels after which, and mean width of a level below which, a tree is too narrow for work by levels."""


@dataclass(frozen=True, eq=False)
class TreeArrays:
    """The shape of a tree and who moves where, in read-only arrays; labels and payoffs are kept elsewhere.

    Attributes
    ----------
    parents : array, one entry per node
        -1 for the root.
    offsets, below : arrays
        The children of `node` in the order of the actions are ``below[offsets[node]:offsets[node + 1]]``.
    set_of : array, one entry per node
        The index of the information set, `TERMINAL` for terminal nodes.
    menu_of : array, one entry per information set
        An index into `menus`.
    set_offsets, members : arrays
        The nodes of set `k` are ``members[set_offsets[k]:set_offsets[k + 1]]``.
    menus : tuple of Menu
        In the order in which the sets first use them.
    """

    parents: Ints
    offsets: Ints
    below: Ints
    set_of: Ints
    menu_of: Ints
    set_offsets: Ints
    members: Ints
    menus: tuple[Menu, ...]

    def __post_init__(self) -> None:
        for array in self.arrays:
            array.setflags(write=False)

    @property
    def arrays(self) -> tuple[Ints, ...]:
        """The arrays, in the order in which they are documented."""
        return tuple(getattr(self, one.name) for one in fields(self) if one.name != "menus")

    @property
    def nbytes(self) -> int:
        """The memory that the arrays take; those of the levels, if they were asked for, included."""
        levels: Any = self.__dict__.get("levels")
        extra = levels.nbytes if levels is not None else 0
        return sum(array.nbytes for array in self.arrays) + extra

    def same_as(self, other: TreeArrays) -> bool:
        """Whether the other tree has the same shape, and the same movers and menus at the same sets."""
        return self.menus == other.menus and all(map(np.array_equal, self.arrays, other.arrays))

    def with_menus(self, menus: Sequence[Menu]) -> TreeArrays:
        """The same tree with other menus in the place of these."""
        used, merged = _merged(self.menu_of, menus)
        return replace(self, menu_of=used, menus=merged)

    @cached_property
    def players(self) -> npt.NDArray[np.int32]:
        """The mover at each menu."""
        return np.array([menu.player for menu in self.menus], dtype=np.int32)

    @cached_property
    def levels(self) -> Levels | None:
        """The nodes by their distance from the root, or None for a tree that is long and narrow."""
        found = [np.zeros(1, dtype=np.int32)]
        starts = [0, 1]
        while True:
            children = _children_of(self, found[-1])
            if not len(children):
                return Levels(np.concatenate(found), tuple(starts))
            found.append(children)
            starts.append(starts[-1] + len(children))
            if len(found) > NARROW_AFTER and starts[-1] < NARROW * len(found):
                return None

    def __reduce__(self) -> tuple[Any, ...]:
        return TreeArrays, (*self.arrays, self.menus)


@dataclass(frozen=True, eq=False)
class Levels:
    """The nodes level by level: those of level `d` are ``order[starts[d]:starts[d + 1]]``.

    The children of the nodes of a level, in their order, are the next level as it stands.
    """

    order: Ints
    starts: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.starts) - 1

    def at(self, level: int) -> slice:
        """The places of a level in `order`."""
        return slice(self.starts[level], self.starts[level + 1])

    @property
    def nbytes(self) -> int:
        """The memory that the arrays take."""
        place: Any = self.__dict__.get("place")
        return self.order.nbytes + (place.nbytes if place is not None else 0)

    @cached_property
    def place(self) -> Ints:
        """Where each node stands in `order`."""
        place = np.empty_like(self.order)
        place[self.order] = np.arange(len(self.order), dtype=np.int32)
        return place


def from_tuples(children: Sequence[Sequence[int]], sets: Sequence[InformationSet]) -> TreeArrays:
    """Return the arrays of a tree that is given by its tuples.

    Examples
    --------
    >>> one = InformationSet(0, "1", ("hold", "trade"), (0,))
    >>> from_tuples([(1, 2), (), ()], [one]).parents.tolist()
    [-1, 0, 0]
    """
    counts = np.fromiter(map(len, children), dtype=np.int32, count=len(children))
    below = np.fromiter(itertools.chain.from_iterable(children), dtype=np.int32, count=int(counts.sum()))
    parents = np.full(len(children), -1, dtype=np.int32)
    parents[below] = np.repeat(np.arange(len(children), dtype=np.int32), counts)
    sizes = np.fromiter((len(s.nodes) for s in sets), dtype=np.int32, count=len(sets))
    nodes = itertools.chain.from_iterable(s.nodes for s in sets)
    members = np.fromiter(nodes, dtype=np.int32, count=int(sizes.sum()))
    set_of = np.full(len(children), TERMINAL, dtype=np.int32)
    set_of[members] = np.repeat(np.arange(len(sets), dtype=np.int32), sizes)
    menus: dict[Menu, int] = {}
    used = [menus.setdefault(Menu(s.player, s.actions, s.probabilities), len(menus)) for s in sets]
    return TreeArrays(
        parents,
        offsets_of(counts),
        below,
        set_of,
        np.array(used, dtype=np.int32),
        offsets_of(sizes),
        members,
        tuple(menus),
    )


def from_parents(parents: Ints, set_of: Ints, menu_of: Ints, menus: Sequence[Menu]) -> TreeArrays:
    """Return the arrays of a tree whose children stand in the order of their numbers.

    Nothing is checked here; menus are renumbered in the order of their first use, and equal ones merged.

    Examples
    --------
    >>> menu = Menu(0, ("hold", "trade"))
    >>> arrays = [np.array(x, dtype=np.int32) for x in ([-1, 0, 0], [0, -1, -1], [0])]
    >>> from_parents(*arrays, [menu]).below.tolist()
    [1, 2]
    """
    counts = np.bincount(parents[1:], minlength=len(parents))
    below = np.argsort(parents[1:], kind="stable").astype(np.int32) + np.int32(1)
    inner = np.flatnonzero(set_of >= 0).astype(np.int32)
    members = inner[np.argsort(set_of[inner], kind="stable")]
    used, merged = _merged(menu_of, menus)
    return TreeArrays(
        parents,
        offsets_of(counts),
        below,
        set_of,
        used,
        offsets_of(np.bincount(set_of[inner], minlength=len(menu_of))),
        members,
        merged,
    )


def _merged(menu_of: Ints, menus: Sequence[Menu]) -> tuple[Ints, tuple[Menu, ...]]:
    """Equal menus as one, in the order of their first use; menus that nobody uses are dropped."""
    numbers: dict[Menu, int] = {}
    _, first = np.unique(menu_of, return_index=True)
    renumbered = np.zeros(len(menus), dtype=np.int32)
    for k in menu_of[np.sort(first)].tolist():
        renumbered[k] = numbers.setdefault(menus[k], len(numbers))
    return renumbered[menu_of], tuple(numbers)


def offsets_of(counts: npt.NDArray[Any]) -> Ints:
    """Where each of the runs of these lengths starts, and where the last one ends."""
    offsets = np.zeros(len(counts) + 1, dtype=np.int32)
    np.cumsum(counts, out=offsets[1:])
    return offsets


def _children_of(tree: TreeArrays, nodes: Ints) -> Ints:
    """The children of `nodes`, in their order."""
    first, last = tree.offsets[nodes], tree.offsets[nodes + 1]
    counts = last - first
    ends = np.cumsum(counts, dtype=np.int32)
    total = int(ends[-1]) if len(ends) else 0
    shift = np.repeat(first - (ends - counts), counts)
    found: Ints = tree.below[np.arange(total, dtype=np.int32) + shift]
    return found
