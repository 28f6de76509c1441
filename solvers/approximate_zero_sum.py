"""Large constant-sum trees: floats propose optimal plans, whole numbers prove how much they leave.

The value lies between what the first player's plan guarantees and what the second's concedes; both are best
replies, recomputed exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from ..games.constant_sum import constant_total
from ..games.extensive_form import ExtensiveFormGame
from ..games.sequence_arrays import OwnSequences, SequenceArrays
from ..games.solution import Approximate, Profile, Solution
from .linear_program import SparseProgram, float_optimum

Integers = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]

SCALE = 2**32
"""Plans are rounded to multiples of this part."""

SIMPLEX = 6000
"""Sequences of both players up to which the simplex method is quicker than an interior point."""

BECAUSE = (
    "a linear program in floats proposed both plans, which were rounded to exact ones; best replies, "
    "computed exactly, prove the bounds"
)


def approximate_zero_sum(game: ExtensiveFormGame) -> Solution:
    """Return exact bounds on the value of a constant-sum tree, and plans that prove them.

    The caller makes sure that the game has two players and rational numbers.

    Raises
    ------
    UnsupportedGame
        If a player forgets; naming two ends whose payoffs differ in sum.
    SolverFailed
        If HiGHS proposes nothing.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> guess = {side: decision("B", {other: outcome(3, -3) if side == other else outcome(-1, 1)
    ...     for other in ("left", "right")}, information_set="guess") for side in ("left", "right")}
    >>> found = approximate_zero_sum(tree(decision("A", guess)))
    >>> low, high = found.value_bounds
    >>> low <= 1 <= high and high - low < Fraction(1, 10**6)
    True
    """
    arrays = SequenceArrays.of(game, "zero-sum")
    if not _constant(arrays):
        constant_total(game)  # names the ends
    program = PlanProgram.of(arrays)
    plans = [rounded(own, plan) for own, plan in zip(arrays.players, program.plans(), strict=True)]
    found = Approximate(game, _profile(game, arrays, plans))
    return Solution(
        game=game,
        concept="zero-sum",
        method="float-sequence-form-linear-program",
        equilibria=(),
        components=(),
        complete=False,
        complete_because=BECAUSE,
        approximate=(found,),
    )


def _constant(arrays: SequenceArrays) -> bool:
    """Whether all payoffs that chance does not exclude add up to the same."""
    reached = arrays.chances != 0
    ours, theirs = (own[reached].astype(object) for own in arrays.payoffs)
    one, other = arrays.payoff_denominators
    sums = ours * other + theirs * one
    return bool((sums == sums[0]).all())


@dataclass(frozen=True, eq=False)
class PlanProgram:
    """The first player's program in floats: weights of own sequences, the root's guarantee, and what each set
    of the second player guarantees. Payoffs are brought to the range of 0 to 1.

    One row per sequence of the second player comes first: what it concedes is at least the guarantee.
    """

    arrays: SequenceArrays
    program: SparseProgram

    @classmethod
    def of(cls, arrays: SequenceArrays) -> PlanProgram:
        first, second = arrays.players
        width, rows = first.count + 1 + len(second.sets), second.count + 1 + len(first.sets)
        reached = arrays.chances != 0
        payoffs = arrays.payoffs[0][reached]
        low = payoffs.min()
        spread = max(int(payoffs.max()) - int(low), 1)
        share = np.asarray(arrays.chances[reached] / arrays.chance_denominator, dtype=float)
        weights = np.asarray((payoffs - low) / spread, dtype=float) * share
        place = first.count + 1 + np.arange(len(second.sets))
        below = second.count + 1 + np.arange(len(first.sets))
        parts = [
            (second.ends[reached], first.ends[reached], -weights),
            ([0], [first.count], [1.0]),
            (second.parent, place, np.full(len(place), -1.0)),
            (_leaving(second), np.repeat(place, second.size), np.ones(second.count - 1)),
            ([second.count], [0], [1.0]),
            (below, first.parent, np.full(len(below), -1.0)),
            (np.repeat(below, first.size), _leaving(first), np.ones(first.count - 1)),
        ]
        row, column, value = (np.concatenate([np.asarray(part[k]) for part in parts]) for k in range(3))
        cells, where = np.unique(row.astype(np.int64) * width + column, return_inverse=True)
        values = np.bincount(where, weights=value, minlength=len(cells))
        objective = np.zeros(width)
        objective[first.count] = 1
        right = np.zeros(rows)
        right[second.count] = 1
        starts = np.searchsorted(cells, np.arange(rows + 1) * width)
        equal = np.arange(rows) >= second.count
        return cls(arrays, SparseProgram(objective, starts, cells % width, values, right, equal))

    def plans(self) -> tuple[Floats, Floats]:
        """The weights that HiGHS proposes for the sequences of both players."""
        first, second = self.arrays.players
        x, y = float_optimum(self.program, interior=second.count + first.count > SIMPLEX)
        return x[: first.count], y[: second.count]


def _leaving(own: OwnSequences) -> Integers:
    """All sequences but the empty one: those of a set stand together, in the order of the sets."""
    return np.arange(1, own.count)


def rounded(own: OwnSequences, plan: Floats) -> Integers:
    """The plan in whole numbers over `SCALE`: at each set the weights add up to that of their parent."""
    wanted = np.maximum(plan, 0.0)
    weights = np.zeros(own.count, dtype=np.int64)
    weights[0] = SCALE
    for start, stop in own.groups:
        size = own.size[start:stop]
        first = int(own.first[start])
        here = slice(first, first + int(size.sum()))
        offsets = own.first[start:stop] - first
        above = weights[own.parent[start:stop]]
        totals = np.add.reduceat(wanted[here], offsets)
        nothing = np.repeat(totals <= 0, size)
        shares = np.where(nothing, 1.0, wanted[here])
        shares /= np.repeat(np.where(totals <= 0, size, totals), size)
        parts = np.floor(np.repeat(above, size) * shares).astype(np.int64)
        parts = np.minimum(parts, np.repeat(above, size))
        # What rounding has left goes to the likeliest action of each set, the first where several are.
        largest = np.repeat(np.maximum.reduceat(shares, offsets), size) == shares
        order = np.flatnonzero(largest)
        _, once = np.unique(np.repeat(np.arange(stop - start), size)[order], return_index=True)
        parts[order[once]] += above - np.add.reduceat(parts, offsets)
        weights[here] = parts
    return weights


def _profile(game: ExtensiveFormGame, arrays: SequenceArrays, plans: list[Integers]) -> Profile:
    found: list[tuple[Fraction, ...] | None] = [None] * len(game.arrays.menu_of)
    for own, plan in zip(arrays.players, plans, strict=True):
        weights = plan.tolist()
        rows = zip(own.sets.tolist(), own.first.tolist(), own.size.tolist(), own.parent.tolist(), strict=True)
        for number, first, size, parent in rows:
            above = weights[parent]
            if above:
                found[number] = tuple(Fraction(w, above) for w in weights[first : first + size])
    return tuple(found)
