"""Commitment in trees: textbook values, the theorems, and the check of the answer."""

from __future__ import annotations

import json
import random
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import quidproquo as qpq
from quidproquo.games.errors import NotAnEquilibrium
from quidproquo.games.solution import Equilibrium
from quidproquo.games.solution_display import solution_text
from quidproquo.solvers.sequence_commitment import sequence_commitment

from .test_extensive_correlated import trees


def entry() -> qpq.ExtensiveFormGame:
    moves = {"yield": qpq.outcome(1, 1), "fight": qpq.outcome(-1, -1)}
    return qpq.tree(
        qpq.decision("entrant", {"out": qpq.outcome(0, 2), "in": qpq.decision("incumbent", moves)}),
        players=["entrant", "incumbent"],
    )


def test_the_incumbent_deters_by_commitment() -> None:
    """Entry deterrence (Selten 1978): fighting with probability 1/2 is enough, if ties go to the leader."""
    game = entry()
    answer = qpq.stackelberg(game, "incumbent")
    assert answer.value == 2
    assert answer.attained is True
    assert qpq.stackelberg(game, "entrant").value == 1
    first = answer.equilibria[0]
    assert first.profile[0] == (Fraction(1), Fraction(0))
    fights = first.profile[1]
    assert fights is not None
    assert fights[1] >= Fraction(1, 2)


def test_mixed_commitment_beats_every_equilibrium() -> None:
    """Conitzer & Sandholm (2006), figure 1, as a tree whose follower does not see the move."""
    pay = [[(2, 1), (4, 0)], [(1, 0), (3, 1)]]
    moves = {
        name: qpq.decision(
            "follower",
            {other: qpq.outcome(*pay[i][j]) for j, other in enumerate("lr")},
            information_set="blind",
        )
        for i, name in enumerate("ud")
    }
    game = qpq.tree(qpq.decision("leader", moves), players=["leader", "follower"])
    answer = qpq.stackelberg(game)
    assert answer.value == Fraction(7, 2)
    assert answer.commitment is not None
    assert answer.commitment.value_of_commitment == Fraction(3, 2)
    assert answer.equilibria[0].profile == (
        (Fraction(1, 2), Fraction(1, 2)),
        (Fraction(0), Fraction(1)),
    )
    weak = qpq.stackelberg(game, weak=True)
    assert (weak.value, weak.attained) == (Fraction(7, 2), False)
    assert qpq.verify_document(weak.to_json(), game).ok


@settings(max_examples=25, deadline=None)
@given(game=trees(), leader=st.sampled_from("AB"), weak=st.booleans())
def test_at_least_as_good_as_every_equilibrium(game: qpq.ExtensiveFormGame, leader: str, weak: bool) -> None:
    """Von Stengel & Zamir (2010): even the weak value is at least the lowest equilibrium payoff."""
    answer = qpq.stackelberg(game, leader, weak=weak)
    paid = [one.payoffs[game.players.index(leader)] for one in qpq.nash(game).equilibria]
    assert answer.value is not None
    assert answer.value >= (min(paid) if weak else max(paid))
    assert qpq.verify_document(answer.to_json(), game).ok
    assert qpq.Solution.from_json(answer.to_json(), game) == answer


@settings(max_examples=15, deadline=None)
@given(game=trees(chance=True))
def test_zero_sum_commitment_is_worth_the_value(game: qpq.ExtensiveFormGame) -> None:
    fair = qpq.ExtensiveFormGame(
        players=game.players,
        information_sets=game.information_sets,
        children=game.children,
        payoffs=[game.payoffs[0], [-x for x in game.payoffs[0].tolist()]],  # type: ignore[list-item]
    )
    assert qpq.stackelberg(fair, "A").value == qpq.zero_sum(fair).value


def test_perfect_information_against_the_subgame_perfect_answer() -> None:
    game = entry()
    for leader in game.players:
        place = game.players.index(leader)
        value = qpq.stackelberg(game, leader).value
        assert value is not None
        assert value >= max(one.payoffs[place] for one in qpq.subgame_perfect(game).equilibria)


def test_a_profile_that_is_no_optimal_commitment_is_refused() -> None:
    game = entry()
    answer = qpq.stackelberg(game, "incumbent")
    one, none = Fraction(1), Fraction(0)
    with pytest.raises(NotAnEquilibrium, match="incumbent gains 1 by switching to another commitment"):
        Equilibrium(game, ((none, one), (one, none)), "stackelberg", answer.commitment)
    with pytest.raises(NotAnEquilibrium, match="entrant gains"):
        Equilibrium(game, ((one, none), (one, none)), "stackelberg", answer.commitment)


