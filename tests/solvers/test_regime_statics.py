"""Comparative statics on the cells of maps: signs of derivatives, and exact turning points."""

from __future__ import annotations

import json
import random
from fractions import Fraction
from typing import Any

import pytest
from sympy import Abs, Max, Symbol

import quidproquo as qpq
from quidproquo.cases.registry import case_model
from quidproquo.games.comparative_statics import STAYS, Direction
from quidproquo.games.errors import ParseError
from quidproquo.games.regime_verification import verify_map
from quidproquo.solvers.parameter_line import between

from .regime_checks import number_at

T = Symbol("t")


def test_statics_of_the_mixed_equilibrium_of_model_a() -> None:
    """Pr(withhold) = d_U/kappa_U falls in kappa_U, and so does the expected loss of the US."""
    game = case_model("case:h20/linkage", {"phase": "may-june"}, ["kappa_U"]).game
    mapped = qpq.regimes(game, "kappa_U", 0, 4, solution="nash")
    document = json.loads(mapped.to_json())
    below, border, above = document["cells"]
    assert above["equilibria"][2]["statics"] == {
        "profile": {"US": {"allow": "0", "restrict": "0"}, "China": {"supply": "+", "withhold": "-"}},
        "payoffs": {"US": "+", "China": "0"},
    }
    assert below["equilibria"][0]["statics"]["payoffs"] == {"US": "0", "China": "0"}
    assert all("statics" not in one for one in border["equilibria"])


def test_turning_points_are_exact() -> None:
    game = qpq.NormalFormGame([[[T**3 - 2 * T, 0]], [[1, 0]]])
    (cell,) = qpq.regimes(game, "t", -1, 2, solution="nash").cells
    (one,) = cell.answer.equilibria
    assert one.statics is not None and one.statics.payoffs[1] == STAYS
    assert one.statics.payoffs[0].signs == ("+", "-", "+")
    low, high = one.statics.payoffs[0].turns
    assert low == -high and high * high == Fraction(2, 3)


def test_kinks_turn_and_inflections_do_not() -> None:
    game = qpq.NormalFormGame([[[Abs(T - 1), 0]], [[T**3, -9]]])
    (cell,) = qpq.regimes(game, "t", -2, 2, solution="nash").cells
    (one,) = cell.answer.equilibria
    assert one.statics is not None
    assert one.statics.payoffs == (Direction(("-", "+"), (Fraction(1),)), Direction(("+",)))
    flat = qpq.NormalFormGame([[[Max(T, 0), 0]], [[1, 0]]])
    (cell,) = qpq.regimes(flat, "t", -2, 2, solution="pure-nash").cells
    (one,) = cell.answer.equilibria
    assert one.statics is not None and one.statics.payoffs[0] == Direction(("0", "+"), (Fraction(0),))


@pytest.mark.parametrize("seed", range(20))
def test_numbers_move_as_stated(seed: int) -> None:
    draw = random.Random(seed)
    rows, columns = draw.choice([(2, 2), (2, 3), (3, 3)])
    tables = [
        [[sum(draw.randint(-3, 3) * T**k for k in range(3)) for _ in range(columns)] for _ in range(rows)]
        for _ in range(2)
    ]
    mapped = qpq.regimes(qpq.NormalFormGame(tables), "t", -2, 2, solution="nash")
    for cell in mapped.cells:
        if cell.is_border:
            continue
        for one in cell.answer.equilibria:
            assert one.statics is not None
            numbers = [*one.payoffs, *(p for mixed in one.profile for p in mixed or ())]
            directions = [*one.statics.payoffs, *(d for own in one.statics.profile for d in own or ())]
            for number, direction in zip(numbers, directions, strict=True):
                assert list(direction.turns) == sorted(direction.turns)
                ends = [cell.low, *direction.turns, cell.high]
                for low, high, sign in zip(ends, ends[1:], direction.signs, strict=False):
                    first = between(low, high)
                    second = between(first, high)
                    before, after = number_at(number, first), number_at(number, second)
                    assert sign == ("+" if before < after else "-" if before > after else "0")


def changed(document: Any, direction: Any) -> str:
    document["cells"][0]["equilibria"][0]["statics"]["payoffs"]["1"] = direction
    return json.dumps(document)


def test_wrong_directions_are_found() -> None:
    game = qpq.NormalFormGame([[[T * (4 - T), -9]], [[1, 0]]])
    text = qpq.regimes(game, "t", 0, 3, solution="nash").to_json()
    assert verify_map(text, game).findings == ()
    for wrong in ("+", "-", "0", {"mixed": ["-", "+"], "at": ["2"]}, {"mixed": ["+", "-"], "at": ["1/2"]}):
        assert verify_map(changed(json.loads(text), wrong), game).findings
    for no_direction in ("up", {"mixed": ["+"], "at": ["2"]}, {"mixed": ["+", "?"], "at": ["2"]}, 3):
        with pytest.raises(ParseError, match="direction"):
            verify_map(changed(json.loads(text), no_direction), game)


def test_directions_are_shown_as_arrows() -> None:
    game = qpq.NormalFormGame([[[T * (4 - T), -9]], [[1, 0]]])
    assert "↑ then ↓" in qpq.regimes(game, "t", 0, 3, solution="nash").text()


def test_formulas_that_change_at_irrational_values_are_written_in_pieces() -> None:
    game = qpq.NormalFormGame([[[Max(T**2, 2), 0]], [[1, 0]]])
    mapped = qpq.regimes(game, "t", 0, 3, solution="nash")
    assert mapped.borders == ()
    pays = json.loads(mapped.to_json())["cells"][0]["equilibria"][0]["payoffs"]["1"]
    assert [one["formula"] for one in pays["pieces"]] == ["2", "t**2"]
    assert pays["pieces"][0]["to"]["exact"] == "sqrt(2)"
    assert verify_map(mapped.to_json(), game).findings == ()
    worse = mapped.to_json().replace('"formula": "t**2"', '"formula": "t**3"')
    assert worse != mapped.to_json() and verify_map(worse, game).findings
