"""One equilibrium by Lemke's algorithm on the sequence form: certified, and a member of all of them."""

from __future__ import annotations

import itertools
import json
import random
from fractions import Fraction as F
from typing import Any

import pytest

import quidproquo as qpq
from quidproquo import ExtensiveFormGame, Solution, chance, decision, outcome, tree
from quidproquo.games.errors import LimitReached
from quidproquo.games.plans import reduced_strategies
from quidproquo.games.plays import own_pasts
from quidproquo.games.tree_certificate import own_reachable_sets
from quidproquo.solvers import sequence_lemke, sequence_nash, tree_nash
from quidproquo.solvers.sequence_nash import one_by_sequences

from .poker import kuhn_poker


def lemke(game: ExtensiveFormGame) -> Solution:
    return one_by_sequences(game, own_pasts(game), "one is enough")


def grow(draw: random.Random, depth: int, names: itertools.count[int], pays: range, offset: int) -> Any:
    """A random tree: simultaneous blocks, seen moves, payoffs on the way, branches of probability 0."""

    def below(used: int) -> Any:
        return grow(draw, depth - used, names, pays, offset)

    if depth <= 0 or draw.random() < 0.12:
        return outcome(draw.choice(pays) + offset, draw.choice(pays) + offset)
    kind = draw.random()
    if kind < 0.2:
        return chance({s: (p, below(1)) for s, p in (("l", "1/3"), ("r", "2/3"), ("never", 0))})
    if kind < 0.5:
        return decision(draw.choice("AB"), {a: below(1) for a in "xy"}, payoffs=(draw.choice(pays), 1))
    first, second = draw.sample("AB", 2)
    name = f"block {next(names)}"
    moves = {
        a: decision(second, {b: below(2) for b in "uv"}, information_set=name)
        for a in "xyz"[: draw.choice([2, 3])]
    }
    return decision(first, moves, information_set=f"{name} first")


def random_game(seed: int, depth: int, pays: range = range(-5, 6), offset: int = 0) -> ExtensiveFormGame:
    draw = random.Random(seed)
    return tree(grow(draw, depth, itertools.count(), pays, offset), players=["A", "B"])


@pytest.mark.parametrize("offset", [0, 10**17])
@pytest.mark.parametrize("pays", [range(-5, 6), range(2)], ids=["various", "duplicate"])
@pytest.mark.parametrize("seed", range(15))
def test_the_answer_is_certified_and_verified(seed: int, pays: range, offset: int) -> None:
    game = random_game(seed, 2 + seed % 4, pays, offset)
    found = lemke(game)
    assert found.equilibria[0].certificate.max_regret == 0
    assert not found.complete
    checked = qpq.verify_document(found.to_json(), game)
    assert checked.ok, checked.findings
    assert Solution.from_json(found.to_json(), game) == found
    profile: Any = found.equilibria[0].profile
    for player in (0, 1):
        assert all(profile[one] is not None for one in own_reachable_sets(game, profile, player))


