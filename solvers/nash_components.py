"""Extreme equilibria as pairs of vertices, their connected components and the maximal products inside them.

Two extreme equilibria are linked when they share a vertex. The connected components of that bipartite
graph are the components of the equilibrium set, and its maximal bicliques span the maximal Nash subsets
(Winkels 1979; Avis, Rosenberg, Savani & von Stengel 2010, section 5).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ..games.certificate import Mixed
from ..games.errors import LimitReached
from ..games.solution import Product
from .vertices import Vertices

Pairs = dict[tuple[int, int], int]
"""Matched vertices (left, right) and the number of the equilibrium they make."""

Components = tuple[tuple[int, ...], ...]
MAX_PIECES = 10_000


def matching_pairs(left: Vertices, right: Vertices) -> list[tuple[int, int]]:
    """The pairs of vertices at which each strategy of each player is unused or a best reply.

    Examples
    --------
    >>> from .vertices import best_reply_vertices
    >>> coordination = best_reply_vertices([[2, 1], [1, 2]])
    >>> len(matching_pairs(coordination, coordination))
    3
    """
    columns = len(left.rows)
    rows = len(right.rows)
    everything = np.int64((1 << (rows + columns)) - 1)
    # Bits of `left`: the rows unused, then the columns that are best; `right` is turned the same way round.
    turned = ((right.tight & np.int64((1 << columns) - 1)) << rows) | (right.tight >> columns)
    _, ours, theirs = np.intersect1d(left.tight, everything ^ turned, return_indices=True)
    found = set(zip(ours.tolist(), theirs.tolist(), strict=True))
    # At a degenerate vertex more inequalities are tight than needed, so that exact complements do not do.
    for p in np.flatnonzero(left.sizes > rows).tolist():
        found |= {(p, q) for q in np.flatnonzero(turned | left.tight[p] == everything).tolist()}
    for q in np.flatnonzero(right.sizes > columns).tolist():
        found |= {(p, q) for p in np.flatnonzero(left.tight | turned[q] == everything).tolist()}
    return sorted(found)


def components_of(pairs: Pairs) -> Components:
    """Return the connected components, as ascending equilibrium numbers, in order of their first one.

    Examples
    --------
    >>> components_of({(0, 0): 0, (0, 1): 1, (2, 3): 2})
    ((0, 1), (2,))
    """
    by_left, by_right = _neighbours(pairs)
    found: list[tuple[int, ...]] = []
    seen: set[tuple[int, int]] = set()
    for start in pairs:
        if start in seen:
            continue
        seen.add(start)
        stack, members = [start], []
        while stack:
            p, q = stack.pop()
            members.append(pairs[p, q])
            linked = {(p, other) for other in by_left[p]} | {(other, q) for other in by_right[q]}
            stack.extend(linked - seen)
            seen |= linked
        found.append(tuple(sorted(members)))
    return tuple(sorted(found))


def pieces_of(
    pairs: Pairs,
    components: Components,
    hulls: Callable[[Sequence[int], Sequence[int]], tuple[tuple[Mixed, ...], ...]],
) -> tuple[tuple[Product, ...], ...]:
    """Return the maximal products of each component, or nothing when every component is a point."""
    if all(len(component) == 1 for component in components):
        return ()
    by_number = {number: pair for pair, number in pairs.items()}
    by_left, _ = _neighbours(pairs)
    pieces = []
    for component in components:
        left = sorted({by_number[i][0] for i in component})
        neighbours = {p: frozenset(by_left[p]) for p in left}
        products = [
            Product(hulls([p for p in left if neighbours[p] >= common], sorted(common)))
            for common in _closed_under_intersection(set(neighbours.values()))
        ]
        pieces.append(tuple(products))
    return tuple(pieces)


def _closed_under_intersection(sets: set[frozenset[int]]) -> list[frozenset[int]]:
    """All nonempty intersections of `sets`: with what contains them, these are the maximal bicliques."""
    closed = set(sets)
    fresh = set(sets)
    while fresh:
        fresh = {a & b for a in fresh for b in sets if a & b} - closed
        closed |= fresh
        if len(closed) > MAX_PIECES:
            raise LimitReached(f"an equilibrium component has more than {MAX_PIECES} maximal products")
    return sorted(closed, key=lambda one: (-len(one), sorted(one)))


def _neighbours(pairs: Pairs) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    by_left: dict[int, list[int]] = {}
    by_right: dict[int, list[int]] = {}
    for p, q in pairs:
        by_left.setdefault(p, []).append(q)
        by_right.setdefault(q, []).append(p)
    return by_left, by_right
