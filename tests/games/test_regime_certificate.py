"""The proof of a cell holds on all of it: what is wrong anywhere inside is found."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from sympy import Max, Symbol

from quidproquo import NormalFormGame, case_model, regimes
from quidproquo.games.parameter_formula import FormulaPiece, ParameterFormula
from quidproquo.games.regime_certificate import cell_problem
from quidproquo.games.regime_map import Cell, RegimeEquilibrium

T = Symbol("t")
TREE: Any = case_model("h20/sequential-linkage", {}, ["k"]).game
CHICKEN = NormalFormGame([[[0, -7], [T, T - 9]], [[0, 1], [-6, -8]]], players=["US", "China"])


def _with(cell: Cell, **changes: Any) -> Cell:
    one = cell.answer.equilibria[0]
    changed = RegimeEquilibrium(**{"profile": one.profile, "payoffs": one.payoffs, **changes})
    return replace(cell, answer=replace(cell.answer, equilibria=(changed,)))


def test_true_cells_pass() -> None:
    for game, name in ((TREE, "k"), (CHICKEN, "t")):
        for cell in regimes(game, name, 0, 20).cells:
            assert cell_problem(game, name, cell) is None


def test_a_cell_that_reaches_too_far_is_refused() -> None:
    cell = regimes(TREE, "k", 0, 52).cells[0]
    assert cell.high == 10
    wide = replace(cell, high=Fraction(10) + Fraction(1, 10**12))
    found = cell_problem(TREE, "k", wide)
    assert found is not None and "gains by" in found


@pytest.mark.parametrize("wrong", [(8, -1), (9, -1, 1)])
def test_a_wrong_payoff_is_refused(wrong: tuple[int, ...]) -> None:
    cell = regimes(TREE, "k", 0, 52).cells[-1]
    formula = ParameterFormula("k", (FormulaPiece(cell.high, wrong, (1,)),))
    found = cell_problem(TREE, "k", _with(cell, payoffs=(formula, Fraction(-6))))
    assert found is not None and "payoffs" in found


def test_a_wrong_mixture_is_refused() -> None:
    mixed = next(
        (cell, one)
        for cell in regimes(CHICKEN, "t", 0, 20).cells
        for one in cell.answer.equilibria
        if any(isinstance(p, ParameterFormula) for own in one.profile for p in own or ())
    )
    cell, one = mixed
    swapped = tuple(own[::-1] if own is not None else None for own in one.profile)
    assert cell_problem(CHICKEN, "t", _with(cell, profile=swapped, payoffs=one.payoffs)) is not None


def test_kinks_are_followed() -> None:
    game = NormalFormGame([[[Max(T, 1), 0]], [[T, 2]]])
    for cell in regimes(game, "t", 0, 3).cells:
        assert cell_problem(game, "t", cell) is None
