"""Model (d2): the US speaks of alternatives to Chinese magnets, and China cannot see whether it has them.

Chance makes the US strong or weak. The US concedes, which costs a at home, or stands. China sees that, and
not the type, and relents or persists. Against a strong US persisting fails and costs China e more; a weak US
that has stood gives way in the end and pays ell beside a. So a strong US always stands, and a weak one bluffs
as often as China's doubt allows (Spence 1973; for crises Fearon 1994).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from ....games.exact import Number
from ....games.extensive_form import ExtensiveFormGame
from ....games.tree_builder import Branching, chance, decision, outcome, tree
from ...frozen import Frozen
from ...model import Model, Values
from ..judged import judged
from ..words import CHINA, CONCEDE, PERSIST, PLAYERS, RELENT, STAND, STRONG, US, WEAK

TITLE = "Signalling: are there other magnets?"


def signalling(p: Values) -> ExtensiveFormGame:
    """Return the tree for these values of s, a, ell, e, v and d_U.

    Examples
    --------
    >>> numbers = dict(s=Fraction(1, 4), a=1, ell=3, e=2, v=6, d_U=2)
    >>> game = signalling({name: Fraction(value) for name, value in numbers.items()})
    >>> [one.label for one in game.information_sets]
    ['type', 'strong', 'stood', 'weak']
    """

    def answer(kind: str, share: Number, us: Number, china: Number) -> tuple[Number, Branching]:
        replies = {RELENT: outcome(p["d_U"], -p["v"]), PERSIST: outcome(us, china)}
        stood = decision(CHINA, replies, information_set="stood")
        moves = {CONCEDE: outcome(-p["a"], 0), STAND: stood}
        return share, decision(US, moves, information_set=kind)

    types = {
        STRONG: answer(STRONG, p["s"], Fraction(0), -p["v"] - p["e"]),
        WEAK: answer(WEAK, 1 - p["s"], -p["a"] - p["ell"], Fraction(0)),
    }
    return tree(chance(types, information_set="type"), players=PLAYERS, title=TITLE)


@dataclass(frozen=True)
class SignallingAnswer:
    """The closed form of model (d2), for a, ell, e, v and d_U above 0 and s strictly between 0 and 1.

    `bluff` is how often a weak US stands, `relent` how often China gives way to one that stands, `posterior`
    how sure China then is of a strong one, `crisis` how often a US stands and meets persistence; `values` are
    the payoffs of the US and China. Where s is exactly v / (v + e), on the `knife_edge`, China may also
    relent less often, down to ell / (d_U + a + ell).
    """

    bluff: Fraction
    relent: Fraction
    posterior: Fraction
    crisis: Fraction
    values: tuple[Fraction, Fraction]
    knife_edge: bool


def signalling_closed_form(p: Mapping[str, Fraction]) -> SignallingAnswer:
    """Return the perfect Bayesian equilibrium by formula, for tests of the general solver.

    Below s = v / (v + e) a weak US stands with probability s e / ((1 - s) v), which makes China indifferent,
    and China relents with probability ell / (d_U + a + ell), which makes a weak US indifferent. From there on
    every type stands and China relents.

    Examples
    --------
    >>> numbers = dict(s=Fraction(1, 4), a=1, ell=3, e=2, v=6, d_U=2)
    >>> found = signalling_closed_form({name: Fraction(value) for name, value in numbers.items()})
    >>> [str(x) for x in (found.bluff, found.relent, found.posterior, found.crisis, *found.values)]
    ['1/9', '1/2', '3/4', '1/6', '-1/2', '-2']
    """
    s, a, ell, e, v, d_u = (p[name] for name in ("s", "a", "ell", "e", "v", "d_U"))
    border, relent = v / (v + e), ell / (d_u + a + ell)
    if s >= border:
        return SignallingAnswer(Fraction(1), Fraction(1), s, Fraction(0), (d_u, -v), s == border)
    bluff = s * e / ((1 - s) * v)
    stands = s + (1 - s) * bluff
    values = (s * relent * d_u - (1 - s) * a, -stands * v)
    return SignallingAnswer(bluff, relent, s / stands, stands * (1 - relent), values, knife_edge=False)


def signalling_borders(p: Mapping[str, Fraction]) -> tuple[str, ...]:
    """Say whether the prior is exactly the one at which China is indifferent to a US of any type."""
    tie = p["s"] * (p["v"] + p["e"]) == p["v"]
    return ("China: relenting and persisting pay the same where every type stands",) if tie else ()


_NEW = ("mp-pentagon-deal", "us-capacity-year", "lead-time-refinery")
_NEWS = "New US magnets come in 2028 at the earliest, so most doubts were in place; how many is a judgement."
_LATE = "Plants stopped 5 to 8 weeks after the controls; giving way later costs more, and nobody measured it."
_VAIN = (
    "Customers who have turned to other sources do not come back at once; no fact states what that is worth."
)

OWN = {
    "s": judged(
        "s", "Probability that the US is strong.", "probability", ("1/4", "1/20", "19/20"), _NEWS, *_NEW
    ),
    "ell": judged(
        "\\ell",
        "What a weak US loses, beside a, when it gives way after it has stood.",
        "points",
        ("3", "0", "7"),
        _LATE,
        "squeeze-to-first-plant-stop",
        "auto-plant-stops",
    ),
    "e": judged(
        "e", "What persisting against a strong US costs China.", "points", ("2", "0", "6"), _VAIN, *_NEW[:1]
    ),
}

MODEL = Model(
    id="signalling",
    title=TITLE,
    parameters=("s", "ell", "e", "a", "v", "d_U"),
    build=signalling,
    own=Frozen(OWN),
    borders=signalling_borders,
)
