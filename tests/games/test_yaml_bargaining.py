"""Bargaining problems in YAML: what they mean, round trips, and mistakes with their line."""

from __future__ import annotations

import pytest

import quidproquo as qpq
from quidproquo.games.yaml_game import read_yaml_game, write_yaml_game

CHIPS = """form: bargaining
players: [US, China]
parameters: {k: 10}
derived: {m: 13 - k}
issues: {q: [0, 1], z: [0, m]}
payoffs: {US: m*z/3 - 2*q, China: 6*(q + 1/6) - (z + 3)/3}
constraints: ["q <= z", "2*q + z >= -k", q == q]
disagreement: {US: 0, China: 0}
weights: [1, 2]
"""
OFFERS = """form: bargaining
players: [US, China]
parameters: {d: 9/10}
outcomes: {one: [1, 0], two: [0, 1]}
disagreement: [0, 0]
discount: {US: d, China: 1/2}
outside: [d/3, 0]
rounds: 4
first: China
"""
SCHEDULE = """form: bargaining
players: [US, China]
inequalities: ["US + 2*China <= 4", "2*US + China <= 4"]
disagreement: [0, 0]
schedule: {US: [1, 2/3], China: [1, 1/2]}
"""


def test_issues_with_formulas() -> None:
    problem = read_yaml_game(CHIPS).at({"k": 9})
    assert isinstance(problem, qpq.BargainingProblem)
    assert [one.name for one in problem.constraints][:4] == ["q >= 0", "q <= 1", "z >= 0", "z <= 4"]
    assert [[str(x) for x in table.entries()] for table in problem.payoffs] == [
        ["-2", "4/3", "0"],
        ["6", "-1/3", "0"],
    ]
    assert problem.weights == (1, 2)


def test_symbols_stay() -> None:
    problem = read_yaml_game(CHIPS).symbolic()
    assert isinstance(problem, qpq.BargainingProblem)
    assert problem.parameters == ("k",)
    again = problem.at({"k": 9})
    expected = read_yaml_game(CHIPS).at({"k": 9})
    assert isinstance(expected, qpq.BargainingProblem)
    assert qpq.nash_bargaining(again).allocations == qpq.nash_bargaining(expected).allocations


@pytest.mark.parametrize("text", [CHIPS, OFFERS, SCHEDULE])
def test_what_is_written_is_read_as_the_same(text: str) -> None:
    game = read_yaml_game(text).at({})
    again = read_yaml_game(write_yaml_game(game)).at({})
    assert isinstance(game, qpq.AlternatingOffers | qpq.BargainingProblem)
    assert isinstance(again, qpq.AlternatingOffers | qpq.BargainingProblem)
    assert qpq.nash_bargaining(again).allocations == qpq.nash_bargaining(game).allocations
    assert write_yaml_game(again) == write_yaml_game(game)


def test_offers_in_turn() -> None:
    game = read_yaml_game(OFFERS).at({})
    assert isinstance(game, qpq.AlternatingOffers)
    assert (game.rounds, game.first, game.players[game.first]) == (4, 1, "China")
    assert game.outside is not None and str(game.outside[0]) == "3/10"


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("issues: {q: [0, 1], z: [0, m]}\n", "", 1, "exactly one of outcomes, issues, inequalities"),
        ("m*z/3 - 2*q", "m*z*q", 6, "not linear in"),
        ("m*z/3 - 2*q", "y", 6, "unknown name 'y'; the issues are q, z"),
        ("z: [0, m]", "z: [0]", 5, "issue z is a list of 1; accepted: [lowest, highest]"),
        ('"q <= z"', '"q < z"', 7, "one of <=, >= and == is needed"),
        ("weights: [1, 2]", "weights: [1]", 9, "weight: 1 numbers; one per player (US, China)"),
        ("disagreement: {US: 0, China: 0}", "disagreement: {US: 0}", 8, "has no 'China'"),
        ("weights: [1, 2]", "rounds: 3", 9, "rounds belongs to offers in turn"),
        ("weights: [1, 2]", "first: EU\ndiscount: 1/2", 9, "first is 'EU'; the players are US, China"),
        ("weights: [1, 2]", "secret: 3", 9, "unknown key 'secret'"),
        (
            "z: [0, m]}\npayoffs: {US: m*z/3",
            "z: [0, m], k: [0, 1]}\npayoffs: {US: k*1 + m*z/3",
            6,
            "'k' is an issue and",
        ),
    ],
)
def test_mistakes_name_their_line(old: str, new: str, line: int, words: str) -> None:
    assert old in CHIPS
    with pytest.raises(qpq.ParseError) as caught:
        read_yaml_game(CHIPS.replace(old, new), "deal.yaml")
    assert str(caught.value).startswith(f"deal.yaml:{line}: "), caught.value
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (OFFERS.replace("d: 9/10", "d: 11/10"), "discount of US is 11/10"),
        (CHIPS.replace("weights: [1, 2]", "weights: [1, -k]"), "weight of China is -10"),
        (SCHEDULE.replace("[1, 1/2]", "[1, -1]"), "-1 is negative"),
    ],
)
def test_numbers_out_of_place(text: str, words: str) -> None:
    with pytest.raises(qpq.InvalidInput, match=words):
        read_yaml_game(text).at({})
