"""The part of a large tree in which moves are tied, as a game of its own.

From a node below which no move is tied there is one subgame perfect equilibrium, so that the node can stand
for what it pays. What is left are the tied nodes and those above them: with few ties a small tree, whose
equilibria are those of the whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..games.extensive_form import ExtensiveFormGame, InformationSet
from ..games.payoff_table import PayoffTable
from .level_induction import LevelInduction, pure_profile


@dataclass(frozen=True, slots=True)
class TieCore:
    """A small game whose subgame perfect equilibria, carried over by `whole`, are those of a large one.

    Attributes
    ----------
    game : ExtensiveFormGame
    sets : tuple of int or None
        For each information set of `game` its number in the large game; None where both are the same game.
    rest : tuple
        What is played in the large game at the other sets.
    """

    game: ExtensiveFormGame
    sets: tuple[int, ...] | None = None
    rest: tuple[Any, ...] = ()

    def whole(self, profile: tuple[Any, ...]) -> tuple[Any, ...]:
        """The profile of the large game that plays `profile` where the small one has its sets."""
        if self.sets is None:
            return profile
        found = list(self.rest)
        for number, mixed in zip(self.sets, profile, strict=True):
            found[number] = mixed
        return tuple(found)

    def number(self, information_set: int) -> int:
        """The number in the large game of a set of the small one."""
        return information_set if self.sets is None else self.sets[information_set]


def tie_core(game: ExtensiveFormGame, found: LevelInduction) -> TieCore:
    """Return the tied nodes of a tree with perfect information and all above them, as a game.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> from quidproquo.solvers.level_induction import level_induction
    >>> sure = decision("China", {"acquiesce": outcome(2, -6), "withhold": outcome(-5, -7)})
    >>> game = tree(decision("US", {"no-ban": outcome(2, 0), "ban": sure}))
    >>> core = tie_core(game, level_induction(game))
    >>> core.game, core.game.payoffs[1].tolist()
    (<ExtensiveFormGame of 3 nodes: US, China>, [Fraction(0, 1), Fraction(0, 1), Fraction(-6, 1)])
    """
    tree = game.arrays
    inner: set[int] = set()
    for tied in found.tied.tolist():
        node = tied
        while node >= 0 and node not in inner:
            inner.add(node)
            node = int(tree.parents[node])
    below = {v: tree.below[tree.offsets[v] : tree.offsets[v + 1]].tolist() for v in inner}
    inside = sorted(inner.union(*below.values()))
    place = {node: i for i, node in enumerate(inside)}
    own = [[table[v] for table in game.payoffs] if v in inner else found.value(game, v) for v in inside]
    members: dict[int, list[int]] = {}
    for v in inside:
        if v in inner:
            members.setdefault(int(tree.set_of[v]), []).append(place[v])
    labels = game.set_labels
    sets = [_set(game, number, labels[number], nodes) for number, nodes in members.items()]
    core = ExtensiveFormGame(
        players=game.players,
        information_sets=sets,
        children=[tuple(place[c] for c in below.get(v, ())) for v in inside],
        payoffs=[PayoffTable.of(list(column)) for column in zip(*own, strict=True)],
        title=game.title,
    )
    return TieCore(core, tuple(members), pure_profile(game, found.choices))


def _set(game: ExtensiveFormGame, number: int, label: str, nodes: Sequence[int]) -> InformationSet:
    menu = game.arrays.menus[game.arrays.menu_of[number]]
    return InformationSet(menu.player, label, menu.actions, tuple(nodes), menu.probabilities)
