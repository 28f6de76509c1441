"""Model (g): chips and magnets quarter after quarter, each side's dependence a hostage of the other.

The stage is model (a) without dividend of a truce. Both cooperate as long as both have; who deviates gains d
once and loses the other's cooperation. Grim punishment, mutual restriction for ever, sustains cooperation
from the discount factors d_U/(m + kappa_U) and d_C/(v + kappa_C) on, where mutual restriction is an
equilibrium of the stage. A hostage works only while it hurts its owner: stocks and substitutes end
cooperation.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from ....games.errors import InvalidInput
from ....games.repeated_game import RepeatedGame
from ...frozen import Frozen
from ...model import Model, Values
from ..judged import judged
from ..words import ALLOW, CHINA, SUPPLY, US
from .linkage import linkage

TITLE = "Hostages: chips and magnets, quarter after quarter"
STAGE = ("theta_U", "theta_C", "kappa_U", "kappa_C", "m", "v", "d_U", "d_C")
LONGEST = 200


def hostages(p: Values) -> RepeatedGame:
    """Return the repeated game; `L` quarters of punishment, or for ever where `L` is 0.

    Raises
    ------
    InvalidInput
        For an L that is no whole number from 0 to 200.

    Examples
    --------
    >>> from ....solvers.critical_discount import critical_discount
    >>> shared = {name: Fraction(0) for name in STAGE} | {"m": 7, "v": 6, "d_U": 2, "d_C": 1}
    >>> numbers = {n: Fraction(x) for n, x in shared.items()} | {n: one.default for n, one in OWN.items()}
    >>> [str(one.critical) for one in critical_discount(hostages(numbers)).trigger.players]
    ['2/7', '1/6']
    """
    return RepeatedGame(
        linkage(p),
        discount=p["delta"],
        target={US: ALLOW, CHINA: SUPPLY},
        punishment=_length(p["L"]),
        title=TITLE,
    )


def grim_closed_form(p: Mapping[str, Fraction]) -> tuple[Fraction, Fraction]:
    """Return the least discount factors under which mutual restriction for ever deters, for tests.

    They are above 1 where no patience is enough. Where kappa is above d, mutual restriction is no
    equilibrium of the stage, and a threat of it is not credible.
    """
    return p["d_U"] / (p["m"] + p["kappa_U"]), p["d_C"] / (p["v"] + p["kappa_C"])


def _length(rounds: object) -> str | int:
    if isinstance(rounds, Fraction) and rounds.denominator == 1 and 0 <= rounds <= LONGEST:
        return int(rounds) or "grim"
    raise InvalidInput(
        f"L is {rounds}; a whole number of quarters from 0 (for ever) to {LONGEST} is accepted"
    )


OWN = Frozen(
    {
        "delta": judged(
            "\\delta",
            "Worth of a gain in the next quarter, beside one now.",
            "factor",
            ("9/10", "1/2", "99/100"),
            "Nothing measures the patience of a government; with 9/10 two years weigh more than the present.",
        ),
        "L": judged(
            "L",
            "Quarters for which a deviation is answered by mutual restriction; 0 means for ever.",
            "quarters",
            ("0", "0", "8"),
            "The parties set six months and a year as terms; for ever is the strongest threat.",
            "six-month-licence-limit",
            "busan-truce",
        ),
        "epsilon": judged(
            "\\varepsilon",
            "Probability that licences look slow although they were handled as agreed.",
            "probability",
            ("1/10", "0", "1/4"),
            "Paperwork for a new regime takes time; how often that is all is not known.",
            "china-slow-licensing",
        ),
        "eta": judged(
            "\\eta",
            "Probability that licences look slow where they are held back.",
            "probability",
            ("1/2", "1/4", "1"),
            "Approval rates rose from a quarter to about half within weeks and were read in both ways.",
            "clepa-warning",
            "china-slow-licensing",
        ),
    }
)

MODEL = Model(
    id="hostages",
    title=TITLE,
    parameters=(*STAGE, *OWN),
    build=hostages,
    phase="april",
    own=OWN,
    counts=("L",),
)
