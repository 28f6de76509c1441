"""Constant-sum trees: published values, the normal form as an oracle, and wrong answers that are refused."""

from __future__ import annotations

import itertools
import json
import random
from fractions import Fraction as F
from typing import Any

import pytest

import quidproquo as qpq
from quidproquo import chance, decision, outcome, tree
from quidproquo.games.payoff_table import PayoffTable
from quidproquo.solvers import tree_zero_sum

from .poker import kuhn_poker, leduc_poker


def test_kuhn_1950_one_eighteenth() -> None:
    game = kuhn_poker()
    found = qpq.zero_sum(game)
    assert found.value == F(-1, 18)
    assert found.equilibria[0].certificate.max_regret == 0
    assert qpq.verify_document(found.to_json(), game).ok
    assert qpq.Solution.from_json(found.to_json(), game).dual == found.dual


def test_leduc_poker_is_solved_exactly() -> None:
    """Southey et al. (2005) describe the game; its value is -0.0856 in the literature."""
    game = leduc_poker()
    found = qpq.zero_sum(game)
    assert found.value is not None
    assert round(float(found.value), 4) == -0.0856
    assert len(game.children) > 1900


def grow(draw: random.Random, depth: int, names: itertools.count[int]) -> Any:
    if depth <= 0 or draw.random() < 0.15:
        x = draw.randint(-3, 3)
        return outcome(x, 5 - x)
    kind = draw.random()
    if kind < 0.2:
        parts = (("l", "1/3"), ("r", "2/3"), ("never", 0))
        return chance({s: (p, grow(draw, depth - 1, names)) for s, p in parts})
    if kind < 0.5:
        return decision(draw.choice("AB"), {a: grow(draw, depth - 1, names) for a in "xy"}, payoffs=(1, -1))
    first, second = draw.sample("AB", 2)
    name = f"block {next(names)}"
    moves = {
        a: decision(second, {b: grow(draw, depth - 2, names) for b in "uv"}, information_set=name)
        for a in "xy"
    }
    return decision(first, moves, information_set=f"{name} first")


@pytest.mark.parametrize("seed", range(40))
def test_the_value_is_that_of_the_normal_form(seed: int) -> None:
    draw = random.Random(seed)
    game = tree(grow(draw, draw.choice([2, 3, 4]), itertools.count()), players=["A", "B"])
    found = qpq.zero_sum(game)
    assert found.value == qpq.zero_sum(qpq.normal_form(game)).value
    checked = qpq.verify_document(found.to_json(), game)
    assert checked.ok, checked.findings


def test_sums_that_differ_are_refused_with_both_places() -> None:
    game = tree(decision("A", {"yield": outcome(1, 4), "hold": outcome(3, 3)}), players=["A", "B"])
    with pytest.raises(qpq.UnsupportedGame, match="yield they sum to 5, at the node after hold to 6"):
        qpq.zero_sum(game)


def test_an_end_that_chance_excludes_may_pay_anything() -> None:
    game = tree(chance({"yes": (1, outcome(1, 4)), "never": (0, outcome(9, 9))}), players=["A", "B"])
    assert qpq.zero_sum(game).value == 1


def test_three_players_and_forgetful_ones_are_refused() -> None:
    with pytest.raises(qpq.UnsupportedGame, match="two players; this game has 3"):
        qpq.zero_sum(tree(decision("A", {"x": outcome(0, 0, 0)}), players=["A", "B", "C"]))
    forgetful = {a: decision("A", {b: outcome(0, 0) for b in "xy"}, information_set="later") for a in "xy"}
    with pytest.raises(qpq.UnsupportedGame, match="later"):
        qpq.zero_sum(tree(decision("A", forgetful), players=["A", "B"]))


@pytest.mark.parametrize("what", ["value", "dual", "profile"])
def test_a_changed_answer_is_refused(what: str) -> None:
    game = kuhn_poker()
    document = json.loads(qpq.zero_sum(game).to_json())
    if what == "value":
        document["value"] = "-1/17"
    elif what == "dual":
        weights = document["dual"]["B"]
        weights["2 after bet: call"], weights["2 after bet: fold"] = "1", "0"
    else:
        document["equilibria"][0]["profile"]["B"]["2 after bet"] = {"call": "1"}
    assert not qpq.verify_document(json.dumps(document), game).ok


