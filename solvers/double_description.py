"""All vertices of a polytope in exact integers of any size: the double description method.

Source: Motzkin, Raiffa, Thompson & Thrall (1953); adjacency of rays as in Fukuda & Prodon (1996).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import TypeAlias

from ..games.errors import LimitReached

MAX_RAYS = 20_000
MAX_PAIRS = 1_000_000

Ray: TypeAlias = tuple[tuple[int, ...], int]
"""A ray of a cone, with the inequalities that are tight on it as bits."""


def double_description(rows: Sequence[Sequence[int]]) -> list[tuple[tuple[Fraction, ...], int]]:
    """Return all vertices of ``{z >= 0, C z <= 1}`` for a matrix C of positive integers.

    Parameters
    ----------
    rows : k rows of d positive integers

    Returns
    -------
    list of pairs
        Each point with its tight inequalities as bits: first z >= 0, then the rows. Complete for every such
        C, degenerate or not; the origin is among them.

    Raises
    ------
    LimitReached
        When more than `MAX_RAYS` rays stand at an intermediate step.

    Examples
    --------
    >>> sorted(tuple(map(str, point)) for point, _ in double_description([[1, 2], [2, 1]]))
    [('0', '0'), ('0', '1/2'), ('1/2', '0'), ('1/3', '1/3')]
    """
    dimension = len(rows[0])
    # The cone over the polytope: points (z, t); inequality j < d is z_j >= 0, d + i is t - C_i z >= 0,
    # the last one is t >= 0.
    cone_bit = 1 << (dimension + len(rows))
    everything = (1 << dimension) - 1
    rays: list[Ray] = []
    for j in range(dimension + 1):
        ray = tuple(int(i == j) for i in range(dimension + 1))
        tight = everything if j == dimension else (everything & ~(1 << j)) | cone_bit
        rays.append((ray, tight))
    for i, row in enumerate(rows):
        slack = [ray[-1] - sum(c * z for c, z in zip(row, ray, strict=False) if z) for ray, _ in rays]
        rays = cut(rays, slack, 1 << (dimension + i), dimension)
        if len(rays) > MAX_RAYS:
            raise LimitReached(f"a polytope has more than {MAX_RAYS} vertices on the way")
    return [
        (tuple(Fraction(z, ray[-1]) for z in ray[:-1]), tight & ~cone_bit) for ray, tight in rays if ray[-1]
    ]


def cut(rays: Sequence[Ray], slack: Sequence[int], bit: int, dimension: int) -> list[Ray]:
    """Return the extreme rays of a cone of one dimension more than `dimension` after adding an inequality.

    Parameters
    ----------
    rays : the extreme rays before.
    slack : what the inequality leaves on each ray; negative where it is violated.
    bit : stands for the inequality among the tight ones.
    dimension : that of the polytope of which the cone is made.

    Raises
    ------
    LimitReached
        When more than `MAX_PAIRS` pairs of rays would be compared.
    """
    kept = [
        (ray, tight | bit if not s else tight) for (ray, tight), s in zip(rays, slack, strict=True) if s >= 0
    ]
    above = [(ray, tight, s) for (ray, tight), s in zip(rays, slack, strict=True) if s > 0]
    below = [(ray, tight, s) for (ray, tight), s in zip(rays, slack, strict=True) if s < 0]
    if len(above) * len(below) > MAX_PAIRS:
        raise LimitReached(f"a polytope has more than {MAX_PAIRS} pairs of rays at one step")
    masks = [tight for _, tight in rays]
    for ray_above, tight_above, s_above in above:
        for ray_below, tight_below, s_below in below:
            common = tight_above & tight_below
            if common.bit_count() < dimension - 1 or sum(m & common == common for m in masks) > 2:
                continue
            point = [s_above * b - s_below * a for a, b in zip(ray_above, ray_below, strict=True)]
            divisor = math.gcd(*point)
            kept.append((tuple(x // divisor for x in point), common | bit))
    return kept
