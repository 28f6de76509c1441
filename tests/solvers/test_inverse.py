"""`rationalize` in one parameter: published flips, the solver of all equilibria, and wrong input."""

from __future__ import annotations

import itertools
import json
import random
from fractions import Fraction
from typing import Any

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

import quidproquo as qpq
from quidproquo.games.algebraic import AlgebraicNumber
from quidproquo.games.extensive_form import CHANCE
from quidproquo.games.value_set import ValueInterval
from quidproquo.solvers.inverse import path_of
from quidproquo.solvers.payoff_boxes import path_answer, positions_of

T = sympy.Symbol("t")
RECORD = ["ban", "withhold", "trade", "honour"]


def sequential_linkage(*free: str) -> Any:
    return qpq.case_model("h20/sequential-linkage", symbols=free).game


def whole(intervals: tuple[ValueInterval, ...]) -> list[str]:
    return [one.text("x") for one in intervals]


def test_no_ban_is_optimal_up_to_ten_weeks_of_stock() -> None:
    """models.md (b): Trade and with it NoBan hold for k <= 10; the ban and the trade meet at k = 10 only."""
    game = sequential_linkage("k")
    assert whole(qpq.rationalize(game, ["no-ban"], vary={"k": (0, 52)}).whole) == ["0 <= x <= 10"]
    assert whole(qpq.rationalize(game, ["ban", "acquiesce"], vary={"k": (0, 52)}).whole) == ["10 <= x <= 52"]
    record = qpq.rationalize(game, RECORD, vary={"k": (0, 52)})
    assert [whole(node.intervals) for node in record.nodes] == [
        ["10 <= x <= 52"],
        ["0 <= x <= 10"],
        ["0 <= x <= 10"],
        ["0 <= x <= 52"],
    ]
    assert whole(record.whole) == ["x = 10"]


@pytest.mark.parametrize(("name", "high", "expected"), [("a", 9, "0 <= x <= 5"), ("rho", 6, "1 <= x <= 6")])
def test_the_flips_of_models_md(name: str, high: int, expected: str) -> None:
    found = qpq.rationalize(sequential_linkage(name), ["no-ban"], vary={name: (0, high)})
    assert whole(found.whole) == [expected]


def test_an_irrational_end_is_exact() -> None:
    game = qpq.tree(qpq.decision("A", {"stay": qpq.outcome(2), "go": qpq.outcome(T**2)}))
    (one,) = qpq.rationalize(game, ["go"], vary={"t": (0, 2)}).whole
    assert isinstance(one.low, AlgebraicNumber)
    assert one.low * one.low == 2
    assert one.low_included
    assert qpq.rationalize(game, ["go"], vary={"t": (0, 2)}).document()["nodes"][0]["intervals"] == [
        {
            "from": one.document()["from"],
            "to": "2",
            "from_included": True,
            "to_included": True,
        }
    ]


def test_a_mixture_makes_an_open_end() -> None:
    """The mover below mixes with less than full weight, and only that brings the path's first move about."""
    below = qpq.decision("B", {"a": qpq.outcome(0, 0), "b": qpq.outcome(10, 0)})
    game = qpq.tree(qpq.decision("A", {"out": qpq.outcome(T, 0), "in": below}), players=["A", "B"])
    found = qpq.rationalize(game, ["in", "a"], vary={"t": (-1, 12)})
    assert whole(found.whole) == ["-1 <= x < 10"]
    assert whole(found.nodes[0].intervals) == ["-1 <= x <= 10"]


def test_a_probability_may_be_the_parameter() -> None:
    lottery = qpq.chance({"trade": (T, qpq.outcome(-1)), "yield": (1 - T, qpq.outcome(2))})
    game = qpq.tree(qpq.decision("US", {"no-ban": qpq.outcome(0), "ban": lottery}))
    found = qpq.rationalize(game, ["ban", "trade"], vary={"t": (-1, 1)})
    assert whole(found.nodes[0].intervals) == ["0 <= x <= 2/3 (≈ 0.6667)"]
    assert whole(found.whole) == ["0 < x <= 2/3 (≈ 0.6667)"]
    assert whole(found.excluded) == ["-1 <= x < 0"]


