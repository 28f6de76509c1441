"""Repeated games and games with private information in YAML: what they mean, and mistakes with their line."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import quidproquo as qpq
from quidproquo.games.yaml_game import read_yaml_game, write_yaml_game

HOSTAGES = """title: Hostages
form: repeated
players: [US, China]
parameters: {k: 6, d: 9/10}
derived: {m: "max(0, 13 - k)"}
strategies: {US: [allow, restrict], China: [supply, withhold]}
payoffs:
  allow: {supply: [0, 0], withhold: [-m, 1]}
  restrict: {supply: [2, -6], withhold: [2 - m, -5]}
discount: {US: d, China: 1/2}
target: {China: supply, US: allow}
punishment: 2
reversion: {US: restrict, China: withhold}
"""
TYPES = """form: bayesian
players: [A, B]
parameters: {p: 1/3, v: 2}
types: {B: [weak, strong], A: [low, high]}
prior:
  low: {weak: p, strong: 1/3}
  high: {weak: 2/3 - p}
actions: {A: [x], B: {weak: [y], strong: [y, z]}}
payoffs:
  low: {weak: {x: {y: [v, 1]}}, strong: {x: {y: [0, 0], z: [1, -v]}}}
  high: {weak: {x: {y: [3, 4]}}}
"""


def stage(k: int = 6) -> qpq.NormalFormGame:
    m = 13 - k
    return qpq.NormalFormGame(
        [[[0, -m], [2, 2 - m]], [[0, 1], [-6, -5]]],
        players=["US", "China"],
        strategies=[["allow", "restrict"], ["supply", "withhold"]],
        title="Hostages",
    )


def test_a_repeated_game_is_what_it_says() -> None:
    parametric = read_yaml_game(HOSTAGES)
    assert parametric.form == "repeated"
    expected = qpq.RepeatedGame(
        stage(),
        discount=["9/10", "1/2"],
        target=["allow", "supply"],
        punishment=2,
        reversion=["restrict", "withhold"],
    )
    assert parametric.at() == expected
    changed: Any = parametric.at({"k": 9, "d": "1/4"})
    assert changed.stage == stage(9)
    assert changed.discount == (Fraction(1, 4), Fraction(1, 2))


def test_the_fields_of_a_repeated_game_may_be_left_out() -> None:
    short = "".join(HOSTAGES.splitlines(keepends=True)[:9])
    assert read_yaml_game(short).at() == qpq.RepeatedGame(stage())
    both = read_yaml_game(f"{short}discount: d\npunishment: grim\n").at()
    assert both == qpq.RepeatedGame(stage(), discount="9/10")


def test_rounds_make_a_tree() -> None:
    short = "".join(HOSTAGES.splitlines(keepends=True)[:9])
    parametric = read_yaml_game(f"{short}rounds: 2\ndiscount: 1/2\n")
    assert parametric.form == "extensive"
    assert parametric.at() == qpq.finitely_repeated(stage(), 2, "1/2")
    assert read_yaml_game(f"{short}rounds: 2\n").at() == qpq.finitely_repeated(stage(), 2)


@pytest.mark.parametrize("kept", [9, 10, 11, 13])
def test_reading_undoes_writing(kept: int, tmp_path: Path) -> None:
    game = read_yaml_game("".join(HOSTAGES.splitlines(keepends=True)[:kept])).at()
    assert read_yaml_game(write_yaml_game(game)).at() == game
    qpq.write_game(game, tmp_path / "game.yaml")
    assert qpq.read_game(tmp_path / "game.yaml") == game
    with pytest.raises(qpq.UnsupportedGame, match="written as its tree"):
        write_yaml_game(qpq.RepeatedGame(stage(), horizon=2))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("punishment: 2", "punishment: 0", "game.yaml:12: punishment is '0'; accepted: a number of rounds"),
        ("punishment: 2", "punishment: 65", "game.yaml:12: punishment is 65; accepted: 'grim'"),
        ("punishment: 2", "punishment: harsh", "game.yaml:12: punishment is 'harsh'"),
        ("punishment: 2", "rounds: 2", "game.yaml:11: target belongs to games without end"),
        ("punishment: 2", "length: 2", "game.yaml:12: unknown key 'length'"),
        (
            "US: allow}",
            "US: trade}",
            "target of US is 'trade'; the strategies are allow, restrict",
        ),
        ("{China: supply, US: allow}", "{US: allow}", "game.yaml:11: target has no 'China'"),
        ("China: withhold}", "EU: withhold}", "game.yaml:13: reversion: unknown key 'EU'"),
        ("China: 1/2}", "China: 1}", "game.yaml:10: discount of China is 1; a number from 0 up to"),
        ("{US: d, China: 1/2}", "q", "game.yaml:10: discount: unknown name 'q'"),
        ("{US: d, China: 1/2}", "{US: d}", "game.yaml:10: discount has no 'China'"),
        (
            "form: repeated",
            "form: repeating",
            "accepted: normal, extensive, repeated, bargaining, bayesian, cooperative",
        ),
        ("form: repeated", "form: normal", "game.yaml:10: unknown key 'discount'"),
    ],
)
def test_mistakes_in_repeated_games(old: str, new: str, message: str) -> None:
    assert old in HOSTAGES
    with pytest.raises(qpq.ParseError) as error:
        read_yaml_game(HOSTAGES.replace(old, new), "game.yaml").at()
    assert message in str(error.value)


def test_a_bayesian_game_is_what_it_says() -> None:
    third = Fraction(1, 3)

    def payoffs(types: tuple[str, ...], actions: tuple[str, ...]) -> tuple[int, int]:
        if types == ("low", "weak"):
            return 2, 1
        if types == ("high", "weak"):
            return 3, 4
        return (0, 0) if actions[1] == "y" else (1, -2)

    expected = qpq.BayesianGame(
        players=["A", "B"],
        types={"A": ["low", "high"], "B": ["weak", "strong"]},
        prior={("low", "weak"): third, ("low", "strong"): third, ("high", "weak"): third},
        actions={"A": ["x"], "B": {"weak": ["y"], "strong": ["y", "z"]}},
        payoffs=payoffs,
    ).to_tree()
    parametric = read_yaml_game(TYPES)
    assert parametric.form == "extensive"
    assert parametric.at() == expected
    symbolic = parametric.symbolic({"p": "1/3"})
    assert symbolic.parameters == ("v",)
    assert symbolic.at({"v": 2}) == expected


def test_probabilities_that_become_zero_leave_the_tree() -> None:
    tree: Any = read_yaml_game(TYPES).at({"p": "2/3"})
    assert tree.information_sets[0].actions == ("low, weak", "low, strong")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("{weak: 2/3 - p}", "{weak: 1/2}", "the probabilities sum to 7/6"),
        ("{weak: 2/3 - p}", "1/3", "game.yaml:7: prior at high is '1/3'; weak, strong of B must be named"),
        ("{weak: 2/3 - p}", "{feeble: 1/3}", "unknown key 'feeble'; accepted: weak, strong"),
        ("  high: {weak: {x: {y: [3, 4]}}}\n", "", "payoffs of high, weak are missing"),
        ("z: [1, -v]", "w: [1, -v]", "unknown key 'w'; accepted: y, z"),
        ("z: [1, -v]", "z: [1]", "1 payoffs; a list of 2 is needed"),
        (", z: [1, -v]", "", "has no 'z'"),
        ("strong: [y, z]}", "bold: [y, z]}", "game.yaml:8: actions of B: unknown key 'bold'"),
        ("A: [x],", "", "actions has no 'A'"),
        ("A: [low, high]}", "C: [low]}", "game.yaml:4: types: unknown key 'C'"),
        ("types: {B: [weak, strong], A: [low, high]}", "types: {}", "at least one player needs types"),
        ("prior:", "priors:", "unknown key 'priors'"),
    ],
)
def test_mistakes_in_bayesian_games(old: str, new: str, message: str) -> None:
    assert old in TYPES
    with pytest.raises(qpq.InvalidInput) as error:
        read_yaml_game(TYPES.replace(old, new), "game.yaml").at()
    assert message in str(error.value)
