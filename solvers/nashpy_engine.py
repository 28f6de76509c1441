"""Nashpy as the proposer: its float answers become candidates that exact arithmetic solves and checks.

The only module that imports Nashpy, with the conversion to and from its games.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from ..games.certificate import Mixed
from ..games.errors import UnsupportedGame
from ..games.normal_form import NormalFormGame, require_numbers
from ..games.payoff_table import Array, PayoffTable
from .linear_algebra import solve_exactly

if TYPE_CHECKING:
    import nashpy

SUPPORT_SHARE = 1e-9
"""Floats below this are left out of a *proposed* support; what is returned is proven without it."""


def to_nashpy(game: NormalFormGame) -> nashpy.Game:
    """Return `game` as a Nashpy game, whose payoffs are floats.

    Examples
    --------
    >>> to_nashpy(NormalFormGame.zero_sum([[1, -1], [-1, 1]])).payoff_matrices[0].tolist()
    [[1.0, -1.0], [-1.0, 1.0]]
    """
    import nashpy

    require_numbers(game, "to_nashpy")
    if len(game.players) != 2:
        raise UnsupportedGame(f"Nashpy's games have two players; this one has {len(game.players)}")
    return nashpy.Game(*game.to_numpy())


def from_nashpy(game: Any, **labels: Any) -> NormalFormGame:
    """Return a Nashpy game with exact payoffs: every float is taken as the decimal it prints as.

    Examples
    --------
    >>> import nashpy
    >>> from_nashpy(nashpy.Game([[0.1, 2], [3, 4]])).payoffs[0][0, 0]
    Fraction(1, 10)
    """
    matrices = getattr(game, "payoff_matrices", None)
    if matrices is None or len(matrices) != 2:
        raise UnsupportedGame(f"{type(game).__name__} is no Nashpy game of two players")
    return NormalFormGame([np.asarray(m) for m in matrices], **labels)


def proposals(first: PayoffTable, second: PayoffTable) -> Iterator[tuple[Mixed, Mixed]]:
    """Yield the equilibria of a bimatrix game that Nashpy proposes and exact arithmetic confirms.

    Nashpy's support enumeration is the proposer. Its Lemke–Howson is not asked: on a 30×30 game with
    integer payoffs its float pivoting did not end.
    """
    seen = set()
    tables = _unit_floats(first), _unit_floats(second)
    for x, y in _float_answers(*tables):
        supports = _support(x), _support(y)
        if supports in seen or not all(supports):
            continue
        seen.add(supports)
        profile = _on_supports(first, second, *supports)
        if profile is not None:
            yield profile


def _float_answers(first: Array, second: Array) -> Iterator[tuple[Array, Array]]:
    import nashpy

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield from nashpy.Game(first, second).support_enumeration(non_degenerate=False, tol=0)


def _unit_floats(table: PayoffTable) -> Array:
    """The payoffs on a scale from 1 to 2, so that offsets and units do not drown the differences."""
    integers = table.numerators.astype(object)
    low, high = integers.min(), integers.max()
    width = int(high - low) or 1
    scaled = [1.0 + float(Fraction(int(x - low), width)) for x in integers.flat]
    return np.array(scaled).reshape(table.shape)


def _support(mixed: Array) -> tuple[int, ...]:
    return tuple(int(i) for i in np.flatnonzero(np.asarray(mixed) > SUPPORT_SHARE))


def _on_supports(
    first: PayoffTable, second: PayoffTable, rows: Sequence[int], columns: Sequence[int]
) -> tuple[Mixed, Mixed] | None:
    """The equilibrium with these supports, if the indifference conditions determine one."""
    if len(rows) != len(columns):
        return None
    y = _indifference(first.numerators[np.ix_(rows, columns)])
    x = _indifference(second.numerators[np.ix_(rows, columns)].T)
    if x is None or y is None:
        return None
    full_x, full_y = _spread(x, rows, first.shape[0]), _spread(y, columns, first.shape[1])
    if _best(first.numerators, full_y, rows) and _best(second.numerators.T, full_x, columns):
        return full_x, full_y
    return None


def _indifference(matrix: Array) -> Mixed | None:
    """Probabilities of the columns that make all rows of `matrix` pay the same."""
    size = len(matrix)
    system = [[*(int(u) for u in row), -1] for row in matrix] + [[1] * size + [0]]
    solved = solve_exactly(system, [0] * size + [1])
    if solved is None or min(solved[:-1]) < 0:
        return None
    return tuple(solved[:-1])


def _spread(mixed: Mixed, support: Sequence[int], length: int) -> Mixed:
    full = [Fraction(0)] * length
    for i, p in zip(support, mixed, strict=True):
        full[i] = p
    return tuple(full)


def _best(numerators: Array, against: Mixed, used: Sequence[int]) -> bool:
    support = [j for j, p in enumerate(against) if p]
    earned = [sum((against[j] * int(row[j]) for j in support), Fraction(0)) for row in numerators]
    return all(earned[i] == max(earned) for i in used)
