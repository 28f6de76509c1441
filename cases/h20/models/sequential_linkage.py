"""Model (b): a ban, its answer in magnets, and whether the trade that ends both is honoured.

The US bans H20 or not; China acquiesces or withholds magnets; the US holds the ban or trades it for the
magnets; China honours the trade or reneges. Everyone sees every move, so backward induction decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from ....games.extensive_form import ExtensiveFormGame
from ....games.tree_builder import decision, outcome, tree
from ...model import Model, Values
from ..words import ACQUIESCE, BAN, CHINA, HOLD, HONOUR, NO_BAN, PLAYERS, RENEGE, TRADE, US, WITHHOLD

TITLE = "Sequential linkage: ban, answer, trade, delivery"


def sequential_linkage(p: Values) -> ExtensiveFormGame:
    """Return the tree for these values of m, v, d_U, d_C, kappa_U, kappa_C, a, phi and rho.

    Examples
    --------
    >>> numbers = dict(m=7, v=6, d_U=2, d_C=1, kappa_U=0, kappa_C=2, a=1, phi=1, rho=3)
    >>> game = sequential_linkage({name: Fraction(value) for name, value in numbers.items()})
    >>> [game.information_sets[i].label for i in range(4)]
    ['chips', 'magnets', 'answer', 'delivery']
    """
    d_u, d_c, m, v = p["d_U"], p["d_C"], p["m"], p["v"]
    delivery = decision(
        CHINA,
        {HONOUR: outcome(-p["a"], -p["phi"]), RENEGE: outcome(-p["a"] - m, d_c - p["rho"] - p["phi"])},
        information_set="delivery",
    )
    answer = decision(
        US,
        {HOLD: outcome(d_u - m - p["kappa_U"], d_c - v - p["kappa_C"]), TRADE: delivery},
        information_set="answer",
    )
    magnets = decision(CHINA, {ACQUIESCE: outcome(d_u, -v), WITHHOLD: answer}, information_set="magnets")
    chips = decision(US, {NO_BAN: outcome(0, 0), BAN: magnets}, information_set="chips")
    return tree(chips, players=PLAYERS, title=TITLE)


@dataclass(frozen=True)
class SequentialAnswer:
    """The closed form of model (b): what each decision is in the subgame-perfect equilibrium.

    `values` are the payoffs of US and China. On a `knife_edge` some player is indifferent; then the answer
    takes the first of: honour, trade, withhold, no-ban.
    """

    chips: str
    magnets: str
    answer: str
    delivery: str
    values: tuple[Fraction, Fraction]
    knife_edge: bool


def sequential_linkage_closed_form(p: Mapping[str, Fraction]) -> SequentialAnswer:
    """Return the equilibrium by its thresholds, for tests of the general solver.

    Honour iff rho >= d_C. Trade iff a <= m + kappa_U - d_U where China honours, iff a <= kappa_U - d_U
    where it reneges. Withhold against a trade iff v >= phi (honoured) or v >= phi + rho - d_C (not),
    and against a hold iff d_C >= kappa_C. Ban iff what follows pays more than 0.
    """
    m, v, a, d_u = p["m"], p["v"], p["a"], p["d_U"]
    slack = [p["rho"] - p["d_C"]]
    honours = slack[0] >= 0
    slack.append((m if honours else 0) + p["kappa_U"] - d_u - a)
    trades = slack[1] >= 0
    if not trades:
        slack.append(p["d_C"] - p["kappa_C"])
        after = (d_u - m - p["kappa_U"], p["d_C"] - v - p["kappa_C"])
    elif honours:
        slack.append(v - p["phi"])
        after = (-a, -p["phi"])
    else:
        slack.append(v - p["phi"] - slack[0])
        after = (-a - m, p["d_C"] - p["rho"] - p["phi"])
    withholds = slack[2] >= 0
    banned = after if withholds else (d_u, -v)
    bans = banned[0] > 0
    return SequentialAnswer(
        chips=BAN if bans else NO_BAN,
        magnets=WITHHOLD if withholds else ACQUIESCE,
        answer=TRADE if trades else HOLD,
        delivery=HONOUR if honours else RENEGE,
        values=banned if bans else (Fraction(0), Fraction(0)),
        knife_edge=0 in slack or banned[0] == 0,
    )


MODEL = Model(
    id="sequential-linkage",
    title=TITLE,
    parameters=("m", "v", "d_U", "d_C", "kappa_U", "kappa_C", "a", "phi", "rho"),
    build=sequential_linkage,
    defaults=MappingProxyType({"kappa_U": Fraction(0), "kappa_C": Fraction(2)}),
)
