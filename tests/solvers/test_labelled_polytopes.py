"""Labelled polytopes and Lemke-Howson tables: labels by definition, ends and pairs against `nash`."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Iterator, Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quidproquo import (
    InvalidInput,
    LimitReached,
    NormalFormGame,
    UnsupportedGame,
    labelled_polytopes,
    lemke_howson_table,
    nash,
)
from quidproquo.solvers.labelled_polytopes import LabelledPolytopes

F = Fraction


def games(most: int, largest: int = 3) -> st.SearchStrategy[NormalFormGame]:
    def of(shape: tuple[int, int]) -> st.SearchStrategy[NormalFormGame]:
        row = st.lists(st.integers(0, most), min_size=shape[1], max_size=shape[1])
        table = st.lists(row, min_size=shape[0], max_size=shape[0])
        return st.builds(lambda a, b: NormalFormGame([a, b]), table, table)

    return st.tuples(st.integers(1, largest), st.integers(1, largest)).flatmap(of)


def labels_by_hand(game: NormalFormGame, player: int, point: Sequence[Fraction]) -> set[int]:
    rows, columns = game.shape
    if player == 0:
        earned = [sum(p * game.payoffs[1][i, j] for i, p in enumerate(point)) for j in range(columns)]
        own, other = 1, rows + 1
    else:
        earned = [sum(p * game.payoffs[0][i, j] for j, p in enumerate(point)) for i in range(rows)]
        own, other = rows + 1, 1
    unused = {own + s for s, p in enumerate(point) if not p}
    return unused | {other + t for t, u in enumerate(earned) if u == max(earned)}


@given(st.one_of(games(2), games(1000)))
def test_labels_are_those_of_the_definition(game: NormalFormGame) -> None:
    for simplex in labelled_polytopes(game).simplices:
        points = [vertex.point for vertex in simplex.vertices]
        assert len(set(points)) == len(points)
        for vertex in simplex.vertices:
            assert sum(vertex.point) == 1 and min(vertex.point) >= 0
            assert vertex.labels == labels_by_hand(game, simplex.player, vertex.point)
        for region in simplex.regions:
            assert all(region.label in simplex.vertices[k].labels for k in region.corners)


def grid(width: int) -> Iterator[tuple[Fraction, ...]]:
    for cut in itertools.product(range(5), repeat=width):
        if sum(cut) == 4:
            yield tuple(F(k, 4) for k in cut)


@given(st.one_of(games(2), games(1000)))
def test_no_vertex_is_missing(game: NormalFormGame) -> None:
    """The points with certain labels are a face of the division, and every face has a vertex."""
    for simplex in labelled_polytopes(game).simplices:
        for point in grid(game.shape[simplex.player]):
            wanted = labels_by_hand(game, simplex.player, point)
            assert any(wanted <= vertex.labels for vertex in simplex.vertices)


@given(st.one_of(games(2), games(1000)))
def test_completely_labelled_pairs_are_the_extreme_equilibria(game: NormalFormGame) -> None:
    view = labelled_polytopes(game)
    assert [one.profile for one in view.profiles()] == [one.profile for one in nash(game).equilibria]


def test_textbook_vertices() -> None:
    """von Stengel (2007), figures 3.2 and 3.3: five and four vertices, three completely labelled pairs."""
    view = textbook()
    points = [[[str(p) for p in v.point] for v in simplex.vertices] for simplex in view.simplices]
    assert ["4/5", "1/5", "0"] in points[0] and ["0", "1/3", "2/3"] in points[0] and len(points[0]) == 5
    assert points[1] == [["1", "0"], ["2/3", "1/3"], ["1/3", "2/3"], ["0", "1"]]
    assert len(view.completely_labelled) == 3 and not view.is_degenerate
    assert "x2, y2" in view.text() and "degenerate" not in view.text()
    document = json.loads(view.to_json())
    assert document["labels"]["4"] == "player 2: 1" and document["completely_labelled"] == [
        [0, 0],
        [1, 1],
        [3, 2],
    ]


def textbook() -> LabelledPolytopes:
    return labelled_polytopes(NormalFormGame([[[3, 3], [2, 5], [0, 6]], [[3, 2], [2, 6], [3, 1]]]))


def test_degeneracy_is_said() -> None:
    view = labelled_polytopes(NormalFormGame([[[0, 0], [0, 1]], [[0, 0], [0, 1]]]))
    assert view.is_degenerate and "The game is degenerate" in view.text()


def test_larger_games_are_refused() -> None:
    with pytest.raises(UnsupportedGame, match="up to 3×3; this game is 4×1"):
        labelled_polytopes(NormalFormGame([[[0]] * 4] * 2))
    with pytest.raises(LimitReached, match="24 strategies"):
        lemke_howson_table(NormalFormGame([[[0] * 20] * 20] * 2))


@given(st.one_of(games(2, 4), games(1000, 4)))
def test_paths_are_paths(game: NormalFormGame) -> None:
    """Steps alternate, drop what was picked up twice, miss one label only, and end at an equilibrium."""
    size = sum(game.shape)
    everything = set(range(1, size + 1))
    table = lemke_howson_table(game)
    assert [path.label for path in table.paths] == list(range(1, size + 1))
    for path in table.paths:
        label, steps = path.label, path.steps
        assert steps[0].dropped + 1 == label == steps[-1].picked_up + 1
        for step, following in itertools.pairwise(steps):
            assert following.player == 1 - step.player and following.dropped == step.picked_up
        for number, step in enumerate(steps):
            x_labels = {k + 1 for k in step.after.x_labels}
            y_labels = {k + 1 for k in step.after.y_labels}
            missing = everything - x_labels - y_labels
            assert missing == (set() if number == len(steps) - 1 else {label})
            for player, point, own in ((0, step.after.x, x_labels), (1, step.after.y, y_labels)):
                if point is not None:
                    assert own <= labels_by_hand(game, player, point)
        end = steps[-1].after
        assert table.equilibria[path.end].profile == (end.x, end.y)
    assert {path.end for path in table.paths} | set(table.unreached) == set(range(len(table.equilibria)))


def test_an_equilibrium_that_no_path_reaches() -> None:
    """In the textbook game the one with two strategies of each: no path from the start ends there."""
    game = NormalFormGame([[[3, 3], [2, 5], [0, 6]], [[3, 2], [2, 6], [3, 1]]])
    table = lemke_howson_table(game, 2)
    assert [path.end for path in table.paths] == [0, 2, 0, 0, 2]
    assert table.unreached == (1,)
    text = table.text()
    assert "Equilibria that no path from the start reaches" in text and "1: 4/5, 2: 1/5" in text
    assert "the missing label is back" in text and "(0, 1/3, 2/3)" in text
    document = json.loads(table.to_json())
    assert document["unreached"] == [1]
    assert [step["picked_up"] for step in document["steps"]] == [5, 3, 4, 2]


def test_nondegenerate_games_reach_an_odd_number() -> None:
    draw = random.Random(3)
    for _ in range(5):
        game = NormalFormGame(
            [[[draw.randrange(10**6) for _ in range(4)] for _ in range(4)] for _ in range(2)]
        )
        assert len(lemke_howson_table(game).equilibria) % 2 == 1


def test_labels_may_be_named() -> None:
    game = NormalFormGame(
        [[[1, -1], [-1, 1]], [[-1, 1], [1, -1]]],
        players=["A", "B"],
        strategies=[["heads", "3"], ["heads", "x"]],
    )
    assert lemke_howson_table(game, "x").label == 4
    assert lemke_howson_table(game, "B:heads").label == 3
    assert lemke_howson_table(game, "3").label == 3  # the number, not the strategy called so
    assert lemke_howson_table(game, "A:3").label == 2
    with pytest.raises(InvalidInput, match="stands for several strategies; give its number, 1 to 4"):
        lemke_howson_table(game, "heads")
    for wrong in (0, 5, "0", "9" * 50, "tails", "", True, 1.5, None):
        with pytest.raises(InvalidInput, match="accepted: 1 to 4"):
            lemke_howson_table(game, wrong)  # type: ignore[arg-type]
