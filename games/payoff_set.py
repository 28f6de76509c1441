"""Average payoffs of subgame perfect equilibria of repeated games: sets between proven bounds.

Two players, pure actions, perfect monitoring, and a public random draw before each round, so that the set is
convex. A set W of payoffs is *self-generating* when each of its points can be played by an action profile
today and continuations in W that deter every deviation; then all its points are equilibrium payoffs (Abreu,
Pearce and Stacchetti 1990).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise, product
from typing import TypeAlias

from .errors import NotAnEquilibrium
from .exact import number_text, rational
from .normal_form import NormalFormGame, require_rational
from .repeated_game import RepeatedGame

Point: TypeAlias = tuple[Fraction, Fraction]
Polygon: TypeAlias = tuple[Point, ...]
"""The corners of a convex polygon counterclockwise; two of a segment, one of a point, none of nothing."""


@dataclass(frozen=True)
class RepeatedPayoffSet:
    """The average payoffs of equilibria of a repeated game; constructing one proves it.

    Attributes
    ----------
    game : RepeatedGame
    discount : Fraction
        The common discount factor.
    outer : Polygon
        No equilibrium pays outside.
    inner : Polygon
        Every point of it is the payoff of an equilibrium.
    steps : tuple of Polygon
        How `outer` was found: from the feasible and individually rational payoffs down, each set contains
        all equilibrium payoffs if the one before does.
    complete : bool
        Whether inner and outer are the same, and the set is known exactly.
    complete_because : str

    Raises
    ------
    NotAnEquilibrium
        Where `inner` is not self-generating, or a step cuts off payoffs that may be those of equilibria.
    """

    game: RepeatedGame = field(repr=False)
    discount: Fraction
    outer: Polygon
    inner: Polygon
    steps: tuple[Polygon, ...] = field(repr=False)
    complete: bool
    complete_because: str = field(repr=False)

    def __post_init__(self) -> None:
        problem = next(_problems(self), None)
        if problem is not None:
            raise NotAnEquilibrium(problem)

    def contains(self, payoffs: Sequence[object]) -> bool | None:
        """Whether a pair of average payoffs is that of an equilibrium; None where the bounds leave it open.

        Examples
        --------
        >>> from quidproquo import repeated_payoff_set
        >>> prisoners = NormalFormGame.symmetric([[2, -1], [3, 0]])
        >>> found = repeated_payoff_set(prisoners, "2/3")
        >>> found.contains([2, 2]), found.contains([1, "-1/2"])
        (True, False)
        """
        point = (rational(payoffs[0], "payoff"), rational(payoffs[1], "payoff"))
        if inside(self.inner, point):
            return True
        return None if inside(self.outer, point) else False


def pure_minmax(stage: NormalFormGame, player: int) -> Fraction:
    """Return what the other of two players can hold a player down to by a pure action."""
    table = stage.payoffs[player]
    return min(
        max(_of(table, player, own, other) for own in range(stage.shape[player]))
        for other in range(stage.shape[1 - player])
    )


def inside(polygon: Polygon, point: Point) -> bool:
    """Whether a convex polygon contains a point.

    Examples
    --------
    >>> one, two = (Fraction(0), Fraction(0)), (Fraction(2), Fraction(2))
    >>> inside((one, two), (Fraction(1), Fraction(1))), inside((one, two), (Fraction(3), Fraction(3)))
    (True, False)
    """
    if len(polygon) < 3:
        if len(polygon) < 2:
            return point in polygon
        (ax, ay), (bx, by) = polygon
        between = min(ax, bx) <= point[0] <= max(ax, bx) and min(ay, by) <= point[1] <= max(ay, by)
        return between and _turn(polygon[0], polygon[1], point) == 0
    return all(_turn(a, b, point) >= 0 for a, b in pairwise((*polygon, polygon[0])))


def generated(
    stage: NormalFormGame, discount: Fraction, continuations: Polygon, threats: Point, *, stay: bool
) -> Iterator[Point]:
    """Yield points whose hull has all payoffs that actions and deterring continuations give.

    A continuation w deters in the profile a when ``(1 - d) u(a) + d w`` is at least what the best deviation
    followed by the threat gives, for both players. With `stay`, a profile that deters when it is repeated
    itself gives its own payoffs alone: that is all its part in the largest self-generating set, because a
    corner of a convex set between u(a) and a continuation has to be u(a).
    """
    if not continuations:
        return
    for cell in product(*map(range, stage.shape)):
        own = (rational(stage.payoffs[0][cell]), rational(stage.payoffs[1][cell]))
        best = (
            max(_of(stage.payoffs[0], 0, a, cell[1]) for a in range(stage.shape[0])),
            max(_of(stage.payoffs[1], 1, a, cell[0]) for a in range(stage.shape[1])),
        )
        if not discount:
            if own == best:
                yield own
            continue
        least = tuple(threats[i] + (1 - discount) / discount * (best[i] - own[i]) for i in range(2))
        if stay and own[0] >= least[0] and own[1] >= least[1]:
            yield own
            continue
        for point in _candidates(continuations, (least[0], least[1])):
            yield (
                (1 - discount) * own[0] + discount * point[0],
                (1 - discount) * own[1] + discount * point[1],
            )


def lowest(polygon: Polygon) -> Point:
    """The smallest payoff of each player in a polygon that is not empty."""
    return min(x for x, _ in polygon), min(y for _, y in polygon)


def _candidates(polygon: Polygon, least: Point) -> Iterator[Point]:
    """Points of a polygon that are at least `least` in both coordinates, its corners there among them."""
    for point in polygon:
        if point[0] >= least[0] and point[1] >= least[1]:
            yield point
    for a, b in pairwise((*polygon, polygon[0])):
        for axis in range(2):
            if min(a[axis], b[axis]) < least[axis] < max(a[axis], b[axis]):
                part = (least[axis] - a[axis]) / (b[axis] - a[axis])
                other = a[1 - axis] + part * (b[1 - axis] - a[1 - axis])
                if other >= least[1 - axis]:
                    yield (least[0], other) if axis == 0 else (other, least[1])
    if inside(polygon, least):
        yield least


def _problems(found: RepeatedPayoffSet) -> Iterator[str]:
    game = found.game
    require_rational(game, "a set of payoffs")
    stage = game.stage
    if len(stage.players) != 2:
        yield "sets of payoffs are for two players"
        return
    yield from _outer_problems(found, stage)
    if found.complete and set(found.inner) != set(found.outer):
        yield "the set is said to be exact, but the inner and the outer bound differ"
    if not all(inside(found.outer, point) for point in found.inner):
        yield "the inner bound reaches beyond the outer one"
    if found.inner:
        points = list(generated(stage, found.discount, found.inner, lowest(found.inner), stay=False))
        missing = next((v for v in found.inner if not _in_hull(points, v)), None)
        if missing is not None:
            yield f"the inner bound does not generate its own point {_text(missing)}"


def _outer_problems(found: RepeatedPayoffSet, stage: NormalFormGame) -> Iterator[str]:
    """Each step has to contain what the one before generates, the first all that can be an equilibrium."""
    if not found.steps or found.steps[-1] != found.outer:
        yield "the outer bound is not the last of its steps"
        return
    rational_for = (pure_minmax(stage, 0), pure_minmax(stage, 1))
    cells = product(*map(range, stage.shape))
    feasible = [(rational(stage.payoffs[0][c]), rational(stage.payoffs[1][c])) for c in cells]
    hull = _hull(feasible)
    first = _candidates(hull, rational_for)
    if any(not inside(found.steps[0], point) for point in first):
        yield "the first step leaves out payoffs that are feasible and individually rational"
    threats = rational_for
    for before, after in pairwise(found.steps):
        if before:
            low = lowest(before)
            threats = (max(threats[0], low[0]), max(threats[1], low[1]))
        for point in generated(stage, found.discount, before, threats, stay=True):
            if not inside(after, point):
                yield f"a step leaves out {_text(point)}, which may be an equilibrium payoff"
                return


def _of(table: object, player: int, own: int, other: int) -> Fraction:
    cell = (own, other) if player == 0 else (other, own)
    return rational(table[cell])  # type: ignore[index]


def _turn(a: Point, b: Point, c: Point) -> Fraction:
    """Above zero where c lies to the left of the line from a to b."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _in_hull(points: Sequence[Point], point: Point) -> bool:
    return inside(_hull(points), point)


def _hull(points: Sequence[Point]) -> Polygon:
    """The corners of the convex hull, by wrapping: from each corner to the point with none to its right."""
    every = sorted(set(points))
    if len(every) < 3:
        return tuple(every)
    corners = [every[0]]
    while True:
        here = corners[-1]
        following = next(p for p in every if p != here)
        for p in every:
            turn = _turn(here, following, p)
            if p != here and (turn < 0 or (turn == 0 and _far(here, p) > _far(here, following))):
                following = p
        if following == corners[0]:
            return tuple(corners)
        corners.append(following)


def _far(a: Point, b: Point) -> Fraction:
    return abs(a[0] - b[0]) + abs(a[1] - b[1])


def _text(point: Point) -> str:
    return f"({number_text(point[0])}, {number_text(point[1])})"
