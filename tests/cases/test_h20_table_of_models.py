"""The table of all models on the page of the case: every model is in it, with its threshold."""

from __future__ import annotations

import importlib.util
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from quidproquo.cases.h20.models import MODELS

F = Fraction
DOCS = Path(__file__).parents[2] / "docs"


def _load() -> Any:
    spec = importlib.util.spec_from_file_location("case_models", DOCS / "case_models.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


ROWS: tuple[Any, ...] = _load().ROWS

THRESHOLDS = {
    ("linkage", "`k`"): F(11),
    ("sequential-linkage", "`k`"): F(10),
    ("ban-under-belief", "`pi`"): F(2, 3),
    ("escalation", "`r_7`"): F(3, 14),
    ("screening", "`pi`"): F(1, 7),
    ("signalling", "`s`"): F(3, 4),
    ("alternating-offers", "`omega_U`"): F(1, 6),
    ("bargaining-set", "`k`"): F(28, 3),
    ("hostages", "`delta`"): F(2, 7),
    ("two-level", "`h`"): F(21),
    ("huawei", "`omega`"): F(3, 2),
    ("huawei", "`gamma`"): F(27, 40),
    ("europe", "share"): F(2),
    ("licensing", "$\\ell$"): F(3, 5),
    ("mediation", "`kappa_U`"): F(3),
    ("interdiction", "`teams`"): F(73, 32),
    ("shifting-power", "`p_1`"): F(14, 25),
}


@pytest.mark.parametrize("row", ROWS, ids=[f"{row.id}, {row.name}" for row in ROWS])
def test_thresholds(row: Any) -> None:
    found = row.threshold()
    if row.id == "attrition":
        assert abs(float(found) - 10 ** (-3 / 14)) < 1e-12
    else:
        assert found == THRESHOLDS[row.id, row.name]


def test_every_model_has_a_row_and_a_page() -> None:
    seen = dict.fromkeys(row.id for row in ROWS)
    assert list(seen) == list(MODELS)
    for id in MODELS:
        assert (DOCS / "cases" / "h20" / f"{id}.md").is_file()


def test_the_table_is_made_of_texts() -> None:
    rows = sys.modules["case_models"].table_of_models()
    assert len(rows) == len(ROWS)
    assert all(isinstance(cell, str) and cell for row in rows for cell in row)
