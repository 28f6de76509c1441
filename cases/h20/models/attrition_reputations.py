"""Model (m) with reputations: each side may be tough and never yield, and the other does not know.

The war in continuous time then has one equilibrium (Abreu and Gul 2000). `reputation` is its closed form; its
probabilities are powers with rational exponents and hence algebraic numbers. `war_with_reputations` is the
war in finitely many periods, a table of the periods at which either side yields; its answers converge to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from ....games.algebraic import Real, algebraic_number
from ....games.normal_form import NormalFormGame
from ..judged import judged
from ..words import PLAYERS
from .attrition import TITLE, hazards


@dataclass(frozen=True)
class Reputation:
    """The equilibrium of the war in continuous time with sides that may be tough and never yield.

    At time 0 one side, `first` (None where neither has to), yields with probability `at_once`. From then on
    both yield at the rates `rates`, until a time at which both are known to be tough if they still endure.
    `length` is the expected time until one side has yielded or that time has come, if nobody yields at once.
    """

    rates: tuple[Fraction, Fraction]
    first: str | None
    at_once: Real
    length: Real


def reputation(p: Mapping[str, Fraction]) -> Reputation:
    """Return the closed form for rational numbers, z_U and z_C included.

    A side that yields at the rate r is thought tough for certain at the time -ln(z) / r. Both have to get
    there at the same time; the side that would be later makes up for it by yielding at once with the
    probability that lifts its reputation enough.

    Examples
    --------
    >>> from .attrition import OWN
    >>> found = reputation({name: one.default for name, one in (OWN | REPUTATIONS).items()})
    >>> found.first, f"{float(found.at_once):.4f}", f"{float(found.length):.2f}"
    ('US', '0.8362', '9.28')
    """
    rates = hazards(p)
    priors = (p["z_U"], p["z_C"])
    lifted = [_power(priors[1 - i], rates[i] / rates[1 - i]) for i in (0, 1)]
    late = next((i for i in (0, 1) if lifted[i] > priors[i]), None)
    at_once = Fraction(0) if late is None else 1 - priors[late] / lifted[late]
    # The side that is not late sets the time T at which all is known; exp(-(r_U + r_C) T) is left by then.
    sets = 1 if late in (0, None) else 0
    total = sum(rates, Fraction(0))
    left = _power(priors[sets], total / rates[sets])
    return Reputation(rates, None if late is None else PLAYERS[late], at_once, (1 - left) / total)


def prior_of_a_tie(p: Mapping[str, Fraction]) -> Real:
    """Return the z_U at which neither side yields at once, for the other numbers.

    Examples
    --------
    >>> from .attrition import OWN
    >>> numbers = {name: one.default for name, one in (OWN | REPUTATIONS).items()}
    >>> f"{float(prior_of_a_tie(numbers)):.4f}"
    '0.6105'
    """
    us, china = hazards(p)
    return _power(p["z_C"], us / china)


def _power(base: Fraction, exponent: Fraction) -> Real:
    """A number between 0 and 1 to a positive rational power: the root of b**q x**q = a**q for (a/b)**p."""
    p, q = exponent.numerator, exponent.denominator
    polynomial = (-(base.numerator**p), *(0,) * (q - 1), base.denominator**p)
    return algebraic_number(polynomial, Fraction(0), Fraction(1))


def war_with_reputations(p: Mapping[str, Fraction], periods: int) -> NormalFormGame:
    """Return the war over `periods` periods between sides that are not tough, but may face one that is.

    A strategy is the period in which a side yields, or none; what happens after the other has yielded needs
    no plan. Payoffs are expected over the other's type. Nothing more is to get after the last period.

    Examples
    --------
    >>> from ....solvers.nash import nash
    >>> from .attrition import OWN
    >>> numbers = {name: one.default for name, one in (OWN | REPUTATIONS).items()} | {"period": Fraction(8)}
    >>> (one,) = nash(war_with_reputations(numbers, 5)).equilibria
    >>> f"{float(one.profile[0][0] * (1 - numbers['z_U'])):.3f}"
    '0.867'
    """
    never = periods + 1

    def gets(own: int, other: int, side: str) -> Fraction:
        """Payoff of a side that yields at the period `own` to one that yields at `other`."""
        weeks = p["period"] * (min(own, other) - 1)
        return (p[f"W_{side}"] if other < own else Fraction(0)) - p[f"c_{side}"] * weeks

    def expects(own: int, other: int, side: str, tough: Fraction) -> Fraction:
        return (1 - tough) * gets(own, other, side) + tough * gets(own, never, side)

    times = range(1, never + 1)
    us = [[expects(s, t, "U", p["z_C"]) for t in times] for s in times]
    china = [[expects(t, s, "C", p["z_U"]) for t in times] for s in times]
    names = [*(f"yield-{time}" for time in range(1, never)), "never"]
    title = f"{TITLE}, with reputations, over {periods} periods"
    return NormalFormGame([us, china], players=PLAYERS, strategies=[names, names], title=title)


_TOUGH = "Nobody can tell a government that never yields from one that has not yielded yet; a judgement."
_TALKS = ("trump-xi-call-june", "london-framework")

REPUTATIONS = {
    "z_U": judged("z_U", "Probability that the US never yields.", "probability", ("1/10", "1/100", "1/2"),
                  _TOUGH, *_TALKS),
    "z_C": judged("z_C", "Probability that China never yields.", "probability", ("1/10", "1/100", "1/2"),
                  _TOUGH, *_TALKS),
}  # fmt: skip
