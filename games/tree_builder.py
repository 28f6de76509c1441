"""Building trees by hand: `tree` of nested `decision`, `chance` and `outcome`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .errors import InvalidGame
from .exact import Number, exact
from .extensive_form import CHANCE, MAX_NODES, ExtensiveFormGame, InformationSet, payoff_tables
from .labels import own_labels


@dataclass(frozen=True, slots=True, eq=False)
class Branching:
    """A piece of a tree under construction; made by `decision`, `chance` and `outcome`."""

    player: str | None
    information_set: str | None
    actions: tuple[str, ...]
    branches: tuple[Branching, ...]
    probabilities: tuple[Number, ...]
    payoffs: tuple[Any, ...] | None


def outcome(*payoffs: Any) -> Branching:
    """A terminal node with one payoff per player, in player order; ``outcome()`` gives 0 to everyone."""
    return Branching(None, None, (), (), (), payoffs or None)


def decision(
    player: str,
    actions: Mapping[str, Branching],
    *,
    information_set: str | None = None,
    payoffs: Sequence[Any] | None = None,
) -> Branching:
    """A node at which `player` chooses one of the labelled actions.

    Parameters
    ----------
    player : str
    actions : mapping from the action's label to what follows
    information_set : str, optional
        Nodes of one player that share this name cannot be told apart by the player.
    payoffs : sequence, optional
        What each player gets for reaching the node, on top of what comes later.
    """
    if not isinstance(player, str) or not player.strip():
        raise InvalidGame(f"decision: the player {player!r} is no label; text is needed")
    _require_mapping(actions, f"decision of {player}", "{action: what follows}")
    return _branching(player, f"actions of {player}", actions, information_set, (), payoffs)


def chance(
    branches: Mapping[str, tuple[Any, Branching]],
    *,
    information_set: str | None = None,
    payoffs: Sequence[Any] | None = None,
) -> Branching:
    """A node at which chance picks a branch: ``{"high": ("1/3", ...), "low": ("2/3", ...)}``."""
    _require_mapping(branches, "chance", "{label: (probability, what follows)}")
    for label, pair in branches.items():
        if not isinstance(pair, tuple) or len(pair) != 2:
            raise InvalidGame(f"chance: branch {label!r} needs a pair (probability, what follows)")
    probabilities = tuple(exact(p, f"probability of {label!r}") for label, (p, _) in branches.items())
    actions = {label: below for label, (_, below) in branches.items()}
    return _branching(None, "branches of chance", actions, information_set, probabilities, payoffs)


def tree(root: Branching, *, players: Sequence[str] | None = None, title: str = "") -> ExtensiveFormGame:
    """Return the game that starts at `root`.

    Players are listed in `players`, or, without it, in the order in which they first move. Information
    sets without a name are numbered from 1 for each player.

    Raises
    ------
    InvalidGame
        For probabilities that do not sum to one, an information set whose nodes offer different actions,
        payoffs of the wrong number, a player who owns no node and is not listed, and trees too large.

    Examples
    --------
    >>> game = tree(decision("US", {
    ...     "no-ban": outcome(0, 0),
    ...     "ban": decision("China", {"acquiesce": outcome(2, -6), "withhold": outcome(-5, -7)})}))
    >>> game
    <ExtensiveFormGame of 5 nodes: US, China>
    """
    pieces, children = _unfold(root)
    movers = dict.fromkeys(p.player for p in pieces if p.player is not None)
    labels = tuple(players) if players is not None else tuple(movers)
    if not labels:
        raise InvalidGame("nobody moves in this tree; list the players: tree(..., players=[...])")
    own_labels(labels, "players")
    unknown = next((who for who in movers if who not in labels), None)
    if unknown is not None:
        raise InvalidGame(f"{unknown!r} moves in the tree but is not among the players {', '.join(labels)}")
    for node, piece in enumerate(pieces):
        if piece.payoffs is not None and len(piece.payoffs) != len(labels):
            raise InvalidGame(
                f"node {node} has {len(piece.payoffs)} payoffs; the game has {len(labels)} players "
                f"({', '.join(labels)})"
            )
    return ExtensiveFormGame(
        players=labels,
        information_sets=_information_sets(pieces, labels),
        children=children,
        payoffs=payoff_tables([piece.payoffs for piece in pieces], labels),
        title=title,
    )


def _require_mapping(value: object, what: str, form: str) -> None:
    if not isinstance(value, Mapping):
        raise InvalidGame(f"{what}: {value!r:.60} is no mapping; {form} is needed")


def _branching(
    player: str | None,
    what: str,
    actions: Mapping[str, Branching],
    information_set: str | None,
    probabilities: tuple[Number, ...],
    payoffs: Sequence[Any] | None,
) -> Branching:
    labels = own_labels(actions, what)
    if not labels:
        raise InvalidGame(f"{what}: at least one is needed")
    for label, below in actions.items():
        if not isinstance(below, Branching):
            raise InvalidGame(
                f"{what}: {label!r} leads to {below!r}; a decision, chance or outcome is needed"
            )
    if payoffs is not None and not isinstance(payoffs, (list, tuple)):
        raise InvalidGame(f"{what}: payoffs are {payoffs!r:.60}; a list with one number per player is needed")
    fixed = None if payoffs is None else tuple(payoffs)
    return Branching(player, information_set, labels, tuple(actions.values()), probabilities, fixed)


def _unfold(root: Branching) -> tuple[list[Branching], list[tuple[int, ...]]]:
    """Number the nodes in preorder, without recursion: trees may be deeper than Python's stack."""
    if not isinstance(root, Branching):
        raise InvalidGame(f"tree: {root!r} is no decision, chance or outcome")
    pieces: list[Branching] = []
    below: list[list[int]] = []
    stack: list[tuple[Branching, int]] = [(root, -1)]
    while stack:
        piece, parent = stack.pop()
        node = len(pieces)
        if node >= MAX_NODES:
            raise InvalidGame(f"the tree has more than {MAX_NODES} nodes")
        pieces.append(piece)
        below.append([])
        if parent >= 0:
            below[parent].append(node)
        stack.extend((child, node) for child in reversed(piece.branches))
    return pieces, [tuple(nodes) for nodes in below]


