"""Numbers come in exactly, in every usual form, and what is no number is refused by name and cell."""

from __future__ import annotations

import pickle
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quidproquo import NormalFormGame
from quidproquo.games.errors import InvalidGame, InvalidInput
from quidproquo.games.payoff_table import PayoffTable

F = Fraction


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (3, F(3)),
        (0.1, F(1, 10)),
        (-0.0, F(0)),
        (1e-12, F(1, 10**12)),
        (1e17, F(10**17)),
        (5e-324, F(5, 10**324)),
        (Decimal("0.10"), F(1, 10)),
        (Decimal("1E+5"), F(10**5)),
        ("2/3", F(2, 3)),
        ("-.5", F(-1, 2)),
        (F(1, 3), F(1, 3)),
        (10**400, F(10**400)),
        (np.int8(-128), F(-128)),
        (np.uint64(2**64 - 1), F(2**64 - 1)),
        (np.float64(0.1), F(1, 10)),
        (np.float32(0.1), F(1, 10)),
        (np.float16(0.1), F(1, 10)),
    ],
    ids=repr,
)
def test_a_number_is_taken_as_what_it_prints_as(given: Any, expected: Fraction) -> None:
    assert PayoffTable.of([[given]])[0, 0] == expected
    assert PayoffTable.of(np.array([[given]], dtype=getattr(given, "dtype", object)))[0, 0] == expected


@pytest.mark.parametrize("kind", ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"])
def test_integer_arrays_of_every_width(kind: str) -> None:
    ends = np.array([np.iinfo(kind).min, 0, np.iinfo(kind).max], dtype=kind)
    assert PayoffTable.of(ends).tolist() == [int(x) for x in ends]


@pytest.mark.parametrize("kind", ["float16", "float32", "float64"])
def test_float_arrays_are_the_decimals_that_they_print_as(kind: str) -> None:
    values = np.array([0.1, 0.3, 2.5, -1e-3], dtype=kind)
    assert PayoffTable.of(values).tolist() == [F(str(x)) for x in values]


REFUSED = [
    True,
    np.True_,
    None,
    float("nan"),
    float("inf"),
    -float("inf"),
    1j,
    "x",
    "1/0",
    Decimal("NaN"),
    {},
    object,
]


@pytest.mark.parametrize("bad", REFUSED, ids=repr)
def test_what_is_no_number_is_refused_with_player_and_cell(bad: Any) -> None:
    with pytest.raises(InvalidInput, match=r"payoffs of China at \[0, 1\]"):
        NormalFormGame([[[0, 0]], [[0, bad]]], players=["US", "China"])


@pytest.mark.parametrize("kind", ["bool", "complex128", "datetime64[D]", "timedelta64[ns]"])
def test_arrays_of_other_kinds_are_refused(kind: str) -> None:
    with pytest.raises(InvalidInput):
        PayoffTable.of(np.zeros((2, 2), dtype=kind))


def test_masked_entries_are_refused() -> None:
    with pytest.raises(InvalidInput):
        PayoffTable.of(np.ma.array([5, 6], mask=[True, False]))


def test_a_nan_in_an_array_names_its_cell() -> None:
    with pytest.raises(InvalidInput, match=r"\[1, 0\] is nan"):
        PayoffTable.of(np.array([[0.0, 1], [np.nan, 2]]))


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        ([[1, 2], [3]], r"\[1\] has 1 entries; every row needs 2"),
        ([[1, 2], 3], r"\[1\] has no entries; every row needs 2"),
        ([1, [2]], r"\[1\] is a row of 1"),
        ([[[1], [2]], [[3], [4, 5]]], r"\[1, 1\] has 2 entries"),
    ],
)
def test_ragged_rows_are_named(rows: Any, text: str) -> None:
    with pytest.raises(InvalidInput, match=text):
        PayoffTable.of(rows)


@pytest.mark.parametrize(
    "payoffs", [[], [[]], [[[]], [[]]], 5, [5], [[1, 2], [1, 2]], [[[1, 2]], [[1], [2]]], "12"]
)
def test_shapes_that_make_no_game(payoffs: Any) -> None:
    with pytest.raises(InvalidInput):
        NormalFormGame(payoffs)


def test_too_many_cells() -> None:
    with pytest.raises(InvalidGame, match="cells"):
        NormalFormGame([np.broadcast_to(np.int8(0), (5000, 5000))] * 2)


@given(st.lists(st.fractions() | st.integers(-(10**30), 10**30), min_size=1, max_size=6))
def test_equal_tables_have_equal_hashes_and_survive_pickling(numbers: list[Any]) -> None:
    table, other = PayoffTable.of(numbers), PayoffTable.of(np.array([str(x) for x in numbers], dtype=object))
    assert table == other
    assert hash(table) == hash(other)
    assert pickle.loads(pickle.dumps(table)) == table
    assert table.tolist() == [Fraction(x) for x in numbers]


@pytest.mark.parametrize("number", [2**62, 2**63 - 1, -(2**63)])
def test_equal_hashes_at_the_edge_of_64_bits(number: int) -> None:
    table, other = PayoffTable.of(np.array([number], dtype=np.int64)), PayoffTable.of([number])
    assert table == other
    assert hash(table) == hash(other)


def test_a_part_of_a_table_equals_the_table_of_that_part() -> None:
    assert PayoffTable.of([["1/2", 1], [2, 3]])[1] == PayoffTable.of([2, 3])


def test_zero_sum_does_not_wrap_around() -> None:
    game = NormalFormGame.zero_sum(np.array([[-(2**63), 0]]))
    assert game.payoffs[1][0, 0] == 2**63


@given(st.fractions(max_denominator=10**18))
def test_floats_are_the_nearest(number: Fraction) -> None:
    assert PayoffTable.of([number]).floats()[0] == float(number)


@pytest.mark.parametrize("n", [2**53 + 1, 2**60 + 1, 2**61 - 1])
@pytest.mark.parametrize("d", [3, 7, 11, 10**9 + 7])
def test_floats_of_large_numerators_are_the_nearest(n: int, d: int) -> None:
    assert PayoffTable.of([F(n, d)]).floats()[0] == float(F(n, d))


def test_tables_cannot_be_changed() -> None:
    values = np.array([[1, 2], [3, 4]])
    table = PayoffTable.of(values)
    values[0, 0] = 9
    assert table[0, 0] == 1
    with pytest.raises(ValueError, match="read-only"):
        table.numerators[0, 0] = 5
    with pytest.raises(AttributeError):
        table.denominator = 2


def test_symbols() -> None:
    sympy = pytest.importorskip("sympy")
    k = sympy.Symbol("k")
    game = NormalFormGame(
        [
            [k, k / 3],
        ]
    )
    assert game.parameters == ("k",)
    assert game.at({"k": "1/2"}).payoffs[0].tolist() == [F(1, 2), F(1, 6)]
    with pytest.raises(InvalidInput, match="'q' is no parameter"):
        game.at({"q": 1})