def test_a_pole_is_excluded() -> None:
    game = qpq.tree(qpq.decision("A", {"stay": qpq.outcome(1), "go": qpq.outcome(1 / T)}))
    found = qpq.rationalize(game, ["go"], vary={"t": (-2, 2)})
    assert whole(found.whole) == ["0 < x <= 1"]
    assert whole(found.excluded) == ["x = 0"]


def test_a_normal_form() -> None:
    game = qpq.case_model("h20/linkage", {"phase": "april"}, symbols=["theta_U"]).game
    found = qpq.rationalize(game, ["allow", "withhold"], vary={"theta_U": (0, 3)})
    assert [node.id for node in found.nodes] == ["US", "China"]
    for theta, hit in ((Fraction(0), False), (Fraction(3), False)):
        assert any(theta in one for one in found.whole) is hit
    assert found.whole == ()
    assert "No value of theta_U" in found.text()


def _linear(rng: random.Random) -> Any:
    return rng.randint(-2, 2) + rng.randint(-1, 1) * T


def _random_tree(rng: random.Random, players: str) -> Any:
    def branch(depth: int) -> Any:
        if depth == 0 or rng.random() < 0.2:
            return qpq.outcome(*(_linear(rng) for _ in players))
        actions = [f"x{i}" for i in range(rng.randint(2, 3))]
        if rng.random() < 0.15:
            return qpq.chance({a: (Fraction(1, len(actions)), branch(depth - 1)) for a in actions})
        return qpq.decision(rng.choice(players), {a: branch(depth - 1) for a in actions})

    first = qpq.decision(players[0], {"x0": branch(2), "x1": branch(2)})
    return qpq.tree(first, players=list(players))


def _random_path(rng: random.Random, game: Any) -> list[str]:
    node, words = 0, []
    while game.children[node]:
        action = rng.randrange(len(game.children[node]))
        words.append(game.information_sets[game.set_of[node]].actions[action])
        node = game.children[node][action]
    return words


def _taken(game: Any, words: list[str]) -> bool:
    """Whether one of the equilibria that the solver lists takes the path with positive probability."""
    path = [(v, a) for v, a in path_of(game, words) if game.player_of(v) != CHANCE]
    found = qpq.subgame_perfect(game)
    return any(all(e.profile[game.set_of[v]][a] > 0 for v, a in path) for e in found.equilibria)


def test_numeric_equilibria_confirm_1000_points_of_random_trees() -> None:
    """At each end, inside and outside of each interval the solver of all equilibria says the same."""
    rng = random.Random(20251128)
    points = 0
    while points < 1000:
        game = _random_tree(rng, "AB")
        if game.parameters != ("t",):
            continue
        words = _random_path(rng, game)
        found = qpq.rationalize(game, words, vary={"t": (-3, 3)})
        ends = sorted(
            {end for one in found.whole for end in (one.low, one.high)} | {Fraction(-3), Fraction(3)}
        )
        between = [(a + b) / 2 for a, b in itertools.pairwise(ends)]
        near = [
            end + Fraction(s, 1000) for end in ends for s in (-1, 1) if -3 <= end + Fraction(s, 1000) <= 3
        ]
        for point in (*ends, *between, *near):
            assert _taken(game.at({"t": point}), words) is any(point in one for one in found.whole)
            points += 1


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.fractions(-3, 3, max_denominator=20))
def test_the_whole_is_inside_every_node_and_inside_the_hits(seed: int, point: Fraction) -> None:
    rng = random.Random(seed)
    game = _random_tree(rng, "AB")
    if game.parameters != ("t",):
        return
    words = _random_path(rng, game)
    if all(game.player_of(v) == CHANCE for v, _ in path_of(game, words)):
        return
    found = qpq.rationalize(game, words, vary={"t": (-3, 3)})
    if any(point in one for one in found.whole):
        assert all(any(point in one for one in node.intervals) for node in found.nodes)


