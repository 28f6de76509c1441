"""Where a player is indifferent in an equilibrium of a tree: the actions that pay the same, set by set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from .certificate import Mixed
from .exact import rational
from .extensive_form import CHANCE, TERMINAL, ExtensiveFormGame
from .plays import preorder
from .subgames import subgame_roots

Ties = Mapping[int, tuple[int, ...]]
"""For numbers of information sets the numbers of the actions that tie."""


def tied_actions(game: ExtensiveFormGame, profiles: Sequence[Sequence[Mixed | None]]) -> Ties:
    """Return the information sets at which several actions are best in one of the equilibria, with them.

    Parameters
    ----------
    game : ExtensiveFormGame
        With perfect recall and rational payoffs.
    profiles : sequence of subgame perfect equilibria
        A distribution at every information set, None for chance.

    Returns
    -------
    mapping
        Actions that tie in any of the profiles, all play elsewhere being that of the profile. A set that is
        not reached in the smallest subgame around it has no ties, as nothing depends on it there.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> game = tree(decision("US", {"hold": outcome(1, 0), "trade": outcome(1, 2), "ban": outcome(0, 0)}),
    ...             players=["US", "China"])
    >>> zero, one = Fraction(0), Fraction(1)
    >>> tied_actions(game, [[(one, zero, zero)]])
    {0: (0, 1)}
    """
    roots = frozenset(subgame_roots(game))
    order = preorder(game)
    tables = [[rational(x) for x in table.entries()] for table in game.payoffs]
    found: dict[int, set[int]] = {}
    for profile in profiles:
        for number, actions in _ties(game, profile, order, roots, tables).items():
            found.setdefault(number, set()).update(actions)
    return {number: tuple(sorted(actions)) for number, actions in sorted(found.items())}


def ties_document(game: ExtensiveFormGame, ties: Ties) -> dict[str, dict[str, list[str]]]:
    """Return ties as ``{player: {information set: [action, ...]}}``."""
    document: dict[str, dict[str, list[str]]] = {}
    for number, actions in ties.items():
        one = game.information_sets[number]
        document.setdefault(game.players[one.player], {})[one.label] = [one.actions[a] for a in actions]
    return document


def read_ties(game: ExtensiveFormGame, document: Mapping[str, Mapping[str, list[str]]]) -> Ties:
    """Return the ties that a document states, which was verified before."""
    return {
        number: tuple(one.actions.index(action) for action in document[who][one.label])
        for number, one in enumerate(game.information_sets if document else ())
        for who in [game.players[one.player] if one.player != CHANCE else ""]
        if one.label in document.get(who, {})
    }


def _ties(
    game: ExtensiveFormGame,
    profile: Sequence[Mixed | None],
    order: Sequence[int],
    roots: frozenset[int],
    tables: Sequence[Sequence[Fraction]],
) -> dict[int, list[int]]:
    """The sets of one profile at which the best actions are several."""
    reached = _reached(game, profile, order, roots)
    values: dict[int, list[Fraction]] = {}
    earned: dict[int, list[Fraction]] = {}
    for node in reversed(order):
        value = [table[node] for table in tables]
        if game.set_of[node] != TERMINAL:
            number = game.set_of[node]
            one = game.information_sets[number]
            below = [values[child] for child in game.children[node]]
            weights = _weights(game, profile, number)
            for p, v in zip(weights, below, strict=True):
                if p:
                    value = [x + p * y for x, y in zip(value, v, strict=True)]
            if one.player != CHANCE and reached[node]:
                sums = earned.setdefault(number, [Fraction(0)] * len(below))
                for a, v in enumerate(below):
                    sums[a] += reached[node] * v[one.player]
        values[node] = value
    best = {number: [a for a, u in enumerate(sums) if u == max(sums)] for number, sums in earned.items()}
    return {number: actions for number, actions in best.items() if len(actions) > 1}


def _reached(
    game: ExtensiveFormGame,
    profile: Sequence[Mixed | None],
    order: Sequence[int],
    roots: frozenset[int],
) -> list[Fraction]:
    """How likely each node is once the smallest subgame around it is played."""
    reached = [Fraction(1)] * len(order)
    for node in order:
        if game.set_of[node] != TERMINAL:
            weights = _weights(game, profile, game.set_of[node])
            for p, child in zip(weights, game.children[node], strict=True):
                reached[child] = Fraction(1) if child in roots else reached[node] * p
    return reached


def _weights(game: ExtensiveFormGame, profile: Sequence[Mixed | None], number: int) -> list[Fraction]:
    row = game.information_sets[number].probabilities or profile[number] or ()
    return [rational(p) for p in row]
