"""Speed, measured beside named peers in the same run; nothing here fails because a machine is slow.

Run with ``pytest tests/benchmarks --benchmark-group-by=group``; in the gate each case runs once.
"""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from quidproquo import NormalFormGame, decision, outcome, tree
from quidproquo.games.nfg import write_nfg
from quidproquo.solvers.nash import nash
from quidproquo.solvers.subgame_perfect import subgame_perfect
from quidproquo.solvers.zero_sum import zero_sum

ROUNDS = 3
SIZES = [5, 6, 7, 8]


def random_game(size: int) -> NormalFormGame:
    draw = np.random.default_rng(size)
    return NormalFormGame([draw.integers(0, 100, (size, size)), draw.integers(0, 100, (size, size))])


def by_gambit(game: NormalFormGame) -> Callable[[], int]:
    gambit = pytest.importorskip("pygambit")
    theirs = gambit.read_nfg(io.StringIO(write_nfg(game)))
    return lambda: len(gambit.nash.enummixed_solve(theirs, rational=True).equilibria)


def by_nashpy(game: NormalFormGame) -> Callable[[], int]:
    import nashpy

    theirs = nashpy.Game(*game.to_numpy())
    return lambda: len(list(theirs.vertex_enumeration()))


def by_quantecon(game: NormalFormGame) -> Callable[[], int]:
    games = pytest.importorskip("quantecon.game_theory")
    first, second = game.to_numpy()
    theirs = games.NormalFormGame((games.Player(first), games.Player(np.ascontiguousarray(second.T))))
    games.vertex_enumeration(theirs)  # compiles
    return lambda: len(games.vertex_enumeration(theirs))


ENGINES: dict[str, Callable[[NormalFormGame], Callable[[], int]]] = {
    "quidproquo": lambda game: lambda: len(nash(game).equilibria),
    "pygambit-enummixed-rational": by_gambit,
    "nashpy-vertex-enumeration": by_nashpy,
    "quantecon-vertex-enumeration": by_quantecon,
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("engine", ENGINES)
def test_all_equilibria(benchmark: Any, engine: str, size: int) -> None:
    if engine == "nashpy-vertex-enumeration" and size > 7:
        pytest.skip("Nashpy takes seconds from 8×8 on")
    game = random_game(size)
    benchmark.group = f"all equilibria of a random {size}×{size} game"
    found = benchmark.pedantic(ENGINES[engine](game), rounds=ROUNDS)
    if engine.startswith(("quidproquo", "pygambit")):  # floats find fewer: QuantEcon 5 of 6 at 7×7
        assert found == len(nash(game).equilibria)


def test_a_thousand_by_a_thousand(benchmark: Any) -> None:
    """The aim: under half a second and 50 MB from arrays of integers."""
    draw = np.random.default_rng(0)
    arrays = [draw.integers(-(10**6), 10**6, (1000, 1000)) for _ in range(2)]
    tracemalloc.start()
    game = NormalFormGame(arrays)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert game.shape == (1000, 1000)
    assert peak < 50e6
    benchmark.extra_info["peak MB"] = round(peak / 1e6, 1)
    benchmark.pedantic(lambda: NormalFormGame(arrays), rounds=ROUNDS)


def large_tree(levels: int = 5, width: int = 10) -> Any:
    draw = np.random.default_rng(0)

    def branch(left: int) -> Any:
        if not left:
            return outcome(*draw.integers(0, 10**9, 2).tolist())
        return decision("AB"[left % 2], {str(a): branch(left - 1) for a in range(width)})

    return branch(levels)


def test_a_tree_of_a_hundred_thousand_nodes(benchmark: Any) -> None:
    """The aim: built in under two seconds."""
    game = benchmark.pedantic(lambda: tree(large_tree(), players=["A", "B"]), rounds=1)
    assert len(game.children) == 111_111


def test_subgame_perfection_of_a_hundred_thousand_nodes(benchmark: Any) -> None:
    game = tree(large_tree(), players=["A", "B"])
    solution = benchmark.pedantic(lambda: subgame_perfect(game), rounds=1)
    assert solution.complete


@pytest.mark.parametrize("size", [10, 14])
def test_zero_sum(benchmark: Any, size: int) -> None:
    game = NormalFormGame.zero_sum(np.random.default_rng(size).integers(-100, 100, (size, size)))
    assert benchmark.pedantic(lambda: zero_sum(game), rounds=1).complete
