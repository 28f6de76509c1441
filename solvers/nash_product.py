"""The largest product of gains over a polytope of agreements."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from fractions import Fraction

from ..games.algebraic import Real
from ..games.bargaining_problem import BargainingProblem
from ..games.bargaining_proof import gains_of, powers_of, weighted_payoffs
from ..games.bargaining_rows import Constraint
from ..games.exact import rational
from .bargaining_frontier import frontier
from .bargaining_program import best_point

Multipliers = dict[str, Real]
Agreement = tuple[Real, ...]
ZERO = Fraction(0)


def largest_product(
    problem: BargainingProblem, rows: Sequence[Constraint], able: Sequence[int]
) -> tuple[Agreement, Callable[[Sequence[Real]], Multipliers]]:
    """Return the agreement with the largest weighted product of the gains of the players `able` to gain.

    Returns
    -------
    tuple
        The agreement, and a function that gives the multipliers that prove it from the weights
        ``w_i / gain_i`` of the players.
    """
    if not able:
        agreement = best_point([ZERO] * len(problem.issues), rows).point
    elif len(problem.players) == 2:
        agreement = _on_frontier(problem, rows, able)
    else:
        from .nash_faces import best_on_faces

        return best_on_faces(problem, rows, able)

    def multipliers(weights: Sequence[Real]) -> Multipliers:
        total, _ = weighted_payoffs(problem, weights)
        return dict(best_point(list(map(rational, total)), rows).multipliers)

    return agreement, multipliers


def _on_frontier(
    problem: BargainingProblem, rows: Sequence[Constraint], able: Sequence[int]
) -> tuple[Fraction, ...]:
    """Of two players: the only point of the frontier at which the product stops growing."""
    corners = frontier(problem, rows)
    if len(able) < 2 or len(corners) == 1:
        return corners[-1 if 0 in able else 0].agreement
    one, two = powers_of(problem)
    for left, right in itertools.pairwise(corners):
        a, b = map(rational, gains_of(problem, left.payoffs))
        c, d = map(rational, gains_of(problem, right.payoffs))
        # On the way t from left to right the logarithm of the product has the derivative
        # one (c - a) / (a + t (c - a)) + two (d - b) / (b + t (d - b)), which falls in t.
        t = (one * b * (c - a) + two * a * (d - b)) / ((one + two) * (c - a) * (b - d))
        if t < 1:
            t = max(t, ZERO)
            return tuple(x + t * (y - x) for x, y in zip(left.agreement, right.agreement, strict=True))
    return corners[-1].agreement
