"""Information sets in the drawing of a tree: the nodes of one set are linked by a dashed line."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from .extensive_form import CHANCE, ExtensiveFormGame
from .markup import colour
from .plays import preorder
from .tree_marks import DASHES, Curve, Leg
from .wording import shorten


class Links:
    """The links of all information sets, each with a lane of its own where it passes nodes of other sets.

    A link between neighbours of one column runs straight from node to node. One that passes other nodes runs
    beside the column in a lane, so that nobody takes these for members. Columns are joined by curves.
    """

    LANE = 7.0

    def __init__(self, game: ExtensiveFormGame, depths: Sequence[int]) -> None:
        self.game, self.depths = game, depths
        self.sets = [
            number
            for number, one in enumerate(game.information_sets)
            if len(one.nodes) > 1 and one.player != CHANCE
        ]
        self.columns: list[list[int]] = [[] for _ in range(max(depths) + 1)]
        for v in preorder(game):  # the order from top to bottom
            self.columns[depths[v]].append(v)
        self.place = {v: k for column in self.columns for k, v in enumerate(column)}
        self.lane: dict[tuple[int, int], int] = {}
        self.lanes = [0] * len(self.columns)
        for depth in range(len(self.columns)):
            self._assign(depth)

    def _within(self, number: int, depth: int) -> list[int]:
        nodes = [v for v in self.game.information_sets[number].nodes if self.depths[v] == depth]
        return sorted(nodes, key=self.place.__getitem__)

    def _assign(self, depth: int) -> None:
        """Give each set that passes others in this column the first lane that is free along its way."""
        spans = []
        for number in self.sets:
            places = [self.place[v] for v in self._within(number, depth)]
            passing = [(a, b) for a, b in itertools.pairwise(places) if b > a + 1]
            if passing:
                spans.append((passing[0][0], passing[-1][1], number))
        ends: list[int] = []
        for first, last, number in sorted(spans):
            free = next((k for k, end in enumerate(ends) if end < first), len(ends))
            ends[free : free + 1] = [last]
            self.lane[number, depth] = free + 1
        self.lanes[depth] = len(ends)

    def curves(self, x: Sequence[float], y: Sequence[float]) -> list[Curve]:
        found = []
        for number in self.sets:
            one = self.game.information_sets[number]
            name = shorten(f"{self.game.players[one.player]}: {one.label}", 1000)
            style = (colour(one.player), 1.7, DASHES[one.player % len(DASHES)])
            used = [depth for depth in range(len(self.columns)) if self._within(number, depth)]
            for depth in used:
                for v, w in itertools.pairwise(self._within(number, depth)):
                    straight = self.place[w] == self.place[v] + 1
                    shift = 0.0 if straight else self.LANE * self.lane[number, depth] + 3
                    found.append(
                        Curve((x[depth], y[v]), _bracket(x[depth], y[v], y[w], shift), *style, name=name)
                    )
            for depth, deeper in itertools.pairwise(used):
                pairs = itertools.product(self._within(number, depth), self._within(number, deeper))
                v, w = min(pairs, key=lambda pair: (abs(y[pair[0]] - y[pair[1]]), pair))
                legs = _across(x[depth], y[v], x[deeper], y[w])
                found.append(Curve((x[depth], y[v]), legs, *style, name=name))
        return found


def _bracket(x: float, top: float, bottom: float, shift: float) -> tuple[Leg, ...]:
    """From one node of a column down to another, beside the nodes in between."""
    if not shift:
        return ((x, bottom),)
    bend = min(14.0, (bottom - top) / 2)
    left = x - shift
    return (
        (x - shift / 2, top + 1, left, top + bend / 3, left, top + bend),
        (left, bottom - bend),
        (left, bottom - bend / 3, x - shift / 2, bottom - 1, x, bottom),
    )


def _across(x1: float, y1: float, x2: float, y2: float) -> tuple[Leg, ...]:
    """From a node to one further right: first up or down, and in the same way at the other end."""
    way = y2 - y1
    if abs(way) < 30:  # over whatever stands between two nodes of about the same height
        return ((x1 + 10, min(y1, y2) - 50, x2 - 10, min(y1, y2) - 50, x2, y2),)
    return ((x1, y1 + 0.6 * way, x2, y2 - 0.6 * way, x2, y2),)
