"""Two-player games whose payoffs sum to a constant: value, optimal strategies and the dual as proof."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from ..games.certificate import Mixed, unused_best_replies
from ..games.errors import UnsupportedGame
from ..games.exact import number_text
from ..games.extensive_form import ExtensiveFormGame
from ..games.normal_form import NormalFormGame, require_rational
from ..games.payoff_table import cell_text
from ..games.solution import Equilibrium, Solution
from .linear_algebra import solve_integers
from .linear_program import maximise
from .nash import nash, positive_integers

ENUMERATED = 16
"""Strategies in all up to which all optimal strategies are enumerated."""


def zero_sum(game: NormalFormGame) -> Solution:
    """Return the value of a constant-sum game and its optimal strategies, proven by linear duality.

    Parameters
    ----------
    game : NormalFormGame
        Two players whose payoffs sum to the same constant in every cell.

    Returns
    -------
    Solution
        `value` is what the first player gets under optimal play, in the player's own payoffs; `dual` is an
        optimal strategy of the second player, the dual solution of the first one's program. `equilibria`
        are all pairs of extreme optimal strategies where they can be enumerated (`complete` is then True),
        otherwise one pair.

    Raises
    ------
    UnsupportedGame
        Naming two cells whose sums differ.

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
        raise UnsupportedGame(
            "zero-sum takes a game in normal form, this is a tree: convert it first, or ask for nash or "
            "subgame-perfect"
        )
    require_rational(game, "zero-sum")
    _require_constant_sum(game)
    row, column = _optimal_pair(game)
    pair = Equilibrium(game, (row, column), "zero-sum")
    every = nash(game) if sum(game.shape) <= ENUMERATED else None
    profiles = [pair.profile] if every is None else [e.profile for e in every.equilibria]
    alone = every is None and _is_unique(game, row, column)
    if every is not None:
        because = "value and dual prove each other; " + every.complete_because
    elif alone:
        because = (
            "value and dual prove each other; every strategy not played is strictly worse and the equations "
            "of those played have one solution, so no other strategy is optimal for either player"
        )
    else:
        because = (
            "the value is proven; other optimal strategies exist or were not excluded, one pair is given"
        )
    equilibria = tuple(Equilibrium(game, profile, "zero-sum") for profile in profiles)
    return Solution(
        game=game,
        concept="zero-sum",
        method="linear-program",
        equilibria=equilibria,
        components=((0,),) if every is None else every.components,
        complete=every is not None or alone,
        complete_because=because,
        knife_edge=any(unused_best_replies(game, e.profile) for e in equilibria),  # type: ignore[arg-type]
        pieces=() if every is None else every.pieces,
        value=pair.payoffs[0],
        dual=column,
    )


def _is_unique(game: NormalFormGame, row: Mixed, column: Mixed) -> bool:
    """Whether the pair is provably the only one: strictly complementary, with a regular system.

    Then each player's optimal strategies are used on the same support, where the other player's
    indifference conditions have one solution (Bohnenblust, Karlin & Shapley 1950).
    """
    if unused_best_replies(game, (row, column)):
        return False
    used_rows = [i for i, p in enumerate(row) if p]
    used_columns = [j for j, q in enumerate(column) if q]
    if len(used_rows) != len(used_columns):
        return False
    numerators = game.payoffs[0].numerators
    system = [[*(int(numerators[i, j]) for j in used_columns), -1] for i in used_rows]
    system.append([1] * len(used_columns) + [0])
    return solve_integers(system, [0] * len(used_rows) + [1]) is not None


def _optimal_pair(game: NormalFormGame) -> tuple[Mixed, Mixed]:
    """An optimal strategy of each player, from one program and its dual.

    With payoffs shifted to be positive, ``max 1·y with A y <= 1`` has the value 1/v; y/|y| is optimal for
    the second player and the dual point, scaled alike, for the first.
    """
    integers = positive_integers(game.payoffs[0])
    largest = integers.max()
    rows = [[Fraction(x, largest) for x in row] for row in integers.tolist()]
    ones = [Fraction(1)] * len(rows)
    answer = maximise([Fraction(1)] * len(rows[0]), rows, ones)
    total = sum(answer.x, Fraction(0))
    return tuple(p / total for p in answer.proof), tuple(q / total for q in answer.x)


def _require_constant_sum(game: NormalFormGame) -> None:
    if len(game.players) != 2:
        raise UnsupportedGame(f"zero-sum takes two players; this game has {len(game.players)}")
    first, second = game.payoffs
    sums = first.numerators.astype(object) * second.denominator
    sums = sums + second.numerators.astype(object) * first.denominator
    odd = next((cell for cell, total in np.ndenumerate(sums) if total != sums[0, 0]), None)
    if odd is not None:
        scale = first.denominator * second.denominator
        raise UnsupportedGame(
            "zero-sum needs payoffs that sum to a constant; cell "
            f"{cell_text(odd)} sums to {number_text(Fraction(int(sums[odd]), scale))}, "
            f"cell [0, 0] to {number_text(Fraction(int(sums[0, 0]), scale))}"
        )
