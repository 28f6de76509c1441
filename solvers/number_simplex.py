"""Small linear programs over exact numbers of any kind: fractions, algebraic ones, those of a parameter.

The simplex method finds an optimal basis where numbers can be compared at little cost. `basic_solution`
solves a basis alone and compares nothing, so that numbers may depend on a parameter: a basis that is optimal
at one value of it gives formulas, and the signs of these say how far they hold.

Source: Dantzig (1963), two phases; Bland's rule (1977), which cannot cycle.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from .germ import Germ, Number

ZERO, ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True, slots=True)
class NumberProgram:
    """Maximise ``objective·x`` over ``x >= 0`` with ``rows[i]·x <= right[i]``, or ``=`` where `equal[i]`."""

    objective: Sequence[Number]
    rows: Sequence[Sequence[Number]]
    right: Sequence[Number]
    equal: Sequence[bool]


@dataclass(frozen=True, slots=True)
class NumberOutcome:
    """How a program ends; if at an optimum, the basic variables and as many rows that hold with equality."""

    status: Literal["optimal", "infeasible", "unbounded"]
    columns: tuple[int, ...] = ()
    rows: tuple[int, ...] = ()


def optimal_basis(program: NumberProgram) -> NumberOutcome:
    """Return the basis at which the simplex method ends.

    Examples
    --------
    >>> F = Fraction
    >>> rows = [[F(1), F(0)], [F(0), F(2)], [F(3), F(2)]]
    >>> program = NumberProgram([F(3), F(5)], rows, [F(4), F(12), F(18)], [False] * 3)
    >>> optimal_basis(program)
    NumberOutcome(status='optimal', columns=(0, 1), rows=(1, 2))
    """
    tableau = _Tableau(program)
    if not tableau.is_feasible():
        return NumberOutcome("infeasible")
    if not tableau.maximise(program.objective):
        return NumberOutcome("unbounded")
    return NumberOutcome("optimal", *tableau.reduced_basis())


def basic_solution(
    program: NumberProgram, basis: NumberOutcome
) -> tuple[tuple[Number, ...], tuple[Number, ...]]:
    """Return the point and the dual point that belong to a basis; nothing but pivots is looked at.

    Raises
    ------
    ZeroDivisionError
        Where the basis is singular.

    Examples
    --------
    >>> F = Fraction
    >>> program = NumberProgram([F(3), F(5)], [[F(1), F(0)], [F(0), F(2)]], [F(4), F(12)], [False] * 2)
    >>> x, y = basic_solution(program, NumberOutcome("optimal", (0, 1), (0, 1)))
    >>> [str(a) for a in (*x, *y)]
    ['4', '6', '3', '5/2']
    """
    square = [[program.rows[i][k] for k in basis.columns] for i in basis.rows]
    x: list[Number] = [ZERO] * len(program.objective)
    y: list[Number] = [ZERO] * len(program.rows)
    own = solved(square, [program.right[i] for i in basis.rows])
    for k, number in zip(basis.columns, own, strict=True):
        x[k] = number
    turned = [list(column) for column in zip(*square, strict=True)]
    for i, number in zip(
        basis.rows, solved(turned, [program.objective[k] for k in basis.columns]), strict=True
    ):
        y[i] = number
    return tuple(x), tuple(y)


def solved(matrix: Sequence[Sequence[Number]], right: Sequence[Number]) -> list[Number]:
    """Return the solution of a square system.

    Raises
    ------
    ZeroDivisionError
        Where the matrix is singular.
    """
    table = [[*row, b] for row, b in zip(matrix, right, strict=True)]
    for k in range(len(table)):
        # A constant pivot is taken first: dividing by it watches nothing.
        usable = sorted(
            (i for i in range(k, len(table)) if is_nonzero(table[i][k])), key=lambda i: _cost(table[i][k])
        )
        if not usable:
            raise ZeroDivisionError("the basis is singular")
        table[k], table[usable[0]] = table[usable[0]], table[k]
        pivot = table[k][k]
        table[k] = [a / pivot if is_nonzero(a) else ZERO for a in table[k]]
        for i, row in enumerate(table):
            factor = row[k]
            if i != k and is_nonzero(factor):
                table[i] = [
                    a - factor * b if is_nonzero(b) else a for a, b in zip(row, table[k], strict=True)
                ]
    return [row[-1] for row in table]


def is_nonzero(number: Number) -> bool:
    """Whether a number is not zero; one that depends on the parameter is not zero everywhere."""
    return isinstance(number, Germ) or number != 0


def _cost(number: Number) -> int:
    return len(number.numerator) + len(number.denominator) if isinstance(number, Germ) else 0


class _Tableau:
    """Rows over variables and slacks, right-hand sides last; artificials only in the list of the basis."""

    def __init__(self, program: NumberProgram) -> None:
        self.width = len(program.objective)
        slack_rows = [i for i, equal in enumerate(program.equal) if not equal]
        self.columns = self.width + len(slack_rows)
        self.slack_row = dict(zip(range(self.width, self.columns), slack_rows, strict=True))
        self.table: list[list[Number]] = []
        self.basis: list[int] = []
        for i, (row, right) in enumerate(zip(program.rows, program.right, strict=True)):
            turn = right < 0
            slacks: list[Number] = [ONE if slack_rows[k] == i else ZERO for k in range(len(slack_rows))]
            line = [*row, *slacks, right]
            self.table.append([-a for a in line] if turn else line)
            ready = i in slack_rows and not turn
            self.basis.append(self.width + slack_rows.index(i) if ready else self.columns + i)

    def is_feasible(self) -> bool:
        """Whether there is a point; afterwards artificials stand only in rows without any entry."""
        missing = [i for i, k in enumerate(self.basis) if k >= self.columns]
        costs: list[Number] = [
            -sum((self.table[i][k] for i in missing), ZERO) for k in range(self.columns + 1)
        ]
        if not self._pivoted(costs) or costs[-1] < 0:
            return False
        for i, k in enumerate(self.basis):
            if k >= self.columns:
                place = next((c for c in range(self.columns) if self.table[i][c] != 0), None)
                if place is not None:
                    self._pivot(i, place, costs)
        return True

    def maximise(self, objective: Sequence[Number]) -> bool:
        """Pivot to an optimum; False where there is none."""
        costs: list[Number] = [*(-c for c in objective), *[ZERO] * (self.columns - self.width + 1)]
        for i, k in enumerate(self.basis):
            if k < self.columns and costs[k] != 0:
                factor = costs[k]
                costs = [a - factor * b for a, b in zip(costs, self.table[i], strict=True)]
        return self._pivoted(costs)

    def reduced_basis(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The basic variables, and the rows that are neither slack nor without any entry."""
        inside = sorted(k for k in self.basis if k < self.width)
        loose = {self.slack_row[k] for k in self.basis if self.width <= k < self.columns}
        loose |= {k - self.columns for k in self.basis if k >= self.columns}
        return tuple(inside), tuple(i for i in range(len(self.table)) if i not in loose)

    def _pivoted(self, costs: list[Number]) -> bool:
        while True:
            entering = next((k for k in range(self.columns) if costs[k] < 0), None)
            if entering is None:
                return True
            able = [i for i, row in enumerate(self.table) if row[entering] > 0]
            if not able:
                return False
            leaving = able[0]
            for i in able[1:]:
                ratio = self.table[i][-1] / self.table[i][entering]
                least = self.table[leaving][-1] / self.table[leaving][entering]
                if ratio < least or (ratio == least and self.basis[i] < self.basis[leaving]):
                    leaving = i
            self._pivot(leaving, entering, costs)

    def _pivot(self, leaving: int, entering: int, costs: list[Number]) -> None:
        pivot = self.table[leaving][entering]
        line = self.table[leaving] = [a / pivot if a != 0 else a for a in self.table[leaving]]
        for i, row in enumerate(self.table):
            factor = row[entering]
            if i != leaving and factor != 0:
                self.table[i] = [a - factor * b if b != 0 else a for a, b in zip(row, line, strict=True)]
        factor = costs[entering]
        costs[:] = [a - factor * b if b != 0 else a for a, b in zip(costs, line, strict=True)]
        self.basis[leaving] = entering
