"""Subgames: where they start, cutting them out, and the blocks that backward induction solves one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .errors import InvalidInput
from .exact import Number, exact
from .extensive_form import CHANCE, ExtensiveFormGame, InformationSet
from .payoff_table import PayoffTable
from .plays import plus, preorder


def subgame_roots(game: ExtensiveFormGame) -> tuple[int, ...]:
    """Return the nodes that start a subgame, in ascending order; the whole game's root is always one.

    A node starts a subgame if no information set of a player has nodes both at or below it and elsewhere
    (Selten 1965). Terminal nodes start none. Chance has no information, so a chance set shared with the
    rest of the tree does not stand in the way.

    Examples
    --------
    >>> from quidproquo import chance, decision, outcome, tree
    >>> def market(name):
    ...     return decision("US", {"in": outcome(1), "out": outcome(0)}, information_set=name)
    >>> subgame_roots(tree(chance({"up": ("1/2", market("one")), "down": ("1/2", market("two"))})))
    (0, 1, 4)
    >>> subgame_roots(tree(chance({"up": ("1/2", market("same")), "down": ("1/2", market("same"))})))
    (0,)
    """
    order = preorder(game)
    place = [0] * len(order)
    for i, node in enumerate(order):
        place[node] = i
    low, high, last = place.copy(), place.copy(), place.copy()
    for one in game.information_sets:
        if one.player != CHANCE and len(one.nodes) > 1:
            places = [place[node] for node in one.nodes]
            first, final = min(places), max(places)
            for node in one.nodes:
                low[node], high[node] = first, final
    roots = []
    for node in reversed(order):
        below = game.children[node]
        if below:
            last[node] = last[below[-1]]
            low[node] = min(low[node], *(low[child] for child in below))
            high[node] = max(high[node], *(high[child] for child in below))
            if low[node] >= place[node] and high[node] <= last[node]:
                roots.append(node)
    return tuple(sorted(roots)) or (0,)


def subgame(game: ExtensiveFormGame, node: int, *, past: bool = False) -> ExtensiveFormGame:
    """Return the subgame that starts at `node`, with all players, labels and information sets.

    Nodes are renumbered from 0 in preorder. What players collect at `node` and below is kept; what they
    collected above it is dropped, as it changes no choice, unless `past` is true, which adds it at the new
    root. A chance set that reaches beyond the subgame keeps the nodes inside.

    Raises
    ------
    InvalidInput
        If no subgame starts at `node`; the message names the information set that crosses the border.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> game = tree(decision("US", {"no-ban": outcome(0, 0), "ban": decision(
    ...     "China", {"acquiesce": outcome(2, -6), "withhold": outcome(-5, -7)})}))
    >>> subgame(game, 2)
    <ExtensiveFormGame of 3 nodes: US, China>
    >>> subgame(game, 1)
    Traceback (most recent call last):
    quidproquo.games.errors.InvalidInput: node 1 (the node after no-ban) is terminal; a subgame starts
    where somebody moves
    """
    inside = _below(game, node)
    kept = set(inside)
    for one in {game.set_of[v] for v in inside if game.children[v]}:
        found = game.information_sets[one]
        if found.player != CHANCE and not kept.issuperset(found.nodes):
            raise InvalidInput(
                f"no subgame starts at node {node}: information set {found.label!r} of "
                f"{game.players[found.player]} has nodes inside and outside"
            )
    tables = [table[list(inside)] for table in game.payoffs]
    if past:
        path = [v for v, _ in game.path_to(node)] + [node]
        tables = [
            _with_entry(table, 0, plus([whole[v] for v in path]))
            for table, whole in zip(tables, game.payoffs, strict=True)
        ]
    return _cut(game, inside, set(), tables)


@dataclass(frozen=True, slots=True)
class Block:
    """The part of a subgame that belongs to no smaller subgame.

    Attributes
    ----------
    root : int
        The node that starts the subgame.
    nodes : tuple of int
        The nodes of the subgame that lie in no proper subgame of it, the root first, in ascending order.
    exits : tuple of int
        The roots of the largest proper subgames, in ascending order: replace each by what its solution pays,
        and the block is a game of its own.
    """

    root: int
    nodes: tuple[int, ...]
    exits: tuple[int, ...]


def subgame_blocks(game: ExtensiveFormGame) -> tuple[Block, ...]:
    """Return one block per subgame, the smallest first: every block comes after those it exits to.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> game = tree(decision("US", {"no-ban": outcome(0, 0), "ban": decision(
    ...     "China", {"acquiesce": outcome(2, -6), "withhold": outcome(-5, -7)})}))
    >>> subgame_blocks(game)
    (Block(root=2, nodes=(2, 3, 4), exits=()), Block(root=0, nodes=(0, 1), exits=(2,)))
    """
    roots = set(subgame_roots(game))
    owner = [0] * len(game.children)
    nodes: dict[int, list[int]] = {root: [] for root in sorted(roots)}
    exits: dict[int, list[int]] = {root: [] for root in nodes}
    for node in range(len(game.children)):  # a parent has a smaller number than its children
        above = owner[game.parents[node]] if node else 0
        if node in roots and node:
            exits[above].append(node)
            above = node
        owner[node] = above
        nodes[above].append(node)
    return tuple(Block(root, tuple(nodes[root]), tuple(exits[root])) for root in reversed(nodes))


def block_game(
    game: ExtensiveFormGame, block: Block, values: Mapping[int, Sequence[Any]]
) -> ExtensiveFormGame:
    """Return the block as a game of its own, in which each exit is terminal and pays ``values[exit]``.

    Nodes are renumbered from 0 in ascending order, exits among them; `values` holds for each exit one payoff
    per player: what the subgame there is worth, its own root's payoff included.

    Raises
    ------
    InvalidInput
        If an exit has no value, or not one per player.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> game = tree(decision("US", {"no-ban": outcome(0, 0), "ban": decision(
    ...     "China", {"acquiesce": outcome(2, -6), "withhold": outcome(-5, -7)})}))
    >>> top = block_game(game, subgame_blocks(game)[-1], {2: (2, -6)})
    >>> top, top.payoffs[0].entries()
    (<ExtensiveFormGame of 3 nodes: US, China>, [Fraction(0, 1), Fraction(0, 1), Fraction(2, 1)])
    """
    for way_out in block.exits:
        if len(values.get(way_out, ())) != len(game.players):
            raise InvalidInput(f"values: exit {way_out} needs {len(game.players)} payoffs, one per player")
    exits = set(block.exits)
    inside = sorted((*block.nodes, *block.exits))
    tables = []
    for i, (who, table) in enumerate(zip(game.players, game.payoffs, strict=True)):
        if exits:
            cells = [
                exact(values[v][i], f"value of {who} at exit {v}") if v in exits else table[v] for v in inside
            ]
            tables.append(PayoffTable.of(cells))
        else:
            tables.append(table[list(inside)])
    return _cut(game, inside, exits, tables)


def _cut(
    game: ExtensiveFormGame, inside: Sequence[int], ends: set[int], tables: Sequence[PayoffTable]
) -> ExtensiveFormGame:
    """The tree of the nodes `inside`, renumbered in their order; the nodes of `ends` become terminal."""
    number = {node: i for i, node in enumerate(inside)}
    children = [() if v in ends else tuple(number[child] for child in game.children[v]) for v in inside]
    members: dict[int, list[int]] = {}
    for i, v in enumerate(inside):
        if children[i]:
            members.setdefault(game.set_of[v], []).append(i)
    sets: list[InformationSet] = [
        replace(game.information_sets[one], nodes=tuple(nodes)) for one, nodes in members.items()
    ]
    return ExtensiveFormGame(
        players=game.players, information_sets=sets, children=children, payoffs=tables, title=game.title
    )


def _below(game: ExtensiveFormGame, node: int) -> list[int]:
    """The nodes at and below `node` in preorder."""
    if not 0 <= node < len(game.children):
        raise InvalidInput(f"node {node} does not exist; nodes are numbered 0 to {len(game.children) - 1}")
    if not game.children[node] and node:
        raise InvalidInput(
            f"node {node} ({game.node_text(node)}) is terminal; a subgame starts where somebody moves"
        )
    inside, stack = [], [node]
    while stack:
        v = stack.pop()
        inside.append(v)
        stack.extend(reversed(game.children[v]))
    return inside


def _with_entry(table: PayoffTable, place: int, number: Number) -> PayoffTable:
    cells = table.entries()
    cells[place] = number
    return PayoffTable.of(cells)
