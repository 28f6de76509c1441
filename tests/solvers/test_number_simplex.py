"""The simplex method over numbers of any kind, against the solver of linear programs in fractions."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quidproquo.games.algebraic import AlgebraicField
from quidproquo.solvers.germ import Germ, Viewpoint
from quidproquo.solvers.linear_program import maximise
from quidproquo.solvers.number_simplex import (
    NumberOutcome,
    NumberProgram,
    basic_solution,
    optimal_basis,
    solved,
)

F = Fraction
number = st.integers(-3, 3).map(Fraction)


@st.composite
def programs(draw: st.DrawFn) -> NumberProgram:
    width, height = draw(st.integers(1, 4)), draw(st.integers(0, 4))
    return NumberProgram(
        [draw(number) for _ in range(width)],
        [[draw(number) for _ in range(width)] for _ in range(height)],
        [draw(number) for _ in range(height)],
        [draw(st.booleans()) for _ in range(height)],
    )


@settings(max_examples=200, deadline=None)
@given(programs())
def test_the_end_is_that_of_linear_programs(program: NumberProgram) -> None:
    found = optimal_basis(program)
    known = maximise(program.objective, program.rows, program.right, program.equal)  # type: ignore[arg-type]
    assert found.status == known.status
    if found.status != "optimal":
        return
    x, y = basic_solution(program, found)
    assert min(x) >= 0
    for row, right, equal, price in zip(program.rows, program.right, program.equal, y, strict=True):
        used = sum(a * b for a, b in zip(row, x, strict=True))
        assert used == right if equal else used <= right
        assert equal or price >= 0
    for k, target in enumerate(program.objective):
        assert sum(p * row[k] for p, row in zip(y, program.rows, strict=True)) >= target
    value = sum(c * a for c, a in zip(program.objective, x, strict=True))
    assert value == sum(p * b for p, b in zip(y, program.right, strict=True))
    assert value == sum(c * a for c, a in zip(program.objective, known.x, strict=True))


def test_irrational_programs_are_solved_exactly() -> None:
    root = AlgebraicField((-2, 0, 1), F(1), F(2)).generator
    program = NumberProgram([F(1), root], [[root, F(1)], [F(1), F(1)]], [F(2), root], [False, False])
    x, y = basic_solution(program, optimal_basis(program))
    assert x == (F(0), root)
    assert sum(c * a for c, a in zip(program.objective, x, strict=True)) == 2
    assert sum(p * b for p, b in zip(y, program.right, strict=True)) == 2


def test_a_basis_gives_formulas_without_looking_at_signs_that_do_not_matter() -> None:
    view = Viewpoint(F(1, 2))
    k = view.parameter
    program = NumberProgram([F(1), F(1)], [[F(2), k], [F(1), F(1)]], [F(3), F(2)], [True, True])
    x, _ = basic_solution(program, NumberOutcome("optimal", (0, 1), (0, 1)))
    assert all(isinstance(number, Germ) for number in x)
    assert [number.text("k") for number in x if isinstance(number, Germ)] == [
        "(2*k - 3)/(k - 2)",
        "-1/(k - 2)",
    ]
    assert view.watched == ((-2, 1),)


def test_a_singular_basis_is_refused() -> None:
    with pytest.raises(ZeroDivisionError, match="singular"):
        solved([[F(1), F(2)], [F(2), F(4)]], [F(1), F(2)])
