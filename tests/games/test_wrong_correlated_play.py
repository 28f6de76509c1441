"""Answers about correlated play and commitment in trees that are wrong in one place are refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

import quidproquo as qpq


def chicken() -> qpq.ExtensiveFormGame:
    pay = {("yield", "yield"): (6, 6), ("yield", "dare"): (2, 7), ("dare", "yield"): (7, 2)}
    moves = {
        a: qpq.decision(
            "B",
            {b: qpq.outcome(*pay.get((a, b), (0, 0))) for b in ("yield", "dare")},
            information_set="B",
        )
        for a in ("yield", "dare")
    }
    return qpq.tree(qpq.decision("A", moves, information_set="A"), players=["A", "B"])


def put(*path: Any) -> Callable[[dict[str, Any]], None]:
    *way, last, value = path

    def change(document: dict[str, Any]) -> None:
        place: Any = document
        for step in way:
            place = place[step]
        place[last] = value

    return change


def always_yield(document: dict[str, Any]) -> None:
    document["distribution"] = [{"profile": ["yield", "yield"], "probability": "1"}]
    del document["correlation_plan"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (put("value", "11"), "the value is 21/2, not 11"),
        (put("payoffs", "A", "5"), "A gets 21/4, not 5"),
        (put("distribution", 0, "probability", "1/3"), "sum to"),
        (always_yield, "A gains 1 by playing 'dare' when told 'yield'"),
        (put("correlation_plan", 1, "weight", "1/9"), "not those of the distribution"),
        (put("complete", True), "not proven"),
        (put("knife_edge", False), "exactly indifferent"),
        (put("dual", "A", "A: yield -> A: dare", "0"), "the dual proves"),
        (put("dual", "A", "A: yield -> A: dare", "-1"), "negative"),
    ],
)
def test_correlated_play_that_is_wrong(change: Callable[[dict[str, Any]], None], words: str) -> None:
    game = chicken()
    document = json.loads(qpq.extensive_correlated(game).to_json())
    assert qpq.verify_document(json.dumps(document), game).ok
    change(document)
    findings = qpq.verify_document(json.dumps(document), game).findings
    assert any(words in one for one in findings), findings


def test_a_plan_alone_is_held_to_its_equations() -> None:
    game = chicken()
    document = json.loads(qpq.extensive_correlated(game).to_json())
    del document["distribution"]
    assert qpq.verify_document(json.dumps(document), game).ok
    document["correlation_plan"][-1]["weight"] = "1/5"
    assert "do not add up" in qpq.verify_document(json.dumps(document), game).findings[0]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (put("value", "5"), "the value is"),
        (put("equilibria", 0, "payoffs", "A", "5"), "the payoff of A is"),
        (put("equilibria", 0, "profile", "B", "B", {"dare": "1"}), "gains"),
        (put("commitment", "strong", "value", "9"), "value_of_commitment"),
    ],
)
def test_commitment_that_is_wrong(change: Callable[[dict[str, Any]], None], words: str) -> None:
    game = chicken()
    document = json.loads(qpq.stackelberg(game).to_json())
    assert qpq.verify_document(json.dumps(document), game).ok
    change(document)
    findings = qpq.verify_document(json.dumps(document), game).findings
    assert any(words in one for one in findings), findings


def test_the_published_schema_holds() -> None:
    validate = pytest.importorskip("jsonschema").validate
    game = chicken()
    for one in (
        qpq.extensive_correlated(game, "min"),
        qpq.stackelberg(game),
        qpq.stackelberg(game, weak=True),
    ):
        validate(json.loads(one.to_json()), qpq.solution_schema())
