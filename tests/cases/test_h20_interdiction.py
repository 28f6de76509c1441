"""Model (l): teams on routes as a zero-sum game, by formula, by a program over spreads, and Borel's game."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
import sympy

from quidproquo import InvalidInput, case_model, nash, regimes, zero_sum
from quidproquo.cases.h20.models.interdiction import (
    OWN,
    ROUTES,
    coverage,
    interdiction,
    interdiction_by_team,
    least_arrival,
    loads_and_inspectors,
)

F = Fraction
INTERDICTION = "case:h20/interdiction"
VALUES = {name: one.default for name, one in OWN.items()}


def test_the_defaults() -> None:
    game = case_model(INTERDICTION).game
    answer = nash(game)
    (one,) = answer.equilibria
    assert answer.complete and one.payoffs == (F(-168, 47), F(168, 47))
    inspector, smuggler = one.profile
    assert inspector is not None and smuggler == (F(12, 47), F(15, 47), F(20, 47), F(0))
    assert coverage(game, inspector, VALUES) == (F(151, 188), F(65, 94), F(95, 188), F(0))
    assert zero_sum(game).value == F(-168, 47)


def test_a_fourth_route_is_used_from_73_over_32_teams_on() -> None:
    teams = sympy.Symbol("teams")
    game = interdiction_by_team({**VALUES, "teams": teams})
    found = regimes(game, "teams", 1, "5/2", solution="zero-sum")
    assert found.complete and found.borders == (F(73, 32),)
    at = zero_sum(interdiction({**VALUES, "teams": F(73, 32)}))
    assert at.value == -3 == -VALUES["w_4"]
    lost = [least_arrival({**VALUES, "teams": F(b, 32)}) for b in (72, 73, 74)]
    assert lost[0] - lost[1] > lost[1] - lost[2] > 0  # flatter once the fourth route is in play


@pytest.mark.parametrize(("varied", "low", "high", "border"), [
    ("w_4", 1, 5, "168/47"),
    ("e", "1/2", 1, "73/80"),
])  # fmt: skip
def test_borders(varied: str, low: int | str, high: int, border: str) -> None:
    found = regimes(case_model(INTERDICTION, symbols=[varied]).game, varied, low, high, solution="zero-sum")
    assert found.complete and found.borders == (F(border),)


def test_the_closed_form_at_random_calibrations() -> None:
    """Water-filling is the value at any number of teams, parts of teams and certain routes included."""
    random_ = random.Random(5)
    certain = 0
    for _ in range(200):
        p = {f"w_{route}": F(random_.randint(1, 40), 4) for route in ROUTES}
        p |= {"e": F(random_.randint(1, 10), 10), "teams": F(random_.randint(0, 12), 3)}
        answer = zero_sum(interdiction(p))
        assert answer.value == -least_arrival(p)
        certain += least_arrival(p) == max(p[f"w_{route}"] for route in ROUTES) * (1 - p["e"])
        reduced = zero_sum(interdiction_by_team(p))
        if max(p["teams"] * x for x in reduced.equilibria[0].profile[0] or ()) <= 1:
            assert reduced.value == answer.value
        inspector = answer.equilibria[0].profile[0]
        assert inspector is not None
        spread = coverage(answer.game, inspector, p)  # type: ignore[arg-type]
        assert sum(spread) == p["teams"] and all(0 <= x <= 1 for x in spread)
    assert certain > 10


@pytest.mark.parametrize(
    ("worth", "value"), [((1, 1, 1), F(2, 3)), ((3, 2, 1), F(6, 5)), ((2, 2, 2), F(4, 3))]
)
def test_loads_and_inspectors(worth: tuple[int, ...], value: Fraction) -> None:
    game = loads_and_inspectors([F(w) for w in worth], 3, 2)
    assert (len(game.strategies[0]), len(game.strategies[1])) == (10, 6)
    assert zero_sum(game).value == -value


def test_who_has_enough_on_every_route() -> None:
    assert zero_sum(loads_and_inspectors([F(1)] * 3, 6, 2)).value == 0
    assert zero_sum(loads_and_inspectors([F(5), F(1)], 0, 2)).value == -6


@pytest.mark.parametrize(
    ("teams", "message"), [("5", "teams is 5; a number from 0 to 4"), ("-1", "teams is -1; a number from 0")]
)
def test_refusals(teams: str, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        case_model(INTERDICTION, {"teams": teams})


def test_the_number_of_teams_is_no_symbol() -> None:
    with pytest.raises(InvalidInput, match="teams is a symbol; a number is accepted"):
        case_model(INTERDICTION, symbols=["all"])


def test_symbols_agree_with_numbers() -> None:
    names = [name for name in OWN if name != "teams"]
    free = case_model(INTERDICTION, symbols=names).game
    assert free.parameters == tuple(sorted(names))
    assert free.at({name: VALUES[name] for name in names}) == case_model(INTERDICTION).game
