"""Sharing rules of cooperative games: the core, the Shapley value and the nucleolus."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import factorial

from ..games.allocation import Allocation
from ..games.cooperative_game import CooperativeGame, require_cooperative
from ..games.errors import LimitReached
from ..games.exact import number_text
from ..games.solution import Solution
from .core_points import NormalisedGame, core_vertices, extreme_payoffs, least_total
from .nucleolus import Level, successive_programs

BALANCED = "balanced"
"""The name of the weighted coalitions that prove a core or a set of imputations empty."""


def core(game: CooperativeGame, *, one: bool = False) -> Solution:
    """Return all extreme points of the core, or the proof that it is empty.

    The core (Gillies 1959) holds the payoffs that share the worth of all players such that no coalition
    could pay its members more by itself.

    Parameters
    ----------
    game : CooperativeGame
    one : stop at one extreme point.

    Returns
    -------
    Solution
        `allocations` are the extreme points; the core is their convex hull, and `complete` is True. An empty
        core has `dual`: weights of coalitions, under the name ``"balanced"``, that take every player exactly
        once and whose weighted worth, `value`, is above that of all players (Bondareva 1963; Shapley 1967).
        Where the core has too many extreme points, those at which some player gets least or most are given,
        and `complete` is False.

    Raises
    ------
    UnsupportedGame, SymbolsLeft
        For another kind of game, and for worths that are no rational numbers.

    Notes
    -----
    Emptiness is a linear program; the extreme points follow from the imputations by the double description
    method, one coalition after another. `knife_edge` says that the worth of all players is just enough.

    Examples
    --------
    >>> gloves = CooperativeGame(["L", "R1", "R2"], lambda s: int("L" in s and len(s) > 1))
    >>> core(gloves)
    <Solution core, all: (1, 0, 0)>
    >>> majority = CooperativeGame(list("ABC"), lambda s: int(len(s) > 1))
    >>> empty = core(majority)
    >>> empty.value, {s: str(w) for s, w in empty.dual["balanced"].items()}
    (Fraction(3, 2), {'A, B': '1/2', 'A, C': '1/2', 'B, C': '1/2'})
    """
    require_cooperative(game, "the core")
    normal = NormalisedGame.of(game)
    least, weights = least_total(normal)
    worth = normal.worths[-1]
    if least > worth:
        return _answer(
            game,
            "core",
            "balanced-weights",
            because=f"the coalitions in the proof take each player exactly once and are worth "
            f"{number_text(least)}, more than the {number_text(worth)} of all players",
            value=least,
            dual={BALANCED: _by_name(game, weights)},
        )
    edge = least == worth and normal.count > 1
    if one:
        points = extreme_payoffs(normal, one=True)
        because = "one extreme point was asked for"
        return _answer(game, "core", "linear-program", points, complete=False, because=because, edge=edge)
    try:
        points = core_vertices(normal)
    except LimitReached as limit:
        points = extreme_payoffs(normal)
        because = f"{limit}; those at which some player gets least or most are among the points given"
        return _answer(game, "core", "linear-programs", points, complete=False, because=because, edge=edge)
    because = "the core is this point alone" if len(points) == 1 else "the core is their convex hull"
    return _answer(game, "core", "double-description", points, because=because, edge=edge)


def shapley(game: CooperativeGame) -> Solution:
    """Return the Shapley value: what each player brings on average when all join in random order.

    Parameters
    ----------
    game : CooperativeGame

    Returns
    -------
    Solution
        One allocation; `complete` because there is exactly one such value.

    Raises
    ------
    UnsupportedGame, SymbolsLeft
        For another kind of game, and for worths that are no rational numbers.

    Notes
    -----
    Shapley (1953): player i gets the average over all orders of ``v(S and i) - v(S)``, S those before i.

    Examples
    --------
    >>> worth = {"U": 0, "C": 0, "E": 0, "UC": 10, "CE": 5, "UE": 2, "UCE": 12}
    >>> game = CooperativeGame(["U", "C", "E"], worth)
    >>> shapley(game)
    <Solution shapley, all: (13/3, 35/6, 11/6)>
    """
    require_cooperative(game, "the Shapley value")
    normal = NormalisedGame.of(game)
    count = normal.count
    orders = [factorial(k) * factorial(count - 1 - k) for k in range(count)]
    payoffs = []
    for player in range(count):
        bit = 1 << player
        total = sum(
            orders[mask.bit_count()] * (normal.integers[mask | bit] - normal.integers[mask])
            for mask in range(len(normal.integers))
            if not mask & bit
        )
        payoffs.append(Fraction(total, factorial(count) * normal.scale))
    because = "every game has exactly one Shapley value"
    return _answer(game, "shapley", "marginal-contributions", [tuple(payoffs)], because=because)


def nucleolus(game: CooperativeGame) -> Solution:
    """Return the nucleolus: the imputation at which the largest excess is least, then the next, and so on.

    Imputations share the worth of all players and give everyone at least their own worth. The excess of a
    coalition is its worth minus what its members get.

    Parameters
    ----------
    game : CooperativeGame

    Returns
    -------
    Solution
        One allocation, with the proof by Kohlberg (1971) in `dual`: under each excess that mattered, from the
        largest down, coalitions with at least that excess (or single players who get just their own worth)
        and weights that take every player exactly once; whatever has that excess is spanned by them. A game
        without imputations has no nucleolus; then `dual` and `value` prove that, as for an empty core.

    Raises
    ------
    UnsupportedGame, SymbolsLeft
        For another kind of game, and for worths that are no rational numbers.

    Notes
    -----
    Schmeidler (1969). At most n - 1 linear programs (Maschler, Peleg and Shapley 1979; Derks and Kuipers
    1997): each minimises the largest excess that is still open, and settles the coalitions whose excess its
    dual proves to be the same in all optima, with all that they span.

    Examples
    --------
    >>> claims = {"A": 100, "B": 200, "C": 300}
    >>> left = lambda s: max(0, 200 - sum(claims[i] for i in claims if i not in s))
    >>> estate = CooperativeGame(list("ABC"), left)
    >>> nucleolus(estate)
    <Solution nucleolus, all: (50, 75, 75)>
    """
    require_cooperative(game, "the nucleolus")
    normal = NormalisedGame.of(game)
    singles = [1 << k for k in range(normal.count)]
    own = sum((normal.worths[mask] for mask in singles), Fraction(0))
    if own > normal.worths[-1]:
        return _answer(
            game,
            "nucleolus",
            "imputations",
            because=f"there is no imputation: the players are worth {number_text(own)} one by one, more than "
            f"the {number_text(normal.worths[-1])} of all together",
            value=own,
            dual={BALANCED: _by_name(game, dict.fromkeys(singles, Fraction(1)))},
        )
    payoffs, levels = successive_programs(normal)
    because = "every game with imputations has exactly one nucleolus"
    return _answer(
        game,
        "nucleolus",
        "successive-linear-programs",
        [payoffs],
        because=because,
        dual={number_text(level.excess): _by_name(game, level.weights) for level in _distinct(levels)},
    )


def _distinct(levels: list[Level]) -> list[Level]:
    """The last of the levels with the same excess: it spans what those before it do."""
    return list({level.excess: level for level in levels}.values())


def _by_name(game: CooperativeGame, weights: Mapping[int, Fraction]) -> dict[str, Fraction]:
    return {game.text(mask): weights[mask] for mask in game.proper() if weights.get(mask)}


def _answer(
    game: CooperativeGame,
    concept: str,
    method: str,
    points: list[tuple[Fraction, ...]] | None = None,
    *,
    because: str,
    complete: bool = True,
    edge: bool = False,
    value: Fraction | None = None,
    dual: Mapping[str, Mapping[str, Fraction]] | None = None,
) -> Solution:
    return Solution(
        game=game,
        concept=concept,
        method=method,
        equilibria=(),
        components=(),
        complete=complete,
        complete_because=because,
        knife_edge=edge,
        value=value,
        dual=dual or None,
        allocations=tuple(map(Allocation, points or ())),
    )
