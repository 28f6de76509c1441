"""All vertices of the best-reply polytope ``{z >= 0, C z <= 1}``: fast where a float search can be proven."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Literal

import numpy as np

from .double_description import double_description
from .linear_algebra import solve_integers
from .polytope_bases import MAX_LABELS, Bases, Masks, all_bases, by_size

TINY = 13
"""Rows and columns in all up to which the exact method is no slower than setting up the float one."""

PERTURBATIONS = (2.0**-26, 2.0**-20, 2.0**-32)
"""Tried in turn: a larger one may be proven where the first is lost in rounding; where a basis is feasible
with one but not without it, a smaller one may do."""

UNSOLVED = np.int64(-1)
EXACT = 2.0**62
"""Below this, sums of products are exact in 64-bit integers."""


@dataclass(frozen=True)
class Vertices:
    """All vertices but the origin, by their tight inequalities as bits: first z >= 0, then the rows."""

    rows: tuple[tuple[int, ...], ...]
    tight: Masks
    bases: Masks
    points: tuple[tuple[Fraction, ...], ...] | None = None

    @property
    def engine(self) -> Literal["double-description", "proven-bases"]:
        """Which method was complete: the exact one, or the float search with its proof."""
        return "proven-bases" if self.points is None else "double-description"

    def __len__(self) -> int:
        return len(self.tight)

    @cached_property
    def sizes(self) -> Masks:
        """How many inequalities are tight at each vertex; more than the dimension where it is degenerate."""
        labels = len(self.rows) + len(self.rows[0])
        sizes: Masks = ((self.tight[:, None] >> np.arange(labels)) & 1).sum(axis=1)
        return sizes

    def mixed(self, number: int) -> tuple[Fraction, ...]:
        """The vertex scaled to a probability vector, solved exactly from its tight inequalities."""
        point = self.points[number] if self.points else _solve(self.rows, int(self.bases[number]))
        assert point is not None, "a basis has one solution"
        total = sum(point, Fraction(0))
        return tuple(z / total for z in point)


def best_reply_vertices(rows: Sequence[Sequence[int]]) -> Vertices:
    """Return all vertices of ``{z >= 0, C z <= 1}`` but the origin, for a matrix C of positive integers.

    Parameters
    ----------
    rows : k rows of d positive integers, at most 62 rows and columns in all

    Raises
    ------
    LimitReached
        When there are too many vertices to enumerate.

    Notes
    -----
    The float search of `polytope_bases` proves that it has all bases of a perturbed polytope. Bases that are
    not proven strictly feasible without the perturbation are solved exactly: if all are feasible there too,
    they stay feasible for every smaller perturbation (solutions are linear in it), so every vertex is among
    them. Otherwise, and for small or badly scaled matrices, the exact double description takes over.

    Examples
    --------
    >>> found = best_reply_vertices([[1, 2], [2, 1]])
    >>> sorted(tuple(map(str, found.mixed(i))) for i in range(len(found)))
    [('0', '1'), ('1', '0'), ('1/2', '1/2')]
    """
    exact = tuple(tuple(row) for row in rows)
    width = len(exact[0])
    if TINY < len(exact) + width <= MAX_LABELS:
        matrix = _floats(exact)
        for size in PERTURBATIONS:
            bases = all_bases(matrix, size)
            tight = None if bases is None else _tight_without_perturbation(exact, bases)
            if bases is not None and tight is not None:
                distinct, first = np.unique(tight, return_index=True)
                away = distinct != (1 << width) - 1
                return Vertices(exact, distinct[away], bases.masks[first[away]])
    found = [(mask, point) for point, mask in double_description(exact) if any(point)]
    tight = np.array([mask for mask, _ in found], dtype=np.int64)
    return Vertices(exact, tight, tight, tuple(point for _, point in found))


def _tight_without_perturbation(rows: Sequence[Sequence[int]], bases: Bases) -> Masks | None:
    """The tight inequalities of each basis at the right-hand side 1, or None where one is infeasible."""
    tight = bases.masks.copy()
    unsure = np.flatnonzero(~bases.generic)
    if not len(unsure):
        return tight
    batched = _tight_in_batches(rows, bases.masks[unsure])
    if batched is None:
        return None
    tight[unsure] = batched
    for number in unsure[batched == UNSOLVED]:
        mask = _tight_at(rows, int(bases.masks[number]))
        if mask is None:
            return None
        tight[number] = mask
    return tight


def _tight_in_batches(rows: Sequence[Sequence[int]], masks: Masks) -> Masks | None:
    """What is tight at each basis; UNSOLVED where 64 bits do not decide it; None where one is infeasible.

    Floats propose by Cramer's rule the integers z·det and det; these solve the system exactly or are not
    taken. That the system has no other solution was proven with the bases.
    """
    tight = np.full(len(masks), UNSOLVED)
    if max(map(max, rows)) >= 2**31:
        return tight
    matrix = np.array(rows, dtype=np.int64)
    for members, chosen, binding in by_size(masks, *matrix.shape):
        size = chosen.shape[1]
        system = matrix[binding[:, :, None], chosen[:, None, :]]
        floats = system.astype(float)
        determinants = np.linalg.det(floats)
        with np.errstate(all="ignore"):
            scaled = np.linalg.solve(floats, np.ones((len(members), size, 1)))[:, :, 0]
            scaled = np.rint(scaled * determinants[:, None])
            determinants = np.rint(determinants)
            largest = np.maximum(np.abs(scaled).max(axis=1), np.abs(determinants))
            sound = largest * (int(matrix.max()) * (size + 1)) < EXACT
        sound &= determinants != 0
        numerators = np.where(sound[:, None], scaled, 0).astype(np.int64)
        divisors = np.where(sound, determinants, 1).astype(np.int64)
        sound &= ((system @ numerators[:, :, None])[:, :, 0] == divisors[:, None]).all(axis=1)
        slack = divisors[:, None] - np.einsum("ibs,is->ib", matrix[:, chosen].transpose(1, 0, 2), numerators)
        signs = np.sign(divisors)[:, None]
        if ((numerators * signs < 0).any(axis=1) & sound).any() or (
            (slack * signs < 0).any(axis=1) & sound
        ).any():
            return None
        zero = ((numerators == 0) * (np.int64(1) << chosen)).sum(axis=1)
        full = ((slack == 0) * (np.int64(1) << (matrix.shape[1] + np.arange(len(matrix))))).sum(axis=1)
        tight[members] = np.where(sound, masks[members] | zero | full, UNSOLVED)
    return tight


def _tight_at(rows: Sequence[Sequence[int]], mask: int) -> int | None:
    """What is tight at one basis at the right-hand side 1, or None where it is infeasible."""
    width = len(rows[0])
    point = _solve(rows, mask)
    if point is None or min(point) < 0:
        return None
    for j, z in enumerate(point):
        mask |= (not z) << j
    for i, row in enumerate(rows):
        slack = 1 - sum((c * z for c, z in zip(row, point, strict=True) if z), Fraction(0))
        if slack < 0:
            return None
        mask |= (not slack) << (width + i)
    return mask


def _solve(rows: Sequence[Sequence[int]], mask: int) -> list[Fraction] | None:
    """The point at which the inequalities in `mask` are tight, if they determine one."""
    width = len(rows[0])
    free = [j for j in range(width) if not mask >> j & 1]
    binding = [i for i in range(len(rows)) if mask >> (width + i) & 1][: len(free)]
    solved = solve_integers([[rows[i][j] for j in free] for i in binding], [1] * len(free))
    if solved is None:
        return None
    point = [Fraction(0)] * width
    for j, z in zip(free, solved, strict=True):
        point[j] = z
    return point


def _floats(rows: Sequence[Sequence[int]]) -> np.ndarray:
    """The matrix as floats on a scale near one, each entry rounded once."""
    largest = max(max(row) for row in rows)
    shift = largest.bit_length()
    return np.array([[_scaled(x, shift) for x in row] for row in rows])


def _scaled(x: int, shift: int) -> float:
    """``x / 2**shift`` rounded once; Python's division of integers rounds correctly."""
    return x / (1 << shift)
