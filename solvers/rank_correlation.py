"""Correlations between the ranks of parameters that are drawn together, by a Gaussian copula."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np

from ..games.errors import InvalidInput
from ..games.exact import number_text, rational
from .distributions import Floats

Correlation: TypeAlias = tuple[tuple[Fraction, ...], ...]
"""Rank correlations, row by row; empty for independent parameters."""


def rank_correlation(given: Any, names: Sequence[str]) -> Correlation:
    """Return the matrix of rank correlations between `names`, once it is one.

    Parameters
    ----------
    given : None, a mapping such as ``{("k", "w"): "1/2"}``, or a matrix in the order of `names`.

    Raises
    ------
    InvalidInput
        For names that do not vary, a matrix that is not symmetric, numbers outside -1 to 1, and correlations
        that no parameters can have together.

    Examples
    --------
    >>> rank_correlation({("k", "w"): "1/2"}, ["k", "w"])[0]
    (Fraction(1, 1), Fraction(1, 2))
    >>> rank_correlation({("k", "w"): 2}, ["k", "w"])
    Traceback (most recent call last):
    quidproquo.games.errors.InvalidInput: correlation of k and w is 2; a number from -1 to 1 is accepted
    """
    if given is None:
        return ()
    rows = _of_pairs(given, names) if isinstance(given, Mapping) else _of_rows(given, len(names))
    for i, row in enumerate(rows):
        for j, value in enumerate(row):
            pair = f"correlation of {names[i]} and {names[j]}"
            if value != rows[j][i]:
                raise InvalidInput(f"{pair} is {value} one way and {rows[j][i]} the other; one is accepted")
            if (i == j and value != 1) or not -1 <= value <= 1:
                accepted = "1" if i == j else "a number from -1 to 1"
                raise InvalidInput(f"{pair} is {number_text(value)}; {accepted} is accepted")
    found = tuple(tuple(row) for row in rows)
    _factor(found)
    return found


def correlated(shares: Floats, correlation: Correlation) -> Floats:
    """Return shares of probability, one row per draw, whose ranks are correlated as wanted."""
    if not correlation:
        return shares
    from scipy.special import ndtr, ndtri

    factor, normal = _factor(correlation), ndtri(shares)
    found = np.empty_like(shares)
    for i, row in enumerate(factor):
        total = np.zeros(len(shares))
        for j in range(i + 1):  # column by column, so that no draw depends on those that are made with it
            total += row[j] * normal[:, j]
        found[:, i] = ndtr(total)
    return np.clip(found, 2.0**-54, 1 - 2.0**-53)


def _of_pairs(given: Mapping[Any, Any], names: Sequence[str]) -> list[list[Fraction]]:
    size = len(names)
    rows = [[Fraction(int(i == j)) for j in range(size)] for i in range(size)]
    for pair, value in given.items():
        one, other = pair if isinstance(pair, tuple) and len(pair) == 2 else (pair, None)
        if one not in names or other not in names or one == other:
            raise InvalidInput(
                f"correlation of {pair!r}: two different parameters that vary are accepted, "
                f"of {', '.join(names)}"
            )
        i, j = names.index(one), names.index(other)
        rows[i][j] = rows[j][i] = rational(value, f"correlation of {one} and {other}")
    return rows


def _of_rows(given: Any, size: int) -> list[list[Fraction]]:
    rows = [[rational(value, "a correlation") for value in row] for row in given]
    if len(rows) != size or any(len(row) != size for row in rows):
        raise InvalidInput(
            f"correlation: {size} rows of {size} numbers are accepted, as {size} parameters vary"
        )
    return rows


def _factor(matrix: Correlation) -> Floats:
    """The Cholesky factor for normals whose ranks have these correlations (Pearson 1907)."""
    normal = np.array([[2 * math.sin(math.pi / 6 * float(value)) for value in row] for row in matrix])
    np.fill_diagonal(normal, 1.0)
    try:
        factor: Floats = np.linalg.cholesky(normal)
    except np.linalg.LinAlgError:
        raise InvalidInput(
            "correlation: no parameters can have these rank correlations all at once; "
            "smaller ones are accepted"
        ) from None
    return factor
