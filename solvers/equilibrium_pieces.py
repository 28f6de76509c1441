"""Continua of equilibria that are products of polytopes: their corners, and which of them hang together."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import TypeAlias

from ..games.algebraic import Real

Vector: TypeAlias = tuple[Real, ...]

MAX_CORNERS = 2_000


@dataclass(frozen=True)
class Polytope:
    """Mixed strategies on `support` at which each row is at least zero (or zero, where it is an equation)."""

    support: tuple[int, ...]
    rows: tuple[tuple[tuple[Fraction, ...], bool], ...]
    corners: tuple[Vector, ...]

    def __contains__(self, mixed: Vector) -> bool:
        if len(self.corners) == 1:
            return mixed == self.corners[0]
        if any(p and s not in self.support for s, p in enumerate(mixed)):
            return False
        for row, equation in self.rows:
            value = sum((c * p for c, p in zip(row, mixed, strict=True) if c), Fraction(0))
            if value < 0 or (equation and value > 0):
                return False
        return True

    def meets(self, other: Polytope) -> bool:
        """Whether the two have a point in common."""
        common = tuple(s for s in self.support if s in other.support)
        if len(self.corners) == 1 or len(other.corners) == 1:
            return self.corners[0] in other if len(self.corners) == 1 else other.corners[0] in self
        return bool(corners_of(common, len(self.corners[0]), self.rows + other.rows))


Piece: TypeAlias = tuple[Polytope, ...]
"""One polytope per player; their product is a set of equilibria."""


def corners_of(
    support: Sequence[int], width: int, rows: Sequence[tuple[Sequence[Fraction], bool]]
) -> list[tuple[Fraction, ...]]:
    """Return the corners of a polytope of mixed strategies by cutting the simplex, row by row.

    Notes
    -----
    Two corners are neighbours when no third one lies on all the faces that they share: the double description
    method (Motzkin, Raiffa, Thompson and Thrall 1953).

    Examples
    --------
    >>> found = corners_of((0, 1), 2, [((Fraction(1), Fraction(-2)), False)])
    >>> [tuple(map(str, corner)) for corner in found]
    [('1', '0'), ('2/3', '1/3')]
    """
    found: list[tuple[tuple[Fraction, ...], frozenset[int]]] = [
        (tuple(Fraction(int(i == s)) for i in range(width)), frozenset(support) - {s}) for s in support
    ]
    for number, (row, equation) in enumerate(rows, width):
        values = [sum((c * p for c, p in zip(row, point, strict=True)), Fraction(0)) for point, _ in found]
        kept = [
            (point, faces | {number} if not value else faces)
            for (point, faces), value in zip(found, values, strict=True)
            if not value or (value > 0 and not equation)
        ]
        signed = list(zip(found, values, strict=True))
        for ((above, faces), up), ((below, others), down) in itertools.product(signed, repeat=2):
            if up > 0 > down:
                common = faces & others
                if sum(common <= third for _, third in found) == 2:
                    weight = up / (up - down)
                    point = tuple(a + weight * (b - a) for a, b in zip(above, below, strict=True))
                    kept.append((point, common | {number}))
        found = kept
    return [point for point, _ in found]


def point_piece(profile: Sequence[Vector]) -> Piece:
    """The piece that is a single profile."""
    return tuple(Polytope(tuple(s for s, p in enumerate(mixed) if p), (), (mixed,)) for mixed in profile)


def maximal(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces that lie in no other one; of equal ones the first.

    Examples
    --------
    >>> left, right = (Fraction(1), Fraction(0)), (Fraction(0), Fraction(1))
    >>> every = Polytope((0, 1), (), (left, right))
    >>> len(maximal([point_piece([left, left]), (every, every), point_piece([left, right])]))
    1
    """
    kept: list[Piece] = []
    for piece in sorted(pieces, key=lambda p: -sum(len(one.corners) for one in p)):
        if not any(_inside(piece, other) for other in kept):
            kept.append(piece)
    return kept


def _inside(piece: Piece, other: Piece) -> bool:
    return all(
        all(corner in larger for corner in own.corners) for own, larger in zip(piece, other, strict=True)
    )


def number_of_corners(pieces: Sequence[Piece]) -> int:
    """The corners of all pieces together, those that they share counted again."""
    return sum(prod(len(one.corners) for one in piece) for piece in pieces)


def profiles_of(piece: Piece) -> list[tuple[Vector, ...]]:
    """The corners of a piece as profiles."""
    return list(itertools.product(*(one.corners for one in piece)))


def connected(pieces: Sequence[Piece]) -> tuple[list[list[int]], bool]:
    """Group the pieces that share corners; False where two groups touch elsewhere.

    Returns
    -------
    groups : lists of the numbers of pieces
    apart : bool

    Examples
    --------
    >>> left, right = (Fraction(1), Fraction(0)), (Fraction(0), Fraction(1))
    >>> edge = (Polytope((0, 1), (), (left, right)), *point_piece([left]))
    >>> connected([edge, point_piece([right, left]), point_piece([right, right])])
    ([[0, 1], [2]], True)
    """
    groups: list[list[int]] = []
    for i, piece in enumerate(pieces):
        linked = [group for group in groups if any(_share_corner(piece, pieces[j]) for j in group)]
        groups = [group for group in groups if group not in linked]
        groups.append(sorted([i, *itertools.chain(*linked)]))
    apart = not any(
        _touch(pieces[i], pieces[j])
        for one, two in itertools.combinations(groups, 2)
        for i in one
        for j in two
    )
    return sorted(groups), apart


def _share_corner(one: Piece, two: Piece) -> bool:
    return all(any(x == y for x in a.corners for y in b.corners) for a, b in zip(one, two, strict=True))


def _touch(one: Piece, two: Piece) -> bool:
    return all(a.meets(b) for a, b in zip(one, two, strict=True))
