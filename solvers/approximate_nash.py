"""One equilibrium of a game of any size, found in floats: exact where it can be proven, bounded elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np

from ..games.certificate import Mixed, MixedProfile, nash_regrets, unused_best_replies
from ..games.errors import LimitReached
from ..games.normal_form import NormalFormGame, require_rational
from ..games.payoff_table import Array
from ..games.solution import Approximate, Equilibrium, Solution
from .polynomial_system import solve_system
from .supports import Support, SupportSystems, number_of_solutions

CLOSE = 1e-6
"""The regret, with payoffs between 0 and 1, at which the path is left for Newton's method."""

MAX_STEPS = 5_000
SCALE = 10**15
SIMPLE_DENOMINATOR = 1_000
CUTS = (1e-2, 1e-3, 1e-4, 1e-6)
QUICK = 10
"""The largest number of complex solutions that the system of a support may have, to be tried for a proof."""

METHOD = "logit-path"


def approximate_nash(game: NormalFormGame) -> Solution:
    """Return one equilibrium of a game of any size, or a profile with an exact bound on regret.

    Returns
    -------
    Solution
        Where the profile could be proven an equilibrium, it stands under `equilibria`. Elsewhere it stands
        under `approximate`, in rationals, with the regret computed exactly. `complete` is False.

    Raises
    ------
    SymbolsLeft, UnsupportedGame
        For free parameters and irrational payoffs.
    LimitReached
        When stopped; `found` holds the profile reached by then.

    Notes
    -----
    The path of logit equilibria is followed from uniform play (McKelvey and Palfrey 1995; Turocy 2005) until
    its support shows; Newton's method then makes the strategies played indifferent.

    Examples
    --------
    >>> game = NormalFormGame.zero_sum([[1, -1], [-1, 1]])
    >>> approximate_nash(game)
    <Solution nash, some: 1 with payoffs (0, 0)>
    """
    require_rational(game, "nash")
    best: MixedProfile = tuple((Fraction(1, width),) * width for width in game.shape)
    bound = _regret(game, best)
    try:
        for mixed in _proposals(game):
            for profile in _rationals(mixed):
                regret = _regret(game, profile)
                if regret < bound:
                    best, bound = profile, regret
            if not bound:
                break
        exactly = best if not bound else _confirmed(game, best)
    except LimitReached as limit:
        raise LimitReached(str(limit), _solution(game, best, bound, str(limit))) from None
    if exactly is not None:
        return _solution(game, exactly, Fraction(0), "one equilibrium was searched for")
    because = "one equilibrium was searched for numerically; what was found is near one, not proven to be one"
    return _solution(game, best, bound, because)


def _solution(game: NormalFormGame, profile: MixedProfile, bound: Fraction, because: str) -> Solution:
    exactly = not bound
    return Solution(
        game=game,
        concept="nash",
        method=METHOD,
        equilibria=(Equilibrium(game, profile),) if exactly else (),
        components=((0,),) if exactly else (),
        complete=False,
        complete_because=because,
        knife_edge=exactly and bool(unused_best_replies(game, profile)),
        approximate=() if exactly else (Approximate(game, profile),),
    )


def _regret(game: NormalFormGame, profile: MixedProfile) -> Fraction:
    """The largest regret, each player's payoffs brought to the range of 0 to 1."""
    _, regrets = nash_regrets(game, profile)
    return max(regret.gain / _range(game, i) for i, regret in enumerate(regrets))


def _range(game: NormalFormGame, player: int) -> Fraction:
    table = game.payoffs[player]
    return Fraction(int(table.numerators.max()) - int(table.numerators.min()) or 1, table.denominator)


def _proposals(game: NormalFormGame) -> Iterator[list[Array]]:
    """Where the path leads, then what Newton's method makes of it on some supports."""
    form = _FloatForm([_unit_payoffs(game, i) for i in range(len(game.players))])
    mixed = form.uniform()
    # At a point where the path cannot be told from others, what was reached is kept.
    with suppress(np.linalg.LinAlgError):
        for mixed in form.logit_path():
            if form.regret(mixed) < CLOSE:
                break
    yield mixed
    tried = set()
    for cut in CUTS:
        support = tuple(tuple(int(s) for s in np.flatnonzero(own > cut)) for own in mixed)
        if all(support) and support not in tried:
            tried.add(support)
            polished = form.polished(mixed, support)
            if polished is not None:
                yield polished


def _unit_payoffs(game: NormalFormGame, player: int) -> Array:
    """The payoffs between 0 and 1 as floats; the offset is taken off exactly before."""
    numerators = game.payoffs[player].numerators.astype(object)
    low = numerators.min()
    spread = numerators.max() - low or 1
    return np.array([int(x - low) / int(spread) for x in numerators.flat]).reshape(game.shape)


def _rationals(mixed: Sequence[Array]) -> Iterator[MixedProfile]:
    """Distributions near the floats: simple fractions, then many digits."""
    yield tuple(
        _distribution([Fraction(float(p)).limit_denominator(SIMPLE_DENOMINATOR) for p in own])
        for own in mixed
    )
    yield tuple(_distribution([Fraction(round(float(p) * SCALE), SCALE) for p in own]) for own in mixed)


def _distribution(weights: Sequence[Fraction]) -> Mixed:
    largest = max(range(len(weights)), key=lambda s: weights[s])
    rest = sum(weights, Fraction(0)) - weights[largest]
    return tuple(1 - rest if s == largest else w for s, w in enumerate(weights))


