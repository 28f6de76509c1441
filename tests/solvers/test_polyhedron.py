"""Polyhedra: points, proofs of emptiness, implied rows and bounds, against a grid and each other."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quidproquo.games.errors import InvalidInput
from quidproquo.games.linear_rows import FarkasCertificate, Row, contradiction_problem
from quidproquo.solvers.polyhedron import bounds, feasible, implied, without_redundant

F = Fraction
GRID = [{"x": F(x, 2), "y": F(y, 2)} for x, y in itertools.product(range(-6, 7), repeat=2)]

small = st.integers(-3, 3).map(Fraction)
kind = st.sampled_from([(False, False), (True, False), (False, True)])


@st.composite
def systems(draw: st.DrawFn, most: int = 5) -> list[Row]:
    return [
        Row({"x": draw(small), "y": draw(small)}, draw(small), *draw(kind))
        for _ in range(draw(st.integers(0, most)))
    ]


def text(rows: tuple[Row, ...]) -> list[str]:
    return [str(row) for row in rows]


@settings(max_examples=120, deadline=None)
@given(systems())
def test_a_point_satisfies_all_rows_or_the_proof_holds_and_no_grid_point_does(rows: list[Row]) -> None:
    found = feasible(rows)
    if isinstance(found, FarkasCertificate):
        assert contradiction_problem(rows, found) is None
        assert not any(all(row.holds_at(point) for row in rows) for point in GRID)
    else:
        assert all(row.holds_at(found) for row in rows)


@settings(max_examples=60, deadline=None)
@given(systems(most=4))
def test_rows_that_stay_have_the_same_points_and_none_is_implied(rows: list[Row]) -> None:
    kept = without_redundant(rows)
    for point in GRID:
        assert all(row.holds_at(point) for row in kept) == all(row.holds_at(point) for row in rows)
    for place, row in enumerate(kept):
        assert not implied(kept[:place] + kept[place + 1 :], row)


@settings(max_examples=60, deadline=None)
@given(systems(most=4))
def test_bounds_hold_on_the_grid_and_are_approached(rows: list[Row]) -> None:
    if isinstance(feasible(rows), FarkasCertificate):
        with pytest.raises(InvalidInput, match="no point"):
            bounds(rows, "x")
        return
    low, high = bounds(rows, "x")
    inside = [point["x"] for point in GRID if all(row.holds_at(point) for row in rows)]
    assert low is None or all(low <= x for x in inside)
    assert high is None or all(x <= high for x in inside)
    tiny = F(1, 10**9)
    for end, sign in ((low, 1), (high, -1)):
        beyond = F(sign * -(10**6)) if end is None else end + sign * tiny
        near = Row({"x": F(-sign)}, sign * beyond)  # on the outer side of a point just inside
        if low is not None and high is not None and high - low < tiny:
            near = Row({"x": F(1)}, -low, equal=True) if low == high else near
        assert not isinstance(feasible([*rows, near]), FarkasCertificate)


def test_strict_rows_are_strict() -> None:
    x, minus = {"x": F(1)}, {"x": F(-1)}
    assert feasible([Row(x), Row(minus)]) == {"x": F(0)}
    assert isinstance(feasible([Row(x, strict=True), Row(minus)]), FarkasCertificate)
    assert isinstance(feasible([Row({}, F(0), strict=True)]), FarkasCertificate)
    assert isinstance(feasible([Row({}, F(-1))]), FarkasCertificate)
    assert isinstance(feasible([Row({}, F(1), equal=True)]), FarkasCertificate)
    assert feasible([Row({}, F(0), equal=True)]) == {}
    assert feasible([]) == {}
    point = feasible([Row(x, F(-1, 10**15), strict=True), Row(minus, F(2, 10**15), strict=True)])
    assert isinstance(point, dict)
    assert F(1, 10**15) < point["x"] < F(2, 10**15)


def test_the_sufficient_row_stays_and_scaled_ones_go() -> None:
    x = {"x": F(1)}
    rows = [Row(x, F(-1)), Row({"x": F(2)}, F(-2)), Row(x, F(-1), strict=True), Row(x, F(-3), equal=True)]
    assert text(without_redundant(rows)) == ["x - 3 = 0"]
    assert text(without_redundant(rows[:2])) == ["x - 1 >= 0"]
    assert text(without_redundant(rows[:3])) == ["x - 1 > 0"]
    cube = [Row({v: s * F(1)}, F(1)) for v in "xyz" for s in (1, -1)]
    loose = Row({"x": F(1), "y": F(1), "z": F(1)}, F(3))
    assert without_redundant([*cube, loose]) == tuple(cube)
    assert len(without_redundant([*cube, loose._replace(constant=F(2))])) == 7
    assert bounds([*cube, Row({"x": F(-1), "y": F(-1), "z": F(-1)}, F(-5, 2))], "x") == (F(-1), F(-1, 2))


def test_rows_that_contradict_each_other_are_reduced_to_few() -> None:
    x, minus = {"x": F(1)}, {"x": F(-1)}
    kept = without_redundant([Row(x), Row({"y": F(1)}), Row(minus, F(-1)), Row(x, F(5))])
    assert text(kept) == ["x >= 0", "-x - 1 >= 0"]


@pytest.mark.parametrize(
    ("multipliers", "finding"),
    [
        ({0: F(1), 1: F(1)}, "contradicts nothing"),
        ({0: F(1), 2: F(1)}, None),
        ({0: F(1), 2: F(2)}, "leave -1 times x"),
        ({0: F(-1), 1: F(-1)}, "negative multiple"),
        ({7: F(1)}, "no row 7"),
        ({}, "contradicts nothing"),
    ],
)
def test_wrong_certificates_are_refused(multipliers: dict[int, Fraction], finding: str | None) -> None:
    rows = [Row({"x": F(1)}), Row({"x": F(-1)}), Row({"x": F(-1)}, strict=True)]
    problem = contradiction_problem(rows, FarkasCertificate(multipliers))
    assert problem is None if finding is None else finding in (problem or "")
