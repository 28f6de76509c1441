"""Whether a mixture of other strategies dominates one, decided by one exact linear program.

The difference to the other strategies is a matrix game (Pearce 1984, appendix B): a positive value gives a
mixture that dominates strictly, any other a belief to which the strategy is a best reply.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from ..games.elimination import Kind, Weights
from ..games.payoff_table import Array
from .linear_program import maximise


@dataclass(frozen=True, slots=True)
class Verdict:
    """Dominated by `by`, or, where `kind` is None, a best reply to `belief` (weights of columns)."""

    kind: Kind | None
    by: Weights = ()
    belief: Weights = ()


def strict_verdict(rows: Array, place: int) -> Verdict:
    """Whether a mixture of the other rows exceeds row `place` in every column.

    Examples
    --------
    >>> strict_verdict(np.array([[3, 0], [0, 3], [1, 1]]), 2).by
    ((0, Fraction(1, 2)), (1, Fraction(1, 2)))
    >>> strict_verdict(np.array([[2, 0], [0, 2], [1, 1]]), 2)
    Verdict(kind=None, by=(), belief=((0, Fraction(1, 2)), (1, Fraction(1, 2))))
    """
    best = np.flatnonzero(rows[place] == rows.max(axis=0))
    if len(best):
        return Verdict(None, belief=((int(best[0]), Fraction(1)),))
    above = np.flatnonzero((rows > rows[place]).all(axis=1))
    if len(above):
        return Verdict("strict", ((int(above[0]), Fraction(1)),))
    simple = _simple_belief(rows, place)
    if simple:
        return Verdict(None, belief=simple)
    value, mixture, belief = duel(rows, place)
    return Verdict("strict", mixture) if value > 0 else Verdict(None, belief=belief)


def weak_verdict(rows: Array, place: int) -> Verdict:
    """Whether a mixture of the other rows is nowhere below row `place` and somewhere above it.

    A belief given instead has no zero.

    Examples
    --------
    >>> weak_verdict(np.array([[2, 0, 1], [0, 2, 0], [1, 1, 0]]), 2).by
    ((0, Fraction(1, 2)), (1, Fraction(1, 2)))
    >>> weak_verdict(np.array([[1, 1], [1, 1]]), 0).kind is None
    True
    """
    own = rows[place]
    others = np.delete(np.arange(len(rows)), place)
    if not len(others):
        return Verdict(None, belief=_probabilities(range(rows.shape[1]), [Fraction(1)] * rows.shape[1]))
    alone = np.flatnonzero((rows[others] < own).all(axis=0))
    if len(alone):
        return Verdict(None, belief=_spread(rows, place, ((int(alone[0]), Fraction(1)),)))
    above = np.flatnonzero((rows >= own).all(axis=1) & (rows > own).any(axis=1))
    if len(above):
        kind: Kind = "strict" if (rows[above[0]] > own).all() else "weak"
        return Verdict(kind, ((int(above[0]), Fraction(1)),))
    simple = _simple_belief(rows, place)
    if simple:
        return Verdict(None, belief=_spread(rows, place, simple))
    value, mixture, belief = duel(rows, place)
    if value:
        return Verdict("strict", mixture) if value > 0 else Verdict(None, belief=_spread(rows, place, belief))
    margins = sum(w * (rows[k].astype(object) - own.astype(object)) for k, w in mixture)
    return Verdict("weak", mixture) if margins.any() else _weak_program(rows, place)


def duel(rows: Array, place: int) -> tuple[Fraction, Weights, Weights]:
    """The matrix game of the other rows' gains over row `place`: its value, a mixture and a belief.

    Columns are scaled by powers of two so that payoffs of any size suit the float search. That multiplies
    gains by positive numbers: the value keeps its sign, and the belief is turned back.

    Examples
    --------
    >>> value, mixture, belief = duel(np.array([[3, 0], [0, 3], [1, 1]]), 2)
    >>> value > 0, belief
    (True, ((0, Fraction(1, 2)), (1, Fraction(1, 2))))
    """
    others, gains, scales = _scaled_gains(rows, place)
    ones = [Fraction(1)] * len(gains)
    answer = maximise([Fraction(1)] * len(scales), [[g + 2 for g in row] for row in gains], ones)
    value = 1 / sum(answer.x, Fraction(0)) - 2
    beliefs = [z / scale for z, scale in zip(answer.x, scales, strict=True)]
    return value, _probabilities(others, answer.proof), _probabilities(range(len(scales)), beliefs)


def _weak_program(rows: Array, place: int) -> Verdict:
    """Maximise the sum of the gains of a mixture that nowhere loses; the dual is a belief without a zero."""
    others, gains, scales = _scaled_gains(rows, place)
    losses = [[-g for g in column] for column in zip(*gains, strict=True)]
    ones = [Fraction(1)] * len(others)
    limits = [Fraction(0)] * len(losses) + [Fraction(1)]
    totals = [sum(row, Fraction(0)) for row in gains]
    answer = maximise(totals, [*losses, ones], limits)
    if sum((g * w for g, w in zip(totals, answer.x, strict=True)), Fraction(0)) > 0:
        return Verdict("weak", _probabilities(others, answer.x))
    beliefs = [(1 + y) / scale for y, scale in zip(answer.proof, scales, strict=False)]
    return Verdict(None, belief=_probabilities(range(len(scales)), beliefs))


def _scaled_gains(rows: Array, place: int) -> tuple[list[int], list[list[Fraction]], list[int]]:
    others = [k for k in range(len(rows)) if k != place]
    gains = (rows[others].astype(object) - rows[place].astype(object)).tolist()
    scales = [1 << max(abs(g) for g in column).bit_length() for column in zip(*gains, strict=True)]
    return others, [[Fraction(g, s) for g, s in zip(row, scales, strict=True)] for row in gains], scales


def _simple_belief(rows: Array, place: int) -> Weights | None:
    """Some columns, alike likely, where row `place` falls least short, if they make it the only best row.

    Spares most undominated strategies of large games a linear program; sums are exact.
    """
    short = rows.astype(object) - rows.max(axis=0)
    small = -int(short.min()) * rows.shape[1] < 2**62
    short = short.astype(np.int64) if small else short
    order = np.argsort(-short[place], kind="stable")
    sums = short[:, order].cumsum(axis=1)
    lead = sums[place] - np.delete(sums, place, axis=0).max(axis=0)
    found = np.flatnonzero(lead > 0)
    if not len(found):
        return None
    columns = sorted(order[: found[0] + 1].tolist())
    return _probabilities(columns, [Fraction(1)] * len(columns))


def _spread(rows: Array, place: int, belief: Weights) -> Weights:
    """Give every column some weight, so little that row `place`, the only best one, stays best."""
    gains = np.delete(rows, place, axis=0).astype(object) - rows[place].astype(object)
    weights = np.array([w for _, w in belief], dtype=object)
    lead = -max(gains[:, [t for t, _ in belief]] @ weights)
    worst = max(0, *np.maximum(gains, 0).sum(axis=1))
    factor = -(-worst // lead) + 1
    total = [Fraction(1)] * rows.shape[1]
    for t, w in belief:
        total[t] += factor * w
    return _probabilities(range(len(total)), total)


def _probabilities(places: Sequence[int], weights: Sequence[Fraction]) -> Weights:
    total = sum(weights, Fraction(0))
    return tuple((place, w / total) for place, w in zip(places, weights, strict=True) if w)
