"""The pure strategies of a player in a tree, full and reduced: counted, listed and labelled."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from .errors import InvalidInput, LimitReached
from .extensive_form import ExtensiveFormGame
from .labels import file_labels, numbered
from .plays import OwnPasts, own_pasts

Plan: TypeAlias = tuple[tuple[int, int], ...]
"""A pure strategy: pairs (index of an information set, number of the action chosen there), sets ascending."""

MAX_CHOICES = 10_000_000
_LONGEST_LABEL = 500
_BIG = 10**18


def pure_strategies(game: ExtensiveFormGame, player: int) -> tuple[Plan, ...]:
    """Return all pure strategies of a player: one action for every own information set, reached or not.

    Strategies are in lexicographic order. A player who owns no set has one strategy, the empty one.

    Raises
    ------
    LimitReached
        If the strategies would hold more than `MAX_CHOICES` choices; nothing is built.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> game = tree(decision("US", {"no-ban": outcome(0), "ban": decision(
    ...     "US", {"hold": outcome(1), "trade": outcome(2)})}))
    >>> pure_strategies(game, 0)
    (((0, 0), (1, 0)), ((0, 0), (1, 1)), ((0, 1), (1, 0)), ((0, 1), (1, 1)))
    """
    check_player(game, player)
    own = game.sets_of(player)
    count = capped_product(len(game.information_sets[one].actions) for one in own)
    _check_choices(game, player, count, count * len(own))
    actions = [[(one, a) for a in range(len(game.information_sets[one].actions))] for one in own]
    return tuple(itertools.product(*actions))


def reduced_strategies(game: ExtensiveFormGame, player: int) -> tuple[Plan, ...]:
    """Return the reduced strategies of a player: choices only where own earlier choices do not rule them out.

    Each stands for the pure strategies that differ only at information sets which their own earlier actions
    exclude. Strategies are ordered by the action at the first set, then at the next one that it leaves open,
    and so on.

    Raises
    ------
    LimitReached
        If the strategies would hold more than `MAX_CHOICES` choices.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> game = tree(decision("US", {"no-ban": outcome(0), "ban": decision(
    ...     "US", {"hold": outcome(1), "trade": outcome(2)})}))
    >>> reduced_strategies(game, 0)
    (((0, 0),), ((0, 1), (1, 0)), ((0, 1), (1, 1)))
    """
    check_player(game, player)
    return listed_plans(game, player, own_pasts(game))


def strategy_labels(game: ExtensiveFormGame, plans: Sequence[Plan]) -> tuple[str, ...]:
    """Return one readable label per strategy: the actions chosen, in the order of the information sets.

    Where two strategies would read alike, every action is preceded by its information set; an empty
    strategy is "–"; labels longer than 500 characters give way to numbers.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> game = tree(decision("US", {"no-ban": outcome(0), "ban": decision(
    ...     "US", {"hold": outcome(1), "trade": outcome(2)})}))
    >>> strategy_labels(game, reduced_strategies(game, 0))
    ('no-ban', 'ban – hold', 'ban – trade')
    """
    sets = game.information_sets
    labels = [" – ".join(sets[one].actions[a] for one, a in plan) or "–" for plan in plans]
    if max(map(len, labels)) > _LONGEST_LABEL:
        return numbered(len(plans))
    if len(set(labels)) < len(labels):
        labels = [
            " – ".join(f"{sets[one].label}:{sets[one].actions[a]}" for one, a in plan) for plan in plans
        ]
        if max(map(len, labels)) > _LONGEST_LABEL:
            return numbered(len(plans))
    return file_labels(labels)


def check_player(game: ExtensiveFormGame, player: int) -> None:
    if not 0 <= player < len(game.players):
        raise InvalidInput(
            f"player {player} does not exist; players are numbered 0 to {len(game.players) - 1}"
        )


def capped_product(numbers: Iterable[int]) -> int:
    """The product, or 10^18 where it is at least that: counts may have thousands of digits."""
    result = 1
    for n in numbers:
        result = min(result * n, _BIG)
    return result


def count_text(count: int) -> str:
    """How messages write a count that may be capped."""
    return str(count) if count < _BIG else "at least 10^18"


def _check_choices(game: ExtensiveFormGame, player: int, count: int, choices: int) -> None:
    if choices > MAX_CHOICES:
        raise LimitReached(
            f"{game.players[player]} has {count_text(count)} strategies, {count_text(choices)} choices "
            f"in all; the limit is {MAX_CHOICES}"
        )


def count_plans(game: ExtensiveFormGame, player: int, pasts: OwnPasts, reduced: bool) -> int:
    """The number of strategies: exact under perfect recall, or for full ones; else found by listing."""
    own = game.sets_of(player)
    if not reduced:
        return capped_product(len(game.information_sets[one].actions) for one in own)
    if any(len(pasts.of_set[one]) > 1 for one in own):
        return len(listed_plans(game, player, pasts))
    return _sizes(game, player, pasts)[0]


def _sizes(game: ExtensiveFormGame, player: int, pasts: OwnPasts) -> tuple[int, int]:
    """Under perfect recall: the number of reduced strategies, and the number of choices they hold in all."""
    moves, parents = pasts.moves[player], pasts.parents[player]
    count, choices = [1] * len(moves), [0] * len(moves)
    number = len(moves) - 1
    while number:  # a set's sequences are numbered together, after the one that leads to the set
        last = moves[number][1]
        first = number - last
        here = min(sum(count[first : number + 1]), _BIG)
        held = min(sum(choices[first : number + 1]) + here, _BIG)
        above = parents[number]
        choices[above] = min(choices[above] * here + count[above] * held, _BIG)
        count[above] = min(count[above] * here, _BIG)
        number = first - 1
    return count[0], choices[0]


def listed_plans(game: ExtensiveFormGame, player: int, pasts: OwnPasts) -> tuple[Plan, ...]:
    """The reduced strategies, for a caller that has the pasts already."""
    own = game.sets_of(player)
    if all(len(pasts.of_set[one]) <= 1 for one in own):
        _check_choices(game, player, *_sizes(game, player, pasts))
    found: list[Plan] = []
    choices = 0
    for plan in _walk_plans(game, player, pasts):
        choices += len(plan)
        if choices > MAX_CHOICES:
            raise LimitReached(
                f"{game.players[player]} has more than {len(found)} reduced strategies, more than "
                f"{MAX_CHOICES} choices in all; that is the limit",
                tuple(found),
            )
        found.append(tuple(sorted(plan)))
    return tuple(found)


def _walk_plans(game: ExtensiveFormGame, player: int, pasts: OwnPasts) -> Iterator[Plan]:
    """Choose at the first set that own play leaves open, again and again, in every way.

    Works without perfect recall too: a set is open once one of its nodes fits all own choices so far.
    """
    sets_after: list[list[int]] = [[] for _ in pasts.moves[player]]
    first_of: dict[tuple[int, int], int] = {}
    for one in game.sets_of(player):
        for past in pasts.of_set[one]:
            sets_after[past].append(one)
    for number, (one, action) in enumerate(pasts.moves[player]):
        if action == 0:
            first_of[pasts.parents[player][number], one] = number
    chosen: dict[int, int] = {}
    left_open: dict[int, tuple[int, ...]] = {}  # set: the sequences that fit all choices and lead to it
    before: list[tuple[int, tuple[int, ...]]] = []  # what `left_open` held, to be restored

    def reach(sequences: Iterable[int]) -> None:
        stack = list(sequences)
        while stack:
            reached = stack.pop()
            for one in sets_after[reached]:
                if one in chosen:
                    stack.append(first_of[reached, one] + chosen[one])
                else:
                    before.append((one, left_open.get(one, ())))
                    left_open[one] = (*left_open.get(one, ()), reached)

    frames: list[tuple[int, tuple[int, ...], int]] = []
    reach([0])
    while True:
        if left_open:
            one, action = min(left_open), 0
            leading = left_open.pop(one)
        else:
            yield tuple(chosen.items())
            while True:
                if not frames:
                    return
                one, leading, mark = frames.pop()
                while len(before) > mark:
                    other, held = before.pop()
                    left_open[other] = held
                    if not held:
                        del left_open[other]
                action = chosen.pop(one) + 1
                if action < len(game.information_sets[one].actions):
                    break
                left_open[one] = leading
        chosen[one] = action
        frames.append((one, leading, len(before)))
        reach(first_of[past, one] + action for past in leading)
