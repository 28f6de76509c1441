"""Iterated dominance: every step by the certificate, against oracles that solve no program, and textbooks."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quidproquo import NormalFormGame
from quidproquo.games.elimination import (
    EliminationReport,
    Survivors,
    WeakElimination,
    course_findings,
    outcomes,
    payoff_rows,
)
from quidproquo.games.errors import LimitReached, SymbolsLeft, UnsupportedGame
from quidproquo.games.solution import Solution
from quidproquo.solvers import dominating_mixture, elimination_rounds
from quidproquo.solvers.dominance import dominance, rationalizable
from quidproquo.solvers.dominating_mixture import strict_verdict, weak_verdict
from quidproquo.solvers.linear_program import maximise
from quidproquo.solvers.nash import nash
from quidproquo.solvers.pure_nash import pure_nash

from .oracles import F

FEW = st.integers(0, 2)
SCALES = st.sampled_from([0, 1, -1, 3, 10**9, 10**17, 10**17 + 1, F(1, 10**12), F(2, 7)])
SHAPES = st.sampled_from([(2, 2), (2, 3), (3, 2), (3, 3), (1, 3), (3, 1), (2, 2, 2), (2, 1, 3), (4,)])


@st.composite
def games(draw: st.DrawFn, entries: st.SearchStrategy[Any] = FEW, shapes: Any = SHAPES) -> NormalFormGame:
    shape = draw(shapes)
    size = int(np.prod(shape))
    tables = [draw(st.lists(entries, min_size=size, max_size=size)) for _ in shape]
    return NormalFormGame([np.array(table, dtype=object).reshape(shape) for table in tables])


def proven(solution: Solution) -> EliminationReport:
    """The report of a solution, after every step of every course in it was done again."""
    report, game = solution.elimination, solution.game
    assert report is not None
    assert isinstance(game, NormalFormGame)
    assert list(course_findings(game, report.strict, "strict")) == []
    if report.weak is not None:
        assert list(course_findings(game, report.weak.course, "weak")) == []
        for course in report.weak.witness or ():
            assert list(course_findings(game, course, "weak")) == []
    assert solution.complete
    return report


def survivors(game: NormalFormGame) -> Survivors:
    return proven(dominance(game)).strict.survivors


def weakly(game: NormalFormGame) -> WeakElimination:
    weak = proven(dominance(game)).weak
    assert weak is not None
    return weak


def pair_dominates(one: Sequence[int], two: Sequence[int], own: Sequence[int]) -> tuple[bool, bool]:
    """Whether a mixture of two rows exceeds `own` everywhere; whether one is nowhere below, somewhere above.

    In each column the sign of the difference changes at one weight at most: those weights, the ends and the
    points between two of them see every case. Three rows need no larger mixtures.
    """
    columns = list(zip(one, two, own, strict=True))
    breaks = {F(c - b, a - b) for a, b, c in columns if a != b}
    ends = sorted({F(0), F(1)} | {w for w in breaks if 0 < w < 1})
    between = [(low + high) / 2 for low, high in itertools.pairwise(ends)]
    margins = [[w * a + (1 - w) * b - c for a, b, c in columns] for w in (*ends, *between)]
    return any(min(m) > 0 for m in margins), any(min(m) >= 0 < max(m) for m in margins)


@given(st.integers(1, 5), st.data())
@settings(max_examples=120)
def test_three_rows_against_intervals(width: int, data: st.DataObject) -> None:
    row = st.lists(st.integers(-3, 3), min_size=width, max_size=width)
    rows = [data.draw(row) for _ in range(3)]
    strict, weak = pair_dominates(rows[0], rows[1], rows[2])
    table = np.array(rows)
    assert (strict_verdict(table, 2).kind == "strict") == strict
    assert (weak_verdict(table, 2).kind is not None) == weak


@given(games())
@settings(max_examples=35)
def test_every_step_is_proven(game: NormalFormGame) -> None:
    report = proven(dominance(game))
    assert proven(rationalizable(game)).strict == report.strict


@given(games(SCALES))
@settings(max_examples=30)
def test_any_scale_is_proven(game: NormalFormGame) -> None:
    proven(dominance(game))


@given(games(shapes=st.sampled_from([(2, 2), (3, 3), (2, 4)])))
@settings(max_examples=35)
def test_strict_dominance_deletes_no_equilibrium(game: NormalFormGame) -> None:
    left = survivors(game)
    for equilibrium in nash(game).equilibria:
        for mixed, own in zip(equilibrium.profile, left, strict=True):
            assert mixed is not None
            assert {s for s, p in enumerate(mixed) if p} <= set(own)


@given(games(), st.randoms(use_true_random=False))
@settings(max_examples=35)
def test_the_order_of_strict_elimination_does_not_matter(game: NormalFormGame, random: Any) -> None:
    """Gilboa, Kalai and Zemel (1990): delete one at a time, in any order."""
    left = [list(range(width)) for width in game.shape]
    while True:
        rows = [payoff_rows(game, i, left) for i in range(len(left))]
        dominated = [
            (i, s)
            for i, own in enumerate(left)
            for place, s in enumerate(own)
            if strict_verdict(rows[i], place).kind
        ]
        if not dominated:
            break
        player, strategy = random.choice(dominated)
        left[player].remove(strategy)
    assert survivors(game) == tuple(map(tuple, left))


@given(games(shapes=st.sampled_from([(2, 2), (3, 3), (2, 3)])))
@settings(max_examples=35)
def test_every_order_of_weak_elimination(game: NormalFormGame) -> None:
    """All ends are found again by going through all orders without memory."""
    ends = set()

    def follow(left: tuple[tuple[int, ...], ...]) -> None:
        final = True
        for i, own in enumerate(left):
            rows = payoff_rows(game, i, left)
            for place, s in enumerate(own):
                if weak_verdict(rows, place).kind:
                    final = False
                    follow((*left[:i], tuple(x for x in own if x != s), *left[i + 1 :]))
        if final:
            ends.add(left)

    follow(tuple(tuple(range(width)) for width in game.shape))
    weak = weakly(game)
    ends.add(weak.course.survivors)
    assert weak.order_matters == (len(ends) > 1)
    assert weak.outcomes_differ == (len({outcomes(game, end) for end in ends}) > 1)
    assert (weak.witness is not None) == (len(ends) > 1)


@given(games())
@settings(max_examples=35)
def test_weak_elimination_leaves_no_more_than_strict(game: NormalFormGame) -> None:
    report = proven(dominance(game))
    assert report.weak is not None
    for weak, strict in zip(report.weak.course.survivors, report.strict.survivors, strict=True):
        assert set(weak) <= set(strict)


@given(games(shapes=st.sampled_from([(2, 3), (3, 3)])), st.data())
@settings(max_examples=25)
def test_a_strictly_dominated_strategy_changes_nothing(game: NormalFormGame, data: st.DataObject) -> None:
    extra = np.array([data.draw(FEW) for _ in range(game.shape[1])])
    first = np.array(game.payoffs[0])
    low = first.min(axis=0, keepdims=True) - 1
    more = NormalFormGame(
        [np.concatenate([first, low]), np.concatenate([np.array(game.payoffs[1]), extra[None, :]])]
    )
    assert survivors(more) == survivors(game)


@given(
    games(shapes=st.sampled_from([(2, 3), (3, 3), (2, 2, 2)])),
    st.fractions(F(1, 10**6), 10**6),
    st.sampled_from([F(0), F(10**17), F(-1, 3)]),
)
@settings(max_examples=25)
def test_units_and_offsets(game: NormalFormGame, unit: Fraction, offset: Fraction) -> None:
    changed = NormalFormGame([np.array(table) * unit + offset for table in game.payoffs])
    before, after = proven(dominance(game)), proven(dominance(changed))
    assert after.strict.survivors == before.strict.survivors
    assert after.weak is not None
    assert before.weak is not None
    assert after.weak.course.survivors == before.weak.course.survivors
    assert after.weak.order_matters == before.weak.order_matters


@given(games(), st.randoms(use_true_random=False))
@settings(max_examples=25)
def test_order_of_strategies(game: NormalFormGame, random: Any) -> None:
    places = [list(range(width)) for width in game.shape]
    for one in places:
        random.shuffle(one)
    turned = NormalFormGame([np.array(table)[np.ix_(*places)] for table in game.payoffs])
    expected = tuple(
        tuple(sorted(place.index(s) for s in own)) for place, own in zip(places, survivors(game), strict=True)
    )
    assert survivors(turned) == expected


@given(games(shapes=st.sampled_from([(2, 2), (2, 3), (3, 3), (2, 2, 2)])))
@settings(max_examples=35)
def test_one_profile_left_is_the_only_equilibrium(game: NormalFormGame) -> None:
    answer = dominance(game)
    if all(len(own) == 1 for own in survivors(game)):
        assert [e.profile for e in pure_nash(game).equilibria] == [e.profile for e in answer.equilibria]
        cell = tuple(own[0] for own in survivors(game))
        assert answer.equilibria[0].payoffs == game.payoffs_at(cell)
    else:
        assert answer.equilibria == ()


def test_the_prisoners_dilemma() -> None:
    game = NormalFormGame([[[2, 0], [3, 1]], [[2, 3], [0, 1]]])
    answer = dominance(game)
    assert survivors(game) == ((1,), (1,))
    assert list(answer.equilibria[0].payoffs) == [1, 1]
    assert weakly(game).order_matters is False
    assert {one.round for one in proven(answer).strict.trace} == {1}


def test_a_mixture_dominates_where_no_pure_strategy_does() -> None:
    """Osborne and Rubinstein (1994), figure 61.1."""
    game = NormalFormGame([[[3, 0], [0, 3], [1, 1]], [[0, 0], [0, 0], [0, 0]]])
    deletion = proven(dominance(game)).strict.trace[0]
    assert deletion.by == ((0, F(1, 2)), (1, F(1, 2)))


def test_exactly_at_the_boundary_nothing_is_dominated() -> None:
    tie = np.array([[2, 0], [0, 2], [1, 1]])
    assert strict_verdict(tie, 2).kind is None
    assert weak_verdict(tie, 2).kind is None
    assert dict(weak_verdict(tie, 2).belief) == {0: F(1, 2), 1: F(1, 2)}


def test_a_margin_of_a_millionth_of_a_millionth_on_a_huge_offset() -> None:
    tiny, offset = F(1, 10**12), F(10**17)
    for margin, expected in ((-tiny, (0, 1)), (F(0), (0, 1, 2)), (tiny, (0, 1, 2))):
        first = [[offset + 2, offset], [offset, offset + 2], [offset + 1 + margin, offset + 1 + margin]]
        game = NormalFormGame([first, [[0, 0]] * 3])
        assert survivors(game)[0] == expected
        assert weakly(game).course.survivors[0] == expected


def test_duplicates_do_not_dominate_each_other() -> None:
    game = NormalFormGame([[[1, 2], [1, 2], [1, 1]], [[0, 0], [0, 0], [0, 0]]])
    assert weakly(game).course.survivors == ((0, 1), (0, 1))
    assert survivors(game) == ((0, 1, 2), (0, 1))


def test_the_order_of_weak_elimination_matters() -> None:
    """Osborne and Rubinstein (1994), figure 63.1: (2, 1) is left by one order, (1, 1) by another."""
    game = NormalFormGame([[[1, 0], [1, 2], [0, 2]], [[1, 0], [1, 1], [0, 1]]])
    weak = weakly(game)
    assert weak.order_matters
    assert weak.witness is not None
    assert survivors(game) == ((0, 1, 2), (0, 1))
    ends = _ends(game)
    assert {frozenset(outcomes(game, end)) for end in ends} >= {frozenset({(1, 1)}), frozenset({(2, 1)})}


def _ends(game: NormalFormGame) -> set[Survivors]:
    judge = elimination_rounds.Judge(game)
    return {left for left, final in elimination_rounds._every_order(judge, {}) if final}


def test_the_beauty_contest_takes_many_rounds() -> None:
    """Guess half the mean of two guesses: each round removes the highest guesses; zero is left."""
    size = 7
    loss = [[-abs(4 * i - (i + j)) for j in range(size)] for i in range(size)]
    game = NormalFormGame([loss, [list(column) for column in zip(*loss, strict=True)]])
    assert survivors(game) == ((0,), (0,))
    assert max(one.round for one in proven(dominance(game)).strict.trace) > 1
    assert list(dominance(game).equilibria[0].payoffs) == [0, 0]


def test_three_players_may_hold_correlated_beliefs() -> None:
    """Osborne and Rubinstein (1994), figure 58.1: M2 is a best reply to a correlated belief only.

    The third player's four tables, with rows U, D and columns L, R; all players get the same.
    """
    tables = [[[8, 0], [0, 0]], [[4, 0], [0, 4]], [[0, 0], [0, 8]], [[3, 3], [3, 3]]]
    payoffs = np.array(tables).transpose(1, 2, 0)
    game = NormalFormGame([payoffs] * 3)
    answer = rationalizable(game)
    assert proven(answer).strict.survivors[2] == (0, 1, 2, 3)
    assert "correlated" in answer.complete_because
    belief = next(b for b in proven(answer).strict.beliefs if (b.player, b.strategy) == (2, 1))
    weights = dict(belief.weights)
    upper = sum((p for cell, p in belief.weights if cell[0] == 0), F(0))
    left = sum((p for cell, p in belief.weights if cell[1] == 0), F(0))
    assert weights.get((0, 0), F(0)) != upper * left
    assert "correlated" not in rationalizable(NormalFormGame([[[0, 1]], [[0, 1]]])).complete_because


def test_players_with_one_strategy() -> None:
    assert survivors(NormalFormGame([[[1]], [[2]]])) == ((0,), (0,))
    assert survivors(NormalFormGame([[3, 5, 5]])) == ((1, 2),)


def test_the_search_for_orders_says_when_it_was_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    game = NormalFormGame([[[1, 1], [1, 0], [1, 0]], [[0, 0], [0, 0], [0, 0]]])
    assert weakly(game).order_matters is False
    monkeypatch.setattr(elimination_rounds, "MAX_STATES", 1)
    assert weakly(game).order_matters is None
    monkeypatch.setattr(elimination_rounds, "MAX_SEARCH_CELLS", 5)
    cut = weakly(game)
    assert (cut.order_matters, cut.outcomes_differ) == (None, None)
    assert "up to 5 cells" in cut.reason


def test_most_strategies_of_a_large_game_need_no_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """100×100 takes a second that way, against minutes with a program for each strategy."""
    programs = []

    def counted(*program: Any) -> Any:
        programs.append(program)
        return maximise(*program)

    monkeypatch.setattr(dominating_mixture, "maximise", counted)
    random = np.random.default_rng(5)
    proven(dominance(NormalFormGame([random.integers(0, 1000, (40, 40)) for _ in range(2)])))
    assert len(programs) <= 8


def test_what_was_found_is_handed_over_when_work_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    game = NormalFormGame([[[1, 1], [0, 0]], [[1, 2], [1, 2]]])

    def stop(*_: object) -> None:
        raise LimitReached("stopped")

    monkeypatch.setattr(elimination_rounds, "weak_verdict", stop)
    with pytest.raises(LimitReached, match="strict elimination is finished and proven, weak") as caught:
        dominance(game)
    found: Any = caught.value.found
    assert proven(found).strict.survivors == ((0,), (1,))
    assert proven(found).weak is None
    judged = itertools.count()

    def stop_later(rows: Any, place: int) -> Any:
        return stop() if next(judged) >= 4 else strict_verdict(rows, place)

    monkeypatch.setattr(elimination_rounds, "strict_verdict", stop_later)
    with pytest.raises(LimitReached, match="what is left may be dominated") as caught:
        rationalizable(game)
    found = caught.value.found
    assert not found.complete
    assert found.elimination.strict.trace


def test_refusals() -> None:
    import sympy

    from quidproquo import decision, outcome, tree

    with pytest.raises(SymbolsLeft):
        dominance(NormalFormGame([[[sympy.Symbol("k"), 0]], [[0, 0]]]))
    with pytest.raises(UnsupportedGame, match="this is a tree"):
        dominance(tree(decision("US", {"go": outcome(1)}), players=["US"]))  # type: ignore[arg-type]
