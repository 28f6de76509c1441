"""Choosing among equilibria: which one everybody prefers, and which one is the safer bet.

Both are comparisons of exact numbers, and of numbers that depend on a parameter as well: the border at which
the choice flips then comes out of `regimes` with ``classify=``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..games.algebraic import AlgebraicNumber
from ..games.errors import InvalidInput, UnsupportedGame
from ..games.exact import number_text, rational
from ..games.normal_form import NormalFormGame
from ..games.solution import Solution
from .germ import Germ, Number
from .parameter_games import table_at

Profile = tuple[int, int]

NOBODY = "none"


@dataclass(frozen=True, slots=True)
class ParetoDominance:
    """Which of some equilibria everybody prefers to others.

    Attributes
    ----------
    dominant : the number of the one that dominates all others, counted from 0; None where there is none.
    undominated : the numbers of those that no other dominates.
    pairs : every pair (better, worse): nobody gets less in the better one, and somebody gets more.
    because : the reason in words.
    """

    dominant: int | None
    undominated: tuple[int, ...]
    pairs: tuple[tuple[int, int], ...]
    because: str


@dataclass(frozen=True, slots=True)
class RiskDominance:
    """Which of two strict equilibria is the safer bet for players who are not sure of each other.

    Attributes
    ----------
    game : NormalFormGame
        With two strategies for each of two players.
    strict : tuple of profiles
        The strict equilibria, by the numbers of the strategies.
    products : tuple of Number
        For each of them the product of what the players lose if they alone leave it.
    dominant : profile or None
        The one with the larger product; None on a tie, and where there are not two strict equilibria.
    because : str
        The reason in words.
    """

    game: NormalFormGame = field(repr=False)
    strict: tuple[Profile, ...]
    products: tuple[Number, ...]
    dominant: Profile | None
    because: str

    @property
    def label(self) -> str:
        """The strategies of the dominant equilibrium, or ``none``; fit for ``classify=`` of `regimes`."""
        return NOBODY if self.dominant is None else _words(self.game, self.dominant)


def pareto_dominant(equilibria: Solution | Sequence[Sequence[Any]]) -> ParetoDominance:
    """Return which of some equilibria Pareto-dominate others, by exact comparison of what they pay.

    Parameters
    ----------
    equilibria : a Solution with equilibria, or their payoffs: for each equilibrium a number for each player.

    Returns
    -------
    ParetoDominance
        Of a solution with whole sets of equilibria only those that it lists, their corners, are compared.

    Raises
    ------
    InvalidInput
        For no equilibria, and payoffs of different length.

    Examples
    --------
    >>> found = pareto_dominant([(3, 2), (-5, -5), ("-1/3", -2)])
    >>> found.dominant, found.because
    (0, 'equilibrium 1 pays nobody less and somebody more than each of the others')
    >>> pareto_dominant([(-7, 1), (2, -6)]).undominated
    (0, 1)
    """
    listed = (
        [one.payoffs for one in equilibria.equilibria] if isinstance(equilibria, Solution) else equilibria
    )
    rows = [tuple(_number(u, f"payoff of equilibrium {i + 1}") for u in row) for i, row in enumerate(listed)]
    if not rows:
        raise InvalidInput("there are no equilibria to compare; at least one is needed")
    if len({len(row) for row in rows}) != 1:
        raise InvalidInput("the equilibria have payoffs for different numbers of players")
    pairs = tuple(
        (i, j)
        for i, one in enumerate(rows)
        for j, other in enumerate(rows)
        if i != j
        and all(a >= b for a, b in zip(one, other, strict=True))
        and any(a > b for a, b in zip(one, other, strict=True))
    )
    worse = {j for _, j in pairs}
    undominated = tuple(i for i in range(len(rows)) if i not in worse)
    dominant = next((i for i in undominated if sum(a == i for a, _ in pairs) == len(rows) - 1), None)
    because = _pareto_reason(len(rows), dominant, undominated)
    if isinstance(equilibria, Solution):
        because += _limits(equilibria)
    return ParetoDominance(dominant, undominated, pairs, because)


def risk_dominant(game: NormalFormGame, at: Mapping[str, Any] | None = None) -> RiskDominance:
    """Return which of the two strict equilibria of a 2×2 game risk-dominates the other.

    Parameters
    ----------
    game : NormalFormGame
        Two players with two strategies each.
    at : a value for each symbol in the payoffs: an exact number, or the number that `regimes` hands to
        ``classify``.

    Raises
    ------
    UnsupportedGame
        For another number of players or strategies.
    InvalidInput
        For a symbol without a value, and payoffs that are not piecewise rational in it.

    Notes
    -----
    Harsanyi and Selten (1988), chapter 3.9: of two strict equilibria that one risk-dominates whose product
    of deviation losses is larger. It is the best reply to more of the beliefs about the other player, and
    adding to a player's payoffs what depends on the other's strategy alone does not change it.

    Examples
    --------
    The stag hunt: that both cooperate pays more, but is the riskier of the two until the dividend exceeds 4.

    >>> from quidproquo import regimes
    >>> from sympy import Symbol
    >>> theta = Symbol("theta")
    >>> game = NormalFormGame([[[theta, -7], [2, -5]], [[2, 1], [-6, -5]]],
    ...                       strategies=[["allow", "restrict"], ["supply", "withhold"]])
    >>> risk_dominant(game, {"theta": 3}).label
    'restrict, withhold'
    >>> risk_dominant(game, {"theta": 3}).because
    'the products of the losses from leaving alone are 1 at (allow, supply) and 2 at (restrict, withhold)'
    >>> found = regimes(game, "theta", 3, 9, solution="pure-nash",
    ...                 classify=lambda t: {"safer": risk_dominant(game, {"theta": t}).label})
    >>> [(str(c.low), c.answer.classes["safer"]) for c in found.cells]
    [('3', 'restrict, withhold'), ('4', 'none'), ('4', 'allow, supply')]
    """
    if game.shape != (2, 2):
        size = "×".join(str(n) for n in game.shape)
        raise UnsupportedGame(
            f"risk dominance compares two strict equilibria of a 2×2 game; this one is {size}"
        )
    values = {name: _number(value, name) for name, value in (at or {}).items()}
    first, second = table_at(game, values).payoffs
    losses = {
        (s, t): (first[s, t] - first[1 - s, t], second[s, t] - second[s, 1 - t]) for s, t in np.ndindex(2, 2)
    }
    strict = tuple(cell for cell, (one, other) in losses.items() if one > 0 and other > 0)
    if len(strict) != 2:
        count = "is one strict equilibrium" if strict else "is no strict equilibrium"
        return RiskDominance(game, strict, (), None, f"there {count}; two are compared")
    products = tuple(losses[cell][0] * losses[cell][1] for cell in strict)
    name = next((n for n, value in values.items() if isinstance(value, Germ)), "")
    shown = " and ".join(
        f"{_text(product, name)} at ({_words(game, cell)})"
        for product, cell in zip(products, strict, strict=True)
    )
    dominant = None if products[0] == products[1] else strict[0 if products[0] > products[1] else 1]
    because = f"the products of the losses from leaving alone are {shown}"
    return RiskDominance(game, strict, products, dominant, because)


def _number(value: Any, where: str) -> Any:
    return value if isinstance(value, (Germ, AlgebraicNumber)) else rational(value, where)


def _words(game: NormalFormGame, profile: Profile) -> str:
    return ", ".join(own[s] for own, s in zip(game.strategies, profile, strict=True))


def _text(number: Number, name: str) -> str:
    if isinstance(number, Germ):
        return number.text(name)
    return number.exact if isinstance(number, AlgebraicNumber) else number_text(number)


def _pareto_reason(count: int, dominant: int | None, undominated: tuple[int, ...]) -> str:
    if count == 1:
        return "there is only one equilibrium"
    if dominant is not None:
        return f"equilibrium {dominant + 1} pays nobody less and somebody more than each of the others"
    names = ", ".join(str(i + 1) for i in undominated)
    return f"no equilibrium dominates all others; none dominates any of {names}"


def _limits(solution: Solution) -> str:
    """What a comparison of the equilibria that a solution lists leaves open."""
    if solution.conditions or any(len(one) > 1 for one in solution.components):
        return "; of whole sets of equilibria the listed members are compared"
    return "" if solution.complete else "; the solution is not proven to list all equilibria"
