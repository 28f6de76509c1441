"""Linear programs: every answer proves itself, and the two ways to it agree."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quidproquo.games.duality import (
    IntegerProgram,
    LinearProgram,
    Scaled,
    dot,
    proves_infeasible,
    proves_optimal,
    proves_unbounded,
)
from quidproquo.solvers import linear_program
from quidproquo.solvers.exact_basis import Basis, IntegerOutcome, pivoted
from quidproquo.solvers.exact_simplex import Outcome, exact_simplex
from quidproquo.solvers.linear_program import HighsProgram, maximise
from quidproquo.solvers.whole_numbers import whole_numbers

from .oracles import F, numbers

ENTRIES: list[st.SearchStrategy[Any]] = [
    st.integers(-1, 1),
    st.integers(-5, 5),
    st.sampled_from([0, 1, F(1, 3), F(-2, 7), 10**9, F(1, 10**12)]),
    st.sampled_from([0, 10**17, 10**17 + 1, -(10**17)]),
]


def exact_number(x: Any) -> Fraction:
    return Fraction(x)


@st.composite
def programs(draw: st.DrawFn, most: int = 7) -> LinearProgram:
    entry = draw(st.sampled_from(ENTRIES)).map(exact_number)
    width, height = draw(st.integers(1, most)), draw(st.integers(0, most))
    row = st.lists(entry, min_size=width, max_size=width).map(tuple)
    zero = st.just((F(0),) * width)
    rows = draw(st.lists(row | zero, min_size=height, max_size=height))
    right = draw(st.lists(entry, min_size=height, max_size=height))
    equal = draw(st.lists(st.booleans(), min_size=height, max_size=height))
    if height and draw(st.booleans()):  # a redundant row
        rows, right, equal = [*rows, rows[0]], [*right, right[0]], [*equal, equal[0]]
    return LinearProgram(draw(row | zero), tuple(rows), tuple(right), tuple(equal))


def proven(program: LinearProgram, outcome: Outcome) -> bool:
    if outcome.status == "optimal":
        return proves_optimal(program, outcome.x, outcome.proof)
    if outcome.status == "infeasible":
        return proves_infeasible(program, outcome.proof)
    return proves_unbounded(program, outcome.x, outcome.proof)


@given(programs())
@settings(max_examples=150)
def test_the_exact_simplex_proves_its_outcome(program: LinearProgram) -> None:
    assert proven(program, exact_simplex(program))


@given(programs())
@settings(max_examples=50)
def test_the_float_basis_and_the_exact_simplex_agree(program: LinearProgram) -> None:
    exact = exact_simplex(program)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(linear_program, "SMALL", -1)
        other = maximise(program.objective, program.rows, program.right, program.equal)
    assert proven(program, other)
    assert other.status == exact.status
    if exact.status == "optimal":
        assert dot(program.objective, other.x) == dot(program.objective, exact.x)


def test_beale_1955_does_not_cycle() -> None:
    rows = [[F(1, 4), F(-60), F(-1, 25), F(9)], [F(1, 2), F(-90), F(-1, 50), F(3)], [F(0), F(0), F(1), F(0)]]
    answer = maximise([F(3, 4), F(-150), F(1, 50), F(-6)], rows, [F(0), F(0), F(1)])
    assert dot([F(3, 4), F(-150), F(1, 50), F(-6)], answer.x) == F(1, 20)


def test_klee_minty_1972() -> None:
    size = 9
    rows = [[F(2) ** (i - j + 1) if j < i else F(int(i == j)) for j in range(size)] for i in range(size)]
    goal = [F(2) ** (size - 1 - j) for j in range(size)]
    answer = maximise(goal, rows, [F(5) ** (i + 1) for i in range(size)])
    assert dot(goal, answer.x) == 5**size


def test_no_rows() -> None:
    assert maximise([F(0)], [], []).status == "optimal"
    assert maximise([F(-1)], [], []).status == "optimal"
    assert maximise([F(1)], [], []).status == "unbounded"


@pytest.mark.parametrize(
    ("limit", "equal", "status"),
    [(0, True, "optimal"), (1, True, "infeasible"), (-1, False, "infeasible"), (1, False, "optimal")],
)
def test_rows_of_zeros(limit: int, equal: bool, status: str) -> None:
    assert maximise([F(-1)], [[F(0)]], [F(limit)], [equal]).status == status


def integer_program(program: LinearProgram) -> IntegerProgram:
    return whole_numbers(program.objective, program.rows, program.right, program.equal)[0]


def integer_outcome_is_proven(program: IntegerProgram, outcome: IntegerOutcome) -> bool:
    if outcome.status == "optimal":
        return program.proves_optimal(outcome.x, outcome.proof)
    if outcome.status == "infeasible":
        return program.proves_infeasible(outcome.proof)
    return program.proves_unbounded(outcome.x, outcome.proof)


@given(programs())
@settings(max_examples=100)
def test_both_forms_of_the_proof_agree(program: LinearProgram) -> None:
    """Also on what is no proof: the same points with one number changed."""
    whole, scales = whole_numbers(program.objective, program.rows, program.right, program.equal)
    outcome = exact_simplex(program)
    if outcome.status != "optimal":
        return
    units = {
        i: y * scales[-1] / scale for i, (y, scale) in enumerate(zip(outcome.proof, scales, strict=False))
    }
    for step in (F(0), F(1), F(-1)):
        x = (outcome.x[0] + step, *outcome.x[1:])
        found = whole.proves_optimal(Scaled.of(dict(enumerate(x))), Scaled.of(units))
        assert found == proves_optimal(program, x, outcome.proof)


@given(programs(), st.data())
@settings(max_examples=100)
def test_exact_pivots_finish_from_any_basis(program: LinearProgram, data: st.DataObject) -> None:
    whole = integer_program(program)
    size = data.draw(st.integers(0, min(len(program.objective), len(program.rows))))
    variables = data.draw(st.permutations(range(len(program.objective))))[:size]
    tight = data.draw(st.permutations(range(len(program.rows))))[:size]
    outcome = pivoted(whole, Basis(tuple(sorted(variables)), tuple(sorted(tight))))
    assert integer_outcome_is_proven(whole, outcome)
    assert outcome.status == exact_simplex(program).status


@pytest.mark.parametrize("rounds", [0, 1])
def test_a_wrong_basis_is_repaired(rounds: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """HiGHS's answer is replaced by the slack basis: magnified errors or exact pivots find the optimum."""
    monkeypatch.setattr(linear_program, "SMALL", -1)
    monkeypatch.setattr(linear_program, "ROUNDS", rounds)
    truth = HighsProgram.basis
    asked = []

    def wrong_at_first(self: HighsProgram) -> Basis | None:
        asked.append(1)
        return Basis() if len(asked) == 1 else truth(self)

    monkeypatch.setattr(HighsProgram, "basis", wrong_at_first)
    assert maximise([F(1), F(2)], [[F(1), F(1)]], [F(1)]).x == numbers(0, 1)
    assert len(asked) == rounds + 1