def _information_sets(pieces: Sequence[Branching], players: Sequence[str]) -> list[InformationSet]:
    numbers = {who: i for i, who in enumerate(players)}
    members: dict[tuple[int, str | int], list[int]] = {}
    for node, piece in enumerate(pieces):
        if not piece.branches:
            continue
        owner = CHANCE if piece.player is None else numbers[piece.player]
        key = (owner, node if piece.information_set is None else piece.information_set)
        members.setdefault(key, []).append(node)
    taken = {(owner, name) for owner, name in members if isinstance(name, str)}
    counters: dict[int, int] = {}
    sets = []
    for (owner, name), nodes in members.items():
        counters[owner] = counters.get(owner, 0) + 1
        while not isinstance(name, str) and (owner, str(counters[owner])) in taken:
            counters[owner] += 1
        label = name if isinstance(name, str) else str(counters[owner])
        first = pieces[nodes[0]]
        for node in nodes[1:]:
            _check_alike(first, pieces[node], label, "chance" if owner == CHANCE else players[owner])
        sets.append(InformationSet(owner, label, first.actions, tuple(nodes), first.probabilities))
    return sets


def _check_alike(first: Branching, other: Branching, label: str, who: str) -> None:
    if other.actions != first.actions:
        raise InvalidGame(
            f"information set {label!r} of {who} offers {', '.join(first.actions)} at one node and "
            f"{', '.join(other.actions)} at another; all its nodes need the same actions"
        )
    if other.probabilities != first.probabilities:
        raise InvalidGame(f"information set {label!r} of chance has different probabilities at its nodes")
