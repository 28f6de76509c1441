"""Nashpy as the proposer: its float answers become candidates that exact arithmetic solves and checks.

The only module that imports Nashpy, with the conversion to and from its games.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from ..games.certificate import Mixed
from ..games.errors import UnsupportedGame
from ..games.normal_form import NormalFormGame, require_numbers
from ..games.payoff_table import Array, PayoffTable
from .basis_proof import equilibrium_of_basis

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

    if not isinstance(game, NormalFormGame):
        raise UnsupportedGame(f"to_nashpy takes a normal form; this is a {type(game).__name__}")
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
        rows, columns = supports
        if len(rows) == len(columns):
            profile = equilibrium_of_basis(first.numerators, second.numerators, rows, columns)
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
