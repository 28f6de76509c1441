"""Model (h): China bargains with the US executive, and Congress can undo what they agree on.

With all magnets supplied, a part q of the chips is sold. The executive gets m - d_U·q and Congress g·m - h·q:
it feels a part g of the pain of plants, and the weight h of those who would sell nothing. China proposes q,
Congress lets it stand or passes a law against it, the executive takes it or not; without agreement all get 0.
Congress stands first in the tree because after its law nothing is left to decide; the answer is the same.

Putnam's win-set (1988) is what China would propose and Congress let stand: d_C/v <= q <= g·m/h. The exact
answer for offers of any size is its upper end; on a grid of offers the game is a tree whose answers converge.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

from ....games.algebraic import Real, algebraic_number
from ....games.errors import InvalidInput
from ....games.extensive_form import ExtensiveFormGame
from ....games.tree_builder import decision, outcome, tree
from ...frozen import Frozen
from ...model import Model, Values
from ..judged import judged
from ..words import ACCEPT, BLOCK, CHINA, CONGRESS, OFFER, PLAYERS, RATIFY, REFUSE, US

TITLE = "Two levels: an executive and its Congress"
MOST_STEPS = 400


def two_level(p: Values) -> ExtensiveFormGame:
    """Return the tree in which China offers one of `steps` + 1 evenly spaced parts of the chips.

    Raises
    ------
    InvalidInput
        For `steps` that is no whole number from 1 to 400.

    Examples
    --------
    >>> from ....solvers.subgame_perfect import subgame_perfect
    >>> shared = {"m": 7, "v": 6, "d_U": 2, "d_C": 1}
    >>> numbers = {n: Fraction(x) for n, x in shared.items()} | {n: one.default for n, one in OWN.items()}
    >>> [str(u) for u in subgame_perfect(two_level(numbers), one=True).equilibria[0].payoffs]
    ['63/10', '11/10', '0']
    """
    steps = p["steps"]
    if not (isinstance(steps, Fraction) and steps.denominator == 1 and 1 <= steps <= MOST_STEPS):
        raise InvalidInput(f"steps is {steps}; a whole number from 1 to {MOST_STEPS} is accepted")
    offers = {}
    for i in range(int(steps) + 1):
        q = Fraction(i, int(steps))
        agreed = outcome(p["m"] - p["d_U"] * q, p["v"] * q - p["d_C"], p["g"] * p["m"] - p["h"] * q)
        signed = decision(US, {ACCEPT: agreed, REFUSE: outcome(0, 0, 0)}, information_set=f"executive on {q}")
        offers[f"{OFFER}{q}"] = decision(
            CONGRESS, {RATIFY: signed, BLOCK: outcome(0, 0, 0)}, information_set=f"Congress on {q}"
        )
    return tree(decision(CHINA, offers, information_set="offer"), players=(*PLAYERS, CONGRESS), title=TITLE)


@dataclass(frozen=True)
class TwoLevelAnswer:
    """The closed form of model (h) for offers of any size.

    `win_set` are the parts q that China would propose and Congress let stand, None where there are none;
    `payoffs` are those of the US executive and of China.
    """

    win_set: tuple[Fraction, Fraction] | None
    payoffs: tuple[Fraction, Fraction]


def two_level_closed_form(p: Mapping[str, Fraction]) -> TwoLevelAnswer:
    """Return the answer where offers may be of any size: China proposes the most that will stand.

    Ties are resolved for the agreement: who is indifferent lets it stand.
    """
    m, v, d_u, d_c = (p[name] for name in ("m", "v", "d_U", "d_C"))
    ends = [Fraction(1), p["g"] * m / p["h"]] + ([m / d_u] if d_u > 0 else [])
    low, high = max(Fraction(0), d_c / v), min(ends)
    if high < low or m - d_u * high < 0:
        return TwoLevelAnswer(None, (Fraction(0), Fraction(0)))
    return TwoLevelAnswer((low, high), (m - d_u * high, v * high - d_c))


def proposal_under_doubt(p: Mapping[str, Fraction], low: Fraction, high: Fraction) -> Real:
    """Return what China proposes where it knows only that h lies between `low` and `high`, evenly.

    The agreement stands with probability (g·m/q - low)/(high - low). China maximises (v·q - d_C) times that:
    where the solution is inside, low·v·q**2 = d_C·g·m, whose root is irrational in general.

    Examples
    --------
    >>> shared = {"m": 7, "v": 6, "d_U": 2, "d_C": 1, "g": Fraction(1, 2)}
    >>> str(proposal_under_doubt({n: Fraction(x) for n, x in shared.items()}, Fraction(5), Fraction(15)))
    'sqrt(105)/30'
    """
    top = p["g"] * p["m"]
    least, most = top / high, min(Fraction(1), top / low)  # below all h agree, above none does
    square = p["d_C"] * top / (low * p["v"])
    if not least**2 < square < most**2:
        return least if square <= least**2 else most
    a, b = square.numerator, square.denominator
    root = isqrt(a * b)
    if root * root == a * b:
        return Fraction(root, b)
    return algebraic_number((-a, 0, b), Fraction(0), square + 1)


OWN = Frozen(
    {
        "g": judged(
            "g",
            "Part of the pain of stopped plants that Congress feels.",
            "share of 1",
            ("1/2", "0", "1"),
            "Plants stand in some districts only; half is a judgement.",
            "auto-plant-stops",
            "congress-protest-july",
        ),
        "h": judged(
            "h",
            "Weight in Congress of those who would sell no chips.",
            "points",
            ("10", "5", "25"),
            "Members of both parties protested; how many votes a law against sales would have found is not "
            "known. At the default it outweighs the pain for more than a third of the chips.",
            "congress-protest-july",
        ),
        "steps": judged(
            "N",
            "Steps of the grid of offers between none and all chips.",
            "steps",
            ("20", "1", "400"),
            "A device of the model and no fact: the finer, the nearer to offers of any size.",
        ),
    }
)

MODEL = Model(
    id="two-level",
    title=TITLE,
    parameters=("m", "v", "d_U", "d_C", *OWN),
    build=two_level,
    own=OWN,
    counts=("steps",),
)
