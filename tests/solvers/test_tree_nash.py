"""Nash equilibria of trees: the reduced normal form, said in behaviour strategies."""

from __future__ import annotations

import io
from collections import Counter
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from quidproquo import ExtensiveFormGame, NormalFormGame, decision, outcome, tree
from quidproquo.games.efg import write_efg
from quidproquo.games.errors import LimitReached, UnsupportedGame
from quidproquo.games.recall import has_perfect_recall
from quidproquo.games.solution import Solution
from quidproquo.games.strategies import behaviour_of, normal_form
from quidproquo.games.verification import verify_document
from quidproquo.solvers import enumeration_size
from quidproquo.solvers.nash import nash
from quidproquo.solvers.pure_nash import pure_nash

from .oracles import numbers
from .test_subgame_perfect import model_b, random_tree


def in_behaviour(game: ExtensiveFormGame, solution: Solution) -> set[Any]:
    """The equilibria of the reduced normal form as behaviour profiles."""
    found = set()
    for e in solution.equilibria:
        profile: list[Any] = [None] * len(game.information_sets)
        for player, weights in enumerate(e.profile):
            assert weights is not None
            for number, mixed in behaviour_of(game, player, weights).items():
                profile[number] = mixed
        found.add(tuple(profile))
    return found


def check(game: ExtensiveFormGame, solution: Solution, form: Solution) -> None:
    assert {e.profile for e in solution.equilibria} == in_behaviour(game, form)
    assert solution.complete == form.complete
    counts = Counter(i for component in solution.components for i in component)
    assert counts == dict.fromkeys(range(len(solution.equilibria)), 1)
    assert not solution.pieces or len(solution.pieces) == len(solution.components)
    assert verify_document(solution.to_json(), game).findings == ()
    assert Solution.from_json(solution.to_json(), game) == solution


def test_model_b_has_exactly_three_pure_equilibria() -> None:
    """Two with (0, 0); the third rests on the empty threat to hold."""
    solution = pure_nash(model_b(6))
    assert solution.complete
    assert sorted(e.payoffs for e in solution.equilibria) == [numbers(0, 0), numbers(0, 0), numbers(2, -6)]
    threat = next(e for e in solution.equilibria if e.payoffs == numbers(2, -6))
    assert threat.profile == (numbers(0, 1), numbers(1, 0), numbers(1, 0), None)
    assert len(pure_nash(normal_form(model_b(6), reduced=False)).equilibria) == 6


@pytest.mark.parametrize("seed", range(25))
def test_random_trees_with_perfect_information(seed: int) -> None:
    game = random_tree(seed, 3, [0, 1, 2], 2)
    form = normal_form(game)
    check(game, pure_nash(game), pure_nash(form))
    if sum(form.shape) < 16:
        check(game, nash(game), nash(form))


@given(st.from_type(ExtensiveFormGame).filter(has_perfect_recall))
@settings(max_examples=30)
def test_random_trees_with_information_sets(game: ExtensiveFormGame) -> None:
    form = normal_form(game)
    check(game, pure_nash(game), pure_nash(form))
    assume(sum(width > 1 for width in form.shape) <= 2 and sum(form.shape) < 14)
    check(game, nash(game), nash(form))


def test_pennies_played_at_once() -> None:
    def reply(win: str) -> Any:
        pay = {a: outcome(1, -1) if a == win else outcome(-1, 1) for a in "ht"}
        return decision("B", pay, information_set="blind")

    (only,) = nash(tree(decision("A", {"h": reply("h"), "t": reply("t")}))).equilibria
    assert only.profile == (numbers("1/2", "1/2"), numbers("1/2", "1/2"))


def test_imperfect_recall_is_refused() -> None:
    later = {a: decision("US", {"l": outcome(0), "r": outcome(1)}, information_set="later") for a in "xy"}
    with pytest.raises(UnsupportedGame, match="US forgets at information set 'later'"):
        nash(tree(decision("US", later)))


def test_the_limit_speaks_of_the_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enumeration_size, "MAX_BASES", 0)
    game = model_b(6)
    with pytest.raises(LimitReached) as caught:
        nash(game)
    found = caught.value.found
    assert isinstance(found, Solution)
    assert found.game == game
    assert not found.complete


def test_pure_equilibria_by_gambit() -> None:
    gambit = pytest.importorskip("pygambit")
    for seed in range(40):
        game = random_tree(seed, 3, [0, 1, 2], 2)
        theirs = gambit.read_efg(io.StringIO(write_efg(game)))
        found = gambit.nash.enumpure_solve(theirs).equilibria
        payoffs = sorted(tuple(Fraction(u) for _, u in profile.payoffs) for profile in found)
        ours = sorted(e.payoffs for e in pure_nash(game).equilibria)
        assert payoffs == ours, seed


def test_the_normal_form_of_a_table_and_of_its_tree_have_the_same_equilibria() -> None:
    table = NormalFormGame([[[2, 0], [0, 1]], [[1, 0], [0, 2]]])
    replies = {
        str(i + 1): decision(
            "2", {str(j + 1): outcome(*table.payoffs_at((i, j))) for j in range(2)}, information_set="x"
        )
        for i in range(2)
    }
    game = tree(decision("1", replies))
    assert [e.profile for e in nash(game).equilibria] == [e.profile for e in nash(table).equilibria]
