"""Irrational borders of maps of equilibria, put to the definition by code that no solver shares."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

import pytest
from sympy import Symbol

from quidproquo import NormalFormGame, regimes
from quidproquo.games.algebraic import AlgebraicNumber
from quidproquo.games.regime_verification import verify_map

T = Symbol("t")


def number(draw: random.Random) -> Any:
    return draw.randint(-2, 2) + draw.choice([0, 0, 1, -1]) * T + draw.choice([0, 0, 1, -1]) * T**2


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("solution", ["nash", "zero-sum", "pure-nash"])
def test_borders_are_confirmed(solution: str, seed: int) -> None:
    draw = random.Random(seed)
    rows, columns = draw.choice([(2, 2), (3, 2), (3, 3)])
    first = [[number(draw) for _ in range(columns)] for _ in range(rows)]
    first[0][0] = T**2 - 2
    second = [[number(draw) for _ in range(columns)] for _ in range(rows)]
    if solution == "zero-sum":
        second = [[3 - u for u in row] for row in first]
    game = NormalFormGame([first, second])
    mapped = regimes(game, "t", -2, 2, solution=solution)
    found = verify_map(mapped.to_json(), game)
    assert found.findings == ()
    count = sum(isinstance(one, AlgebraicNumber) for one in mapped.borders)
    assert any(f"{count} irrational borders" in text for text in found.checked) == (count > 0)
    assert not any("not put to the definition" in text for text in found.checked)


GAME = NormalFormGame([[[T**2 - 2, 0], [0, 1]], [[1, 0], [0, 1]]])
BORDER = next(i for i, cell in enumerate(regimes(GAME, "t", 0, 3).cells) if cell.is_border)


def without_the_last(cell: Any) -> None:
    cell["equilibria"].pop()
    cell["components"] = [[i for i in own if i < len(cell["equilibria"])] for own in cell["components"]]
    cell["components"] = [own for own in cell["components"] if own]
    cell.pop("pieces", None)


def apart(cell: Any) -> None:
    cell["components"] = [[i] for i in range(len(cell["equilibria"]))]
    cell.pop("pieces", None)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda cell: cell["equilibria"][0]["payoffs"].update({"1": "5"}), "not what is stated"),
        (lambda cell: cell["equilibria"][0]["profile"].update({"1": {"1": "1/2"}}), "no distribution"),
        (lambda cell: cell["equilibria"][0].update(profile={"1": {"2": "1"}, "2": {"1": "1"}}), "gains by"),
        (without_the_last, "extreme equilibria are others"),
        (apart, "components are others"),
        (lambda cell: cell["pieces"].pop(), "pieces are others"),
    ],
)
def test_wrong_borders_are_refused(change: Callable[[Any], None], problem: str) -> None:
    document = json.loads(regimes(GAME, "t", 0, 3).to_json())
    border = document["cells"][BORDER]
    assert border["from"]["exact"] == "sqrt(2)"
    assert any(len(one) > 1 for one in border["components"])
    change(border)
    findings = verify_map(json.dumps(document), GAME).findings
    assert findings and "sqrt(2)" in findings[0] and any(problem in one for one in findings), findings


def test_a_wrong_value_on_an_irrational_border_is_refused() -> None:
    game = NormalFormGame.zero_sum([[T**2 - 2, 0], [0, 0]])
    document = json.loads(regimes(game, "t", 0, 3, solution="zero-sum").to_json())
    border = next(cell for cell in document["cells"] if not cell["open"])
    border["value"] = "1"
    assert any("the value" in one for one in verify_map(json.dumps(document), game).findings)
