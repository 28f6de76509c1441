"""Backward induction of large trees, and of one tree under many payoffs, beside plain Python loops.

Run with ``pytest tests/benchmarks/test_tree_speed.py --benchmark-group-by=group``; ``LEVELS=19`` gives
the tree of 1,048,575 nodes and ``DRAWS=100000`` the sweep of the figures in the pages. Every time is that of
the processor, so that other work on the machine counts little; `ns a node` stands under extra_info of
``--benchmark-json``, and is printed with ``-s``.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from time import process_time
from typing import Any

import numpy as np
import pytest

import quidproquo as qpq
from quidproquo import ExtensiveFormGame, Menu
from quidproquo.games.level_certificate import payoffs_without_gain
from quidproquo.solvers.level_induction import level_induction, pure_profile

LEVELS = int(os.environ.get("LEVELS", "14"))
DRAWS = int(os.environ.get("DRAWS", "20000"))


def binary_tree(levels: int, ties: int = 0) -> ExtensiveFormGame:
    """Two players move in turn, each between two actions; payoffs stand at the terminal nodes.

    So many of the last decisions are tied, spread over the tree.
    """
    size = 2 ** (levels + 1) - 1
    nodes = np.arange(size)
    inner = size // 2
    depth = np.repeat(np.arange(levels + 1), 2 ** np.arange(levels + 1))
    draw = np.random.default_rng(0)
    payoffs = [np.where(nodes < inner, 0, draw.integers(0, 10**9, size)) for _ in range(2)]
    last = payoffs[(levels - 1) % 2]
    first = inner + 2 * np.arange(ties) * (inner // 2 // max(ties, 1))
    last[first] = last[first + 1]
    return ExtensiveFormGame.from_arrays(
        players=["A", "B"],
        parents=(nodes - 1) // 2,
        set_of=np.where(nodes < inner, nodes, -1),
        menu_of=depth[:inner] % 2,
        menus=[Menu(0, ("x", "y")), Menu(1, ("l", "r"))],
        payoffs=payoffs,
    )


def plain_induction(
    children: list[list[int]], movers: list[int], payoffs: list[tuple[int, ...]]
) -> tuple[int, tuple[int, ...], bool]:
    """The same recursion as a loop over nodes, in integers: root action, values, whether a move is tied."""
    values: list[tuple[int, ...]] = list(payoffs)
    action, tied = -1, False
    for node in range(len(children) - 1, -1, -1):
        below = children[node]
        if below:
            mover = movers[node]
            best = values[below[0]]
            action, close = 0, False
            for number in range(1, len(below)):
                other = values[below[number]]
                if other[mover] > best[mover]:
                    best, action, close = other, number, False
                elif other[mover] == best[mover]:
                    close = True
            values[node] = best
            tied |= close
    return action, values[0], tied


def seconds(benchmark: Any, task: Callable[[], Any]) -> tuple[Any, float]:
    """The answer, and the time of the processor that it took at the second go."""
    spent = []

    def timed() -> Any:
        start = process_time()
        answer = task()
        spent.append(process_time() - start)
        return answer

    return benchmark.pedantic(timed, rounds=1, warmup_rounds=1), spent[-1]


def note(benchmark: Any, words: str, seconds_: float, count: int) -> None:
    found = round(seconds_ / count * 1e9, 1)
    benchmark.extra_info[words] = found
    print(f"{benchmark.name}: {found} {words}")


@pytest.mark.parametrize("way", ["plain loop", "induction", "certificate", "solution", "all with 4 ties"])
def test_backward_induction_of_a_large_tree(benchmark: Any, way: str) -> None:
    """Induction alone, the certificate alone, and `subgame_perfect` with both, as ns a node.

    With ties `subgame_perfect` describes all equilibria, and lists and proves some of them.

    Run with ``LEVELS=19 pytest -s tests/benchmarks/test_tree_speed.py -k large_tree``.
    """
    game = binary_tree(LEVELS, ties=4 if way == "all with 4 ties" else 0)
    assert game.arrays.levels is not None
    found = level_induction(game)
    assert found is not None
    profile = pure_profile(game, found.choices)
    benchmark.group = f"backward induction of {game.size} nodes"
    task: Callable[[], Any]
    if way == "plain loop":
        children = [list(below) for below in game.children]
        movers = [-1 if number < 0 else game.information_sets[number].player for number in game.set_of]
        payoffs = list(zip(*[table.numerators.tolist() for table in game.payoffs], strict=True))
        task = lambda: plain_induction(children, movers, payoffs)  # noqa: E731
    elif way == "induction":
        task = lambda: level_induction(game)  # noqa: E731
    elif way == "certificate":
        task = lambda: payoffs_without_gain(game, profile)  # noqa: E731
    else:
        task = lambda: qpq.subgame_perfect(game)  # noqa: E731
    answer, spent = seconds(benchmark, task)
    note(benchmark, "ns a node", spent, game.size)
    if way == "plain loop":
        assert answer[1] == found.payoffs
    elif way == "all with 4 ties":
        assert answer.complete
        assert answer.pure_count == 16
    elif way == "solution":
        assert answer.equilibria[0].payoffs == found.payoffs
    else:
        assert (answer if way == "certificate" else answer.payoffs) == found.payoffs


@pytest.mark.parametrize("way", ["plain loop", "integers", "small integers", "floats"])
def test_a_tree_of_200_nodes_under_many_payoffs(benchmark: Any, way: str) -> None:
    """One tree of 199 nodes under many draws, as ns a node and draw; the plain loop takes 500 draws.

    Run with ``DRAWS=100000 pytest -s tests/benchmarks/test_tree_speed.py -k 200_nodes``.
    """
    shape = np.random.default_rng(1)

    def branch(size: int) -> Any:
        if size < 3:
            return qpq.outcome(0, 0)
        first = int(shape.integers(0, (size - 1) // 2)) * 2 + 1
        mover = "AB"[int(shape.integers(2))]
        return qpq.decision(mover, {"x": branch(first), "y": branch(size - 1 - first)})

    game = qpq.tree(branch(199), players=["A", "B"])
    assert game.size == 199
    places = game.terminals()
    kind = {"small integers": np.int32, "floats": np.float64}.get(way, np.int64)
    draws = np.random.default_rng(0).integers(0, 10**6, (2, len(places), DRAWS)).astype(kind)
    few = min(DRAWS, 500)
    rows: list[list[tuple[int, ...]]] = [[(0, 0)] * game.size for _ in range(few)]
    for place, column in zip(places, np.moveaxis(draws[..., :few], 0, 2).astype(int), strict=True):
        for row, pair in zip(rows, column.tolist(), strict=True):
            row[place] = tuple(pair)
    children = [list(below) for below in game.children]
    movers = [-1 if number < 0 else game.information_sets[number].player for number in game.set_of]

    def alone() -> list[tuple[int, tuple[int, ...], bool]]:
        return [plain_induction(children, movers, row) for row in rows]

    benchmark.group = f"{game.size} nodes under many payoffs (the plain loop: {few}, the others: {DRAWS})"
    if way == "plain loop":
        _, spent = seconds(benchmark, alone)
        note(benchmark, "ns a node and draw", spent, few * game.size)
        return
    found, spent = seconds(benchmark, lambda: qpq.many_payoffs(game, draws))
    note(benchmark, "ns a node and draw", spent, DRAWS * game.size)
    values = [tuple(map(int, pair)) for pair in found.values[:, :few].T]
    actions, ties = found.root_actions[:few].tolist(), found.ties[:few].tolist()
    assert list(zip(actions, values, ties, strict=True)) == alone()


def test_memory_of_a_tree_in_arrays(benchmark: Any) -> None:
    """Bytes a node, with everything that induction keeps, and the payoffs of two players: at most 64.

    Run with ``LEVELS=19 pytest -s tests/benchmarks/test_tree_speed.py -k memory``.
    """
    game = benchmark.pedantic(lambda: binary_tree(LEVELS), rounds=1)
    assert game.arrays.levels is not None
    game.arrays.levels.place.sum()
    payoffs = sum(table.numerators.nbytes for table in game.payoffs)
    each = (game.arrays.nbytes + payoffs) / game.size
    benchmark.extra_info["bytes a node"] = each
    print(f"{game.size} nodes: {each:.1f} bytes a node, {payoffs / game.size:.1f} of them payoffs")
    assert each <= 64
