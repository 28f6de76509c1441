"""Tidy trees: the conditions that Reingold and Tilford (1981) ask of a drawing, on trees of any shape."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quidproquo.games.tree_layout import tidy_positions

Children = list[list[int]]


@st.composite
def shapes(draw: st.DrawFn, most: int = 40) -> Children:
    """Trees whose nodes are numbered in preorder; each new node hangs on the last path or above it."""
    children: Children = [[]]
    path = [0]
    for v in range(1, draw(st.integers(1, most))):
        del path[draw(st.integers(1, len(path))) :]
        children[path[-1]].append(v)
        children.append([])
        path.append(v)
    return children


def depths(children: Children) -> list[int]:
    found = [0] * len(children)
    for v, below in enumerate(children):
        for w in below:
            found[w] = found[v] + 1
    return found


def mirrored(children: Children) -> Children:
    return [below[::-1] for below in children]


@given(shapes(), st.data())
def test_neighbours_keep_their_order_and_distance(children: Children, data: st.DataObject) -> None:
    room = st.lists(st.integers(0, 9), min_size=len(children), max_size=len(children))
    before, after = data.draw(room), data.draw(room)
    places = tidy_positions(children, before, after)
    last: dict[int, int] = {}
    for v, depth in enumerate(depths(children)):
        if depth in last:
            w = last[depth]
            assert places[v] - places[w] >= after[w] + before[v] - 1e-9
        last[depth] = v


@given(shapes())
def test_parents_stand_in_the_middle(children: Children) -> None:
    places = tidy_positions(children, [1] * len(children), [1] * len(children))
    assert places[0] == 0
    for v, below in enumerate(children):
        if below:
            assert places[v] == pytest.approx((places[below[0]] + places[below[-1]]) / 2)


@given(shapes(most=12))
def test_equal_subtrees_are_drawn_alike(part: Children) -> None:
    """Three copies of a tree under one root, with another branch between the second and the third."""
    size = len(part)
    starts = [1, 1 + size, 3 + 2 * size]
    children: Children = [[] for _ in range(3 + 3 * size)]
    children[0] = [1, 1 + size, 1 + 2 * size, 3 + 2 * size]
    children[1 + 2 * size] = [2 + 2 * size]
    for start in starts:
        children[start : start + size] = [[start + w for w in below] for below in part]
    places = tidy_positions(children, [1] * len(children), [1] * len(children))
    for v in range(size):
        found = [places[start + v] - places[start] for start in starts]
        assert found == pytest.approx([found[0]] * 3)


@given(shapes())
def test_no_drawing_is_needlessly_wide(children: Children) -> None:
    """Two subtrees side by side touch somewhere: at one level the distance is the least that is allowed."""
    ones = [1.0] * len(children)
    below = children[0]
    if len(below) != 2:
        return
    places = tidy_positions(children, ones, ones)
    depth = depths(children)
    left = {d: max(places[v] for v in range(1, below[1]) if depth[v] == d) for d in set(depth[1 : below[1]])}
    right = {
        d: min(places[v] for v in range(below[1], len(children)) if depth[v] == d)
        for d in set(depth[below[1] :])
    }
    assert min(right[d] - left[d] for d in left.keys() & right.keys()) == pytest.approx(2)


@given(shapes(most=20))
def test_of_binary_trees_the_mirror_image_is_drawn_as_the_mirror_image(children: Children) -> None:
    children = [below[:2] for below in children]
    ones = [1.0] * len(children)
    reached, stack = [], [0]
    while stack:
        v = stack.pop()
        reached.append(v)
        stack.extend(children[v])
    places, other = tidy_positions(children, ones, ones), tidy_positions(mirrored(children), ones, ones)
    assert [places[v] for v in reached] == pytest.approx([-other[v] for v in reached])


def test_small_subtrees_between_large_ones_are_spread_evenly() -> None:
    """As Walker (1990) asks: five children, of which the first and the last are wide two levels below."""
    children = [
        [1, 7, 8, 9, 10],
        [2],
        [3, 4, 5, 6],
        *([[]] * 4),
        [],
        [],
        [],
        [11],
        [12, 13, 14, 15],
        *([[]] * 4),
    ]
    ones = [1.0] * len(children)
    places = tidy_positions(children, ones, ones)
    row = [places[v] for v in (1, 7, 8, 9, 10)]
    steps = [b - a for a, b in itertools.pairwise(row)]
    assert steps == pytest.approx([steps[0]] * 4) and places[11] - places[2] == pytest.approx(8)


def test_time_is_linear_even_for_a_path_and_a_comb() -> None:
    def seconds(size: int) -> float:
        comb: Children = [[] for _ in range(2 * size + 1)]
        for k in range(size):  # 0 -> 1, 2; 2 -> 3, 4; ...
            comb[2 * k] = [2 * k + 1, 2 * k + 2]
        ones = [1.0] * len(comb)
        best = float("inf")
        for _ in range(3):
            start = time.perf_counter()
            tidy_positions(comb, ones, ones)
            best = min(best, time.perf_counter() - start)
        return best

    assert seconds(32_000) < 16 * seconds(4_000)  # a square would be 64
