"""Many small bimatrix games at once: each as it is solved alone, and what is refused."""

from __future__ import annotations

import io
import itertools
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import quidproquo as qpq
from quidproquo import NormalFormGame
from quidproquo.games.errors import InvalidInput
from quidproquo.games.nfg import write_nfg
from quidproquo.solvers import batched_nash as module
from quidproquo.solvers.batched_minors import fits, layout, minors_of, slacks

Draws = Any
SHAPES = list(itertools.product((2, 3, 4), repeat=2))


def alone(first: Draws, second: Draws) -> set[Any]:
    """The extreme equilibria by vertex enumeration, from the exact numbers that the entries are."""
    tables = [[[Fraction(x) for x in row] for row in table.tolist()] for table in (first, second)]
    return {e.profile for e in qpq.nash(NormalFormGame(tables)).equilibria}


def check(first: Draws, second: Draws) -> qpq.ManyNash:
    """Every draw has the equilibria that it has alone, exactly and in floats."""
    found = qpq.many_nash(first, second)
    listed = found.floats()
    assert len(listed.draw) == found.counts.sum()
    assert (np.diff(listed.draw) >= 0).all()
    for draw in range(len(first)):
        exact = [e.profile for e in found.equilibria(draw)]
        assert len(exact) == len(set(exact)) == found.counts[draw]
        assert set(exact) == alone(first[draw], second[draw])
        rows = np.flatnonzero(listed.draw == draw)
        for row, equilibrium in zip(rows, found.equilibria(draw), strict=True):
            for mixed, given_ in zip(equilibrium.profile, (listed.first, listed.second), strict=True):
                assert given_[row] == pytest.approx([float(p) for p in mixed or ()], abs=1e-9)
            size = float(max(np.abs(first[draw].astype(float)).max(), np.abs(second[draw]).max(), 1e-300))
            assert listed.payoffs[row] == pytest.approx(
                [float(x) for x in equilibrium.payoffs], abs=1e-8 * size
            )
        if not found.degenerate[draw]:
            supports = [found.supports[i] for i in np.flatnonzero(found.found[draw])]
            played = [
                tuple(tuple(s for s, p in enumerate(m or ()) if p) for m in profile) for profile in exact
            ]
            assert supports == played
    return found


def drawn(shape: tuple[int, int], seed: int, count: int, low: int, high: int) -> tuple[Draws, Draws]:
    draw = np.random.default_rng(seed)
    return draw.integers(low, high, (count, *shape)), draw.integers(low, high, (count, *shape))


@pytest.mark.parametrize("shape", [*SHAPES, (1, 3), (4, 1), (1, 1)])
def test_random_integers(shape: tuple[int, int]) -> None:
    found = check(*drawn(shape, 1, 8, -(10**5), 10**5))
    assert not found.degenerate.any()
    assert found.counts.min() >= 1


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(SHAPES), st.integers(0, 2**32), st.sampled_from([2, 3, 6]), st.booleans())
def test_games_full_of_ties(shape: tuple[int, int], seed: int, high: int, as_floats: bool) -> None:
    first, second = drawn(shape, seed, 2, 0, high)
    if as_floats:
        first, second = first / 3, second / 7  # quotients that are tied as binary numbers, or nearly so
    check(first, second)


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(SHAPES),
    st.integers(0, 2**32),
    st.sampled_from([1.0, 1e-12, 1e17, 1e-320, 1e-150, 1e200, 1e307]),
    st.sampled_from([np.float64, np.float32, np.float16]),
)
def test_random_floats(shape: tuple[int, int], seed: int, scale: float, kind: Any) -> None:
    draw = np.random.default_rng(seed)
    with np.errstate(over="ignore"):
        tables = [(draw.standard_normal((2, *shape)) * scale).astype(kind) for _ in range(2)]
    if all(np.isfinite(table).all() for table in tables):
        check(*tables)


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(SHAPES), st.integers(0, 2**32), st.sampled_from([2**62, 2**53, 10**7]), st.booleans())
def test_huge_integers_and_small_margins(shape: tuple[int, int], seed: int, size: int, apart: bool) -> None:
    """Offsets beyond what floats hold, with margins of a few units on top."""
    first, second = drawn(shape, seed, 2, 0, 3 if apart else size)
    check(first + size, second - size if apart else second)


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(SHAPES), st.integers(0, 2**32))
def test_margins_that_floats_cannot_decide(shape: tuple[int, int], seed: int) -> None:
    """Nearly tied floats: multiples of a thirteenth, some moved by one unit in the last place."""
    draw = np.random.default_rng(seed)
    tables = [draw.integers(0, 4, (2, *shape)) / 13 + 1e6 for _ in range(2)]
    tables = [np.where(draw.random(t.shape) < 0.3, np.nextafter(t, np.inf), t) for t in tables]
    check(*tables)


def test_an_equilibrium_whose_weights_cancel() -> None:
    """The weights are 2^-52 apart in tables of size one: floats are not trusted with the mixture."""
    tiny = 2.0**-50
    first = np.array([[[1.0, 0.5], [1.0 - tiny, 0.5 + 3 * tiny]]])
    found = check(first, np.array([[[0.0, 1.0], [1.0, 0.0]]]))
    assert found.floats().second[0].tolist() == [0.75, 0.25]


