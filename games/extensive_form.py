"""Games in extensive form (trees) for any number of players, with chance and information sets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from .errors import InvalidGame
from .exact import Number, exact_sum, number_text
from .labels import own_labels
from .payoff_table import PayoffTable
from .symbols import check_names, free_names, substitute, substitute_number
from .wording import listed, shorten, visible

if TYPE_CHECKING:
    from .solution import Equilibrium
    from .tree_drawing import TreeDrawing

CHANCE = -1
TERMINAL = -1
MAX_NODES = 2_000_000


@dataclass(frozen=True, slots=True)
class InformationSet:
    """Nodes that their mover cannot tell apart, with the actions that all of them offer.

    `player` is the number of the mover (from 0) or `CHANCE`; `probabilities` belong to chance alone.
    """

    player: int
    label: str
    actions: tuple[str, ...]
    nodes: tuple[int, ...]
    probabilities: tuple[Number, ...] = ()


class ExtensiveFormGame:
    """A finite game tree, immutable and exact.

    Nodes are numbered in preorder (node 0 is the root, every node comes before its descendants). Payoffs may
    stand at any node and add up along a play. Games are built with `quidproquo.tree` from `decision`,
    `chance` and `outcome`, or read from a file.

    Attributes
    ----------
    players : tuple of str
    information_sets : tuple of InformationSet
        Chance sets included, in the order of their first node.
    children : tuple of tuples of int
        ``children[node][a]`` is the node that action ``a`` leads to; terminal nodes have none.
    set_of : tuple of int
        ``set_of[node]`` is the index of the node's information set, `TERMINAL` for terminal nodes.
    payoffs : tuple of PayoffTable
        ``payoffs[player][node]``: what the player gets for reaching the node.
    """

    form: ClassVar[str] = "extensive"

    players: tuple[str, ...]
    information_sets: tuple[InformationSet, ...]
    children: tuple[tuple[int, ...], ...]
    set_of: tuple[int, ...]
    payoffs: tuple[PayoffTable, ...]
    title: str
    parameters: tuple[str, ...]

    def __init__(
        self,
        *,
        players: Sequence[str],
        information_sets: Sequence[InformationSet],
        children: Sequence[tuple[int, ...]],
        payoffs: Sequence[PayoffTable],
        title: str = "",
    ) -> None:
        payoffs = tuple(PayoffTable.of(table) for table in payoffs)
        _check_structure(len(players), information_sets, children, payoffs)
        labels = own_labels(players, "players")
        for i, who in enumerate(labels):
            own_labels([s.label for s in information_sets if s.player == i], f"information sets of {who}")
        set_of = [TERMINAL] * len(children)
        for number, one in enumerate(information_sets):
            _check_set(one, labels, children)
            for node in one.nodes:
                if set_of[node] != TERMINAL:
                    raise InvalidGame(f"node {node} stands in two information sets; one is needed")
                set_of[node] = number
        loose = next((v for v, below in enumerate(children) if bool(below) != (set_of[v] != TERMINAL)), None)
        if loose is not None:
            raise InvalidGame(f"node {loose} has branches but no information set, or a set but no branches")
        probabilities = [p for s in information_sets for p in s.probabilities]
        fields = self.__dict__
        fields["players"] = labels
        fields["information_sets"] = tuple(information_sets)
        fields["children"] = tuple(children)
        fields["set_of"] = tuple(set_of)
        fields["payoffs"] = payoffs
        fields["title"] = str(title)
        fields["parameters"] = free_names(payoffs, probabilities)

    @property
    def is_rational(self) -> bool:
        """Whether every payoff and every probability of chance is a rational number."""
        return all(table.is_rational for table in self.payoffs) and all(
            isinstance(p, Fraction) for s in self.information_sets for p in s.probabilities
        )

    def numbers(self) -> Iterator[Number]:
        """Every number that the game holds."""
        for table in self.payoffs:
            yield from table.entries()
        for one in self.information_sets:
            yield from one.probabilities

    @cached_property
    def parents(self) -> tuple[int, ...]:
        """The parent of every node, -1 for the root."""
        parents = [-1] * len(self.children)
        for node, below in enumerate(self.children):
            for child in below:
                parents[child] = node
        return tuple(parents)

    @cached_property
    def has_perfect_information(self) -> bool:
        """Whether every player always knows at which node they are."""
        return all(len(s.nodes) == 1 for s in self.information_sets if s.player != CHANCE)

    def player_of(self, node: int) -> int | None:
        """The number of the player who moves at `node`, `CHANCE`, or None at a terminal node."""
        number = self.set_of[node]
        return None if number == TERMINAL else self.information_sets[number].player

    def sets_of(self, player: int) -> tuple[int, ...]:
        """The indices of the information sets of `player`, in order."""
        return tuple(i for i, s in enumerate(self.information_sets) if s.player == player)

    def terminals(self) -> tuple[int, ...]:
        """The terminal nodes in preorder."""
        return tuple(node for node, below in enumerate(self.children) if not below)

    def path_to(self, node: int) -> tuple[tuple[int, int], ...]:
        """The moves that lead from the root to `node`, as pairs (node, number of the action)."""
        path = []
        while (parent := self.parents[node]) >= 0:
            path.append((parent, self.children[parent].index(node)))
            node = parent
        return tuple(reversed(path))

    def node_text(self, node: int) -> str:
        """How messages name a node: the actions that lead to it, of many only the first and the last."""
        moves = [shorten(self.information_sets[self.set_of[v]].actions[a]) for v, a in self.path_to(node)]
        return f"the node after {listed(moves, ' – ')}" if moves else "the root"

    def at(self, values: Mapping[str, Any]) -> ExtensiveFormGame:
        """Return the game with parameters replaced by numbers (or by other expressions).

        Raises
        ------
        InvalidInput
            For a name that is no parameter, a payoff without a finite real value, and probabilities
            that are then negative or do not sum to one.
        """
        values = {str(name): value for name, value in values.items()}
        check_names(values, self.parameters)
        in_payoffs = free_names(self.payoffs)
        payoffs = substitute(self.payoffs, {k: v for k, v in values.items() if k in in_payoffs}, self.players)
        sets = [
            replace(
                s,
                probabilities=tuple(
                    substitute_number(p, values, f"probability of {action!r}")
                    for p, action in zip(s.probabilities, s.actions, strict=True)
                ),
            )
            if s.probabilities
            else s
            for s in self.information_sets
        ]
        return ExtensiveFormGame(
            players=self.players,
            information_sets=sets,
            children=self.children,
            payoffs=payoffs,
            title=self.title,
        )

    def draw(self, equilibrium: Equilibrium | None = None) -> TreeDrawing:
        """Return the drawing of the tree, which notebooks show and ``.save("tree.svg")`` keeps.

        Parameters
        ----------
        equilibrium : Equilibrium, optional
            Whose play is marked, such as ``subgame_perfect(game).equilibria[0]``; drawing computes none.

        Raises
        ------
        LimitReached
            For more than 500 nodes or 60 moves in a row.
        InvalidInput
            For an equilibrium of another game.

        Examples
        --------
        >>> from quidproquo import decision, outcome, tree
        >>> tree(decision("US", {"no-ban": outcome(0), "ban": outcome(1)})).draw()
        <TreeDrawing of 3 nodes>
        """
        from .tree_drawing import TreeDrawing

        return TreeDrawing(self, equilibrium)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ExtensiveFormGame):
            return NotImplemented
        return self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def _key(self) -> tuple[Any, ...]:
        return self.children, self.information_sets, self.payoffs, self.players, self.title

    def __repr__(self) -> str:
        free = f", parameters {', '.join(self.parameters)}" if self.parameters else ""
        return f"<ExtensiveFormGame of {len(self.children)} nodes: {visible(', '.join(self.players))}{free}>"

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("an ExtensiveFormGame is immutable; build a new one")

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (self.players, self.information_sets, self.children, self.payoffs, self.title)

    def _repr_html_(self) -> str:
        from .display import tree_html

        return tree_html(self)

    def _repr_latex_(self) -> str:
        from .display import tree_latex

        return tree_latex(self)


def _rebuild(players: Any, sets: Any, children: Any, payoffs: Any, title: str) -> ExtensiveFormGame:
    return ExtensiveFormGame(
        players=players, information_sets=sets, children=children, payoffs=payoffs, title=title
    )


def _check_structure(
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


def _check_set(one: InformationSet, players: Sequence[str], children: Sequence[tuple[int, ...]]) -> None:
    who = "chance" if one.player == CHANCE else players[one.player]
    place = f"information set {one.label!r} of {who}"
    if not one.nodes:
        raise InvalidGame(f"{place} has no node")
    own_labels(one.actions, f"actions of {place}")
    for node in one.nodes:
        if not 0 <= node < len(children):
            raise InvalidGame(f"{place} names the node {node}; nodes are numbered 0 to {len(children) - 1}")
        if len(children[node]) != len(one.actions):
            raise InvalidGame(
                f"{place} offers {len(one.actions)} actions, but its node {node} has "
                f"{len(children[node])} branches; all its nodes need the same actions"
            )
    if one.player != CHANCE:
        return
    if len(one.probabilities) != len(one.actions):
        raise InvalidGame(f"{place}: {len(one.probabilities)} probabilities for {len(one.actions)} branches")
    if any(getattr(p, "free_symbols", None) for p in one.probabilities):
        return
    for action, p in zip(one.actions, one.probabilities, strict=True):
        if p < 0:
            raise InvalidGame(
                f"{place}: the probability of {action!r} is {number_text(p)}; none may be negative"
            )
    total = exact_sum(one.probabilities)
    if total != 1:
        raise InvalidGame(
            f"{place}: the probabilities sum to {number_text(total)}; they must sum to 1 exactly"
        )


def payoff_tables(rows: Sequence[Sequence[Any] | None], players: Sequence[str]) -> tuple[PayoffTable, ...]:
    """Return one table per player from the payoffs of each node (None where a node has none)."""
    tables = []
    for i, who in enumerate(players):
        cells = [0 if row is None else row[i] for row in rows]
        if all(type(x) is int for x in cells) and all(abs(x) < 2**62 for x in cells):
            tables.append(PayoffTable(np.array(cells, dtype=np.int64)))
        else:
            tables.append(PayoffTable.of(cells, f"payoff of {who} at node "))
    return tuple(tables)
