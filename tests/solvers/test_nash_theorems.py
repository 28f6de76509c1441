"""Theorems that every complete list of equilibria obeys, and recounts by brute force."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quidproquo import LimitReached, NormalFormGame, Solution, nash
from quidproquo.games.brute_force import all_equilibria
from quidproquo.solvers import vertices
from quidproquo.solvers.double_description import double_description
from quidproquo.solvers.enumeration_size import expected_vertices
from quidproquo.solvers.vertices import best_reply_vertices

F = Fraction


def pieces_of(solution: Solution) -> frozenset[Any]:
    """The components as sets of products; a point where the solution gives no pieces."""
    if solution.pieces:
        return frozenset(
            frozenset(tuple(map(frozenset, one.hulls)) for one in pieces) for pieces in solution.pieces
        )
    return frozenset(
        frozenset({tuple(frozenset({mixed}) for mixed in e.profile)}) for e in solution.equilibria
    )


def recounted(game: NormalFormGame) -> tuple[frozenset[Any], frozenset[Any]]:
    every = all_equilibria(game)
    return every.extreme, frozenset(frozenset(component) for component in every.components)


def agrees_with_brute_force(game: NormalFormGame) -> bool:
    solution = nash(game)
    extreme, components = recounted(game)
    listed = [e.profile for e in solution.equilibria]
    return (
        solution.complete
        and len(set(listed)) == len(listed)
        and ((frozenset(listed), pieces_of(solution)) == (extreme, components))
    )


def classes_of(rows: int, columns: int) -> Iterator[NormalFormGame]:
    """One game for each set of {0, 1, 2} games that differ by constants per opponent strategy only.

    Such constants change no best reply, so the least entry of each column (row) may be taken as zero.
    """
    column = [c for c in itertools.product(range(3), repeat=rows) if min(c) == 0]
    row = [r for r in itertools.product(range(3), repeat=columns) if min(r) == 0]
    for first in itertools.combinations_with_replacement(column, columns):
        for second in itertools.product(row, repeat=rows):
            yield NormalFormGame([np.array(first).T, np.array(second)])


def test_all_2x2_games_of_small_payoffs() -> None:
    games = list(classes_of(2, 2))
    assert len(games) == 15 * 25
    assert all(map(agrees_with_brute_force, games))


def test_2x3_games_of_small_payoffs() -> None:
    """Every fifth of the 12,635 classes (columns in ascending order); all were recounted once."""
    games = list(itertools.islice(classes_of(2, 3), 0, None, 5))
    assert all(map(agrees_with_brute_force, games))


@pytest.mark.parametrize("tiny", [3, 13], ids=["float-search", "double-description"])
@pytest.mark.parametrize("shape", [(3, 3), (3, 4), (4, 3), (2, 5)])
def test_sampled_games_of_small_payoffs(
    shape: tuple[int, int], tiny: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vertices, "TINY", tiny)
    draw = np.random.default_rng(shape)
    for _ in range(40):
        assert agrees_with_brute_force(NormalFormGame([draw.integers(0, 3, shape) for _ in range(2)]))


@given(st.data())
@settings(max_examples=60)
def test_a_duplicate_splits_what_uses_it(data: st.DataObject) -> None:
    """The equilibria with a row twice are those in which the two copies together play the row's part."""
    rows, columns = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 4))
    entries = st.lists(st.integers(0, 2), min_size=rows * columns, max_size=rows * columns)
    first, second = (np.array(data.draw(entries)).reshape(rows, columns) for _ in range(2))
    twice = data.draw(st.integers(0, rows - 1))
    doubled = nash(NormalFormGame([np.vstack([table, table[twice]]) for table in (first, second)]))
    plain = nash(NormalFormGame([first, second]))

    def copies(x: tuple[Fraction, ...]) -> set[tuple[Fraction, ...]]:
        moved = (*x[:twice], F(0), *x[twice + 1 :], x[twice])
        return {(*x, F(0)), moved}

    assert {e.profile for e in doubled.equilibria} == {
        (x, y) for e in plain.equilibria for x in copies(e.profile[0] or ()) for y in e.profile[1:]
    }
    assert pieces_of(doubled) == frozenset(
        frozenset((frozenset().union(*map(copies, xs)), ys) for xs, ys in component)
        for component in pieces_of(plain)
    )


