"""Model (i2): Europe beside the deal of two, as a game of coalitions.

The US and China together are worth what a full exchange gains over mutual restriction, m + v - d_U - d_C.
China and Europe gain from magnets for Europe, the US and Europe from acting together; nobody gains anything
alone. All three are worth less than the sum of the parts where licence desks are a scarce resource.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from ....games.cooperative_game import CooperativeGame
from ...frozen import Frozen
from ...model import Model, Values
from ..judged import judged
from ..words import CHINA, EU, US

TITLE = "Europe beside a deal of two"
SIDES = (US, CHINA, EU)


def europe(p: Values) -> CooperativeGame:
    """Return the game for these values of m, v, d_U, d_C, w_CE, w_UE and w_all.

    Examples
    --------
    >>> from ....solvers.cooperative import shapley
    >>> shared = {"m": 7, "v": 6, "d_U": 2, "d_C": 1}
    >>> numbers = {n: Fraction(x) for n, x in shared.items()} | {n: one.default for n, one in OWN.items()}
    >>> [str(x) for x in shapley(europe(numbers)).allocations[0].payoffs]
    ['13/3', '35/6', '11/6']
    """
    worth = {
        (US,): 0,
        (CHINA,): 0,
        (EU,): 0,
        (US, CHINA): p["m"] + p["v"] - p["d_U"] - p["d_C"],
        (CHINA, EU): p["w_CE"],
        (US, EU): p["w_UE"],
        SIDES: p["w_all"],
    }
    return CooperativeGame(SIDES, worth, title=TITLE)


def shapley_closed_form(p: Mapping[str, Fraction]) -> tuple[Fraction, ...]:
    """Return the Shapley value of three players who are worth nothing alone, for tests of the solver.

    A player gets a sixth of what each pair with it is worth, and a third of what it adds to the others.
    """
    pair = {
        frozenset((US, CHINA)): p["m"] + p["v"] - p["d_U"] - p["d_C"],
        frozenset((CHINA, EU)): p["w_CE"],
        frozenset((US, EU)): p["w_UE"],
    }
    shares = []
    for who in SIDES:
        without = next(worth for names, worth in pair.items() if who not in names)
        with_it = sum(worth for names, worth in pair.items() if who in names)
        shares.append(Fraction(with_it, 6) + Fraction(p["w_all"] - without, 3))
    return tuple(shares)


OWN = Frozen(
    {
        "w_CE": judged(
            "v_{CE}",
            "What China and Europe gain together, magnets for Europe against market and technology.",
            "points",
            ("5", "2", "8"),
            "Half of what the two largest gain together; Europe buys more magnets than the US, but has no "
            "chips of that kind to give. A judgement.",
            "eu-china-mechanism",
            "clepa-warning",
        ),
        "w_UE": judged(
            "v_{UE}",
            "What the US and Europe gain by acting together without China.",
            "points",
            ("2", "0", "4"),
            "Joint supply of magnets is years away; some gain from acting together remains. A judgement.",
            "mp-pentagon-deal",
        ),
        "w_all": judged(
            "v_N",
            "What all three gain together.",
            "points",
            ("12", "10", "15"),
            "Fifteen if magnets for one are not missing for another, ten if Europe adds nothing; a scarce "
            "licence desk lies between.",
            "china-slow-licensing",
            "eu-china-mechanism",
        ),
    }
)

MODEL = Model(id="europe", title=TITLE, parameters=("m", "v", "d_U", "d_C", *OWN), build=europe, own=OWN)
