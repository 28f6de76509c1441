"""Observed choices, by labels: one play of a tree, or how often each action was seen at each set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from .beliefs_json import set_names
from .errors import InvalidInput
from .extensive_form import CHANCE, ExtensiveFormGame
from .normal_form import NormalFormGame
from .wording import listed, quoted

Record: TypeAlias = "Mapping[str, Mapping[str, int]] | Sequence[str]"
Counts: TypeAlias = dict[tuple[int, int], int]


def counts_of(game: NormalFormGame | ExtensiveFormGame, record: Record) -> Counts:
    """Return how often each move was seen, as ``{(information set or player, action): times}``.

    Parameters
    ----------
    game : NormalFormGame or ExtensiveFormGame
    record : mapping or sequence of str
        ``{set: {action: times}}`` by labels, in normal forms ``{player: {strategy: times}}``; where players
        have sets of the same name, the key is ``PLAYER:SET``. Of a tree also one observed play: the actions
        from the root on, moves of chance included, as far as it was seen.

    Raises
    ------
    InvalidInput
        For a set or an action that the game does not have, listing those there are, for counts that are no
        whole numbers from 0 on, and for a record without any choice among several actions.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> game = tree(decision("US", {"no-ban": outcome(0), "ban": decision("US", {"hold": outcome(1)})}))
    >>> counts_of(game, ["ban", "hold"])
    {(0, 1): 1, (1, 0): 1}
    """
    if isinstance(game, NormalFormGame):
        places = {
            who: (i, own) for i, (who, own) in enumerate(zip(game.players, game.strategies, strict=True))
        }
    else:
        names = set_names(game)
        places = {name: (n, game.information_sets[n].actions) for name, n in names.items()}
    if isinstance(record, Mapping):
        found = _from_mapping(places, record)
    elif isinstance(game, ExtensiveFormGame) and isinstance(record, Sequence) and not isinstance(record, str):
        found = _from_play(game, record)
    else:
        raise InvalidInput("record: {set: {action: times}} is needed, or the actions of one play of a tree")
    sizes = {number: len(own) for number, own in places.values()}
    if not any(times and sizes[number] > 1 for (number, _), times in found.items()):
        raise InvalidInput("record: no choice among two or more actions was observed")
    return found


def _from_mapping(
    places: Mapping[str, tuple[int, Sequence[str]]], record: Mapping[str, Mapping[str, int]]
) -> Counts:
    found: Counts = {}
    for name, actions in record.items():
        if name not in places:
            raise InvalidInput(
                f"record: there is no {name!r:.60}; accepted: {listed([quoted(x) for x in places])}"
            )
        number, own = places[name]
        if not isinstance(actions, Mapping):
            raise InvalidInput(f"record of {name!r}: {{action: times}} is needed")
        for action, times in actions.items():
            if action not in own:
                accepted = listed([quoted(x) for x in own])
                raise InvalidInput(
                    f"record of {name!r}: there is no action {action!r:.60}; accepted: {accepted}"
                )
            if isinstance(times, bool) or not isinstance(times, int) or times < 0:
                raise InvalidInput(
                    f"record of {name!r}: {action!r} was seen {times!r} times; a count is needed"
                )
            found[number, own.index(action)] = times
    return found


def _from_play(game: ExtensiveFormGame, play: Sequence[str]) -> Counts:
    found: Counts = {}
    node = 0
    for k, action in enumerate(play):
        number = game.set_of[node]
        own = game.information_sets[number].actions if number >= 0 else ()
        if action not in own:
            raise InvalidInput(
                f"record: move {k + 1} is {action!r:.60}; "
                + (f"accepted: {listed([quoted(x) for x in own])}" if own else "the play has ended before")
            )
        a = own.index(action)
        if game.information_sets[number].player != CHANCE:
            found[number, a] = found.get((number, a), 0) + 1
        node = game.children[node][a]
    return found
