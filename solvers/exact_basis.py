"""From a basis that floats propose to an exact optimum: exact solution of the basis, exact pivots if needed.

A basis is given by its variables and by the rows that hold with equality; the slacks of all other rows are
basic too. Source: Dantzig (1963) and Lemke (1954) for the primal and dual simplex methods; Bland (1977) for
the choice among ties, which cannot cycle; Dixon (1982) for the exact solution of the square block.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

import numpy as np

from ..games.duality import IntegerProgram, Scaled, smallest_integers
from ..games.payoff_table import Array

ROUNDING = 2**30
"""Fineness to which dual points are rounded when they become those of a helper objective."""


@dataclass(frozen=True, slots=True)
class Basis:
    """The structural variables that are basic and the rows whose slack is not, as many of each."""

    variables: tuple[int, ...] = ()
    tight: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class IntegerOutcome:
    """How a program ends, with its proof: dual point, Farkas multipliers, or a ray; and the last basis.

    `alone` says that `x` is proven to be the only optimum: every variable outside the regular basis has a
    positive reduced cost. A False proves nothing.
    """

    status: Literal["optimal", "infeasible", "unbounded"]
    x: Scaled
    proof: Scaled
    basis: Basis
    alone: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class BasicPoint:
    """The exact point and dual point of a basis; slacks and reduced costs without their denominators."""

    basis: Basis
    x: Scaled
    y: Scaled
    slack: Array
    reduced: Array

    def primal_violations(self, equal: Array) -> list[tuple[bool, int, int]]:
        """Each basic variable out of its bounds as (is slack, number, signed numerator)."""
        wrong = np.flatnonzero((self.slack < 0) | (equal & (self.slack != 0)))
        return [(False, k, v) for k, v in sorted(self.x.numerators.items()) if v < 0] + [
            (True, int(i), int(self.slack[i])) for i in wrong
        ]

    def dual_violations(self, equal: Array) -> list[tuple[bool, int, int]]:
        """Each nonbasic variable that would improve the objective, in the same form."""
        return [(False, int(k), int(self.reduced[k])) for k in np.flatnonzero(self.reduced < 0)] + [
            (True, i, v) for i, v in sorted(self.y.numerators.items()) if v < 0 and not equal[i]
        ]


def basic_point(program: IntegerProgram, basis: Basis) -> BasicPoint | None:
    """Solve the basis exactly for its point and dual point; None where it is singular.

    Examples
    --------
    >>> program = IntegerProgram.of([1, 1], [[2, 0], [1, 3]], [4, 9], [False, False])
    >>> point = basic_point(program, Basis((0, 1), (0, 1)))
    >>> point.x.vector(2), point.y.vector(2)
    ((Fraction(2, 1), Fraction(7, 3)), (Fraction(1, 3), Fraction(1, 3)))
    """
    if len(basis.variables) != len(basis.tight):
        return None
    square = _square(program, basis)
    x = _solve(square, {n: int(program.right[i]) for n, i in enumerate(basis.tight)}, basis.variables)
    if x is None:
        return None
    transposed = [list(column) for column in zip(*square, strict=True)]
    y = _solve(transposed, {n: int(program.objective[k]) for n, k in enumerate(basis.variables)}, basis.tight)
    assert y is not None, "a regular matrix has a regular transpose"
    return BasicPoint(basis, x, y, program.slack(x), program.reduced_costs(y))


def pivoted(program: IntegerProgram, basis: Basis) -> IntegerOutcome:
    """Pivot exactly from `basis` to the end of the program, whatever `basis` is worth.

    A basis that is feasible neither way first gets an objective for which it is dual feasible; the dual
    simplex method makes it feasible, the primal one then optimal for the true objective.

    Examples
    --------
    >>> program = IntegerProgram.of([1, 2], [[1, 1], [0, 1]], [4, 3], [False, False])
    >>> pivoted(program, Basis((1,), (0,))).x.vector(2)
    (Fraction(1, 1), Fraction(3, 1))
    """
    point = basic_point(program, basis) or basic_point(program, Basis())
    assert point is not None, "the slack basis is regular"
    if point.primal_violations(program.equal):
        goal = program
        if point.dual_violations(program.equal):
            goal = replace(program, objective=_helper_objective(program, point))
        ended = _dual_simplex(goal, point.basis)
        if isinstance(ended, IntegerOutcome):
            return ended
        basis = ended
    else:
        basis = point.basis
    return _primal_simplex(program, basis)


def optimum(program: IntegerProgram, point: BasicPoint) -> IntegerOutcome:
    """The outcome at a point without violations."""
    others = np.count_nonzero(point.reduced == 0) == len(point.basis.variables)
    alone = others and all(i in point.y.numerators or program.equal[i] for i in point.basis.tight)
    return IntegerOutcome("optimal", point.x, point.y, point.basis, bool(alone))


def _primal_simplex(program: IntegerProgram, basis: Basis) -> IntegerOutcome:
    moved = True
    while True:
        point = _regular(program, basis)
        wrong = point.dual_violations(program.equal)
        if not wrong:
            return optimum(program, point)
        is_slack, number, _ = min(wrong, key=_amount) if moved else wrong[0]
        direction = _direction(program, basis, is_slack, number)
        used = program.times(direction)
        steps = [
            (Fraction(point.x.numerators.get(k, 0), -v), False, k)
            for k, v in direction.numerators.items()
            if v < 0 and k in basis.variables
        ]
        loose = set(range(len(program.right))) - set(basis.tight)
        steps += [
            (Fraction(int(point.slack[i]), abs(int(used[i]))), True, int(i))
            for i in np.flatnonzero((used > 0) | (program.equal & (used != 0)))
            if i in loose
        ]
        if not steps:
            return IntegerOutcome("unbounded", point.x, direction, basis)
        step, leaves_slack, leaving = min(steps)
        moved = step > 0
        basis = _exchanged(basis, (leaves_slack, leaving), (is_slack, number))


def _dual_simplex(program: IntegerProgram, basis: Basis) -> Basis | IntegerOutcome:
    """The first primal feasible basis, or the proof that there is none."""
    moved = True
    while True:
        point = _regular(program, basis)
        wrong = point.primal_violations(program.equal)
        if not wrong:
            return basis
        is_slack, number, amount = max(wrong, key=lambda one: abs(one[2])) if moved else wrong[0]
        row = _row_multipliers(program, basis, is_slack, number, negate=amount > 0)
        combined = program.combined(row)
        basic, tight = set(basis.variables), set(basis.tight)
        ratios = [
            (Fraction(int(point.reduced[k]), -int(combined[k])), False, int(k))
            for k in np.flatnonzero(combined < 0)
            if k not in basic
        ]
        ratios += [
            (Fraction(point.y.numerators.get(i, 0), -v), True, i)
            for i, v in row.numerators.items()
            if v < 0 and i in tight and not program.equal[i]
        ]
        if not ratios:
            return IntegerOutcome("infeasible", Scaled({}), row, basis)
        ratio, enters_slack, entering = min(ratios)
        moved = ratio > 0
        basis = _exchanged(basis, (is_slack, number), (enters_slack, entering))


def _amount(violation: tuple[bool, int, int]) -> int:
    return violation[2]


def _direction(program: IntegerProgram, basis: Basis, is_slack: bool, number: int) -> Scaled:
    """How the variables move while a nonbasic variable grows."""
    place = {i: n for n, i in enumerate(basis.tight)}
    if is_slack:
        moved = _solve(_square(program, basis), {place[number]: -1}, basis.variables)
        assert moved is not None
        return moved
    here = np.flatnonzero(program.columns == number)
    rows = program.row_of_entry[here]
    column = {
        place[int(i)]: -int(a) for i, a in zip(rows, program.values[here], strict=True) if int(i) in place
    }
    moved = _solve(_square(program, basis), column, basis.variables)
    assert moved is not None
    return Scaled({**moved.numerators, number: moved.denominator}, moved.denominator)


def _row_multipliers(
    program: IntegerProgram, basis: Basis, is_slack: bool, number: int, *, negate: bool
) -> Scaled:
    """The multipliers of the rows that leave one basic variable and only nonbasic ones beside it."""
    place = {k: n for n, k in enumerate(basis.variables)}
    transposed = [list(column) for column in zip(*_square(program, basis), strict=True)]
    sign = -1 if negate else 1
    if not is_slack:
        row = _solve(transposed, {place[number]: sign}, basis.tight)
        assert row is not None
        return row
    here = slice(program.starts[number], program.starts[number + 1])
    entries = zip(program.columns[here], program.values[here], strict=True)
    right = {place[int(k)]: -sign * int(a) for k, a in entries if int(k) in place}
    row = _solve(transposed, right, basis.tight)
    assert row is not None
    return Scaled({**row.numerators, number: sign * row.denominator}, row.denominator)


def _helper_objective(program: IntegerProgram, point: BasicPoint) -> Array:
    """An objective near the true one for which the basis is strictly dual feasible."""
    scale = max((abs(v) for v in point.y.numerators.values()), default=0) or 1
    multipliers = {
        i: point.y.numerators.get(i, 0) * ROUNDING // scale
        if program.equal[i]
        else max(point.y.numerators.get(i, 0), 0) * ROUNDING // scale + 1 + i % 97
        for i in point.basis.tight
    }
    charged = program.combined(Scaled(multipliers)).astype(object)
    basic = set(point.basis.variables)
    for k in range(len(charged)):
        if k not in basic:
            charged[k] -= max(int(point.reduced[k]), 0) * ROUNDING // scale + 1 + k % 89
    return smallest_integers(charged)


def _exchanged(basis: Basis, leaving: tuple[bool, int], entering: tuple[bool, int]) -> Basis:
    variables, tight = set(basis.variables), set(basis.tight)
    if leaving[0]:
        tight.add(leaving[1])
    else:
        variables.remove(leaving[1])
    if entering[0]:
        tight.remove(entering[1])
    else:
        variables.add(entering[1])
    return Basis(tuple(sorted(variables)), tuple(sorted(tight)))


def _regular(program: IntegerProgram, basis: Basis) -> BasicPoint:
    point = basic_point(program, basis)
    assert point is not None, "a pivot keeps the basis regular"
    return point


def _square(program: IntegerProgram, basis: Basis) -> list[list[int]]:
    """The tight rows, restricted to the basic variables."""
    place = np.full(len(program.objective), -1)
    place[list(basis.variables)] = range(len(basis.variables))
    square = []
    for i in basis.tight:
        here = slice(program.starts[i], program.starts[i + 1])
        places = place[program.columns[here]]
        inside = places >= 0
        row = [0] * len(basis.variables)
        for n, a in zip(places[inside].tolist(), program.values[here][inside].tolist(), strict=True):
            row[n] = a
        square.append(row)
    return square


def _solve(square: list[list[int]], right: dict[int, int], names: Iterable[int]) -> Scaled | None:
    """Solve a square system; the solution is named, its zeros are left out."""
    if not square:
        return Scaled({})
    from flint import fmpz_mat

    column = fmpz_mat([[right.get(n, 0)] for n in range(len(square))])
    try:
        numerators, denominator = fmpz_mat(square).solve(column).numer_denom()
    except ZeroDivisionError:
        return None
    found = zip(names, numerators.entries(), strict=True)
    return Scaled({k: int(v) for k, v in found if v}, int(denominator))
