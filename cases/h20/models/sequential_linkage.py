"""Model (b): a ban, its answer in magnets, and whether the trade that ends both is honoured.

The US bans H20 or not; China acquiesces or withholds magnets; the US holds the ban or trades it for the
magnets; China honours the trade or reneges. Everyone sees every move, so backward induction decides.
"""

from __future__ import annotations

from fractions import Fraction

from ....games.extensive_form import ExtensiveFormGame
from ....games.tree_builder import decision, outcome, tree
from ...frozen import Frozen
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


MODEL = Model(
    id="sequential-linkage",
    title=TITLE,
    parameters=("m", "v", "d_U", "d_C", "kappa_U", "kappa_C", "a", "phi", "rho"),
    build=sequential_linkage,
    defaults=Frozen({"kappa_U": Fraction(0), "kappa_C": Fraction(2)}),
)
