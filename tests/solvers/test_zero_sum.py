"""Constant-sum games: value, optimal strategies and dual."""

from __future__ import annotations

import io
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quidproquo import NormalFormGame
from quidproquo.games.certificate import strategy_payoffs
from quidproquo.games.errors import LimitReached, UnsupportedGame
from quidproquo.games.integer_products import weighted_sums
from quidproquo.games.nfg import write_nfg
from quidproquo.games.solution import Equilibrium, Solution
from quidproquo.games.verification import verify_document
from quidproquo.solvers import linear_program, matrix_game
from quidproquo.solvers import zero_sum as zero_sum_module
from quidproquo.solvers.exact_simplex import Outcome
from quidproquo.solvers.interior_point import CentralPoint
from quidproquo.solvers.linear_algebra import solve_integers
from quidproquo.solvers.matrix_game import optimal_pair
from quidproquo.solvers.nash import nash
from quidproquo.solvers.refined_systems import solve_both_ways
from quidproquo.solvers.zero_sum import zero_sum

from .oracles import F, numbers

FEW = st.integers(-4, 4)
SCALES = st.sampled_from([0, 1, -1, 3, 10**9, 10**17 + 1, F(1, 10**12), F(2, 7)])


@st.composite
def matrices(draw: st.DrawFn, entries: st.SearchStrategy[Any] = FEW, most: int = 5) -> list[Any]:
    rows, columns = draw(st.integers(1, most)), draw(st.integers(1, most))
    row = st.lists(entries, min_size=columns, max_size=columns)
    return draw(st.lists(row, min_size=rows, max_size=rows))


def value(matrix: Any) -> Fraction:
    found = zero_sum(NormalFormGame.zero_sum(matrix)).value
    assert found is not None
    return found


@given(matrices(st.integers(-2, 2)) | matrices(SCALES))
@settings(max_examples=80)
def test_strong_duality(matrix: list[Any]) -> None:
    game = NormalFormGame.zero_sum(matrix)
    answer = zero_sum(game)
    assert answer.value is not None
    assert answer.dual is not None
    assert answer.complete
    for equilibrium in answer.equilibria:
        row, column = equilibrium.profile
        assert row is not None
        assert column is not None
        assert max(strategy_payoffs(game, 0, (row, column))) == answer.value
        assert max(strategy_payoffs(game, 1, (row, column))) == -answer.value
    first = numbers(1, *[0] * (game.shape[0] - 1))
    assert max(strategy_payoffs(game, 0, (first, answer.dual))) == answer.value  # type: ignore[arg-type]


@given(st.lists(st.integers(-9, 9), min_size=4, max_size=4))
def test_two_by_two_by_the_textbook(entries: list[int]) -> None:
    """A saddle point, or (ad - bc) / (a + d - b - c): von Neumann and Morgenstern (1944), section 18."""
    a, b, c, d = entries
    lower = max(min(a, b), min(c, d))
    upper = min(max(a, c), max(b, d))
    expected = F(lower) if lower == upper else F(a * d - b * c, a + d - b - c)
    assert value([[a, b], [c, d]]) == expected


@given(st.integers(1, 5), st.data())
def test_a_symmetric_game_is_fair(size: int, data: st.DataObject) -> None:
    upper = np.triu(
        np.array(data.draw(st.lists(st.integers(-5, 5), min_size=size**2, max_size=size**2))).reshape(
            size, size
        ),
        1,
    )
    assert value(upper - upper.T) == 0


@given(matrices(), st.fractions(-(10**9), 10**9), st.fractions(F(1, 10**6), 10**6))
def test_offsets_and_units(matrix: list[Any], offset: Fraction, unit: Fraction) -> None:
    changed = [[x * unit + offset for x in row] for row in matrix]
    assert value(changed) == value(matrix) * unit + offset


@given(matrices(), st.integers(-5, 5))
def test_constant_sums(matrix: list[Any], total: int) -> None:
    game = NormalFormGame([matrix, [[total - x for x in row] for row in matrix]])
    answer = zero_sum(game)
    assert answer.value == value(matrix)
    assert {sum(e.payoffs) for e in answer.equilibria} == {total}


@given(matrices())
def test_the_value_seen_from_the_other_side(matrix: list[Any]) -> None:
    assert value([[-x for x in column] for column in zip(*matrix, strict=True)]) == -value(matrix)


@given(matrices(), st.integers(1, 3))
def test_a_dominated_row_changes_no_value(matrix: list[Any], margin: int) -> None:
    assert value([*matrix, [x - margin for x in matrix[0]]]) == value(matrix)


@given(matrices(st.integers(0, 1)))
@settings(max_examples=50)
def test_all_optimal_strategies(matrix: list[Any]) -> None:
    game = NormalFormGame.zero_sum(matrix)
    assert [e.profile for e in zero_sum(game).equilibria] == [e.profile for e in nash(game).equilibria]
    assert len(zero_sum(game).components) == 1


