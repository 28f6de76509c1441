"""The sequence form pays what the tree pays, and its plans are the behaviour strategies."""

from __future__ import annotations

import itertools
import time
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quidproquo import ExtensiveFormGame, chance, decision, outcome, tree
from quidproquo.games.errors import InvalidInput, UnsupportedGame
from quidproquo.games.exact import Number
from quidproquo.games.recall import has_perfect_recall
from quidproquo.games.sequence_form import behaviour_from_plan, realisation_plan, sequence_form
from quidproquo.games.strategies import Plan, behaviour_of, normal_form, reduced_strategies

RECALL = st.from_type(ExtensiveFormGame).filter(has_perfect_recall)


def plan_of(game: ExtensiveFormGame, player: int, pure: Plan) -> tuple[Number, ...]:
    play = {
        one: [int(a == action) for a in range(len(game.information_sets[one].actions))]
        for one, action in pure
    }
    return realisation_plan(game, player, play)


@given(RECALL)
def test_pure_plans_pay_what_the_normal_form_says(game: ExtensiveFormGame) -> None:
    form, rows = sequence_form(game), normal_form(game)
    plans = [[plan_of(game, i, s) for s in reduced_strategies(game, i)] for i in range(len(game.players))]
    cells = itertools.product(*map(range, rows.shape))
    for cell, profile in itertools.islice(zip(cells, itertools.product(*plans), strict=True), 60):
        assert form.expected(profile) == rows.payoffs_at(cell)


@given(RECALL)
def test_the_form_is_no_larger_than_the_tree(game: ExtensiveFormGame) -> None:
    form = sequence_form(game)
    for i, own in enumerate(form.sets):
        assert len(form.sequences[i]) == 1 + sum(len(one.sequences) for one in own)
        assert {one.information_set for one in own} == set(game.sets_of(i))
        assert all(above < number for number, above in enumerate(form.parents[i]))
    assert len(form.combinations) <= len(game.terminals())


@given(RECALL, st.data())
def test_plans_satisfy_their_constraints_and_turn_back_into_behaviour(
    game: ExtensiveFormGame, data: st.DataObject
) -> None:
    form = sequence_form(game)
    for i in range(len(game.players)):
        count = len(reduced_strategies(game, i))
        assume(count <= 20)
        parts = data.draw(st.lists(st.integers(0, 3), min_size=count, max_size=count).filter(any))
        play = behaviour_of(game, i, [Fraction(x, sum(parts)) for x in parts])
        plan = realisation_plan(game, i, play)
        matrix, right = form.constraints(i)
        assert (matrix.astype(object) @ np.array(plan, dtype=object) == right).all()
        assert min(Fraction(x) for x in plan) >= 0
        assert behaviour_from_plan(game, i, plan) == play


def linkage() -> ExtensiveFormGame:
    honour = decision("China", {"honour": outcome(-1, -2), "renege": outcome(-8, -1)})
    hold = decision("US", {"hold": outcome(-5, -7), "trade": honour})
    ban = decision("China", {"acquiesce": outcome(2, -6), "withhold": hold})
    return tree(decision("US", {"no-ban": outcome(0, 0), "ban": ban}))


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        ({0: [0, 1]}, "is reached by own play, but has no probabilities"),
        ({0: [1, 1]}, "sum to 2, not to 1"),
        ({0: [2, -1]}, "negative"),
        ({0: [1]}, "1 probabilities at information set '1' of US, which offers 2"),
    ],
)
def test_behaviour_that_is_none(behaviour: dict[int, list[int]], said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        realisation_plan(linkage(), 0, behaviour)


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        ([1, 0, 0], "3 weights for the 5 sequences"),
        ([2, 1, 1, 1, 0], "empty sequence of US has weight 2"),
        ([1, 1, 1, 1, 0], "weigh 2 in all, but the one that leads there 1"),
        ([1, 2, -1, -1, 0], "negative"),
    ],
)
def test_plans_that_are_none(plan: list[int], said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        behaviour_from_plan(linkage(), 0, plan)


def test_forgetting_is_refused() -> None:
    later = {a: decision("US", {"l": outcome(0), "r": outcome(1)}, information_set="later") for a in "xy"}
    for use in (sequence_form, lambda g: realisation_plan(g, 0, {}), lambda g: behaviour_from_plan(g, 0, [])):
        with pytest.raises(UnsupportedGame, match="US forgets at information set 'later'"):
            use(tree(decision("US", later)))


def test_symbols_stay() -> None:
    import sympy

    k, p = sympy.symbols("k p")
    game = tree(chance({"up": (p, outcome(k)), "down": (1 - p, outcome("1/2"))}), players=["US"])
    form = sequence_form(game)
    assert sympy.expand(form.payoffs[0][0] - (p * k + (1 - p) / 2)) == 0
    assert form.expected([[Fraction(1)]])[0] == sympy.expand(p * k + (1 - p) / 2)


def test_a_hundred_thousand_nodes_in_a_chain() -> None:
    piece = outcome(0, 0)
    for i in range(50_000):
        piece = decision("AB"[i % 2], {"stop": outcome(i, -i), "go": piece})
    game = tree(piece)
    began = time.perf_counter()
    form = sequence_form(game)
    assert len(form.sequences[0]) == 50_001 and len(form.combinations) == 49_999
    assert time.perf_counter() - began < 5
