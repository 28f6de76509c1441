"""The labelled best-reply polytopes of small games, drawn as the two simplices of mixed strategies.

A mixed strategy has the labels of its player's unused strategies and of the other player's best replies to
it. A pair of strategies that has all labels between them is an equilibrium. Source: Shapley (1974); von
Stengel (2007), section 3.3, in *Algorithmic Game Theory*.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from ..games.blocks import Block, Heading, Paragraph, Table
from ..games.certificate import Mixed, pure_profile, strategy_payoffs
from ..games.errors import UnsupportedGame
from ..games.exact import number_text
from ..games.normal_form import NormalFormGame
from ..games.payoff_table import Array
from ..games.solution import Equilibrium
from ..games.view import View, require_two_players
from ..games.wording import player_name
from .double_description import double_description

MOST = 3


@dataclass(frozen=True, slots=True)
class Vertex:
    """A corner of the division of a simplex: the mixed strategy and its labels, numbered from 1."""

    point: Mixed
    labels: frozenset[int]


@dataclass(frozen=True, slots=True)
class Region:
    """Where one strategy is a best reply: its label and the corners of the region, as vertex numbers."""

    label: int
    corners: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Simplex:
    """The mixed strategies of one player, divided into the other player's best-reply regions."""

    player: int
    vertices: tuple[Vertex, ...]
    regions: tuple[Region, ...]


@dataclass(frozen=True, slots=True, repr=False)
class LabelledPolytopes(View):
    """Both simplices with their labels, and the pairs of vertices that have every label.

    Attributes
    ----------
    simplices : pair of Simplex
        Labels 1 to m stand for the first player's strategies, m + 1 to m + n for the second's.
    completely_labelled : tuple of pairs of int
        Vertices of the two simplices, as indices: exactly the extreme equilibria.
    """

    name: ClassVar[str] = "polytopes"
    game: NormalFormGame
    simplices: tuple[Simplex, Simplex]
    completely_labelled: tuple[tuple[int, int], ...]

    def profiles(self) -> tuple[Equilibrium, ...]:
        """The equilibria that the completely labelled pairs are, each proven anew."""
        first, second = self.simplices
        return tuple(
            Equilibrium(self.game, (first.vertices[i].point, second.vertices[j].point))
            for i, j in self.completely_labelled
        )

    @property
    def is_degenerate(self) -> bool:
        """Whether some vertex has more labels than its player has strategies."""
        return any(
            len(vertex.labels) > self.game.shape[simplex.player]
            for simplex in self.simplices
            for vertex in simplex.vertices
        )

    def label_names(self) -> tuple[str, ...]:
        """What each label stands for, in order: ``US: allow``."""
        return tuple(
            f"{player_name(who)}: {label}"
            for who, own in zip(self.game.players, self.game.strategies, strict=True)
            for label in own
        )

    def blocks(self) -> list[Block]:
        """Return the labels, the vertices of each simplex and the completely labelled pairs."""
        legend = tuple((str(k), name) for k, name in enumerate(self.label_names(), 1))
        return [
            Heading(self.game.title or "A game without a title"),
            Table(("label", "strategy"), legend),
            Paragraph(
                "A mixed strategy has the label of every strategy that it does not use, and the label of "
                "every best reply of the other player to it. Two mixed strategies are an equilibrium if "
                "together they have every label."
            ),
            *(self._vertex_table(simplex) for simplex in self.simplices),
            *self._pairs(),
        ]

    def content(self) -> dict[str, Any]:
        """Return the labels, simplices and pairs."""
        return {
            "labels": {str(k): name for k, name in enumerate(self.label_names(), 1)},
            "simplices": [
                {
                    "player": self.game.players[simplex.player],
                    "vertices": [
                        {"point": [number_text(p) for p in v.point], "labels": sorted(v.labels)}
                        for v in simplex.vertices
                    ],
                    "regions": [{"label": r.label, "corners": list(r.corners)} for r in simplex.regions],
                }
                for simplex in self.simplices
            ],
            "completely_labelled": [list(pair) for pair in self.completely_labelled],
        }

    def __repr__(self) -> str:
        counts = " and ".join(str(len(simplex.vertices)) for simplex in self.simplices)
        return f"<LabelledPolytopes: {counts} vertices, {len(self.completely_labelled)} equilibria>"

    def _vertex_table(self, simplex: Simplex) -> Table:
        rows = tuple(
            (vertex_name(simplex.player, k), *map(number_text, v.point), label_list(v.labels))
            for k, v in enumerate(simplex.vertices)
        )
        who = player_name(self.game.players[simplex.player])
        return Table(
            ("", *self.game.strategies[simplex.player], "labels"), rows, f"Mixed strategies of {who}"
        )

    def _pairs(self) -> list[Block]:
        first, second = self.simplices
        rows = tuple(
            (
                str(number),
                f"{vertex_name(0, i)}, {vertex_name(1, j)}",
                label_list(first.vertices[i].labels),
                label_list(second.vertices[j].labels),
                ", ".join(number_text(u) for u in one.payoffs),
            )
            for number, ((i, j), one) in enumerate(
                zip(self.completely_labelled, self.profiles(), strict=True), 1
            )
        )
        names = (f"labels of {player_name(who)}" for who in self.game.players)
        table = Table(("", "pair", *names, "payoffs"), rows, "Completely labelled pairs: the equilibria")
        if not self.is_degenerate:
            return [table]
        return [
            table,
            Paragraph(
                "The game is degenerate: some vertex has more labels than its player has strategies. "
                "Mixtures of equilibria that share a vertex are equilibria, too."
            ),
        ]


