"""All equilibria of many small games at once, beside packages that solve them one by one.

Run with ``GAMES=100000 pytest -s tests/benchmarks/test_many_games_speed.py``; the figures of the pages come
from it. Arrays of payoffs go in and mixtures come out, for everybody; what a peer takes to solve a game that
it already holds is printed as well. Every time is that of the processor, per game, the best of three.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from time import process_time
from typing import Any

import numpy as np
import pytest

import quidproquo as qpq

GAMES = int(os.environ.get("GAMES", "4096"))
FEW = {2: 60, 3: 40, 4: 20}
ROUNDS = 3

pytestmark = pytest.mark.filterwarnings("ignore")

Peer = tuple[Callable[[Any, Any], Any], Callable[[Any], Any], Callable[[Any], list[Any]]]
"""How a peer makes a game, solves it, and writes its equilibria as mixtures in floats."""


def nashpy() -> Peer:
    import nashpy as library

    return library.Game, lambda game: list(game.support_enumeration()), list


def gambit() -> Peer:
    import pygambit

    def mixtures(found: Any) -> list[Any]:
        return [[[float(p) for _, p in mixed] for mixed in profile] for profile in found.equilibria]

    return (
        pygambit.StrategicGame.from_arrays,
        lambda game: pygambit.nash.enummixed_solve(game, rational=False),
        mixtures,
    )


PEERS = {"Nashpy support enumeration": nashpy, "Gambit enummixed, float": gambit}


def best(task: Callable[[], Any]) -> float:
    spent = []
    for _ in range(ROUNDS):
        start = process_time()
        task()
        spent.append(process_time() - start)
    return min(spent)


@pytest.mark.parametrize("high", [10**6, 100], ids=["six digits", "two digits"])
@pytest.mark.parametrize("size", [2, 3, 4])
def test_many_small_games(benchmark: Any, size: int, high: int) -> None:
    """Games of two digits are often degenerate."""
    draw = np.random.default_rng(size)
    first, second = (draw.integers(0, high, (GAMES, size, size)) for _ in range(2))
    found = qpq.many_nash(first, second)
    deciding = best(lambda: qpq.many_nash(first, second)) / GAMES
    mine = deciding + best(found.floats) / GAMES
    benchmark.group = f"many games of {size}×{size}"
    benchmark.pedantic(lambda: qpq.many_nash(first, second).floats(), rounds=1)
    words = [
        f"{size}×{size}, payoffs below {high:,}: {mine * 1e6:.2f} µs a game, {deciding * 1e6:.3f} to decide",
        f"{found.degenerate.mean():.2%} degenerate",
    ]
    few = range(min(FEW[size], GAMES))
    for name, peer in PEERS.items():
        try:
            make, solve, read = peer()
        except ImportError:
            continue
        games = [make(first[k], second[k]) for k in few]
        answers = [read(solve(game)) for game in games]
        alone = best(lambda: [solve(game) for game in games]) / len(few)  # noqa: B023 - called here
        whole = best(lambda: [read(solve(make(first[k], second[k]))) for k in few]) / len(few)  # noqa: B023
        benchmark.extra_info[name] = round(whole / mine)
        words.append(
            f"{name} {whole * 1e6:,.0f} µs ({whole / mine:,.0f}×), solving {alone * 1e6:,.0f} µs "
            f"({alone / mine:,.0f}×; {alone / deciding:,.0f}× deciding)"
        )
        for k, answer in zip(few, answers, strict=True):
            if name.startswith("Gambit") and not found.degenerate[k]:
                assert len(answer) == found.counts[k]
    print("; ".join(words))
