"""Where each model flips: exact borders and what lies on them, at defaults and at random calibrations."""

from __future__ import annotations

import importlib.util
import random
import sys
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from quidproquo import case_model, nash, regimes, risk_dominant, subgame_perfect, zero_sum
from quidproquo.games.parameter_formula import ParameterFormula
from quidproquo.games.regime_map import Cell, RegimeMap
from quidproquo.games.strategies import normal_form

F = Fraction
Values = Mapping[str, Fraction]


def _load() -> Any:
    file = Path(__file__).parents[2] / "docs" / "threshold_games.py"
    spec = importlib.util.spec_from_file_location("threshold_games", file)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


FLIPS: Mapping[tuple[str, str], Any] = {(one.model, one.parameter): one for one in _load().FLIPS}

ANSWERS: dict[tuple[str, str], tuple[list[str], list[str], int]] = {
    ("a", "k"): (["11"], ["restrict, withhold"] * 3, 1),
    ("a", "theta_U"): (["4"], [""] * 3, 3),
    ("b", "k"): (["10"], ["no-ban", "", "ban, acquiesce"], 5),
    ("b", "a"): (["5"], ["no-ban", "", "ban, acquiesce"], 5),
    ("b", "rho"): (["1"], ["ban, acquiesce", "", "no-ban"], 7),
    ("b, with a belief", "pi"): (["2/3"], ["ban", "no-ban or ban", "no-ban"], 1),
    ("c", "r_7"): (["5/33", "3/14"], ["concede", "", "", "", "concede"], 11),
    ("d1", "pi"): (["1/7"], ["", "", ""], 1),
    ("d2", "s"): (["3/4"], ["", "", "stand – stand, relent"], 2),
    ("g, US", "k"): (["97/9"], ["keep", "keep or cheat", "cheat"], 1),
    ("g, China", "sigma"): (["8/9"], ["keep", "keep or cheat", "cheat"], 1),
    ("h", "h"): (["21"], ["deal", "deal or no deal", "no deal"], 1),
    ("i1", "omega"): (["3/2"], ["sell, permit, wait", "", "sell, discourage, scale or ban, scale"], 2),
    ("i1", "gamma"): (["27/40"], ["ban, scale", "", "sell, permit, wait"], 1),
    ("j", "l"): (["3/5"], ["civil", "civil or divert", "divert"], 1),
    ("l", "B"): (["73/32"], ["", "", ""], 2),
    ("n", "p_1"): (["14/25"], ["peace", "act or peace", "act"], 1),
}
"""Borders; the outcome of each cell, where short; alternatives, or else equilibria, on the first border."""


def test_every_flip_has_an_answer() -> None:
    assert list(FLIPS) == list(ANSWERS)


@pytest.mark.parametrize("key", ANSWERS, ids=" ".join)
def test_borders_at_the_defaults(key: tuple[str, str]) -> None:
    found = FLIPS[key].regimes()
    borders, outcomes, on_the_border = ANSWERS[key]
    assert [str(border) for border in found.borders] == borders
    assert found.complete and not found.excluded
    assert len(found.cells) == len(outcomes)
    for cell, outcome in zip(found.cells, outcomes, strict=True):
        assert outcome in ("", cell.answer.outcome)
    knife_edge = found.cells[1].answer
    if knife_edge.conditions:
        assert len(knife_edge.conditions) == on_the_border
    else:
        assert len(knife_edge.equilibria) == on_the_border
    if key[0] != "a":  # there the situation changes, and the equilibria do not
        assert knife_edge.knife_edge


def test_who_has_the_last_word_on_the_ladder() -> None:
    """Below 3/14 the US escalates on the last rung; below 5/33 China does so on the sixth nevertheless."""
    found = FLIPS["c", "r_7"].regimes()
    last, sixth = [], []
    for cell in found.cells:
        if not cell.is_border:
            ((*_, before, _, at_last, _),) = [one.profile for one in cell.answer.equilibria]
            last.append(at_last)
            sixth.append(before)
    assert [mixed.index(1) for mixed in last] == [1, 1, 0]
    assert [mixed.index(1) for mixed in sixth] == [1, 0, 1]


def test_signals_by_formula() -> None:
    """Below 3/4 the weak stand with probability s e / ((1 - s) v); China relents with l / (d_U + a + l)."""
    found = FLIPS["d2", "s"].regimes()
    (semi,) = found.cell_at(F(1, 4)).answer.equilibria
    us, china = semi.profile
    assert [str(p) for p in us if not isinstance(p, Fraction) or p] == [
        "(4*s - 3)/(3*(s - 1))",
        "-s/(3*(s - 1))",
    ]
    assert china == (F(1, 2), F(1, 2))
    assert found.cell_at(F(4, 5)).answer.equilibria[0].payoffs[0] == 2


def test_a_levy_makes_refusal_easier() -> None:
    flip = FLIPS["i1", "omega"]
    assert [flip.regimes(tau=tau).borders for tau in ("3/20", "1/4")] == [(F(7761, 5780),), (F(217, 180),)]


