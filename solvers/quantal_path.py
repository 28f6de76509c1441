"""The branch of logit responses with its proven points, and the exact equilibrium at its end."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np

from ..games.enclosure import Enclosure
from ..games.errors import InvalidInput, LimitReached, NotAnEquilibrium, QuidproquoError, SolverFailed
from ..games.exact import exact, number_text
from ..games.extensive_form import ExtensiveFormGame
from ..games.normal_form import NormalFormGame
from ..games.quantal_path import PathPoint, QuantalPath
from ..games.solution import Equilibrium
from .linear_algebra import solve_exactly
from .logit_map import Array, LogitMap, logit_map
from .logit_path import NEAR, Place, follow, settle
from .logit_proof import enclosure_of, prove_response
from .quantal import CROSSED, checked_game, perfect_information_response

END = 1e6
"""Lambda per range of payoffs at which the limit is read off."""

DENOMINATORS = (1, 10, 100, 1_000, 10_000)
FEW_CELLS = 100
"""Games up to this size are asked whether they have another equilibrium."""

READ_OFF = (
    "it was read off the branch in floats: that it is an equilibrium is proven, "
    "that the branch ends there is not"
)
NOT_FOUND = "no exact equilibrium was found where the branch was left"
NO_OTHER = (
    "there is no other equilibrium, and limits of logit responses are Nash equilibria "
    "(McKelvey & Palfrey 1995)"
)
NO_OTHER_PERFECT = (
    "there is no other subgame perfect equilibrium, and limits of the responses of agents are sequential "
    "equilibria (McKelvey & Palfrey 1998)"
)


def quantal_path(game: NormalFormGame | ExtensiveFormGame, until: Any = None) -> QuantalPath:
    """Return the branch of logit responses from uniform play on, with the equilibrium that it approaches.

    Parameters
    ----------
    game : NormalFormGame or ExtensiveFormGame
        As for `quantal`.
    until : exact number, optional
        Where to leave the branch: the first lambda that is at least this. Then no limit is given. Without it
        the branch is followed until the limit can be read off.

    Returns
    -------
    QuantalPath
        Points in the order of the branch, each proven as by `quantal`; lambda goes back and forth where the
        branch folds. Points are few where the branch is straight, and none are given where probabilities lie
        below 10^-400. The limit is exact and proven to be an equilibrium (sequential, in trees where that can
        be shown); that the branch approaches it is proven where there is no other one.

    Raises
    ------
    UnsupportedGame, LimitReached
        As for `quantal`.
    InvalidInput
        For an `until` that is no rational number above 0.

    Notes
    -----
    The branch is followed in arc length, so that folds are passed (Turocy 2005). In a generic game the branch
    selects one Nash equilibrium (McKelvey and Palfrey 1995), in 2x2 games with two strict ones the
    risk-dominant one.

    Examples
    --------
    >>> hunt = NormalFormGame.symmetric([[4, 0], [3, 2]])
    >>> path = quantal_path(hunt)
    >>> [[str(p) for p in row] for row in path.limit.profile]
    [['0', '1'], ['0', '1']]
    >>> path.limit_proven, len(path.turns)
    (False, 0)
    """
    checked_game(game)
    system = logit_map(game)
    target = None
    if until is not None:
        target = exact(until, "until")
        if not isinstance(target, Fraction) or target <= 0:
            raise InvalidInput(f"until is {number_text(target)}; a rational number above 0 is accepted")
    end = END if target is None else system.scale(target)
    places, stopped = [], ""
    try:
        for place in follow(system, end):
            places.append(place)
    except (LimitReached, SolverFailed) as error:
        stopped = str(error)
    points: list[PathPoint] = []
    crossings, turns = [], []
    rising = True
    for place in places:
        if place.crossed and points:
            crossings.append(len(points) - 1)
        if (place.direction[-1] > 0) != rising:
            rising = not rising
            turns.append(len(points) - 1)
        point = _point(game, system, place, target if place.scale == end else None)
        if point is not None:
            points.append(point)
    limit, proven, because = None, False, stopped or "the branch was left before its end"
    if target is None and not stopped:
        limit, proven, because = _limit(game, system, places)
    if crossings and not proven:
        because += CROSSED
    return QuantalPath(game, tuple(points), tuple(turns), tuple(crossings), limit, proven, because)


def _point(
    game: NormalFormGame | ExtensiveFormGame, system: LogitMap, place: Place, wanted: Fraction | None
) -> PathPoint | None:
    """The proven response at a short lambda near a place of the branch."""
    if place.odds.size and np.ptp(np.append(place.odds, 0.0)) > 900:
        return None
    raw = place.scale / float(system.unit)
    for lam in (Fraction(f"{raw:.4g}"), Fraction(f"{raw:.9g}")) if wanted is None else (wanted,):
        odds = settle(system, place.odds, system.scale(lam))
        if odds is None or np.abs(odds - place.odds).max(initial=0.0) > NEAR:
            continue
        enclosure = _proven(game, system, odds, lam)
        if enclosure is not None:
            return PathPoint(lam, enclosure)
    return None


def _proven(
    game: NormalFormGame | ExtensiveFormGame, system: LogitMap, odds: Array, lam: Fraction
) -> Enclosure | None:
    if isinstance(game, ExtensiveFormGame) and game.has_perfect_information:
        return perfect_information_response(game, lam)
    found = prove_response(system, odds, lam)
    places = len(game.players if isinstance(game, NormalFormGame) else game.information_sets)
    return None if found is None else enclosure_of(system, found, places)


def _limit(
    game: NormalFormGame | ExtensiveFormGame, system: LogitMap, places: list[Place]
) -> tuple[Equilibrium | None, bool, str]:
    last = places[-1]
    before = next(p for p in reversed(places) if p.scale <= last.scale / 4)
    now, then = (np.exp(system.log_probabilities(p.odds)) for p in (last, before))
    drift = (now - then) * before.scale / (last.scale - before.scale)
    goal = np.clip(now + drift, 0, 1)
    room = 1e-7 + np.abs(drift).max(initial=0.0)
    for profile in _candidates(game, system, goal, float(room)):
        found = _equilibrium(game, profile)
        if found is not None:
            because = _no_other(game, found)
            return found, bool(because), because or READ_OFF
    return None, False, NOT_FOUND


def _candidates(
    game: NormalFormGame | ExtensiveFormGame, system: LogitMap, goal: Array, room: float
) -> Iterator[tuple[Any, ...]]:
    """Exact profiles near the numbers that the branch approaches, the simplest first."""
    seen = set()
    solved = _two_player_support(game, system, goal)
    for rows in (*(_rounded(system, goal, d) for d in DENOMINATORS), solved):
        if rows is None or rows in seen:
            continue
        seen.add(rows)
        flat = np.array([float(p) for row in rows for p in row])
        if np.abs(flat - goal).max(initial=0.0) <= room:
            yield _profile(game, system, rows)
    if isinstance(game, NormalFormGame) and len(game.players) > 2 and np.prod(game.shape) <= FEW_CELLS:
        from .nash import nash

        for one in nash(game).equilibria:
            flat = np.array([float(p) for row in one.profile for p in row or ()])
            if np.abs(flat - goal).max(initial=0.0) <= room:
                yield one.profile


def _rounded(system: LogitMap, goal: Array, largest: int) -> tuple[tuple[Fraction, ...], ...] | None:
    rows = []
    for a, b in itertools.pairwise(system.first):
        row = [Fraction(float(p)).limit_denominator(largest) for p in goal[a:b]]
        top = int(np.argmax(goal[a:b]))
        row[top] += 1 - sum(row)
        if min(row) < 0:
            return None
        rows.append(tuple(row))
    return tuple(rows)


def _two_player_support(
    game: NormalFormGame | ExtensiveFormGame, system: LogitMap, goal: Array
) -> tuple[tuple[Fraction, ...], ...] | None:
    """The mixtures that make the other player indifferent among what the branch keeps playing."""
    if not isinstance(game, NormalFormGame) or len(game.players) != 2:
        return None
    kept = [[s for s in range(w) if goal[system.first[i] + s] > 1e-4] for i, w in enumerate(game.shape)]
    if len(kept[0]) != len(kept[1]):
        return None
    rows = []
    for i in (0, 1):
        own, others = kept[i], kept[1 - i]
        table = [[game.payoffs[1 - i][(s, r) if i == 0 else (r, s)] for s in own] for r in others]
        matrix = [[x - y for x, y in zip(row, table[0], strict=True)] for row in table[1:]]
        ones = [Fraction(1)] * len(own)
        found = solve_exactly([*matrix, ones], [*([Fraction(0)] * len(matrix)), Fraction(1)])
        if found is None or min(found) < 0:
            return None
        row = [Fraction(0)] * game.shape[i]
        for s, p in zip(own, found, strict=True):
            row[s] = p
        rows.append(tuple(row))
    return tuple(rows)


def _profile(game: NormalFormGame | ExtensiveFormGame, system: LogitMap, rows: Any) -> tuple[Any, ...]:
    if isinstance(game, NormalFormGame):
        return tuple(rows)
    found: list[Any] = [None] * len(game.information_sets)
    for place, row in zip(system.sets, rows, strict=True):
        found[place] = row
    return tuple(found)


def _equilibrium(game: NormalFormGame | ExtensiveFormGame, profile: tuple[Any, ...]) -> Equilibrium | None:
    for concept in ("sequential", "nash") if isinstance(game, ExtensiveFormGame) else ("nash",):
        try:
            return Equilibrium(game, profile, concept)
        except (NotAnEquilibrium, LimitReached):
            continue
    return None


def _no_other(game: NormalFormGame | ExtensiveFormGame, found: Equilibrium) -> str:
    """Why no other equilibrium can be the limit; nothing where that is not known."""
    try:
        if isinstance(game, NormalFormGame):
            if len(game.players) > 2 or np.prod(game.shape) > FEW_CELLS:
                return ""
            from .nash import nash

            every, because = nash(game), NO_OTHER
        elif game.has_perfect_information:
            from .subgame_perfect import subgame_perfect

            every, because = subgame_perfect(game), NO_OTHER_PERFECT
        else:
            return ""
    except QuidproquoError:
        return ""
    alone = every.complete and len(every.equilibria) == 1 and not every.pieces and not every.conditions
    return because if alone and every.equilibria[0].profile == found.profile else ""
