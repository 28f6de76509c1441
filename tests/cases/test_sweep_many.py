"""Draws that are solved together have the rows that they have when they are solved alone."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from quidproquo.cases.sweep_evaluate import evaluate
from quidproquo.cases.sweep_model import SweepModel, sweep_model
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
