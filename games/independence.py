"""Linear independence of integer vectors: what is independent modulo a prime is so in rationals."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

PRIMES = (2**31 - 1, 2**31 - 19)
"""Tried in turn; products of two numbers below them fit into 64 bits."""


def independent_columns(rows: Sequence[Sequence[int]]) -> bool:
    """Whether the columns of an integer matrix are linearly independent; a False proves nothing.

    Examples
    --------
    >>> independent_columns([[2, 1], [1, 3], [0, 0]]), independent_columns([[2, 1], [4, 2]])
    (True, False)
    """
    return len(rows) >= len(rows[0]) and any(_independent_modulo(rows, prime) for prime in PRIMES)


def _independent_modulo(rows: Sequence[Sequence[int]], prime: int) -> bool:
    matrix = np.array([[x % prime for x in row] for row in rows], dtype=np.int64)
    for k in range(matrix.shape[1]):
        usable = np.flatnonzero(matrix[k:, k])
        if not len(usable):
            return False
        pivot = k + int(usable[0])
        matrix[[k, pivot]] = matrix[[pivot, k]]
        matrix[k] = matrix[k] * pow(int(matrix[k, k]), -1, prime) % prime
        below = k + 1 + np.flatnonzero(matrix[k + 1 :, k])
        matrix[below] = (matrix[below] - matrix[below, k, None] * matrix[k]) % prime
    return True
