"""Nash equilibria that no belief supports are named, with a deviation that pays whatever is believed."""

from __future__ import annotations

import itertools
import json
import random
from fractions import Fraction as F
from typing import Any

import pytest

import quidproquo as qpq
from quidproquo import chance, decision, outcome, tree
from quidproquo.games.extensive_form import CHANCE
from quidproquo.games.solution import Solution
from quidproquo.games.solution_display import solution_text
from quidproquo.games.unsupported import Unsupported

SOLVERS = [qpq.perfect_bayesian, qpq.sequential]


def entry(fight_left: int, fight_right: int) -> qpq.ExtensiveFormGame:
    """Entry in two ways that the incumbent cannot tell apart (Gibbons 1992, section 4.1)."""
    reply = {
        a: decision("B", {"yield": outcome(2, 0), "fight": outcome(-1, u)}, information_set="reply")
        for a, u in (("left", fight_left), ("right", fight_right))
    }
    return tree(decision("A", {"out": outcome(1, 3), **reply}, information_set="enter"), players=["A", "B"])


@pytest.mark.parametrize("solve", SOLVERS)
def test_a_threat_that_no_belief_supports(solve: Any) -> None:
    """To fight is worse at both nodes, so out is a Nash equilibrium that no belief supports."""
    solution = solve(entry(-1, -2))
    (one,) = [x for x in solution.unsupported if x.payoffs == (F(1), F(3)) and _pure(x)]
    assert (one.player, one.information_set, one.gain) == ("B", "reply", F(1))
    assert "whatever the belief" in str(one)
    assert "no belief" in solution_text(solution)


def test_a_mixture_shows_what_no_single_plan_shows() -> None:
    """The reply that is played is best at neither node, and a different one is better at each."""
    pays = {"left": {"low": 0, "a": 3, "b": -1}, "right": {"low": 0, "a": -1, "b": 3}}
    reply = {
        m: decision(
            "B",
            {x: outcome(-5 if x == "low" else 3, u) for x, u in own.items()},
            information_set="reply",
        )
        for m, own in pays.items()
    }
    game = tree(decision("A", {"out": outcome(1, 3), **reply}), players=["A", "B"])
    (one,) = [x for x in qpq.perfect_bayesian(game).unsupported if x.payoffs == (F(1), F(3)) and _pure(x)]
    assert sorted(p for _, p in one.deviation) == [F(1, 2), F(1, 2)]
    assert one.gain == 1


def _pure(one: Unsupported) -> bool:
    return all(max(row) == 1 for row in one.profile if row)


def test_beliefs_that_support_are_not_denied() -> None:
    assert not [x for x in qpq.perfect_bayesian(entry(1, -2)).unsupported if x.payoffs == (F(1), F(3))]


def test_consistency_denies_what_bayes_rule_allows() -> None:
    """The mistake is the same in both states, so that B has to believe what chance says."""
    states = {}
    for state, u in (("good", 1), ("bad", -9)):
        reply = {"stop": outcome(0, 0), "go": outcome(-1, u)}
        ask = decision("B", reply, information_set="reply")
        states[state] = ("1/2", decision("A", {"out": outcome(0, 1), "in": ask}, information_set="first"))
    game = tree(chance(states), players=["A", "B"])
    weak = qpq.perfect_bayesian(game)
    strict = qpq.sequential(game)
    assert len(strict.unsupported) > len(weak.unsupported)
    assert all(x.information_set == "reply" and x.gain == 4 for x in strict.unsupported if _pure(x))


def draws(seed: int) -> qpq.ExtensiveFormGame:
    """A signalling game, or entry in two ways with three replies."""
    draw = random.Random(seed)
    if seed % 2:
        message = {
            m: {t: {r: outcome(draw.randint(0, 3), draw.randint(0, 3)) for r in "lr"} for t in "st"}
            for m in "xy"
        }
        types = {
            t: (
                "1/2",
                decision(
                    "A",
                    {m: decision("B", message[m][t], information_set=f"after {m}") for m in "xy"},
                    information_set=f"type {t}",
                ),
            )
            for t in "st"
        }
        return tree(chance(types), players=["A", "B"])
    reply = {
        m: decision(
            "B", {r: outcome(draw.randint(0, 3), draw.randint(0, 3)) for r in "lmr"}, information_set="reply"
        )
        for m in "xy"
    }
    return tree(decision("A", {"out": outcome(2, 2), **reply}), players=["A", "B"])


@pytest.mark.parametrize("seed", range(24))
def test_every_pure_nash_equilibrium_is_an_equilibrium_with_beliefs_or_unsupported(seed: int) -> None:
    """These games have one move per player and type, so a Nash equilibrium is silent about no set of B."""
    game = draws(seed)
    solution = qpq.perfect_bayesian(game)
    assert qpq.verify_document(solution.to_json(), game).ok
    assert Solution.from_json(solution.to_json(), game) == solution
    denied = {x.profile for x in solution.unsupported}
    supported = set()
    sizes = [
        (None,) if one.player == CHANCE else tuple(range(len(one.actions))) for one in game.information_sets
    ]
    for choice in itertools.product(*sizes):
        profile: Any = tuple(
            None if a is None else tuple(F(int(a == b)) for b in range(len(one.actions)))
            for a, one in zip(choice, game.information_sets, strict=True)
        )
        try:
            qpq.Equilibrium(game, profile, "perfect-bayesian")
            supported.add(profile)
        except qpq.NotAnEquilibrium:
            pass
    nash = {one.profile for one in qpq.pure_nash(game).equilibria}
    assert nash - supported == {p for p in denied if all(max(row) == 1 for row in p if row)}
    assert not denied & supported


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (lambda one: one.update(gain="2"), "the least gain is 1, not 2"),
        (lambda one: one["payoffs"].update(A="2"), "the payoff of A is 1, not 2"),
        (lambda one: one["deviation"][0]["plan"].update(reply="fight"), "does not pay under every belief"),
        (lambda one: one["deviation"][0].update(probability="1/2"), "no distribution"),
        (lambda one: one["profile"].update(A={"enter": {"left": "1"}}), "A gains"),
    ],
)
def test_a_changed_proof_is_refused(change: Any, finding: str) -> None:
    game = entry(-1, -2)
    file = json.loads(qpq.perfect_bayesian(game).to_json())
    change(file["unsupported"][0])
    findings = qpq.verify_document(json.dumps(file), game).findings
    assert any(finding in one for one in findings), findings


def test_a_plan_of_other_moves_is_no_proof() -> None:
    game = entry(-1, -2)
    file = json.loads(qpq.perfect_bayesian(game).to_json())
    file["unsupported"][0]["deviation"][0]["plan"] = {"reply": "run"}
    with pytest.raises(qpq.ParseError, match="no move from there on"):
        qpq.verify_document(json.dumps(file), game)
