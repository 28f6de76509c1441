"""What a tree must be: one root, no way back, sets that offer the same actions, chances that sum to one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .errors import InvalidGame
from .exact import Number, exact, exact_sum, number_text
from .labels import own_labels
from .payoff_table import PayoffTable
from .tree_arrays import Ints, TreeArrays, from_parents
from .tree_parts import CHANCE, MAX_NODES, TERMINAL, InformationSet, Menu


def check_structure(
    players: int,
    sets: Sequence[InformationSet],
    children: Sequence[tuple[int, ...]],
    payoffs: Sequence[PayoffTable],
) -> None:
    """Refuse what is no tree in preorder: cycles, shared nodes, loose nodes, payoffs of another size."""
    if players == 0:
        raise InvalidGame("players: at least one is needed")
    if not children:
        raise InvalidGame("the tree has no node; at least a root is needed")
    if len(children) > MAX_NODES:
        raise InvalidGame(f"the tree has {len(children)} nodes; at most {MAX_NODES} are accepted")
    if len(payoffs) != players or any(table.shape != (len(children),) for table in payoffs):
        raise InvalidGame("payoffs: one number per player and node is needed")
    seen = 1
    stack = [0]
    while stack:
        node = stack.pop()
        for child in children[node]:
            if not node < child < len(children):
                raise InvalidGame(f"node {node} leads to node {child}: a tree in preorder has no way back")
            seen += 1
            if seen > len(children):
                raise InvalidGame(f"node {child} is reached twice; in a tree one path leads to each node")
            stack.append(child)
    if seen < len(children):
        raise InvalidGame(f"{len(children) - seen} nodes are not reached from the root")
    if any(s.player != CHANCE and not 0 <= s.player < players for s in sets):
        raise InvalidGame(f"an information set belongs to no player; players are numbered 0 to {players - 1}")


def check_set(one: InformationSet, players: Sequence[str], children: Sequence[tuple[int, ...]]) -> None:
    """Refuse a set without nodes, with nodes of other branches, or of chance without a distribution."""
    who = "chance" if one.player == CHANCE else players[one.player]
    place = f"information set {one.label!r} of {who}"
    if not one.nodes:
        raise InvalidGame(f"{place} has no node")
    own_labels(one.actions, f"actions of {place}")
    for node in one.nodes:
        if not 0 <= node < len(children):
            raise InvalidGame(f"{place} names the node {node}; nodes are numbered 0 to {len(children) - 1}")
        if len(children[node]) != len(one.actions):
            raise _other_branches(place, len(one.actions), node, len(children[node]))
    if one.player == CHANCE:
        _check_distribution(place, one.actions, one.probabilities)


def checked_arrays(
    players: Sequence[str], parents: Any, set_of: Any, menu_of: Any, menus: Sequence[Menu]
) -> TreeArrays:
    """Return the arrays of a tree after every check that a tree of tuples gets, on all nodes at once."""
    if not players:
        raise InvalidGame("players: at least one is needed")
    rows = integers(parents, "parents")
    check_parents(rows)
    found = [Menu(m.player, tuple(m.actions), tuple(map(exact, m.probabilities))) for m in menus]
    check_menus(found, players)
    sets, used = integers(set_of, "set_of", len(rows)), integers(menu_of, "menu_of")
    check_places(rows, sets, used, found)
    return from_parents(rows, sets, used, found)


def checked_labels(players: Sequence[str], arrays: TreeArrays, labels: Sequence[str]) -> tuple[str, ...]:
    """Return the labels of the information sets, none of them twice for one player."""
    count = len(arrays.menu_of)
    if len(labels) != count:
        raise InvalidGame(f"labels: {len(labels)} for {count} information sets; one each is needed")
    movers = arrays.players[arrays.menu_of].tolist()
    for i, who in enumerate(players):
        own = (label for label, mover in zip(labels, movers, strict=True) if mover == i)
        own_labels(own, f"information sets of {who}")
    return tuple(labels)


def check_menus(menus: Sequence[Menu], players: Sequence[str]) -> None:
    """Refuse a menu of nobody, without or with repeated actions, or of chance without a distribution."""
    for number, menu in enumerate(menus):
        place = f"menu {number}"
        if menu.player != CHANCE and not 0 <= menu.player < len(players):
            raise InvalidGame(
                f"{place} belongs to player {menu.player}; players are numbered 0 to {len(players) - 1}"
            )
        if not own_labels(menu.actions, f"actions of {place}"):
            raise InvalidGame(f"{place} has no action; at least one is needed")
        if menu.player == CHANCE:
            _check_distribution(f"{place} of chance", menu.actions, menu.probabilities)
        elif menu.probabilities:
            raise InvalidGame(f"{place} of {players[menu.player]} has probabilities; chance alone has them")


def integers(values: Any, what: str, count: int | None = None) -> Ints:
    """Return `values` as an array of 32-bit integers of its own; refuse other numbers and another length."""
    found = np.asarray(values)
    if found.ndim != 1 or (found.size and found.dtype.kind not in "iu"):
        raise InvalidGame(
            f"{what}: {found.ndim}-dimensional {found.dtype} values; a row of integers is needed"
        )
    if count is not None and len(found) != count:
        raise InvalidGame(f"{what}: {len(found)} entries; {count} are needed")
    if found.size and not -(2**31) <= int(found.min()) <= int(found.max()) < 2**31:
        raise InvalidGame(f"{what}: a number beyond 32 bits")
    return found.astype(np.int32)


def check_parents(parents: Ints) -> None:
    """Refuse what is no tree with the root first and every node after its parent."""
    if not len(parents):
        raise InvalidGame("the tree has no node; at least a root is needed")
    if len(parents) > MAX_NODES:
        raise InvalidGame(f"the tree has {len(parents)} nodes; at most {MAX_NODES} are accepted")
    if parents[0] != -1:
        raise InvalidGame(f"parents: node 0 is the root and needs the parent -1, not {parents[0]}")
    wrong = (parents[1:] < 0) | (parents[1:] >= np.arange(1, len(parents)))
    if wrong.any():
        node = int(wrong.argmax()) + 1
        raise InvalidGame(
            f"parents: node {node} has the parent {parents[node]}; a node comes after its parent, from 0 on"
        )


def check_places(parents: Ints, set_of: Ints, menu_of: Ints, menus: Sequence[Menu]) -> None:
    """Refuse sets without nodes or out of order, and nodes whose branches are not those of their menu."""
    if len(menu_of) and not 0 <= int(menu_of.min()) <= int(menu_of.max()) < len(menus):
        raise InvalidGame(f"menu_of: menus are numbered 0 to {len(menus) - 1}")
    if not TERMINAL <= int(set_of.min()) <= int(set_of.max()) < len(menu_of):
        raise InvalidGame(
            f"set_of: information sets are numbered 0 to {len(menu_of) - 1}, none is {TERMINAL}"
        )
    counts = np.bincount(parents[1:], minlength=len(parents))
    loose = (counts > 0) != (set_of != TERMINAL)
    if loose.any():
        raise InvalidGame(
            f"node {int(loose.argmax())} has branches but no information set, or a set but no branches"
        )
    inner = np.flatnonzero(counts)
    found, first = np.unique(set_of[inner], return_index=True)
    if len(found) < len(menu_of):
        missing = np.setdiff1d(np.arange(len(menu_of)), found)[0]
        raise InvalidGame(f"information set {missing} has no node")
    if (np.diff(first) < 0).any():
        late = int((np.diff(first) < 0).argmax()) + 1
        raise InvalidGame(
            f"information set {late} starts before set {late - 1}; they stand in the order of their first "
            "nodes"
        )
    offered = np.array([len(menu.actions) for menu in menus], dtype=np.int64)
    other = offered[menu_of[set_of[inner]]] != counts[inner]
    if other.any():
        node = int(inner[other.argmax()])
        number = int(set_of[node])
        raise _other_branches(
            f"information set {number}", int(offered[menu_of[number]]), node, int(counts[node])
        )


def _other_branches(place: str, actions: int, node: int, branches: int) -> InvalidGame:
    return InvalidGame(
        f"{place} offers {actions} actions, but its node {node} has {branches} branches; all its nodes need "
        "the same actions"
    )


def _check_distribution(place: str, actions: Sequence[str], probabilities: Sequence[Number]) -> None:
    if len(probabilities) != len(actions):
        raise InvalidGame(f"{place}: {len(probabilities)} probabilities for {len(actions)} branches")
    if any(getattr(p, "free_symbols", None) for p in probabilities):
        return
    for action, p in zip(actions, probabilities, strict=True):
        if p < 0:
            raise InvalidGame(
                f"{place}: the probability of {action!r} is {number_text(p)}; none may be negative"
            )
    total = exact_sum(probabilities)
    if total != 1:
        raise InvalidGame(
            f"{place}: the probabilities sum to {number_text(total)}; they must sum to 1 exactly"
        )
