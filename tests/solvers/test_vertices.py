"""The fast vertex enumeration finds what the double description finds, on matrices that punish floats."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from quidproquo.solvers import vertices
from quidproquo.solvers.double_description import double_description
from quidproquo.solvers.vertices import best_reply_vertices

Matrix = list[list[int]]


def of(draw: random.Random, shape: tuple[int, int], entry: Callable[[], int]) -> Matrix:
    return [[entry() for _ in range(shape[1])] for _ in range(shape[0])]


def rank_one(draw: random.Random, shape: tuple[int, int]) -> Matrix:
    """A product of two vectors, disturbed in the last place: every pair of rows is almost parallel."""
    unit = 10 ** draw.randint(0, 16)
    left, right = ([draw.randint(1, 5) for _ in range(width)] for width in shape)
    return [[x * y * unit + draw.randint(0, 1) for y in right] for x in left]


KINDS: dict[str, Callable[[random.Random, tuple[int, int]], Matrix]] = {
    "bits": lambda draw, shape: of(draw, shape, lambda: draw.randint(0, 1)),
    "small": lambda draw, shape: of(draw, shape, lambda: draw.randint(0, 2)),
    "thirty-digits": lambda draw, shape: of(draw, shape, lambda: draw.randint(0, 10**30)),
    "all-scales": lambda draw, shape: of(
        draw, shape, lambda: draw.choice([0, 1, 3, 10**9, 10**17, -(10**17)])
    ),
    "almost-tied-1e-7": lambda draw, shape: of(
        draw, shape, lambda: draw.randint(0, 2) * 10**7 + draw.randint(-1, 1)
    ),
    "almost-tied-1e-16": lambda draw, shape: of(
        draw, shape, lambda: draw.randint(0, 2) * 10**16 + draw.randint(-1, 1)
    ),
    "rank-one": rank_one,
}


@pytest.mark.parametrize("kind", KINDS)
def test_against_the_double_description(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vertices, "TINY", 7)
    for seed in range(60):
        draw = random.Random(f"{kind} {seed}")
        shape = draw.choice([(4, 4), (1, 7), (7, 1), (3, 5), (6, 4), (5, 5), (2, 6)])
        matrix = KINDS[kind](draw, shape)
        low, high = min(map(min, matrix)), max(map(max, matrix))
        positive = [[x - low + max(high - low, 1) for x in row] for row in matrix]
        found = best_reply_vertices(positive)
        expected: dict[int, tuple[Fraction, ...]] = {m: p for p, m in double_description(positive) if any(p)}
        assert sorted(map(int, found.tight)) == sorted(expected), seed
        for i in range(0, len(found), 3):
            point: Any = expected[int(found.tight[i])]
            assert found.mixed(i) == tuple(z / sum(point) for z in point)
