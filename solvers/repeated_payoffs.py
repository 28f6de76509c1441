"""The average payoffs that equilibria of a repeated game can give, for a discount factor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

from ..games.errors import UnsupportedGame
from ..games.exact import rational
from ..games.normal_form import NormalFormGame, require_rational
from ..games.payoff_set import Point, Polygon, RepeatedPayoffSet
from ..games.repeated_game import RepeatedGame, discounts_of

MAX_STEPS = 40
"""How often the set is generated anew, at most, before the bounds found so far are returned."""

SHARES = tuple(1 - Fraction(1, 2**k) for k in range(1, 11))
"""How far the inner bound is stretched towards the outer one, as shares that are tried."""

DENOMINATORS = (10_000, 1_000, 100)
"""Corners of the outer bound are rounded to such fractions, in case that is where they go to."""

MAX_BITS = 1_500
"""Corners with longer denominators end the steps: their length may double with each."""


def repeated_payoff_set(game: RepeatedGame | NormalFormGame, discount: Any = None) -> RepeatedPayoffSet:
    """Return the average payoffs of all subgame perfect equilibria of a repeated game of two players.

    Players choose pure actions, see each other's actions after every round, and see a public random draw
    before every round; payoffs are averages, ``(1 - d)`` times the discounted sum.

    Parameters
    ----------
    game : RepeatedGame, or the NormalFormGame that is repeated without end
    discount : number, optional
        The discount factor of both players; that of the game where it has one.

    Returns
    -------
    RepeatedPayoffSet
        `complete` is True where the set is exact; else it lies between `inner` and `outer`, both proven. An
        empty set means that there is no equilibrium in pure actions.

    Raises
    ------
    UnsupportedGame, SymbolsLeft
        For other than two players, unequal discount factors, a horizon, or payoffs that are not rational.

    Notes
    -----
    The set is the largest one that generates itself (Abreu, Pearce and Stacchetti 1990; with public draws
    Cronshaw and Luenberger 1994). From the feasible and individually rational payoffs down, each step
    keeps what the step before generates; a profile that deters when it is repeated gives its payoffs alone,
    which is the shortcut of Abreu and Sannikov (2014). Where a step changes nothing, the set is exact.

    Examples
    --------
    >>> prisoners = NormalFormGame.symmetric([[2, -1], [3, 0]])
    >>> found = repeated_payoff_set(prisoners, "2/3")
    >>> found.complete, [(str(x), str(y)) for x, y in found.outer]
    (True, [('0', '0'), ('8/3', '0'), ('2', '2'), ('0', '8/3')])
    >>> repeated_payoff_set(prisoners, "1/4").outer
    ((Fraction(0, 1), Fraction(0, 1)),)
    """
    if isinstance(game, NormalFormGame):
        game = RepeatedGame(game)
    if not isinstance(game, RepeatedGame):
        raise UnsupportedGame(
            f"repeated_payoff_set takes a RepeatedGame or the stage game; this is a {type(game).__name__}"
        )
    require_rational(game, "repeated_payoff_set")
    stage = game.stage
    if len(stage.players) != 2:
        raise UnsupportedGame(f"repeated_payoff_set takes two players; this game has {len(stage.players)}")
    if game.horizon is not None:
        raise UnsupportedGame("repeated_payoff_set takes a game that is repeated without end")
    factors = game.discount if discount is None else discounts_of(stage, discount, finite=False)
    if factors is None:
        raise UnsupportedGame("repeated_payoff_set needs a discount factor: discount=...")
    if factors[0] != factors[1]:
        raise UnsupportedGame("repeated_payoff_set takes one discount factor for both players")
    search = _Search(stage, factors[0])
    steps, stopped = search.outer()
    outer = steps[-1]
    inner = outer if stopped else search.inner(outer)
    exact = stopped or set(inner) == set(outer)
    because = (
        f"the set generates itself after {len(steps) - 1} steps from the feasible and individually rational "
        "payoffs, each of which keeps all equilibrium payoffs"
        if exact
        else f"after {len(steps) - 1} steps the set still shrinks: all equilibrium payoffs lie in the outer "
        "bound, and all payoffs in the inner bound are those of equilibria"
    )
    return RepeatedPayoffSet(game, factors[0], outer, inner, tuple(steps), exact, because)


class _Search:
    """Generating sets of payoffs: profiles with their payoffs and what a deviation gains."""

    def __init__(self, stage: NormalFormGame, discount: Fraction) -> None:
        self.discount = discount
        tables = [[[rational(x) for x in row] for row in table.tolist()] for table in stage.payoffs]
        first, second = tables
        rows, columns = stage.shape
        best_first = [max(first[a][b] for a in range(rows)) for b in range(columns)]
        best_second = [max(second[a]) for a in range(rows)]
        self.minmax: Point = (min(best_first), min(best_second))
        self.profiles: list[tuple[Point, Point]] = [
            (
                (first[a][b], second[a][b]),
                (best_first[b] - first[a][b], best_second[a] - second[a][b]),
            )
            for a, b in product(range(rows), range(columns))
        ]

    def outer(self) -> tuple[list[Polygon], bool]:
        """The steps from outside, and whether the last one changed nothing."""
        now = _above(_hull([u for u, _ in self.profiles]), self.minmax)
        threats, steps = self.minmax, [now]
        for _ in range(MAX_STEPS):
            if not now:
                return steps, True
            if _bits(now) > MAX_BITS:
                break
            low = _lowest(now)
            threats = (max(threats[0], low[0]), max(threats[1], low[1]))
            following = self.generate(now, threats, stay=True)
            if following == now:
                return steps, True
            steps.append(following)
            now = following
        return steps, False

    def inner(self, outer: Polygon) -> Polygon:
        """A set that generates itself: from stationary play up, then stretched towards the outer bound."""
        core = self.stationary()
        for _ in range(MAX_STEPS // 4):
            if not core or _bits(core) > MAX_BITS:
                break
            grown = _hull([*core, *self.generate(core, _lowest(core), stay=True)])
            if grown == core:
                break
            core = grown
        best = core
        for candidate in self.proposals(core, outer):
            threats = _lowest(candidate)
            reached = self.generate(candidate, threats, stay=False)
            if _hull([*reached, *candidate]) == reached:
                best = candidate
        return best

    def proposals(self, core: Polygon, outer: Polygon) -> Iterator[Polygon]:
        """Sets that may generate themselves, the larger ones last: the outer bound shrunk, then rounded."""
        within = core or outer
        count = len(within)
        x, y = sum((p[0] for p in within), Fraction(0)), sum((p[1] for p in within), Fraction(0))
        centre = (x / count, y / count)
        for share in SHARES:
            shrunk = [
                (centre[0] + share * (x - centre[0]), centre[1] + share * (y - centre[1])) for x, y in outer
            ]
            yield _hull([*core, *shrunk])
        for largest in DENOMINATORS:
            near = [(x.limit_denominator(largest), y.limit_denominator(largest)) for x, y in outer]
            yield _hull([*core, *near])

    def stationary(self) -> Polygon:
        """The payoffs of profiles that can be repeated for ever, each deviation being punished by another."""
        kept = list(self.profiles)
        while kept:
            threats = (min(u[0] for u, _ in kept), min(u[1] for u, _ in kept))
            staying = [one for one in kept if self.deters(one, threats)]
            if len(staying) == len(kept):
                break
            kept = staying
        return _hull([u for u, _ in kept])

    def deters(self, profile: tuple[Point, Point], threats: Point) -> bool:
        """Whether repeating a profile deters, when the threats follow a deviation."""
        u, gain = profile
        return all(self.discount * (u[i] - threats[i]) >= (1 - self.discount) * gain[i] for i in range(2))

    def generate(self, continuations: Polygon, threats: Point, *, stay: bool) -> Polygon:
        """The hull of what the profiles and deterring continuations give."""
        d = self.discount
        points: list[Point] = []
        for u, gain in self.profiles:
            if stay and self.deters((u, gain), threats):
                points.append(u)
            elif d:
                least = (threats[0] + (1 - d) / d * gain[0], threats[1] + (1 - d) / d * gain[1])
                points += [
                    ((1 - d) * u[0] + d * x, (1 - d) * u[1] + d * y) for x, y in _above(continuations, least)
                ]
        return _hull(points)


def _above(polygon: Polygon, least: Point) -> Polygon:
    """The part of a polygon that is at least `least` in both coordinates."""
    corners: list[Point] = list(polygon)
    for axis in range(2):
        kept: list[Point] = []
        for here, following in zip(corners, [*corners[1:], *corners[:1]], strict=True):
            over, next_over = here[axis] - least[axis], following[axis] - least[axis]
            if over >= 0:
                kept.append(here)
            if over * next_over < 0:
                part = over / (over - next_over)
                x, y = (here[i] + part * (following[i] - here[i]) for i in range(2))
                kept.append((least[0], y) if axis == 0 else (x, least[1]))
        corners = kept
    return _hull(corners)


def _hull(points: Iterable[Point]) -> Polygon:
    """The corners of the convex hull counterclockwise from the lowest left one (Andrew 1979)."""
    every = sorted(set(points))
    if len(every) < 3:
        return tuple(every)
    lower, upper = _chain(every), _chain(every[::-1])
    return (*lower[:-1], *upper[:-1])


def _lowest(polygon: Polygon) -> Point:
    return min(x for x, _ in polygon), min(y for _, y in polygon)


def _bits(polygon: Polygon) -> int:
    """The length of the longest denominator."""
    return max(x.denominator.bit_length() for point in polygon for x in point)


def _chain(points: Sequence[Point]) -> list[Point]:
    found: list[Point] = []
    for p in points:
        while len(found) > 1 and _turns_right(found[-2], found[-1], p):
            found.pop()
        found.append(p)
    return found


def _turns_right(a: Point, b: Point, c: Point) -> bool:
    """Whether the way from a over b to c turns right or goes straight on."""
    return (b[0] - a[0]) * (c[1] - a[1]) <= (b[1] - a[1]) * (c[0] - a[0])