@pytest.mark.parametrize("columns", [64])
def test_a_large_game_is_reduced_by_dominance(columns: int) -> None:
    """Against the enumeration of the columns that are best somewhere, found by looking at every crossing."""
    draw = np.random.default_rng(columns)
    game = NormalFormGame([draw.integers(0, 1000, (2, columns)) for _ in range(2)])
    top, bottom = (list(map(F, row)) for row in game.payoffs[1].tolist())
    points = {F(0), F(1)} | {
        F(bottom[k] - bottom[j], top[j] - bottom[j] - top[k] + bottom[k])
        for j, k in itertools.combinations(range(columns), 2)
        if top[j] - bottom[j] != top[k] - bottom[k]
    }
    best: set[int] = set()
    for p in (p for p in points if 0 <= p <= 1):
        values = [p * a + (1 - p) * b for a, b in zip(top, bottom, strict=True)]
        best |= {j for j, value in enumerate(values) if value == max(values)}
    kept = sorted(best)
    small = nash(NormalFormGame([np.array(table.tolist())[:, kept] for table in game.payoffs]))
    expected = {
        (e.profile[0], tuple(e.profile[1][kept.index(j)] if j in best else F(0) for j in range(columns)))  # type: ignore[index]
        for e in small.equilibria
    }
    solution = nash(game)
    assert solution.complete
    assert "iterated strict dominance" in solution.complete_because
    assert {e.profile for e in solution.equilibria} == expected


def test_a_game_too_large_is_refused_with_an_estimate_and_one_equilibrium() -> None:
    draw = np.random.default_rng(0)
    game = NormalFormGame([draw.integers(0, 100, (40, 40)) for _ in range(2)])
    with pytest.raises(LimitReached, match=r"40 and 40 strategies: .* has about 10\^12 vertices") as caught:
        nash(game)
    found = caught.value.found
    assert isinstance(found, Solution)
    assert len(found.equilibria) == 1
    assert not found.complete


@pytest.mark.parametrize(("rows", "columns"), [(8, 8), (10, 10), (6, 14), (14, 6), (3, 30)])
def test_the_estimate_is_within_a_factor_of_five(rows: int, columns: int) -> None:
    matrix = np.random.default_rng(rows).integers(1000, 2000, (rows, columns)).tolist()
    assert 1 / 5 < len(best_reply_vertices(matrix)) / expected_vertices(rows, columns) < 5


@pytest.mark.parametrize("top", [2, 3, 2**31, 2**40])
def test_ties_are_decided_alike_in_batches_and_one_by_one(top: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Entries from 2^31 on are too large for the batches of 64-bit integers."""
    monkeypatch.setattr(vertices, "TINY", 7)
    draw = np.random.default_rng(top)
    for shape in [(5, 5), (6, 4), (4, 7)]:
        matrix = (draw.integers(0, 3, shape).astype(object) * (top // 2) + 2 * top).tolist()
        found = best_reply_vertices(matrix)
        assert found.engine == "proven-bases"
        assert sorted(map(int, found.tight)) == sorted(m for p, m in double_description(matrix) if any(p))


@pytest.mark.parametrize("shape", [(1, 62), (62, 1), (1, 1), (1, 200)])
def test_one_player_alone_mixes_its_best_strategies(shape: tuple[int, int]) -> None:
    table = np.arange(shape[0] * shape[1]).reshape(shape) // 3 % 7
    solution = nash(NormalFormGame([table, table]))
    best = np.flatnonzero(table.ravel() == table.max())
    assert solution.complete
    assert len(solution.equilibria) == len(best)
    assert solution.components == (tuple(range(len(best))),)
    assert solution.knife_edge == (len(best) > 1)
