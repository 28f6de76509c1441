"""Model (n): leverage that shrinks, and whether it is used while it lasts.

A flow of one unit a quarter is to be divided. China's leverage is worth the share p_1 today and p_2 for ever
after, as mines open and stocks fill elsewhere. China can act now, which costs both sides c and locks today's
share in; or it names what it wants of today's flow, and the US agrees or lets China act.

The demand is any number from 0 to 1. A demand that the US takes can be raised until the US is indifferent or
the flow of today is used up; so China's best demand has a formula, and what is left is the choice between it
and acting. This is the exact reduction that `shifting_power` builds; a US that is indifferent agrees, for
otherwise there would be no best demand. `shifting_power_on_grid` has finitely many quarters, demands on a
grid, and no such convention; its answers converge to the exact one.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from ....games.errors import InvalidInput
from ....games.extensive_form import ExtensiveFormGame
from ....games.tree_builder import Branching, decision, outcome, tree
from ...frozen import Frozen
from ...model import Model, Values
from ..judged import judged
from ..words import ACCEPT, ACT, CHINA, DEMAND, PEACE, PLAYERS, REFUSE, US

TITLE = "Shifting power: leverage that shrinks"


def best_demand(p: Values) -> Any:
    """Return the most of today's flow that China can have in peace: the US may not lose by agreeing.

    Examples
    --------
    >>> numbers = {name: one.default for name, one in OWN.items()}
    >>> str(best_demand(numbers)), str(best_demand(numbers | {"p_1": Fraction(2, 5), "c": Fraction(0)}))
    ('1', '2/5')
    """
    later = 1 - p["delta"]
    most = 1 + (p["delta"] * (1 - p["p_2"]) - (1 - p["p_1"])) / later + p["c"]
    if isinstance(most, Fraction):
        return min(Fraction(1), most)
    import sympy

    return sympy.Min(1, most)


def shifting_power(p: Values) -> ExtensiveFormGame:
    """Return the exact reduction for these values of p_1, p_2, delta and c.

    Raises
    ------
    InvalidInput
        p_2 is above p_1 (the leverage grows, and the demand may be one that no flow of today can meet), or
        delta is not from 0 to below 1.

    Examples
    --------
    >>> from ....solvers.subgame_perfect import subgame_perfect
    >>> answer = subgame_perfect(shifting_power({name: one.default for name, one in OWN.items()}))
    >>> [str(value) for value in answer.equilibria[0].payoffs]
    ['1', '7']
    """
    _require_a_closing_window(p)
    total = 1 / (1 - p["delta"])
    demand, after = best_demand(p), p["delta"] * total
    ends = {
        ACT: outcome((1 - p["p_1"]) * total - p["c"], p["p_1"] * total - p["c"]),
        PEACE: outcome(1 - demand + (1 - p["p_2"]) * after, demand + p["p_2"] * after),
    }
    return tree(decision(CHINA, ends, information_set="China today"), players=PLAYERS, title=TITLE)


def _require_a_closing_window(p: Values) -> None:
    now, after, delta = (p[name] for name in ("p_1", "p_2", "delta"))
    if isinstance(now, Fraction) and isinstance(after, Fraction) and after > now:
        raise InvalidInput(f"p_2 is {after} and p_1 is {now}; a p_2 of at most p_1 is accepted")
    if isinstance(delta, Fraction) and not 0 <= delta < 1:
        raise InvalidInput(f"delta is {delta}; a number from 0 to below 1 is accepted")


def shifting_power_on_grid(p: Values, quarters: int, steps: int) -> ExtensiveFormGame:
    """Return the tree over `quarters` quarters with demands from 0 to 1 in `steps` equal steps.

    Flows end after the last quarter, and no convention settles ties. China can act in any later quarter, too.
    """
    delta, cost = p["delta"], p["c"]

    def value(share: Any, first: int) -> Any:
        """A constant share from one quarter to the last, as seen from today."""
        return sum((share * delta**quarter for quarter in range(first, quarters)), Fraction(0))

    def acts(share: Any, us: Any, china: Any, quarter: int) -> Branching:
        paid = cost * delta**quarter
        return outcome(
            us + value(1 - share, quarter) - paid,
            china + value(share, quarter) - paid,
        )

    def later(us: Any, china: Any, quarter: int, past: str) -> Branching:
        if quarter == quarters:
            return outcome(us, china)
        flow = delta**quarter
        goes_on = later(us + (1 - p["p_2"]) * flow, china + p["p_2"] * flow, quarter + 1, past)
        moves = {ACT: acts(p["p_2"], us, china, quarter), PEACE: goes_on}
        return decision(CHINA, moves, information_set=f"quarter {quarter + 1} after {past}")

    now = acts(p["p_1"], Fraction(0), Fraction(0), 0)
    demands: dict[str, Branching] = {ACT: now}
    for step in range(steps + 1):
        share = Fraction(step, steps)
        replies = {ACCEPT: later(1 - share, share, 1, f"{DEMAND}{share}"), REFUSE: now}
        demands[f"{DEMAND}{share}"] = decision(US, replies, information_set=f"US, asked {share}")
    title = f"{TITLE}, {quarters} quarters and {steps} steps"
    return tree(decision(CHINA, demands, information_set="China today"), players=PLAYERS, title=title)


def critical_leverage(p: Mapping[str, Fraction]) -> Fraction:
    """Return the leverage of today above which China acts: delta p_2 + (1 - delta)(1 + c).

    Examples
    --------
    >>> critical_leverage({name: one.default for name, one in OWN.items()})
    Fraction(14, 25)
    """
    border: Fraction = p["delta"] * p["p_2"] + (1 - p["delta"]) * (1 + p["c"])
    return border


_WINDOW = ("mp-10x-capacity", "lead-time-mine", "lead-time-refinery", "mp-pentagon-deal")
_NOW = "A share near that of refining and magnet making is taken for leverage, which is the judgement."
_LATER = "New mines and plants are announced; how much leverage they leave, and when, nobody knows."
_PATIENCE = "A quarter later is worth nine tenths; the number is a judgement."
_COST = "Acting costs a quarter's whole flow, in tariffs and lost custom; a judgement."

OWN = {
    "p_1": judged("p_1", "Share that China's leverage is worth today.", "share of the flow",
                  ("4/5", "2/5", "1"), _NOW, "cn-share-refining", "cn-share-magnets"),
    "p_2": judged("p_2", "Share that it is worth from the next quarter on.", "share of the flow",
                  ("2/5", "0", "2/5"), _LATER, *_WINDOW),
    "delta": judged("\\delta", "Worth today of a unit a quarter later.", "share of 1",
                    ("9/10", "1/2", "19/20"), _PATIENCE),
    "c": judged("c", "Cost of acting now, to either side.", "quarterly flows",
                ("1", "0", "3"), _COST, "us-100-percent-threat", "market-fall-10-oct-2025"),
}  # fmt: skip

MODEL = Model(id="shifting-power", title=TITLE, parameters=tuple(OWN), build=shifting_power, own=Frozen(OWN))
