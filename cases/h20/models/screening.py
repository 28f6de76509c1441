"""Model (d1): China names its price without knowing how long the US stock of magnets lasts.

China asks for a concession in chips; the US accepts or goes without magnets. A US with a short stock would
give up to what it loses otherwise, its reservation, and so would a US with a long stock, which loses less.

The demand is any number. A demand between two reservations can be raised to the upper one without losing a
buyer; so only the two reservations can be best, or a demand that nobody accepts. This is the exact reduction
that `screening` builds. A type from which just its reservation is asked accepts: if it did not, asking for a
little less would be better, and there would be no best demand. `screening_on_grid` has demands on a grid and
no such convention; its answers converge to the exact one as the grid gets finer.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from ....games.exact import Number
from ....games.extensive_form import ExtensiveFormGame
from ....games.tree_builder import Branching, chance, decision, outcome, tree
from ...frozen import Frozen
from ...model import Model, Values
from ..judged import judged
from ..words import (
    ACCEPT,
    ASK_HIGH,
    ASK_LOW,
    CHINA,
    LONG_STOCK,
    NO_OFFER,
    PLAYERS,
    REFUSE,
    SHORT_STOCK,
    US,
)

TITLE = "Screening: a demand to a US whose stock is not known"


def reservations(p: Values) -> tuple[Any, Any]:
    """Return what a US with a short stock and one with a long stock would give at most for magnets.

    Examples
    --------
    >>> numbers = dict(k_short=3, k_long=9, w=1, d_U=2)
    >>> reservations({name: Fraction(value) for name, value in numbers.items()})
    (Fraction(8, 1), Fraction(2, 1))
    """
    short, long = (p["w"] * _dry_weeks(p[stock]) - p["d_U"] for stock in ("k_short", "k_long"))
    return short, long


def _dry_weeks(stock: Number) -> Any:
    """Weeks of a quarter without magnets, as in the formula of m."""
    if isinstance(stock, Fraction):
        return max(Fraction(0), 13 - stock)
    import sympy

    return sympy.Max(0, 13 - stock)


def screening(p: Values) -> ExtensiveFormGame:
    """Return the exact reduction for these values of pi, k_short, k_long, w_C, w and d_U.

    Examples
    --------
    >>> numbers = dict(pi=Fraction(1, 2), k_short=3, k_long=9, w_C=1, w=1, d_U=2)
    >>> game = screening({name: Fraction(value) for name, value in numbers.items()})
    >>> [one.label for one in game.information_sets if one.player >= 0]
    ['demand', 'short stock, asked low', 'long stock, asked high']
    """
    short, long = reservations(p)

    def without(own: Number) -> Branching:
        return outcome(-own, p["w_C"])

    def answer(demand: Number, own: Number, label: str) -> Branching:
        return decision(US, {ACCEPT: outcome(-demand, demand), REFUSE: without(own)}, information_set=label)

    def drawn(demand: str, of_short: Branching, of_long: Branching) -> Branching:
        types = {SHORT_STOCK: (p["pi"], of_short), LONG_STOCK: (1 - p["pi"], of_long)}
        return chance(types, information_set=f"stock, {demand}")

    demands = {
        ASK_LOW: drawn("low", answer(long, short, "short stock, asked low"), outcome(-long, long)),
        ASK_HIGH: drawn("high", outcome(-short, short), answer(short, long, "long stock, asked high")),
        NO_OFFER: drawn("none", without(short), without(long)),
    }
    return tree(decision(CHINA, demands, information_set="demand"), players=PLAYERS, title=TITLE)


def screening_on_grid(p: Values, steps: int) -> ExtensiveFormGame:
    """Return the game with demands from 0 to the reservation of a short stock in `steps` equal steps.

    Every type answers every demand, and no convention settles ties.
    """
    short, long = reservations(p)

    def answer(demand: Number, own: Number, label: str) -> Branching:
        replies = {ACCEPT: outcome(-demand, demand), REFUSE: outcome(-own, p["w_C"])}
        return decision(US, replies, information_set=label)

    def asked(step: int) -> Branching:
        demand = short * step / steps
        types = {
            SHORT_STOCK: (p["pi"], answer(demand, short, f"short stock, asked {demand}")),
            LONG_STOCK: (1 - p["pi"], answer(demand, long, f"long stock, asked {demand}")),
        }
        return chance(types, information_set=f"stock, asked {demand}")

    demands = {f"ask-{step}": asked(step) for step in range(steps + 1)}
    title = f"{TITLE}, on a grid of {steps} steps"
    return tree(decision(CHINA, demands, information_set="demand"), players=PLAYERS, title=title)


def critical_belief(p: Mapping[str, Fraction]) -> Fraction:
    """Return the probability of a short stock above which China asks high: (long - w_C) / (short - w_C).

    Defined where the reservations are above w_C.

    Examples
    --------
    >>> numbers = dict(k_short=3, k_long=9, w_C=1, w=1, d_U=2)
    >>> critical_belief({name: Fraction(value) for name, value in numbers.items()})
    Fraction(1, 7)
    """
    short, long = reservations(p)
    share: Fraction = (long - p["w_C"]) / (short - p["w_C"])
    return share


_FACTS = ("stock-weeks-autos", "squeeze-to-first-plant-stop", "clepa-warning")
_WEEKS = "Suppliers spoke of 3 to 4 weeks, the first lines stopped after 5 to 8, and stocks are not published"
_SHORT = ("\\pi", "Probability, as China sees it, that the US stock is short.", "probability")
_LEFT = ("w_C", "What China has if its demand is refused and the magnets are kept back.", "points")
_GUESS = "What China knew of stocks abroad is not on record; one half stands for no knowledge."
_GAIN = "The default of d_C, the gain from withholding; no fact measures it."

OWN = {
    "pi": judged(*_SHORT, ("1/2", "0", "1"), _GUESS, *_FACTS),
    "k_short": judged(
        "k_S", "Weeks that a short stock lasts.", "weeks", ("3", "2", "6"), f"{_WEEKS}.", *_FACTS
    ),
    "k_long": judged(
        "k_L", "Weeks that a long stock lasts.", "weeks", ("9", "6", "12"), f"{_WEEKS}.", *_FACTS
    ),
    "w_C": judged(*_LEFT, ("1", "0", "3"), _GAIN, "six-month-licence-limit", "china-not-aimed"),
}

MODEL = Model(
    id="screening",
    title=TITLE,
    parameters=("pi", "k_short", "k_long", "w_C", "w", "d_U"),
    build=screening,
    own=Frozen(OWN),
)
