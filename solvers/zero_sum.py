"""Two-player games whose payoffs sum to a constant, perhaps after harmless changes: value and strategies.

What `optimal_pair` finds is proven here again, by the regrets of the game itself.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np

from ..games.certificate import Mixed
from ..games.constant_sum import ZeroSumEquivalence, equivalent_zero_sum, unequal_sums
from ..games.errors import UnsupportedGame
from ..games.exact import number_text
from ..games.extensive_form import ExtensiveFormGame
from ..games.normal_form import NormalFormGame, require_rational
from ..games.payoff_table import Array, cell_text
from ..games.solution import Equilibrium, Solution
from .matrix_game import bordered, optimal_pair
from .modular_rank import is_regular
from .nash import nash
from .tree_zero_sum import tree_zero_sum

ENUMERATED = 20
"""Strategies in all up to which all optimal strategies are enumerated where they are not unique."""

FEW = 6
"""Shifts that are written out."""

UNIQUE = (
    "every strategy not played is strictly worse and the equations of those played have one solution, so no "
    "other strategy is optimal for either player (Bohnenblust, Karlin & Shapley 1950)"
)
ONE_OF_MANY = "other optimal strategies exist or were not excluded, one pair is given"
PROVEN = "value and dual prove each other; "


def zero_sum(game: NormalFormGame | ExtensiveFormGame, *, approximate: bool | None = None) -> Solution:
    """Return the value of a zero-sum game and its optimal strategies, exact, with proof.

    Parameters
    ----------
    game : NormalFormGame or ExtensiveFormGame
        Two players; for trees see `tree_zero_sum`. Payoffs sum to the same constant in every cell, or do so
        once one player's payoffs are multiplied by a positive factor and each player's are shifted by
        amounts that depend on the *opponent's* strategy only: such changes leave all equilibria as they are
        (`equivalent_zero_sum`).
    approximate : bool, optional
        Of trees: bound the value from both sides instead, quickly. Without it, only large trees are answered
        so; with False, none.

    Returns
    -------
    Solution
        `equilibria` are the pairs of optimal strategies: the only one, or all pairs of extreme ones where
        they can be enumerated (`complete` is then True), otherwise one pair. `value` is what the first player
        gets under optimal play, in the player's own payoffs, and `dual` an optimal strategy of the second.
        Both are left out where the game had to be changed and the equilibria differ (or were not all found)
        in what the first player gets: then there is no value.

    Raises
    ------
    UnsupportedGame
        Naming two cells whose sums differ, where no such change helps; for bounds on a normal form.

    Notes
    -----
    The first player maximises the payoff guaranteed against every column (von Neumann 1928); the value is
    proven by a strategy that guarantees it and one that concedes no more, both exact.

    Examples
    --------
    >>> answer = zero_sum(NormalFormGame.zero_sum([[3, -1], [-2, 4]]))
    >>> answer.value, answer.complete
    (Fraction(1, 1), True)
    """
    if isinstance(game, ExtensiveFormGame):
        return tree_zero_sum(game, approximate=approximate)
    if approximate:
        raise UnsupportedGame("bounds on the value are given for trees; normal forms are answered exactly")
    require_rational(game, "zero-sum")
    equivalence = _required_equivalence(game)
    payoffs = equivalence.payoffs.numerators
    found = optimal_pair(payoffs)
    pair = Equilibrium(game, (found.row, found.column), "zero-sum")
    answer = Solution(
        game=game,
        concept="zero-sum",
        method=found.method,
        equilibria=(pair,),
        components=((0,),),
        complete=not found.tied and _is_regular(payoffs, found.row, found.column),
        complete_because=UNIQUE,
        knife_edge=found.tied,
    )
    if not answer.complete:
        answer = _every_pair(answer)
    return _with_value(answer, equivalence, found.column)


def _required_equivalence(game: NormalFormGame) -> ZeroSumEquivalence:
    if len(game.players) != 2:
        raise UnsupportedGame(f"zero-sum takes two players; this game has {len(game.players)}")
    equivalence = equivalent_zero_sum(game)
    if equivalence is None:
        odd = unequal_sums(game) or (0, 0)
        total, corner = (sum(map(Fraction, game.payoffs_at(cell)), Fraction(0)) for cell in (odd, (0, 0)))
        raise UnsupportedGame(
            f"zero-sum needs payoffs that sum to a constant; cell {cell_text(odd)} sums to "
            f"{number_text(total)}, cell [0, 0] to {number_text(corner)}, and no positive factor with shifts "
            "that depend on the opponent's strategy only makes them constant"
        )
    return equivalence


def _is_regular(payoffs: Array, row: Mixed, column: Mixed) -> bool:
    """Whether the indifference conditions among the strategies played have one solution.

    If no other strategy is a best reply, all optimal strategies are used on the same supports, so that the
    pair is the only one.
    """
    rows = [i for i, p in enumerate(row) if p]
    columns = [j for j, q in enumerate(column) if q]
    if len(rows) != len(columns):
        return False
    return is_regular(bordered(payoffs[np.ix_(rows, columns)]))


def _every_pair(answer: Solution) -> Solution:
    """The answer with all pairs of extreme optimal strategies, if the game is small enough."""
    game = answer.game
    assert isinstance(game, NormalFormGame)
    if sum(game.shape) > ENUMERATED:
        return replace(answer, complete_because=ONE_OF_MANY)
    every = nash(game)
    return replace(
        answer,
        equilibria=tuple(Equilibrium(game, e.profile, "zero-sum") for e in every.equilibria),
        components=every.components,
        complete=every.complete,
        complete_because=every.complete_because,
        knife_edge=every.knife_edge,
        pieces=every.pieces,
    )


def _with_value(answer: Solution, equivalence: ZeroSumEquivalence, dual: Mixed) -> Solution:
    """The answer with value and dual where every equilibrium gives the first player the same."""
    payoffs = {e.payoffs[0] for e in answer.equilibria}
    valued = answer
    if equivalence.keeps_first or (answer.complete and len(payoffs) == 1):
        value = answer.equilibria[0].payoffs[0]
        assert isinstance(value, Fraction)
        because = PROVEN + answer.complete_because
        valued = replace(answer, value=value, dual=dual, complete_because=because)
    if equivalence.constant_sum:
        return valued
    because = f"{_change(answer.game, equivalence)}; {valued.complete_because}"
    if valued.value is None:
        differ = "differ" if len(payoffs) > 1 else "may differ"
        because += f"; no value is stated: the equilibria {differ} in what {answer.game.players[0]} gets"
    return replace(valued, complete_because=because)


def _change(game: object, equivalence: ZeroSumEquivalence) -> str:
    """Say how the game becomes zero-sum."""
    assert isinstance(game, NormalFormGame)
    first, second = game.players
    parts = []
    if equivalence.scale != 1:
        parts.append(f"{second}'s payoffs times {number_text(equivalence.scale)}")
    for who, opponent, shifts in ((first, second, equivalence.first), (second, first, equivalence.second)):
        if any(shifts):
            listed = ", ".join(map(number_text, shifts[:FEW])) + (", …" if len(shifts) > FEW else "")
            parts.append(f"{who}'s payoffs plus ({listed}) by {opponent}'s strategy")
    return f"zero-sum, with the same equilibria, after these changes: {', '.join(parts)}"