def test_duplicates_are_degenerate_only_where_it_matters() -> None:
    dominated = [[5, 5, 6], [0, 1, 1], [0, 1, 1]]
    used = [[0, 1, 1], [0, 1, 1], [-1, 0, 0]]
    second = [[1, 0, 0], [0, 1, 2], [0, 1, 3]]
    found = check(np.array([dominated, used]), np.array([second, second]))
    assert found.degenerate.tolist() == [False, True]
    assert set(found.extreme.draw.tolist()) == {1}
    assert len(found.solution(1).components) < found.counts[1]


def test_an_all_zero_game() -> None:
    found = check(np.zeros((3, 2, 2), dtype=int), np.zeros((3, 2, 2), dtype=int))
    assert found.counts.tolist() == [4, 4, 4]
    assert len(found.solution(2).components) == 1
    assert not found.bits.any()


def test_blocks_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = drawn((3, 3), 5, 100, 0, 20)
    whole = qpq.many_nash(first, second)
    monkeypatch.setattr(module, "AT_ONCE", 16)
    parts = qpq.many_nash(first, second)
    assert (whole.bits[:, :12] == parts.bits[:, :12]).all()
    assert (whole.found == parts.found).all()
    for one, other in zip(whole.floats(), parts.floats(), strict=True):
        assert (one == other).all()


def test_against_gambit() -> None:
    gambit = pytest.importorskip("pygambit")
    for shape in ((2, 2), (3, 4), (4, 4)):
        first, second = drawn(shape, 3, 20, 0, 4)
        found = qpq.many_nash(first, second)
        for draw in range(len(first)):
            theirs = gambit.read_nfg(io.StringIO(write_nfg(found.game(draw))))
            listed = {
                tuple(tuple(Fraction(str(p)) for _, p in e[who]) for who in theirs.players)
                for e in gambit.nash.enummixed_solve(theirs, rational=True).equilibria
            }
            assert {e.profile for e in found.equilibria(draw)} == listed


def test_minors_are_determinants() -> None:
    table = np.random.default_rng(0).integers(-9, 10, (4, 4, 5))
    for (own, other), values in minors_of(table, layout(4, 4).minors[0]).items():
        for k in range(5):
            inside = np.c_[np.ones(len(own)), table[np.ix_(own, other)][:, :, k]]
            assert values[k] == pytest.approx(np.linalg.det(inside), abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from([0.0, 1e-9, 1e-3]), st.sampled_from([1.0, 1e-30, 1e12]))
def test_the_bound_on_rounding_holds(seed: int, off: float, size: float) -> None:
    """Minors in floats against those of the true entries, which are off by as much as is said."""
    draw = np.random.default_rng(seed)
    table = draw.integers(-3, 4, (4, 4, 6)) / 7 * size
    moved = np.vectorize(Fraction, otypes=[object])(table)
    moved = moved + draw.integers(-1, 2, table.shape).astype(object) * Fraction(off * size)
    bounds, trusted = slacks(table, off * size)
    wanted = layout(4, 4).minors[0]
    rounded, exact = minors_of(table, wanted), minors_of(moved, wanted)
    for minor in wanted:
        bound = np.broadcast_to(bounds[len(minor[1])], (6,))
        for k in np.flatnonzero(trusted):
            error = abs(Fraction(rounded[minor][k]) - exact[minor][k])
            if len(minor[1]) == 1 and not off:
                assert np.sign(rounded[minor][k]) == np.sign(float(exact[minor][k]))
            else:
                assert error <= Fraction(float(bound[k]))


def test_the_bound_on_integers_holds() -> None:
    """The largest minors of 0 and the spread stay below what is said to fit, and a larger spread does not."""
    spread = 1_154_048
    assert fits(3, spread)
    assert not fits(3, 1_200_000)
    first = np.array([[[0, 1, 1, 0], [1, 0, 1, 0], [1, 1, 0, 0], [0, 0, 0, 0]]]) * spread
    check(first, -first)
    check(first * 1000, -first * 1000)


@pytest.mark.parametrize(
    ("first", "message"),
    [
        (np.zeros((2, 5, 2)), "1 to 4 rows"),
        (np.zeros((2, 2)), "the shape is 2×2"),
        (np.zeros((2, 0, 2)), "1 to 4 rows"),
        (np.zeros((1, 2, 2), dtype=bool), "bool entries"),
        (np.zeros((1, 2, 2), dtype=complex), "complex128 entries"),
        (np.full((1, 2, 2), np.nan), r"first\[0, 0, 0\] is not finite"),
        ([[[1, 2], [3]]], "rows of different lengths"),
        (np.zeros((1, 2, 3)), "first has the shape 1×2×3, second 1×2×2"),
    ],
)
def test_what_is_refused(first: Any, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        qpq.many_nash(first, np.zeros((1, 2, 2)))


def test_no_draws() -> None:
    found = qpq.many_nash(np.zeros((0, 2, 2)), np.zeros((0, 2, 2)))
    assert found.counts.size == found.floats().draw.size == 0
