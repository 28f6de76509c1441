"""Corners of the best-reply regions told by their labels alone, from the signs of minors.

The double description method (Motzkin, Raiffa, Thompson & Thrall 1953) needs the sign of a slack for every
corner and every reply, and no coordinate. So it runs alike at a number and along a stretch of a parameter,
where only the signs that it asks for are watched: those of corners that exist.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from fractions import Fraction

from ..games.errors import LimitReached
from .germ import Number
from .table_minors import SignedTable, members

MAX_VERTICES = 2_000


@dataclass(frozen=True, slots=True)
class LabelledVertex:
    """A mixture of `support` against which exactly `best` are best replies (sets as bits).

    `basis` are as many of the best replies as strategies are played; their tie determines the mixture.
    """

    support: int
    best: int
    basis: int


def labelled_vertices(table: SignedTable, rows: int, columns: int) -> list[LabelledVertex]:
    """Return all corners of the regions of best replies among `rows` in the mixtures of `columns`.

    Parameters
    ----------
    table : what each reply (row) earns against each strategy (column)
    rows, columns : the strategies that are considered, as bits

    Raises
    ------
    LimitReached
        When there are more than `MAX_VERTICES` corners on the way.

    Notes
    -----
    The corners are those of ``{(x, v): x >= 0, sum(x) = 1, v >= A x}``. Replies are added one by one; the
    corner at which the new slack is zero lies between one where it is positive and one where it is negative,
    if no third corner has all that is tight at both.

    Examples
    --------
    >>> from fractions import Fraction
    >>> payoffs = [[Fraction(3), Fraction(0)], [Fraction(0), Fraction(3)], [Fraction(1), Fraction(1)]]
    >>> for corner in labelled_vertices(SignedTable(payoffs), 0b111, 0b11):
    ...     print(f"{corner.support:02b} {corner.best:03b}")
    01 001
    11 011
    10 010
    """
    width = table.shape[1]
    first, *others = members(rows)
    dimension = columns.bit_count()
    found = [LabelledVertex(1 << s, 1 << first, 1 << first) for s in members(columns)]
    for row in others:
        signs = [_slack(table, one, row) for one in found]
        bit = 1 << row
        kept = [
            LabelledVertex(one.support, one.best | bit, one.basis) if not sign else one
            for one, sign in zip(found, signs, strict=True)
            if sign >= 0
        ]
        tight = [(columns & ~one.support) | one.best << width for one in found]
        masks = [*tight, columns]  # the last one is the direction in which all replies earn less than v
        above = [(one.support, mask) for one, mask, sign in zip(found, tight, signs, strict=True) if sign > 0]
        above.append((0, columns))
        below = [(one.support, mask) for one, mask, sign in zip(found, tight, signs, strict=True) if sign < 0]
        for (support, mask), (other, another) in itertools.product(above, below):
            common = mask & another
            if common.bit_count() < dimension - 1 or sum(m & common == common for m in masks) > 2:
                continue
            kept.append(_with_basis(table, support | other, common >> width | bit))
        found = kept
        if len(found) > MAX_VERTICES:
            raise LimitReached(f"the best-reply regions have more than {MAX_VERTICES} corners on the way")
    return found


def mixture_at(table: SignedTable, vertex: LabelledVertex) -> tuple[Number, ...]:
    """The probabilities at a corner, by Cramer's rule.

    Examples
    --------
    >>> from fractions import Fraction
    >>> table = SignedTable([[Fraction(3), Fraction(0)], [Fraction(0), Fraction(1)]])
    >>> [str(p) for p in mixture_at(table, LabelledVertex(0b11, 0b11, 0b11))]
    ['1/4', '3/4']
    """
    return tuple(
        table.ratio(s, vertex.basis, vertex.support) if vertex.support >> s & 1 else Fraction(0)
        for s in range(table.shape[1])
    )


def _slack(table: SignedTable, vertex: LabelledVertex, row: int) -> int:
    return table.sign_slack(vertex.basis, vertex.support, row)


def _with_basis(table: SignedTable, support: int, best: int) -> LabelledVertex:
    """The corner with the first of its best replies whose tie determines it."""
    for chosen in itertools.combinations(members(best), support.bit_count()):
        basis = sum(1 << r for r in chosen)
        if table.sign_even(basis, support):
            return LabelledVertex(support, best, basis)
    raise AssertionError("a corner is determined by what is tight there")
