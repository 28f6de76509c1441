"""An optimal strategy of each player in a matrix game, exact: proposed by floats, proven by each other.

Whatever proposes, a pair is taken only if no strategy of either player does better against it, in integers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from ..games.certificate import Mixed
from ..games.exact import over_common_denominator
from ..games.integer_products import weighted_sums
from ..games.payoff_table import Array
from .interior_point import central_points
from .linear_algebra import solve_integers
from .linear_program import maximise
from .modular_rank import is_regular
from .optimal_faces import corner_systems
from .refined_systems import solve_both_ways

SMALL = 60
"""Entries up to which the linear program is solved directly."""

CLOSE = 1e-7
"""How far floats may be from a solution, for payoffs between -1 and 1, that is worth an exact try."""

FEW = 8
"""Strategies that may join the restricted game at a time, if it is small itself."""


@dataclass(frozen=True, slots=True)
class OptimalPair:
    """An optimal strategy of each player, how it was found, and if some strategy not played does as well."""

    row: Mixed
    column: Mixed
    method: str
    tied: bool


@dataclass(frozen=True, slots=True)
class _Mixture:
    """Strategies of one player and the weights with which they are played."""

    played: Array
    weights: list[int]


@dataclass(frozen=True, slots=True)
class _Check:
    """The strategies that do better against a pair than they should, the best ones first; none is a proof.

    In an optimal pair, `tied` says whether some strategy that is not played does as well as those played.
    """

    rows: list[int]
    columns: list[int]
    tied: bool = False

    @property
    def passed(self) -> bool:
        return not self.rows and not self.columns


def optimal_pair(payoffs: Array) -> OptimalPair:
    """Return an optimal strategy of each player in the game of the first player's `payoffs`.

    Parameters
    ----------
    payoffs : m × n array of integers of any size

    Returns
    -------
    OptimalPair
        Proven: the first strategy guarantees what the second concedes, in integers.

    Notes
    -----
    An interior-point method finds, in floats, which strategies are played; exact equations give the
    probabilities. Where the optimum is not unique, corners of the optimal sets are taken. If that fails
    (floats cannot tell a tie from a margin of 10^-12, say), exact linear programs over some of the strategies
    follow, and strategies that do better join them until none is left (McMahan, Gordon & Blum 2003).

    Examples
    --------
    >>> pair = optimal_pair(np.array([[3, -1], [-2, 4]]))
    >>> [str(p) for p in pair.row], [str(q) for q in pair.column]
    (['3/5', '2/5'], ['1/2', '1/2'])
    """
    integers = _reduced(payoffs)
    saddle = _saddle_point(integers)
    if saddle is not None:
        row, column = (_Mixture(np.array([s]), [1]) for s in saddle)
        return _pair(integers, row, column, "saddle-point", _check(integers, row, column))
    rows, columns = np.arange(0), np.arange(0)
    if integers.size > SMALL:
        for row, column in _proposals(integers):
            check = _check(integers, row, column)
            if check.passed:
                return _pair(integers, row, column, "interior-point", check)
            rows, columns = row.played, column.played
    return _by_programs(integers, rows, columns)


def _reduced(payoffs: Array) -> Array:
    """The payoffs from zero up in their largest common unit, as machine integers where they fit."""
    low, high = int(payoffs.min()), int(payoffs.max())
    exact = payoffs - low if payoffs.dtype != object and high - low < 2**62 else payoffs.astype(object) - low
    unit = int(np.gcd.reduce(exact, axis=None)) or 1
    reduced: Array = exact // unit
    return reduced.astype(np.int64) if (high - low) // unit < 2**62 else reduced


def _saddle_point(payoffs: Array) -> tuple[int, int] | None:
    guaranteed, conceded = payoffs.min(axis=1), payoffs.max(axis=0)
    if guaranteed.max() != conceded.min():
        return None
    return int(guaranteed.argmax()), int(conceded.argmin())


def _proposals(payoffs: Array) -> Iterator[tuple[_Mixture, _Mixture]]:
    """Pairs of mixtures that are optimal if floats have told the strategies played from the others."""
    floats = _near_one(payoffs)
    tried = b""
    point = None
    for point in central_points(floats):
        rows, columns = point.rows, point.columns
        name = rows.tobytes() + b"|" + columns.tobytes()
        if name == tried or len(rows) != len(columns) or not _plausible(floats, rows, columns):
            continue
        tried = name
        found = _indifferent(payoffs, rows, columns)
        if found is not None:
            yield found
    if point is None:
        return
    systems = corner_systems(payoffs, floats, point)
    if systems is None:
        return
    own, other = (_indifferent(payoffs, rows, columns) for rows, columns in systems)
    if own is not None and other is not None:
        yield own[0], other[1]


def _near_one(payoffs: Array) -> Array:
    """Floats between -1 and 1; nothing is decided by them."""
    surplus = max(int(payoffs.max()).bit_length() - 60, 0)
    floats = (payoffs >> surplus).astype(float)
    scaled: Array = floats * (2 / floats.max()) - 1
    return scaled


def _plausible(floats: Array, rows: Array, columns: Array) -> bool:
    """Whether indifference among these strategies seems to be an equilibrium, as far as floats can say."""
    size = len(rows)
    system = bordered(floats[np.ix_(rows, columns)])
    right = np.append(np.zeros(size), 1.0)
    try:
        y, x = np.linalg.solve(system, right)[:size], -np.linalg.solve(system.T, right)[:size]
    except np.linalg.LinAlgError:
        return False
    if not min(x.min(), y.min()) > -CLOSE:
        return False
    return float((floats[:, columns] @ y).max() - (x @ floats[rows]).min()) < CLOSE


def bordered(square: Array) -> Array:
    """The system ``A y = v, sum(y) = 1``; its transpose, with x negated, is the other player's."""
    size = len(square)
    system = np.zeros((size + 1, size + 1), dtype=square.dtype)
    system[:size, :size] = square
    system[:size, size] = -1
    system[size, :size] = 1
    return system


