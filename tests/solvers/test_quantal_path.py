"""The branch of logit responses: folds, limits, Gambit's own branch, and points that are checked again."""

from __future__ import annotations

import dataclasses
import io
import itertools
from fractions import Fraction as F
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import quidproquo as qpq
from quidproquo import NormalFormGame, decision, outcome, tree
from quidproquo.games.nfg import write_nfg

HALF = F(1, 2)
FOLDED = NormalFormGame([[[9, 9, 5], [2, 8, 9], [0, 7, 8]], [[6, 6, 6], [6, 1, 7], [6, 0, 3]]])
BONUS = NormalFormGame([[[9, 0], [0, 1]], [[0, 1], [1, 0]]])


def lambdas(path: qpq.QuantalPath) -> list[float]:
    return [float(point.lam) for point in path.points]


def test_a_game_with_one_equilibrium_leads_there_and_that_is_proven() -> None:
    path = qpq.quantal_path(BONUS)
    assert path.limit is not None and path.limit_proven
    assert path.limit.profile == ((HALF, HALF), (F(1, 10), F(9, 10)))
    assert path.limit.certificate.max_regret == 0
    assert not path.turns and not path.crossings
    assert lambdas(path) == sorted(lambdas(path))
    assert path.check() == ()


def test_folds_are_followed_and_points_on_both_sides_are_proven() -> None:
    path = qpq.quantal_path(FOLDED)
    assert len(path.turns) == 2
    up, down = (lambdas(path)[k] for k in path.turns)
    assert up == pytest.approx(1.824, abs=2e-3) and down == pytest.approx(1.6856, abs=2e-3)
    rising = [b > a for a, b in itertools.pairwise(lambdas(path))]
    assert not all(rising)
    middles = [[float(sum(x) / 2) for row in p.enclosure.profile for x in row or ()] for p in path.points]
    jumps = [max(abs(x - y) for x, y in zip(a, b, strict=True)) for a, b in itertools.pairwise(middles)]
    assert max(jumps) < 0.15
    assert path.limit is not None and path.limit.payoffs == (F(9), F(7))
    assert not path.limit_proven and "branch ends there is not" in path.because
    assert path.check() == ()


def test_the_answer_at_a_lambda_is_the_first_one_on_the_branch() -> None:
    """Between the folds there are three responses on the branch at one lambda."""
    path = qpq.quantal_path(FOLDED)
    before = path.points[: path.turns[0]]
    lower = [p for p in before if F("1.7") < p.lam < F("1.8239")]
    assert len(lower) > 8
    for point in lower:
        found = qpq.quantal(FOLDED, point.lam)
        assert found.enclosures[0].profile == point.enclosure.profile
        assert not found.complete


def test_gambit_turns_where_we_turn() -> None:
    gambit = pytest.importorskip("pygambit")
    branch = gambit.qre.logit_solve_branch(gambit.read_nfg(io.StringIO(write_nfg(FOLDED))), maxregret=1e-4)
    theirs = [point.lam for point in branch]
    first = next(k for k in range(1, len(theirs) - 1) if theirs[k + 1] < theirs[k])
    path = qpq.quantal_path(FOLDED)
    assert theirs[first] == pytest.approx(lambdas(path)[path.turns[0]], rel=5e-3)
    last = [float(p) for mixed in branch[-1].profile for _, p in mixed]
    assert path.limit is not None
    assert last == pytest.approx([float(p) for row in path.limit.profile for p in row or ()], abs=0.02)


@given(st.integers(1, 9), st.integers(1, 9))
@settings(max_examples=10, deadline=None)
def test_the_branch_selects_the_risk_dominant_equilibrium(first: int, second: int) -> None:
    """Turocy (2005) on pure coordination; Harsanyi and Selten (1988) compare the products of losses."""
    if first == second:
        return
    path = qpq.quantal_path(NormalFormGame.symmetric([[first, 0], [0, second]]))
    assert path.limit is not None
    assert path.limit.payoffs == (F(max(first, second)),) * 2


def test_units_of_payoff_change_lambda_alone() -> None:
    larger = NormalFormGame([[[9000, 0], [0, 1000]], [[0, 1000], [1000, 0]]])
    small, large = qpq.quantal_path(BONUS), qpq.quantal_path(larger)
    assert lambdas(large) == pytest.approx([x / 1000 for x in lambdas(small)], rel=1e-3)
    assert large.limit is not None and small.limit is not None
    assert large.limit.profile == small.limit.profile


def test_a_branching_is_reported_and_no_side_is_taken() -> None:
    """Battle of the sexes: the branch stays at the mixed equilibrium between two others."""
    game = NormalFormGame([[[0, 2], [1, 0]], [[0, 1], [2, 0]]])
    path = qpq.quantal_path(game)
    assert path.limit is not None and path.limit.payoffs == (F(2, 3), F(2, 3))
    assert path.crossings and "branches cross" in path.because
    assert path.check() == ()


def test_trees_lead_to_sequential_equilibria() -> None:
    """In Selten's horse the branch leads to the equilibrium that is sequential."""

    def third(left: tuple[int, ...], right: tuple[int, ...]) -> Any:
        return decision("3", {"L": outcome(*left), "R": outcome(*right)}, information_set="third")

    second = decision("2", {"c": outcome(1, 1, 1), "d": third((4, 4, 0), (0, 0, 1))})
    horse = tree(decision("1", {"C": second, "D": third((3, 2, 2), (0, 0, 0))}), players=["1", "2", "3"])
    path = qpq.quantal_path(horse)
    assert path.limit is not None and path.limit.concept == "sequential"
    assert path.limit.payoffs == (F(1),) * 3


def test_perfect_information_leads_to_the_one_backward_induction() -> None:
    entry = tree(
        decision(
            "entrant",
            {
                "out": outcome(0, 2),
                "in": decision("rival", {"fight": outcome(-1, -1), "yield": outcome(1, 1)}),
            },
        )
    )
    path = qpq.quantal_path(entry)
    assert path.limit_proven and path.limit is not None
    assert path.limit.profile == qpq.subgame_perfect(entry).equilibria[0].profile
    assert path.check() == ()


def test_the_branch_can_be_left_before_its_end() -> None:
    path = qpq.quantal_path(BONUS, until="3/2")
    assert path.points[-1].lam == F(3, 2)
    assert path.points[-1].enclosure == qpq.quantal(BONUS, "3/2").enclosures[0]
    assert path.limit is None and "before its end" in path.because


def test_a_path_is_readable() -> None:
    text = str(qpq.quantal_path(FOLDED))
    assert "seems to approach an equilibrium with payoffs 1 9, 2 7" in text
    assert text.count("(turns)") == 2 and "1: 1" in text
    sure = qpq.quantal_path(BONUS)
    assert "The branch approaches an equilibrium with payoffs 1 9/10 (0.9), 2 1/2 (0.5)" in str(sure)
    assert "<table" in sure._repr_html_()


@pytest.mark.parametrize("until", [0, -1, "x", True])
def test_a_bad_end_is_refused(until: Any) -> None:
    with pytest.raises(qpq.InvalidInput, match="until"):
        qpq.quantal_path(BONUS, until=until)


def test_a_moved_point_is_found_by_the_check() -> None:
    path = qpq.quantal_path(BONUS, until=1)
    point = path.points[-1]
    moved = dataclasses.replace(point, lam=point.lam + F(1, 10**6))
    assert dataclasses.replace(path, points=(*path.points[:-1], moved)).check()
