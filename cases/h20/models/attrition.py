"""Model (m): both sides bear a cost week by week until one of them yields the prize.

`attrition` is one period of the war in discrete time, in which both yield or endure at once. A side that
yields gets nothing, and a side that is indifferent between yielding and enduring therefore expects nothing
from going on: the period is its own continuation, with the value 0, and its mixed equilibrium repeated for
ever is the stationary equilibrium of the war (Maynard Smith 1974). This is an exact reduction;
`attrition_over_time` is a tree of finitely many periods. As periods get shorter, the probability of yielding
per week tends to the hazard of the war in continuous time.

`attrition_reputations` is about sides that may never yield.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

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


_PRIZE = "The prize is what the dispute is about over the months to come, in points; a judgement."
_COST = "Per week: the US cost is w once stocks are gone, the Chinese one half of that; a judgement."
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

MODEL = Model(id="attrition", title=TITLE, parameters=tuple(OWN), build=attrition, own=Frozen(OWN))