@given(matrices(SCALES, most=4))
@settings(max_examples=40)
def test_both_ways_of_the_program_agree(matrix: list[Any]) -> None:
    expected = value(matrix)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(linear_program, "SMALL", -1)
        assert value(matrix) == expected
        patch.setattr(linear_program, "_from_float_basis", lambda program: None)
        assert value(matrix) == expected


def random_matrix(kind: str, rows: int, columns: int, seed: int) -> Any:
    rng = np.random.default_rng(seed)
    few = rng.integers(-5, 6, (rows // 3 + 1, columns // 3 + 1))
    again = few[rng.integers(0, len(few), rows)][:, rng.integers(0, few.shape[1], columns)]
    return {
        "generic": rng.integers(-100, 101, (rows, columns)),
        "three payoffs": rng.integers(0, 3, (rows, columns)),
        "duplicates": again,
        "nearly duplicates": again.astype(object) * 10**12 + rng.integers(-1, 2, (rows, columns)),
        "low rank": rng.integers(-9, 10, (rows, 3)) @ rng.integers(-9, 10, (3, columns)),
        "saddle point": np.add.outer(rng.integers(0, 99, rows), rng.integers(0, 99, columns)),
        "2^31": rng.integers(-(2**31), 2**31, (rows, columns)),
        "stakes of 10^9 and 1": rng.integers(-3, 4, (rows, columns))
        * rng.choice([1, 10**9], (rows, columns)),
        "offset of 10^17": 10**17 + rng.integers(0, 5, (rows, columns)),
        "margins of 10^-12": rng.integers(0, 3, (rows, columns)) * 10**12
        + rng.integers(0, 2, (rows, columns)),
        "floats": rng.random((rows, columns)),
        "beyond 64 bits": rng.integers(-9, 10, (rows, columns)).astype(object) * 10**40 + 7**60,
        "skew-symmetric": (a := rng.integers(-2, 3, (rows, rows))) - a.T,
    }[kind]


KINDS = [
    "generic",
    "three payoffs",
    "duplicates",
    "nearly duplicates",
    "low rank",
    "saddle point",
    "2^31",
    "stakes of 10^9 and 1",
    "offset of 10^17",
    "margins of 10^-12",
    "floats",
    "beyond 64 bits",
    "skew-symmetric",
]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", [(30, 30), (3, 60), (45, 12)])
def test_large_games_of_every_kind(kind: str, shape: tuple[int, int]) -> None:
    """The value is guaranteed and conceded by strategies that the certificate of the game judges."""
    game = NormalFormGame.zero_sum(random_matrix(kind, *shape, seed=shape[0]))
    answer = zero_sum(game)
    assert answer.value is not None
    assert answer.dual is not None
    (row, column) = answer.equilibria[0].profile
    assert max(strategy_payoffs(game, 0, (row, answer.dual))) == answer.value  # type: ignore[arg-type]
    assert max(strategy_payoffs(game, 1, (row, column))) == -answer.value  # type: ignore[arg-type]
    assert answer.complete or answer.knife_edge
    assert verify_document(answer.to_json(), game).findings == ()


@given(matrices(st.integers(0, 2), most=6) | matrices(SCALES, most=4))
@settings(max_examples=60)
def test_floats_and_programs_agree_on_small_games(matrix: list[Any]) -> None:
    """Degenerate optima are the rule here; whatever proposes, the value is the same."""
    game = NormalFormGame.zero_sum(matrix)
    values = set()
    with pytest.MonkeyPatch.context() as patch:
        for small in (0, 10**6):
            patch.setattr(matrix_game, "SMALL", small)
            pair = optimal_pair(game.payoffs[0].numerators)
            values.add(Equilibrium(game, (pair.row, pair.column)).payoffs[0])
    assert len(values) == 1


@given(st.integers(0, 10**6))
@settings(max_examples=60)
def test_degenerate_games_hardly_ever_need_the_slow_way(seed: int) -> None:
    """Corners of the optimal sets are found by floats; an exact program over 20×25 strategies takes long."""
    kind = KINDS[1:5:3][seed % 2]
    assert optimal_pair(random_matrix(kind, 20, 25, seed)).method != "linear-program"


def test_wrong_proposals_are_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Floats that point to the wrong strategies cost time, not truth."""
    matrix = random_matrix("generic", 12, 12, 1)
    expected = value(matrix)

    def wrong(floats: Any) -> Any:
        fake = np.linspace(0.0, 1.0, 12)
        yield CentralPoint(fake, fake[::-1], fake[::-1], fake)

    monkeypatch.setattr(matrix_game, "central_points", wrong)
    monkeypatch.setattr(matrix_game, "_plausible", lambda *_: True)
    answer = zero_sum(NormalFormGame.zero_sum(matrix))
    assert (answer.method, answer.value) == ("linear-program", expected)


def test_one_optimal_strategy_of_many_is_no_complete_answer() -> None:
    matrix = random_matrix("generic", 15, 15, 2)
    alone = zero_sum(NormalFormGame.zero_sum(matrix))
    assert alone.complete
    played = next(i for i, p in enumerate(alone.equilibria[0].profile[0] or ()) if p)
    twice = zero_sum(NormalFormGame.zero_sum([*matrix.tolist(), matrix[played].tolist()]))
    assert (twice.complete, twice.knife_edge, twice.value) == (False, True, alone.value)


@pytest.mark.parametrize("seed", range(6))
def test_values_of_gambit(seed: int) -> None:
    gambit = pytest.importorskip("pygambit")
    matrix = random_matrix(KINDS[seed % 2], 7, 6, seed)
    text = write_nfg(NormalFormGame.zero_sum(matrix))
    theirs = gambit.read_nfg(io.StringIO(text))
    found = gambit.nash.lp_solve(theirs, rational=True).equilibrium
    profile = tuple(tuple(Fraction(p) for _, p in found[player]) for player in theirs.players)
    assert value(matrix) == Equilibrium(NormalFormGame.zero_sum(matrix), profile).payoffs[0]


def test_rock_paper_scissors_weighted() -> None:
    answer = zero_sum(NormalFormGame.zero_sum([[0, -1, 2], [1, 0, -3], [-2, 3, 0]]))
    assert answer.value == 0
    assert answer.dual == numbers("1/2", "1/3", "1/6")


def test_a_sum_that_is_not_constant_names_two_cells() -> None:
    with pytest.raises(UnsupportedGame, match=r"cell \[1, 0\] sums to -3, cell \[0, 0\] to -2"):
        zero_sum(NormalFormGame([[[-1, -2], [0, -2]], [[-1, 0], [-3, -2]]]))


def test_values_of_a_thousand_digits_survive_their_file() -> None:
    """A 60×60 game of floats has such values: reading must not refuse what was written."""
    big = 10**600
    game = NormalFormGame.zero_sum([[3 * big + 1, -big], [-2 * big, 4 * big + 7]])
    answer = zero_sum(game)
    assert Solution.from_json(answer.to_json(), game) == answer


def test_sixteen_digit_payoffs_do_not_need_the_slow_method(monkeypatch: pytest.MonkeyPatch) -> None:
    """Floats have 16 digits: the float basis must survive them, or 60×60 takes minutes instead of 0.2 s."""

    def slow(program: object) -> Outcome:
        raise AssertionError("the float basis failed its proof")

    monkeypatch.setattr(linear_program, "exact_simplex", slow)
    monkeypatch.setattr(zero_sum_module, "nash", _too_large)
    game = NormalFormGame.zero_sum(np.random.default_rng(0).random((30, 30)))
    assert zero_sum(game).value is not None


def _too_large(game: object) -> Solution:
    raise LimitReached("left out")


@pytest.mark.parametrize("height", [1, 100, 2**20 - 1, 2**31, 2**61, 2**62 - 1])
@pytest.mark.parametrize("bits", [1, 24, 64, 1000])
def test_products_in_pieces_are_exact(height: int, bits: int) -> None:
    """The largest and the smallest entries and weights included, where a rounding error would show first."""
    draw = np.random.default_rng([height % 97, bits])
    matrix = draw.integers(-height, height, (70, 80), endpoint=True)
    matrix[0], matrix[1] = height, -height
    weights = [int.from_bytes(draw.bytes(200), "little") >> (1600 - bits) for _ in range(79)] + [2**bits - 1]
    assert weighted_sums(matrix, weights) == [
        sum(x * w for x, w in zip(row, weights, strict=True)) for row in matrix.tolist()
    ]


@given(st.integers(1, 12), st.integers(0, 10**6), st.sampled_from([1, 2, 9, 1000, 2**30]))
@settings(max_examples=80)
def test_refined_solutions_are_those_of_exact_elimination(size: int, seed: int, height: int) -> None:
    """Small entries give singular systems and denominators that differ between the two directions."""
    draw = np.random.default_rng(seed)
    matrix = draw.integers(-height, height, (size, size), endpoint=True)
    right = draw.integers(-2, 3, size)
    found = solve_both_ways(matrix, right)
    for system, solved in zip((matrix, matrix.T), found or (), strict=False):
        assert solved is not None
        expected = solve_integers(system.tolist(), right.tolist())
        assert expected == [F(n, solved.denominator) for n in solved.numerators]
    if found is None:
        assert height >= 1000 or np.linalg.cond(matrix.astype(float)) > 10
