"""One proven equilibrium of games of any size and scale, and each of the ways to it alone."""

from __future__ import annotations

import itertools
import math
import signal
import time
from types import FrameType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quidproquo import NormalFormGame
from quidproquo.games.errors import LimitReached
from quidproquo.games.solution import Equilibrium
from quidproquo.solvers import one_equilibrium as module
from quidproquo.solvers.basis_proof import equilibrium_of_basis
from quidproquo.solvers.float_lemke_howson import FloatPath, unit_floats
from quidproquo.solvers.one_equilibrium import one_equilibrium
from quidproquo.solvers.small_supports import pairs_of_two, pure_cells

from .dual_cyclic import dual_cyclic_game
from .oracles import F, is_nash, numbers
from .test_lemke_howson import all_equilibria, bimatrices

SHAPES = [(1, 6), (6, 1), (2, 7), (3, 3), (5, 4), (9, 9), (3, 40), (40, 3), (30, 30)]


def random_tables(shape: tuple[int, int], kind: str, seed: int) -> tuple[Any, Any]:
    random = np.random.default_rng(seed)
    first, second = random.integers(0, 100, (2, *shape))
    match kind:
        case "generic":
            return first, second
        case "ties":
            return first % 3, second % 3
        case "ties against":
            return first % 2, -(first % 2)
        case "duplicates":
            wide = np.repeat(np.repeat(first % 3, 2, axis=0), 2, axis=1)
            return wide, 2 - wide
        case "zero":
            return 0 * first, 0 * second
        case "offset":
            return first.astype(object) + 10**17, second.astype(object) - 10**45
        case "margins":
            far = (first.astype(object) % 3) * 10**15
            return far + second % 5, first % 7 - far
        case _:
            stretch = [[10 ** int(e) for e in row] for row in random.integers(0, 30, shape)]
            return first * np.array(stretch, dtype=object), second * np.array(stretch[::-1], dtype=object)