def test_forgetful_players_are_refused_with_the_place() -> None:
    later: Any = {
        a: qpq.decision("A", {"l": qpq.outcome(0, 0), "r": qpq.outcome(1, 0)}, information_set="later")
        for a in "xy"
    }
    with pytest.raises(qpq.UnsupportedGame, match="A forgets at information set 'later'"):
        qpq.stackelberg(qpq.tree(qpq.decision("A", later), players=["A", "B"]))


def informed(states: int) -> qpq.ExtensiveFormGame:
    """The leader, told one of many states, speaks; the follower hears the word alone: 3^states strategies."""
    draw = random.Random(states)

    def spoken(word: str) -> Any:
        pay = {a: qpq.outcome(draw.randint(0, 9), draw.randint(0, 9)) for a in ("left", "right")}
        return qpq.decision("follower", pay, information_set=f"heard {word}")

    told = {
        str(k): (
            Fraction(1, states),
            qpq.decision("leader", {w: spoken(w) for w in "abc"}, information_set=f"told {k}"),
        )
        for k in range(states)
    }
    return qpq.tree(qpq.chance(told), players=["leader", "follower"])


@given(trees(), st.sampled_from([0, 1]))
@settings(max_examples=30)
def test_bounds_by_replies_agree_with_the_normal_form(game: qpq.ExtensiveFormGame, place: int) -> None:
    """The other program: columns of the normal form, with multipliers of other pure replies."""
    found = sequence_commitment(game, place)
    assert found.value == qpq.stackelberg(game, game.players[place]).value
    checked = qpq.verify_document(found.to_json(), game)
    assert checked.ok, checked.findings
    assert qpq.Solution.from_json(found.to_json(), game) == found


def test_a_tree_too_large_for_its_normal_form_is_answered_on_the_sequence_form() -> None:
    game = informed(30)
    found = qpq.stackelberg(game)
    assert found.method == "sequence-form-linear-programs"
    assert found.value == found.equilibria[0].payoffs[0]
    assert not found.complete
    assert qpq.verify_document(found.to_json(), game).ok
    assert qpq.Solution.from_json(found.to_json(), game) == found
    assert "gets" in solution_text(found)
    small = informed(4)
    assert sequence_commitment(small, 0).value == qpq.stackelberg(small).value


@pytest.mark.parametrize(
    "what", ["value", "bound", "weights", "reply", "missing", "profile", "complete", "payoff"]
)
def test_changed_bounds_are_refused(what: str) -> None:
    game = informed(30)
    document = json.loads(qpq.stackelberg(game).to_json())
    bounds = document["commitment_bounds"]["bounds"]
    tight = next(one for one in bounds if one["bound"] == document["value"])
    if what == "value":
        document["value"] = str(Fraction(document["value"]) + 1)
    elif what == "bound":
        lower = str(Fraction(document["value"]) - Fraction(1, 1000))
        document["value"] = lower
        for one in bounds:
            if Fraction(one["bound"]) > Fraction(lower):
                one["bound"] = lower
    elif what == "weights":
        bound = next(one for one in bounds if one["total"] != "0")
        bound["weights"], bound["total"] = {}, "0"
    elif what == "reply":
        tight["reply"] = bounds[0]["reply"] if tight is not bounds[0] else bounds[1]["reply"]
    elif what == "missing":
        bounds.remove(tight)
    elif what == "profile":
        document["equilibria"][0]["profile"]["leader"]["told 0"] = {"a": "1/3", "b": "1/3", "c": "1/3"}
    elif what == "complete":
        document["complete"] = True
    else:
        document["equilibria"][0]["payoffs"]["follower"] = "77"
    assert qpq.verify_document(json.dumps(document), game).findings


def test_what_the_sequence_form_cannot_bound_is_refused_with_the_reason() -> None:
    def rounds(left: int, mover: int) -> Any:
        if not left:
            return qpq.outcome(left, mover)
        return qpq.decision("AB"[mover], {a: rounds(left - 1, 1 - mover) for a in "xy"})

    with pytest.raises(qpq.LimitReached, match="commitment in a tree is proven in its reduced normal"):
        qpq.stackelberg(informed(30), weak=True)
    with pytest.raises(qpq.LimitReached, match=r"B has .* reduced strategies, the limit is 300"):
        qpq.stackelberg(qpq.tree(rounds(7, 0), players=["A", "B"]))
    with pytest.raises(qpq.InvalidInput, match="no player 'C' to lead"):
        qpq.stackelberg(informed(30), "C")


def test_a_follower_with_too_many_strategies_is_refused_at_once() -> None:
    """6 moves seen apart, 7 replies to each: 117,649 strategies of the follower."""
    replies = [
        qpq.decision("B", {str(a): qpq.outcome(a * m % 5, a + m) for a in range(7)}, information_set=str(m))
        for m in range(6)
    ]
    game = qpq.tree(qpq.decision("A", {str(m): one for m, one in enumerate(replies)}), players=["A", "B"])
    with pytest.raises(qpq.LimitReached, match="117649"):
        qpq.stackelberg(game)
