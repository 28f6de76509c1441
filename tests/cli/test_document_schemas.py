"""What every analysis writes on the command line satisfies the schema that is published for it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.testing import Result

from quidproquo import document_schema

Runner = Callable[..., Result]

SEQUENTIAL, LINKAGE = "case:h20/sequential-linkage", "case:h20/linkage"

POLE = """title: A pole
form: extensive
players: [US]
parameters:
  t: {default: 1, range: [0, 3], unit: none, meaning: a number, provenance: judged}
tree:
  player: US
  actions:
    in: {payoffs: [1/(t - 1)]}
    out: {payoffs: [0]}
"""

RUNS: list[tuple[str, list[str]]] = [
    ("regimes", ["regimes", SEQUENTIAL, "--vary", "k=0:52"]),
    ("regimes", ["regimes", SEQUENTIAL, "--vary", "k=0:52", "--solution", "nash"]),
    ("regimes", ["regimes", LINKAGE, "--vary", "theta_U=0:6", "--solution", "pure-nash"]),
    ("regimes", ["regimes", LINKAGE, "--vary", "theta_U=0:6", "--solution", "dominance"]),
    ("regimes", ["regimes", LINKAGE, "--vary", "theta_U=0:6", "--solution", "coarse-correlated"]),
    ("regimes", ["regimes", LINKAGE, "--vary", "theta_U=0:6", "--solution", "stackelberg"]),
    ("regimes", ["regimes", "POLE", "--vary", "t"]),
    ("regions", ["regimes", SEQUENTIAL, "--free", "k", "--free", "a=0:5"]),
    ("regions", ["regimes", LINKAGE, "--free", "all", "--solution", "ordinal-class"]),
    ("regime-grid", ["regimes", SEQUENTIAL, "--vary", "k=0:52", "--vary2", "a=0:5"]),
    ("rationalize", ["rationalize", SEQUENTIAL, "--vary", "k=0:52", "--observed", "no-ban"]),
    ("rationalize", ["rationalize", LINKAGE, "--vary", "theta_U=0:9", "--observed", "allow,supply"]),
    (
        "rationalize-jointly",
        ["rationalize", LINKAGE, "--vary=theta_U=0:9", "--vary=theta_C=0:5", "--observed", "allow,supply"],
    ),
    (
        "rationalize-jointly",
        [
            "rationalize",
            SEQUENTIAL,
            "--vary=phi=0:9",
            "--vary=a=0:5",
            "--observed",
            "ban,withhold,trade,renege",
        ],
    ),
    ("robustness", ["robustness", SEQUENTIAL, "--vary", "k", "--vary", "a"]),
    ("robustness", ["robustness", LINKAGE, "--vary", "theta_U", "--vary", "k"]),
    ("sweep", ["sweep", SEQUENTIAL, "--draws", "40", "--claim", "outcome = no-ban", "--claim", "US >= 0"]),
    ("sweep", ["sweep", SEQUENTIAL, "--vary=k=2:12", "--vary=a=0:5", "--sobol", "US", "--draws", "16"]),
    ("sweep", ["sweep", "h20", "--draws", "4", "--vary", "k=0:52"]),
    ("sweep", ["sweep", "POLE", "--method", "grid", "--points", "4"]),
]


@pytest.mark.parametrize(("verb", "arguments"), RUNS, ids=[" ".join(run[1][:3]) for run in RUNS])
def test_what_is_written(qpq: Runner, tmp_path: Path, verb: str, arguments: list[str]) -> None:
    file = tmp_path / "pole.yaml"
    file.write_text(POLE, "utf8")
    result = qpq(*(str(file) if one == "POLE" else one for one in arguments), "--format", "json")
    assert result.exit_code == 0, result.stderr
    document: dict[str, Any] = json.loads(result.stdout)
    jsonschema.Draft202012Validator(document_schema(verb)).validate(document)
