"""Model (n): the border of breakdown, and a tree with demands on a grid and an end that converges to it."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from quidproquo import InvalidInput, case_model, regimes, subgame_perfect
from quidproquo.cases.h20.models.shifting_power import (
    MODEL,
    best_demand,
    critical_leverage,
    shifting_power,
    shifting_power_on_grid,
)

F = Fraction
SHIFTING = "case:h20/shifting-power"
VALUES = {name: F(value) for name, value in case_model(SHIFTING).values.items()}


@pytest.mark.parametrize(("now", "move", "pays"), [("4/5", "act", 7), ("1/2", "peace", F(23, 5))])
def test_the_published_answers(now: str, move: str, pays: Fraction) -> None:
    answer = subgame_perfect(case_model(SHIFTING, {"p_1": now}).game)
    (one,) = answer.equilibria
    (chosen,) = one.profile
    assert chosen is not None and ("act", "peace")[chosen.index(1)] == move
    assert one.payoffs[1] == pays
    other = {"act": F(23, 5), "peace": F(4)}[move]
    assert pays > other


@pytest.mark.parametrize(
    ("varied", "low", "high", "border"),
    [
        ("p_1", "2/5", 1, "14/25"),
        ("p_2", 0, "2/5", None),
        ("delta", "1/2", "19/20", "3/4"),
        ("c", 0, 8, "17/5"),
    ],
)
def test_borders(varied: str, low: str | int, high: str | int, border: str | None) -> None:
    found = regimes(case_model(SHIFTING, symbols=[varied]).game, varied, low, high)
    assert found.complete and found.borders == (() if border is None else (F(border),))


def test_the_border_is_a_set() -> None:
    answer = subgame_perfect(case_model(SHIFTING, {"p_1": "14/25"}).game)
    assert answer.knife_edge and answer.complete and len(answer.equilibria) == 2
    assert {one.payoffs[1] for one in answer.equilibria} == {F(23, 5)}


def calibrations(count: int) -> list[dict[str, Fraction]]:
    random_ = random.Random(41)
    found = []
    for _ in range(count):
        now = F(random_.randint(4, 20), 20)
        p = {"p_1": now, "p_2": now * random_.randint(0, 10) / 10}
        p |= {"delta": F(random_.randint(8, 19), 20), "c": F(random_.randint(1, 6), 4)}
        found.append(p)
    return found


def test_the_closed_form_at_random_calibrations() -> None:
    acted = 0
    for p in calibrations(200):
        answer = subgame_perfect(shifting_power(p))
        border = critical_leverage(p)
        moves = {("act", "peace")[m.index(1)] for e in answer.equilibria for m in e.profile if m is not None}
        expected = {"act"} if p["p_1"] > border else {"peace"} if p["p_1"] < border else {"act", "peace"}
        assert moves == expected
        acted += "act" in moves
        total, demand = 1 / (1 - p["delta"]), best_demand(p)
        us_peace = 1 - demand + p["delta"] * total * (1 - p["p_2"])
        assert 0 <= demand <= 1 and us_peace >= (1 - p["p_1"]) * total - p["c"]  # the US agrees
    assert 20 < acted < 180


def test_a_demand_below_everything() -> None:
    """Where acting is cheap and leverage stays, China leaves the US a part even of today's flow."""
    p = {"p_1": F(2, 5), "p_2": F(2, 5), "delta": F(9, 10), "c": F(1, 5)}
    assert best_demand(p) == F(3, 5)
    (one,) = subgame_perfect(shifting_power(p)).equilibria
    assert one.payoffs == (F(6) - F(1, 5), F(4) + F(1, 5))


def test_the_tree_converges() -> None:
    """Longer trees and finer demands bring China's payoff to that of the exact reduction."""
    cases = [VALUES, VALUES | {"p_1": F(1, 2)}, {**VALUES, "p_1": F(2, 5), "c": F(1, 5), "delta": F(1, 2)}]
    for p in cases:
        exact = subgame_perfect(shifting_power(p)).equilibria[0].payoffs[1]
        gaps = []
        for quarters, steps in ((4, 2), (16, 8), (64, 8)):
            answer = subgame_perfect(shifting_power_on_grid(p, quarters, steps), one=True)
            gaps.append(abs(answer.equilibria[0].payoffs[1] - exact))
        beyond = p["delta"] ** 64 / (1 - p["delta"])
        assert gaps[2] <= gaps[1] <= gaps[0] and gaps[2] <= F(1, 8) + beyond


def test_the_border_of_the_tree_converges() -> None:
    borders = []
    for quarters in (5, 10, 20, 40):
        free = case_model(SHIFTING, symbols=["p_1"])
        tree = shifting_power_on_grid(free.values, quarters, 1)
        found = regimes(tree, "p_1", "2/5", 1)
        delta, total = VALUES["delta"], sum(VALUES["delta"] ** i for i in range(quarters))
        assert delta < 1
        border = (1 + VALUES["c"] + VALUES["p_2"] * (total - 1)) / total
        assert border in found.borders
        borders.append(border)
    exact = critical_leverage(VALUES)
    assert borders == sorted(borders, reverse=True) and 0 < borders[-1] - exact < F(1, 100)


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"p_1": "1/5"}, "p_2 is 2/5 and p_1 is 1/5; a p_2 of at most p_1 is accepted"),
        ({"delta": 1}, "delta is 1; a number from 0 to below 1 is accepted"),
    ],
)
def test_refusals(setting: dict[str, str | int], message: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        case_model(SHIFTING, setting)
    assert message in str(caught.value)


def test_symbols_agree_with_numbers() -> None:
    free = case_model(SHIFTING, symbols=["all"]).game
    assert free.parameters == tuple(sorted(MODEL.parameters))
    assert free.at(VALUES) == case_model(SHIFTING).game
