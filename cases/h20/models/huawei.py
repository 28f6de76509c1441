"""Model (i1): whether H20 is sold, whether Beijing lets it be bought, and whether Huawei scales up.

Three stages, each seen by the next: the US sells or bans, Beijing permits purchases or discourages them,
Huawei pays to scale up or waits. Then whoever is on the market sells quantities (Cournot 1838) against the
demand A - Q. Quantities are continuous; `huawei` ends with the payoffs of their equilibrium, which is unique
and has a closed form: this is the exact reduction. `huawei_on_grid` has the quantities as moves on a grid.

A levy of tau on revenue acts on Nvidia like a unit cost of c_N / (1 - tau).
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from ....games.extensive_form import ExtensiveFormGame
from ....games.tree_builder import Branching, decision, outcome, tree
from ...frozen import Frozen
from ...model import Model, Values
from ..judged import judged
from ..words import BAN, CHINA, DISCOURAGE, HUAWEI, NVIDIA, PERMIT, SCALE, SELL, US, WAIT

TITLE = "Huawei: chips that may be sold, and chips that may be bought"


def duopoly(p: Values) -> tuple[Any, Any]:
    """Return what Nvidia and Huawei sell against each other; a maker whose costs are too high sells nothing.

    Examples
    --------
    >>> duopoly({name: one.default for name, one in OWN.items()})
    (Fraction(13, 3), Fraction(1, 3))
    """
    cost, top = p["c_N"] / (1 - p["tau"]), p["demand"]
    first = _positive((top - 2 * cost + p["c_H"]) / 3)
    huawei = _positive((top - p["c_H"] - first) / 2)
    return _positive((top - cost - huawei) / 2), huawei


def alone(p: Values) -> tuple[Any, Any]:
    """Return what Nvidia and Huawei would sell if the other were not on the market."""
    cost = p["c_N"] / (1 - p["tau"])
    return _positive((p["demand"] - cost) / 2), _positive((p["demand"] - p["c_H"]) / 2)


def _positive(number: Any) -> Any:
    if isinstance(number, Fraction):
        return max(Fraction(0), number)
    import sympy

    return sympy.Max(0, number)


def payoffs(p: Values, nvidia: Any, huawei: Any, scaled: bool) -> tuple[Any, Any, Any]:
    """Return what quantities are worth to the US, to China and to Huawei.

    The US counts the income from chips, levy included, at lam, and minds what either maker puts into the
    market. China counts what buyers gain, what Huawei earns, and domestic output for its own sake.
    """
    price = p["demand"] - nvidia - huawei
    profit = (price - p["c_H"]) * huawei - (p["K"] if scaled else 0)
    us = p["lam"] * (price - p["c_N"]) * nvidia - p["s"] * nvidia - p["gamma"] * huawei
    return us, (nvidia + huawei) ** 2 / 2 + profit + p["omega"] * huawei, profit


def huawei(p: Values) -> ExtensiveFormGame:
    """Return the exact reduction for these values of the own parameters.

    Examples
    --------
    >>> from ....solvers.subgame_perfect import subgame_perfect
    >>> answer = subgame_perfect(huawei({name: one.default for name, one in OWN.items()}))
    >>> [str(value) for value in answer.equilibria[0].payoffs]
    ['-27/16', '81/8', '0']
    """
    only_n, only_h = alone(p)

    def end(quantities: tuple[Any, Any], scaled: bool) -> Branching:
        return outcome(*payoffs(p, *quantities, scaled))

    def shut(label: str) -> Branching:
        moves = {SCALE: end((Fraction(0), only_h), True), WAIT: end((Fraction(0), Fraction(0)), False)}
        return decision(HUAWEI, moves, information_set=label)

    bought = {SCALE: end(duopoly(p), True), WAIT: end((only_n, Fraction(0)), False)}
    beijing = {
        PERMIT: decision(HUAWEI, bought, information_set="Huawei beside H20"),
        DISCOURAGE: shut("Huawei, H20 discouraged"),
    }
    washington = {
        SELL: decision(CHINA, beijing, information_set="Beijing"),
        BAN: shut("Huawei, H20 banned"),
    }
    root = decision(US, washington, information_set="Washington")
    return tree(root, players=(US, CHINA, HUAWEI), title=TITLE)


def huawei_on_grid(p: Mapping[str, Fraction], steps: int) -> ExtensiveFormGame:
    """Return the game with quantities as moves, from 0 to half of the demand in `steps` equal steps.

    Nvidia is a player here. Where both makers are on the market, neither sees the other's quantity.
    """
    grid = [p["demand"] * step / (2 * steps) for step in range(steps + 1)]
    makers = iter(range(4))

    def end(nvidia: Fraction, own: Fraction, scaled: bool) -> Branching:
        revenue = (p["demand"] - nvidia - own) * nvidia
        profit = (1 - p["tau"]) * revenue - p["c_N"] * nvidia
        return outcome(*payoffs(p, nvidia, own, scaled), profit)

    def sells(maker: str, ends: Mapping[Fraction, Branching], label: str) -> Branching:
        return decision(maker, {f"sell-{q}": e for q, e in ends.items()}, information_set=label)

    def shut() -> Branching:
        label = f"market {next(makers)}"
        scaled = sells(HUAWEI, {q: end(Fraction(0), q, True) for q in grid}, label)
        return decision(HUAWEI, {SCALE: scaled, WAIT: end(Fraction(0), Fraction(0), False)})

    both = {
        q: sells(HUAWEI, {r: end(q, r, True) for r in grid}, "Huawei's quantity beside Nvidia") for q in grid
    }
    bought = {
        SCALE: sells(NVIDIA, both, "Nvidia's quantity beside Huawei"),
        WAIT: sells(NVIDIA, {q: end(q, Fraction(0), False) for q in grid}, "Nvidia's quantity alone"),
    }
    beijing = {PERMIT: decision(HUAWEI, bought), DISCOURAGE: shut()}
    root = decision(US, {SELL: decision(CHINA, beijing), BAN: shut()})
    title = f"{TITLE}, on a grid of {steps} steps"
    return tree(root, players=(US, CHINA, HUAWEI, NVIDIA), title=title)


def critical_autonomy(p: Mapping[str, Fraction]) -> Fraction:
    """Return the worth of domestic output above which Beijing discourages purchases.

    Defined where Huawei waits beside H20 and scales up without it.

    Examples
    --------
    >>> numbers = {name: one.default for name, one in OWN.items()}
    >>> [str(critical_autonomy(numbers | {"tau": Fraction(tau, 20)})) for tau in (0, 3, 5)]
    ['3/2', '7761/5780', '217/180']
    """
    nvidia, own = alone(p)
    border: Fraction = (nvidia**2 / 2 - own**2 / 2 - (p["demand"] - own - p["c_H"]) * own + p["K"]) / own
    return border


def critical_concern(p: Mapping[str, Fraction]) -> Fraction:
    """Return how much the US must mind Huawei's output to sell where Beijing would permit.

    Defined as `critical_autonomy` is.
    """
    nvidia, own = alone(p)
    border: Fraction = (p["s"] - p["lam"] * (p["demand"] - nvidia - p["c_N"])) * nvidia / own
    return border


_MARKET = ("h20-unit-price", "nvidia-china-market-2025", "ascend-output-2025")
_POLICY = ("us-ascend-guidance", "us-h20-assurance", "nvidia-substitution")
_REFUSAL = ("china-discourages-h20", "cac-bans-rtx-pro", "china-security-risk")
_SCALE = "A market of ten units at a price of zero sets the scale; nothing else depends on it."
_QUALITY = "Costs are per unit of equal quality; that H20 is the cheaper by far is a judgement."
_FIXED = "Between the 1/9 that Huawei would earn beside H20 and the 25/4 without; no fact gives it."
_INCOME = "Income is weighed at a quarter, so that a sale for its own sake does not pay; a judgement."
_LEVY = "No levy by default; 15 percent were agreed in August 2025."

OWN = {
    "omega": judged(
        "\\omega", "Worth to China of a unit of domestic output.", "points per unit", ("1", "0", "6"),
        "How much Beijing values autonomy cannot be seen but in what it does; the range has both answers.",
        *_REFUSAL,
    ),
    "gamma": judged(
        "\\gamma", "Cost to the US of a unit of Huawei's output.", "points per unit", ("1", "0", "3"),
        "That a rival maker is a cost was said in public; its size is a judgement.", *_POLICY,
    ),
    "s": judged(
        "s", "Cost to US security of a unit of H20 sold.", "points per unit", ("3/2", "1/2", "3"),
        "The same order as Sec per unit; no fact puts a price on it.", "us-h20-licence-requirement",
    ),
    "lam": judged(
        "\\lambda", "Weight of income from H20 in the eyes of the US.", "share of 1", ("1/4", "0", "1"),
        _INCOME, "us-h20-assurance", "nvidia-h20-lost-q2-fy2026",
    ),
    "tau": judged(
        "\\tau", "Levy on the revenue of H20.", "share of 1", ("0", "0", "1/4"), _LEVY, "us-share-h20"
    ),
    "demand": judged("A", "Price at which nothing is bought.", "points per unit", ("10", "8", "12"), _SCALE),
    "c_N": judged("c_N", "Unit cost of H20.", "points per unit", ("1", "1/2", "2"), _QUALITY, *_MARKET),
    "c_H": judged("c_H", "Unit cost of Ascend.", "points per unit", ("5", "4", "6"), _QUALITY, *_MARKET),
    "K": judged("K", "Cost to Huawei of scaling up.", "points", ("3", "1", "6"), _FIXED, _MARKET[-1]),
}  # fmt: skip

MODEL = Model(id="huawei", title=TITLE, parameters=tuple(OWN), build=huawei, own=Frozen(OWN))
