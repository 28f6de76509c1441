"""Model (a): chips and magnets as a 2×2 game, in four regimes.

The US allows or restricts H20 while China supplies or withholds magnets; both move at once and know all
payoffs. With x the pain that the other side's restriction causes (m for the US, v for China), a player gets
theta if both cooperate, -x if only the other restricts, d if only it restricts, and d - x - kappa if both do.
Pain cancels out of every comparison that a player makes: what matters is whether d is above theta (restrict
against cooperation) and above kappa (restrict against restriction).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ....games.normal_form import NormalFormGame
from ....solvers.two_by_two import ordinal_class
from ...model import Model, Values
from ..words import ALLOW, PLAYERS, RESTRICT, SUPPLY, WITHHOLD

TITLE = "Issue linkage: chips and magnets at the same time"


def linkage(p: Values, title: str = TITLE) -> NormalFormGame:
    """Return the game for these values of theta_U, theta_C, kappa_U, kappa_C, m, v, d_U and d_C.

    Examples
    --------
    >>> numbers = dict(theta_U=0, theta_C=0, kappa_U=0, kappa_C=0, m=7, v=6, d_U=2, d_C=1)
    >>> game = linkage({name: Fraction(value) for name, value in numbers.items()})
    >>> [str(payoff) for payoff in game.payoffs_at((1, 1))]
    ['-5', '-5']
    """
    return NormalFormGame.from_table(
        {
            (ALLOW, SUPPLY): (p["theta_U"], p["theta_C"]),
            (ALLOW, WITHHOLD): (-p["m"], p["d_C"]),
            (RESTRICT, SUPPLY): (p["d_U"], -p["v"]),
            (RESTRICT, WITHHOLD): (p["d_U"] - p["m"] - p["kappa_U"], p["d_C"] - p["v"] - p["kappa_C"]),
        },
        players=PLAYERS,
        title=title,
    )


@dataclass(frozen=True)
class LinkageAnswer:
    """The closed form of model (a).

    `regimes` names each player's situation; `pure` lists the pure equilibria; `mixed` is (Pr(restrict),
    Pr(withhold)) of the fully mixed equilibrium, if there is one. On a `knife_edge` (some d equals theta or
    kappa) there may be equilibria beside these: whole segments.
    """

    regimes: tuple[str, str]
    pure: frozenset[tuple[str, str]]
    mixed: tuple[Fraction, Fraction] | None
    knife_edge: bool


def regime(d: Any, theta: Any, kappa: Any, pain: Any) -> str:
    """Name the situation of a player who gains `d` by restricting, strict comparisons throughout.

    Examples
    --------
    >>> regime(Fraction(2), Fraction(0), Fraction(0), Fraction(7))
    "prisoner's dilemma"
    >>> regime(Fraction(2), Fraction(0), Fraction(0), Fraction(2))
    'border'
    """
    return ordinal_class(both=theta, alone=-pain, against=d, neither=d - pain - kappa)


def linkage_classes(p: Mapping[str, Any]) -> dict[str, str]:
    """Name the situation of each player.

    Examples
    --------
    >>> numbers = dict(theta_U=0, theta_C=0, kappa_U=4, kappa_C=3, m=7, v=6, d_U=2, d_C=1)
    >>> linkage_classes({name: Fraction(value) for name, value in numbers.items()})
    {'US': 'chicken', 'China': 'chicken'}
    """
    return {
        who: regime(p[f"d_{one}"], p[f"theta_{one}"], p[f"kappa_{one}"], p[pain])
        for who, one, pain in zip(PLAYERS, "UC", ("m", "v"), strict=True)
    }


def linkage_borders(p: Mapping[str, Fraction]) -> tuple[str, ...]:
    """Say which borders between regimes these values lie on: exact ties between payoffs of one player.

    Examples
    --------
    >>> numbers = dict(theta_U=0, theta_C=0, kappa_U=0, kappa_C=0, m=2, v=6, d_U=2, d_C=1)
    >>> linkage_borders({name: Fraction(value) for name, value in numbers.items()})
    ("US: mutual restriction pays as much as mutual cooperation (prisoner's dilemma or deadlock)",)
    """
    found = []
    for who, one, pain in zip(PLAYERS, "UC", (p["m"], p["v"]), strict=True):
        d, theta, kappa = (p[f"{name}_{one}"] for name in ("d", "theta", "kappa"))
        if d == theta:
            found.append(f"{who}: both actions pay the same against cooperation")
        if d == kappa:
            found.append(f"{who}: both actions pay the same against restriction")
        if theta < d and kappa < d and d - pain - kappa == theta:
            border = "mutual restriction pays as much as mutual cooperation"
            found.append(f"{who}: {border} (prisoner's dilemma or deadlock)")
    return tuple(found)


def linkage_closed_form(p: Mapping[str, Fraction]) -> LinkageAnswer:
    """Return regimes and equilibria by formula, for tests of the general solver.

    A player cooperates against cooperation iff theta >= d, and against restriction iff kappa >= d. Each
    mixes so that the other is indifferent: Pr(restrict) = (d_C - theta_C) / (kappa_C - theta_C), and
    Pr(withhold) = (d_U - theta_U) / (kappa_U - theta_U).
    """
    d, theta, kappa = (tuple(p[f"{name}_{who}"] for who in "UC") for name in ("d", "theta", "kappa"))
    calm = [theta[i] - d[i] for i in (0, 1)]  # gain of cooperating while the other cooperates
    hard = [kappa[i] - d[i] for i in (0, 1)]  # and while the other restricts

    def best(player: int, restricts: int, other: int) -> bool:
        gain = hard[player] if other else calm[player]
        return gain <= 0 if restricts else gain >= 0

    pure = frozenset(
        ((ALLOW, RESTRICT)[s], (SUPPLY, WITHHOLD)[t])
        for s in (0, 1)
        for t in (0, 1)
        if best(0, s, t) and best(1, t, s)
    )
    mixed = None
    if calm[0] * hard[0] < 0 and calm[1] * hard[1] < 0:
        mixed = (calm[1] / (theta[1] - kappa[1]), calm[0] / (theta[0] - kappa[0]))
    pains = (p["m"], p["v"])
    return LinkageAnswer(
        regimes=(regime(d[0], theta[0], kappa[0], pains[0]), regime(d[1], theta[1], kappa[1], pains[1])),
        pure=pure,
        mixed=mixed,
        knife_edge=0 in (*calm, *hard),
    )


MODEL = Model(
    id="linkage",
    title=TITLE,
    parameters=("theta_U", "theta_C", "kappa_U", "kappa_C", "m", "v", "d_U", "d_C"),
    build=linkage,
    phase="april",
    borders=linkage_borders,
    classes=linkage_classes,
)
