"""Correlated play in trees: a published example, both programs against each other, the inclusions."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import quidproquo as qpq
from quidproquo.games.extensive_correlation import (
    inconsistency,
    temptations,
    weights_of_distribution,
    weights_of_plan,
)
from quidproquo.games.mediation import Mediation
from quidproquo.games.plans import pure_strategies
from quidproquo.solvers import extensive_correlated as module
from quidproquo.solvers.extensive_correlated import Pairs, Profiles, solve_with

OBJECTIVES = ("welfare", "min", "A", "B")


def signalling() -> qpq.ExtensiveFormGame:
    """The costless signals of von Stengel & Forges (2008): a student, good or bad, and a professor."""

    def hears(signal: str, let_in: tuple[int, int], refused: tuple[int, int]) -> Any:
        moves = {"l": qpq.outcome(*let_in), "r": qpq.outcome(*refused)}
        return qpq.decision("professor", moves, information_set=f"after {signal}")

    def student(kind: str, let_in: tuple[int, int]) -> Any:
        moves = {signal: hears(signal, let_in, (0, 6)) for signal in "XY"}
        return qpq.decision("student", moves, information_set=kind)

    root = qpq.chance({"G": ("1/2", student("G", (4, 10))), "B": ("1/2", student("B", (6, 0)))})
    return qpq.tree(root, players=["student", "professor"])


def random_tree(draw: Any, *, chance: bool = False) -> qpq.ExtensiveFormGame:
    """A moves, then B, who may not see it, then A again, who may not see what B did; some branches end."""
    pay = st.integers(-3, 3)
    b_sees, a_sees = draw(st.booleans()), draw(st.booleans())

    def leaf() -> Any:
        return qpq.outcome(draw(pay), draw(pay))

    def third(first: str, second: str) -> Any:
        if draw(st.booleans()):
            return leaf()
        name = f"A after {first}{second}" if a_sees else f"A after {first}"
        return qpq.decision("A", {"u": leaf(), "v": leaf()}, information_set=name)

    def side(tag: str) -> Any:
        def second(first: str) -> Any:
            name = f"B after {first}" if b_sees else "B"
            moves = {y: third(tag + first, y) for y in "lr"}
            return qpq.decision("B", moves, information_set=name)

        return qpq.decision("A", {x: second(x) for x in "xy"}, information_set=f"A first {tag}")

    root = qpq.chance({"s": ("1/3", side("s")), "t": ("2/3", side("t"))}) if chance else side("")
    return qpq.tree(root, players=["A", "B"])


@st.composite
def trees(draw: Any, *, chance: bool = False) -> qpq.ExtensiveFormGame:
    return random_tree(draw, chance=chance)


def simultaneous(first: list[list[int]], second: list[list[int]]) -> qpq.ExtensiveFormGame:
    moves = {
        f"a{i}": qpq.decision(
            "B",
            {f"b{j}": qpq.outcome(first[i][j], second[i][j]) for j in range(len(first[0]))},
            information_set="B",
        )
        for i in range(len(first))
    }
    return qpq.tree(qpq.decision("A", moves, information_set="A"), players=["A", "B"])


def test_the_published_signals_tell_the_good_student_apart() -> None:
    game = signalling()
    best = qpq.extensive_correlated(game, "professor")
    assert best.value == Fraction(13, 2)
    assert best.correlated_play is not None
    assert best.correlated_play.payoffs == (Fraction(7, 2), Fraction(13, 2))
    assert qpq.correlated(qpq.normal_form(game), "professor").value == 6
    assert qpq.correlated(qpq.normal_form(game), "student").value == 0


def test_the_published_recommendations_are_an_equilibrium() -> None:
    """The good student's signal is drawn evenly and let in; the bad one draws without knowing it."""
    game = signalling()
    mediation = Mediation(game)
    labels = [qpq.normal_form(game).strategies[i] for i in (0, 1)]
    quarter = Fraction(1, 4)
    drawn = [
        ((labels[0].index(f"{good} – {bad}"), labels[1].index("l – r" if good == "X" else "r – l")), quarter)
        for good, bad in itertools.product("XY", repeat=2)
    ]
    found = list(temptations(mediation, weights_of_distribution(mediation, drawn)))
    assert len(found) == 8
    assert all(one.gain <= 0 for one in found)
    told = [((cell[0], labels[1].index("l – l")), p) for cell, p in drawn]
    assert any(one.gain > 0 for one in temptations(mediation, weights_of_distribution(mediation, told)))


def test_simultaneous_moves_give_the_correlated_equilibrium() -> None:
    """Aumann's (1974) chicken: in a game of one move each the two notions are one."""
    game = simultaneous([[6, 2], [7, 0]], [[6, 7], [2, 0]])
    assert qpq.extensive_correlated(game).value == Fraction(21, 2)
    for objective in OBJECTIVES:
        assert (
            qpq.extensive_correlated(game, objective).value
            == qpq.correlated(qpq.normal_form(game), objective).value
        )


def test_a_threat_needs_no_carrying_out() -> None:
    """Entry deterrence (Selten 1978): off the path recommendations bind no one, as in a Nash equilibrium."""
    enter = qpq.decision("B", {"yield": qpq.outcome(1, 1), "fight": qpq.outcome(-1, -1)})
    game = qpq.tree(qpq.decision("A", {"out": qpq.outcome(0, 2), "in": enter}), players=["A", "B"])
    assert qpq.extensive_correlated(game, "B").value == 2
    assert qpq.extensive_correlated(game, "A").value == 1


