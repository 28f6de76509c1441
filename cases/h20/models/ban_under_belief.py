"""Model (b) as the US reads it when it does not know the answer: a ban, then a trade with probability pi.

In the tree of model (b) a ban that ends in a trade is never made, because no ban at all is better for the US.
Here China's answer and all that follows it are replaced by a move of chance: with probability pi the ban ends
in the trade, with 1 - pi China acquiesces. The ban pays (1 - pi)·d_U - pi·a, which is positive below
pi = d_U / (d_U + a): how far the US may have expected a trade, and still have banned.
"""

from __future__ import annotations

from fractions import Fraction

from ....games.extensive_form import ExtensiveFormGame
from ....games.tree_builder import chance, decision, outcome, tree
from ...calibration import Parameter
from ...frozen import Frozen
from ...model import Model, Values
from ..words import ACQUIESCE, BAN, NO_BAN, PLAYERS, TRADE, US

TITLE = "A ban under a belief about its answer"

PI = Parameter(
    symbol="\\pi",
    meaning="Probability, as the US sees it when it decides on a ban, that the ban ends in a trade.",
    unit="probability",
    default=Fraction(1, 2),
    range=(Fraction(0), Fraction(1)),
    provenance="judged",
    facts=("china-rare-earth-licensing", "bessent-no-quid-pro-quo"),
    because=(
        "China's licences for magnets came before the ban, so an answer in magnets was possible; in June an "
        "exchange was denied. Neither measures what was expected in April; one half stands for no knowledge, "
        "and the range leaves nothing out."
    ),
)


def ban_under_belief(p: Values) -> ExtensiveFormGame:
    """Return the tree for these values of pi, v, d_U, a and phi.

    Examples
    --------
    >>> numbers = dict(pi=Fraction(1, 2), v=6, d_U=2, a=1, phi=1)
    >>> game = ban_under_belief({name: Fraction(value) for name, value in numbers.items()})
    >>> [one.label for one in game.information_sets]
    ['chips', 'answer']
    """
    answer = chance(
        {
            TRADE: (p["pi"], outcome(-p["a"], -p["phi"])),
            ACQUIESCE: (1 - p["pi"], outcome(p["d_U"], -p["v"])),
        },
        information_set="answer",
    )
    chips = decision(US, {NO_BAN: outcome(0, 0), BAN: answer}, information_set="chips")
    return tree(chips, players=PLAYERS, title=TITLE)


MODEL = Model(
    id="ban-under-belief",
    title=TITLE,
    parameters=("pi", "v", "d_U", "a", "phi"),
    build=ban_under_belief,
    own=Frozen({"pi": PI}),
)
