"""Model (j): the freest rule for licences, and what it is worth to be able to keep to one."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import sympy

from quidproquo import case_model, nash, regimes, stackelberg, subgame_perfect, tree
from quidproquo.cases.h20.models.licensing import (
    MODEL,
    licensing,
    licensing_closed_form,
    licensing_on_grid,
    use,
)
from quidproquo.games.normal_form import NormalFormGame
from quidproquo.games.solution import Solution

F = Fraction
LICENSING = "case:h20/licensing"
VALUES = {name: F(value) for name, value in case_model(LICENSING).values.items()}


def rule(answer: Solution) -> Fraction:
    """The probability of a licence in the only answer."""
    (one,) = answer.equilibria
    own: Any = one.profile[0]
    assert isinstance(own[0], Fraction)
    return own[0]


def test_commitment_and_its_value() -> None:
    game = case_model(LICENSING).game
    answer = stackelberg(game, "US")
    assert answer.complete and rule(answer) == F(3, 5)
    (one,) = answer.equilibria
    assert one.profile[1] == (F(1), F(0)) and one.payoffs == (F(2), F(7, 5))
    found = answer.commitment
    assert found is not None
    assert found.strong.value == 2 == found.weak.value  # against a hostile tie a little less than 3/5 will do
    assert found.value_of_commitment == F(28, 11)


def test_without_commitment_both_mix() -> None:
    answer = nash(case_model(LICENSING).game)
    assert answer.complete
    (one,) = answer.equilibria
    assert one.profile == ((F(3, 5), F(2, 5)), (F(6, 11), F(5, 11)))
    assert one.payoffs == (F(-6, 11), F(7, 5))


def test_the_freest_rule_is_a_border() -> None:
    game = tree(use(VALUES, sympy.Symbol("l")), players=("US", "China"))
    found = regimes(game, "l", 0, 1)
    assert found.complete and found.borders == (F(3, 5),)
    assert [cell.answer.outcome for cell in found.cells] == ["civil", "civil or divert", "divert"]


def test_gains_and_penalties_move_the_rule() -> None:
    def freest(**more: object) -> Fraction:
        return rule(stackelberg(case_model(LICENSING, more).game, "US"))

    assert freest(c_LD=6) == F(1, 2)
    assert freest(c_DD=-5) == F(2, 3)
    found = regimes(case_model(LICENSING, symbols=["c_LD"]).game, "c_LD", "9/2", 8, solution="stackelberg")
    assert found.complete and found.borders == ()
    profile: Any = found.cells[0].answer.equilibria[0].profile
    assert str(profile[0][0]) == "3/c_LD"


def test_the_formulas_at_random_calibrations() -> None:
    random_ = random.Random(17)

    def part(low: int, high: int) -> Fraction:
        return F(random_.randint(low * 4, high * 4), 4)

    for _ in range(200):
        p = {"R": part(1, 8), "u_LD": part(-12, -1), "u_DC": part(-6, 0), "u_DD": F(0)}
        p |= {"c_LC": part(1, 4), "c_DC": part(-3, 0)}
        p |= {"c_LD": p["c_LC"] + part(1, 4), "c_DD": p["c_DC"] - part(1, 4)}
        closed, game = licensing_closed_form(p), licensing(p)
        found = stackelberg(game, "US").commitment
        assert found is not None and found.nash is not None
        assert found.strong.value == max(closed.value, closed.diverting, p["u_DC"], p["u_LD"])
        if closed.value > closed.diverting:
            assert found.strong.profile is not None
            assert found.strong.profile[0][0] == closed.licence
        (one,) = nash(game).equilibria
        assert one.payoffs == closed.nash
        assert one.profile == ((closed.licence, 1 - closed.licence), (1 - closed.diverted, closed.diverted))
        assert found.nash.best_value == closed.nash[0]


def test_rules_on_a_grid_converge() -> None:
    """A step of the grid costs the US at most what a step more of licences is worth."""
    exact = licensing_closed_form(VALUES).value
    worst = {}
    for steps in (3, 4, 7, 16, 64):
        answer = subgame_perfect(licensing_on_grid(VALUES, steps))
        assert answer.complete
        (value,) = {one.payoffs[0] for one in answer.equilibria}
        assert 0 < exact - value <= (VALUES["R"] - VALUES["u_DC"]) / steps
        worst[steps] = exact - value
    assert worst[64] < worst[16] < worst[3]
    on_the_rule = subgame_perfect(
        licensing_on_grid(VALUES, 10)
    )  # 3/5 is on this grid: a tie, and both answers
    assert on_the_rule.knife_edge
    assert {one.payoffs[0] for one in on_the_rule.equilibria} == {2, F(3, 2)}


def test_symbols_agree_with_numbers() -> None:
    free = case_model(LICENSING, symbols=["all"]).game
    assert isinstance(free, NormalFormGame)
    assert free.parameters == tuple(sorted(MODEL.parameters))
    assert free.at({name: VALUES[name] for name in MODEL.parameters}) == case_model(LICENSING).game