@pytest.mark.parametrize("pays", [range(-50, 51), range(2)], ids=["various", "duplicate"])
@pytest.mark.parametrize("seed", range(4))
def test_proposals_in_floats_end_at_certified_equilibria(
    seed: int, pays: range, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The exact path and the one in floats may part at ties; where there are none they end alike."""
    monkeypatch.setattr(sequence_lemke, "SMALL", 0)
    proposed: list[Any] = []
    monkeypatch.setattr(sequence_lemke, "_proposed", spy(sequence_lemke._proposed, proposed))
    game = random_game(seed, 5, pays)
    found = lemke(game)
    monkeypatch.setattr(sequence_lemke, "SMALL", 10**6)
    exactly = lemke(game)
    assert len(proposed) == 1
    assert found.equilibria[0].certificate.max_regret == 0
    if proposed[0] is not None and len(pays) > 2:
        assert found == exactly


def spy(function: Any, seen: list[Any]) -> Any:
    def watched(*arguments: Any) -> Any:
        seen.append(function(*arguments))
        return seen[-1]

    return watched


def test_a_wrong_proposal_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some other complementary basis is no end of a path: exact pivots answer then."""
    monkeypatch.setattr(sequence_lemke, "SMALL", 0)

    def wrong(matrix: Any, right: Any, *_: Any) -> list[int]:
        return [*range(len(right) - 1), 2 * len(right) - 1]

    monkeypatch.setattr(sequence_lemke, "float_basis", wrong)
    assert lemke(kuhn_poker()).equilibria[0].payoffs == (F(-1, 18), F(1, 18))
    monkeypatch.setattr(sequence_lemke, "float_basis", lambda *_: None)
    assert lemke(kuhn_poker()).equilibria[0].payoffs == (F(-1, 18), F(1, 18))


def as_mixture(game: ExtensiveFormGame, found: Solution) -> tuple[tuple[F, ...], ...]:
    """The weights of the reduced strategies that play like the behaviour strategies."""
    weights = []
    profile: Any = found.equilibria[0].profile
    for player in range(2):
        own = []
        for plan in reduced_strategies(game, player):
            weight = F(1)
            for one, action in plan:
                weight *= F(0) if profile[one] is None else profile[one][action]
            own.append(weight)
        weights.append(tuple(own))
    return tuple(weights)


@pytest.mark.parametrize("pays", [range(-5, 6), range(2)], ids=["various", "duplicate"])
@pytest.mark.parametrize("seed", range(25))
def test_the_answer_is_one_of_all_equilibria(seed: int, pays: range) -> None:
    """Those of the reduced normal form are enumerated by other code; the answer lies in one piece."""
    game = random_game(seed, 2 + seed % 3, pays)
    form = qpq.normal_form(game)
    if sum(form.shape) > 14:
        pytest.skip("too large to enumerate quickly")
    mixture = as_mixture(game, lemke(game))
    every = qpq.nash(form)
    assert every.complete
    points = {e.profile for e in every.equilibria}
    if not every.pieces:
        assert mixture in points
        return
    assert any(
        all(in_hull(own, hull) for own, hull in zip(mixture, piece.hulls, strict=True))
        for pieces in every.pieces
        for piece in pieces
    )


def in_hull(point: tuple[F, ...], corners: Any) -> bool:
    """Whether a point is a mixture of corners, by a linear program of SciPy's."""
    from scipy.optimize import linprog

    equations = [[float(c[k]) for c in corners] for k in range(len(point))] + [[1.0] * len(corners)]
    right = [*map(float, point), 1.0]
    return bool(linprog([0.0] * len(corners), A_eq=equations, b_eq=right).success)


@pytest.mark.parametrize("seed", range(6))
def test_gambit_agrees_on_games_with_one_equilibrium(seed: int, tmp_path: Any) -> None:
    gambit = pytest.importorskip("pygambit")
    unique = [g for g in (random_game(100 * seed + k, 3) for k in range(12)) if is_unique(g)]
    for game in unique:
        qpq.write_game(game, tmp_path / "tree.efg")
        read = gambit.read_efg(str(tmp_path / "tree.efg"))
        theirs = gambit.nash.lcp_solve(read, rational=True).equilibrium
        payoffs = tuple(F(int(p.numerator), int(p.denominator)) for _, p in theirs.payoffs)
        assert payoffs == lemke(game).equilibria[0].payoffs


def is_unique(game: ExtensiveFormGame) -> bool:
    form = qpq.normal_form(game)
    return sum(form.shape) < 12 and len(qpq.nash(form).equilibria) == 1


def test_kuhn_poker_has_the_value_minus_an_eighteenth() -> None:
    """Kuhn (1950): every equilibrium pays the value, and this path ends at one."""
    assert lemke(kuhn_poker()).equilibria[0].payoffs == (F(-1, 18), F(1, 18))


def test_off_the_path_the_punishment_stays() -> None:
    """What the second player would do at a set of two nodes keeps the first from moving."""
    blind = {
        a: decision("B", {"l": outcome(x, 0), "r": outcome(0, y)}, information_set="blind")
        for a, x, y in (("up", 3, 1), ("down", 3, 2))
    }
    game = tree(decision("A", {"out": outcome(2, 5), **blind}), players=["A", "B"])
    found = lemke(game)
    profile = found.equilibria[0].profile
    assert profile[0] == (F(1), F(0), F(0))
    assert profile[1] is not None
    assert qpq.verify_document(found.to_json(), game).ok


def test_one_player_without_moves_and_one_without_choice() -> None:
    game = tree(decision("B", {"l": outcome(4, 1), "r": outcome(0, 3)}), players=["A", "B"])
    assert lemke(game).equilibria[0].payoffs == (F(0), F(3))
    game = tree(decision("A", {"only": decision("B", {"only": outcome(7, -1)})}), players=["A", "B"])
    assert lemke(game).equilibria[0].payoffs == (F(7), F(-1))
    game = tree(chance({"l": ("1/2", outcome(4, 0)), "r": ("1/2", outcome(0, 2))}), players=["A", "B"])
    assert lemke(game).equilibria[0].payoffs == (F(2), F(1))


def test_a_third_player_who_only_watches() -> None:
    reply = {
        a: decision("C", {"l": outcome(1, x, 0), "r": outcome(0, x, 1)}) for a, x in (("a", 5), ("b", 6))
    }
    found = lemke(tree(decision("A", reply), players=["A", "B", "C"]))
    assert found.equilibria[0].payoffs[0] == 0
    assert found.equilibria[0].payoffs[2] == 1


def large() -> ExtensiveFormGame:
    """Ten rounds seen by both: more reduced strategies than any table holds."""
    draw = random.Random(3)

    def rounds(left: int, mover: int) -> Any:
        if not left:
            return outcome(draw.randint(0, 99), draw.randint(0, 99))
        return decision("AB"[mover], {a: rounds(left - 1, 1 - mover) for a in "xy"})

    return tree(rounds(7, 0), players=["A", "B"])


def test_large_trees_are_answered_where_one_is_asked_for() -> None:
    game = large()
    with pytest.raises(LimitReached, match="nash with --one") as caught:
        qpq.normal_form(game)
    assert "sequence form" not in str(caught.value)
    found = qpq.nash(game, one=True)
    assert found.method == "sequence-form-lemke"
    assert "one equilibrium was asked for" in found.complete_because
    document = json.loads(found.to_json())
    assert qpq.verify_document(json.dumps(document), game).ok
    document["equilibria"][0]["payoffs"]["A"] = "1000"
    assert not qpq.verify_document(json.dumps(document), game).ok


def test_all_equilibria_of_a_large_tree_are_refused_with_one_in_hand() -> None:
    with pytest.raises(LimitReached, match="reduced normal form") as caught:
        qpq.nash(large())
    assert isinstance(caught.value.found, Solution)
    assert caught.value.found.equilibria


def test_too_many_sequences_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sequence_nash, "MOST_SEQUENCES", 10)
    monkeypatch.setattr(tree_nash, "SMALL_FORM", 0)
    with pytest.raises(LimitReached, match=r"85 and 171 sequences|171 and 85 sequences"):
        qpq.nash(large(), one=True)


def test_forgetful_players_are_refused() -> None:
    later = {a: decision("A", {b: outcome(0, 0) for b in "xy"}, information_set="later") for a in "xy"}
    with pytest.raises(qpq.UnsupportedGame, match="later"):
        qpq.nash(tree(decision("A", later), players=["A", "B"]), one=True)