def _indifferent(payoffs: Array, rows: Array, columns: Array) -> tuple[_Mixture, _Mixture] | None:
    """The mixtures of `rows` and `columns` that make each other's strategies equally good; may be wrong."""
    size = len(rows)
    square = _reduced(payoffs[np.ix_(rows, columns)])
    right = np.array([0] * size + [1])
    found = None
    if square.dtype != object:
        # Centred, because the smaller the entries, the more digits each step of the solution gives.
        found = solve_both_ways(bordered(square - int(square.max()) // 2), right)
    if found is not None:
        ahead, back = found
        x = [-p for p in back.numerators[:size]]
        return _Mixture(rows, x), _Mixture(columns, ahead.numerators[:size])
    system = bordered(square)
    if not is_regular(system):
        return None
    one, other = (solve_integers(turned.tolist(), right.tolist()) for turned in (system.T, system))
    if one is None or other is None:
        return None
    weights, _ = over_common_denominator([-p for p in one[:size]])
    others, _ = over_common_denominator(other[:size])
    return _Mixture(rows, weights), _Mixture(columns, others)


def _check(payoffs: Array, row: _Mixture, column: _Mixture) -> _Check:
    """What does better against the pair; with negative weights, which are no strategies, everything might."""
    if min(row.weights) < 0 or min(column.weights) < 0 or not sum(row.weights) or not sum(column.weights):
        return _Check(list(range(len(payoffs))), list(range(payoffs.shape[1])))
    earned = weighted_sums(payoffs[:, column.played], column.weights)
    conceded = weighted_sums(payoffs[row.played].T, row.weights)
    total, other = sum(column.weights), sum(row.weights)
    # Both sides bound the value; they meet exactly when both strategies are optimal (von Neumann 1928).
    if max(earned) * other == min(conceded) * total:
        best = earned.count(max(earned)) + conceded.count(min(conceded))
        return _Check([], [], best > sum(map(bool, row.weights)) + sum(map(bool, column.weights)))
    reached = sum(earned[i] * p for i, p in zip(row.played.tolist(), row.weights, strict=True))
    by_gain = sorted(range(len(earned)), key=lambda i: -earned[i])
    by_loss = sorted(range(len(conceded)), key=lambda j: conceded[j])
    return _Check(
        [i for i in by_gain if earned[i] * other > reached],
        [j for j in by_loss if conceded[j] * total < reached],
    )


def _by_programs(payoffs: Array, rows: Array, columns: Array) -> OptimalPair:
    """Solve the game of some strategies exactly, and again with those that do better, until none do."""
    if not len(rows) or payoffs.size <= SMALL:
        rows, columns = np.arange(len(payoffs)), np.arange(payoffs.shape[1])
    while True:
        small = payoffs[np.ix_(rows, columns)]
        x, y = _program(_reduced(small))
        row, column = _Mixture(rows, x), _Mixture(columns, y)
        better = _check(payoffs, row, column)
        if better.passed:
            return _pair(payoffs, row, column, "linear-program", better)
        rows = np.union1d(rows, better.rows[: max(FEW, len(rows) // 4)]).astype(int)
        columns = np.union1d(columns, better.columns[: max(FEW, len(columns) // 4)]).astype(int)


def _program(payoffs: Array) -> tuple[list[int], list[int]]:
    """Optimal weights of both players, from one program and its dual.

    With payoffs made positive, ``max 1·y with A y <= 1`` has the value 1/v; y is optimal for the second
    player, up to its sum, and the dual point for the first.
    """
    largest = max(int(payoffs.max()), 1)
    rows = [[Fraction(x + largest, 2 * largest) for x in row] for row in payoffs.tolist()]
    answer = maximise([Fraction(1)] * len(rows[0]), rows, [Fraction(1)] * len(rows))
    return over_common_denominator(answer.proof)[0], over_common_denominator(answer.x)[0]


def _pair(payoffs: Array, row: _Mixture, column: _Mixture, method: str, check: _Check) -> OptimalPair:
    found = []
    for mixture, length in zip((row, column), payoffs.shape, strict=True):
        probabilities = [Fraction(0)] * length
        total = sum(mixture.weights)
        for s, weight in zip(mixture.played.tolist(), mixture.weights, strict=True):
            probabilities[s] = Fraction(weight, total)
        found.append(tuple(probabilities))
    return OptimalPair(found[0], found[1], method, check.tied)
