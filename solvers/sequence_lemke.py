"""One equilibrium of a two-player tree by Lemke's algorithm on the sequence form, in exact integers.

Source: Koller, Megiddo and von Stengel (1996) for the linear complementarity problem of the sequence form;
von Stengel, van den Elzen and Talman (2002) for the start from a prior, where the free variables are never
pivoted and no ray can end the path.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from ..games.extensive_form import ExtensiveFormGame
from ..games.payoff_table import Array
from ..games.plays import OwnPasts, own_pasts, plays, weighted_payoffs
from .float_lemke import float_basis, values_of_basis
from .lemke_howson import smallest_ratios

Plan = tuple[Fraction, ...]

SMALL = 60
"""Rows up to which the exact path is quicker than a proposal in floats with its proof."""

PERTURBATIONS = (1e-6, 1e-9)
"""How far ties are broken in floats; the next one is taken where the basis found is not proven."""


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One player's sequences, with a pure best reply to the prior and the moves that leave it.

    Attributes
    ----------
    parents : per sequence, the sequence one move shorter (-1 for the empty one, number 0)
    sets : per information set, parents before children, its sequences
    chosen, other : the sequences of the best reply at each set, and all others but the empty one
    played : array, 1 for the sequences that the best reply reaches
    changes : array with a row per sequence of `other`
        What is given up less what is gained when that move is made and then the best reply followed again.
    """

    parents: tuple[int, ...]
    sets: tuple[tuple[int, ...], ...]
    chosen: tuple[int, ...]
    other: tuple[int, ...]
    played: Array
    changes: Array

    @classmethod
    def of(cls, parents: tuple[int, ...], sets: tuple[tuple[int, ...], ...], earned: list[int]) -> Side:
        """Take at every set, the last ones first, the sequence that earns most with all that follows it."""
        below: list[set[int]] = [set() for _ in parents]
        chosen, continued = [], {}
        for sequences in reversed(sets):
            best = max(sequences, key=lambda s: earned[s])
            parent = parents[best]
            earned[parent] += earned[best]
            continued[sequences] = {best} | below[best]
            below[parent] |= continued[sequences]
            chosen.append(best)
        taken = set(chosen)
        other = tuple(s for s in range(1, len(parents)) if s not in taken)
        place = {s: k for k, s in enumerate(other)}
        changes = np.zeros((len(other), len(parents)), dtype=np.int64)
        for sequences in sets:
            for s in sequences:
                if s in place:
                    changes[place[s], list(continued[sequences])] += 1
                    changes[place[s], [s, *below[s]]] -= 1
        played = np.zeros(len(parents), dtype=np.int64)
        played[[0, *below[0]]] = 1
        return cls(parents, sets, tuple(sorted(chosen)), other, played, changes)


@dataclass(frozen=True, slots=True, eq=False)
class SequenceGame:
    """What two players can do and get, in integers.

    Attributes
    ----------
    players : the two players' numbers in the game
    parents, sets : per player, as in `Side`
    tables : per player, an array of integers by the first and the second one's sequences
        Payoffs, weighted by chance, up to a factor and a constant.
    """

    players: tuple[int, int]
    parents: tuple[tuple[int, ...], tuple[int, ...]]
    sets: tuple[tuple[tuple[int, ...], ...], tuple[tuple[int, ...], ...]]
    tables: tuple[Array, Array]

    @classmethod
    def of(cls, game: ExtensiveFormGame, players: tuple[int, int], pasts: OwnPasts) -> SequenceGame:
        """Return the sequence form of the two `players`; nobody else moves."""
        found = plays(game)
        shape = tuple(len(pasts.moves[i]) for i in players)
        tables = []
        for player in players:
            least = min(t for t, p in zip(found.totals[player], found.chances, strict=True) if p)
            lowered = tuple(t - least for t in found.totals[player])
            totals = tuple(lowered if i == player else own for i, own in enumerate(found.totals))
            weighted = weighted_payoffs(
                type(found)(found.nodes, found.chances, totals, found.denominators), pasts, player
            )
            table = np.zeros(shape, dtype=object)
            for sequences, value in weighted.values.items():
                table[sequences[players[0]], sequences[players[1]]] += value
            tables.append(table)
        first, second = players
        return cls(
            players,
            (pasts.parents[first], pasts.parents[second]),
            (_sets(pasts, first), _sets(pasts, second)),
            (tables[0], tables[1]),
        )

    def uniform(self, player: int) -> tuple[list[int], int]:
        """The plan that makes all moves of each set alike likely, as integers over a denominator."""
        plan = [Fraction(1)] * len(self.parents[player])
        for sequences in self.sets[player]:
            for s in sequences:
                plan[s] = plan[self.parents[player][s]] / len(sequences)
        common = math.lcm(*(p.denominator for p in plan))
        return [int(p * common) for p in plan], common


@dataclass(frozen=True, slots=True)
class FoundPlans:
    """The realisation plans of an equilibrium; whether an unused move at a set they reach is as good."""

    plans: tuple[Plan, Plan]
    tied: bool


