"""All equilibria of small games of three and more players: published ones, theorems, and Gambit."""

from __future__ import annotations

import io
import itertools
import json
from collections.abc import Sequence
from contextlib import suppress
from fractions import Fraction as F
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from quidproquo import NormalFormGame, decision, outcome, tree
from quidproquo.games.algebraic import AlgebraicNumber, Real, algebraic_number
from quidproquo.games.certificate import nash_regrets
from quidproquo.games.errors import LimitReached, NotAnEquilibrium, ParseError, SymbolsLeft
from quidproquo.games.nfg import write_nfg
from quidproquo.games.simultaneous_tree import simultaneous_tree
from quidproquo.games.solution import Equilibrium, Solution
from quidproquo.games.solution_display import solution_text
from quidproquo.games.verification import verify_document
from quidproquo.solvers import many_player_nash as module
from quidproquo.solvers import polynomial_system
from quidproquo.solvers.many_player_nash import many_player_nash
from quidproquo.solvers.nash import nash
from quidproquo.solvers.polynomial_system import Terms
from quidproquo.solvers.pure_nash import pure_nash
from quidproquo.solvers.sign_proof import is_contradiction
from quidproquo.solvers.supports import SupportSystems, number_of_solutions

Profile = tuple[tuple[Real, ...], ...]


def random_game(shape: tuple[int, ...], seed: int, size: int = 99) -> NormalFormGame:
    draw = np.random.default_rng([seed, size, *shape])
    return NormalFormGame([draw.integers(-size, size + 1, shape) for _ in shape])


def profiles(solution: Solution) -> set[Any]:
    return {e.profile for e in solution.equilibria}


def is_irrational(solution: Solution) -> bool:
    return any(
        isinstance(p, AlgebraicNumber)
        for e in solution.equilibria
        for own in e.profile or ()
        for p in own or ()
    )


def irrational_game(shape: tuple[int, ...] = (2, 2, 2), size: int = 9) -> tuple[NormalFormGame, Solution]:
    for seed in itertools.count():
        game = random_game(shape, seed, size)
        solution = many_player_nash(game)
        if is_irrational(solution) and solution.complete:
            return game, solution
    raise AssertionError


def three_man_poker() -> NormalFormGame:
    """Nash (1951): who opens with which card, dominated moves removed; each card of each player by itself.

    The players: I with a high card, II with a high one, II with a low one, III with a low one. Two chips are
    used to ante, to open and to call; high cards call, low ones do not; the highest hands divide the pot.
    """
    tables = [np.empty((2, 2, 2, 2), dtype=object) for _ in range(4)]
    for first_high, second_high, second_low, third_low in itertools.product((0, 1), repeat=4):
        total = [F(0)] * 3
        for high in itertools.product((True, False), repeat=3):
            if high[0] and first_high:
                stake = [True, high[1], high[2]]
            elif second_high if high[1] else second_low:
                stake = [high[0], True, high[2]]
            elif high[2] or third_low:
                stake = [high[0], high[1], True]
            else:
                continue
            best = max(h for h, s in zip(high, stake, strict=True) if s)
            winners = [s and h == best for h, s in zip(high, stake, strict=True)]
            pot = F(6 + 2 * sum(stake), sum(winners))
            for i in range(3):
                total[i] += (winners[i] * pot - 2 - 2 * stake[i]) / 8
        for table, player in zip(tables, (0, 1, 1, 2), strict=True):
            table[first_high, second_high, second_low, third_low] = total[player]
    return NormalFormGame([table.tolist() for table in tables])


def test_nash_1951_three_man_poker() -> None:
    solution = many_player_nash(three_man_poker())
    assert solution.complete
    (one,) = solution.equilibria
    alpha, delta, epsilon, eta = (own[1] for own in one.profile if own is not None)
    assert str(alpha) == "(21 - sqrt(321))/10"
    assert eta == (5 * alpha + 1) / 4
    assert delta == (5 - 2 * alpha) / (5 + alpha)
    assert epsilon == (4 * alpha - 1) / (alpha + 5)


def by_outcomes(shape: tuple[int, ...], rows: Sequence[tuple[int, ...]]) -> NormalFormGame:
    """The game of payoff rows in which the first player's strategy changes fastest."""
    cells = [cell[::-1] for cell in itertools.product(*(range(w) for w in reversed(shape)))]
    tables = [np.zeros(shape, dtype=int) for _ in shape]
    for cell, row in zip(cells, rows, strict=True):
        for table, u in zip(tables, row, strict=True):
            table[cell] = u
    return NormalFormGame(tables)


