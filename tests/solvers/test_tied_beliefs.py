"""Beliefs at several sets behind which the same mistakes stand: one mixture supports play at all of them."""

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

from .test_sequential import tied_beliefs


def test_beliefs_of_two_players_are_tied_by_a_product() -> None:
    """A's mistake is all that B and C learn, so that they believe the same: b2 : b7 = b4 : b9."""
    solution = qpq.sequential(tied_beliefs(5))
    entries = json.loads(solution.to_json())["equilibria"]
    one = next(
        e
        for e in entries
        if e["profile"]["B"] == {"B": {"x": "1"}} and e["profile"]["C"] == {"C": {"u": "1"}}
    )
    assert one["beliefs"]["B"] == {"2": ["1/2", "1"], "7": ["0", "1/2"]}
    assert one["beliefs"]["C"] == {"4": ["1/2", "1"], "9": ["0", "1/2"]}
    assert one["conditions"][0]["all"] == ["b2*b9 = b7*b4"]
    with pytest.raises(qpq.NotAnEquilibrium, match="behind which the same mistakes stand"):
        qpq.Equilibrium(solution.game, ((F(1), F(0), F(0)), (F(0), F(1)), (F(1), F(0))), "sequential")  # type: ignore[arg-type]


def test_a_weak_equilibrium_may_disagree() -> None:
    """B sure of the right, C of the left: no mistakes lead there, but Bayes' rule does not exclude it."""
    game = tied_beliefs(5)
    profile = ((F(1), F(0), F(0)), (F(0), F(1)), (F(1), F(0)))
    qpq.Equilibrium(game, profile, "perfect-bayesian")


@pytest.mark.parametrize("change", ["the tie", "an end"])
def test_a_changed_tie_is_refused(change: str) -> None:
    game = tied_beliefs(5)
    file = json.loads(qpq.sequential(game).to_json())
    entry = next(e for e in file["equilibria"] if e["beliefs"]["B"]["2"] == ["1/2", "1"])
    if change == "the tie":
        entry["conditions"][0]["all"] = ["b2*b4 = b7*b9"]
    else:
        entry["beliefs"]["B"]["2"] = ["0", "1"]
    assert not qpq.verify_document(json.dumps(file), game).ok


def learners(seed: int) -> qpq.ExtensiveFormGame:
    """B and C both learn that A erred, and not how; their payoffs may ask for different beliefs."""
    draw = random.Random(seed)

    def pay() -> Any:
        return outcome(draw.randint(0, 1), draw.randint(0, 2), draw.randint(0, 2))

    def branch() -> Any:
        last = decision("C", {"u": pay(), "v": pay()}, information_set="C")
        return decision("B", {"x": pay(), "y": last}, information_set="B")

    first = {"out": outcome(draw.choice([1, 5]), 1, 1), "l": branch(), "r": branch()}
    if seed % 2:
        types = {
            t: (p, decision("A", {"out": outcome(5, 1, 1), "in": branch()}, information_set=t))
            for t, p in (("s", "1/3"), ("t", "2/3"))
        }
        return tree(chance(types), players=["A", "B", "C"])
    return tree(decision("A", first, information_set="A"), players=["A", "B", "C"])


@pytest.mark.parametrize("seed", range(12))
def test_pure_profiles_are_judged_as_every_assessment_on_a_grid_is(seed: int) -> None:
    game = learners(seed)
    choices = [
        (None,) if one.player == CHANCE else tuple(range(len(one.actions))) for one in game.information_sets
    ]
    sets = [n for n, one in enumerate(game.information_sets) if one.player != CHANCE and len(one.nodes) > 1]
    grid = [(F(k, 6), 1 - F(k, 6)) for k in range(7)]
    found = 0
    for choice in itertools.product(*choices):
        profile: Any = tuple(
            None if a is None else tuple(F(int(a == b)) for b in range(len(one.actions)))
            for a, one in zip(choice, game.information_sets, strict=True)
        )
        try:
            equilibrium = qpq.Equilibrium(game, profile, "sequential")
        except qpq.NotAnEquilibrium:
            for belief in itertools.product(grid, repeat=len(sets)):
                assert qpq.check_assessment(game, profile, dict(zip(sets, belief, strict=True)))
            continue
        found += 1
        own = [one.corners for n in sets if (one := equilibrium.beliefs[n]) is not None]
        assert any(
            not qpq.check_assessment(game, profile, dict(zip(sets, belief, strict=True)))
            for belief in itertools.product(*own)
        )
    solution = qpq.sequential(game)
    checked = qpq.verify_document(solution.to_json(), game)
    assert checked.ok, checked.findings
    assert Solution.from_json(solution.to_json(), game) == solution
    if solution.complete:
        assert found == sum(all(max(row) == 1 for row in e.profile if row) for e in solution.equilibria)
