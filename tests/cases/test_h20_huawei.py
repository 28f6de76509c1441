"""Model (i1): who may sell, who may buy, who scales up; quantities by formula and on a grid."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import pytest

from quidproquo import case_model, regimes, subgame_perfect
from quidproquo.cases.h20.models.huawei import (
    MODEL,
    alone,
    critical_autonomy,
    critical_concern,
    duopoly,
    huawei,
    huawei_on_grid,
    payoffs,
)

F = Fraction
HUAWEI = "case:h20/huawei"
VALUES = {name: F(value) for name, value in case_model(HUAWEI).values.items()}


def plays(one: Any) -> dict[str, str]:
    """What is done at each information set, in an equilibrium without a mixture."""
    sets = one.game.information_sets
    return {s.label: s.actions[mixed.index(1)] for s, mixed in zip(sets, one.profile, strict=True)}


def test_the_published_quantities_and_profits() -> None:
    assert duopoly(VALUES) == (F(13, 3), F(1, 3))
    assert alone(VALUES) == (F(9, 2), F(5, 2))
    fixed = VALUES["K"]
    assert payoffs(VALUES, F(13, 3), F(1, 3), True)[2] + fixed == F(1, 9)
    assert payoffs(VALUES, F(0), F(5, 2), True)[2] + fixed == F(25, 4)


def test_the_defaults() -> None:
    answer = subgame_perfect(case_model(HUAWEI).game)
    (one,) = answer.equilibria
    assert answer.complete and one.payoffs == (F(-27, 16), F(81, 8), F(0))
    assert plays(one) == {
        "Washington": "sell",
        "Beijing": "permit",
        "Huawei beside H20": "wait",
        "Huawei, H20 discouraged": "scale",
        "Huawei, H20 banned": "scale",
    }


@pytest.mark.parametrize(("levy", "border"), [("0", "3/2"), ("3/20", "7761/5780"), ("1/4", "217/180")])
def test_beijing_discourages_above_a_border_that_a_levy_lowers(levy: str, border: str) -> None:
    found = regimes(case_model(HUAWEI, {"tau": levy}, ["omega"]).game, "omega", 0, 6)
    assert found.complete and found.borders == (F(border),)
    assert "permit" in found.cells[0].answer.outcome
    assert "sell, discourage, scale" in found.cells[-1].answer.outcome
    assert "ban, scale" in found.cells[-1].answer.outcome  # the US is indifferent: nothing ships either way


@pytest.mark.parametrize(("varied", "low", "high", "borders"), [
    ("gamma", "0", "3", ["27/40"]),
    ("K", "1/20", "8", ["1/9", "7/4", "25/4"]),  # between the outer two Huawei waits beside H20 only
])  # fmt: skip
def test_other_borders(varied: str, low: str, high: str, borders: list[str]) -> None:
    found = regimes(case_model(HUAWEI, symbols=[varied]).game, varied, low, high)
    assert found.complete and [str(one) for one in found.borders] == borders


def test_the_borders_are_sets() -> None:
    for name, border in (("omega", F(3, 2)), ("gamma", F(27, 40))):
        answer = subgame_perfect(case_model(HUAWEI, {name: border}).game)
        assert answer.knife_edge and len(answer.equilibria) > 1


def test_permission_with_a_subsidy_comes_too_late() -> None:
    """Beijing could permit and pay Huawei to scale up: 8 + omega / 3, which beats waiting from 51/8 on."""
    for omega in (F(0), F(51, 8), F(12)):
        p = {**VALUES, "omega": omega}
        subsidised = payoffs(p, *duopoly(p), True)[1]
        assert subsidised == 8 + omega / 3
        assert (subsidised >= F(81, 8)) == (omega >= F(51, 8))
        if omega >= F(51, 8):
            assert payoffs(p, F(0), alone(p)[1], True)[1] > subsidised


def calibrations(count: int) -> list[dict[str, Fraction]]:
    random_ = random.Random(23)
    found = []
    for _ in range(count):
        p = {name: F(random_.randint(1, 24), 8) for name in ("omega", "gamma", "s")}
        p |= {"lam": F(random_.randint(0, 8), 8), "tau": F(random_.randint(0, 6), 20), "demand": F(10)}
        p |= {"c_N": F(random_.randint(2, 40), 8), "c_H": F(random_.randint(2, 64), 8)}
        p["K"] = F(random_.randint(1, 64), 8)
        found.append(p)
    return found


def test_quantities_are_best_replies_at_random_calibrations() -> None:
    """Profits are concave, so that no neighbour being better means that nothing is."""
    for p in calibrations(200):
        nvidia, own = duopoly(p)
        assert alone(p)[0] >= nvidia >= 0 and alone(p)[1] >= own >= 0

        def nvidia_earns(n: Fraction, p: Any = p, h: Fraction = own) -> Fraction:
            return F(((1 - p["tau"]) * (p["demand"] - n - h) - p["c_N"]) * n)

        def huawei_earns(h: Fraction, p: Any = p, n: Fraction = nvidia) -> Fraction:
            return F((p["demand"] - n - h - p["c_H"]) * h)

        for step in (F(1, 1000), F(1, 7), F(2)):
            for moved in (step, -step):
                assert nvidia + moved < 0 or nvidia_earns(nvidia + moved) < nvidia_earns(nvidia)
                assert own + moved < 0 or huawei_earns(own + moved) < huawei_earns(own)


def test_the_closed_form_at_random_calibrations() -> None:
    used = 0
    for p in calibrations(400):
        beside, without = payoffs(p, *duopoly(p), True)[2], payoffs(p, F(0), alone(p)[1], True)[2]
        if not beside < 0 < without:
            continue
        used += 1
        answer = subgame_perfect(huawei(p))
        autonomy = critical_autonomy(p)
        for one in answer.equilibria:
            done = plays(one)
            if p["omega"] != autonomy:
                assert (done["Beijing"] == "discourage") == (p["omega"] > autonomy)
            if p["omega"] < autonomy and p["gamma"] != critical_concern(p):
                assert (done["Washington"] == "sell") == (p["gamma"] > critical_concern(p))
    assert used > 100


def test_quantities_on_a_grid_converge() -> None:
    """The exact quantities lie on the grid of 30 steps; coarser grids come close, finer steps closer."""
    exact = subgame_perfect(huawei(VALUES)).equilibria[0].payoffs
    gaps = []
    for steps in (8, 16, 30):
        found = subgame_perfect(huawei_on_grid(VALUES, steps), one=True)
        gaps.append(max(abs(a - b) for a, b in zip(found.equilibria[0].payoffs, exact, strict=False)))
    assert gaps[0] >= gaps[1] > gaps[2] == 0


def test_symbols_agree_with_numbers() -> None:
    free = case_model(HUAWEI, symbols=["all"]).game
    assert free.parameters == tuple(sorted(MODEL.parameters))
    for change in ({}, {"c_H": F(6)}, {"c_N": F(12)}, {"demand": F(4)}):
        p = {**VALUES, **change}
        assert free.at(p) == huawei(p)
