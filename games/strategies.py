"""Strategies of games in extensive form: full and reduced, the normal form, and mixed into behaviour."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np

from .errors import InvalidInput, LimitReached
from .exact import Number, exact, number_text, to_sympy
from .extensive_form import ExtensiveFormGame
from .labels import file_labels, numbered
from .normal_form import MAX_CELLS, NormalFormGame
from .payoff_table import Array, PayoffTable
from .plays import OwnPasts, Plays, lowest_terms, own_pasts, plays, plus, weighted_payoffs
from .recall import refuse_absent_mindedness, require_perfect_recall

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
    _check_player(game, player)
    own = game.sets_of(player)
    count = _product(len(game.information_sets[one].actions) for one in own)
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
    _check_player(game, player)
    return _reduced(game, player, own_pasts(game))


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


def normal_form(
    game: ExtensiveFormGame, *, reduced: bool = True, max_cells: int = MAX_CELLS
) -> NormalFormGame:
    """Return the normal form of a tree, with chance averaged exactly and payoffs at inner nodes added up.

    Parameters
    ----------
    game : ExtensiveFormGame
        Perfect recall is not needed; absent-mindedness is refused.
    reduced : bool
        Whether strategies that differ only at sets excluded by own earlier actions are merged. Strategies
        are those of `reduced_strategies` or `pure_strategies`, in that order.
    max_cells : int
        The largest number of strategy combinations that is built.

    Raises
    ------
    UnsupportedGame
        If a play passes an information set twice.
    LimitReached
        If there are more combinations than `max_cells`; known before any table is built.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> game = tree(decision("US", {"no-ban": outcome(0, 0), "ban": decision(
    ...     "China", {"acquiesce": outcome(2, -6), "withhold": outcome(-5, -7)})}))
    >>> form = normal_form(game)
    >>> form.strategies
    (('no-ban', 'ban'), ('acquiesce', 'withhold'))
    >>> form.payoffs[0].tolist() == [[0, 0], [2, -5]]
    True
    """
    refuse_absent_mindedness(game, "normal_form")
    pasts = own_pasts(game)
    counts = [_count(game, player, pasts, reduced) for player in range(len(game.players))]
    cells = _product(counts)
    if cells > max_cells:
        listed = ", ".join(f"{who} {_count_text(n)}" for who, n in zip(game.players, counts, strict=True))
        kind = "reduced normal form" if reduced else "full normal form"
        raise LimitReached(
            f"the {kind} would have {_count_text(cells)} cells (strategies: {listed}); "
            f"the limit is {max_cells}; the sequence form or backward induction may do without it"
        )
    plans = [
        _reduced(game, player, pasts) if reduced else pure_strategies(game, player)
        for player in range(len(game.players))
    ]
    return NormalFormGame(
        _payoffs(game, pasts, plans),
        players=game.players,
        strategies=[strategy_labels(game, own) for own in plans],
        title=game.title,
    )


def behaviour_of(
    game: ExtensiveFormGame, player: int, weights: Sequence[Any]
) -> dict[int, tuple[Number, ...]]:
    """Return the behaviour strategy that plays like a mixture of reduced strategies (Kuhn 1953).

    Parameters
    ----------
    game : ExtensiveFormGame
        With perfect recall.
    player : int
    weights : sequence of numbers
        The probability of each of `reduced_strategies`, in that order.

    Returns
    -------
    dict
        For each information set that the player's own play can reach, the probability of each action.
        Sets excluded by own play are left out: the mixture says nothing about them.

    Raises
    ------
    UnsupportedGame
        If the game lacks perfect recall.
    InvalidInput
        If the weights are no probability distribution over the reduced strategies.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> game = tree(decision("US", {"no-ban": outcome(0), "ban": decision(
    ...     "US", {"hold": outcome(1), "trade": outcome(2)})}))
    >>> behaviour_of(game, 0, ["1/2", "1/3", "1/6"])
    {0: (Fraction(1, 2), Fraction(1, 2)), 1: (Fraction(2, 3), Fraction(1, 3))}
    >>> behaviour_of(game, 0, [1, 0, 0])
    {0: (Fraction(1, 1), Fraction(0, 1))}
    """
    require_perfect_recall(game, "behaviour_of")
    plans = reduced_strategies(game, player)
    who = game.players[player]
    if len(weights) != len(plans):
        raise InvalidInput(f"weights: {len(weights)} for the {len(plans)} reduced strategies of {who}")
    numbers = [exact(w, f"weight {i} of {who}") for i, w in enumerate(weights)]
    _check_distribution(numbers, who)
    taken: dict[int, dict[int, list[Number]]] = {}
    for plan, weight in zip(plans, numbers, strict=True):
        if weight != 0:
            for one, action in plan:
                taken.setdefault(one, {}).setdefault(action, []).append(weight)
    behaviour = {}
    for one in sorted(taken):
        sums = [plus(taken[one].get(a, [])) for a in range(len(game.information_sets[one].actions))]
        behaviour[one] = tuple(_share(x, plus(sums)) for x in sums)
    return behaviour


def _check_distribution(numbers: Sequence[Number], who: str) -> None:
    total = plus(numbers)
    if not isinstance(total, Fraction):
        return  # algebraic weights: their certificate proves them, where their field is known
    for i, weight in enumerate(numbers):
        if isinstance(weight, Fraction) and weight < 0:
            raise InvalidInput(f"weight {i} of {who} is {number_text(weight)}; none may be negative")
    if total != 1:
        raise InvalidInput(f"the weights of {who} sum to {number_text(total)}; they must sum to 1 exactly")


def _share(part: Number, whole: Number) -> Number:
    if isinstance(part, Fraction) and isinstance(whole, Fraction):
        return part / whole
    import sympy

    return exact(sympy.radsimp(to_sympy(part) / to_sympy(whole)))


def _check_player(game: ExtensiveFormGame, player: int) -> None:
    if not 0 <= player < len(game.players):
        raise InvalidInput(
            f"player {player} does not exist; players are numbered 0 to {len(game.players) - 1}"
        )


def _product(numbers: Any) -> int:
    """The product, or `_BIG` where it is at least that: counts may have thousands of digits."""
    result = 1
    for n in numbers:
        result = min(result * n, _BIG)
    return result


def _count_text(count: int) -> str:
    return str(count) if count < _BIG else "at least 10^18"


def _check_choices(game: ExtensiveFormGame, player: int, count: int, choices: int) -> None:
    if choices > MAX_CHOICES:
        raise LimitReached(
            f"{game.players[player]} has {_count_text(count)} strategies, {_count_text(choices)} choices "
            f"in all; the limit is {MAX_CHOICES}"
        )


def _count(game: ExtensiveFormGame, player: int, pasts: OwnPasts, reduced: bool) -> int:
    """The number of strategies: exact under perfect recall, or for full ones; else found by listing."""
    own = game.sets_of(player)
    if not reduced:
        return _product(len(game.information_sets[one].actions) for one in own)
    if any(len(pasts.of_set[one]) > 1 for one in own):
        return len(_reduced(game, player, pasts))
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


def _reduced(game: ExtensiveFormGame, player: int, pasts: OwnPasts) -> tuple[Plan, ...]:
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
    left_open: dict[
        int, tuple[int, ...]
    ] = {}  # set: the sequences, in line with all choices, that lead to it
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


def _payoffs(game: ExtensiveFormGame, pasts: OwnPasts, plans: Sequence[Sequence[Plan]]) -> list[PayoffTable]:
    """Add every play, weighted by chance, to the block of cells whose strategies all lead to it."""
    found = plays(game)
    places = [_places(game, player, pasts, own) for player, own in enumerate(plans)]
    shape = tuple(len(own) for own in plans)
    tables = []
    for player in range(len(plans)):
        weighted = weighted_payoffs(found, pasts, player)
        cells = np.zeros(shape, dtype=weighted.dtype)
        for sequences, value in weighted.values.items():
            own = [places[i][q] for i, q in enumerate(sequences)]
            if all(isinstance(where, slice) for where in own):
                cells[tuple(own)] += value
            else:
                arrays = [
                    np.arange(where.start, where.stop) if isinstance(where, slice) else where for where in own
                ]
                cells[np.ix_(*arrays)] += value
        if weighted.is_rational:
            tables.append(lowest_terms(cells, weighted.denominator))
        else:
            tables.append(PayoffTable.of(_collected(cells) if _has_chance(found) else cells))
    return tables


def _places(
    game: ExtensiveFormGame, player: int, pasts: OwnPasts, plans: Sequence[Plan]
) -> list[Array | slice]:
    """For each own sequence, the numbers of the strategies that play it: a slice where they are in a row."""
    choice = {one: np.full(len(plans), -1, dtype=np.int32) for one in game.sets_of(player)}
    for i, plan in enumerate(plans):
        for one, action in plan:
            choice[one][i] = action
    found: list[Array] = [np.arange(len(plans))]
    for (one, action), parent in zip(pasts.moves[player][1:], pasts.parents[player][1:], strict=True):
        above = found[parent]
        found.append(above[choice[one][above] == action])
    return [
        slice(int(own[0]), int(own[-1]) + 1) if own.size and own[-1] - own[0] + 1 == own.size else own
        for own in found
    ]


def _has_chance(found: Plays) -> bool:
    return any(p != 1 for p in found.chances)


def _collected(cells: Array) -> Array:
    """The same expressions multiplied out, so that averages of equal payoffs look equal."""
    result = np.empty(cells.shape, dtype=object)
    for cell, x in np.ndenumerate(cells):
        result[cell] = plus([exact(x)])
    return result
