"""From a tree to its normal form, and from mixed strategies back to behaviour in the tree."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from .algebraic import AlgebraicNumber
from .errors import InvalidInput, LimitReached
from .exact import Number, exact, number_text
from .extensive_form import ExtensiveFormGame
from .normal_form import MAX_CELLS, NormalFormGame
from .payoff_table import Array, PayoffTable, lowest_terms
from .plans import (
    Plan,
    capped_product,
    count_plans,
    count_text,
    listed_plans,
    pure_strategies,
    reduced_strategies,
    strategy_labels,
)
from .plays import OwnPasts, Plays, own_pasts, plays, plus, share, weighted_payoffs
from .recall import refuse_absent_mindedness, require_perfect_recall

WITHOUT = (
    "no normal form is needed for one equilibrium of two players (nash with --one), the value of a "
    "constant-sum tree (zero-sum), and subgame perfection under perfect information (subgame-perfect)"
)


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
    counts = [count_plans(game, player, pasts, reduced) for player in range(len(game.players))]
    cells = capped_product(counts)
    if cells > max_cells:
        listed = ", ".join(f"{who} {count_text(n)}" for who, n in zip(game.players, counts, strict=True))
        kind = "reduced normal form" if reduced else "full normal form"
        raise LimitReached(
            f"the {kind} would have {count_text(cells)} cells (strategies: {listed}); "
            f"the limit is {max_cells}; {WITHOUT}"
        )
    plans = [
        listed_plans(game, player, pasts) if reduced else pure_strategies(game, player)
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
    numbers = [
        w if isinstance(w, AlgebraicNumber) else exact(w, f"weight {i} of {who}")
        for i, w in enumerate(weights)
    ]
    _check_distribution(numbers, who)
    taken: dict[int, dict[int, list[Number]]] = {}
    for plan, weight in zip(plans, numbers, strict=True):
        if weight != 0:
            for one, action in plan:
                taken.setdefault(one, {}).setdefault(action, []).append(weight)
    behaviour = {}
    for one in sorted(taken):
        sums = [plus(taken[one].get(a, [])) for a in range(len(game.information_sets[one].actions))]
        behaviour[one] = tuple(share(x, plus(sums)) for x in sums)
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


__all__ = [
    "Plan",
    "behaviour_of",
    "normal_form",
    "pure_strategies",
    "reduced_strategies",
    "strategy_labels",
]
