"""Linear programs: PuLP on HiGHS proposes a basis, exact arithmetic solves it, duality proves it.

The only module that imports PuLP. Every answer carries a proof that `games.duality` checks; when the float
basis fails, the exact simplex method takes over.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from ..games.duality import (
    LinearProgram,
    Vector,
    proves_infeasible,
    proves_optimal,
    proves_unbounded,
)
from ..games.errors import SolverFailed
from .exact_simplex import Outcome, exact_simplex
from .linear_algebra import solve_exactly

Basis = tuple[tuple[int, ...], tuple[int, ...]]
"""Numbers of the variables and of the rows' slacks that are basic."""

SMALL = 60
"""Entries up to which the exact simplex is faster than setting up HiGHS."""

DUMMY = -1
"""Stands for the variable that PuLP adds to a model without an objective."""


def maximise(
    objective: Sequence[Fraction],
    rows: Sequence[Sequence[Fraction]],
    right: Sequence[Fraction],
    equal: Sequence[bool] | None = None,
) -> Outcome:
    """Maximise ``objective·x`` over ``x >= 0`` with ``rows[i]·x <= right[i]`` (``=`` where `equal[i]`).

    Returns
    -------
    Outcome
        Exact, with its proof: an optimal vertex and a dual point of the same value; or Farkas multipliers;
        or a point and a ray.

    Raises
    ------
    SolverFailed
        If the exact method's own proof fails (this would be an error in the package).

    Examples
    --------
    >>> F = Fraction
    >>> answer = maximise([F(3), F(5)], [[F(1), F(0)], [F(0), F(2)], [F(3), F(2)]], [F(4), F(12), F(18)])
    >>> answer.status, [str(x) for x in answer.x], [str(y) for y in answer.proof]
    ('optimal', ['2', '6'], ['0', '3/2', '1'])
    """
    program = LinearProgram(
        tuple(objective),
        tuple(tuple(row) for row in rows),
        tuple(right),
        tuple(equal) if equal is not None else (False,) * len(rows),
    )
    outcome = None
    if len(program.objective) * len(program.rows) > SMALL:
        outcome = _from_float_basis(program)
    if outcome is None:
        outcome = exact_simplex(program)
    if not _proven(program, outcome):
        raise SolverFailed(f"the proof of a linear program with {len(program.rows)} rows failed")
    return outcome


def _proven(program: LinearProgram, outcome: Outcome) -> bool:
    if outcome.status == "optimal":
        return proves_optimal(program, outcome.x, outcome.proof)
    if outcome.status == "infeasible":
        return proves_infeasible(program, outcome.proof)
    return proves_unbounded(program, outcome.x, outcome.proof)


def _from_float_basis(program: LinearProgram) -> Outcome | None:
    """The exact point and dual point of the basis at which HiGHS stops, if they prove each other."""
    basis = _highs_basis(program)
    if basis is None:
        return None
    variables, slacks = basis
    tight = [i for i in range(len(program.rows)) if i not in set(slacks)]
    if len(tight) != len(variables):
        return None
    square = [[program.rows[i][k] for k in variables] for i in tight]
    inner = solve_exactly(square, [program.right[i] for i in tight])
    outer = solve_exactly(
        [list(column) for column in zip(*square, strict=True)], [program.objective[k] for k in variables]
    )
    if inner is None or outer is None:
        return None
    x = _spread(inner, variables, len(program.objective))
    y = _spread(outer, tight, len(program.rows))
    return Outcome("optimal", x, y) if proves_optimal(program, x, y) else None


def _spread(values: Sequence[Fraction], places: Sequence[int], length: int) -> Vector:
    full = [Fraction(0)] * length
    for place, value in zip(places, values, strict=True):
        full[place] = value
    return tuple(full)


def _highs_basis(program: LinearProgram) -> Basis | None:
    """Solve in floats through PuLP and read HiGHS's final basis."""
    import pulp

    model = pulp.LpProblem("program", pulp.LpMaximize)
    x = [model.add_variable(f"x{k}", 0) for k in range(len(program.objective))]
    model += pulp.lpSum(c * v for c, v in zip(_floats(program.objective), x, strict=True))
    for i, row in enumerate(program.rows):
        *weights, limit = _floats((*row, program.right[i]))
        total = pulp.lpSum(a * v for v, a in zip(x, weights, strict=True) if a)
        model += (total == limit if program.equal[i] else total <= limit), f"r{i}"
    model.solve(pulp.HiGHS(msg=False))
    numbers = {v.name: k for k, v in enumerate(x)}
    columns = getattr(model, "exported_variables", model.variables)()  # the first is PuLP 4's word
    return _read_basis(model.solverModel, [numbers.get(v.name, DUMMY) for v in columns])


def _read_basis(highs: Any, variables: Sequence[int]) -> Basis | None:
    """The basic variables and slacks; HiGHS keeps the columns in PuLP's order and the rows as they came."""
    import highspy

    basis = highs.getBasis()
    basic = highspy.HighsBasisStatus.kBasic
    solved = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    if not solved or not basis.valid or len(basis.col_status) != len(variables):
        return None
    return (
        tuple(
            sorted(
                k
                for k, status in zip(variables, basis.col_status, strict=True)
                if status == basic and k != DUMMY
            )
        ),
        tuple(i for i, status in enumerate(basis.row_status) if status == basic),
    )


def _floats(numbers: Sequence[Fraction]) -> list[float]:
    """The numbers as floats on a common scale near one, so that no unit overflows."""
    largest = max((abs(x) for x in numbers), default=Fraction(0)) or Fraction(1)
    return [float(x / largest) for x in numbers]
