"""All bases of a generically perturbed best-reply polytope: found in floats, proven with error bounds.

The polytope is ``{z >= 0, C z <= b}`` with C positive. For generic b it is simple: every vertex has exactly
d tight inequalities, and every set of d − 1 of them is an edge with exactly two ends. A set of feasible
bases in which every edge occurs twice is therefore closed under pivoting, and, since the graph of a polytope
is connected (Balinski 1961), it is the set of all bases. So the floats of the search need no trust: what is
proven is that each basis found is strictly feasible, by an error bound on its solution (Rump 2010, section
10), and that edges pair up, which is combinatorics. Where every basis is so for b = 1 as well, the polytope
itself is simple, and the same argument needs no perturbation.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ..games.errors import LimitReached

Floats = npt.NDArray[np.float64]
Masks = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

MAX_LABELS = 62
MAX_BASES = 1_000_000
MAX_LEVEL = 40_000_000
"""Numbers held at once: about a gigabyte with what the steps around them need."""
_UNIT = 2.0**-53
_CHUNK = 4_000_000


@dataclass(frozen=True, slots=True)
class Bases:
    """All bases of the perturbed polytope as bit masks of tight inequalities: first z >= 0, then the rows.

    `generic` marks the bases whose solution is proven strictly feasible without the perturbation too.
    """

    masks: Masks
    generic: Flags


def all_bases(matrix: Floats, size: float, seed: int = 0) -> Bases | None:
    """Return all bases of ``{z >= 0, C z <= 1 + perturbation}``, or None where the proof does not succeed.

    Parameters
    ----------
    matrix : k × d floats, positive, each within one rounding of the exact entry
    size : float
        The largest that the perturbation of a right-hand side may be.
    seed : int
        Picks the perturbation.
    """
    rows, width = matrix.shape
    if rows + width > MAX_LABELS:
        return None
    right = np.ones(rows) + size * np.random.default_rng(seed).random(rows)
    masks = _search(matrix, right)
    if masks is None or not _edges_pair_up(masks, width, rows + width):
        return None
    plain = np.ones((rows, 1))
    if all(proven.all() for _, proven in _proofs(masks, matrix, plain)):
        return Bases(masks, np.ones(len(masks), dtype=bool))
    feasible = masks == (1 << width) - 1  # the origin: slacks are the right-hand sides
    generic = feasible.copy()
    for part, proven in _proofs(masks, matrix, np.concatenate([right[:, None], plain], axis=1)):
        feasible[part], generic[part] = proven.T
    return Bases(masks, generic) if feasible.all() else None


def _search(matrix: Floats, right: Floats) -> Masks | None:
    """Walk the graph of feasible bases breadth first, one batch of tableaux per level."""
    rows, width = matrix.shape
    one = np.int64(1)
    tableaux = np.concatenate([matrix, right[:, None]], axis=1)[None]
    basic = np.arange(width, width + rows)[None]
    loose = np.arange(width)[None]
    masks: Masks = np.array([(1 << width) - 1], dtype=np.int64)
    before: Masks = np.empty(0, dtype=np.int64)
    levels = [masks]
    count = 1
    while True:
        columns = tableaux[:, :, :width]
        # The least ratio of right-hand side to positive entry is the largest inverse ratio.
        with np.errstate(divide="ignore", invalid="ignore"):
            leaving = (columns / tableaux[:, :, width:]).argmax(axis=1)
        each = np.arange(len(tableaux))[:, None]
        reached = (masks[:, None] ^ (one << loose) ^ (one << basic[each, leaving])).ravel()
        fresh, place = np.unique(reached, return_index=True)
        new = ~(np.isin(fresh, before, assume_unique=True) | np.isin(fresh, masks, assume_unique=True))
        fresh, place = fresh[new], place[new]
        if not len(fresh):
            return np.unique(np.concatenate(levels))
        count += len(fresh)
        if len(fresh) * rows * (width + 1) > MAX_LEVEL:
            raise LimitReached(f"{len(fresh)} vertices of a best-reply polytope at one step: too much memory")
        if count > MAX_BASES:
            raise LimitReached(f"a best-reply polytope has more than {MAX_BASES} vertices")
        if len(levels) > 20 * (rows + width):
            return None
        parent, entering = np.divmod(place, width)
        tableaux, basic, loose = _pivot(
            tableaux[parent], basic[parent], loose[parent], leaving.ravel()[place], entering
        )
        before, masks = masks, fresh
        levels.append(masks)


def _pivot(tableaux: Floats, basic: Any, loose: Any, leaving: Any, entering: Any) -> tuple[Floats, Any, Any]:
    """Exchange row `leaving` and column `entering` in each tableau of the batch."""
    each = np.arange(len(tableaux))
    pivots = tableaux[each, leaving, entering]
    pivot_rows = tableaux[each, leaving] / pivots[:, None]
    pivot_rows[each, entering] = 1.0 / pivots
    factors = tableaux[each, :, entering]
    factors[each, leaving] = 0.0
    tableaux[each, :, entering] = 0.0
    tableaux -= factors[:, :, None] * pivot_rows[:, None, :]
    tableaux[each, leaving] = pivot_rows
    out = basic[each, leaving].copy()
    basic[each, leaving] = loose[each, entering]
    loose[each, entering] = out
    return tableaux, basic, loose


def _edges_pair_up(masks: Masks, width: int, labels: int) -> bool:
    """Whether each set of `width` − 1 inequalities that a basis leaves tight belongs to exactly two bases."""
    member, label = np.nonzero((masks[:, None] >> np.arange(labels)) & 1)
    edges = np.sort(masks[member] ^ (np.int64(1) << label))
    if len(edges) != len(masks) * width or len(edges) % 2:
        return False
    first, second = edges[::2], edges[1::2]
    return bool((first == second).all() and (first[1:] != second[:-1]).all())


def _proofs(masks: Masks, matrix: Floats, right: Floats) -> Iterator[tuple[Masks, Flags]]:
    """Some bases at a time: is the solution provably positive in all basic variables, at each of `right`?"""
    for part, chosen, binding in by_size(masks, *matrix.shape):
        system = matrix[binding[:, :, None], chosen[:, None, :]]
        every = matrix[:, chosen].transpose(1, 0, 2)
        inverse = _inverses(system)
        if inverse is None:
            yield part, np.zeros((len(part), right.shape[1]), dtype=bool)
        else:
            yield part, _positive(system, inverse, every, right, binding)


def by_size(masks: Masks, rows: int, width: int) -> Iterator[tuple[Masks, Masks, Masks]]:
    """Yield the bases with equally many free variables, some at a time: numbers, variables, tight rows."""
    bits = ((masks[:, None] >> np.arange(rows + width)) & 1).astype(bool)
    free, tight = ~bits[:, :width], bits[:, width:]
    sizes = free.sum(axis=1)
    for size in np.unique(sizes[sizes > 0]):
        members = np.flatnonzero(sizes == size)
        pieces = 1 + len(members) * int(rows * size + 4 * size * size) // _CHUNK
        for part in np.array_split(members, pieces):
            chosen = np.nonzero(free[part])[1].reshape(-1, size)
            binding = np.nonzero(tight[part])[1].reshape(-1, size)
            yield part, chosen, binding


def _inverses(systems: Floats) -> Floats | None:
    try:
        inverse = np.asarray(np.linalg.inv(systems), dtype=np.float64)
    except np.linalg.LinAlgError:
        return None
    return inverse if np.isfinite(inverse).all() else None


def _positive(system: Floats, inverse: Floats, every: Floats, right: Floats, binding: Masks) -> Flags:
    """For each column of `right`: do the solution of each system and all other slacks exceed their errors?

    With X the approximate inverse of M and ``‖I − X M‖ < 1``, the error of ``X b`` is at most
    ``|X| |b − M X b| (1 + ‖·‖ / (1 − ‖·‖))``; every float operation adds its own rounding, bounded by
    ``n·u`` times the absolute values (Higham 2002, section 3.1), and each entry of M one more.
    """
    size = system.shape[1]
    rounding = (size + 8) * _UNIT
    size_inverse = np.abs(inverse)  # the entries of M are positive
    defect = np.abs(np.eye(size) - inverse @ system) + rounding * (size_inverse @ system + 1)
    norm = defect.sum(axis=2).max(axis=1) * (1 + rounding)
    limit = right[binding]
    solution = inverse @ limit
    residual = np.abs(limit - system @ solution) + rounding * (system @ np.abs(solution) + limit)
    error = size_inverse @ residual
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = (norm / (1 - norm))[:, None, None] * error.max(axis=1, keepdims=True)
    error = (error + spread) * (1 + 4 * rounding)
    used = every @ solution
    slack = right - used
    slack_error = (every @ (error + rounding * np.abs(solution))) * (1 + 4 * rounding)
    slack_error += rounding * (np.abs(used) + right)
    above = slack > slack_error
    np.put_along_axis(above, binding[:, :, None], True, axis=1)
    proven: Flags = (norm < 0.5)[:, None] & (solution > error).all(axis=1) & above.all(axis=1)
    return proven
