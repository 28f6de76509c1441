"""Model (l): inspectors spread over routes of smuggled chips, against smugglers who pick a route.

The inspector places teams, the smuggler takes one route; a load on a watched route is caught with probability
e. What arrives is the inspector's loss: a zero-sum game (von Neumann 1928). A spread of the teams is a point
of the polytope in which every route gets from nothing to one whole team; its corners are the inspector's
strategies, so that the game is exact and no reduction. Half a team watches half of the time.

The routes and what they are worth are placeholders.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from math import floor
from typing import Any

from ....games.errors import InvalidInput
from ....games.normal_form import NormalFormGame
from ...frozen import Frozen
from ...model import Model, Values
from ..judged import judged
from ..words import CHINA, ROUTE, US, WATCH

TITLE = "Interdiction: teams, routes and smuggled chips"
ROUTES = (1, 2, 3, 4)


def interdiction(p: Values) -> NormalFormGame:
    """Return the game for these values of teams, e and w_1 to w_4.

    Raises
    ------
    InvalidInput
        The number of teams is a symbol, or outside 0 to 4.

    Examples
    --------
    >>> from ....solvers.zero_sum import zero_sum
    >>> str(zero_sum(interdiction({name: one.default for name, one in OWN.items()})).value)
    '-168/47'
    """
    teams = p["teams"]
    if not isinstance(teams, Fraction):
        raise InvalidInput(
            "teams is a symbol; a number is accepted, as it decides which strategies there are "
            "(interdiction_by_team has it as a symbol)"
        )
    if not 0 <= teams <= len(ROUTES):
        raise InvalidInput(f"teams is {teams}; a number from 0 to {len(ROUTES)} is accepted")
    spreads: dict[str, dict[int, Fraction]] = {}
    whole, part = floor(teams), teams - floor(teams)
    for full in combinations(ROUTES, whole):
        name, watched = WATCH + "-".join(map(str, full)), dict.fromkeys(full, Fraction(1))
        if not part:
            spreads[name] = watched
            continue
        for other in ROUTES:
            if other not in full:
                spreads[f"{name}+{other}" if full else f"{name}{other}"] = {**watched, other: part}
    arrives = [
        [-p[f"w_{route}"] * (1 - p["e"] * spread.get(route, Fraction(0))) for route in ROUTES]
        for spread in spreads.values()
    ]
    return NormalFormGame.zero_sum(arrives, players=(US, CHINA), strategies=_names(spreads), title=TITLE)


def interdiction_by_team(p: Values) -> NormalFormGame:
    """Return the game in which all teams watch one route at once, that is: `teams` times as well as one.

    A mixture over routes, times the number of teams, is the spread of the teams. The reduction has the value
    of `interdiction` as long as it puts no more than a team on any route; here `teams` may be a symbol.
    """
    caught = p["e"] * p["teams"]
    arrives = [
        [-p[f"w_{route}"] * (1 - (caught if route == watched else Fraction(0))) for route in ROUTES]
        for watched in ROUTES
    ]
    names = _names(f"{WATCH}{route}" for route in ROUTES)
    return NormalFormGame.zero_sum(arrives, players=(US, CHINA), strategies=names, title=f"{TITLE}, by team")


def _names(spreads: Iterable[str]) -> list[list[str]]:
    return [list(spreads), [f"{ROUTE}{route}" for route in ROUTES]]


def coverage(game: NormalFormGame, mixed: Sequence[Any], p: Mapping[str, Fraction]) -> tuple[Fraction, ...]:
    """Return the expected number of teams on each route under a mixture of the inspector.

    It is read off the payoffs: a route that loses w (1 - e x) is watched by x.
    """
    found = []
    for column, route in enumerate(ROUTES):
        worth = p[f"w_{route}"]
        rows = range(len(game.strategies[0]))
        lost = sum((mixed[row] * game.payoffs_at((row, column))[0] for row in rows), Fraction(0))
        found.append((1 + lost / worth) / p["e"])
    return tuple(found)


def least_arrival(p: Mapping[str, Fraction]) -> Fraction:
    """Return the value to the smuggler by formula: teams fill the routes like water.

    Where n routes are in use it is (n - e teams) / (1/w_1 + ... + 1/w_n); a route that is watched by a whole
    team and still worth more is taken for certain.

    Examples
    --------
    >>> str(least_arrival({name: one.default for name, one in OWN.items()}))
    '168/47'
    """
    worth = sorted((p[f"w_{route}"] for route in ROUTES), reverse=True)
    caught = p["e"] * p["teams"]
    levels = (
        (used - caught) / sum((1 / one for one in worth[:used]), Fraction(0))
        for used in range(1, len(worth) + 1)
    )
    return max(*levels, worth[0] * (1 - p["e"]))


def loads_and_inspectors(
    worth: Sequence[Fraction], inspectors: int, loads: int, title: str = TITLE
) -> NormalFormGame:
    """Return the game of Borel in which a route is passed if it has more loads than inspectors.

    Both sides spread whole numbers over the routes at once; a passed route counts once.

    Examples
    --------
    >>> from ....solvers.zero_sum import zero_sum
    >>> [str(zero_sum(loads_and_inspectors(w, 3, 2)).value) for w in ([Fraction(1)] * 3, [3, 2, 1])]
    ['-2/3', '-6/5']
    """

    def spreads(units: int, routes: int) -> list[tuple[int, ...]]:
        if routes == 1:
            return [(units,)]
        return [(own, *rest) for own in range(units + 1) for rest in spreads(units - own, routes - 1)]

    watching, carrying = spreads(inspectors, len(worth)), spreads(loads, len(worth))
    passed = [
        [
            -sum((w for w, i, j in zip(worth, watch, carry, strict=True) if j > i), Fraction(0))
            for carry in carrying
        ]
        for watch in watching
    ]
    names = [["-".join(map(str, spread)) for spread in side] for side in (watching, carrying)]
    return NormalFormGame.zero_sum(passed, players=(US, CHINA), strategies=names, title=title)


_ROUTE = "A placeholder: routes are reported, what passes on each is not."
_CAUGHT = "How often a watched load is caught is not published; the number is a judgement."
_TEAMS = "A placeholder for enforcement that does not reach everywhere at once."
_WORTH = (("10", "6", "14"), ("8", "5", "12"), ("6", "4", "10"), ("3", "1", "5"))

OWN = {
    "teams": judged("B", "Teams of inspectors.", "teams", ("2", "1", "3"), _TEAMS),
    "e": judged("e", "Probability that a load is caught on a watched route.", "probability",
                ("4/5", "1/2", "1"), _CAUGHT),
} | {
    f"w_{route}": judged(f"w_{route}", f"Worth of what passes on route {route}.", "points", numbers, _ROUTE)
    for route, numbers in zip(ROUTES, _WORTH, strict=True)
}  # fmt: skip

MODEL = Model(
    id="interdiction",
    title=TITLE,
    parameters=tuple(OWN),
    build=interdiction,
    own=Frozen(OWN),
    counts=("teams",),  # parts of a team are possible, but every other number has strategies of its own
)
