"""Draws that are solved together have the rows that they have when they are solved alone."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from quidproquo.cases.registry import case_model, load_case
from quidproquo.cases.sweep_evaluate import evaluate
from quidproquo.cases.sweep_many import game_answers
from quidproquo.cases.sweep_model import SweepModel, sweep_model
from quidproquo.games.errors import UnsupportedGame
from quidproquo.games.extensive_form import ExtensiveFormGame
from quidproquo.games.normal_form import NormalFormGame
from quidproquo.solvers.draws import draws_plan


def rows_agree(model: SweepModel, vary: dict[str, Any], **options: Any) -> dict[str, list[Any]]:
    plan = draws_plan(vary, **options)
    draws = plan.between(0, plan.draws)
    together = evaluate(model, draws)
    assert together == evaluate(dataclasses.replace(model, many=None), draws)
    return together


@pytest.mark.parametrize("settings", [{}, {"k": 9, "omega": 0}])
def test_replay(settings: dict[str, Any]) -> None:
    model = sweep_model("h20", settings)
    ranges = {name: ends for name, ends in model.ranges.items() if ends is not None and name not in settings}
    rows_agree(model, ranges, draws=4, seed=3)


def test_replay_with_ties_and_errors() -> None:
    model = sweep_model("h20", {"a": 0, "phi": 0, "rho": 0})
    found = rows_agree(model, {"horizon": (20, 52), "k": (-1, 8), "omega": (0, 6)}, method="grid", points=2)
    assert sum(error is not None for error in found["error"]) == 6
    assert True in found["knife_edge"]


@pytest.mark.parametrize("name", load_case("h20").models)
def test_models_of_a_case(name: str) -> None:
    if not isinstance(case_model(f"case:h20/{name}").game, (NormalFormGame, ExtensiveFormGame)):
        with pytest.raises(UnsupportedGame, match="a sweep takes normal forms and trees"):
            sweep_model(f"case:h20/{name}")
        return
    model = sweep_model(f"case:h20/{name}")
    ranges = {one: ends for one, ends in model.ranges.items() if ends is not None}
    found = rows_agree(model, ranges, draws=12, seed=1)
    assert not any(found["error"])
    few: dict[str, Any] = {one: ranges[one] for one in ("k", "R", "B", "F") if one in ranges}
    rows_agree(model, few or dict(list(ranges.items())[:3]), method="grid", points=2)


def test_a_derived_name_and_the_phase_of_a_model() -> None:
    rows_agree(sweep_model("case:h20/linkage", {"phase": "london"}), {"m": (0, 9), "d_C": (-3, 3)}, draws=50)


def test_a_model_that_takes_no_symbols_is_solved_draw_by_draw() -> None:
    """Whatever goes wrong with all draws together, each of them is then solved alone."""

    def build(symbols: tuple[str, ...]) -> Any:
        raise TypeError("cannot determine truth value of Relational")

    draws = draws_plan({"k": (2, 12)}, draws=3).between(0, 3)
    assert list(game_answers(build)(draws)) == [None] * 3


def test_ties_are_solved_alone() -> None:
    model = sweep_model("case:h20/linkage", {"w": 1})
    found = rows_agree(model, {"k": (9, 13), "d_U": (-1, 3), "d_C": (-1, 3)}, method="grid", points=5)
    assert 20 < sum(found["knife_edge"]) < 125


TABLE = """
title: Three by four
form: normal
players: [A, B]
parameters:
  x: {default: 1, range: [-2, 2]}
  y: {default: 1, range: [0, 3]}
derived:
  z: "if(x < y, x * y, y - x)"
strategies: {A: [a, b, c], B: [p, q, r, s]}
payoffs:
  a: {p: [x, 3 / y], q: [z, abs(x)], r: [1, 2], s: ["max(x, y)", 0]}
  b: {p: [x * y, 1], q: [0, z], r: [3 - x, x], s: [1, y]}
  c: {p: [2, "min(x, z)"], q: [-x, 1], r: [y, y^2], s: [x^2, 2]}
"""

TREE = """
title: Offers
form: extensive
players: [A, B]
parameters:
  x: {default: 1, range: [-2, 2]}
  y: {default: 1, range: [-1, 3]}
tree:
  player: A
  payoffs: [x, 0]
  actions:
    stay: {payoffs: [1 / y, 1]}
    go:
      player: B
      payoffs: [y, x / 3]
      actions:
        left: {payoffs: [x * y, x]}
        right: {payoffs: ["min(x, 1)", y]}
"""


CHANCE = """
title: Offers in an uncertain world
form: extensive
players: [A, B]
parameters:
  x: {default: 1, range: [-2, 2]}
  y: {default: 1, range: [-1, 3]}
tree:
  player: A
  payoffs: [x, 0]
  actions:
    stay: {payoffs: [1 / y, 1]}
    go:
      chance: true
      payoffs: [0, x]
      actions:
        good:
          probability: (2 + x) / 4
          player: B
          actions:
            left: {payoffs: [x * y, x]}
            right: {payoffs: ["min(x, 1)", y]}
        bad:
          probability: 1 - (2 + x) / 4
          player: A
          actions:
            wait: {payoffs: [y, 2]}
            leave: {payoffs: [x, -x]}
"""


@pytest.mark.parametrize("text", [TABLE, TREE, CHANCE])
def test_games_in_files(text: str, tmp_path: Path) -> None:
    """Divisions by zero have their error, ties are solved alone, and everything else is as it is alone."""
    file = tmp_path / "game.yaml"
    file.write_text(text, "utf8")
    model = sweep_model(file)
    ranges = {one: ends for one, ends in model.ranges.items() if ends is not None}
    rows_agree(model, ranges, draws=60, seed=2)
    rows_agree(model, ranges, draws=40, seed=2, digits=9)
    found = rows_agree(model, ranges, method="grid", points=5)
    assert any(error and "division by zero" in error for error in found["error"])
    assert True in found["knife_edge"]


def test_numbers_beyond_floats(tmp_path: Path) -> None:
    file = tmp_path / "game.yaml"
    for power in ("(x * 10^20)^20", "x / 10^30 + 10^9"):
        file.write_text(TABLE.replace('"if(x < y, x * y, y - x)"', power), "utf8")
        rows_agree(sweep_model(file), {"x": (-2, 2), "y": (1, 3)}, draws=30, seed=4)


@pytest.mark.parametrize(
    "name", ["h20", "linkage", "sequential-linkage", "ban-under-belief", TABLE, TREE, CHANCE]
)
def test_hardly_any_random_draw_is_left(name: str, tmp_path: Path) -> None:
    """Without this, kernels that give up would pass unseen, since such draws are solved alone."""
    file = tmp_path / "game.yaml"
    file.write_text(name, "utf8")
    model = sweep_model(file if "\n" in name else name if name == "h20" else f"case:h20/{name}")
    ranges = {one: ends for one, ends in model.ranges.items() if ends is not None}
    assert model.many is not None
    answers = model.many(draws_plan(ranges, draws=100, seed=5).between(0, 100))
    assert sum(one is None for one in answers) <= 2
