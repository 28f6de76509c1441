"""Linear programs over correlated equilibria: built once per game in whole numbers, solved per objective."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from ..games.duality import IntegerProgram, Scaled, smallest_integers
from ..games.errors import LimitReached, SolverFailed
from ..games.normal_form import NormalFormGame
from ..games.obedience import Deviation, Multipliers, common_integers
from ..games.payoff_table import Array
from .linear_program import maximise_integers

MAX_ENTRIES = 20_000_000
"""Numbers up to which a program is built; more would fill the memory."""


@dataclass(frozen=True, slots=True, eq=False)
class Best:
    """An optimal distribution, what the players get, and the multipliers that prove it optimal.

    `alone` says that it is proven to be the only optimum; a False proves nothing.
    """

    distribution: Scaled
    payoffs: tuple[Fraction, ...]
    multipliers: Multipliers
    weights: tuple[Fraction, ...]
    alone: bool


class ObedienceProgram:
    """The obedience rows of a game over the probabilities of its cells (in row-major order)."""

    def __init__(self, game: NormalFormGame, *, coarse: bool) -> None:
        size = math.prod(game.shape) * sum(width - 1 for width in game.shape)
        if size > MAX_ENTRIES:
            raise LimitReached(
                f"the deviations of this game need {size:,} numbers in a linear program; at most "
                f"{MAX_ENTRIES:,} are accepted"
            )
        self.game = game
        tables, self.common = common_integers(game)
        self.tables = [smallest_integers(table.ravel()) for table in tables]
        self.labels: list[tuple[int, Deviation]] = []
        blocks = [self._coarse_rows(i) if coarse else self._rows(i) for i in range(len(game.players))]
        cells = self.tables[0].size
        entries = np.concatenate([*(values for values, _ in blocks), np.ones(cells, dtype=np.int64)])
        columns = np.concatenate([*(places for _, places in blocks), np.arange(cells)])
        lengths = [
            places.size // own
            for (_, places), own in zip(blocks, self._counts(coarse), strict=True)
            for _ in range(own)
        ]
        rows = np.repeat(np.arange(len(lengths) + 1), [*lengths, cells])
        kept = np.flatnonzero(entries != 0)
        starts = np.concatenate([[0], np.cumsum(np.bincount(rows[kept], minlength=len(lengths) + 1))])
        last = np.arange(len(lengths) + 1) == len(lengths)
        self.program = IntegerProgram(
            np.zeros(cells, dtype=np.int64),
            starts,
            columns[kept],
            smallest_integers(entries[kept]) if entries.dtype == object else entries[kept],
            last.astype(np.int64),
            last,
        )

    def best_sum(self, weights: Sequence[Fraction]) -> Best:
        """Maximise the sum of the players' payoffs times `weights`."""
        units = math.lcm(*(w.denominator for w in weights))
        goal = sum(
            table.astype(object) * int(w * units) for table, w in zip(self.tables, weights, strict=True)
        )
        assert isinstance(goal, np.ndarray)
        goal = goal - min(goal)
        divisor = math.gcd(*goal) or 1
        program = replace(self.program, objective=smallest_integers(goal // divisor))
        return self._best(program, Fraction(divisor, units * self.common), tuple(weights))

    def best_minimum(self) -> Best:
        """Maximise the smallest of the players' payoffs.

        One more variable, at most each player's payoff above the lowest one of the game, is maximised; its
        unit is the range of the payoffs.
        """
        base, players = self.program, len(self.tables)
        low = min(int(table.min()) for table in self.tables)
        lifted = [table.astype(object) - low for table in self.tables]
        top = max(int(table.max()) for table in lifted) or 1
        values, columns, starts = [base.values], [base.columns], [base.starts]
        width = len(base.objective)
        for table in lifted:
            used = np.flatnonzero(table)
            values.append(np.array([*(-table[used]), top], dtype=object))
            columns.append(np.array([*used, width]))
            starts.append(starts[-1][-1:] + len(used) + 1)
        program = IntegerProgram(
            np.array([0] * width + [1]),
            np.concatenate(starts),
            np.concatenate(columns),
            smallest_integers(np.concatenate([v.astype(object) for v in values])),
            np.concatenate([base.right, np.zeros(players, dtype=np.int64)]),
            np.concatenate([base.equal, np.zeros(players, dtype=bool)]),
        )
        return self._best(program, Fraction(top, self.common), None)

    def _best(self, program: IntegerProgram, unit: Fraction, weights: tuple[Fraction, ...] | None) -> Best:
        """Solve; one unit of the program's objective is `unit` in the players' payoffs."""
        outcome = maximise_integers(program)
        if outcome.status != "optimal":
            raise SolverFailed("no correlated equilibrium was found, but every finite game has one")
        cells, rows = self.tables[0].size, len(self.labels)
        proof = outcome.proof
        if weights is None:
            top = int(program.values[-1])
            shares = [proof[rows + 1 + i] * top for i in range(len(self.tables))]
            weights = tuple(share / sum(shares) for share in shares)
            unit /= sum(shares)
        multipliers: list[dict[Deviation, Fraction]] = [{} for _ in self.tables]
        for number in proof.numerators:
            if number < rows:
                player, deviation = self.labels[number]
                multipliers[player][deviation] = proof[number] * unit * self.common
        x = Scaled({k: v for k, v in outcome.x.numerators.items() if k < cells}, outcome.x.denominator)
        return Best(x, self.payoffs(x), tuple(multipliers), weights, outcome.alone)

    def payoffs(self, x: Scaled) -> tuple[Fraction, ...]:
        """What the players get under a distribution."""
        return tuple(
            Fraction(sum(int(t[k]) * v for k, v in x.numerators.items()), x.denominator * self.common)
            for t in self.tables
        )

    def _counts(self, coarse: bool) -> list[int]:
        return [m if coarse else m * (m - 1) for m in self.game.shape]

    def _rows(self, player: int) -> tuple[Array, Array]:
        """Gains and cells, one block per pair of strategies: what the second earns more than the first."""
        table, cells = self._by_strategy(player)
        told, instead = np.nonzero(~np.eye(len(table), dtype=bool))
        self.labels += [(player, (int(s), int(t))) for s, t in zip(told, instead, strict=True)]
        return (table[instead] - table[told]).ravel(), cells[told].ravel()

    def _coarse_rows(self, player: int) -> tuple[Array, Array]:
        table, cells = self._by_strategy(player)
        self.labels += [(player, (None, t)) for t in range(len(table))]
        gains = table[:, None, :] - table[None, :, :]
        return gains.ravel(), np.broadcast_to(cells, gains.shape).ravel()

    def _by_strategy(self, player: int) -> tuple[Array, Array]:
        """The player's payoffs and the cells' numbers, one row per own strategy."""
        shape = self.game.shape
        table = np.moveaxis(self.tables[player].reshape(shape), player, 0)
        cells = np.moveaxis(np.arange(table.size).reshape(shape), player, 0)
        return table.reshape(shape[player], -1), cells.reshape(shape[player], -1)


def named(multipliers: Mapping[Deviation, Fraction], names: Mapping[Deviation, str]) -> dict[str, Fraction]:
    """The multipliers under the names that files use."""
    return {
        names[deviation]: y for deviation, y in sorted(multipliers.items(), key=lambda one: names[one[0]])
    }
