"""Model (m): both sides bear a cost week by week until one of them yields the prize.

`attrition` is one period of the war in discrete time, in which both yield or endure at once. A side that
yields gets nothing, and a side that is indifferent between yielding and enduring therefore expects nothing
from going on: the period is its own continuation, with the value 0, and its mixed equilibrium repeated for
ever is the stationary equilibrium of the war (Maynard Smith 1974). This is an exact reduction;
`attrition_over_time` is a tree of finitely many periods. As periods get shorter, the probability of yielding
per week tends to the hazard of the war in continuous time.

With a small probability that a side never yields (a reputation), the war in continuous time has one
equilibrium (Abreu and Gul 2000). It is no finite game: `reputation` is its closed form. Its probabilities are
powers with rational exponents and hence algebraic numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from ....games.algebraic import Real, algebraic_number
from ....games.exact import Number
from ....games.extensive_form import ExtensiveFormGame
from ....games.normal_form import NormalFormGame
from ....games.tree_builder import Branching, decision, outcome, tree
from ...frozen import Frozen
from ...model import Model, Values
from ..judged import judged
from ..words import CHINA, ENDURE, PLAYERS, US, YIELD

TITLE = "Attrition: who yields first"


def attrition(p: Values) -> NormalFormGame:
    """Return one period of the war for these values of W_U, W_C, c_U, c_C and period.

    Examples
    --------
    >>> from ....solvers.nash import nash
    >>> war = nash(attrition({name: one.default for name, one in OWN.items()}))
    >>> [str(side[0]) for side in war.equilibria[-1].profile]
    ['1/57', '1/13']
    """
    us, china = p["c_U"] * p["period"], p["c_C"] * p["period"]
    nothing = Fraction(0)
    return NormalFormGame.from_table(
        {
            (YIELD, YIELD): (nothing, nothing),
            (YIELD, ENDURE): (nothing, p["W_C"]),
            (ENDURE, YIELD): (p["W_U"], nothing),
            (ENDURE, ENDURE): (-us, -china),
        },
        players=PLAYERS,
        title=TITLE,
    )


def attrition_over_time(p: Values, periods: int) -> ExtensiveFormGame:
    """Return the war over `periods` periods; whoever still endures after the last one gets nothing more."""
    after: Branching | None = None
    for number in range(periods, 0, -1):
        spent_us, spent_china = (p[c] * p["period"] * (number - 1) for c in ("c_U", "c_C"))
        more_us, more_china = (p[c] * p["period"] * number for c in ("c_U", "c_C"))

        def china(ends: dict[str, Branching], number: int = number) -> Branching:
            return decision(CHINA, ends, information_set=f"China in week {number}")

        still = after if after is not None else outcome(-more_us, -more_china)
        yields = {
            YIELD: outcome(-spent_us, -spent_china),
            ENDURE: outcome(-spent_us, p["W_C"] - spent_china),
        }
        endures = {YIELD: outcome(p["W_U"] - spent_us, -spent_china), ENDURE: still}
        moves = {YIELD: china(yields), ENDURE: china(endures)}
        after = decision(US, moves, information_set=f"US in week {number}")
    assert after is not None, "at least one period"
    return tree(after, players=PLAYERS, title=TITLE)


def hazards(p: Mapping[str, Fraction]) -> tuple[Fraction, Fraction]:
    """Return the rates per week at which the US and China yield in continuous time.

    Each rate makes the *other* side indifferent, and so follows from the other's cost and prize.

    Examples
    --------
    >>> [str(rate) for rate in hazards({name: one.default for name, one in OWN.items()})]
    ['1/56', '1/12']
    """
    return p["c_C"] / p["W_C"], p["c_U"] / p["W_U"]


def yields_in_a_period(p: Mapping[str, Number]) -> tuple[Number, Number]:
    """Return the probabilities with which the US and China yield in one period, by formula."""
    us, china = (p[c] * p["period"] for c in ("c_U", "c_C"))
    return china / (p["W_C"] + china), us / (p["W_U"] + us)


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


_PRIZE = "The prize is what the dispute is about over the months to come, in points; a judgement."
_COST = "Per week: the US cost is w once stocks are gone, the Chinese one half of that; a judgement."
_TOUGH = "Nobody can tell a government that never yields from one that has not yielded yet; a judgement."
_PERIOD = "Moves are taken to be weekly; shorter periods come close to continuous time."
_PLANTS = ("auto-plant-stops", "ford-days-lost")
_TALKS = ("trump-xi-call-june", "london-framework")

OWN = {
    "W_U": judged("W_U", "Prize of the US if China yields.", "points", ("12", "6", "20"), _PRIZE, *_TALKS),
    "W_C": judged("W_C", "Prize of China if the US yields.", "points", ("28", "14", "40"), _PRIZE, *_TALKS),
    "c_U": judged("c_U", "Cost to the US of a week.", "points per week", ("1", "1/2", "2"), _COST, *_PLANTS),
    "c_C": judged("c_C", "Cost to China of a week.", "points per week", ("1/2", "1/4", "1"), _COST,
                  "tariff-spiral"),
    "period": judged("\\Delta", "Length of a period.", "weeks", ("1", "1/7", "4"), _PERIOD),
}  # fmt: skip

REPUTATIONS = {
    "z_U": judged("z_U", "Probability that the US never yields.", "probability", ("1/10", "1/100", "1/2"),
                  _TOUGH, *_TALKS),
    "z_C": judged("z_C", "Probability that China never yields.", "probability", ("1/10", "1/100", "1/2"),
                  _TOUGH, *_TALKS),
}  # fmt: skip

MODEL = Model(id="attrition", title=TITLE, parameters=tuple(OWN), build=attrition, own=Frozen(OWN))
