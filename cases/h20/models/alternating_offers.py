"""Model (e): offers in turn, with stocks as the clock.

Both divide a pie of 1 by offers in turn (Rubinstein 1982), one round every `Delta` weeks. How little a side
minds to wait is measured by how long it can do without: the US has `k` weeks of magnets, China `n` weeks of
chips. A gain is worth k/(k + Delta) a round later to the US, n/(n + Delta) to China: the rate of impatience
is one over the stock. The share of the side that proposes is then a ratio of weeks.

Each may have something outside the bargain: allied magnets for the US, domestic chips for China, as shares of
the pie that a side takes after it has refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from ....games.alternating_offers import AlternatingOffers
from ....games.bargaining_problem import BargainingProblem
from ....games.errors import InvalidInput
from ...frozen import Frozen
from ...model import Model, Values
from ..judged import judged
from ..words import CHINA, PLAYERS

TITLE = "Alternating offers with stocks as the clock"


def alternating_offers(p: Values) -> AlternatingOffers:
    """Return the bargaining without end for these values of k, n, Delta, omega_U and omega_C; the US begins.

    Examples
    --------
    >>> from ....solvers.alternating_offers import alternating_offers as solve
    >>> numbers = {"k": Fraction(6)} | {name: one.default for name, one in OWN.items()}
    >>> [str(one.payoffs[0]) for one in solve(alternating_offers(numbers)).offers]
    ['5/18', '1/6']
    """
    k, n, delta = p["k"], p["n"], p["Delta"]
    return AlternatingOffers(
        _pie(), [k / (k + delta), n / (n + delta)], outside=[p["omega_U"], p["omega_C"]], title=TITLE
    )


def depleting_stocks(p: Mapping[str, Fraction]) -> AlternatingOffers:
    """Return the other clock: China begins, and what a side can gain falls evenly to zero with its stock.

    After t rounds a gain is worth max(0, 1 - t·Delta/k) to the US and max(0, 1 - t·Delta/n) to China; the
    bargaining ends when both stocks are used up.

    Raises
    ------
    InvalidInput
        For symbols: how many rounds there are depends on the numbers.
    """
    stocks, delta = (p["k"], p["n"]), p["Delta"]
    if not all(isinstance(x, Fraction) for x in (*stocks, delta)):
        raise InvalidInput(
            "the rounds of depleting stocks are counted: numbers are needed for k, n and Delta"
        )
    rounds = max(1, -(-max(stocks) // delta))
    schedule = [[max(Fraction(0), 1 - t * delta / stock) for t in range(rounds)] for stock in stocks]
    return AlternatingOffers(_pie(), schedule=schedule, first=CHINA, title=f"{TITLE}, used up evenly")


def _pie() -> BargainingProblem:
    return BargainingProblem([(1, 0), (0, 1)], (0, 0), players=PLAYERS)


@dataclass(frozen=True)
class OffersAnswer:
    """The closed form of model (e): what the US gets where it proposes, and where China does.

    Both are None where the options outside are worth more than the pie, so that nothing is agreed.
    """

    proposing: Fraction | None
    responding: Fraction | None


def offers_closed_form(p: Mapping[str, Fraction]) -> OffersAnswer:
    """Return the shares of the US by formula, for tests of the general solver.

    The responder gets the more of two things, what it would get by waiting and what it has outside; the
    proposer the rest.
    """
    k, n, delta, us, china = (p[name] for name in ("k", "n", "Delta", "omega_U", "omega_C"))
    if us + china > 1:
        return OffersAnswer(None, None)
    weeks = delta + k + n
    free = ((delta + k) / weeks, k / weeks)
    patience = (k / (k + delta), n / (n + delta))
    held = [  # no option binds, that of the US, that of China, both
        free,
        (1 - patience[1] * (1 - us), us),
        (1 - china, patience[0] * (1 - china)),
        (1 - china, us),
    ]
    for x, y in held:
        if y == max(patience[0] * x, us) and 1 - x == max(patience[1] * (1 - y), china):
            return OffersAnswer(x, y)
    raise AssertionError("one of the four cases holds")


OWN = Frozen(
    {
        "n": judged(
            "n",
            "Weeks for which Chinese buyers can work from the chips they have.",
            "weeks",
            ("26", "8", "52"),
            "Large orders were placed before the ban; how long they last is not known. Half a year is the "
            "middle of the range as a judgement.",
            "h20-orders-q1-2025",
            "nvidia-h20-revenue-q1-fy2026",
        ),
        "Delta": judged(
            "\\Delta",
            "Weeks between one offer and the next.",
            "weeks",
            ("4", "1", "8"),
            "About four weeks passed from Geneva to London and five from London to the assurance of July.",
            "geneva-truce",
            "london-framework",
            "us-h20-assurance",
        ),
        "omega_U": judged(
            "\\omega_U",
            "What the US can get outside the bargain, from magnets of its allies.",
            "share of the pie",
            ("0", "0", "1/2"),
            "New sources were agreed on but deliver years later; at first they are worth nothing.",
            "mp-pentagon-deal",
        ),
        "omega_C": judged(
            "\\omega_C",
            "What China can get outside the bargain, from chips of its own.",
            "share of the pie",
            ("0", "0", "9/10"),
            "Output of domestic chips is disputed by a factor of four; none is the case to compare with.",
            "ascend-output-2025",
        ),
    }
)

MODEL = Model(
    id="alternating-offers",
    title=TITLE,
    parameters=("k", *OWN),
    build=alternating_offers,
    own=OWN,
)