def test_mckelvey_mclennan_nine_equilibria() -> None:
    # McKelvey and McLennan (1996), Handbook of Computational Economics: nine equilibria, two totally mixed.
    rows = [(9, 8, 12), (0, 0, 0), (0, 0, 0), (9, 8, 2), (0, 0, 0), (3, 4, 6), (3, 4, 6), (0, 0, 0)]
    solution = many_player_nash(by_outcomes((2, 2, 2), rows))
    assert solution.complete
    assert len(solution.equilibria) == 9
    totally_mixed = [e for e in solution.equilibria if all(all(own) for own in e.profile if own)]
    assert len(totally_mixed) == 2


def test_nau_gomez_hansen_curve_of_equilibria() -> None:
    # Nau, Gomez Canovas and Hansen (2004): three pure, two incompletely mixed, a curve of totally mixed ones.
    rows = [(0, 0, 2), (3, 0, 0), (0, 3, 0), (0, 0, 0), (1, 1, 0), (0, 0, 0), (0, 0, 0), (0, 0, 3)]
    solution = many_player_nash(by_outcomes((2, 2, 2), rows))
    mixed = [sum(0 < p < 1 for own in e.profile if own for p in own) for e in solution.equilibria]
    assert not solution.complete
    assert "{1, 2} × {1, 2} × {1, 2}" in solution.complete_because
    assert mixed.count(0) == 3
    assert mixed.count(2) == 2
    assert mixed.count(6) >= 1
    assert solution.knife_edge


@pytest.mark.parametrize(
    ("shape", "seeds"), [((2, 2, 2), 40), ((2, 2, 3), 20), ((2, 2, 2, 2), 5), ((3, 3, 3), 1)]
)
def test_generic_games_have_an_odd_number(shape: tuple[int, ...], seeds: int) -> None:
    # Wilson (1971). With payoffs of this size ties do not happen.
    for seed in range(seeds):
        solution = many_player_nash(random_game(shape, seed, 10_000))
        assert solution.complete
        assert not solution.knife_edge
        assert len(solution.equilibria) % 2 == 1, seed
        assert profiles(solution) >= profiles(pure_nash(random_game(shape, seed, 10_000)))


def test_no_payoff_scale_changes_the_answer() -> None:
    game, solution = irrational_game()
    scaled = NormalFormGame(
        [
            (np.array(t.tolist(), dtype=object) * F(10**12, 7) + 10**17 * (i + 1)).tolist()
            for i, t in enumerate(game.payoffs)
        ]
    )
    assert profiles(many_player_nash(scaled)) == profiles(solution)


gambit_games = [((2, 2, 2), s) for s in range(15)] + [((2, 2, 3), s) for s in range(6)] + [((3, 3, 3), 1)]


@pytest.mark.parametrize(("shape", "seed"), gambit_games)
def test_gambit_finds_no_other(shape: tuple[int, ...], seed: int) -> None:
    gambit = pytest.importorskip("pygambit")
    game = random_game(shape, seed, 20)
    solution = many_player_nash(game)
    if solution.knife_edge:
        return  # Gambit treats systems with finitely many solutions only
    theirs = gambit.nash.enumpoly_solve(gambit.read_nfg(io.StringIO(write_nfg(game)))).equilibria
    found = [[float(p) for own in profile for _, p in own] for profile in theirs]
    ours = [[float(p) for own in e.profile if own for p in own] for e in solution.equilibria]
    assert len(found) <= len(ours)  # it misses one now and then: ours are proven and odd in number
    for one in found:
        assert any(np.allclose(one, other, atol=1e-6) for other in ours)


@st.composite
def small_games(draw: st.DrawFn) -> NormalFormGame:
    shape = draw(st.sampled_from([(2, 2, 2), (2, 1, 3, 2), (3, 2, 2)]))
    cells = int(np.prod(shape))
    most = draw(st.sampled_from([1, 2, 30]))
    rows = [draw(st.lists(st.integers(0, most), min_size=cells, max_size=cells)) for _ in shape]
    return NormalFormGame([np.array(row).reshape(shape) for row in rows])