def test_the_page_and_the_case_have_the_same_games() -> None:
    for key, model in (
        (("b", "k"), "sequential-linkage"),
        (("b", "a"), "sequential-linkage"),
        (("b, with a belief", "pi"), "ban-under-belief"),
    ):
        game = case_model(f"h20/{model}", {}, [key[1]]).game
        flip = FLIPS[key]
        ours = regimes(game, key[1], flip.low, flip.high)
        theirs = flip.regimes()
        assert ours.borders == theirs.borders
        assert [_listed(c) for c in ours.cells] == [_listed(c) for c in theirs.cells]


def _listed(cell: Cell) -> Any:
    return sorted(str([one.profile, *map(str, one.payoffs)]) for one in cell.answer.equilibria)


BORDERS: Mapping[tuple[str, str], tuple[Callable[[Values], list[Fraction]], dict[str, tuple[str, str]]]] = {
    ("a", "k"): (
        lambda v: [13 - (v["d_U"] - v["kappa_U"] - v["theta_U"]) / v["w"]],
        {
            "d_U": ("1", "6"),
            "w": ("1/2", "2"),
            "kappa_U": ("0", "1/2"),
            "theta_U": ("0", "1/2"),
            "v": ("0", "9"),
        },
    ),
    ("a", "theta_U"): (
        lambda v: [
            v["d_U"] + (v["d_U"] - v["kappa_U"]) * (v["d_C"] - v["kappa_C"]) / (v["theta_C"] - v["d_C"])
        ],
        {"d_U": ("2", "12/5"), "d_C": ("1", "3/2"), "theta_C": ("2", "5/2"), "kappa_U": ("0", "1/4")},
    ),
    ("b", "k"): (
        lambda v: [13 - (v["a"] + v["d_U"] - v["kappa_U"]) / v["w"]],
        {"a": ("1/2", "3"), "d_U": ("1/2", "3"), "w": ("1", "2"), "v": ("2", "9"), "rho": ("2", "6")},
    ),
    ("b", "a"): (
        lambda v: [v["w"] * (13 - v["k"]) + v["kappa_U"] - v["d_U"]],
        {"k": ("6", "9"), "w": ("1", "9/8"), "d_U": ("1/2", "2"), "v": ("2", "9")},
    ),
    ("b", "rho"): (lambda v: [v["d_C"]], {"d_C": ("1/2", "3/2"), "k": ("4", "8"), "v": ("4", "9")}),
    ("b, with a belief", "pi"): (
        lambda v: [v["d_U"] / (v["d_U"] + v["a"])],
        {"d_U": ("1/4", "8"), "a": ("1/4", "5"), "v": ("0", "9"), "phi": ("0", "2")},
    ),
    ("c", "r_7"): (
        lambda v: sorted([v["L_U"] / v["D_U"], (v["L_C"] / v["D_C"] - v["r_6"]) / (1 - v["r_6"])]),
        {"L_U": ("2", "3"), "D_U": ("13", "15"), "L_C": ("7/2", "4"), "D_C": ("11", "12"), "W_C": ("3", "4")},
    ),
    ("d1", "pi"): (
        lambda v: [(v["long"] - v["w_C"]) / (v["short"] - v["w_C"])],
        {"short": ("5", "9"), "long": ("2", "4"), "w_C": ("0", "3/2")},
    ),
    ("d2", "s"): (
        lambda v: [v["v"] / (v["v"] + v["e"])],
        {"v": ("1", "9"), "e": ("1", "4"), "a": ("1/2", "3"), "l": ("1", "4"), "d_U": ("1", "4")},
    ),
    ("g, US", "k"): (
        lambda v: [13 - v["d_U"] / v["delta"] / v["w"]],
        {"d_U": ("1", "4"), "delta": ("3/5", "19/20"), "w": ("1", "2")},
    ),
    ("g, China", "sigma"): (
        lambda v: [1 - v["d_C"] / v["delta"] / v["V0"]],
        {"d_C": ("1/2", "3"), "delta": ("3/5", "19/20"), "V0": ("6", "16")},
    ),
    ("h", "h"): (
        lambda v: [v["v"] * v["g"] * v["m"] / v["d_C"]],
        {"g": ("1/4", "3/4"), "m": ("5", "7"), "v": ("4", "5"), "d_C": ("2/3", "2")},
    ),
    ("i1", "omega"): (
        lambda v: [(81 - 51) / F(20) - (v["K"] - 3) * F(-2, 5)],
        {"K": ("1", "6"), "gamma": ("1", "2"), "s": ("1", "3/2")},
    ),
    ("i1", "gamma"): (
        lambda v: [(v["s"] * F(9, 2) - v["lam"] * F(81, 4)) * F(2, 5)],
        {"s": ("5/4", "2"), "lam": ("1/5", "1/4"), "omega": ("1/2", "5/4"), "K": ("2", "6")},
    ),
    ("j", "l"): (
        lambda v: [(v["c_DC"] - v["c_DD"]) / (v["c_DC"] - v["c_DD"] + v["c_LD"] - v["c_LC"])],
        {"c_LD": ("4", "8"), "c_LC": ("0", "3"), "c_DC": ("-2", "0"), "c_DD": ("-5", "-3")},
    ),
    ("l", "B"): (
        lambda v: [sum((1 - v["w_4"] / v[f"w_{i}"] for i in (1, 2, 3)), F(0)) / v["e"]],
        {"w_4": ("3", "4"), "w_1": ("9", "10"), "w_2": ("7", "8"), "e": ("7/10", "9/10")},
    ),
    ("n", "p_1"): (
        lambda v: [v["delta"] * v["p_2"] + (1 - v["delta"]) * (1 + v["c"])],
        {"p_2": ("1/10", "1/2"), "delta": ("4/5", "19/20"), "c": ("0", "1")},
    ),
}
"""The borders by formula, and the ranges from which the other numbers are drawn."""


