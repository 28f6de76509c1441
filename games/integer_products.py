"""Exact products of large integer arrays with long integers, at the speed of floating-point products."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .payoff_table import Array

MANTISSA = 53
WORD = 63
PIECE = 20
"""Bits of a piece of the matrix; entries with more are cut into several."""

WORTHWHILE = 4096
"""Entries from which cutting integers into pieces is faster than multiplying them one by one."""


def weighted_sums(matrix: Array, weights: Sequence[int]) -> list[int]:
    """Return ``matrix·weights`` exactly.

    Parameters
    ----------
    matrix : m × n array of int64 or of Python integers
    weights : n nonnegative integers of any length

    Notes
    -----
    Matrix and weights are cut into pieces of so few bits that every sum of products stays below 2^53, where
    floating-point arithmetic makes no rounding errors, in whatever order it adds.

    Examples
    --------
    >>> weighted_sums(np.array([[1, -2], [3, 4]]), [10**30, 1])
    [999999999999999999999999999998, 3000000000000000000000000000004]
    """
    if matrix.dtype == object or matrix.size < WORTHWHILE or matrix.shape[1] >= 1 << PIECE:
        return [int(x) for x in matrix.astype(object) @ np.array(weights, dtype=object)]
    low = int(matrix.min())
    height = (int(matrix.max()) - low).bit_length()
    if height > WORD:
        return [int(x) for x in matrix.astype(object) @ np.array(weights, dtype=object)]
    positive = matrix - low
    width = min(height, PIECE)
    octets = min(4, (MANTISSA - width - matrix.shape[1].bit_length()) // 8)
    pieces = _cut(weights, octets)
    base = low * sum(weights)
    totals = [base] * len(matrix)
    for shift in range(0, height, PIECE):
        part = ((positive >> shift) & ((1 << PIECE) - 1)).astype(float)
        for i, number in enumerate(_join((part @ pieces).astype(np.int64), 8 * octets)):
            totals[i] += number << shift
    return totals


def _cut(weights: Sequence[int], octets: int) -> Array:
    """The weights in base 256^octets, one row per weight, lowest digit first."""
    count = max(1, -(-max(w.bit_length() for w in weights) // (8 * octets)))
    text = b"".join(w.to_bytes(count * octets, "little") for w in weights)
    digits = np.frombuffer(text, dtype=np.uint8).reshape(len(weights), count, octets)
    joined: Array = digits.astype(float) @ (256.0 ** np.arange(octets))
    return joined


def _join(digits: Array, bits: int) -> list[int]:
    """The integers with these nonnegative digits in base 2^bits, which may exceed the base."""
    rows, count = digits.shape
    padded = np.zeros((rows, count + -(-64 // bits)), dtype=np.int64)
    padded[:, :count] = digits
    for place in range(padded.shape[1] - 1):
        padded[:, place + 1] += padded[:, place] >> bits
        padded[:, place] &= (1 << bits) - 1
    octets = padded.astype("<i8").view(np.uint8).reshape(rows, -1, 8)[:, :, : bits // 8]
    return [int.from_bytes(row.tobytes(), "little") for row in octets]