KINDS = ["generic", "ties", "ties against", "duplicates", "zero", "offset", "margins", "wild"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_each_class_of_games_is_answered_with_proof(shape: tuple[int, int], kind: str) -> None:
    for seed in range(3):
        tables = random_tables(shape, kind, seed)
        profile, _ = one_equilibrium(*tables)
        Equilibrium(NormalFormGame(tables), profile)


@settings(max_examples=100)
@given(bimatrices())
def test_any_game_is_answered_with_proof(tables: tuple[Any, Any]) -> None:
    profile, _ = one_equilibrium(*tables)
    Equilibrium(NormalFormGame(tables), profile)


@pytest.mark.parametrize("shape", [(500, 500), (3, 1000), (1000, 1000)], ids=str)
def test_large_random_games_are_answered(shape: tuple[int, int]) -> None:
    random = np.random.default_rng(7)
    tables = random.integers(0, 10**6, (2, *shape))
    profile, _ = one_equilibrium(*tables)
    Equilibrium(NormalFormGame(list(tables)), profile)


def test_every_method_is_named() -> None:
    pennies = np.array([[1, -1], [-1, 1]])
    stone = np.array([[0, -1, 1], [1, 0, -1], [-1, 1, 0]])
    assert one_equilibrium(pennies, pennies)[1] == "pure"
    assert one_equilibrium(pennies, -pennies) == ((numbers("1/2", "1/2"),) * 2, "supports-of-two")
    assert one_equilibrium(stone, -stone) == ((numbers("1/3", "1/3", "1/3"),) * 2, "zero-sum")
    bent = stone + np.diag([-1, 0, 0])
    assert one_equilibrium(bent, -stone)[1] == "lemke-howson"


def cyclic_game(size: int) -> Any:
    """Each beats the half of the others that follow it (odd size): the one equilibrium is uniform."""
    ahead = (np.arange(size)[None, :] - np.arange(size)[:, None]) % size
    return np.where(ahead == 0, 0, np.where(ahead <= size // 2, 1, -1))


@pytest.mark.parametrize("size", [3, 7, 31])
@pytest.mark.parametrize("race", ["float", "exact"])
def test_either_race_alone_finds_the_only_equilibrium(size: int, race: str) -> None:
    one, two = cyclic_game(size), -cyclic_game(size)
    if race == "float":
        rounds = module._float_race(one, two, unit_floats(one), unit_floats(np.ascontiguousarray(two.T)).T)
        found = next(pair for pair, _ in rounds if pair)
    else:
        found = next(pair for pair in module._exact_race(one, two) if pair)
    assert found == ((F(1, size),) * size,) * 2


def test_margins_that_floats_cannot_see_are_decided_in_integers() -> None:
    """Of nearly equal copies of each row only the best is a best reply; floats see equal rows."""
    stone = np.repeat(cyclic_game(9), 6, axis=0).astype(object) * 10**30
    margins = np.tile(np.array([3, 1, 4, 5, 2, 0], dtype=object), 9)
    first, second = stone + margins[:, None], -stone
    rounds = module._float_race(first, second, unit_floats(first), unit_floats(second.T).T)
    found, refuted = next(itertools.islice(rounds, 3, None))
    assert found is None
    assert refuted > 0
    (x, y), _ = one_equilibrium(first, second)
    Equilibrium(NormalFormGame([first, second]), (x, y))
    assert {i for i, p in enumerate(x) if p} == set(range(3, 54, 6))


@pytest.mark.parametrize("size", [4, 8, 10])
def test_games_with_long_paths_are_answered(size: int) -> None:
    tables = dual_cyclic_game(size)
    (x, y), method = one_equilibrium(*tables)
    Equilibrium(NormalFormGame(list(tables)), (x, y))
    assert method == "lemke-howson"
    assert min(*x, *y) > 0  # the one equilibrium is completely mixed


def test_the_answer_does_not_depend_on_units() -> None:
    for seed in range(20):
        first, second = random_tables((6, 5), "generic", seed)
        scaled = first.astype(object) * 10**25 - 10**40, second.astype(object) * 3 + 10**18
        assert one_equilibrium(*scaled) == one_equilibrium(first, second)


def test_rational_payoffs_are_taken() -> None:
    (x, y), _ = one_equilibrium([["1/3", 0], [0, "2/3"]], [[0, 0.5], [1, 0]])
    assert (x, y) == (numbers("2/3", "1/3"), numbers("2/3", "1/3"))


def test_too_many_pivots_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FIRST_PIVOTS", 1)
    monkeypatch.setattr(module, "MAX_PIVOTS", 3)
    with pytest.raises(LimitReached, match="31 and 31 strategies: 3 pivots"):
        one_equilibrium(cyclic_game(31) - np.diag([1] + 30 * [0]), -cyclic_game(31))


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs alarm signals")
def test_a_time_limit_ends_the_race() -> None:
    def ring(number: int, frame: FrameType | None) -> None:
        raise LimitReached("time is up")

    random = np.random.default_rng(0)
    first = random.normal(size=(300, 300))
    second = 0.87 * random.normal(size=(300, 300)) - 0.5 * first
    tables = [np.round(1000 * table).astype(int) for table in (first, second)]
    before = signal.signal(signal.SIGALRM, ring)
    started = time.monotonic()
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    try:
        with pytest.raises(LimitReached, match="time is up"):
            one_equilibrium(*tables)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert time.monotonic() - started < 3


@settings(max_examples=60)
@given(bimatrices(most=3), st.data())
def test_a_basis_is_accepted_only_with_proof(tables: tuple[Any, Any], data: Any) -> None:
    first, second = tables
    size = data.draw(st.integers(1, min(first.shape)))
    rows = data.draw(st.permutations(range(first.shape[0])))[:size]
    columns = data.draw(st.permutations(range(first.shape[1])))[:size]
    found = equilibrium_of_basis(first, second, rows, columns)
    if found is not None:
        Equilibrium(NormalFormGame(tables), found)
        assert {i for i, p in enumerate(found[0]) if p} <= set(rows)
        assert {j for j, p in enumerate(found[1]) if p} <= set(columns)


def test_the_basis_of_every_regular_equilibrium_is_accepted() -> None:
    for seed in range(20):
        tables = random_tables((5, 5), "generic", seed)
        for x, y in all_equilibria(tables):
            rows, columns = ([i for i, p in enumerate(mixed) if p] for mixed in (x, y))
            if len(rows) == len(columns):
                assert equilibrium_of_basis(*tables, rows, columns) == (x, y)


def test_pure_cells_and_pairs_of_two_against_all_equilibria() -> None:
    """Pure cells are complete and pairs sound; with two strategies each, pairs are complete too."""
    seen = 0
    for seed in range(60):
        shape = (2, 2) if seed % 2 else (6, 7)
        first, second = np.random.default_rng(seed).integers(0, 10**6, (2, *shape))
        profiles = all_equilibria((first, second))
        supports = [tuple(tuple(i for i, p in enumerate(mixed) if p) for mixed in xy) for xy in profiles]
        pure = {(rows[0], columns[0]) for rows, columns in supports if len(rows) == len(columns) == 1}
        assert {(int(i), int(j)) for i, j in pure_cells(first, second)} == pure
        proposed = pairs_of_two(unit_floats(first), unit_floats(np.ascontiguousarray(second.T)).T)
        pairs = {(tuple(sorted(rows)), tuple(sorted(columns))) for rows, columns in proposed}
        assert pairs <= set(supports)
        if shape == (2, 2):
            assert pairs == {support for support in supports if len(support[0]) == 2}
        seen += len(pairs)
    assert seen > 20


def test_unit_floats_never_overflow_and_round_once() -> None:
    table = np.array([[10**400, 1, 5], [10**400 + 3, -(10**30), 5], [10**400 + 1, 0, 5]], dtype=object)
    assert unit_floats(table).tolist() == [[1, 2, 1], [2, 1, 1], [1 + 1 / 3, 2, 1]]
    wide = np.array([[-(2**62) + 1], [2**62 - 1]])
    assert unit_floats(wide).tolist() == [[1], [2]]


def test_a_float_path_stays_near_its_vertex_over_many_pivots() -> None:
    """Rounding is bounded by computing the vertex afresh: long paths still end at a proven basis."""
    random = np.random.default_rng(2)
    first = random.integers(-100, 100, (60, 60))
    ours, theirs = unit_floats(first), unit_floats(np.ascontiguousarray(-first.T)).T
    path = FloatPath(ours, theirs, np.full(60, 1 / 60), 1e-7)
    assert path.run(10_000)
    assert path.pivots > 100
    found = equilibrium_of_basis(first, -first, *path.basis())
    assert found is not None
    assert math.isclose(sum(float(p) for p in found[0]), 1)


@pytest.mark.parametrize("size", [9, 40, 150])
def test_games_that_are_zero_sum_in_disguise_go_the_short_way(size: int) -> None:
    draw = np.random.default_rng(size)
    table = draw.integers(-100, 100, (size, size + 1))
    first = table + draw.integers(0, 50, (1, size + 1))
    second = -3 * table + draw.integers(0, 50, (size, 1))
    (x, y), method = one_equilibrium(first, second)
    assert method == "zero-sum"
    assert is_nash(NormalFormGame([first, second]), (x, y))
