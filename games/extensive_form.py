"""Games in extensive form (trees) for any number of players, with chance and information sets."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from .errors import InvalidGame
from .exact import Number
from .labels import own_labels
from .payoff_table import PayoffTable
from .symbols import check_names, free_names, substitute, substitute_number
from .tree_arrays import TreeArrays, from_tuples
from .tree_checks import check_menus, check_set, check_structure, checked_arrays, checked_labels
from .tree_parts import CHANCE, MAX_NODES, TERMINAL, InformationSet, Menu
from .wording import listed, shorten, visible

if TYPE_CHECKING:
    from .solution import Equilibrium
    from .tree_drawing import TreeDrawing

__all__ = [
    "CHANCE",
    "MAX_NODES",
    "TERMINAL",
    "ExtensiveFormGame",
    "InformationSet",
    "Menu",
    "payoff_tables",
]


class ExtensiveFormGame:
    """A finite game tree, immutable and exact.

    Nodes are numbered in preorder (node 0 is the root, every node comes before its descendants). Payoffs may
    stand at any node and add up along a play. Games are built with `quidproquo.tree` from `decision`,
    `chance` and `outcome`, read from a file, or, huge ones, made by `from_arrays`.

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
    arrays : TreeArrays
        The same shape in arrays. A game has its tuples or its arrays from the start; the others are made when
        they are first asked for.
    """

    form: ClassVar[str] = "extensive"

    players: tuple[str, ...]
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
        check_structure(len(players), information_sets, children, payoffs)
        labels = own_labels(players, "players")
        for i, who in enumerate(labels):
            own_labels([s.label for s in information_sets if s.player == i], f"information sets of {who}")
        set_of = [TERMINAL] * len(children)
        for number, one in enumerate(information_sets):
            check_set(one, labels, children)
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

    @classmethod
    def from_arrays(
        cls,
        *,
        players: Sequence[str],
        parents: Any,
        set_of: Any,
        menu_of: Any,
        menus: Sequence[Menu],
        payoffs: Sequence[Any],
        labels: Sequence[str] | None = None,
        title: str = "",
    ) -> ExtensiveFormGame:
        """Return a game from arrays of integers, checked as a whole: for trees too large for Python objects.

        Parameters
        ----------
        players : sequence of str
        parents : array, one entry per node
            -1 for the root, node 0; every node comes after its parent, and the children of a node belong to
            its actions in the order of their numbers.
        set_of : array, one entry per node
            The number of the node's information set, -1 for terminal nodes; sets are numbered in the order of
            their first node.
        menu_of : array, one entry per information set
            The number of its menu.
        menus : sequence of Menu
            Who chooses among which actions, chance with its probabilities.
        payoffs : one array, or `PayoffTable`, per player
            One number per node.
        labels : sequence of str, optional
            One per information set; without it they are numbered from 1 for each player.

        Raises
        ------
        InvalidGame
            Naming the first node, information set or menu that is wrong.

        Examples
        --------
        >>> game = ExtensiveFormGame.from_arrays(
        ...     players=["US"], parents=[-1, 0, 0], set_of=[0, -1, -1], menu_of=[0],
        ...     menus=[Menu(0, ("hold", "trade"))], payoffs=[[0, 1, 2]])
        >>> game.children, game.information_sets[0].actions
        (((1, 2), (), ()), ('hold', 'trade'))
        """
        who = own_labels(players, "players")
        arrays = checked_arrays(who, parents, set_of, menu_of, menus)
        tables = tuple(PayoffTable.of(table, "payoffs") for table in payoffs)
        if len(tables) != len(who) or any(table.shape != arrays.parents.shape for table in tables):
            raise InvalidGame("payoffs: one number per player and node is needed")
        names = None if labels is None else checked_labels(who, arrays, labels)
        return _of_arrays(who, arrays, names, tables, str(title))

    @cached_property
    def arrays(self) -> TreeArrays:
        """The shape of the tree in arrays of 32-bit integers."""
        return from_tuples(self.children, self.information_sets)

    @cached_property
    def children(self) -> tuple[tuple[int, ...], ...]:
        """The children of every node, in the order of its actions."""
        starts, below = self.arrays.offsets.tolist(), self.arrays.below.tolist()
        return tuple(tuple(below[a:b]) if a < b else () for a, b in itertools.pairwise(starts))

    @cached_property
    def set_of(self) -> tuple[int, ...]:
        """The index of the information set of every node."""
        return tuple(self.arrays.set_of.tolist())

    @cached_property
    def information_sets(self) -> tuple[InformationSet, ...]:
        """The information sets, those of chance included."""
        arrays = self.arrays
        starts, members = arrays.set_offsets.tolist(), arrays.members.tolist()
        found = []
        for label, number, (a, b) in zip(
            self.set_labels, arrays.menu_of.tolist(), itertools.pairwise(starts), strict=True
        ):
            menu = arrays.menus[number]
            found.append(
                InformationSet(menu.player, label, menu.actions, tuple(members[a:b]), menu.probabilities)
            )
        return tuple(found)

    @cached_property
    def set_labels(self) -> tuple[str, ...]:
        """The label of every information set."""
        if "information_sets" in self.__dict__:
            return tuple(one.label for one in self.information_sets)
        counts: Counter[int] = Counter()
        labels = []
        for player in self.arrays.players[self.arrays.menu_of].tolist():
            counts[player] += 1
            labels.append(str(counts[player]))
        return tuple(labels)

    @property
    def size(self) -> int:
        """The number of nodes."""
        return len(self.payoffs[0])

    @property
    def is_rational(self) -> bool:
        """Whether every payoff and every probability of chance is a rational number."""
        return all(table.is_rational for table in self.payoffs) and all(
            isinstance(p, Fraction) for p in self._probabilities()
        )

    def numbers(self) -> Iterator[Number]:
        """Every number that the game holds."""
        for table in self.payoffs:
            yield from table.entries()
        yield from self._probabilities()

    def _probabilities(self) -> Iterator[Number]:
        """The probabilities of chance; where sets share them, they may come once."""
        shared = self.__dict__.get("information_sets") or self.arrays.menus
        for one in shared:
            yield from one.probabilities

    @cached_property
    def parents(self) -> tuple[int, ...]:
        """The parent of every node, -1 for the root."""
        if "children" not in self.__dict__:
            return tuple(self.arrays.parents.tolist())
        parents = [-1] * len(self.children)
        for node, below in enumerate(self.children):
            for child in below:
                parents[child] = node
        return tuple(parents)

    @cached_property
    def has_perfect_information(self) -> bool:
        """Whether every player always knows at which node they are."""
        if "information_sets" not in self.__dict__:
            several = np.diff(self.arrays.set_offsets) > 1
            return bool((self.arrays.players[self.arrays.menu_of[several]] == CHANCE).all())
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
        if "information_sets" not in self.__dict__:
            menus = tuple(_with_values(menu, values) for menu in self.arrays.menus)
            check_menus(menus, self.players)
            arrays = self.arrays.with_menus(menus)
            return _of_arrays(self.players, arrays, self.__dict__.get("set_labels"), payoffs, self.title)
        sets = [_with_values(one, values) for one in self.information_sets]
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
        return self is other or (
            (self.players, self.title, self.payoffs) == (other.players, other.title, other.payoffs)
            and self.arrays.same_as(other.arrays)
            and self.set_labels == other.set_labels
        )

    def __hash__(self) -> int:
        shape = self.arrays
        return hash((self.players, self.title, self.payoffs, shape.parents.tobytes(), shape.set_of.tobytes()))

    def __repr__(self) -> str:
        free = f", parameters {', '.join(self.parameters)}" if self.parameters else ""
        return f"<ExtensiveFormGame of {self.size} nodes: {visible(', '.join(self.players))}{free}>"

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("an ExtensiveFormGame is immutable; build a new one")

    def __reduce__(self) -> tuple[Any, ...]:
        if "information_sets" not in self.__dict__:
            labels = self.__dict__.get("set_labels")
            return _of_arrays, (self.players, self.arrays, labels, self.payoffs, self.title)
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


def _of_arrays(
    players: tuple[str, ...],
    arrays: TreeArrays,
    labels: tuple[str, ...] | None,
    payoffs: tuple[PayoffTable, ...],
    title: str,
) -> ExtensiveFormGame:
    """The game whose parts have been checked; its tuples are made when they are asked for."""
    game = ExtensiveFormGame.__new__(ExtensiveFormGame)
    fields = game.__dict__
    fields["players"] = players
    fields["arrays"] = arrays
    fields["payoffs"] = payoffs
    fields["title"] = title
    fields["parameters"] = free_names(payoffs, [p for menu in arrays.menus for p in menu.probabilities])
    if labels is not None:
        fields["set_labels"] = labels
    return game


def _with_values(one: Any, values: Mapping[str, Any]) -> Any:
    """An information set or a menu with numbers for parameters in its probabilities."""
    if not one.probabilities:
        return one
    found = tuple(
        substitute_number(p, values, f"probability of {action!r}")
        for p, action in zip(one.probabilities, one.actions, strict=True)
    )
    return replace(one, probabilities=found)


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