@given(small_games(), st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_renaming_strategies_and_players(game: NormalFormGame, random: Any) -> None:
    players = list(range(len(game.players)))
    random.shuffle(players)
    orders = [list(range(width)) for width in game.shape]
    for order in orders:
        random.shuffle(order)
    tables = [np.array(t.tolist(), dtype=object)[np.ix_(*orders)].transpose(players) for t in game.payoffs]
    renamed = many_player_nash(NormalFormGame([tables[i].tolist() for i in players]))
    solution = many_player_nash(game)
    if solution.complete and renamed.complete:  # what is not known of one order may be found in another
        assert renamed.knife_edge == solution.knife_edge
        turned = {
            tuple(tuple((e.profile[i] or ())[s] for s in orders[i]) for i in players)
            for e in solution.equilibria
        }
        assert profiles(renamed) == turned
        assert sorted(map(len, renamed.components)) == sorted(map(len, solution.components))


@given(small_games())
@settings(max_examples=40)
def test_the_json_verifies_and_is_read_back(game: NormalFormGame) -> None:
    solution = many_player_nash(game)
    text = solution.to_json()
    assert verify_document(text, game).findings == ()
    assert Solution.from_json(text, game) == solution
    assert solution_text(solution)


@given(small_games())
@settings(max_examples=30)
def test_no_pure_deviation_set_is_missed_on_a_grid(game: NormalFormGame) -> None:
    """Every equilibrium in thirds lies in a piece, if the answer is complete."""
    solution = many_player_nash(game)
    if not solution.complete:
        return
    grids = [
        [tuple(F(x, 3) for x in point) for point in itertools.product(range(4), repeat=w) if sum(point) == 3]
        for w in game.shape
    ]
    listed = profiles(solution)
    for profile in itertools.product(*grids):
        if any(regret.gain for regret in nash_regrets(game, profile)[1]) or profile in listed:
            continue
        assert any(
            all(in_hull(mixed, hull) for mixed, hull in zip(profile, piece.hulls, strict=True))
            for pieces in solution.pieces
            for piece in pieces
        ), profile


def in_hull(point: tuple[F, ...], corners: tuple[tuple[Any, ...], ...]) -> bool:
    from .oracles import in_hull as rational_hull

    if any(isinstance(p, AlgebraicNumber) for corner in corners for p in corner):
        return point in corners
    return rational_hull(point, corners)


def test_everything_is_an_equilibrium_where_nothing_matters() -> None:
    solution = many_player_nash(NormalFormGame([np.zeros((2, 3, 2), dtype=int)] * 3))
    assert solution.complete
    assert solution.knife_edge
    assert len(solution.equilibria) == 12
    assert len(solution.pieces) == len(solution.pieces[0]) == 1


def test_a_duplicated_strategy_makes_every_mixture_of_it_an_equilibrium() -> None:
    game, solution = next(
        (g, s)
        for g, s in (
            (random_game((2, 2, 2), n), many_player_nash(random_game((2, 2, 2), n))) for n in range(50)
        )
        if s.complete and not s.knife_edge and len(s.equilibria) >= 3 and not is_irrational(s)
    )
    wide = NormalFormGame(
        [np.concatenate([t, np.take(t, [1], axis=0)]) for t in map(np.asarray, map(rows_of, game.payoffs))]
    )
    found = many_player_nash(wide)
    assert found.complete
    assert len(found.components) == len(solution.components)
    for e in solution.equilibria:
        own, *rest = e.profile
        assert own is not None
        assert {((own[0], own[1], F(0)), *rest), ((own[0], F(0), own[1]), *rest)} <= profiles(found)


def rows_of(table: Any) -> Any:
    return np.array(table.tolist(), dtype=object)


def test_two_player_games_inside_larger_ones() -> None:
    """A third player who only guesses what the first does: the pair plays as without."""
    first = np.array([[3, 0], [0, 1]])
    second = np.array([[1, 0], [0, 2]])
    ones = np.ones(2, dtype=int)
    third = np.array([[[5, 1], [5, 1]], [[0, 2], [0, 2]]])
    game = NormalFormGame([np.multiply.outer(first, ones), np.multiply.outer(second, ones), third])
    pair = nash(NormalFormGame([first, second]))
    found = many_player_nash(game)
    assert found.complete
    assert {e.profile[:2] for e in found.equilibria} == profiles(pair)


def test_agrees_with_the_two_player_solver() -> None:
    for seed in range(12):
        game = random_game((3, 3), seed, 2 if seed % 2 else 50)
        ours, theirs = many_player_nash(game), nash(game)
        assert ours.complete
        assert profiles(ours) >= profiles(theirs)
        if not theirs.knife_edge:
            assert profiles(ours) == profiles(theirs)


def test_irrational_equilibria_prove_themselves() -> None:
    game, solution = irrational_game()
    one = next(
        e
        for e in solution.equilibria
        if any(isinstance(p, AlgebraicNumber) for own in e.profile if own for p in own)
    )
    assert one.certificate.max_regret == 0
    profile: list[Any] = list(one.profile)
    place = next(i for i, own in enumerate(profile) if isinstance(own[0], AlgebraicNumber))
    moved = profile[place][0] + F(1, 10**30)
    profile[place] = (moved, 1 - moved)
    with pytest.raises(NotAnEquilibrium, match="gains"):
        Equilibrium(game, tuple(profile))


def test_irrational_payoffs_match_sympy() -> None:
    game, solution = irrational_game()
    for e in solution.equilibria:
        numbers = [
            [p.sympy() if isinstance(p, AlgebraicNumber) else sympy.Rational(str(p)) for p in own]
            for own in e.profile
            if own
        ]
        for table, payoff in zip(game.payoffs, e.payoffs, strict=True):
            expected = sum(
                sympy.Rational(str(table[cell])) * sympy.prod(numbers[i][s] for i, s in enumerate(cell))
                for cell in np.ndindex(game.shape)
            )
            stated = payoff.sympy() if isinstance(payoff, AlgebraicNumber) else sympy.Rational(str(payoff))
            assert sympy.simplify(expected - stated) == 0


@pytest.mark.parametrize(
    "old_new", [("exact", None), ("decimal", "digits"), ("interval", "root"), ("polynomial", "other")]
)
def test_a_changed_irrational_number_is_caught(old_new: tuple[str, str | None]) -> None:
    game, solution = irrational_game()
    document = json.loads(solution.to_json())
    number = next(
        p
        for e in document["equilibria"]
        for own in e["profile"].values()
        for p in own.values()
        if isinstance(p, dict)
    )
    field, change = old_new
    if change is None:
        number[field] = "something else"
        assert verify_document(json.dumps(document), game).ok
        return
    if change == "other":
        c, b, a = algebraic_coefficients(number["polynomial"])
        number["polynomial"] = f"{a}*x**2 {b:+d}*x {c - 1:+d}"
    elif change == "root":
        number["interval"] = [number["interval"][0], "100"]
    else:
        number["decimal"] = "0.123456789"
    with suppress(ParseError):
        assert not verify_document(json.dumps(document), game).ok


def algebraic_coefficients(text: str) -> tuple[int, ...]:
    from quidproquo.games.integer_polynomials import parse_polynomial

    return parse_polynomial(text)


def test_numbers_that_share_no_field_are_not_passed() -> None:
    game, solution = irrational_game()
    document = json.loads(solution.to_json())
    from quidproquo.games.irrational_json import irrational_document

    alien = algebraic_number((-1, 2, 0, 5), F(0), F(1))
    assert isinstance(alien, AlgebraicNumber)
    entry = next(
        e
        for e in document["equilibria"]
        if any(isinstance(p, dict) for own in e["profile"].values() for p in own.values())
    )
    own = next(own for own in entry["profile"].values() if any(isinstance(p, dict) for p in own.values()))
    own[next(iter(own))] = irrational_document(alien)
    with pytest.raises(ParseError, match="not checked"):
        verify_document(json.dumps(document), game)


def test_trees_are_answered_in_behaviour_strategies() -> None:
    game, solution = irrational_game()
    tree = simultaneous_tree(game)
    found = nash(tree)
    assert found.complete
    assert {e.payoffs for e in found.equilibria} == {e.payoffs for e in solution.equilibria}
    assert verify_document(found.to_json(), tree).ok


def test_one_is_an_equilibrium() -> None:
    for shape, seed in itertools.product([(2, 2, 2), (3, 3, 3), (5, 4, 5), (2, 2, 2, 2)], range(3)):
        game = random_game(shape, seed)
        solution = many_player_nash(game, one=True)
        assert not solution.complete
        assert len(solution.equilibria) + len(solution.approximate) == 1
        assert all(F(0) < a.regret_bound < F(1, 10**6) for a in solution.approximate)


def test_larger_games_are_refused_with_an_estimate_and_their_pure_equilibria() -> None:
    game = random_game((4, 4, 4), 5)
    with pytest.raises(LimitReached, match="56 complex solutions") as caught:
        many_player_nash(game)
    found = caught.value.found
    assert isinstance(found, Solution)
    assert not found.complete
    assert profiles(found) == profiles(pure_nash(game))
    with pytest.raises(LimitReached, match="supports"):
        many_player_nash(random_game((2,) * 10, 5))


def test_what_was_found_is_kept_when_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [(9, 8, 12), (0, 0, 0), (0, 0, 0), (9, 8, 2), (0, 0, 0), (3, 4, 6), (3, 4, 6), (0, 0, 0)]
    game = by_outcomes((2, 2, 2), rows)
    solve, calls = polynomial_system.solve_system, []

    def stopping(system: Any) -> Any:
        calls.append(system)
        if len(calls) == 3:
            raise LimitReached("stopped by the clock")
        return solve(system)

    monkeypatch.setattr(module, "solve_system", stopping)
    with pytest.raises(LimitReached, match="stopped by the clock") as caught:
        many_player_nash(game)
    found = caught.value.found
    assert isinstance(found, Solution)
    assert not found.complete
    assert "not all supports" in found.complete_because
    assert profiles(found) >= profiles(pure_nash(game))


def test_free_parameters_are_refused() -> None:
    a = sympy.Symbol("a")
    cells = [[[a, 0], [0, 1]], [[0, 1], [1, 0]]]
    with pytest.raises(SymbolsLeft):
        many_player_nash(NormalFormGame([cells] * 3))


@pytest.mark.parametrize(
    ("widths", "count"),
    # McKelvey and McLennan (1997), table of the maximal number of regular totally mixed equilibria.
    [
        ((2, 2), 1),
        ((2, 2, 2), 2),
        ((2, 2, 2, 2), 9),
        ((3, 3, 3), 10),
        ((2, 2, 2, 2, 2), 44),
        ((2, 4), 0),
        ((4, 4, 4), 56),
    ],
)
def test_number_of_totally_mixed_equilibria(widths: tuple[int, ...], count: int) -> None:
    assert number_of_solutions(tuple(tuple(range(w)) for w in widths)) == count


def test_pruning_keeps_every_support_that_an_equilibrium_has() -> None:
    for seed in range(20):
        game = random_game((3, 3), seed, 3)
        kept = set(SupportSystems(game))
        for e in nash(game).equilibria:
            assert tuple(tuple(s for s, p in enumerate(own) if p) for own in e.profile if own) in kept


def test_a_contradiction_is_found_by_weighing_conditions() -> None:
    # x y >= 1/2 and x <= 1/3 cannot hold together for y < 1; x y >= 1/4 and x <= 1/3 can.
    def system(least: int) -> polynomial_system.System:
        product: Terms = {(1, 1): 4, (0, 0): -least}
        third: Terms = {(1, 0): -3, (0, 0): 1}
        return polynomial_system.System(2, ((0,), (1,)), (), (product, third))

    assert is_contradiction(system(2), [])
    assert not is_contradiction(system(1), [])


def test_singular_solutions_and_repeated_ones() -> None:
    # (2 x - 1)² + (y - x)² has one real zero, where both derivatives vanish; 2 x = 1 twice is one point.
    squares: Terms = {(2, 0): 5, (1, 0): -4, (0, 0): 1, (1, 1): -2, (0, 2): 1}
    double: Terms = {(2, 0): 4, (1, 0): -4, (0, 0): 1}
    system = polynomial_system.System(2, ((0,), (1,)), (squares, double))
    solved = polynomial_system.solve_system(system)
    assert solved.points == ((F(1, 2), F(1, 2)),)
    assert solved.singular


def test_sets_that_play_alike_in_a_tree_are_one_component() -> None:
    payoffs = iter([[8, 9, 5], [6, 6, 9], [0, 2, 8], [1, 7, 5], [9, 4, 1], [4, 7, 3], [7, 9, 1], [2, 3, 1]])

    def last(seen: str) -> Any:
        return decision("c", {a: outcome(*next(payoffs)) for a in "LR"}, information_set=f"c after {seen}")

    def middle(place: str) -> Any:
        return decision("b", {a: last(a) for a in "LR"}, information_set=place)

    game = tree(decision("a", {"L": middle("b after L"), "R": middle("b after R")}), players=["a", "b", "c"])
    solution = nash(game)
    assert len(solution.pieces) == len(solution.components)
    assert verify_document(solution.to_json(), game).ok
