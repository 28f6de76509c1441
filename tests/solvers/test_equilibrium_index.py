"""The index of regular equilibria: Shapley's sum, invariance, and what is not regular."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quidproquo.games.equilibrium_index import index_of
from quidproquo.games.errors import NotAnEquilibrium

from .oracles import F, numbers
from .test_lemke_howson import all_equilibria, bimatrices


def indices(first: Any, second: Any) -> list[int | None]:
    return [index_of(first, second, x, y) for x, y in all_equilibria((first, second))]


@pytest.mark.parametrize("rows", range(1, 7))
def test_the_indices_of_all_equilibria_sum_to_one(rows: int) -> None:
    """Shapley (1974), for games in which every equilibrium is regular."""
    random = np.random.default_rng(rows)
    regular = 0
    for columns in range(1, 7):
        for _ in range(4):
            found = indices(*random.integers(-1000, 1000, (2, rows, columns)))
            if None not in found:
                regular += 1
                assert sum(index for index in found if index is not None) == 1
    assert regular > 15


@settings(max_examples=50)
@given(bimatrices(st.integers(-9, 9), 4), st.integers(1, 10**6), st.integers(-(10**18), 10**18))
def test_the_index_does_not_depend_on_units_or_on_the_order_of_players(
    tables: tuple[Any, Any], factor: int, shift: int
) -> None:
    """Any shift that makes payoffs positive gives the same determinants' signs."""
    first, second = tables
    for x, y in all_equilibria(tables):
        index = index_of(first, second, x, y)
        assert index_of(first * factor + shift, second - shift, x, y) == index
        assert index_of(second.T, first.T, y, x) == index
        assert index_of(first[::-1], second[::-1], x[::-1], y) == index


@settings(max_examples=50)
@given(bimatrices(st.integers(0, 3), 4))
def test_strict_equilibria_have_index_one_and_unplayed_best_replies_none(tables: tuple[Any, Any]) -> None:
    first, second = tables
    for x, y in all_equilibria(tables):
        rows, columns = ([i for i, p in enumerate(mixed) if p] for mixed in (x, y))
        if len(rows) == len(columns) == 1:
            i, j = rows[0], columns[0]
            strict = (first[:, j] < first[i, j]).sum() == len(first) - 1
            strict &= (second[i] < second[i, j]).sum() == second.shape[1] - 1
            assert index_of(first, second, x, y) == (1 if strict else None)
        elif len(rows) != len(columns):
            assert index_of(first, second, x, y) is None


def test_a_continuum_is_not_regular() -> None:
    """All strategies are best replies, with supports of the same size, but nothing fixes the weights."""
    nothing = np.zeros((2, 2), dtype=int)
    half = numbers("1/2", "1/2")
    assert index_of(nothing, nothing, half, half) is None


def test_coordination_has_two_stable_equilibria_and_an_unstable_one() -> None:
    table = [["1/3", 0], [0, "1/6"]]
    assert sorted(filter(None, indices(table, table))) == [-1, 1, 1]
    assert index_of(table, table, numbers("1/3", "2/3"), numbers("1/3", "2/3")) == -1


def test_a_profile_that_is_no_equilibrium_is_refused() -> None:
    pennies = np.array([[1, -1], [-1, 1]])
    sure, half = (F(1), F(0)), numbers("1/2", "1/2")
    with pytest.raises(NotAnEquilibrium, match="column 0 is played but column 1 earns more"):
        index_of(pennies, -pennies, sure, half)
    with pytest.raises(NotAnEquilibrium, match="row 1 is played but row 0 earns more"):
        index_of(pennies, -pennies, half, sure)