@settings(max_examples=25, deadline=None)
@given(game=trees(), objective=st.sampled_from(OBJECTIVES))
def test_pairs_of_sequences_and_profiles_agree(game: qpq.ExtensiveFormGame, objective: str) -> None:
    mediation = Mediation(game)
    by_profiles = solve_with(Profiles(mediation), objective)
    by_pairs = solve_with(Pairs(mediation), objective)
    assert by_profiles.value == by_pairs.value
    for one in (by_profiles, by_pairs):
        assert one.correlated_play is not None
        assert inconsistency(mediation, one.correlated_play.plan) is None
        weight = weights_of_plan(one.correlated_play.plan)
        assert all(t.gain <= 0 for t in temptations(mediation, weight))
        assert qpq.verify_document(one.to_json(), game).ok
        assert qpq.Solution.from_json(one.to_json(), game) == one


@settings(max_examples=20, deadline=None)
@given(game=st.one_of(trees(), trees(chance=True)), objective=st.sampled_from(OBJECTIVES))
def test_at_least_as_good_as_correlated_play_before_the_game(
    game: qpq.ExtensiveFormGame, objective: str
) -> None:
    found = qpq.extensive_correlated(game, objective)
    before = qpq.correlated(qpq.normal_form(game), objective)
    assert found.value is not None and before.value is not None
    assert found.value >= before.value
    assert qpq.verify_document(found.to_json(), game).ok
    mediation = Mediation(game)
    weight = weights_of_distribution(mediation, before.distribution)
    assert all(one.gain <= 0 for one in temptations(mediation, weight))


@settings(max_examples=15, deadline=None)
@given(game=trees(chance=True))
def test_deviations_are_those_of_the_extended_game(game: qpq.ExtensiveFormGame) -> None:
    """By the definition: for each recommendation, every way to play on, counted play by play."""
    found = qpq.extensive_correlated(game)
    mediation = Mediation(game)
    weight = weights_of_distribution(mediation, found.distribution)
    for one in temptations(mediation, weight):
        assert one.gain == brute_gain(mediation, found.distribution, one.player, one.sequence)


def brute_gain(mediation: Mediation, distribution: Any, player: int, told: int) -> Fraction:
    game = mediation.game
    place, action = mediation.moves[player][told]
    best = None
    for deviation in pure_strategies(game, player):
        choice = dict(deviation)
        if choice[place] == action:
            continue
        gain = Fraction(0)
        for cell, p in distribution:
            plans = [dict(own[s]) for own, s in zip(mediation.plans, cell, strict=True)]
            if plans[player].get(place) != action:
                continue
            gain += p * (paid(game, plans, player, place, choice) - paid(game, plans, player, place, None))
        best = gain if best is None else max(best, gain)
    assert best is not None
    return best


def paid(game: Any, plans: Any, player: int, place: int, choice: Any) -> Fraction:
    """What the player expects if the plans are followed until `place`, and `choice` from there on."""

    def walk(node: int, left: bool) -> Fraction:
        own = Fraction(game.payoffs[player][node])
        number = game.set_of[node]
        if number < 0:
            return own
        one = game.information_sets[number]
        if one.player < 0:
            return own + sum(
                (p * walk(c, left) for p, c in zip(one.probabilities, game.children[node], strict=True)),
                Fraction(0),
            )
        left = left or number == place
        if one.player == player and left and choice is not None:
            action = choice[number]
        else:
            action = plans[one.player].get(number, 0)
        return own + walk(game.children[node][action], left)

    return walk(0, False)


def test_larger_trees_are_proven_pair_by_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the profiles out of reach of the check, the multipliers of the equations carry the proof."""
    from quidproquo.games import extensive_correlation_json as check

    game = simultaneous([[6, 2], [7, 0]], [[6, 7], [2, 0]])
    monkeypatch.setattr(module, "PROFILES", 1)
    monkeypatch.setattr(check, "ENUMERATED", 1)
    found = qpq.extensive_correlated(game)
    assert found.value == Fraction(21, 2)
    assert not found.distribution
    text = found.to_json()
    verified = qpq.verify_document(text, game)
    assert verified.ok and "pair of sequences" in " ".join(verified.checked)
    assert found.correlated_play is not None
    assert found.correlated_play.consistency
    key = next(iter(found.correlated_play.consistency))
    del found.correlated_play.consistency[key]  # type: ignore[attr-defined]
    assert not qpq.verify_document(found.to_json(), game).ok


def test_refusals() -> None:
    game = signalling()
    with pytest.raises(qpq.InvalidInput, match="accepted: welfare, min, student, professor"):
        qpq.extensive_correlated(game, "fairness")
    with pytest.raises(qpq.UnsupportedGame, match="no linear objective"):
        qpq.extensive_correlated(game, "nash-product")
    wrong: Any = qpq.normal_form(game)
    with pytest.raises(qpq.UnsupportedGame, match="ask for correlated"):
        qpq.extensive_correlated(wrong)
    moves = {"l": qpq.outcome(0, 0), "r": qpq.outcome(1, 0)}
    later = {a: qpq.decision("A", moves, information_set="later") for a in "xy"}
    with pytest.raises(qpq.UnsupportedGame, match="A forgets at information set 'later'"):
        qpq.extensive_correlated(qpq.tree(qpq.decision("A", later), players=["A", "B"]))


def test_chance_beyond_the_limit_is_refused_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PROFILES", 15)
    with pytest.raises(qpq.LimitReached, match=r"NP-hard with chance.*16 \(4 × 4\)"):
        qpq.extensive_correlated(signalling())
