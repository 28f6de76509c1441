"""Regrets from realisation plans: the same as those of the recursion over nodes, whatever is played."""

from __future__ import annotations

import random
from fractions import Fraction as F
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from quidproquo import ExtensiveFormGame, decision, outcome, tree
from quidproquo.games.errors import NotAnEquilibrium, UnsupportedGame
from quidproquo.games.extensive_form import CHANCE
from quidproquo.games.plan_certificate import plan_regrets
from quidproquo.games.recall import has_perfect_recall
from quidproquo.games.tree_certificate import tree_regrets


def random_profile(game: ExtensiveFormGame, draw: random.Random) -> tuple[Any, ...]:
    profile: list[Any] = []
    for one in game.information_sets:
        weights = [draw.choice([0, 0, 1, 2, 5]) for _ in one.actions]
        total = sum(weights)
        if one.player == CHANCE:
            profile.append(None)
        elif not total:
            profile.append((F(1), *(F(0) for _ in one.actions[1:])))
        else:
            profile.append(tuple(F(w, total) for w in weights))
    return tuple(profile)


@given(st.from_type(ExtensiveFormGame).filter(has_perfect_recall), st.integers(0, 10**6))
@settings(max_examples=120)
def test_the_same_as_node_by_node(game: ExtensiveFormGame, seed: int) -> None:
    assume(game.is_rational)
    profile = random_profile(game, random.Random(seed))
    payoffs, regrets = plan_regrets(game, profile)
    expected, others = tree_regrets(game, profile, every_subgame=False)
    assert payoffs == expected
    assert [one.gain for one in regrets] == [one.gain for one in others]


@pytest.mark.parametrize("offset", [0, 10**17, 10**40])
def test_offsets_beyond_machine_words(offset: int) -> None:
    replies = {
        a: decision("B", {b: outcome(offset + x, -x) for b, x in row}, information_set="blind")
        for a, row in (("u", (("l", 3), ("r", -1))), ("d", (("l", -2), ("r", 4))))
    }
    game = tree(decision("A", replies), players=["A", "B"])
    payoffs, regrets = plan_regrets(game, ((F(6, 10), F(4, 10)), (F(1, 2), F(1, 2))))
    assert payoffs == (F(offset + 1), F(-1))
    assert [one.gain for one in regrets] == [0, 0]
    _, regrets = plan_regrets(game, ((F(6, 10), F(4, 10)), (F(1), F(0))))
    assert str(regrets[0]) == "A gains 2 by switching to 'u' at set '1'"


def test_narrow_trees_are_walked_too() -> None:
    """A centipede of 300 moves is too narrow for work by levels."""
    node: Any = outcome(0, 0)
    for k in range(300):
        node = decision("AB"[k % 2], {"stop": outcome(k, 300 - k), "go": node})
    game = tree(node, players=["A", "B"])
    assert game.arrays.levels is None
    profile = random_profile(game, random.Random(1))
    payoffs, regrets = plan_regrets(game, profile)
    expected, others = tree_regrets(game, profile, every_subgame=False)
    assert payoffs == expected
    assert [one.gain for one in regrets] == [one.gain for one in others]


def test_no_profile_is_refused() -> None:
    game = tree(decision("A", {"x": outcome(0), "y": outcome(1)}))
    for wrong in [(), (None,), ((F(1),),), ((F(1), F(1)),), ((F(2), F(-1)),), ((0.5, 0.5),)]:
        with pytest.raises(NotAnEquilibrium):
            plan_regrets(game, wrong)  # type: ignore[arg-type]
    later = {a: decision("A", {b: outcome(0) for b in "xy"}, information_set="later") for a in "xy"}
    with pytest.raises(UnsupportedGame, match="later"):
        plan_regrets(tree(decision("A", later)), ((F(1), F(0)), (F(1), F(0))))
