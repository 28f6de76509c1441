"""The Pareto frontier of a bargaining problem of two players: a chain of straight lines, corner by corner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ..games.bargaining_problem import BargainingProblem
from ..games.bargaining_proof import payoffs_of, weighted_payoffs
from ..games.bargaining_rows import Constraint
from ..games.errors import UnsupportedGame
from ..games.exact import rational
from .bargaining_program import best_point

Weights = tuple[Fraction, Fraction]


@dataclass(frozen=True, slots=True)
class Corner:
    """A point of the frontier and an agreement that reaches it."""

    payoffs: tuple[Fraction, Fraction]
    agreement: tuple[Fraction, ...]


def frontier(problem: BargainingProblem, rows: Sequence[Constraint]) -> list[Corner]:
    """Return the corners of the frontier, from the best one of the second player to that of the first.

    Only agreements that satisfy `rows` count. Every corner is the end of an edge; between two ends the
    agreement best in the direction across them either is on the line or is a new corner.

    Raises
    ------
    UnsupportedGame
        For payoffs that are unbounded.

    Examples
    --------
    >>> from quidproquo.games.bargaining_proof import constraints_of
    >>> problem = BargainingProblem([(0, 3), (2, 2), (3, 0), (1, 1)], (0, 0))
    >>> [tuple(map(str, one.payoffs)) for one in frontier(problem, constraints_of(problem))]
    [('0', '3'), ('2', '2'), ('3', '0')]
    """
    zero, one = Fraction(0), Fraction(1)
    first, last = _end(problem, rows, (zero, one)), _end(problem, rows, (one, zero))
    if first.payoffs == last.payoffs:
        return [first]
    found, stack = [first], [last]
    while stack:
        left, right = found[-1], stack[-1]
        (a, b), (c, d) = left.payoffs, right.payoffs
        beyond = _best(problem, rows, (b - d, c - a))
        if (b - d) * beyond.payoffs[0] + (c - a) * beyond.payoffs[1] > (b - d) * a + (c - a) * b:
            stack.append(beyond)
        else:
            found.append(stack.pop())
    return [
        one
        for k, one in enumerate(found)
        if not 0 < k < len(found) - 1 or not _between(found[k - 1], one, found[k + 1])
    ]


def _end(problem: BargainingProblem, rows: Sequence[Constraint], weights: Weights) -> Corner:
    """The best point of one player, and among these that of the other."""
    most = _best(problem, rows, weights)
    player = 0 if weights[0] else 1
    total, rest = weighted_payoffs(problem, weights)
    level = Constraint("the most", tuple(map(rational, total)), most.payoffs[player] - rational(rest), True)
    return _best(problem, [*rows, level], (weights[1], weights[0]))


def _best(problem: BargainingProblem, rows: Sequence[Constraint], weights: Weights) -> Corner:
    total, _ = weighted_payoffs(problem, weights)
    found = best_point(list(map(rational, total)), rows)
    if found.value is None:
        raise UnsupportedGame("the frontier of payoffs that are unbounded has no corners")
    one, two = map(rational, payoffs_of(problem, found.point))
    return Corner((one, two), found.point)


def _between(left: Corner, middle: Corner, right: Corner) -> bool:
    (a, b), (c, d), (e, f) = left.payoffs, middle.payoffs, right.payoffs
    return (c - a) * (f - b) == (d - b) * (e - a)
