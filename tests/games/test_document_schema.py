"""The JSON Schemas of the analyses: they admit what is written, and refuse what is not of the contract."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
from sympy import Symbol

from quidproquo import (
    NormalFormGame,
    case_model,
    decision,
    document_schema,
    outcome,
    rationalize,
    regimes,
    regions,
    robustness,
    solution_schema,
    tree,
)
from quidproquo.games.errors import InvalidInput

VERBS = (
    "solve",
    "regimes",
    "regions",
    "regime-grid",
    "rationalize",
    "rationalize-jointly",
    "robustness",
    "sweep",
)
T = Symbol("t")
AT = {"k": 6, "theta_U": 3, "theta_C": 2}
RANGES = {"k": (2, 12), "theta_U": (0, 9), "theta_C": (0, 3)}


def validator(verb: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(document_schema(verb))


def square() -> Any:
    return tree(
        decision("US", {"in": outcome(T**2, 1 / (T - 3)), "out": outcome(2, 0)}), players=["US", "EU"]
    )


def maps() -> dict[str, str]:
    game = case_model("h20/sequential-linkage", {}, ["k"]).game
    signals = NormalFormGame([[[T, -1], [-1, 1]], [[-T, 1], [1, -1]]])
    return {
        "border": regimes(game, "k", 0, 52).to_json(),
        "irrational": regimes(square(), "t", 0, 3).to_json(),
        "mixed": regimes(signals, "t", 0, 3).to_json(),
        "zero-sum": regimes(signals, "t", 0, 3, solution="zero-sum").to_json(),
        "dominance": regimes(signals, "t", 0, 3, solution="dominance").to_json(),
        "correlated": regimes(signals, "t", 0, 3, solution="correlated").to_json(),
        "stackelberg": regimes(signals, "t", 0, 3, solution="stackelberg").to_json(),
    }


MAPS: dict[str, Any] = {name: json.loads(text) for name, text in maps().items()}


@pytest.mark.parametrize("verb", VERBS)
def test_each_schema_is_one_and_stands_alone(verb: str) -> None:
    schema = document_schema(verb)
    jsonschema.Draft202012Validator.check_schema(schema)
    text = json.dumps(schema)
    referred = {part.split('"')[0] for part in text.split("#/$defs/")[1:]}
    assert referred == set(schema["$defs"]) or verb == "solve"
    assert schema["additionalProperties"] is False
    assert "schema" in schema["required"]


def test_names_of_verbs() -> None:
    assert document_schema("solve") == solution_schema()
    with pytest.raises(InvalidInput, match=f"accepted: {', '.join(VERBS)}"):
        document_schema("verify")


@pytest.mark.parametrize("name", MAPS)
def test_maps_of_every_kind(name: str) -> None:
    validator("regimes").validate(MAPS[name])


def test_regions_and_rationalizations() -> None:
    game = case_model("h20/linkage", {}, ["k", "theta_U", "theta_C"]).game
    validator("regions").validate(json.loads(regions(game).to_json()))
    validator("regions").validate(json.loads(regions(game, "ordinal-class").to_json()))
    validator("robustness").validate(
        json.loads(robustness(game, AT, RANGES, profile=("allow", "supply")).to_json())
    )
    observed = rationalize(square(), ["in"], vary={"t": (0, 3)})
    for form in ("extensive", "replay"):
        validator("rationalize").validate(json.loads(replace(observed, form=form).to_json()))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["schema"], 2),
        (["surprise"], 1),
        (["parameter"], 1),
        (["from"], "0.5"),
        (["borders"], [1.4]),
        (["borders", 0, "decimal"], 1.4),
        (["decimals", 0], "about 1"),
        (["solution"], "sequential"),
        (["game", "form"], "repeated"),
        (["cells", 0, "open"], "yes"),
        (["cells", 0, "from"], 0),
        (["cells", 0, "colour"], "red"),
        (["cells", 0, "components"], [[-1]]),
        (["cells", 0, "equilibria", 0, "payoffs", "US"], 2.5),
        (["cells", 0, "equilibria", 0, "profile", "US"], "out"),
        (["cells", 0, "equilibria", 0, "certificate"], {}),
        (["cells", 0, "equilibria", 0, "statics", "payoffs", "US"], "up"),
        (["cells", 0, "conditions"], ["t > 0"]),
        (["excluded", 0, "because"], None),
    ],
)
def test_what_is_refused(path: list[Any], value: Any) -> None:
    document = copy.deepcopy(MAPS["irrational"])
    validator("regimes").validate(document)
    place = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    assert not validator("regimes").is_valid(document)


@pytest.mark.parametrize(
    "field", ["game", "solution", "complete_because", "borders", "cells", "excluded", "to"]
)
def test_what_must_be_there(field: str) -> None:
    document = {name: value for name, value in MAPS["border"].items() if name != field}
    assert not validator("regimes").is_valid(document)


def test_one_schema_does_not_admit_the_documents_of_another() -> None:
    for verb in VERBS:
        assert validator(verb).is_valid(MAPS["border"]) == (verb == "regimes")
