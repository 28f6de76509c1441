"""The index of a regular equilibrium: +1 or −1, which says how it fares when the game is changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from .certificate import Mixed
from .errors import NotAnEquilibrium, ParseError
from .exact import over_common_denominator
from .normal_form import NormalFormGame
from .payoff_table import Array, PayoffTable


def index_of(first: Any, second: Any, x: Mixed, y: Mixed) -> int | None:
    """Return the index of an equilibrium of a bimatrix game, or None where the equilibrium is not regular.

    An equilibrium is *regular* where both supports have the same size, every best reply is played, and the
    conditions of indifference determine the probabilities. It is then isolated and moves smoothly with the
    payoffs.

    Parameters
    ----------
    first, second : PayoffTable, or m × n arrays of rational numbers
        Payoffs of the row and the column player.
    x, y : mixed strategies
        An equilibrium.

    Returns
    -------
    int or None
        A strict pure equilibrium has the index +1. Where all equilibria are regular their indices sum to
        +1, so that their number is odd (Shapley 1974). An equilibrium of index −1 is asymptotically stable
        under no dynamics that has the equilibria as rest points and moves where payoffs call for it
        (Demichelis & Ritzberger 2003).

    Raises
    ------
    NotAnEquilibrium
        Naming the strategy that is played without being a best reply.

    Notes
    -----
    With all payoffs shifted to be positive and k strategies in each support, the index is
    ``(-1)**(k + 1) * sign(det(first on the supports) * det(second on the supports))`` (Shapley 1974;
    Balthasar 2009). Any shift to positive payoffs gives the same signs: with the all-ones matrix J,
    ``det(M + c J) = det(M) (1 + c / v)`` for the payoff v in the equilibrium, and v and v + c are both
    positive. Positive factors change no sign. The determinants are computed exactly.

    Examples
    --------
    >>> from fractions import Fraction
    >>> stag, hare = [[3, 0], [2, 2]], [[3, 2], [0, 2]]
    >>> pure, mixed = (Fraction(1), Fraction(0)), (Fraction(2, 3), Fraction(1, 3))
    >>> index_of(stag, hare, pure, pure), index_of(stag, hare, mixed, mixed)
    (1, -1)
    """
    one, two = (PayoffTable.of(table).numerators for table in (first, second))
    rows = [i for i, p in enumerate(x) if p]
    columns = [j for j, p in enumerate(y) if p]
    best_rows = _best_replies(one, y, rows, "row")
    best_columns = _best_replies(two.T, x, columns, "column")
    if best_rows != rows or best_columns != columns or len(rows) != len(columns):
        return None
    sign = _sign_of_determinant(one, rows, columns) * _sign_of_determinant(two, rows, columns)
    return sign * (-1) ** (len(rows) + 1) or None


def index_findings(game: Any, profiles: Sequence[Any], claimed: Sequence[int | None]) -> Iterator[str]:
    """Yield what is wrong with the indices that a file claims for equilibria of `game`."""
    if not isinstance(game, NormalFormGame) or len(game.players) != 2:
        raise ParseError("index: only equilibria of two-player normal forms have one")
    for i, (profile, stated) in enumerate(zip(profiles, claimed, strict=True)):
        index = index_of(game.payoffs[0], game.payoffs[1], profile[0], profile[1])
        if stated is not None and index != stated:
            actual = "it is not regular and has none" if index is None else f"it is {index}"
            yield f"equilibrium {i}: the index is not {stated}: {actual}"


def _best_replies(payoffs: Array, against: Sequence[Fraction], played: Sequence[int], kind: str) -> list[int]:
    """The best of the strategies that stand along the first axis, after a check that all played ones are."""
    support = [j for j, p in enumerate(against) if p]
    weights, _ = over_common_denominator([against[j] for j in support])
    earned = payoffs[:, support].astype(object) @ np.array(weights, dtype=object)
    highest = earned.max()
    for i in played:
        if earned[i] != highest:
            raise NotAnEquilibrium(f"{kind} {i} is played but {kind} {int(earned.argmax())} earns more")
    return [int(i) for i in np.flatnonzero(earned == highest)]


def _sign_of_determinant(payoffs: Array, rows: Sequence[int], columns: Sequence[int]) -> int:
    """By fraction-free elimination (Bareiss 1968) of the payoffs, shifted to be positive."""
    square = payoffs[np.ix_(rows, columns)].astype(object)
    table = (square - square.min() + 1).tolist()
    sign, divisor = 1, 1
    while table:
        place = next((i for i, row in enumerate(table) if row[0]), None)
        if place is None:
            return 0
        sign *= (-1) ** place
        pivot, *first = table.pop(place)
        table = [
            [(pivot * x - row[0] * y) // divisor for x, y in zip(row[1:], first, strict=True)]
            for row in table
        ]
        divisor = pivot
    return sign * ((divisor > 0) - (divisor < 0))
