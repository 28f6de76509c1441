"""Bayes–Nash equilibria: those of the tree in which chance draws the types."""

from __future__ import annotations

from ..games.bayesian_game import BayesianGame
from ..games.errors import NotAnEquilibrium, SymbolsLeft, UnsupportedGame
from ..games.interim import interim_payoffs
from ..games.solution import Solution
from .nash import nash


def bayes_nash(game: BayesianGame, *, one: bool = False) -> Solution:
    """Return all Bayes–Nash equilibria of a game with private information.

    Parameters
    ----------
    game : BayesianGame
    one : bool
        Return one equilibrium.

    Returns
    -------
    Solution
        Of the tree ``game.to_tree()``: an information set is called like the type that moves there. With two
        players nothing is missing. Types that have probability 0 do not appear.

    Raises
    ------
    UnsupportedGame, SymbolsLeft
        For another kind of game, and for free parameters.
    LimitReached
        For games too large to enumerate.

    Notes
    -----
    A plan of action for every type is a best reply to the others' plans exactly when each type that can occur
    plays best replies given its beliefs (Harsanyi 1967; Osborne 2004, section 9.2). Both are checked: the
    first by the certificate of the tree, the second from the types themselves.

    Examples
    --------
    Osborne (2004), example 273.1: player 2 likes to meet player 1, or not, with equal probability.

    >>> def meeting(types, actions):
    ...     first = {("B", "B"): 2, ("S", "S"): 1}.get(actions, 0)
    ...     met = {("B", "B"): 1, ("S", "S"): 2}.get(actions, 0)
    ...     avoided = {("B", "S"): 2, ("S", "B"): 1}.get(actions, 0)
    ...     return first, met if types[1] == "meet" else avoided
    >>> game = BayesianGame(players=["1", "2"], types={"2": ["meet", "avoid"]},
    ...                     prior={"meet": "1/2", "avoid": "1/2"},
    ...                     actions={"1": ["B", "S"], "2": ["B", "S"]}, payoffs=meeting)
    >>> found = bayes_nash(game)
    >>> len(found.equilibria), found.complete
    (3, True)
    """
    if not isinstance(game, BayesianGame):
        raise UnsupportedGame(f"bayes_nash takes a BayesianGame; this is a {type(game).__name__}")
    if game.parameters:
        raise SymbolsLeft("bayes_nash", game.parameters)
    found = nash(game.to_tree(), one=one)
    for equilibrium in found.equilibria:
        deviating = next((one for one in interim_payoffs(game, equilibrium) if one.gain), None)
        if deviating is not None:
            raise NotAnEquilibrium(str(deviating))
    return found
