"""Games on which Lemke–Howson paths are long for every label (Savani & von Stengel 2006)."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from quidproquo.games.payoff_table import Array

ROUNDED_TO = 10**9


def dual_cyclic_game(size: int) -> tuple[Array, Array]:
    """The square game of two dual cyclic polytopes in `size` dimensions, which must be even.

    Its one equilibrium is completely mixed. Facets stand in order along the trigonometric moment curve; the
    second polytope carries the same labels in another order.
    """
    angles = 2 * np.pi * np.arange(2 * size) / (2 * size)
    pairs = ((np.cos(k * angles), np.sin(k * angles)) for k in range(1, size // 2 + 1))
    facets = np.array(list(itertools.chain.from_iterable(pairs))).T
    inner = [0, *_swapped(range(1, size - 1)), size - 1]
    outer = _swapped(range(size))
    second = _in_slack_form(facets).T
    first = _in_slack_form(np.vstack([facets[size:][np.argsort(outer)], facets[:size][np.argsort(inner)]]))
    return _integers(first), _integers(second)


def _swapped(numbers: Any) -> list[int]:
    return [n for a, b in zip(numbers[::2], numbers[1::2], strict=True) for n in (b, a)]


def _in_slack_form(facets: Array) -> Array:
    """The matrix C for which ``{z >= 0, C z <= 1}`` is ``{facets p <= 1}``, its first facets ``z >= 0``."""
    size = facets.shape[1]
    corner = np.linalg.solve(facets[:size], np.ones(size))
    room = 1 - facets[size:] @ corner
    matrix: Array = -(facets[size:] @ np.linalg.inv(facets[:size])) / room[:, None]
    return matrix


def _integers(table: Array) -> Array:
    rounded: Array = np.round(table / np.abs(table).max() * ROUNDED_TO).astype(np.int64)
    return rounded
