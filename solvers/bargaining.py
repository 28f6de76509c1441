"""The solutions of bargaining problems: Nash, Kalai–Smorodinsky, egalitarian and utilitarian, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from ..games.algebraic import Real
from ..games.allocation import Allocation
from ..games.alternating_offers import AlternatingOffers
from ..games.bargaining_problem import BargainingProblem
from ..games.bargaining_proof import (
    NO_AGREEMENT,
    PRODUCT,
    SHARE,
    SUM,
    bargaining_problems_found,
    best_name,
    constraints_of,
    gains_of,
    payoff_row,
    payoffs_of,
    powers_of,
    weighted_payoffs,
)
from ..games.bargaining_rows import Constraint
from ..games.decimals import short_text
from ..games.errors import SolverFailed, UnsupportedGame
from ..games.exact import rational
from ..games.normal_form import require_rational
from ..games.solution import Solution
from ..games.wording import listed, player_name
from .bargaining_program import Best, best_point
from .nash_product import largest_product
from .shares_and_sums import largest_share, largest_sums

ZERO, ONE = Fraction(0), Fraction(1)


def nash_bargaining(problem: BargainingProblem | AlternatingOffers) -> Solution:
    """Return the agreement with the largest product of gains over the disagreement payoffs.

    With `weights` in the problem the gains are raised to them. A player who cannot gain from any agreement
    keeps the disagreement payoff, and the product is that of the others.

    Parameters
    ----------
    problem : BargainingProblem

    Returns
    -------
    Solution
        `allocations` holds the answer, with the agreement that reaches it; payoffs are unique, the agreement
        need not be. There is none where every agreement leaves somebody worse off than no agreement. `dual`
        proves it: no agreement is worth more under the weights ``w_i / gain_i``.

    Raises
    ------
    UnsupportedGame, SymbolsLeft
        For payoffs that are unbounded or no rational numbers.
    LimitReached
        For four and more players where the answer lies inside a face that is no line and is irrational.

    Notes
    -----
    Source: Nash (1950); with weights, Kalai (1977).

    Examples
    --------
    >>> problem = BargainingProblem.from_issues({"q": (0, 1), "z": (0, 1)},
    ...     {"US": "3*z - 2*q", "China": "6*q - z"}, disagreement=(0, 0))
    >>> answer = nash_bargaining(problem).allocations[0]
    >>> [str(u) for u in answer.payoffs], [str(x) for x in answer.agreement]
    (['4/3', '4'], ['5/6', '1'])
    """
    problem = _problem(problem)
    parts = _parts(problem, "nash-bargaining")
    if isinstance(parts, Solution):
        return parts
    rows, best = parts
    gains = gains_of(problem, _most(best))
    able = [player for player, gain in enumerate(gains) if gain]
    dual: dict[str, dict[str, Any]] = {
        best_name(problem, player): best[player].multipliers for player, gain in enumerate(gains) if not gain
    }
    agreement, exponents = largest_product(problem, rows, able)
    payoffs = payoffs_of(problem, agreement)
    gained = gains_of(problem, payoffs)
    weights = [w / g if g else ZERO for w, g in zip(powers_of(problem), gained, strict=True)]
    dual[PRODUCT] = exponents(weights)
    text = "product of gains" if problem.weights is None else "weighted product of gains"
    because = (
        f"the agreements are convex, so that one payoff for each has the largest {text}, by the multipliers"
    )
    return _proven(
        problem,
        "nash-bargaining",
        [Allocation(payoffs, agreement=agreement)],
        dual,
        because + _unable_text(problem, gains),
        knife_edge=len(able) < len(gains),
    )


def kalai_smorodinsky(problem: BargainingProblem | AlternatingOffers) -> Solution:
    """Return the agreement whose gains are the largest common share of the most that each player could gain.

    The most is taken over the agreements that give nobody less than disagreement. With three and more
    players, payoff may have to be given up to keep the shares equal; the answer then says so.

    Returns
    -------
    Solution
        `allocations` as for `nash_bargaining`; `ideal` has the best agreement of each player.

    Raises
    ------
    UnsupportedGame, SymbolsLeft
        For payoffs that are unbounded or no rational numbers.

    Notes
    -----
    Source: Kalai and Smorodinsky (1975).

    Examples
    --------
    >>> problem = BargainingProblem.from_issues({"q": (0, 1), "z": (0, 1)},
    ...     {"US": "3*z - 2*q", "China": "6*q - z"}, disagreement=(0, 0))
    >>> [str(u) for u in kalai_smorodinsky(problem).allocations[0].payoffs]
    ['8/5', '16/5']
    """
    return _largest_share(_problem(problem), "kalai-smorodinsky")


def egalitarian(problem: BargainingProblem | AlternatingOffers) -> Solution:
    """Return the agreement with the largest gain that is the same for every player.

    Payoff may have to be given up to keep the gains equal; the answer then says so.

    Returns
    -------
    Solution
        `allocations` as for `nash_bargaining`.

    Raises
    ------
    UnsupportedGame, SymbolsLeft
        For payoffs that are unbounded or no rational numbers.

    Notes
    -----
    Source: Kalai (1977), the proportional solution with equal proportions.

    Examples
    --------
    >>> problem = BargainingProblem([(6, 0), (0, 3)], (0, 0), players=["US", "China"])
    >>> [str(u) for u in egalitarian(problem).allocations[0].payoffs]
    ['2', '2']
    """
    return _largest_share(_problem(problem), "egalitarian")


def utilitarian(problem: BargainingProblem | AlternatingOffers) -> Solution:
    """Return the agreements with the largest sum of payoffs, among those that nobody would refuse.

    Returns
    -------
    Solution
        `allocations` holds the extreme points of the answer, which is all that lies between them; one for
        two players with no tie. `value` is the sum. Of three and more players with a tie some are listed,
        and `complete` is False.

    Raises
    ------
    UnsupportedGame, SymbolsLeft
        For payoffs that are unbounded or no rational numbers.

    Examples
    --------
    >>> problem = BargainingProblem([(6, 0), (0, 3)], (0, 1), players=["US", "China"])
    >>> [str(u) for u in utilitarian(problem).allocations[0].payoffs]
    ['4', '1']
    """
    problem = _problem(problem)
    parts = _parts(problem, "utilitarian")
    if isinstance(parts, Solution):
        return parts
    rows, _ = parts
    ones = [ONE] * len(problem.players)
    total, rest = weighted_payoffs(problem, ones)
    objective = list(map(rational, total))
    found = best_point(objective, rows)
    assert found.value is not None
    value = found.value + rational(rest)
    points, complete, most = largest_sums(problem, rows, value)
    because = f"no agreement that nobody would refuse has a larger sum than {short_text(value)}"
    free = best_point(objective, problem.constraints)
    if free.value is None or free.value > found.value:
        more = "" if free.value is None else f" ({short_text(free.value + rational(rest))})"
        because += f"; a larger sum{more} would leave somebody worse off than no agreement"
    if len(points) > 1:
        because += "; every mixture of the allocations listed has it, too"
    if not complete:
        because = "the sum is proven, but other allocations with it are not listed"
    return _proven(
        problem,
        "utilitarian",
        [Allocation(payoffs_of(problem, point), agreement=point) for point in points],
        {SUM: found.multipliers, **most},
        because,
        knife_edge=len(points) > 1,
        complete=complete,
        value=value,
    )


def _problem(given: BargainingProblem | AlternatingOffers) -> BargainingProblem:
    """The problem that offers in turn are about."""
    return given.problem if isinstance(given, AlternatingOffers) else given


def _parts(problem: BargainingProblem, concept: str) -> tuple[tuple[Constraint, ...], list[Best]] | Solution:
    """The constraints, and the best agreement of each player; or the answer that there is no agreement."""
    if not isinstance(problem, BargainingProblem):
        raise UnsupportedGame(f"{concept} takes a BargainingProblem, and no {type(problem).__name__}")
    require_rational(problem, concept)
    rows = constraints_of(problem)
    found = []
    for player, who in enumerate(problem.players):
        coefficients, constant = payoff_row(problem, player)
        best = best_point(coefficients, rows)
        if best.value is None:
            raise UnsupportedGame(
                f"{concept} needs payoffs that are bounded; agreements give {player_name(who)} any payoff"
            )
        if best.multipliers and not best.point:
            because = "no agreement gives every player at least the disagreement payoff"
            return _proven(problem, concept, [], {NO_AGREEMENT: best.multipliers}, because)
        found.append(Best(best.value + constant, best.point, best.multipliers))
    return rows, found


def _largest_share(problem: BargainingProblem, concept: str) -> Solution:
    parts = _parts(problem, concept)
    if isinstance(parts, Solution):
        return parts
    rows, best = parts
    gains = list(map(rational, gains_of(problem, _most(best))))
    equal = concept == "egalitarian"
    direction = [ONE] * len(gains) if equal else gains
    dual: dict[str, dict[str, Fraction]] = {}
    share, agreement = ZERO, best[0].point
    if any(direction):
        share, agreement, dual[SHARE] = largest_share(problem, rows, direction)
    ideal: list[Allocation] = []
    if not equal:
        dual |= {best_name(problem, player): one.multipliers for player, one in enumerate(best)}
        ideal = [Allocation(payoffs_of(problem, one.point), agreement=one.point) for one in best]
    payoffs = tuple(rational(d) + share * r for d, r in zip(problem.disagreement, direction, strict=True))
    what = f"every player gains {short_text(share)}"
    if not equal:
        what = f"every player gets {short_text(share)} of the most that could be gained"
    because = f"{what}; by the multipliers no larger common {'gain' if equal else 'share'} is possible"
    above = [
        player_name(who)
        for who, u, real in zip(problem.players, payoffs, payoffs_of(problem, agreement), strict=True)
        if real > u
    ]
    if above:
        because += f"; {listed(above)} could get more without costing anybody, and gives it up"
    return _proven(
        problem,
        concept,
        [Allocation(payoffs, agreement=agreement)],
        dual,
        because + ("" if equal else _unable_text(problem, gains)),
        knife_edge=not share or not all(direction),
        ideal=ideal,
    )


def _most(best: Sequence[Best]) -> list[Real]:
    return [one.value for one in best if one.value is not None]


def _unable_text(problem: BargainingProblem, gains: Sequence[Real]) -> str:
    unable = [player_name(who) for who, gain in zip(problem.players, gains, strict=True) if not gain]
    return f"; {listed(unable)} cannot gain from any agreement" if unable else ""


def _proven(
    problem: BargainingProblem,
    concept: str,
    allocations: Sequence[Allocation],
    dual: dict[str, dict[str, Any]],
    because: str,
    *,
    knife_edge: bool = False,
    complete: bool = True,
    value: Fraction | None = None,
    ideal: Sequence[Allocation] = (),
) -> Solution:
    """The answer, once the certificate has accepted it."""
    wrong = next(
        bargaining_problems_found(problem, concept, allocations, ideal, dual, complete, knife_edge), None
    )
    if wrong is not None:
        raise SolverFailed(f"{concept}: the proof failed: {wrong}")
    return Solution(
        game=problem,
        concept=concept,
        method="lp",
        equilibria=(),
        components=(),
        complete=complete,
        complete_because=because,
        knife_edge=knife_edge,
        allocations=tuple(allocations),
        ideal=tuple(ideal),
        dual=dual,
        value=value,
    )
