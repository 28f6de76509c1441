"""The kind of situation that each player of a 2×2 game is in, by the strict order of the own payoffs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..games.errors import UnsupportedGame
from ..games.normal_form import NormalFormGame

BOTH, ALONE, AGAINST, NEITHER = range(4)
"""Who cooperates: both, only the player, only the other one, neither."""

CLASSES: Mapping[str, tuple[tuple[int, int], ...]] = {
    "prisoner's dilemma": ((AGAINST, BOTH), (NEITHER, ALONE), (BOTH, NEITHER)),
    "deadlock": ((AGAINST, BOTH), (NEITHER, ALONE), (NEITHER, BOTH)),
    "chicken": ((AGAINST, BOTH), (ALONE, NEITHER)),
    "stag hunt": ((BOTH, AGAINST), (NEITHER, ALONE)),
    "harmony": ((BOTH, AGAINST), (ALONE, NEITHER)),
}
"""Per situation, the pairs of outcomes of which the player strictly prefers the first."""

BORDER = "border"


def ordinal_class(both: Any, alone: Any, against: Any, neither: Any) -> str:
    """Name the situation of a player, or ``"border"`` where a comparison that matters is a tie.

    Parameters
    ----------
    both : what the player gets if both cooperate.
    alone : if only the player cooperates.
    against : if only the other one cooperates.
    neither : if neither does.

    Notes
    -----
    Rapoport & Guyer (1966) classify 2×2 games by these orders. Whether one cooperates against cooperation,
    and against its opposite, tells four kinds apart; where one does neither, it matters whether mutual
    cooperation is better than none (prisoner's dilemma) or worse (deadlock).

    Examples
    --------
    >>> ordinal_class(both=3, alone=0, against=5, neither=1), ordinal_class(3, 0, 2, 1)
    ("prisoner's dilemma", 'stag hunt')
    >>> ordinal_class(both=3, alone=0, against=3, neither=1)
    'border'
    """
    own = (both, alone, against, neither)
    for name, order in CLASSES.items():
        if all(own[better] > own[worse] for better, worse in order):
            return name
    return BORDER


def own_payoffs(game: NormalFormGame, player: int, read: Callable[[tuple[int, int]], Any]) -> tuple[Any, ...]:
    """Return what a player of a 2×2 game gets if both, only the player, only the other, neither cooperates.

    The first action of each player is to cooperate. `read` gives the player's payoff at a cell.

    Raises
    ------
    UnsupportedGame
        For other shapes.
    """
    if game.shape != (2, 2):
        size = "×".join(map(str, game.shape))
        raise UnsupportedGame(f"situations are named in 2×2 games; this game is {size}")
    cells = ((0, 0), (0, 1), (1, 0), (1, 1))
    return tuple(read(cell if player == 0 else (cell[1], cell[0])) for cell in cells)


def ordinal_classes(game: NormalFormGame) -> dict[str, str]:
    """Name the situation of each player of a 2×2 game whose first actions are to cooperate.

    Examples
    --------
    >>> game = NormalFormGame([[[0, -7], [2, -5]], [[0, 1], [-6, -5]]], players=["US", "China"])
    >>> ordinal_classes(game)
    {'US': "prisoner's dilemma", 'China': "prisoner's dilemma"}
    """
    return {
        who: ordinal_class(*own_payoffs(game, i, lambda cell, i=i: game.payoffs[i][cell]))  # type: ignore[misc]
        for i, who in enumerate(game.players)
    }
