"""Exact Lemke–Howson paths: their ends, their steps, and their published lengths."""

from __future__ import annotations

import itertools
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quidproquo import NormalFormGame
from quidproquo.games.certificate import Mixed
from quidproquo.games.errors import InvalidInput
from quidproquo.solvers.lemke_howson import Corner, lemke_howson, lemke_howson_path, walk
from quidproquo.solvers.nash import nash

from .dual_cyclic import dual_cyclic_game
from .oracles import Pair, is_nash

ENTRIES = st.one_of(st.integers(0, 2), st.integers(-(10**18), 10**18), st.sampled_from([10**30, -(10**30)]))


@st.composite
def bimatrices(draw: st.DrawFn, entries: st.SearchStrategy[int] = ENTRIES, most: int = 5) -> tuple[Any, Any]:
    rows, columns = draw(st.integers(1, most)), draw(st.integers(1, most))
    flat = st.lists(entries, min_size=rows * columns, max_size=rows * columns)
    first, second = (np.array(draw(flat), dtype=object).reshape(rows, columns) for _ in range(2))
    return first, second


def all_equilibria(tables: Any) -> list[Pair]:
    return cast(list[Pair], [e.profile for e in nash(NormalFormGame(list(tables))).equilibria])


def labels_by_definition(payoffs: Any, own: int, other: int, mixed: Mixed) -> set[int]:
    """The unused strategies of a player, and the opponent's best replies, whose payoffs stand in rows."""
    earned = [sum(p * int(u) for p, u in zip(mixed, row, strict=True)) for row in payoffs]
    unused = {own + i for i, p in enumerate(mixed) if not p}
    return unused | {other + i for i, u in enumerate(earned) if u == max(earned)}


@settings(max_examples=60)
@given(bimatrices())
def test_every_path_ends_at_an_equilibrium(tables: tuple[Any, Any]) -> None:
    game = NormalFormGame(tables)
    for label in range(sum(game.shape)):
        assert is_nash(game, lemke_howson(*tables, label))


@settings(max_examples=60)
@given(bimatrices(), st.data())
def test_the_steps_of_a_path_join_and_keep_their_labels(tables: tuple[Any, Any], data: Any) -> None:
    first, second = tables
    rows, columns = first.shape
    everything = list(range(rows + columns))
    dropped = data.draw(st.sampled_from(everything))
    path = lemke_howson_path(first, second, dropped)
    assert path[0].before == Corner(None, None, tuple(range(rows)), tuple(range(rows, rows + columns)))
    assert path[0].dropped == dropped
    for step, following in itertools.pairwise(path):
        assert step.after == following.before
        assert following.player == 1 - step.player
        assert following.dropped == step.duplicate == step.picked_up
        assert {*step.after.x_labels, *step.after.y_labels, step.missing} == set(everything)
    for step in path:
        corners = [(c.x_labels, c.y_labels)[step.player] for c in (step.before, step.after)]
        assert set(corners[0]) ^ set(corners[1]) == {step.dropped, step.picked_up}
        assert step.picked_up in corners[1]
        unmoved = [(c.y, c.x)[step.player] for c in (step.before, step.after)]
        assert unmoved[0] == unmoved[1]
        if step.after.x is not None:
            assert set(step.after.x_labels) <= labels_by_definition(second.T, 0, rows, step.after.x)
        if step.after.y is not None:
            assert set(step.after.y_labels) <= labels_by_definition(first, rows, 0, step.after.y)
    last = path[-1]
    assert (last.missing, last.duplicate) == (None, None)
    assert sorted(last.after.x_labels + last.after.y_labels) == everything
    assert (last.after.x, last.after.y) == lemke_howson(first, second, dropped)
    assert len(list(walk(first, second, dropped))) == len(path)


@settings(max_examples=40)
@given(bimatrices(st.integers(0, 3), 4))
def test_paths_end_among_all_equilibria(tables: tuple[Any, Any]) -> None:
    """In a nondegenerate game the equilibria are finitely many, and a path ends at one of them."""
    solution = nash(NormalFormGame(tables))
    if not solution.knife_edge and all(len(component) == 1 for component in solution.components):
        known = {equilibrium.profile for equilibrium in solution.equilibria}
        assert {lemke_howson(*tables, label) for label in range(sum(tables[0].shape))} <= known


@pytest.mark.parametrize(("size", "longest"), [(4, 20), (6, 88), (8, 376)])
def test_published_lengths_of_paths(size: int, longest: int) -> None:
    """Square games of dual cyclic polytopes, on which all paths are long (Savani & von Stengel 2006)."""
    first, second = dual_cyclic_game(size)
    assert max(len(lemke_howson_path(first, second, label)) for label in range(2 * size)) == longest


def test_a_tie_is_broken_without_a_cycle() -> None:
    for size in (2, 5, 9):
        nothing = np.zeros((size, size + 1), dtype=int)
        game = NormalFormGame([nothing, nothing])
        for label in range(2 * size + 1):
            assert is_nash(game, lemke_howson(nothing, nothing, label))


@pytest.mark.parametrize("label", [-1, 4])
def test_a_label_of_no_strategy_is_refused(label: int) -> None:
    table = np.eye(2, dtype=int)
    with pytest.raises(InvalidInput, match=f"label {label}: a label from 0 to 3"):
        lemke_howson_path(table, table, label)