@pytest.mark.parametrize("name", ["zero-sum", "subgame-perfect"])
def test_gambit_agrees_on_the_value_of_kuhn_poker(name: str, tmp_path: Any) -> None:
    gambit = pytest.importorskip("pygambit")
    path = tmp_path / "kuhn.efg"
    qpq.write_game(kuhn_poker(), path)
    theirs = gambit.nash.lp_solve(gambit.read_efg(str(path)), rational=True).equilibrium
    ours = qpq.zero_sum(kuhn_poker()) if name == "zero-sum" else qpq.subgame_perfect(kuhn_poker(), one=True)
    payoff = next(iter(theirs.payoffs))[1]
    assert ours.equilibria[0].payoffs[0] == F(int(payoff.numerator), int(payoff.denominator))


@pytest.mark.parametrize("seed", range(20))
def test_bounds_hold_the_value(seed: int) -> None:
    draw = random.Random(seed)
    game = tree(grow(draw, draw.choice([2, 4, 5]), itertools.count()), players=["A", "B"])
    value = qpq.zero_sum(game, approximate=False).value
    found = qpq.zero_sum(game, approximate=True)
    assert found.value is None
    assert found.value_bounds is not None
    assert value is not None
    low, high = found.value_bounds
    assert low <= value <= high
    assert high - low < F(1, 10**5)
    checked = qpq.verify_document(found.to_json(), game)
    assert checked.ok, checked.findings
    assert qpq.Solution.from_json(found.to_json(), game).value_bounds == found.value_bounds


def test_bounds_with_payoffs_beyond_floats() -> None:
    game = kuhn_poker()
    far = qpq.ExtensiveFormGame(
        players=game.players,
        information_sets=game.information_sets,
        children=game.children,
        payoffs=[
            PayoffTable.of(
                [x + (0 if below else shift) for x, below in zip(own.entries(), game.children, strict=True)]
            )
            for own, shift in zip(game.payoffs, (10**17, -(10**17)), strict=True)
        ],
    )
    found = qpq.zero_sum(far, approximate=True)
    assert found.value_bounds is not None
    low, high = (x - 10**17 for x in found.value_bounds)
    assert low <= F(-1, 18) <= high
    assert high - low < F(1, 10**7)


@pytest.mark.parametrize("what", ["low", "high", "profile", "regret", "complete"])
def test_changed_bounds_are_refused(what: str) -> None:
    game = leduc_poker()
    found = qpq.zero_sum(game, approximate=True)
    document = json.loads(found.to_json())
    assert qpq.verify_document(json.dumps(document), game).ok
    low, high = map(F, document["value_bounds"])
    if what == "low":
        document["value_bounds"][0] = str(low + F(1, 10**12))
    elif what == "high":
        document["value_bounds"][1] = str(high - F(1, 10**12))
    elif what == "profile":
        document["approximate"][0]["profile"]["A"]["0 "] = {"raise": "1"}
    elif what == "regret":
        document["approximate"][0]["regret_bound"] = "0"
    else:
        document["complete"] = True
    assert qpq.verify_document(json.dumps(document), game).findings


def test_leduc_poker_with_suits_is_bounded() -> None:
    """9,457 nodes; suits change nothing, so that the value is that of the merged game."""
    game = leduc_poker(suits=True)
    assert len(game.children) == 9457
    found = qpq.zero_sum(game, approximate=True)
    assert found.value_bounds is not None
    low, high = found.value_bounds
    value = qpq.zero_sum(leduc_poker()).value
    assert value is not None
    assert low <= value <= high
    assert high - low < F(1, 10**6)


def test_large_trees_are_bounded_without_being_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree_zero_sum, "EXACT", 10)
    assert qpq.zero_sum(kuhn_poker()).value_bounds is not None
    assert qpq.zero_sum(kuhn_poker(), approximate=False).value == F(-1, 18)


def test_bounds_are_refused_where_they_mean_nothing() -> None:
    game = tree(decision("A", {"yield": outcome(1, 4), "hold": outcome(3, 3)}), players=["A", "B"])
    with pytest.raises(qpq.UnsupportedGame, match="yield they sum to 5"):
        qpq.zero_sum(game, approximate=True)
    with pytest.raises(qpq.UnsupportedGame, match="normal forms are answered exactly"):
        qpq.zero_sum(qpq.NormalFormGame.zero_sum([[1, 0], [0, 1]]), approximate=True)
    forgetful = {a: decision("A", {b: outcome(0, 0) for b in "xy"}, information_set="later") for a in "xy"}
    with pytest.raises(qpq.UnsupportedGame, match="later"):
        qpq.zero_sum(tree(decision("A", forgetful), players=["A", "B"]), approximate=True)
