"""Linear programs: HiGHS proposes a basis, exact arithmetic solves it, duality proves it.

The only module that imports PuLP and highspy. Small programs are built as PuLP models, large ones handed to
HiGHS as arrays; both hold the same numbers. Where the basis is not optimal in exact arithmetic, its exact
error is magnified and solved again (Gleixner, Steffy & Wolter 2016); where that does not help, exact pivots
finish the work. Every answer carries a proof that `games.duality` checks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from ..games.duality import (
    IntegerProgram,
    LinearProgram,
    proves_infeasible,
    proves_optimal,
    proves_unbounded,
    smallest_integers,
)
from ..games.errors import SolverFailed
from ..games.payoff_table import Array
from .exact_basis import BasicPoint, Basis, IntegerOutcome, basic_point, optimum, pivoted
from .exact_simplex import Outcome, exact_simplex
from .whole_numbers import in_fractions, whole_numbers

SMALL = 60
"""Entries up to which the exact simplex is faster than setting up HiGHS."""

READABLE = 400
"""Nonzero entries up to which a PuLP model is built; measured, it takes 8 ms there and arrays less than 1."""

PATIENCE = 6000
"""Simplex iterations after which the interior point method is tried instead."""

ROUNDS = 4
"""Times that the error of a basis is magnified before exact pivots take over."""

MAGNIFIED = 1e12
"""The most by which an error is magnified at once."""

DUAL_STEP = 1e3
"""How much costs are magnified at once; they are not shifted, so that few digits are left to gain."""

ABSENT = -1
"""The place of a variable that stands nowhere in a program, and that PuLP therefore leaves out."""


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
    alike = (False,) * len(rows) if equal is None else tuple(equal)
    if len(objective) * len(rows) > SMALL:
        program, scales = whole_numbers(objective, rows, right, alike)
        found = _from_float_basis(program)
        if found is not None:
            _require_proof(program, found)
            return in_fractions(found, scales, len(objective))
    dense = LinearProgram(tuple(objective), tuple(map(tuple, rows)), tuple(right), alike)
    outcome = exact_simplex(dense)
    if not _proven(dense, outcome):
        raise SolverFailed(f"the proof of a linear program with {len(rows)} rows failed")
    return outcome


def maximise_integers(program: IntegerProgram, *, in_arrays: bool = False) -> IntegerOutcome:
    """Solve a program of whole numbers; large sparse ones are what this form is for.

    Parameters
    ----------
    program : IntegerProgram
    in_arrays : bool
        Hand small programs to HiGHS as arrays too, which is quicker than a model to read.

    Returns
    -------
    IntegerOutcome
        Exact and proven as with `maximise`, with the basis at which the work ended.

    Raises
    ------
    SolverFailed
        If the exact method's own proof fails (this would be an error in the package).

    Examples
    --------
    >>> program = IntegerProgram.of([3, 5], [[1, 0], [0, 2], [3, 2]], [4, 12, 18], [False] * 3)
    >>> answer = maximise_integers(program)
    >>> answer.status, answer.x.vector(2)
    ('optimal', (Fraction(2, 1), Fraction(6, 1)))
    """
    outcome = _from_float_basis(program, in_arrays) or pivoted(program, Basis())
    _require_proof(program, outcome)
    return outcome


def _require_proof(program: IntegerProgram, outcome: IntegerOutcome) -> None:
    if outcome.status == "optimal":
        proven = program.proves_optimal(outcome.x, outcome.proof)
    elif outcome.status == "infeasible":
        proven = program.proves_infeasible(outcome.proof)
    else:
        proven = program.proves_unbounded(outcome.x, outcome.proof)
    if not proven:
        raise SolverFailed(f"the proof of a linear program with {len(program.right)} rows failed")


def _proven(program: LinearProgram, outcome: Outcome) -> bool:
    if outcome.status == "optimal":
        return proves_optimal(program, outcome.x, outcome.proof)
    if outcome.status == "infeasible":
        return proves_infeasible(program, outcome.proof)
    return proves_unbounded(program, outcome.x, outcome.proof)


def _from_float_basis(program: IntegerProgram, in_arrays: bool = False) -> IntegerOutcome | None:
    """The exact end of the program, from the basis at which HiGHS stops; None where it has no basis."""
    floats = HighsProgram(program, in_arrays)
    basis = floats.basis()
    point = None if basis is None else basic_point(program, basis)
    for _ in range(ROUNDS):
        if point is None or _is_optimal(program, point):
            break
        basis = floats.refined(point)
        better = None if basis is None or basis == point.basis else basic_point(program, basis)
        if better is None:
            break
        point = better
    if point is None:
        return None
    if _is_optimal(program, point):
        return optimum(program, point)
    return pivoted(program, point.basis)


def _is_optimal(program: IntegerProgram, point: BasicPoint) -> bool:
    return not point.primal_violations(program.equal) and not point.dual_violations(program.equal)


@dataclass(frozen=True, eq=False)
class SparseProgram:
    """A program in floats, row after row without its zeros; see `IntegerProgram`."""

    objective: Array
    starts: Array
    columns: Array
    values: Array
    right: Array
    equal: Array


def float_optimum(program: SparseProgram, *, interior: bool = False) -> tuple[Array, Array]:
    """Return what HiGHS proposes for a program and its dual, in floats: it proves nothing.

    Parameters
    ----------
    interior : bool
        Use the interior point method and stop inside the optimal face, which suits large programs.

    Raises
    ------
    SolverFailed
        If HiGHS proposes no point.

    Examples
    --------
    >>> one = np.ones(1)
    >>> program = SparseProgram(one, np.array([0, 1]), np.array([0]), 2 * one, one, np.zeros(1, bool))
    >>> x, y = float_optimum(program)
    >>> float(x[0]), float(y[0])
    (0.5, 0.5)
    """
    import highspy

    width = len(program.objective)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = width, len(program.right)
    model.sense_ = highspy.ObjSense.kMinimize
    model.col_cost_ = -program.objective
    model.col_lower_, model.col_upper_ = np.zeros(width), np.full(width, highspy.kHighsInf)
    model.row_lower_ = np.where(program.equal, program.right, -highspy.kHighsInf)
    model.row_upper_ = program.right
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = program.starts.astype(np.int32)
    model.a_matrix_.index_ = program.columns.astype(np.int32)
    model.a_matrix_.value_ = program.values
    with _without_banner():
        highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    if interior:
        highs.setOptionValue("solver", "ipm")
        highs.setOptionValue("run_crossover", "off")
    highs.passModel(model)
    highs.run()
    found = highs.getSolution()
    if not (found.value_valid and found.dual_valid):
        raise SolverFailed(f"HiGHS proposed no solution of a program with {len(program.right)} rows")
    return np.array(found.col_value), -np.array(found.row_dual)


class HighsProgram:
    """A program as HiGHS holds it: floats, each row and the objective on a scale near one."""

    def __init__(self, program: IntegerProgram, in_arrays: bool = False) -> None:
        self.program = program
        self.row_scale, self.cost_scale = _scales(program)
        self.cost = _ratio(program.objective, self.cost_scale)
        self.values = _ratio(program.values, self.row_scale[program.row_of_entry])
        self.right = _ratio(program.right, self.row_scale)
        self.primal_factor = self.dual_factor = 1.0
        small = len(program.values) <= READABLE and not in_arrays
        self.highs, self.places = self._through_pulp() if small else self._through_arrays()

    def refined(self, point: BasicPoint) -> Basis | None:
        """Solve for what is missing at an exact point, magnified, and return the basis of that.

        Variables become ``x + z / factor`` and the right-hand sides the slacks of `point` times the factor,
        so large that HiGHS sees what was below its tolerance; costs are magnified too.
        """
        slack = _ratio(point.slack, self.row_scale.astype(object) * point.x.denominator)
        x = _ratio(point.x.spread(len(self.cost)), point.x.denominator)
        error = max(0.0, *-x, *-slack, *np.abs(slack[self.program.equal]))
        if error:
            self.primal_factor = max(self.primal_factor, min(1 / error, self.primal_factor * MAGNIFIED))
        if point.dual_violations(self.program.equal):
            self.dual_factor *= DUAL_STEP
        primal = self.primal_factor
        self._change(-self.cost * self.dual_factor, -x * primal, slack * primal)
        self.highs.run()
        return self.basis()

    def _change(self, cost: Array, lowest: Array, right: Array) -> None:
        """Put other costs, lower bounds of the variables and right-hand sides in the model."""
        import highspy

        infinity = highspy.kHighsInf
        there = np.flatnonzero(self.places != ABSENT)
        columns = self.places[there].astype(np.int32)
        rows = np.arange(len(right), dtype=np.int32)
        bottom = np.where(self.program.equal, right, -infinity)
        self.highs.changeColsCost(len(columns), columns, cost[there])
        self.highs.changeColsBounds(len(columns), columns, lowest[there], np.full(len(columns), infinity))
        self.highs.changeRowsBounds(len(rows), rows, bottom, right)

    def _through_pulp(self) -> tuple[Any, Array]:
        """The model built and solved in PuLP, and the column of each variable in it."""
        import pulp

        program = self.program
        model = pulp.LpProblem("program", pulp.LpMaximize)
        x = [model.add_variable(f"x{k}", 0) for k in range(len(self.cost))]
        model += pulp.lpSum(c * v for c, v in zip(self.cost.tolist(), x, strict=True))
        for i, limit in enumerate(self.right.tolist()):
            here = slice(program.starts[i], program.starts[i + 1])
            entries = zip(program.columns[here].tolist(), self.values[here].tolist(), strict=True)
            total = pulp.lpSum(a * x[k] for k, a in entries)
            model += (total == limit if program.equal[i] else total <= limit), f"r{i}"
        with _without_banner():
            model.solve(pulp.HiGHS(msg=False, presolve="off"))
        columns = getattr(model, "exported_variables", model.variables)()  # the first is PuLP 4's word
        place = {v.name: k for k, v in enumerate(columns)}
        return model.solverModel, np.array([place.get(v.name, ABSENT) for v in x])

    def _through_arrays(self) -> tuple[Any, Array]:
        """The model handed over as arrays and solved, and the column of each variable in it."""
        import highspy

        program, width = self.program, len(self.cost)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = width, len(self.right)
        model.sense_ = highspy.ObjSense.kMinimize  # of the negative, as PuLP does
        model.col_cost_ = -self.cost
        model.col_lower_, model.col_upper_ = np.zeros(width), np.full(width, highspy.kHighsInf)
        model.row_lower_ = np.where(program.equal, self.right, -highspy.kHighsInf)
        model.row_upper_ = self.right
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = program.starts.astype(np.int32)
        model.a_matrix_.index_ = program.columns.astype(np.int32)
        model.a_matrix_.value_ = self.values
        with _without_banner():
            highs = highspy.Highs()
        highs.setOptionValue("output_flag", False)
        highs.setOptionValue("presolve", "off")
        highs.setOptionValue("simplex_iteration_limit", PATIENCE)
        highs.passModel(model)
        highs.run()
        if highs.getModelStatus() == highspy.HighsModelStatus.kIterationLimit:
            highs.setOptionValue("solver", "ipm")
            highs.clearSolver()
            highs.run()
            highs.setOptionValue("solver", "simplex")
        return highs, np.arange(width)

    def basis(self) -> Basis | None:
        """The basis at which HiGHS ended, if any."""
        import highspy

        basis = self.highs.getBasis()
        if not basis.valid:
            return None
        basic = highspy.HighsBasisStatus.kBasic
        columns, rows = list(basis.col_status), list(basis.row_status)
        return Basis(
            tuple(
                k
                for k, place in enumerate(self.places.tolist())
                if place != ABSENT and columns[place] == basic
            ),
            tuple(i for i, status in enumerate(rows) if status != basic),
        )


@contextmanager
def _without_banner() -> Iterator[None]:
    """Make HiGHS quiet as it is made: told later, it has already written to the standard output."""
    import highspy

    noisy = highspy.Highs

    class Quiet(noisy):  # type: ignore[misc, valid-type]
        def enableCallbacks(self) -> None:
            self.setOptionValue("output_flag", False)
            super().enableCallbacks()

    highspy.Highs = Quiet
    try:
        yield
    finally:
        highspy.Highs = noisy


def _scales(program: IntegerProgram) -> tuple[Array, int]:
    """Powers of two just above each row's and the objective's entries, so that scaling rounds nothing."""
    largest = np.abs(program.right)
    if program.values.dtype == object:
        largest = largest.astype(object)
    np.maximum.at(largest, program.row_of_entry, np.abs(program.values))
    powers = [1 << int(x).bit_length() for x in largest]
    return smallest_integers(powers), 1 << int(np.abs(program.objective).max(initial=0)).bit_length()


def _ratio(left: Array, right: Array | int) -> Array:
    """The quotients as floats, rightly rounded whatever the size of the integers."""
    whole = left.dtype == object or isinstance(right, int) or right.dtype == object
    return np.asarray(left.astype(object) / right if whole else left / right, dtype=float)
