"""How large an enumeration of best-reply vertices would be, before it is begun."""

from __future__ import annotations

from math import comb, isqrt

from .polytope_bases import MAX_BASES, MAX_LABELS

HOPELESS = 10
"""An enumeration is begun where fewer than this many times `MAX_BASES` vertices are expected: games that are
no random ones may have far fewer."""


def expected_vertices(rows: int, columns: int) -> int:
    """Estimate the vertices of ``{z >= 0, C z <= 1}`` for a random positive matrix C.

    A set of k columns and k rows gives a point; by symmetry its k coordinates are positive with probability
    ``2**(1 - k)``. Of the sets of rows that are left, about the square root is not cut off by other rows:
    this was fitted to random matrices, on which the estimate is within a factor of five.

    Examples
    --------
    >>> [expected_vertices(n, n) for n in (8, 12, 16)]
    [303, 5217, 91198]
    """
    return sum(
        comb(columns, k) * isqrt(4**16 * comb(rows, k)) >> (k + 15) for k in range(1, min(rows, columns) + 1)
    )


def is_hopeless(rows: int, columns: int) -> bool:
    """Whether there are too many strategies, or far more vertices are expected than can be enumerated."""
    return rows + columns > MAX_LABELS or _larger(rows, columns) > HOPELESS * MAX_BASES


def size_text(rows: int, columns: int) -> str:
    """Say how many vertices are expected, and what can be enumerated."""
    return (
        f"{rows} and {columns} strategies: a best-reply polytope of this size has about "
        f"{_rounded(_larger(rows, columns))} vertices if payoffs are random; enumerated are up to "
        f"{MAX_BASES:,} vertices and {MAX_LABELS} strategies in all, not counting strictly dominated ones"
    )


def _larger(rows: int, columns: int) -> int:
    return max(expected_vertices(rows, columns), expected_vertices(columns, rows))


def _rounded(number: int) -> str:
    digits = len(str(number))
    return f"{number:,}" if digits <= 9 else f"10^{digits - 1}"
