"""Published trees through the command: what ``qpq solve`` answers, and that ``qpq verify`` accepts it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

DATA = Path(__file__).parents[1] / "data"
Runner = Callable[..., Result]
Reader = Callable[[Result], dict[str, Any]]

CARDS = {
    "1": {"red": {"raise": "1"}, "black": {"raise": "1/3", "fold": "2/3"}},
    "2": {"raised": {"meet": "2/3", "pass": "1/3"}},
}
ENTRY = {"E": {"entry": {"in1": "1"}}, "I": {"reply": {"share": "1"}}}
FEAR = {"E": {"entry": {"out": "1"}}, "I": {"reply": {"fight": "1"}}}


@pytest.mark.parametrize(
    ("name", "concept", "profiles"),
    [
        ("myerson-card", "nash", [CARDS]),
        ("myerson-card", "sequential", [CARDS]),
        ("predation", "perfect-bayesian", [ENTRY]),
        ("predation", "sequential", [ENTRY]),
        ("predation", "pure-nash", [FEAR, ENTRY]),
        (
            "kreps-trust",
            "subgame-perfect",
            [{"A": {"start": {"refuse": "1"}}, "B": {"reply": {"abuse": "1"}}}],
        ),
    ],
)
def test_published_profiles(
    qpq: Runner, solution_of: Reader, tmp_path: Path, name: str, concept: str, profiles: list[Any]
) -> None:
    file = DATA / f"{name}.efg"
    result = qpq("solve", file, "--solution", concept, "--format", "json")
    document = solution_of(result)
    assert document["complete"] is True
    found = [entry["profile"] for entry in document["equilibria"]]
    assert sorted(map(str, found)) == sorted(map(str, profiles))
    (tmp_path / "answer.json").write_text(result.stdout, "utf8")
    assert qpq("verify", file, tmp_path / "answer.json").exit_code == 0


@pytest.mark.parametrize(
    ("name", "arguments", "value"),
    [
        ("myerson-card", ["zero-sum"], "1/3"),
        ("kreps-trust", ["stackelberg", "--leader", "B"], "3/2"),
        ("kreps-trust", ["extensive-correlated"], "0"),
        ("predation", ["stackelberg", "--leader", "I"], "2"),
    ],
)
def test_published_values(
    qpq: Runner, solution_of: Reader, tmp_path: Path, name: str, arguments: list[str], value: str
) -> None:
    file = DATA / f"{name}.efg"
    result = qpq("solve", file, "--solution", *arguments, "--format", "json")
    assert solution_of(result)["value"] == value
    (tmp_path / "answer.json").write_text(result.stdout, "utf8")
    assert qpq("verify", file, tmp_path / "answer.json").exit_code == 0
