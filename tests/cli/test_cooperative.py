"""Cooperative games on the command line: the answers, their proofs, and one clear line for each refusal."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

Runner = Callable[..., Result]
Reader = Callable[[Result], dict[str, Any]]
Refusal = Callable[..., None]


def test_the_default_is_the_shapley_value(qpq: Runner, solution_of: Reader, folder: Path) -> None:
    document = solution_of(qpq("solve", folder / "gains.yaml", "--format", "json"))
    assert document["solution"] == "shapley" and document["complete"] is True
    assert document["game"] == {
        "title": "Residual claimant",
        "form": "cooperative",
        "players": ["US", "China", "EU"],
    }
    assert document["allocations"] == [{"payoffs": {"US": "13/3", "China": "35/6", "EU": "11/6"}}]
    assert document["equilibria"] == document["components"] == []


def test_an_empty_core_is_proven(qpq: Runner, solution_of: Reader, folder: Path) -> None:
    game = folder / "gains.yaml"
    result = qpq("solve", game, "--solution", "core", "--set", "desk=8", "--format", "json")
    assert result.exit_code == 0
    document = solution_of(result)
    assert document["allocations"] == [] and document["value"] == "10"
    assert document["dual"] == {"balanced": {"EU": "1", "US, China": "1"}}
    shown = qpq("solve", game, "--solution", "core", "--set", "desk=8").stdout
    assert "there is none, because the coalitions in the proof" in shown
    assert "coalitions that take each player exactly once" in shown


def test_tables(qpq: Runner, folder: Path) -> None:
    game = folder / "gains.yaml"
    core = qpq("solve", game, "--solution", "core").stdout
    assert "the 4 below are all extreme points, and the core is their convex hull" in core
    assert "What each player gets in the core" in core
    nucleolus = qpq("solve", game, "--solution", "nucleolus").stdout
    assert "Kohlberg" in nucleolus and "Excess -3" in nucleolus
    assert (
        "worth just enough for a core" in qpq("solve", game, "--solution", "core", "--set", "desk=10").stdout
    )
    one = qpq("solve", game, "--solution", "core", "--one").stdout
    assert "Incomplete: 1 found, there may be more; one extreme point was asked for" in one


def test_a_changed_answer_is_refuted(qpq: Runner, folder: Path) -> None:
    game, path = folder / "gains.yaml", folder / "answer.json"
    answer = qpq("solve", game, "--solution", "nucleolus", "--format", "json").stdout
    path.write_text(answer, "utf8")
    assert qpq("verify", game, path).exit_code == 0
    path.write_text(answer.replace('"US": "4"', '"US": "5"').replace('"China": "7"', '"China": "6"'), "utf8")
    result = qpq("verify", game, path)
    assert result.exit_code == 1
    assert "nothing proves that China, EU" in result.stdout


def test_yaml_to_yaml(qpq: Runner, folder: Path) -> None:
    game, out = folder / "gains.yaml", folder / "out.yaml"
    assert qpq("convert", game, out, "--set", "desk=9/2").exit_code == 0
    assert '"US, China, EU": 9/2' in out.read_text("utf8")
    again = json.loads(qpq("solve", out, "--format", "json").stdout)
    here = json.loads(qpq("solve", game, "--set", "desk=9/2", "--format", "json").stdout)
    assert again == here


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("solve", "gains.yaml", "--solution", "nash"), "for a cooperative game there are: core, shapley"),
        (("solve", "chicken.nfg", "--solution", "core"), "takes a cooperative game, this game is a normal"),
        (("solve", "gains.yaml", "--leader", "US"), "--leader belongs to stackelberg, not to shapley"),
        (("convert", "gains.yaml", "--to", "nfg"), "a cooperative game fits into .yaml alone"),
        (("convert", "gains.yaml", "--to", "efg"), "a cooperative game fits into .yaml alone"),
        (("draw", "gains.yaml"), "a cooperative game cannot be drawn"),
        (("solve", "missing.yaml"), "missing.yaml:6: the worth of 'US, China' is missing"),
        (("solve", "stranger.yaml"), "stranger.yaml:10: worth: coalition 'EU, UK': 'UK' is no player"),
        (("solve", "number.yaml"), "number.yaml:9: worth of US, China: unknown name 'much'"),
    ],
)
def test_refusals(
    arguments: tuple[str, ...], words: str, qpq: Runner, folder: Path, assert_refused: Refusal
) -> None:
    text = (folder / "gains.yaml").read_text("utf8")
    (folder / "missing.yaml").write_text(text.replace("  US, China: 10\n", ""), "utf8")
    (folder / "stranger.yaml").write_text(text.replace("China, EU: 5", "EU, UK: 5"), "utf8")
    (folder / "number.yaml").write_text(text.replace("US, China: 10", "US, China: much"), "utf8")
    verb, game, *rest = arguments
    assert_refused(qpq(verb, folder / game, *rest), words)
