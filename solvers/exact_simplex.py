"""The simplex method in exact integers: slow and sure, for when a float basis fails its proof.

Source: Dantzig (1963), two phases; Bland's rule (1977), which cannot cycle; fraction-free pivoting as in
Bareiss (1968).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from ..games.duality import LinearProgram, Vector


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a program ends, with its proof: dual point, Farkas multipliers, or a ray."""

    status: Literal["optimal", "infeasible", "unbounded"]
    x: Vector = ()
    proof: Vector = ()


def exact_simplex(program: LinearProgram) -> Outcome:
    """Return an optimal vertex with its dual point, Farkas multipliers, or a vertex with a ray.

    Examples
    --------
    >>> one = Fraction(1)
    >>> exact_simplex(LinearProgram((one, one), ((one, 2 * one),), (one,), (False,))).x
    (Fraction(1, 1), Fraction(0, 1))
    """
    tableau = _Tableau(program)
    tableau.minimise_infeasibility()
    if tableau.infeasibility() > 0:
        return Outcome("infeasible", proof=tableau.farkas())
    tableau.drive_out_artificials()
    ray = tableau.maximise()
    if ray is not None:
        return Outcome("unbounded", x=tableau.point(), proof=ray)
    return Outcome("optimal", x=tableau.point(), proof=tableau.dual())


class _Tableau:
    """Rows of integers over one common divisor; columns are variables, slacks, artificials, right-hand side.

    Row signs are turned so that right-hand sides are not negative; `signs` remembers, for the duals.
    """

    def __init__(self, program: LinearProgram) -> None:
        self.width = len(program.objective)
        self.height = len(program.rows)
        self.scales: list[Fraction] = []
        self.slack_of = {i: k for k, i in enumerate(i for i, equal in enumerate(program.equal) if not equal)}
        self.first_artificial = self.width + len(self.slack_of)
        self.columns = self.first_artificial + self.height
        self.table: list[list[int]] = []
        for i, row in enumerate(program.rows):
            numbers = [*row, program.right[i]]
            scale = Fraction(math.lcm(*(x.denominator for x in numbers)))
            if program.right[i] < 0:
                scale = -scale
            self.scales.append(scale)
            slacks = [0] * len(self.slack_of)
            if i in self.slack_of:
                slacks[self.slack_of[i]] = 1 if scale > 0 else -1
            artificial = [int(k == i) for k in range(self.height)]
            integers = [int(x * scale) for x in numbers]
            self.table.append([*integers[:-1], *slacks, *artificial, integers[-1]])
        self.basis = [self.first_artificial + i for i in range(self.height)]
        self.divisor = 1
        self.objective_scale = Fraction(math.lcm(*(x.denominator for x in program.objective)))
        goal = [int(x * self.objective_scale) for x in program.objective]
        # Objective rows hold (reduced cost) = z - c; phase one maximises minus the artificials.
        self.goal = [-c for c in goal] + [0] * (self.columns - self.width + 1)
        self.phase_one = [
            -sum(row[k] for row in self.table) if not self._artificial(k) else 0
            for k in range(self.columns + 1)
        ]

    def minimise_infeasibility(self) -> None:
        while (entering := self._entering(self.phase_one)) is not None:
            row = self._leaving(entering)
            assert row is not None, "phase one is bounded"
            self._pivot(row, entering)

    def drive_out_artificials(self) -> None:
        """Pivot artificials that stand at zero out of the basis; rows where none can go are redundant."""
        for i in range(self.height):
            if self._artificial(self.basis[i]) and self.table[i][-1] == 0:
                usable = (k for k in range(self.first_artificial) if self.table[i][k])
                if (k := next(usable, None)) is not None:
                    self._pivot(i, k)

    def infeasibility(self) -> int:
        return -self.phase_one[-1] if self.divisor > 0 else self.phase_one[-1]

    def maximise(self) -> Vector | None:
        """Pivot to an optimum; return a ray where there is none."""
        while (entering := self._entering(self.goal)) is not None:
            row = self._leaving(entering)
            if row is None:
                return self._ray(entering)
            self._pivot(row, entering)
        return None

    def point(self) -> Vector:
        x = [Fraction(0)] * self.width
        for row, k in zip(self.table, self.basis, strict=True):
            if k < self.width:
                x[k] = Fraction(row[-1], self.divisor)
        return tuple(x)

    def dual(self) -> Vector:
        return tuple(
            Fraction(self.goal[self.first_artificial + i], self.divisor) * scale / self.objective_scale
            for i, scale in enumerate(self.scales)
        )

    def farkas(self) -> Vector:
        return tuple(
            (Fraction(self.phase_one[self.first_artificial + i], self.divisor) - 1) * scale
            for i, scale in enumerate(self.scales)
        )

    def _artificial(self, column: int) -> bool:
        return self.first_artificial <= column < self.columns

    def _entering(self, costs: list[int]) -> int | None:
        return next((k for k in range(self.first_artificial) if costs[k] * self.divisor < 0), None)

    def _leaving(self, entering: int) -> int | None:
        best: tuple[Fraction, int] | None = None
        row = None
        for i, line in enumerate(self.table):
            if line[entering] * self.divisor > 0:
                ratio = (Fraction(line[-1], line[entering]), self.basis[i])
                if best is None or ratio < best:
                    best, row = ratio, i
        return row

    def _ray(self, entering: int) -> Vector:
        ray = [Fraction(0)] * self.width
        if entering < self.width:
            ray[entering] = Fraction(1)
        for row, k in zip(self.table, self.basis, strict=True):
            if k < self.width:
                ray[k] = Fraction(-row[entering], self.divisor)
        return tuple(ray)

    def _pivot(self, r: int, entering: int) -> None:
        pivot_row = self.table[r]
        pivot = pivot_row[entering]
        for i, row in enumerate(self.table):
            if i != r:
                self.table[i] = self._reduced(row, pivot_row, row[entering], pivot)
        self.goal = self._reduced(self.goal, pivot_row, self.goal[entering], pivot)
        self.phase_one = self._reduced(self.phase_one, pivot_row, self.phase_one[entering], pivot)
        self.divisor = pivot
        self.basis[r] = entering

    def _reduced(self, row: list[int], pivot_row: list[int], factor: int, pivot: int) -> list[int]:
        return [(pivot * x - factor * y) // self.divisor for x, y in zip(row, pivot_row, strict=True)]
