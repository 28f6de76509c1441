"""Linear programs: every answer proves itself, and the two ways to it agree."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quidproquo.games.duality import LinearProgram, dot, proves_infeasible, proves_optimal, proves_unbounded
from quidproquo.solvers import linear_program
from quidproquo.solvers.exact_simplex import Outcome, exact_simplex
from quidproquo.solvers.linear_program import maximise

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


def test_a_float_basis_that_proves_nothing_gives_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linear_program, "SMALL", -1)
    monkeypatch.setattr(linear_program, "_highs_basis", lambda program: ((0,), ()))
    assert maximise([F(1), F(2)], [[F(1), F(1)]], [F(1)]).x == numbers(0, 1)
