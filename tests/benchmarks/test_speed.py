"""Speed in the gate: small games, each once, peers side by side; nothing fails because a machine is slow.

Run with ``pytest tests/benchmarks --benchmark-group-by=group``. The table of the pages is made by
``python -m tests.benchmarks.performance``, with larger games and every peer.
"""

from __future__ import annotations

import tracemalloc
from typing import Any

import numpy as np
import pytest

from quidproquo import NormalFormGame, decision, outcome, tree
from quidproquo.solvers.subgame_perfect import subgame_perfect

from .clock import ENGINES
from .comparison import left_to_gain
from .engines import Answer
from .instances import Instance
from .peers import PEERS

ALL = ["ours-all", "lrsnash", "gambit-rational", "gambit-float", "nashpy-vertex", "quantecon-vertex"]
COMPLETE = {"ours-all", "lrsnash", "gambit-rational"}
"""Exact methods that claim all extreme equilibria: they must agree."""

ONE = ["ours-one", "gambit-lcp-rational", "quantecon-lemke-howson"]
ZERO_SUM = ["ours-zero-sum", "highs-simplex", "highs-interior", "gambit-lp-rational"]
WELFARE = ["ours-welfare", "highs-arrays", "pulp-highs"]

pytestmark = pytest.mark.filterwarnings("ignore")


def timed(benchmark: Any, engine: str, instance: Instance) -> Answer:
    """Time an engine once on a game; a peer that is not installed is skipped, by name."""
    try:
        task = ENGINES[engine].prepare(instance.game())
    except (ImportError, FileNotFoundError) as missing:
        if engine not in PEERS:
            raise
        pytest.skip(f"{ENGINES[engine].name}: {missing}")
    question = benchmark.name.partition("[")[0].removeprefix("test_").replace("_", " ")
    benchmark.group = f"{question} ({instance.kind}, {instance.across})"
    return task.read(benchmark.pedantic(task.run, rounds=1, warmup_rounds=1))


@pytest.mark.parametrize("kind", ["random", "ties"])
@pytest.mark.parametrize("engine", ALL)
def test_all_equilibria(benchmark: Any, engine: str, kind: str) -> None:
    instance = Instance(kind, 5, 0)
    found = timed(benchmark, engine, instance)
    if engine in COMPLETE:
        proven = ENGINES["ours-all"].prepare(instance.game())
        assert set(found.profiles) == set(proven.read(proven.run()).profiles)


@pytest.mark.parametrize("engine", ONE)
def test_one_equilibrium(benchmark: Any, engine: str) -> None:
    instance = Instance("random", 15, 0)
    found = timed(benchmark, engine, instance)
    assert left_to_gain(instance, found.profiles[0]) < 1e-6


@pytest.mark.parametrize("engine", ZERO_SUM)
def test_zero_sum(benchmark: Any, engine: str) -> None:
    instance = Instance("zero-sum", 14, 0)
    found = timed(benchmark, engine, instance)
    assert left_to_gain(instance, found.profiles[0]) < 1e-6


@pytest.mark.parametrize("engine", WELFARE)
def test_correlated_welfare(benchmark: Any, engine: str) -> None:
    instance = Instance("random", 8, 0)
    value = timed(benchmark, engine, instance).value
    peer = ENGINES["highs-arrays"].prepare(instance.game())
    assert value == pytest.approx(peer.read(peer.run()).value)


@pytest.mark.parametrize("engine", ["ours-many", "gambit-enumpoly"])
def test_three_players(benchmark: Any, engine: str) -> None:
    instance = Instance("three-player", 2, 0)
    found = timed(benchmark, engine, instance)
    assert max(left_to_gain(instance, profile) for profile in found.profiles) < 1e-6


@pytest.mark.parametrize("engine", ["ours-command", "ours-dominance", "ours-commitment"])
def test_without_peers(benchmark: Any, engine: str) -> None:
    """What dominance and commitment answer is judged by tests of their own."""
    instance = Instance("random", 4, 0)
    found = timed(benchmark, engine, instance)
    if engine == "ours-command":
        proven = ENGINES["ours-all"].prepare(instance.game())
        assert set(found.profiles) == set(proven.read(proven.run()).profiles)


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
    benchmark.pedantic(lambda: NormalFormGame(arrays), rounds=1)


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
