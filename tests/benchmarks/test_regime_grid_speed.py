"""Maps in two parameters on a grid of 200 x 200, beside Nashpy's support enumeration at each of its points.

Run with ``pytest -s tests/benchmarks/test_regime_grid_speed.py``. Times are those of the processor, the
median of five, nothing remembered from one to the next. Nashpy is timed on a sample of the points, without
handing it the games, and answers in floats.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from statistics import median
from time import process_time
from typing import Any

import pytest

from quidproquo import case_model, regime_grid
from quidproquo.solvers import parameter_factors, relation_facts

from .peers import PEERS

STEPS = 200
SAMPLE = 60
ROUNDS = 5

WINDOWS: Mapping[str, tuple[str, dict[str, int], tuple[Any, ...]]] = {
    "linkage": ("linkage", {"theta_U": 3, "theta_C": 2}, ("d_U", -1, 4, "d_C", -1, 4)),
    "linkage in weeks": ("linkage", {"theta_U": 1, "kappa_U": 2}, ("k", 0, 26, "Sec", 2, 12)),
    "sequential linkage": ("sequential-linkage", {}, ("k", 0, 52, "a", 0, 8)),
    "sequential linkage in k and w": ("sequential-linkage", {}, ("k", 0, 52, "w", "1/2", 2)),
}

pytestmark = pytest.mark.filterwarnings("ignore")


def forget() -> None:
    """Empty what the solvers remember, so that every round does all of the work."""
    for module in (parameter_factors, relation_facts):
        for one in vars(module).values():
            if hasattr(one, "cache_clear"):
                one.cache_clear()


@pytest.mark.parametrize("name", WINDOWS)
def test_map_of_two_parameters(benchmark: Any, name: str) -> None:
    model, settings, window = WINDOWS[name]
    game: Any = case_model(f"case:h20/{model}", settings, symbols=[window[0], window[3]]).game
    seconds = []
    found: Any = None

    def ours() -> None:
        nonlocal found
        forget()
        start = process_time()
        found = regime_grid(game, *window, steps=STEPS)
        seconds.append(process_time() - start)

    benchmark.group = f"maps in two parameters, {STEPS} x {STEPS}"
    benchmark.pedantic(ours, rounds=ROUNDS)
    mine = median(seconds)
    words = f"{name}: {mine:.2f} s, {len(found.regimes)} regimes, {len(found.curves)} border curves"
    if model == "linkage":
        try:
            words += peer_words(found, game, mine, benchmark)
        except ImportError:
            words += "; Nashpy is not installed"
    print(words)


def peer_words(found: Any, game: Any, mine: float, benchmark: Any) -> str:
    """Time Nashpy at a sample of the points, and compare how many equilibria there are."""
    pick = random.Random(1)
    engine = PEERS["nashpy-support"]
    places = [(pick.randrange(STEPS), pick.randrange(STEPS)) for _ in range(SAMPLE)]
    first, second = found.parameter, found.parameter2
    games = [game.at({first.name: first.value(i), second.name: second.value(j)}) for j, i in places]
    tasks = [engine.prepare(one) for one in games]
    answers = [task.read(task.run()) for task in tasks]
    start = process_time()
    for task in tasks:
        task.run()
    point = (process_time() - start) / SAMPLE
    for (j, i), answer in zip(places, answers, strict=True):
        regime = found.regimes[int(found.grid[j, i])]
        if not regime.on_curves:
            assert len(set(answer.profiles)) == len(regime.regions)
    ratio = point * STEPS**2 / mine
    benchmark.extra_info["nashpy-support"] = round(ratio)
    return f"; {engine.name} {point * 1e6:,.0f} µs a point, {ratio:,.0f} times our time for all points"
