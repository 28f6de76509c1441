"""The published JSON Schema: it admits what the contract describes, and refuses what it does not."""

from __future__ import annotations

import copy
from typing import Any

import jsonschema
import pytest

from quidproquo import NormalFormGame, decision, nash, outcome, tree, zero_sum
from quidproquo.games.solution_json import solution_document, solution_schema

VALIDATOR = jsonschema.Draft202012Validator(solution_schema())
ROOT = {"exact": "sqrt(2)/2", "polynomial": "2*x**2 - 1", "interval": ["7/10", "71/100"], "decimal": "0.7071"}
EXAMPLE: dict[str, Any] = {
    "schema": 1,
    "game": {"title": "…", "form": "normal", "players": ["US", "China"]},
    "solution": "nash",
    "method": "…",
    "complete": True,
    "complete_because": "…",
    "knife_edge": False,
    "equilibria": [
        {
            "profile": {"US": {"allow": "2/3", "restrict": "1/3"}, "China": {"supply": "1"}},
            "payoffs": {"US": "-7/2", "China": "-2"},
            "certificate": {"max_regret": "0"},
        }
    ],
    "components": [[0]],
}


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(solution_schema())


def test_the_example_of_the_contract() -> None:
    VALIDATOR.validate(EXAMPLE)


@pytest.mark.parametrize(
    "extra",
    [
        {"pieces": [[{"US": [["1", "0"], ["1/2", "1/2"]], "China": [["1", "0"]]}]]},
        {"strategies": {"US": ["no-ban", "ban – hold"], "China": ["acquiesce"]}},
        {
            "conditions": [
                {"variables": {"p1": {"player": "US", "information_set": "1", "action": "ban"}}, "all": []}
            ]
        },
        {"value": "3/2", "attained": False},
        {"value": ROOT},
        {"dual": {"China": {"supply": "1/2", "withhold": "1/2"}}},
        {"distribution": [{"profile": ["allow", "supply"], "probability": "1/3"}]},
        {"approximate": [{"profile": {"US": {"allow": "1"}}, "regret_bound": "1/1000"}]},
        {"allocations": [{"payoffs": {"US": ROOT, "China": "0"}, "attained": False}]},
        {"enclosures": [{"profile": {"US": {"allow": ["1/3", "1/2"]}}, "proven": False}]},
        {"statistics": {"pivots": 3}},
    ],
    ids="-".join,
)
def test_optional_parts(extra: dict[str, Any]) -> None:
    VALIDATOR.validate({**EXAMPLE, **extra})


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["schema"], 2),
        (["solution"], "guess"),
        (["complete"], "yes"),
        (["surprise"], 1),
        (["game", "form"], "matrix"),
        (["game", "colour"], "red"),
        (["components"], [[-1]]),
        (["equilibria", 0, "payoffs", "US"], -3.5),
        (["equilibria", 0, "payoffs", "US"], "-3.5"),
        (["equilibria", 0, "payoffs", "US"], "1/0"),
        (["equilibria", 0, "profile", "US", "allow"], "-1"),
        (["equilibria", 0, "profile", "US", "allow"], {"exact": "1/3"}),
        (["equilibria", 0, "profile", "US"], {"chips": {"allow": "1"}}),
        (["equilibria", 0, "regret"], "0"),
        (["equilibria", 0, "certificate"], {}),
        (["value"], 1.5),
    ],
)
def test_what_is_refused(path: list[Any], value: Any) -> None:
    document = copy.deepcopy(EXAMPLE)
    place = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    assert not VALIDATOR.is_valid(document)


def test_profiles_follow_the_form() -> None:
    document = copy.deepcopy(EXAMPLE)
    document["game"]["form"] = "extensive"
    assert not VALIDATOR.is_valid(document)
    document["equilibria"][0]["profile"] = {"US": {"chips": {"allow": "1"}}, "China": {}}
    VALIDATOR.validate(document)


def test_what_solvers_write() -> None:
    flat = NormalFormGame.zero_sum([[0, 0], [0, 0]])
    game = tree(
        decision(
            "US", {"out": outcome(0, 0), "in": decision("China", {"a": outcome(0, 1), "b": outcome(0, 0)})}
        )
    )
    for solution in (nash(flat), zero_sum(flat), nash(game)):
        VALIDATOR.validate(solution_document(solution))
