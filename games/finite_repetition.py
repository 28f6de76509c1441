"""A stage game repeated for a known number of rounds, as a tree that is written down array by array."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from fractions import Fraction
from math import prod
from typing import Any

import numpy as np

from .errors import LimitReached, UnsupportedGame
from .exact import Number, to_sympy
from .extensive_form import MAX_NODES, ExtensiveFormGame, InformationSet
from .normal_form import NormalFormGame
from .payoff_table import PayoffTable
from .repeated_game import RepeatedGame, discounts_of


def finitely_repeated(
    stage: NormalFormGame | RepeatedGame, rounds: int | None = None, discount: Any = 1
) -> ExtensiveFormGame:
    """Return the tree of a stage game that is played `rounds` times, every round seen before the next.

    In a round the players choose without seeing each other's choice. The payoffs of a round stand at the node
    where it ends, discounted to the first round; they are sums and not averages.

    Parameters
    ----------
    stage : NormalFormGame, or RepeatedGame with a horizon
    rounds : int
    discount : number, or one per player as a sequence or a mapping
        From 0 to 1; a RepeatedGame brings its own, 1 where it has none.

    Raises
    ------
    LimitReached
        If the tree would have more than `MAX_NODES` nodes.
    UnsupportedGame
        For a RepeatedGame without a horizon, and for a number of rounds that is none.

    Examples
    --------
    >>> prisoners = NormalFormGame.symmetric([[-1, -3], [0, -2]], players=["A", "B"],
    ...                                      strategies=[["deny", "confess"]] * 2)
    >>> tree = finitely_repeated(prisoners, 2, "1/2")
    >>> tree
    <ExtensiveFormGame of 31 nodes: A, B>
    >>> [one.label for one in tree.information_sets if one.player == 0][:2]
    ['round 1', 'round 2 after deny, deny']
    """
    if isinstance(stage, RepeatedGame):
        if stage.horizon is None:
            raise UnsupportedGame("a game repeated without end has no finite tree; a horizon is needed")
        rounds, discount, title = stage.horizon, stage.discount or 1, stage.title
        stage = stage.stage
    elif isinstance(stage, NormalFormGame):
        title = stage.title
    else:
        raise UnsupportedGame(
            f"finitely_repeated takes a normal form or a RepeatedGame; this is a {type(stage).__name__}"
        )
    if type(rounds) is not int or rounds < 1:
        raise UnsupportedGame(f"rounds is {rounds!r:.60}; a number from 1 on is needed")
    factors = discounts_of(stage, discount, finite=True)
    sizes = _sizes(stage.shape, rounds)
    total = sizes[0][0]
    children: list[tuple[int, ...]] = [()] * total
    sets: list[InformationSet] = []
    starts = np.zeros(1, dtype=np.int64)
    ends = []
    histories = [""]
    for number in range(1, rounds + 1):
        size = sizes[number - 1]
        layer = starts.reshape(-1, 1)
        for player, actions in enumerate(stage.strategies):
            labels = [_label(number, history) for history in histories]
            sets += [
                InformationSet(player, label, actions, tuple(nodes))
                for label, nodes in zip(labels, layer.tolist(), strict=True)
            ]
            steps = 1 + size[player + 1] * np.arange(len(actions))
            below = layer[:, :, None] + steps
            for node, branches in zip(layer.ravel().tolist(), below.reshape(-1, len(actions)), strict=True):
                children[node] = tuple(branches.tolist())
            layer = below.reshape(len(layer), -1)
        starts = layer.ravel()
        ends.append(starts)
        if number < rounds:
            cells = [", ".join(cell) for cell in itertools.product(*_names(stage))]
            histories = [f"{past}; {cell}" if past else cell for past in histories for cell in cells]
    sets.sort(key=lambda one: one.nodes[0])
    return ExtensiveFormGame(
        players=stage.players,
        information_sets=sets,
        children=children,
        payoffs=[
            _table(table, factor, ends, total) for table, factor in zip(stage.payoffs, factors, strict=True)
        ],
        title=title,
    )


def _sizes(shape: Sequence[int], rounds: int) -> list[list[int]]:
    """The nodes below and including one node, by round and by the player who moves there.

    The last entry of a round is the size of what begins where the round ends.
    """
    size = 1
    found = []
    for _ in range(rounds):
        sizes = [size]
        for width in reversed(shape):
            sizes.append(1 + width * sizes[-1])
        sizes.reverse()
        found.append(sizes)
        size = sizes[0]
        if size > MAX_NODES:
            cells = prod(shape)
            raise LimitReached(
                f"{rounds} rounds of {cells} outcomes make a tree of more than {MAX_NODES} nodes, the limit"
            )
    found.reverse()
    return found


def _names(stage: NormalFormGame) -> list[list[str]]:
    """The strategies as histories name them: in quotes where a comma inside could be misread."""
    plain = not any("," in label or ";" in label for own in stage.strategies for label in own)
    return [
        [label if plain else json.dumps(label, ensure_ascii=False) for label in own]
        for own in stage.strategies
    ]


def _label(number: int, history: str) -> str:
    return f"round {number} after {history}" if history else f"round {number}"


def _table(table: PayoffTable, factor: Fraction, ends: Sequence[Any], total: int) -> PayoffTable:
    """The payoffs of each round at the nodes that end it; nothing is stored twice but small integers."""
    if not table.is_rational:
        cells: list[Number] = [Fraction(0)] * total
        for number, nodes in enumerate(ends):
            scaled = [x * to_sympy(factor**number) for x in table.numerators.flat]
            for k, node in enumerate(nodes.tolist()):
                cells[node] = scaled[k % len(scaled)]
        return PayoffTable.of(cells)
    rows = [PayoffTable.of([x * factor**number for x in table.entries()]) for number in range(len(ends))]
    denominator = int(np.lcm.reduce([row.denominator for row in rows], dtype=object))
    scaled_rows = [[int(x) * (denominator // row.denominator) for x in row.numerators.flat] for row in rows]
    small = all(abs(x) < 2**62 for row in scaled_rows for x in row)
    kind = np.int64 if small else object
    numerators = np.zeros(total, dtype=kind)
    for row, nodes in zip(scaled_rows, ends, strict=True):
        numerators[nodes] = np.tile(np.array(row, dtype=kind), len(nodes) // len(row))
    return PayoffTable(numerators, denominator)
