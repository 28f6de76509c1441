"""The linear programs behind equal gains, equal shares and the largest sum."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from ..games.bargaining_problem import BargainingProblem
from ..games.bargaining_proof import SUM, best_name, payoff_row, payoffs_of, share_name, weighted_payoffs
from ..games.bargaining_rows import Constraint
from ..games.exact import rational
from .bargaining_program import best_point

ZERO, ONE = Fraction(0), Fraction(1)


def largest_share(
    problem: BargainingProblem, rows: Sequence[Constraint], direction: Sequence[Fraction]
) -> tuple[Fraction, tuple[Fraction, ...], dict[str, Fraction]]:
    """The largest t with ``payoffs >= disagreement + t * direction``, its agreement and multipliers.

    Of the agreements that reach it, one is taken that gives the most in sum, so that what is given up is
    seen.
    """
    wide = [Constraint(one.name, (*one.coefficients, ZERO), one.right, one.equal) for one in rows]
    names = [share_name(problem, player) for player in range(len(direction))]
    for player, (name, r) in enumerate(zip(names, direction, strict=True)):
        coefficients, constant = payoff_row(problem, player)
        right = constant - rational(problem.disagreement[player])
        wide.append(Constraint(name, (*(-a for a in coefficients), r), right))
    found = best_point([ZERO] * len(problem.issues) + [ONE], wide)
    assert found.value is not None
    total, _ = weighted_payoffs(problem, [ONE] * len(direction))
    exact = Constraint("the share", (*[ZERO] * len(problem.issues), ONE), found.value, True)
    most = best_point([*map(rational, total), ZERO], [*wide, exact])
    return found.value, most.point[:-1], found.multipliers


def largest_sums(
    problem: BargainingProblem, rows: Sequence[Constraint], value: Fraction
) -> tuple[list[tuple[Fraction, ...]], bool, dict[str, dict[str, Fraction]]]:
    """Agreements with the largest sum, whether all others lie between them, and what proves it."""
    total, rest = weighted_payoffs(problem, [ONE] * len(problem.players))
    tie = Constraint(SUM, tuple(map(rational, total)), value - rational(rest), True)
    points: dict[tuple[Any, ...], tuple[Fraction, ...]] = {}
    most: dict[str, dict[str, Fraction]] = {}
    for player in range(len(problem.players)):
        objective = list(payoff_row(problem, player)[0])
        best = best_point(objective, [*rows, tie])
        most[best_name(problem, player)] = best.multipliers
        for point in (best.point, best_point([-a for a in objective], [*rows, tie]).point):
            points.setdefault(payoffs_of(problem, point), point)
    complete = len(points) == 1 or len(problem.players) == 2
    return list(points.values()), complete, most if complete else {}
