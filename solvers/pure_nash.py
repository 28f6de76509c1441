"""All Nash equilibria in pure strategies, for any number of players."""

from __future__ import annotations

import numpy as np

from ..games.certificate import pure_profile, unused_best_replies
from ..games.errors import LimitReached
from ..games.extensive_form import ExtensiveFormGame
from ..games.normal_form import NormalFormGame, require_rational
from ..games.solution import Equilibrium, Solution

MAX_EQUILIBRIA = 10_000
MAX_COMPARISONS = 2_000_000


def pure_nash(game: NormalFormGame | ExtensiveFormGame) -> Solution:
    """Return all Nash equilibria in pure strategies.

    Parameters
    ----------
    game : NormalFormGame or ExtensiveFormGame
        Trees are solved through their reduced normal form: a player's own unreachable sets are left out.

    Returns
    -------
    Solution
        `complete` is True: every cell was compared exactly. No equilibrium at all is an answer too.

    Raises
    ------
    LimitReached
        For more than `MAX_EQUILIBRIA` equilibria (fewer in large games); `found` holds the first of them.

    Notes
    -----
    A cell is an equilibrium when each player's payoff is the largest along the player's own axis (Nash 1951).

    Examples
    --------
    >>> prisoners = NormalFormGame.symmetric([[-1, -3], [0, -2]], strategies=[["deny", "confess"]] * 2)
    >>> pure_nash(prisoners)
    <Solution pure-nash, all: 1 with payoffs (-2, -2)>
    """
    if isinstance(game, ExtensiveFormGame):
        from .tree_nash import tree_pure_nash

        return tree_pure_nash(game)
    require_rational(game, "pure-nash")
    stable = np.ones(game.shape, dtype=bool)
    for player, table in enumerate(game.payoffs):
        best = np.asarray(table.numerators.max(axis=player, keepdims=True))
        stable &= (table.numerators == best).astype(bool)
    cells = np.argwhere(stable)
    most = min(MAX_EQUILIBRIA, max(100, MAX_COMPARISONS // sum(game.shape)))
    listed = [tuple(int(s) for s in cell) for cell in cells[:most]]
    profiles = [pure_profile(game.shape, cell) for cell in listed]
    complete = len(listed) == len(cells)
    solution = Solution(
        game=game,
        concept="pure-nash",
        method="cell-comparison",
        equilibria=tuple(Equilibrium(game, profile, "pure-nash") for profile in profiles),
        components=tuple((i,) for i in range(len(profiles))),
        complete=complete,
        complete_because=f"each of the {stable.size} cells was compared exactly with every deviation"
        if complete
        else f"there are {len(cells)} pure equilibria; the first {most} are listed",
        knife_edge=any(unused_best_replies(game, profile) for profile in profiles),
    )
    if not complete:
        raise LimitReached(solution.complete_because, solution)
    return solution
