"""All equilibria of many small games at once, beside packages that solve them one by one.

Run with ``GAMES=100000 pytest -s tests/benchmarks/test_many_games_speed.py``; the figures of the pages come
from it. Every time is that of the processor, per game, the best of three. Handing a game to a peer is not
timed.
"""

from __future__ import annotations

import os
from time import process_time
from typing import Any

import numpy as np
import pytest

import quidproquo as qpq

from .engines import Answer
from .peers import PEERS

GAMES = int(os.environ.get("GAMES", "4096"))
FEW = {2: 60, 3: 40, 4: 20}
ROUNDS = 3
PEERS_HERE = ("nashpy-support", "gambit-float")

pytestmark = pytest.mark.filterwarnings("ignore")


def drawn(size: int, high: int) -> tuple[Any, Any]:
    draw = np.random.default_rng(size)
    return draw.integers(0, high, (GAMES, size, size)), draw.integers(0, high, (GAMES, size, size))


@pytest.mark.parametrize("high", [10**6, 100], ids=["six digits", "two digits"])
@pytest.mark.parametrize("size", [2, 3, 4])
def test_many_small_games(benchmark: Any, size: int, high: int) -> None:
    """Games of two digits are often degenerate; each of those is solved alone, and that is timed, too."""
    first, second = drawn(size, high)
    found = qpq.many_nash(first, second)
    few = range(min(FEW[size], GAMES))
    answers: dict[str, list[Answer]] = {}
    best: dict[str, float] = {}
    for engine in PEERS_HERE:
        try:
            tasks = [PEERS[engine].prepare(found.game(k)) for k in few]
        except ImportError:
            continue
        answers[engine] = [task.read(task.run()) for task in tasks]
        best[engine] = float("inf")
        for _ in range(ROUNDS):
            start = process_time()
            for task in tasks:
                task.run()
            best[engine] = min(best[engine], (process_time() - start) / len(tasks))
    deciding, in_all = [], []

    def ours() -> None:
        start = process_time()
        found = qpq.many_nash(first, second)
        deciding.append((process_time() - start) / GAMES)
        found.floats()
        in_all.append((process_time() - start) / GAMES)

    benchmark.group = f"many games of {size}×{size}"
    benchmark.pedantic(ours, rounds=ROUNDS)
    mine = min(in_all)
    words = [
        f"{size}×{size}, payoffs below {high:,}: {mine * 1e6:.2f} µs a game, "
        f"{min(deciding) * 1e6:.2f} without mixtures and payoffs in floats"
    ]
    words.append(f"{found.degenerate.mean():.2%} degenerate")
    for engine, seconds in best.items():
        benchmark.extra_info[engine] = round(seconds / mine)
        words.append(f"{PEERS[engine].name} {seconds * 1e6:,.0f} µs ({seconds / mine:,.0f}×)")
    print("; ".join(words))
    for engine, listed in answers.items():
        for k, answer in zip(few, listed, strict=True):
            if not found.degenerate[k] and engine != "nashpy-support":
                assert len(set(answer.profiles)) == found.counts[k]