def labelled_polytopes(game: NormalFormGame) -> LabelledPolytopes:
    """Return the mixed strategies of both players with their labels, exactly.

    Parameters
    ----------
    game : NormalFormGame
        Of two players with at most three strategies each.

    Returns
    -------
    LabelledPolytopes
        All vertices of the best-reply regions; its completely labelled pairs are all extreme equilibria.

    Raises
    ------
    SymbolsLeft, UnsupportedGame
        For free parameters, irrational payoffs, trees, and larger games.

    Examples
    --------
    >>> game = NormalFormGame([[[3, 3], [2, 5], [0, 6]], [[3, 2], [2, 6], [3, 1]]])
    >>> picture = labelled_polytopes(game)
    >>> picture
    <LabelledPolytopes: 5 and 4 vertices, 3 equilibria>
    """
    require_two_players(game, "the labelled polytopes")
    if max(game.shape) > MOST:
        raise UnsupportedGame(
            f"the labelled polytopes are shown up to {MOST}×{MOST}; this game is "
            f"{'×'.join(map(str, game.shape))}"
        )
    simplices = _simplex(game, 0), _simplex(game, 1)
    every = frozenset(range(1, sum(game.shape) + 1))
    pairs = [
        (i, j)
        for i, x in enumerate(simplices[0].vertices)
        for j, y in enumerate(simplices[1].vertices)
        if x.labels | y.labels == every
    ]
    pairs.sort(key=lambda pair: _order(simplices[0].vertices[pair[0]], simplices[1].vertices[pair[1]]))
    return LabelledPolytopes(game, simplices, tuple(pairs))


def best_reply_corners(replies: Array, player: int) -> list[tuple[Mixed, tuple[int, ...]]]:
    """Return the corners of the best-reply regions in the simplex of `player`, each with its best replies.

    Parameters
    ----------
    replies : m × n array of integers
        What the other player gets.
    player : 0 or 1, the player who mixes

    Examples
    --------
    >>> import numpy as np
    >>> for corner, best in sorted(best_reply_corners(np.array([[3, 2], [2, 5]]), 0)):
    ...     print(*corner, best)
    0 1 (1,)
    3/4 1/4 (0, 1)
    1 0 (0,)
    """
    integers = (replies.T if player == 0 else replies).astype(object)
    count, width = integers.shape
    positive = integers - integers.min() + 1
    found = []
    for point, tight in double_description(positive.tolist()):
        total = sum(point, Fraction(0))
        if total:
            best = tuple(t for t in range(count) if tight >> (width + t) & 1)
            found.append((tuple(z / total for z in point), best))
    return found


def labels_of(game: NormalFormGame, player: int, point: Mixed) -> frozenset[int]:
    """Return the labels by their definition: unused strategies of the player, best replies of the other.

    Examples
    --------
    >>> game = NormalFormGame([[[3, 3], [2, 5], [0, 6]], [[3, 2], [2, 6], [3, 1]]])
    >>> sorted(labels_of(game, 1, (Fraction(2, 3), Fraction(1, 3))))
    [1, 2]
    """
    other = 1 - player
    earned = reply_payoffs(game, player, point)
    starts = (1, game.shape[0] + 1)
    unused = {starts[player] + s for s, p in enumerate(point) if not p}
    return frozenset(unused | {starts[other] + s for s, u in enumerate(earned) if u == max(earned)})


def reply_payoffs(game: NormalFormGame, player: int, point: Mixed) -> tuple[Fraction, ...]:
    """Return what each reply of the other player earns against the mixture `point` of `player`.

    Examples
    --------
    >>> game = NormalFormGame([[[3, 3], [2, 5], [0, 6]], [[3, 2], [2, 6], [3, 1]]])
    >>> [str(u) for u in reply_payoffs(game, 1, (Fraction(2, 3), Fraction(1, 3)))]
    ['3', '3', '2']
    """
    unseen = list(pure_profile(game.shape, (0, 0)))
    unseen[player] = point
    return strategy_payoffs(game, 1 - player, tuple(unseen))


def vertex_name(player: int, number: int) -> str:
    """How a vertex is called: x1, x2, … for the first player, y1, y2, … for the second."""
    return f"{'xy'[player]}{number + 1}"


def label_list(labels: frozenset[int]) -> str:
    """The labels in order: ``1, 4, 5``."""
    return ", ".join(map(str, sorted(labels)))


def _order(x: Vertex, y: Vertex) -> tuple[object, ...]:
    """Small supports first: the order in which `nash` and the support table have the equilibria."""
    supports = tuple(tuple(s for s, p in enumerate(v.point) if p) for v in (x, y))
    return sum(map(len, supports)), supports, x.point, y.point


def _simplex(game: NormalFormGame, player: int) -> Simplex:
    found = best_reply_corners(game.payoffs[1 - player].numerators, player)
    points = sorted((point for point, _ in found), reverse=True)
    vertices = tuple(Vertex(point, labels_of(game, player, point)) for point in points)
    start = 1 if player == 1 else game.shape[0] + 1
    regions = []
    for label in range(start, start + game.shape[1 - player]):
        corners = tuple(k for k, vertex in enumerate(vertices) if label in vertex.labels)
        if corners:
            regions.append(Region(label, corners))
    return Simplex(player, vertices, tuple(regions))
