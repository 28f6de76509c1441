"""Two-player games whose payoffs sum to a constant: value, optimal strategies and the dual as proof."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from ..games.certificate import Mixed
from ..games.errors import LimitReached, UnsupportedGame
from ..games.exact import number_text
from ..games.extensive_form import ExtensiveFormGame
from ..games.normal_form import NormalFormGame, require_rational
from ..games.payoff_table import cell_text
from ..games.solution import Equilibrium, Solution
from .linear_program import maximise
from .nash import nash


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
    try:
        every = nash(game)
    except LimitReached:
        every = None
    profiles = [pair.profile] if every is None else [e.profile for e in every.equilibria]
    equilibria = tuple(Equilibrium(game, profile, "zero-sum") for profile in profiles)
    because = "the value is proven; the game is too large to list all optimal strategies, one pair is given"
    if every is not None:
        because = "value and dual prove each other; " + every.complete_because
    return Solution(
        game=game,
        concept="zero-sum",
        method="linear-program",
        equilibria=equilibria,
        components=((0,),) if every is None else every.components,
        complete=every is not None,
        complete_because=because,
        knife_edge=every is not None and len(equilibria) > 1,
        pieces=() if every is None else every.pieces,
        value=pair.payoffs[0],
        dual=column,
    )


def _optimal_pair(game: NormalFormGame) -> tuple[Mixed, Mixed]:
    """An optimal strategy of each player, from one program and its dual.

    With payoffs shifted to be positive, ``max 1·y with A y <= 1`` has the value 1/v; y/|y| is optimal for
    the second player and the dual point, scaled alike, for the first.
    """
    integers = game.payoffs[0].numerators.astype(object)
    shifted = integers - integers.min() + 1
    rows = [[Fraction(x) for x in row] for row in shifted.tolist()]
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