def draw(source: random.Random, low: str, high: str) -> Fraction:
    return F(low) + (F(high) - F(low)) * F(source.randint(1, 59), 60)


def number_at(number: Any, value: Fraction) -> Any:
    return number.at(value) if isinstance(number, ParameterFormula) else number


def named(cell: Cell, value: Fraction) -> dict[Any, Any]:
    return {
        tuple(None if m is None else tuple(number_at(p, value) for p in m) for m in one.profile): tuple(
            number_at(u, value) for u in one.payoffs
        )
        for one in cell.answer.equilibria
    }


def confirm(flip: Any, game: Any, found: RegimeMap, value: Fraction) -> None:
    """The numeric solver finds at one value just what the cell names."""
    cell = found.cell_at(value)
    here = game.at({flip.parameter: value})
    if flip.solution == "zero-sum":
        solved = zero_sum(here)
        assert number_at(cell.answer.fields["value"], value) == solved.value
        return
    solved = subgame_perfect(here) if flip.solution is None else nash(_table(here))
    assert named(cell, value) == {one.profile: one.payoffs for one in solved.equilibria}, (flip.model, value)
    assert cell.answer.knife_edge == solved.knife_edge or flip.solution is not None
    if flip.parameter == "theta_U":
        assert cell.answer.classes["risk-dominant"] == risk_dominant(here).label
    elif flip.model == "a":
        calm, hard = here.payoffs_at((0, 0))[0], here.payoffs_at((1, 1))[0]
        word = "dilemma" if hard < calm else "deadlock" if hard > calm else "border"
        assert cell.answer.classes["US"] == word


def _table(game: Any) -> Any:
    return normal_form(game) if game.form == "extensive" else game


@pytest.mark.parametrize("key", BORDERS, ids=" ".join)
def test_random_calibrations(key: tuple[str, str]) -> None:
    """Twelve calibrations of the other numbers, five values of the parameter each: 1,020 in all."""
    flip = FLIPS[key]
    formula, ranges = BORDERS[key]
    source = random.Random(str(key))
    low, high = F(flip.low), F(flip.high)
    for _ in range(12):
        settings = {name: draw(source, *ends) for name, ends in ranges.items()}
        values = {name: F(value) for name, value in {**flip.numbers, **settings}.items()}
        found, game = flip.regimes(**settings), flip.game(**settings)
        borders = formula(values)
        assert list(found.borders) == borders, settings
        border = source.choice(borders)
        margin = F(1, 10**9)
        for value in (
            border - margin,
            border,
            border + margin,
            *(draw(source, flip.low, flip.high) for _ in "ab"),
        ):
            assert low <= value <= high
            confirm(flip, game, found, value)


def test_how_much_doubt_about_delivery_a_trade_bears() -> None:
    """At rho = 1 China is indifferent; the US trades while -1 - 7 Pr(renege) >= -5, and is free to at 4/7."""
    border = FLIPS["b", "rho"].regimes().cell_at(1)
    firsts = [one.relations[0] for one in border.answer.conditions]
    assert firsts == ["p4 >= 4/7", "p4 <= 4/7", *["p4 = 4/7"] * 5]


@pytest.mark.parametrize(
    ("model", "name", "solution", "key"),
    [
        ("escalation", "r_7", None, ("c", "r_7")),
        ("screening", "pi", None, ("d1", "pi")),
        ("signalling", "s", "nash", ("d2", "s")),
        ("huawei", "omega", None, ("i1", "omega")),
        ("huawei", "gamma", None, ("i1", "gamma")),
        ("shifting-power", "p_1", None, ("n", "p_1")),
    ],
)
def test_the_models_of_the_case_flip_at_the_same_values(
    model: str, name: str, solution: str | None, key: tuple[str, str]
) -> None:
    """Written by other hands from the same specification."""
    game: Any = case_model(f"h20/{model}", {}, [name]).game
    flip = FLIPS[key]
    found = regimes(game, name, flip.low, flip.high, solution=solution)
    assert [str(border) for border in found.borders] == ANSWERS[key][0]
