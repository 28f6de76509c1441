"""Model (c): a ladder of seven rungs, on each of which the one to move concedes or takes a risk.

The US and China move in turn, the US first. Who concedes loses L and the other side wins W; who escalates
brings about, with the risk of the rung, a breakdown that costs each side its D. Whoever survives the last
rung has a truce, which is worth 0 to both (Schelling 1960).
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from ....games.extensive_form import ExtensiveFormGame
from ....games.tree_builder import chance, decision, outcome, tree
from ...frozen import Frozen
from ...model import Model, Values
from ..judged import judged
from ..words import BREAKDOWN, CHINA, CONCEDE, ESCALATE, PLAYERS, SURVIVED, US

TITLE = "Escalation: a ladder of risks"
RUNGS = 7


def escalation(p: Values) -> ExtensiveFormGame:
    """Return the tree for these values of W, L and D of both sides and of r_1 to r_7.

    Examples
    --------
    >>> from ....solvers.subgame_perfect import subgame_perfect
    >>> numbers = {name: parameter.default for name, parameter in MODEL.own.items()}
    >>> subgame_perfect(escalation(numbers)).equilibria[0].payoffs
    (Fraction(-3, 1), Fraction(3, 1))
    """
    below = outcome(0, 0)
    for rung in range(RUNGS, 0, -1):
        us, risk = rung % 2, p[f"r_{rung}"]
        concede = outcome(-p["L_U"], p["W_C"]) if us else outcome(p["W_U"], -p["L_C"])
        broken = outcome(-p["D_U"], -p["D_C"])
        step = chance(
            {BREAKDOWN: (risk, broken), SURVIVED: (1 - risk, below)}, information_set=f"risk {rung}"
        )
        mover = US if us else CHINA
        below = decision(mover, {CONCEDE: concede, ESCALATE: step}, information_set=f"rung {rung}")
    return tree(below, players=PLAYERS, title=TITLE)


def critical_risks(p: Mapping[str, Fraction]) -> tuple[Fraction, Fraction, Fraction]:
    """Return up to which risk a step pays: for the US, for China if the other concedes next, and at the top.

    A step against someone who concedes next pays up to (W + L) / (W + D); the last one, after which there is
    a truce, up to L / D of the US.

    Examples
    --------
    >>> [str(risk) for risk in critical_risks({name: one.default for name, one in MODEL.own.items()})]
    ['7/18', '1/2', '3/14']
    """
    us, china = ((p[f"W_{i}"] + p[f"L_{i}"]) / (p[f"W_{i}"] + p[f"D_{i}"]) for i in "UC")
    return us, china, p["L_U"] / p["D_U"]


def ladder_plan(p: Mapping[str, Fraction]) -> tuple[str, tuple[int, ...]]:
    """Return what is best on each rung, C or E, by the recursion from the top; and the rungs with a tie.

    With C on the rung above, a step pays r (W + D) below W + L; with a truce or more steps above, what
    follows is a mean of the truce, the losses on the way and the first concession. Ties are counted as C.

    Examples
    --------
    >>> ladder_plan({name: one.default for name, one in MODEL.own.items()})
    ('CECECEC', ())
    """
    plan, ties, values = "", [], {"U": Fraction(0), "C": Fraction(0)}
    for rung in range(RUNGS, 0, -1):
        own, other = ("U", "C") if rung % 2 else ("C", "U")
        risk = p[f"r_{rung}"]
        step = {i: (1 - risk) * values[i] - risk * p[f"D_{i}"] for i in "UC"}
        if step[own] == -p[f"L_{own}"]:
            ties.append(rung)
        climbs = step[own] > -p[f"L_{own}"]
        values = step if climbs else {own: -p[f"L_{own}"], other: p[f"W_{other}"]}
        plan = ("E" if climbs else "C") + plan
    return plan, tuple(sorted(ties))


def escalation_borders(p: Mapping[str, Fraction]) -> tuple[str, ...]:
    """Say on which rungs conceding and escalating pay the same."""
    return tuple(f"rung {rung}: conceding pays as much as escalating" for rung in ladder_plan(p)[1])


_ENDS = ("tariff-spiral", "geneva-truce")
_STEPS = ("tariff-spiral", "us-eda-ethane-engine-curbs", "auto-plant-stops", "us-100-percent-threat")
_WON = "Nothing on record says what a concession brings beyond its issue; the order of R is used."
_LOST = "A concession costs about what it brings to the other side; that is a judgement."
_BROKEN = (
    "Tariffs above 100 percent and missing magnets were not let stand for long, so a breakdown was dearer "
    "than a concession; 14 is twice the US loss of a first quarter without magnets. Nobody measured it."
)
_RISK = (
    "No step of 2025 led to a lasting breakdown, so no risk can be counted. That risks rise is a judgement; "
    "the range is from half to twice the default."
)
_SMALL, _LARGE = ("1", "8"), ("8", "30")

OWN = {
    "W_U": judged("W_U", "What the US gains when China concedes.", "points", ("4", *_SMALL), _WON, *_ENDS),
    "W_C": judged("W_C", "What China gains when the US concedes.", "points", ("3", *_SMALL), _WON, *_ENDS),
    "L_U": judged("L_U", "What the US loses when it concedes.", "points", ("3", *_SMALL), _LOST, *_ENDS),
    "L_C": judged("L_C", "What China loses when it concedes.", "points", ("4", *_SMALL), _LOST, *_ENDS),
    "D_U": judged("D_U", "What the US loses in a breakdown.", "points", ("14", *_LARGE), _BROKEN, *_ENDS),
    "D_C": judged("D_C", "What China loses in a breakdown.", "points", ("11", *_LARGE), _BROKEN, *_ENDS),
} | {
    f"r_{rung}": judged(
        f"r_{rung}",
        f"Risk that the step from rung {rung} leads to a breakdown.",
        "probability",
        (f"{percent}/100", f"{percent}/200", f"{percent}/50"),
        _RISK,
        *_STEPS,
    )
    for rung, percent in enumerate((2, 5, 8, 12, 18, 25, 35), 1)
}

MODEL = Model(
    id="escalation",
    title=TITLE,
    parameters=tuple(OWN),
    build=escalation,
    own=Frozen(OWN),
    borders=escalation_borders,
)
