"""Model (d1): the price that China names, the break-down it accepts, and demands on a grid."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from quidproquo import case_model, regimes, subgame_perfect
from quidproquo.cases.h20.models.screening import (
    MODEL,
    critical_belief,
    reservations,
    screening,
    screening_on_grid,
)
from quidproquo.games.extensive_form import ExtensiveFormGame
from quidproquo.games.solution import Equilibrium

F = Fraction
SCREENING = "case:h20/screening"
VALUES = {name: F(value) for name, value in case_model(SCREENING).values.items()}


def demand(one: Equilibrium) -> str:
    """What is asked, in an equilibrium without a mixture."""
    game = one.game
    assert isinstance(game, ExtensiveFormGame)
    asked = one.profile[0]
    assert asked is not None
    return game.information_sets[0].actions[asked.index(1)]


def test_the_defaults() -> None:
    assert reservations(VALUES) == (8, 2)
    assert critical_belief(VALUES) == F(1, 7)
    answer = subgame_perfect(case_model(SCREENING).game)
    (one,) = answer.equilibria
    assert answer.complete and demand(one) == "ask-high"
    assert one.payoffs == (F(-5), F(9, 2))  # 8 or the refusal, each half of the time: a breakdown with 1/2


@pytest.mark.parametrize(
    ("varied", "low", "high", "border", "below"),
    [("pi", 0, 1, F(1, 7), "ask-low"), ("k_long", 6, 12, F(13, 2), "ask-low"), ("w_C", 0, 3, None, "")],
)
def test_borders(varied: str, low: int, high: int, border: Fraction | None, below: str) -> None:
    found = regimes(case_model(SCREENING, symbols=[varied]).game, varied, low, high)
    assert found.complete and found.borders == (() if border is None else (border,))
    assert found.cells[0].answer.outcome.startswith(below)
    assert found.cells[-1].answer.outcome.startswith("ask-high")


def test_the_border_is_a_set() -> None:
    answer = subgame_perfect(case_model(SCREENING, {"pi": "1/7"}).game)
    assert answer.knife_edge and answer.complete
    assert {demand(one) for one in answer.equilibria} == {"ask-low", "ask-high"}
    assert {one.payoffs[1] for one in answer.equilibria} == {2}


def calibrations(count: int) -> list[dict[str, Fraction]]:
    """Random numbers with reservations above what China has without a deal."""
    random_ = random.Random(11)
    found: list[dict[str, Fraction]] = []
    while len(found) < count:
        p = {
            "pi": F(random_.randint(1, 35), 36),
            "k_short": F(random_.randint(8, 24), 4),
            "k_long": F(random_.randint(25, 48), 4),
            "w": F(random_.randint(2, 8), 4),
            "d_U": F(random_.randint(-8, 8), 4),
            "w_C": F(random_.randint(0, 8), 4),
        }
        if min(reservations(p)) > p["w_C"]:
            found.append(p)
    return found


def test_the_border_by_formula_at_random_calibrations() -> None:
    for p in calibrations(200):
        short, long = reservations(p)
        answer = subgame_perfect(screening(p))
        high = p["pi"] * short + (1 - p["pi"]) * p["w_C"]
        assert {one.payoffs[1] for one in answer.equilibria} == {max(long, high)}
        expected = {"ask-high"} if p["pi"] > critical_belief(p) else {"ask-low"}
        assert answer.knife_edge == (p["pi"] == critical_belief(p))
        if not answer.knife_edge:
            assert {demand(one) for one in answer.equilibria} == expected


def test_no_demand_where_every_reservation_is_too_low() -> None:
    answer = subgame_perfect(case_model(SCREENING, {"w_C": 9}).game)
    (one,) = answer.equilibria
    assert demand(one) == "no-offer" and one.payoffs[1] == 9


def test_demands_on_a_grid_converge() -> None:
    """Every equilibrium of the finite game is within one step of the exact value, ties and all."""
    for p in (VALUES, {**VALUES, "pi": F(1, 10)}, *calibrations(6)):
        exact = subgame_perfect(screening(p)).equilibria[0].payoffs[1]
        for steps in (4, 8, 16, 32):
            answer = subgame_perfect(screening_on_grid(p, steps))
            assert answer.complete
            step = reservations(p)[0] / steps
            found = [one.payoffs[1] for one in answer.equilibria]
            assert exact - step <= min(found) and max(found) <= exact


def test_symbols_agree_with_numbers() -> None:
    free = case_model(SCREENING, symbols=["all"]).game
    assert free.parameters == tuple(sorted(MODEL.parameters))
    assert free.at({name: VALUES[name] for name in MODEL.parameters}) == case_model(SCREENING).game