def sequence_equilibrium(game: ExtensiveFormGame, players: tuple[int, int]) -> FoundPlans:
    """Return the realisation plans of one equilibrium of a tree with perfect recall in which `players` move.

    The path starts where both play the best reply to uniformly mixed moves of the other, and ends where the
    weight of that prior has gone. Large problems are first followed in floats, and the end solved exactly;
    where that proves nothing, exact pivots with lexicographic ties take over, which always end.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> guess = {side: decision("B", {other: outcome(2, -1) if side == other else outcome(-1, 1)
    ...     for other in ("left", "right")}, information_set="guess") for side in ("left", "right")}
    >>> x, y = sequence_equilibrium(tree(decision("A", guess)), (0, 1)).plans
    >>> [str(p) for p in x], [str(p) for p in y]
    (['1', '1/2', '1/2'], ['1', '1/2', '1/2'])
    """
    form = SequenceGame.of(game, players, own_pasts(game))
    problem = ComplementarityProblem.of(form)
    values = _proposed(problem) if problem.rows > SMALL else None
    if values is None:
        tableau = LexicographicTableau(problem.matrix, problem.right, range(problem.rows))
        entering = problem.weight
        while (left := tableau.pivot(entering, problem.rows - 1)) != problem.weight_left:
            entering = problem.partner(left)
        values = tableau.values()
    plans = problem.plans(values)
    return FoundPlans(plans, problem.is_tied(values, plans))


def _proposed(problem: ComplementarityProblem) -> dict[int, Fraction] | None:
    """The end of the path as floats see it, made exact; None where it is not proven to be one."""
    for perturbation in PERTURBATIONS:
        basic = float_basis(
            problem.matrix,
            problem.right,
            sum(len(side.other) for side in problem.sides),
            problem.weight,
            perturbation,
        )
        if basic is None or len({v % problem.rows for v in basic}) < problem.rows:
            continue
        values = values_of_basis(problem.matrix, problem.right, basic)
        if values is not None:
            return values
    return None


@dataclass(frozen=True, slots=True, eq=False)
class ComplementarityProblem:
    """Plans x, y and what each unused move falls short, as basic and other variables of a tableau.

    Row i says ``basic_i + matrix[i]·others = right[i]``. The basic variables are numbered 0 to ``rows - 1``:
    shortfalls of the moves that leave the best reply (first player, then second), weights of the sequences of
    the best reply (alike), and the weight of the prior. The others, from `rows` on, stand in the same order:
    the variable ``rows + k`` is the partner of k, so that one of the two is zero; the last is the weight that
    the prior has lost.

    `right` and the rows of shortfalls are scaled by integers.
    """

    sides: tuple[Side, Side]
    matrix: Array
    right: Array

    @classmethod
    def of(cls, form: SequenceGame) -> ComplementarityProblem:
        """Set up the problem at the best replies to the uniform prior."""
        priors = [form.uniform(0), form.uniform(1)]
        own = [form.tables[0], form.tables[1].T]  # by one's own sequences and the opponent's
        expected = [_product(own[i], np.array(priors[1 - i][0], dtype=object)[:, None])[:, 0] for i in (0, 1)]
        first, second = (Side.of(form.parents[i], form.sets[i], expected[i].tolist()) for i in (0, 1))
        sides = (first, second)
        others = [len(side.other) for side in sides]
        chosen = [len(side.chosen) for side in sides]
        starts = np.cumsum([0, *others, *chosen])
        rows = int(starts[-1]) + 1
        matrix = np.zeros((rows, rows), dtype=object)
        right = np.zeros(rows, dtype=object)
        for i, (side, opponent) in enumerate(((first, second), (second, first))):
            prior, scale = priors[1 - i]
            lost = _product(side.changes.astype(object), own[i])
            shortfalls = slice(starts[i], starts[i + 1])
            theirs = slice(starts[1 - i], starts[2 - i])
            weights = slice(starts[2 + i], starts[3 + i])
            now = _product(lost, np.array(prior, dtype=object)[:, None])[:, 0]
            reply = _product(lost, opponent.played.astype(object)[:, None])[:, 0]
            right[shortfalls] = now
            matrix[shortfalls, -1] = now - reply * scale
            matrix[shortfalls, theirs] = _product(lost, opponent.changes.T.astype(object)) * scale
            matrix[shortfalls, weights] = -side.changes[:, list(side.chosen)].astype(object) * scale
            matrix[weights, shortfalls] = side.changes[:, list(side.chosen)].T.astype(object)
            matrix[weights, -1] = -side.played[list(side.chosen)].astype(object)
        matrix[-1, -1] = 1
        right[-1] = 1
        return cls(sides, matrix, right)

    @property
    def rows(self) -> int:
        return len(self.right)

    @property
    def weight(self) -> int:
        """The variable that starts the path: the weight that the prior has lost."""
        return 2 * self.rows - 1

    @property
    def weight_left(self) -> int:
        """The variable that ends the path when it is zero: the weight of the prior."""
        return self.rows - 1

    def partner(self, variable: int) -> int:
        """The variable of which one, this or that, must be zero."""
        return variable + self.rows if variable < self.rows else variable - self.rows

    def plans(self, values: dict[int, Fraction]) -> tuple[Plan, Plan]:
        """The two realisation plans, from the values of the basic variables."""
        counts = [len(side.other) for side in self.sides]
        place = sum(counts)
        plans = []
        for i, side in enumerate(self.sides):
            plan = [Fraction(0)] * len(side.parents)
            plan[0] = Fraction(1)
            for k, s in enumerate(side.other):
                plan[s] = values.get(self.rows + i * counts[0] + k, Fraction(0))
            for k, s in enumerate(side.chosen):
                plan[s] = values.get(place + k, Fraction(0))
            place += len(side.chosen)
            plans.append(tuple(plan))
        return plans[0], plans[1]

    def is_tied(self, values: dict[int, Fraction], plans: tuple[Plan, Plan]) -> bool:
        """Whether at some set that own play reaches an unused move falls short by nothing."""
        place = 0
        numbers: list[dict[int, int]] = [{}, {}]
        for own, side in zip(numbers, self.sides, strict=True):
            own.update({s: place + k for k, s in enumerate(side.other)})
            place += len(side.other)
        for own, side in zip(numbers, self.sides, strict=True):
            own.update({s: self.rows + place + k for k, s in enumerate(side.chosen)})
            place += len(side.chosen)
        return any(
            not plan[s] and plan[side.parents[s]] and not values.get(shortfall, 0)
            for own, side, plan in zip(numbers, self.sides, plans, strict=True)
            for s, shortfall in own.items()
        )


