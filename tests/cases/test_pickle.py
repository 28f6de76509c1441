"""What the cases hand out can be sent to another process, and cannot be changed."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from quidproquo.cases.exercises.catalog import list_exercises
from quidproquo.cases.exercises.check import check_answer
from quidproquo.cases.frozen import Frozen
from quidproquo.cases.registry import case_model, load_case
from quidproquo.cases.replay import replay

MADE: dict[str, Any] = {
    "case": lambda: load_case("h20"),
    "valuation": lambda: load_case("h20").calibration.settle({"k": 52}, "london"),
    "model": lambda: case_model("h20/linkage", {"k": 9}),
    "model with symbols": lambda: case_model("h20/linkage", symbols=["k", "m"]),
    "tree": lambda: case_model("h20/sequential-linkage"),
    "replay": lambda: replay("h20"),
    "exercises": list_exercises,
    "verdict": lambda: check_answer("6.1", "2"),
}


@pytest.mark.parametrize("name", MADE)
def test_what_cases_hand_out_can_be_pickled(name: str) -> None:
    made = MADE[name]()
    assert pickle.loads(pickle.dumps(made)) == made


def test_a_frozen_mapping_cannot_be_changed() -> None:
    entries = {"k": 6}
    frozen = Frozen(entries)
    entries["k"] = 7
    assert frozen == {"k": 6}
    assert hash(frozen) == hash(Frozen({"k": 6}))
    with pytest.raises(TypeError):
        frozen["k"] = 7  # type: ignore[index]
    with pytest.raises(AttributeError, match="'entries'"):
        setattr(frozen, "entries", {})  # noqa: B010 - mypy refuses the plain way