def test_three_players_with_a_tie_that_moves_two_others_are_refused() -> None:
    tied = qpq.decision("C", {"l": qpq.outcome(0, 1, 0), "r": qpq.outcome(1, 0, 0)})
    game = qpq.tree(
        qpq.decision("A", {"out": qpq.outcome(T, 0, 0), "in": qpq.decision("B", {"go": tied, "no": tied})}),
        players=["A", "B", "C"],
    )
    with pytest.raises(qpq.UnsupportedGame, match=r"after in – no C is indifferent.*A and B"):
        qpq.rationalize(game, ["in", "go"], vary={"t": (0, 1)})


@pytest.mark.parametrize(
    ("observed", "message"),
    [
        (["ban", "hold"], r"at the node after ban China has no action 'hold'; accepted: acquiesce, withhold"),
        (["stay"], r"at the root US has no action 'stay'; accepted: no-ban, ban"),
        (["no-ban", "ban"], r"the play ends at the node after no-ban; 'ban' comes after it"),
        ([], r"the actions of a path from the root are needed"),
        ("ban", r"observed is one text, 'ban'; a list is needed"),
    ],
)
def test_wrong_paths_name_the_node_and_the_actions(observed: Any, message: str) -> None:
    with pytest.raises(qpq.InvalidInput, match=message):
        qpq.rationalize(sequential_linkage("k"), observed, vary={"k": (0, 52)})


@pytest.mark.parametrize(
    ("vary", "message"),
    [
        ({"k": (5, 5)}, "5 is not below 5"),
        ({"k": (1,)}, "two ends are needed"),
        ({"q": (0, 1)}, "'q' is no parameter of this game; its parameters: k"),
        ({}, "vary names no parameters"),
    ],
)
def test_wrong_ranges(vary: Any, message: str) -> None:
    with pytest.raises(qpq.InvalidInput, match=message):
        qpq.rationalize(sequential_linkage("k"), ["ban"], vary=vary)


def test_other_free_parameters_and_other_forms() -> None:
    with pytest.raises(qpq.InvalidInput, match="the parameters a are free too"):
        qpq.rationalize(sequential_linkage("k", "a"), ["ban"], vary={"k": (0, 1)})
    with pytest.raises(qpq.UnsupportedGame, match="this is a int"):
        qpq.rationalize(3, ["ban"], vary={"k": (0, 1)})
    with pytest.raises(qpq.InvalidInput, match="China has no strategy 'hold'; accepted: supply, withhold"):
        game = qpq.case_model("h20/linkage", symbols=["k"]).game
        qpq.rationalize(game, ["allow", "hold"], vary={"k": (0, 1)})


def test_the_json_is_that_of_the_contract() -> None:
    document = json.loads(qpq.rationalize(sequential_linkage("k"), RECORD, vary={"k": (0, 52)}).to_json())
    assert document["parameter"] == "k"
    assert (document["low"], document["high"]) == ("0", "52")
    assert document["nodes"][2] == {
        "id": "answer",
        "player": "US",
        "observed": "trade",
        "intervals": [{"from": "0", "to": "10", "from_included": True, "to_included": True}],
    }
    assert document["whole"] == {
        "intervals": [{"from": "10", "to": "10", "from_included": True, "to_included": True}]
    }


def test_at_one_value_the_solver_of_all_equilibria_agrees() -> None:
    rng = random.Random(7)
    for _ in range(60):
        game = _random_tree(rng, "AB")
        game = game.at({name: Fraction(1, 2) for name in game.parameters})
        words = _random_path(rng, game)
        answer = path_answer(positions_of(game), path_of(game, words), game.node_text, game.players)
        assert answer.reached is _taken(game, words)
