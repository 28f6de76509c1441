"""Gambit's extreme equilibria are ours, exactly."""

from __future__ import annotations

import io
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from quidproquo import NormalFormGame
from quidproquo.games.nfg import write_nfg
from quidproquo.solvers.nash import nash
from quidproquo.solvers.pure_nash import pure_nash

gambit = pytest.importorskip("pygambit")


def by_gambit(game: NormalFormGame, solver: Any, **options: Any) -> set[Any]:
    theirs = gambit.read_nfg(io.StringIO(write_nfg(game)))
    found = solver(theirs, **options).equilibria
    return {tuple(tuple(Fraction(p) for _, p in mixed) for mixed in profile) for profile in found}


@pytest.mark.parametrize("entries", [2, 3, 12, 10**9])
def test_extreme_equilibria(entries: int) -> None:
    for seed in range(60):
        draw = np.random.default_rng([seed, entries])
        shape = tuple(draw.integers(1, 6, 2))
        game = NormalFormGame([draw.integers(0, entries, shape), draw.integers(0, entries, shape)])
        theirs = by_gambit(game, gambit.nash.enummixed_solve, rational=True)
        assert {e.profile for e in nash(game).equilibria} == theirs, seed


@pytest.mark.parametrize("shape", [(3, 3, 3), (2, 2, 2, 2), (1, 4, 2), (5,)])
def test_pure_equilibria(shape: tuple[int, ...]) -> None:
    for seed in range(25):
        draw = np.random.default_rng(seed)
        game = NormalFormGame([draw.integers(0, 3, shape) for _ in shape])
        found = {e.profile for e in pure_nash(game).equilibria}
        assert found == by_gambit(game, gambit.nash.enumpure_solve)
