"""A game in normal form written as a tree: players move in order, nobody sees what came before."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np

from .errors import LimitReached
from .exact import Number
from .extensive_form import MAX_NODES, ExtensiveFormGame, InformationSet
from .normal_form import NormalFormGame
from .payoff_table import PayoffTable


def simultaneous_tree(game: NormalFormGame) -> ExtensiveFormGame:
    """Return the tree in which the players of `game` choose one after the other without seeing anything.

    Each player has one information set; the outcomes carry the payoffs, symbols included.

    Raises
    ------
    LimitReached
        If the tree would have more than `MAX_NODES` nodes.

    Examples
    --------
    >>> game = NormalFormGame.zero_sum([[1, -1], [-1, 1]], players=["row", "column"])
    >>> tree = simultaneous_tree(game)
    >>> tree
    <ExtensiveFormGame of 7 nodes: row, column>
    >>> [len(one.nodes) for one in tree.information_sets]
    [1, 2]
    """
    layers = [math.prod(game.shape[:player]) for player in range(len(game.shape) + 1)]
    total = sum(layers)
    if total > MAX_NODES:
        raise LimitReached(f"the tree would have {total} nodes; the limit is {MAX_NODES}")
    # The number of nodes below and including a node, by layer; preorder numbers follow from it.
    sizes = [1]
    for width in reversed(game.shape):
        sizes.append(1 + width * sizes[-1])
    sizes.reverse()
    children: list[tuple[int, ...]] = [()] * total
    layer = [0]
    sets = []
    for player, actions in enumerate(game.strategies):
        sets.append(InformationSet(player=player, label="1", actions=actions, nodes=tuple(layer)))
        below = sizes[player + 1]
        for node in layer:
            children[node] = tuple(node + 1 + a * below for a in range(len(actions)))
        layer = [child for node in layer for child in children[node]]
    return ExtensiveFormGame(
        players=game.players,
        information_sets=sets,
        children=children,
        payoffs=[_at_nodes(table, layer, total) for table in game.payoffs],
        title=game.title,
    )


def _at_nodes(table: PayoffTable, terminals: list[int], total: int) -> PayoffTable:
    if not table.is_rational:
        cells: list[Number] = [Fraction(0)] * total
        for node, payoff in zip(terminals, table.entries(), strict=True):
            cells[node] = payoff
        return PayoffTable.of(cells)
    values = table.numerators.reshape(-1)
    numerators = np.zeros(total, dtype=values.dtype)
    numerators[terminals] = values
    return PayoffTable(numerators, table.denominator)
