"""Whether a list of extreme points of a core is complete: all edges are followed from the listed points."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from fractions import Fraction

from .cooperative_certificate import Payoffs, sums_over_sets, tight_coalitions, whole_excesses
from .cooperative_game import CooperativeGame

MAX_EDGE_SYSTEMS = 40_000
"""Sets of tight coalitions that are tried for an edge; more take longer than a few seconds."""


def missing_neighbour(game: CooperativeGame, points: Sequence[Payoffs]) -> Payoffs | None:
    """Return an extreme point of the core that is not listed but joined by an edge to one that is.

    The edges of a polytope connect all its extreme points (Balinski 1961), so that a list without such a
    neighbour is complete. Returns None for a complete list.
    """
    listed = set(points)
    for point in points:
        excesses, scale = whole_excesses(game, point)
        tight = [mask for mask in range(1, len(excesses) - 1) if not excesses[mask]]
        for direction in _edges(game, tight):
            other = _far_end(point, direction, excesses, scale)
            if other not in listed:
                return other
    return None


def edge_systems(game: CooperativeGame, points: Sequence[Payoffs]) -> int:
    """Return how many sets of tight coalitions `missing_neighbour` has to try."""
    size = max(len(game.players) - 2, 0)
    return sum(math.comb(len(tight_coalitions(game, point)), size) for point in points)


def _edges(game: CooperativeGame, tight: Sequence[int]) -> Iterator[list[int]]:
    """The directions in which the core goes on from an extreme point along an edge."""
    count = len(game.players)
    if count < 2:
        return
    rows = [[mask >> k & 1 for k in range(count)] for mask in tight]
    seen: set[tuple[int, ...]] = set()
    for chosen in itertools.combinations(rows, count - 2):
        direction = _orthogonal([*chosen, [1] * count], count)
        if direction is None:
            continue
        for signed in (direction, [-x for x in direction]):
            key = tuple(signed)
            if key not in seen and all(_dot(row, signed) >= 0 for row in rows):
                seen.add(key)
                yield signed


def _far_end(point: Payoffs, direction: Sequence[int], excesses: Sequence[int], scale: int) -> Payoffs:
    """The other end of an edge: the first place where a coalition is left with nothing to spare."""
    excess, pace = 0, 0
    for mask, own in enumerate(sums_over_sets(direction)):
        if own < 0 and (not pace or excesses[mask] * pace < excess * own):
            excess, pace = excesses[mask], own
    step = Fraction(excess, pace * scale)
    return tuple(x + step * d for x, d in zip(point, direction, strict=True))


def _orthogonal(rows: list[list[int]], count: int) -> list[int] | None:
    """The primitive vector orthogonal to ``count - 1`` rows; None where they are dependent."""
    matrix = [list(row) for row in rows]
    lead: list[int] = []
    for column in range(count):
        done = len(lead)
        pivot = next((i for i in range(done, len(matrix)) if matrix[i][column]), None)
        if pivot is None:
            continue
        matrix[done], matrix[pivot] = matrix[pivot], matrix[done]
        own = matrix[done]
        for i, row in enumerate(matrix):
            if i != done and row[column]:
                a, b = own[column], row[column]
                matrix[i] = [a * x - b * y for x, y in zip(row, own, strict=True)]
        lead.append(column)
    if len(lead) < count - 1:
        return None
    free = next(column for column in range(count) if column not in lead)
    scale = math.lcm(*(matrix[i][column] for i, column in enumerate(lead)))
    vector = [0] * count
    vector[free] = scale
    for i, column in enumerate(lead):
        vector[column] = -scale * matrix[i][free] // matrix[i][column]
    divisor = math.gcd(*vector)
    return [x // divisor for x in vector]


def _dot(row: Sequence[int], vector: Sequence[int]) -> int:
    return sum(a * b for a, b in zip(row, vector, strict=True))
