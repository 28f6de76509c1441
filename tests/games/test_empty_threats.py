"""Empty threats: the place and the gain, none in subgame perfect profiles, and what cannot be judged."""

from __future__ import annotations

import random
from fractions import Fraction as F
from typing import Any

import pytest

import quidproquo as qpq
from quidproquo import decision, outcome, tree


def linkage() -> qpq.ExtensiveFormGame:
    reply = {"acquiesce": outcome(2, -6), "withhold": outcome(-5, -7)}
    return tree(
        decision("US", {"no-ban": outcome(0, 0), "ban": decision("China", reply, information_set="reply")})
    )


def test_the_threat_is_named_with_its_place_and_its_gain() -> None:
    (threat,) = qpq.empty_threats(linkage(), ((F(1), F(0)), (F(0), F(1))))
    assert (threat.player, threat.node, threat.information_sets) == ("China", 2, ("reply",))
    assert threat.gain == 1
    assert "acquiesce" in str(threat)


def test_a_move_that_the_nash_answer_leaves_out_is_no_threat() -> None:
    later = decision("US", {"hold": outcome(-7, -8), "trade": outcome(-1, 0)}, information_set="later")
    reply = decision("China", {"acquiesce": outcome(2, -6), "withhold": later}, information_set="reply")
    game = tree(decision("US", {"no-ban": outcome(0, 0), "ban": reply}, information_set="first"))
    one, zero = F(1), F(0)
    assert qpq.empty_threats(game, ((one, zero), (zero, one), None)) == ()
    (threat,) = qpq.empty_threats(game, ((zero, one), (one, zero), (one, zero)))
    assert (threat.information_sets, threat.gain) == (("later",), F(6))


@pytest.mark.parametrize("seed", range(10))
def test_exactly_the_subgame_perfect_profiles_have_none(seed: int) -> None:
    draw = random.Random(seed)

    def grow(depth: int) -> Any:
        if depth == 0:
            return outcome(draw.randint(0, 9), draw.randint(0, 9))
        return decision("AB"[depth % 2], {a: grow(depth - 1) for a in "xy"})

    game = tree(grow(3), players=["A", "B"])
    for solution in (qpq.subgame_perfect(game), qpq.nash(game, one=True)):
        for one in solution.equilibria:
            full: Any = tuple(row or (F(1), F(0)) for row in one.profile)
            try:
                qpq.Equilibrium(game, full, "subgame-perfect")
                perfect = True
            except qpq.NotAnEquilibrium:
                perfect = False
            assert (qpq.empty_threats(game, full) == ()) == perfect


def test_an_open_set_among_several_moves_is_refused() -> None:
    second = {a: decision("B", {b: outcome(0, 0) for b in "xy"}, information_set="blind") for a in "xy"}
    game = tree(decision("A", second))
    with pytest.raises(qpq.UnsupportedGame, match="'blind' of B"):
        qpq.empty_threats(game, ((F(1), F(0)), None))


@pytest.mark.parametrize("order", ["xy", "yx"])
def test_a_tie_that_matters_to_others_is_not_settled_by_its_order(order: str) -> None:
    """B may go on or not, depending on what A, indifferent, would do at a set that A's own play excludes."""
    ends = {"x": outcome(1, 0), "y": outcome(1, 3)}
    later = decision("A", {a: ends[a] for a in order}, information_set="later")
    reply = decision("B", {"l": later, "r": outcome(0, 1)}, information_set="reply")
    enter = decision("A", {"out": outcome(2, 2), "in": reply}, information_set="enter")
    game = tree(enter, players=["A", "B"])
    one, zero = F(1), F(0)
    for play in ((one, zero), (zero, one)):
        with pytest.raises(qpq.UnsupportedGame, match="'later' of A, where several actions are best"):
            qpq.empty_threats(game, ((one, zero), play, None))
    for equilibrium in qpq.nash(game).equilibria:
        assert equilibrium.threats is None