class LexicographicTableau:
    """Rows ``scale·basic + matrix·others = right`` in integers without a common divisor, pivoted exactly."""

    def __init__(self, matrix: Array, right: Array, ties: range) -> None:
        self.rows = np.concatenate([matrix, right[:, None]], axis=1)
        self.scales: list[int] = [1] * len(matrix)
        self.basic = list(ties)
        self.others = [len(matrix) + k for k in range(matrix.shape[1])]
        self.row_of: dict[int, int] = {variable: i for i, variable in enumerate(self.basic)}
        self.column_of = {variable: k for k, variable in enumerate(self.others)}
        self.ties = ties
        self.pivots = 0

    def pivot(self, entering: int, preferred: int) -> int:
        """Let a variable in; return the one that leaves, `preferred` wherever that is among the first."""
        column = self.column_of.pop(entering)
        row = self._leaving(column, preferred)
        leaving = self.basic[row]
        self._exchange(row, column)
        self.basic[row], self.others[column] = entering, leaving
        del self.row_of[leaving]
        self.row_of[entering], self.column_of[leaving] = row, column
        self.pivots += 1
        return leaving

    def values(self) -> dict[int, Fraction]:
        """The values of the basic variables."""
        return {v: Fraction(int(self.rows[i, -1]), self.scales[i]) for i, v in enumerate(self.basic)}

    def _leaving(self, column: int, preferred: int) -> int:
        falls = self.rows[:, column]
        rows = smallest_ratios(np.flatnonzero(falls > 0).tolist(), self.rows[:, -1], falls)
        assert rows, "the feasible set is bounded"
        if self.row_of.get(preferred) in rows:
            return self.row_of[preferred]
        for variable in self.ties:
            if len(rows) == 1:
                break
            if variable in self.column_of:
                rows = smallest_ratios(rows, self.rows[:, self.column_of[variable]], falls)
            elif (own := self.row_of.get(variable)) in rows:
                rows = [i for i in rows if i != own]
        return rows[0]

    def _exchange(self, row: int, column: int) -> None:
        """Solve the row for the variable of the column, and put that into all others."""
        ours, scale = self.rows[row].copy(), self.scales[row]
        pivot = ours[column]
        ours[column] = 0  # the entering variable leaves the other columns; the leaving one takes its place
        for i in np.flatnonzero(self.rows[:, column]).tolist():
            if i == row:
                continue
            other = self.rows[i]
            factor = other[column]
            other = other * pivot - ours * factor
            other[column] = -factor * scale
            own = self.scales[i] * pivot
            divisor = math.gcd(own, *other.tolist())
            if divisor > 1:
                other //= divisor
                own //= divisor
            self.rows[i], self.scales[i] = other, own
        ours[column] = scale
        self.rows[row], self.scales[row] = ours, pivot


def _product(left: Array, right: Array) -> Array:
    """The exact product of two matrices of integers."""
    if not (left.size and right.size):
        return np.zeros((left.shape[0], right.shape[1]), dtype=object)
    from flint import fmpz_mat

    product = fmpz_mat(left.tolist()) * fmpz_mat(right.tolist())
    found = np.empty((left.shape[0], right.shape[1]), dtype=object)
    found[:] = [[int(x) for x in row] for row in product.tolist()]
    return found


def _sets(pasts: OwnPasts, player: int) -> tuple[tuple[int, ...], ...]:
    found: dict[int, list[int]] = {}
    for number, (one, _) in enumerate(pasts.moves[player]):
        if number:
            found.setdefault(one, []).append(number)
    return tuple(map(tuple, found.values()))
