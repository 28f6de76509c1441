"""Model (f): what can be agreed on, chips against magnets, and which agreement the axioms pick.

An agreement says which part q of the chips is sold and which part z of the magnets is supplied, both between
0 and 1. The US gets m·z - d_U·q, China v·q - d_C·z, measured from mutual restriction, which is what happens
without an agreement.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from ....games.bargaining_problem import BargainingProblem
from ...model import Model, Values
from ..words import CHINA, US

TITLE = "The bargaining set of chips and magnets"
NAMES = ("m", "v", "d_U", "d_C")


def bargaining_set(p: Values) -> BargainingProblem:
    """Return the problem for these values of m, v, d_U and d_C.

    Examples
    --------
    >>> from ....solvers.bargaining import kalai_smorodinsky
    >>> numbers = {"m": Fraction(7), "v": Fraction(6), "d_U": Fraction(2), "d_C": Fraction(1)}
    >>> [str(part) for part in kalai_smorodinsky(bargaining_set(numbers)).allocations[0].agreement]
    ['49/54', '1']
    """
    problem = BargainingProblem.from_issues(
        {"q": (0, 1), "z": (0, 1)},
        {US: "m*z - d_U*q", CHINA: "v*q - d_C*z"},
        disagreement=(0, 0),
        title=TITLE,
    )
    return problem.at({name: p[name] for name in NAMES})


@dataclass(frozen=True)
class BargainingAnswer:
    """The closed form of model (f): the part of the chips that each solution sells, all magnets supplied.

    A solution is None where it does not supply all magnets: there the formula does not hold. `corner_until`
    is the value of m from which on the Nash solution sells all chips.
    """

    nash: Fraction | None
    kalai_smorodinsky: Fraction | None
    egalitarian: Fraction | None
    corner_until: Fraction


def bargaining_closed_form(p: Mapping[str, Fraction]) -> BargainingAnswer:
    """Return the agreements by formula, for tests of the general solver; for 0 < d_U < m and 0 < d_C < v.

    With all magnets supplied the payoffs are m - d_U·q and v·q - d_C. Their product is largest at
    q = (m/d_U + d_C/v)/2, or at q = 1 if all magnets are supplied there. The ideal point holds the most that
    each can get while the other gets nothing; on the ray to it lies the solution of Kalai and Smorodinsky
    (1975).
    """
    m, v, d_u, d_c = (p[name] for name in NAMES)
    most_us, most_china = m - d_u * d_c / v, v - d_c * d_u / m
    smorodinsky = (m * most_china + d_c * most_us) / (v * most_us + d_u * most_china)
    egalitarian = (m + d_c) / (v + d_u)
    return BargainingAnswer(
        nash=min(Fraction(1), (m / d_u + d_c / v) / 2) if d_u / m + v / d_c >= 2 else None,
        kalai_smorodinsky=smorodinsky if smorodinsky <= 1 else None,
        egalitarian=egalitarian if egalitarian <= 1 else None,
        corner_until=d_u * (2 - d_c / v),
    )


MODEL = Model(id="bargaining-set", title=TITLE, parameters=NAMES, build=bargaining_set)
