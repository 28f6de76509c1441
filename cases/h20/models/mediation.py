"""Model (k): a mediator advises each side in private, in the game of model (a) from May to June.

The game is that of linkage in a phase in which both sides are in Chicken: whoever gives way alone loses, and
both lose more if nobody does. A mediator draws a pair of moves and tells each side its own move only; the
advice is followed where nobody gains by disobeying (correlated equilibrium, Aumann 1974). The mediator is an
institution and no player.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from ....games.normal_form import NormalFormGame
from ...model import Model, Values
from .linkage import linkage, linkage_borders, linkage_classes

TITLE = "Mediation: private advice on who gives way"

Corner = tuple[Fraction, Fraction, Fraction, Fraction]


def mediation(p: Values) -> NormalFormGame:
    """Return the game for these values of theta_U, theta_C, kappa_U, kappa_C, m, v, d_U and d_C.

    Examples
    --------
    >>> from ....solvers.correlated import correlated
    >>> numbers = dict(theta_U=0, theta_C=0, kappa_U=4, kappa_C=3, m=7, v=6, d_U=2, d_C=1)
    >>> game = mediation({name: Fraction(value) for name, value in numbers.items()})
    >>> correlated(game).value
    Fraction(-16, 5)
    """
    return linkage(p, TITLE)


def advice_ratios(p: Mapping[str, Fraction]) -> tuple[Fraction, Fraction]:
    """How much more often a player must be told to give way alone than together, for advice to be followed.

    Told to cooperate, a player loses d - theta where the other does so, too, and saves kappa - d where it
    does not: (d - theta) / (kappa - d), for the US and for China. Defined where theta < d < kappa.
    """
    ratios = ((p[f"d_{i}"] - p[f"theta_{i}"]) / (p[f"kappa_{i}"] - p[f"d_{i}"]) for i in "UC")
    us, china = ratios
    return us, china


def most_cooperation(p: Mapping[str, Fraction]) -> Fraction:
    """Return how often at most a mediator can recommend full cooperation, where theta < d < kappa.

    Examples
    --------
    >>> numbers = dict(theta_U=0, theta_C=0, kappa_U=4, kappa_C=3, m=7, v=6, d_U=2, d_C=1)
    >>> most_cooperation({name: Fraction(value) for name, value in numbers.items()})
    Fraction(2, 5)
    """
    us, china = advice_ratios(p)
    return 1 / (1 + us + china)


def mediated_corners(p: Mapping[str, Fraction]) -> tuple[Corner, ...]:
    """Return the five corners of the set of correlated equilibria where theta < d < kappa, for tests.

    Each has the probabilities of (allow, supply), (allow, withhold), (restrict, supply) and (restrict,
    withhold). They are the two pure equilibria, the mixed one, and with ratios r_U and r_C the distributions
    proportional to (1, r_U, r_C, 0) and (0, 1/r_C, 1/r_U, 1) (Calvó-Armengol 2006).
    """
    us, china = advice_ratios(p)
    shapes = (
        (Fraction(0), Fraction(1), Fraction(0), Fraction(0)),
        (Fraction(0), Fraction(0), Fraction(1), Fraction(0)),
        (Fraction(1), us, china, us * china),
        (Fraction(1), us, china, Fraction(0)),
        (Fraction(0), us, china, us * china),
    )
    return tuple((a / sum(s), b / sum(s), c / sum(s), d / sum(s)) for s in shapes for a, b, c, d in [s])


MODEL = Model(
    id="mediation",
    title=TITLE,
    parameters=("theta_U", "theta_C", "kappa_U", "kappa_C", "m", "v", "d_U", "d_C"),
    build=mediation,
    phase="may-june",
    borders=linkage_borders,
    classes=linkage_classes,
)