def _confirmed(game: NormalFormGame, profile: MixedProfile) -> Any:
    """An exact equilibrium with the support of `profile`, where its system is small enough to be solved."""
    support: Support = tuple(tuple(s for s, p in enumerate(own) if p) for own in profile)
    if number_of_solutions(support) > QUICK:
        return None
    systems = SupportSystems(game)
    solved = solve_system(systems.system(support))
    near: list[Any] = [systems.profile(support, point) for point in (*solved.points, *solved.samples)]

    def distance(other: Any) -> float:
        return max(
            abs(float(p) - float(q))
            for a, b in zip(profile, other, strict=True)
            for p, q in zip(a, b, strict=True)
        )

    return min(near, key=distance, default=None)


@dataclass(frozen=True)
class _FloatForm:
    """The game in floats: expected payoffs, their derivatives, and the path of logit equilibria."""

    tables: list[Array]

    def uniform(self) -> list[Array]:
        return [np.full(width, 1 / width) for width in self.tables[0].shape]

    def earned(self, player: int, mixed: Sequence[Array], kept: int | None = None) -> Array:
        """What each strategy of `player` earns, by the strategy of the player `kept` where one is named."""
        values = self.tables[player]
        for axis in reversed(range(len(mixed))):
            if axis not in {player, kept}:
                values = np.tensordot(values, mixed[axis], axes=(axis, 0))
        return values if kept is None or kept > player else values.T

    def regret(self, mixed: Sequence[Array]) -> float:
        gains = []
        for player, own in enumerate(mixed):
            earned = self.earned(player, mixed)
            gains.append(float(earned.max() - earned @ own))
        return max(gains)

    def polished(self, mixed: Sequence[Array], support: Support) -> list[Array] | None:
        """Newton's method on the conditions of indifference; None where a probability turns negative."""
        from scipy.optimize import root

        def full(x: Array) -> list[Array]:
            found, place = [], 0
            for own, width in zip(support, self.tables[0].shape, strict=True):
                strategy = np.zeros(width)
                strategy[list(own)] = x[place : place + len(own)]
                found.append(strategy)
                place += len(own)
            return found

        def gaps(x: Array) -> Array:
            profile = full(x)
            parts = []
            for player, own in enumerate(support):
                earned = self.earned(player, profile)[list(own)]
                parts.append([*(earned[1:] - earned[0]), profile[player].sum() - 1])
            return np.concatenate(parts)

        start = np.concatenate([own[list(played)] for own, played in zip(mixed, support, strict=True)])
        answer = root(gaps, start, tol=1e-15)
        if not np.isfinite(answer.x).all() or answer.x.min() <= 0:
            return None
        return full(answer.x)

    def logit_path(self) -> Iterator[list[Array]]:
        """The logit equilibria as their precision grows, by tangent steps and Newton corrections.

        The unknowns are the logarithms of the probabilities, and the precision.
        """
        widths = self.tables[0].shape
        point = np.append(np.concatenate([np.full(w, -np.log(w)) for w in widths]), 0.0)
        direction = np.zeros_like(point)
        direction[-1] = 1.0
        step = 0.1
        for _ in range(MAX_STEPS):
            _, slopes = self._system(point)
            last = np.zeros(len(point))
            last[-1] = 1.0
            tangent = np.linalg.solve(np.vstack([slopes, direction]), last)
            tangent /= np.linalg.norm(tangent)
            found = self._corrected(point + step * tangent, tangent)
            if found is None:
                step /= 2
                if step < 1e-9:
                    return
                continue
            point, direction = found, tangent
            step *= 1.5
            yield self._mixed(point)

    def _corrected(self, point: Array, tangent: Array) -> Array | None:
        start = point
        for _ in range(6):
            gaps, slopes = self._system(point)
            if not np.isfinite(gaps).all():
                return None
            change = np.linalg.solve(np.vstack([slopes, tangent]), np.append(-gaps, 0.0))
            point = point + change
            if np.abs(point - start).max() > 1 + 0.5 * np.abs(start).max():
                return None
            if np.abs(change).max() < 1e-9 * (1 + np.abs(point).max()):
                return point if point[-1] >= 0 else None
        return None

    def _mixed(self, point: Array) -> list[Array]:
        found, place = [], 0
        for width in self.tables[0].shape:
            weights = np.exp(np.minimum(point[place : place + width], 1.0))
            found.append(weights / weights.sum())
            place += width
        return found

    def _system(self, point: Array) -> tuple[Array, Array]:
        """``log p_s - log p_0 - precision * (u_s - u_0)`` and the sums of probabilities; the derivatives."""
        widths = self.tables[0].shape
        starts = np.concatenate([[0], np.cumsum(widths)])
        precision = point[-1]
        mixed = [np.exp(np.minimum(point[a:b], 1.0)) for a, b in pairwise(starts)]
        gaps = np.zeros(len(point) - 1)
        slopes = np.zeros((len(point) - 1, len(point)))
        for i, width in enumerate(widths):
            rows = slice(starts[i] + 1, starts[i] + width)
            earned = self.earned(i, mixed)
            gaps[starts[i]] = mixed[i].sum() - 1
            slopes[starts[i], starts[i] : starts[i] + width] = mixed[i]
            own = point[starts[i] : starts[i] + width]
            gaps[rows] = own[1:] - own[0] - precision * (earned[1:] - earned[0])
            slopes[rows, starts[i]] = -1
            slopes[rows, starts[i] + 1 : starts[i] + width] = np.eye(width - 1)
            slopes[rows, -1] = -(earned[1:] - earned[0])
            for j in range(len(widths)):
                if j != i:
                    by = self.earned(i, mixed, kept=j)
                    columns = slice(starts[j], starts[j] + widths[j])
                    slopes[rows, columns] = -precision * (by[1:] - by[0]) * mixed[j]
        return gaps, slopes