def held(highs: Any, places: Any) -> tuple[Any, ...]:
    """What HiGHS holds, with its columns in our order: sense, costs, bounds, and the matrix by rows."""
    import numpy as np

    lp = highs.getLp()
    columns, matrix = lp.num_col_, lp.a_matrix_
    dense = np.zeros((lp.num_row_, columns))
    by_row = "Row" in str(matrix.format_)
    for major in range(len(matrix.start_) - 1):
        for at in range(matrix.start_[major], matrix.start_[major + 1]):
            place = (major, matrix.index_[at]) if by_row else (matrix.index_[at], major)
            dense[place] = matrix.value_[at]
    own = [np.asarray(part)[places].tolist() for part in (lp.col_cost_, lp.col_lower_, lp.col_upper_)]
    return str(lp.sense_), own, list(lp.row_lower_), list(lp.row_upper_), dense[:, places].tolist()


@given(programs())
@settings(max_examples=40)
def test_pulp_and_arrays_give_highs_the_same_program(program: LinearProgram) -> None:
    used = [k for k, c in enumerate(program.objective) if c or any(row[k] for row in program.rows)]
    kept = LinearProgram(
        tuple(program.objective[k] for k in used),
        tuple(tuple(row[k] for k in used) for row in program.rows),
        program.right,
        program.equal,
    )
    if not used:
        return
    whole = integer_program(kept)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(linear_program, "READABLE", 10**9)
        modelled = HighsProgram(whole)
        patch.setattr(linear_program, "READABLE", -1)
        handed = HighsProgram(whole)
    assert held(modelled.highs, modelled.places) == held(handed.highs, handed.places)


def test_nothing_is_written_to_the_standard_output(capfd: pytest.CaptureFixture[str]) -> None:
    """HiGHS greets whoever makes it first; JSON goes to the same stream."""
    code = (
        "from fractions import Fraction as F\n"
        "from quidproquo.solvers import linear_program as lp\n"
        "lp.SMALL = -1\n"
        "for lp.READABLE in READABLE:\n"
        "    lp.maximise([F(1)], [[F(1)]], [F(1)])\n"
    )
    for order in ("(10**9, -1)", "(-1, 10**9)"):
        subprocess.run([sys.executable, "-c", code.replace("READABLE:", f"{order}:")], check=True, timeout=60)
    assert capfd.readouterr().out == ""
