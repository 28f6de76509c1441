"""All Nash equilibria of two-player games: published answers, theorems, and independent judges."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quidproquo import NormalFormGame
from quidproquo.games.certificate import Mixed
from quidproquo.games.errors import LimitReached
from quidproquo.games.solution import Solution
from quidproquo.solvers import enumeration_size
from quidproquo.solvers.nash import nash

from .oracles import (
    F,
    covers,
    equilibrium_supports,
    is_nash,
    numbers,
    products_of,
    pure_nash_cells,
    supports_of,
)

Profile = tuple[Mixed, ...]


def profiles(solution: Solution) -> set[Profile]:
    found = [e.profile for e in solution.equilibria]
    assert len(set(found)) == len(found)
    return set(found)  # type: ignore[arg-type]


def pair(x: str, y: str) -> Profile:
    """``pair("1/2 1/2", "1 0")``."""
    return numbers(*x.split()), numbers(*y.split())


@dataclass(frozen=True)
class Published:
    id: str
    payoffs: list[Any]
    equilibria: set[Profile]
    components: int

    @property
    def game(self) -> NormalFormGame:
        return NormalFormGame(self.payoffs)


def linkage(theta_u: int, theta_c: int, kappa_u: int, kappa_c: int, m: int = 7) -> list[Any]:
    """Model (a) of the H20 case at d_U = 2, d_C = 1, v = 6."""
    return [
        [[theta_u, -m], [2, 2 - m - kappa_u]],
        [[theta_c, 1], [-6, 1 - 6 - kappa_c]],
    ]


CASES = [
    Published("h20-linkage-april", linkage(0, 0, 0, 0), {pair("0 1", "0 1")}, 1),
    Published("h20-linkage-deadlock", linkage(0, 0, 0, 0, m=0), {pair("0 1", "0 1")}, 1),
    Published(
        "h20-linkage-may-june-chicken",
        linkage(0, 0, 4, 3),
        {pair("1 0", "0 1"), pair("0 1", "1 0"), pair("2/3 1/3", "1/2 1/2")},
        3,
    ),
    Published(
        "h20-linkage-london-stag-hunt",
        linkage(3, 2, 0, 0),
        {pair("1 0", "1 0"), pair("0 1", "0 1"), pair("1/2 1/2", "2/3 1/3")},
        3,
    ),
    Published("h20-linkage-both-harmony", linkage(3, 2, 4, 3), {pair("1 0", "1 0")}, 1),
    Published(
        "battle-of-the-sexes",
        [[[2, 0], [0, 1]], [[1, 0], [0, 2]]],
        {pair("1 0", "1 0"), pair("0 1", "0 1"), pair("2/3 1/3", "1/3 2/3")},
        3,
    ),
    Published("matching-pennies", [[[1, -1], [-1, 1]], [[-1, 1], [1, -1]]], {pair("1/2 1/2", "1/2 1/2")}, 1),
    Published(  # von Stengel, in Algorithmic Game Theory (2007), example 3.3
        "stengel2007-3x2",
        [[[3, 3], [2, 5], [0, 6]], [[3, 2], [2, 6], [3, 1]]],
        {pair("1 0 0", "1 0"), pair("4/5 1/5 0", "2/3 1/3"), pair("0 1/3 2/3", "1/3 2/3")},
        3,
    ),
    Published(  # von Stengel (2007), equation (3.7): the same with B(1,2) = 3, degenerate, a segment
        "stengel2007-3x2-degenerate",
        [[[3, 3], [2, 5], [0, 6]], [[3, 3], [2, 6], [3, 1]]],
        {pair("1 0 0", "1 0"), pair("1 0 0", "2/3 1/3"), pair("0 1/3 2/3", "1/3 2/3")},
        2,
    ),
    Published(  # a game on which equal-support enumeration finds the ends of the segment only
        "chain-store-normal-form",
        [[[0, 0], [2, -1]], [[2, 2], [1, 0]]],
        {pair("0 1", "1 0"), pair("1 0", "0 1"), pair("1 0", "1/3 2/3")},
        2,
    ),
    Published(
        "all-zero-2x2",
        [[[0, 0], [0, 0]]] * 2,
        {pair(x, y) for x in ("1 0", "0 1") for y in ("1 0", "0 1")},
        1,
    ),
    Published(
        "zero-column",
        [[[1, 0], [0, 0]], [[1, 0], [0, 0]]],
        {pair("1 0", "1 0"), pair("0 1", "0 1")},
        2,
    ),
    Published("one-strategy-each", [[[5]], [[-5]]], {((F(1),), (F(1),))}, 1),
    Published(
        "one-row-with-a-tie",
        [[[0, 7, 1]], [[3, 1, 3]]],
        {((F(1),), numbers(1, 0, 0)), ((F(1),), numbers(0, 0, 1))},
        1,
    ),
    Published(
        "duplicate-strategies",
        [[[1, -1], [1, -1], [-1, 1]], [[-1, 1], [-1, 1], [1, -1]]],
        {pair("1/2 0 1/2", "1/2 1/2"), pair("0 1/2 1/2", "1/2 1/2")},
        1,
    ),
    Published(
        "negative-everywhere",
        [[[-1, -9], [-9, -2]], [[-1, -9], [-9, -2]]],
        {pair("1 0", "1 0"), pair("0 1", "0 1"), pair("7/15 8/15", "7/15 8/15")},
        3,
    ),
    Published(
        "constant-sum-1",
        [[["1/2", 1], [0, "1/2"]], [["1/2", 0], [1, "1/2"]]],
        {pair("1 0", "1 0")},
        1,
    ),
    Published(
        "near-2^31",
        [[[2**31, 0], [0, 2**31 - 1]], [[2**31 - 1, 0], [0, 2**31]]],
        {
            pair("1 0", "1 0"),
            pair("0 1", "0 1"),
            pair(
                f"{2**31}/{2**32 - 1} {2**31 - 1}/{2**32 - 1}", f"{2**31 - 1}/{2**32 - 1} {2**31}/{2**32 - 1}"
            ),
        },
        3,
    ),
    Published(
        "billions-against-one",
        [[[10**9, 0], [0, 1]], [[1, 0], [0, 10**9]]],
        {
            pair("1 0", "1 0"),
            pair("0 1", "0 1"),
            pair(f"{10**9}/{10**9 + 1} 1/{10**9 + 1}", f"1/{10**9 + 1} {10**9}/{10**9 + 1}"),
        },
        3,
    ),
    Published(
        "offset-1e17",
        [[[10**17 + 2, 10**17], [10**17, 10**17 + 1]], [[1 - 10**17, -(10**17)], [-(10**17), 2 - 10**17]]],
        {pair("1 0", "1 0"), pair("0 1", "0 1"), pair("2/3 1/3", "1/3 2/3")},
        3,
    ),
    Published(
        "margin-1e-12",
        [[["1e-12", 0], [0, "2e-12"]], [[0, 0], [0, "1e-12"]]],
        {pair("0 1", "0 1"), pair("1 0", "1 0"), pair("1 0", "2/3 1/3")},
        2,
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_published(case: Published) -> None:
    solution = nash(case.game)
    assert solution.complete
    assert profiles(solution) == case.equilibria
    assert len(solution.components) == case.components


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_one_is_among_all(case: Published) -> None:
    found = nash(case.game, one=True)
    assert not found.complete
    assert len(found.equilibria) == 1
    assert covers(nash(case.game), found.equilibria[0].profile)  # type: ignore[arg-type]


def test_knife_edges_of_the_linkage_model() -> None:
    assert not nash(NormalFormGame(linkage(0, 0, 0, 0))).knife_edge
    assert nash(NormalFormGame(linkage(2, 2, 0, 0))).knife_edge  # theta_U = d_U
    assert nash(NormalFormGame([[[0, 0], [0, 0]]] * 2)).knife_edge


def test_every_equilibrium_of_a_coordination_game_and_no_path_reaches_them_all() -> None:
    """Aggarwal (1973): Lemke-Howson paths from the artificial equilibrium miss some equilibria."""
    payoffs = np.diag([1, 2, 3, 4])
    solution = nash(NormalFormGame([payoffs, payoffs]))
    assert len(solution.equilibria) == 2**4 - 1


def test_polygon() -> None:
    """The second player is indifferent everywhere, the first between two rows: a product with a triangle."""
    game = NormalFormGame([[[1, 1, 1], [1, 1, 1], [0, 0, 0]], np.zeros((3, 3), dtype=int)])
    solution = nash(game)
    (pieces,) = solution.pieces
    assert sorted(len(hull) for hull in pieces[0].hulls) == [2, 3]
    assert len(solution.equilibria) == 6


def test_two_players_have_a_choice_among_three() -> None:
    game = NormalFormGame([np.arange(6).reshape(2, 1, 3)] * 3)
    (only,) = nash(game).equilibria
    assert only.profile == (numbers(0, 1), numbers(1), numbers(0, 0, 1))


def test_limit_carries_what_paths_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enumeration_size, "MAX_BASES", 0)
    with pytest.raises(LimitReached) as caught:
        nash(NormalFormGame([[[2, 0], [0, 1]], [[1, 0], [0, 2]]]))
    found = caught.value.found
    assert isinstance(found, Solution)
    assert found.equilibria
    assert not found.complete


SMALL = st.integers(0, 2)


def tables(most: int, entries: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    """Payoffs of both players, up to `most` strategies each."""

    def of(shape: tuple[int, int]) -> st.SearchStrategy[list[Any]]:
        row = st.lists(entries, min_size=shape[1], max_size=shape[1])
        table = st.lists(row, min_size=shape[0], max_size=shape[0])
        return st.lists(table, min_size=2, max_size=2)

    return st.tuples(st.integers(1, most), st.integers(1, most)).flatmap(of)


GAMES = tables(4, SMALL)


@given(tables(3, SMALL))
@settings(max_examples=60)
def test_supports_agree_with_brute_force(payoffs: list[Any]) -> None:
    game = NormalFormGame(payoffs)
    found = set().union(*(supports_of(one) for one in products_of(nash(game))))
    assert found == equilibrium_supports(game)


@pytest.mark.parametrize("seed", range(3))
def test_supports_agree_with_brute_force_on_4x4(seed: int) -> None:
    draw = np.random.default_rng(seed)
    game = NormalFormGame([draw.integers(0, 3, (4, 4)), draw.integers(0, 3, (4, 4))])
    found = set().union(*(supports_of(one) for one in products_of(nash(game))))
    assert found == equilibrium_supports(game)


@given(tables(4, st.integers(-3, 3)), st.data())
@settings(max_examples=60)
def test_random_points_of_the_pieces_are_equilibria(payoffs: list[Any], data: st.DataObject) -> None:
    game = NormalFormGame(payoffs)
    for product in products_of(nash(game)):
        profile = []
        for hull in product.hulls:
            parts = data.draw(st.lists(st.integers(0, 4), min_size=len(hull), max_size=len(hull)).filter(any))
            weights = [Fraction(part, sum(parts)) for part in parts]
            mixed = (
                sum((w * v[i] for w, v in zip(weights, hull, strict=True)), F(0)) for i in range(len(hull[0]))
            )
            profile.append(tuple(mixed))
        assert is_nash(game, tuple(profile))


@given(GAMES)
@settings(max_examples=60)
def test_components_are_disjoint_and_each_equilibrium_has_one(payoffs: list[Any]) -> None:
    solution = nash(NormalFormGame(payoffs))
    counts = Counter(itertools.chain.from_iterable(solution.components))
    assert counts == dict.fromkeys(range(len(solution.equilibria)), 1)
    for i, j in itertools.combinations(range(len(solution.pieces)), 2):
        for one, other in itertools.product(solution.pieces[i], solution.pieces[j]):
            shared = [set(a) & set(b) for a, b in zip(one.hulls, other.hulls, strict=True)]
            assert not all(shared)


def as_sets(solution: Solution) -> list[set[tuple[frozenset[Mixed], ...]]]:
    """The pieces of each component, in whatever order the vertices were found."""
    return [{tuple(map(frozenset, one.hulls)) for one in pieces} for pieces in solution.pieces]


@given(tables(4, st.integers(-3, 3)), st.data())
@settings(max_examples=50)
def test_affine_changes_and_offsets_per_opponent_strategy(payoffs: list[Any], data: st.DataObject) -> None:
    game = NormalFormGame(payoffs)
    scale = st.fractions(F(1, 10**6), 10**6)
    offset = st.integers(-(10**17), 10**17)
    first, second = (np.array(table.tolist(), dtype=object) for table in game.payoffs)
    rows, columns = game.shape
    changed = NormalFormGame(
        [
            first * data.draw(scale) + np.array([[data.draw(offset) for _ in range(columns)]], dtype=object),
            second * data.draw(scale) + np.array([[data.draw(offset)] for _ in range(rows)], dtype=object),
        ]
    )
    one, other = nash(game), nash(changed)
    assert [e.profile for e in one.equilibria] == [e.profile for e in other.equilibria]
    assert (one.components, one.knife_edge) == (other.components, other.knife_edge)
    assert as_sets(one) == as_sets(other)


@given(GAMES, st.data())
@settings(max_examples=50)
def test_order_of_strategies_and_players(payoffs: list[Any], data: st.DataObject) -> None:
    game = NormalFormGame(payoffs)
    rows, columns = (data.draw(st.permutations(range(width))) for width in game.shape)
    first, second = (np.array(table)[np.ix_(rows, columns)] for table in payoffs)
    moved = {(tuple(x[i] for i in rows), tuple(y[j] for j in columns)) for x, y in profiles(nash(game))}
    assert profiles(nash(NormalFormGame([first, second]))) == moved
    swapped = NormalFormGame([second.T.copy(), first.T.copy()])
    assert {(y, x) for x, y in profiles(nash(swapped))} == moved


@given(GAMES, st.integers(1, 3), st.booleans())
@settings(max_examples=40)
def test_a_strictly_dominated_row_changes_nothing(payoffs: list[Any], margin: int, first: bool) -> None:
    a, b = (np.array(table) for table in payoffs)
    worse = a[:1] - margin
    padded = [np.vstack([worse, a] if first else [a, worse]), np.vstack([b[:1], b] if first else [b, b[:1]])]
    with_zero = {((F(0), *x) if first else (*x, F(0)), y) for x, y in profiles(nash(NormalFormGame(payoffs)))}
    assert profiles(nash(NormalFormGame(padded))) == with_zero


@given(tables(5, st.integers(-100, 100)))
@settings(max_examples=60)
def test_nondegenerate_games_have_an_odd_number(payoffs: list[Any]) -> None:
    """Shapley (1974)."""
    solution = nash(NormalFormGame(payoffs))
    if not solution.knife_edge and not solution.pieces:
        assert len(solution.equilibria) % 2 == 1


@given(tables(5, SMALL))
@settings(max_examples=60)
def test_pure_equilibria_are_listed(payoffs: list[Any]) -> None:
    game = NormalFormGame(payoffs)
    pure = {tuple(mixed.index(1) for mixed in p) for p in profiles(nash(game)) if all(max(m) == 1 for m in p)}
    assert pure == pure_nash_cells(game)


@given(
    tables(4, st.sampled_from([0, 1, 10**9, -(10**17), F(1, 10**12), F(1, 3), F(2, 7919), F(-5, 2**61 - 1)]))
)
@settings(max_examples=40)
def test_one_equilibrium_of_any_scale_lies_in_a_piece(payoffs: list[Any]) -> None:
    game = NormalFormGame(payoffs)
    (found,) = nash(game, one=True).equilibria
    assert covers(nash(game), found.profile)  # type: ignore[arg-type]


@pytest.mark.filterwarnings("ignore")
@given(tables(3, st.integers(0, 3)))
@settings(max_examples=30)
def test_what_nashpy_finds_lies_in_a_piece(payoffs: list[Any]) -> None:
    nashpy = pytest.importorskip("nashpy")
    game = NormalFormGame(payoffs)
    solution = nash(game)
    for x, y in nashpy.Game(*game.to_numpy()).support_enumeration(non_degenerate=True):
        exact = tuple(tuple(Fraction(float(p)).limit_denominator(10_000) for p in side) for side in (x, y))
        if all(sum(side) == 1 for side in exact) and is_nash(game, exact):
            assert covers(solution, exact)
