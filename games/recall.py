"""What players remember: absent-mindedness, perfect recall, and where recall fails."""

from __future__ import annotations

from dataclasses import dataclass

from .errors import UnsupportedGame
from .extensive_form import CHANCE, ExtensiveFormGame
from .plays import own_pasts
from .wording import listed, quoted


@dataclass(frozen=True, slots=True)
class RecallFailure:
    """An information set at which its player forgets: two of its `nodes` have different own pasts."""

    player: int
    information_set: int
    nodes: tuple[int, int]


def absent_minded_sets(game: ExtensiveFormGame) -> tuple[int, ...]:
    """Return the indices of the information sets that some play visits twice.

    Chance has no memory to lose, so its sets do not count.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> second = decision("driver", {"exit": outcome(4), "on": outcome(1)}, information_set="junction")
    >>> game = tree(decision("driver", {"exit": outcome(0), "on": second}, information_set="junction"))
    >>> absent_minded_sets(game)
    (0,)
    """
    on_path = [False] * (len(game.information_sets) + 1)  # the last place is for terminal nodes
    twice: set[int] = set()
    stack = [0]
    while stack:
        node = stack.pop()
        if node < 0:
            on_path[game.set_of[~node]] = False
            continue
        number = game.set_of[node]
        if number < 0:
            continue
        if on_path[number]:
            twice.add(number)
        else:
            on_path[number] = True
            stack.append(~node)
        stack.extend(game.children[node])
    return tuple(sorted(i for i in twice if game.information_sets[i].player != CHANCE))


def is_absent_minded(game: ExtensiveFormGame) -> bool:
    """Whether some play visits one information set of a player twice.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> is_absent_minded(tree(decision("US", {"hold": outcome(0), "trade": outcome(1)})))
    False
    """
    return bool(absent_minded_sets(game))


def recall_failures(game: ExtensiveFormGame) -> tuple[RecallFailure, ...]:
    """Return one failure for each information set whose player forgets an own move or an own observation.

    A player has perfect recall if at all nodes of each information set the player's own past is the same:
    the same own information sets, passed in the same order with the same actions (Kuhn 1953).

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> later = {a: decision("US", {"l": outcome(0), "r": outcome(1)}, information_set="later") for a in "xy"}
    >>> recall_failures(tree(decision("US", later)))
    (RecallFailure(player=0, information_set=1, nodes=(1, 4)),)
    """
    found = []
    for number, nodes in enumerate(own_pasts(game).of_set):
        if len(nodes) > 1:
            one, other, *_ = nodes.values()
            found.append(RecallFailure(game.information_sets[number].player, number, (one, other)))
    return tuple(found)


def has_perfect_recall(game: ExtensiveFormGame) -> bool:
    """Whether every player remembers all own moves and all that the player knew before.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> has_perfect_recall(tree(decision("US", {"hold": outcome(0), "trade": outcome(1)})))
    True
    """
    return all(len(pasts) <= 1 for pasts in own_pasts(game).of_set)


def require_perfect_recall(game: ExtensiveFormGame, what: str) -> None:
    """Refuse a game in which some player forgets, naming the player, the information set and two nodes.

    Parameters
    ----------
    game : ExtensiveFormGame
    what : str
        What needs perfect recall, as it should stand in the message.

    Raises
    ------
    UnsupportedGame
        If a player lacks perfect recall.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> later = {a: decision("US", {"l": outcome(0), "r": outcome(1)}, information_set="later") for a in "xy"}
    >>> require_perfect_recall(tree(decision("US", later)), "sequence_form")
    Traceback (most recent call last):
    quidproquo.games.errors.UnsupportedGame: sequence_form needs perfect recall, but US forgets at
    information set 'later': before node 1 (the node after x) US chose 'x' at '1', before node 4 (the
    node after y) US chose 'y' at '1'; where the own past differs, the nodes need different information sets
    """
    failures = () if game.has_perfect_information else recall_failures(game)
    if not failures:
        return
    player, number, nodes = failures[0].player, failures[0].information_set, failures[0].nodes
    who, place = game.players[player], f"information set {game.information_sets[number].label!r}"
    if number in absent_minded_sets(game):
        raise UnsupportedGame(f"{what} needs perfect recall, but a play passes {place} of {who} twice")
    sides = (f"before node {v} ({game.node_text(v)}) {who} {_past_text(game, player, v)}" for v in nodes)
    raise UnsupportedGame(
        f"{what} needs perfect recall, but {who} forgets at {place}: {', '.join(sides)}; "
        "where the own past differs, the nodes need different information sets"
    )


def refuse_absent_mindedness(game: ExtensiveFormGame, what: str) -> None:
    """Refuse a game in which a play visits an information set twice, naming the set and its player.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> second = decision("driver", {"exit": outcome(4), "on": outcome(1)}, information_set="junction")
    >>> game = tree(decision("driver", {"exit": outcome(0), "on": second}, information_set="junction"))
    >>> refuse_absent_mindedness(game, "normal_form")
    Traceback (most recent call last):
    quidproquo.games.errors.UnsupportedGame: normal_form cannot treat absent-mindedness: a play passes
    information set 'junction' of driver twice; give its nodes sets of their own
    """
    found = absent_minded_sets(game)
    if found:
        one = game.information_sets[found[0]]
        raise UnsupportedGame(
            f"{what} cannot treat absent-mindedness: a play passes information set {one.label!r} of "
            f"{game.players[one.player]} twice; give its nodes sets of their own"
        )


def _past_text(game: ExtensiveFormGame, player: int, node: int) -> str:
    own = [
        f"{quoted(one.actions[a])} at {quoted(one.label)}"
        for v, a in game.path_to(node)
        if (one := game.information_sets[game.set_of[v]]).player == player
    ]
    return f"chose {listed(own)}" if own else "had not moved"
