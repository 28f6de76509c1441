"""Model (d2): how often a US without alternatives claims to have some, and how often it is believed."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from quidproquo import case_model, nash, perfect_bayesian, regimes, sequential
from quidproquo.cases.h20.models.signalling import MODEL, signalling, signalling_closed_form
from quidproquo.games.extensive_form import ExtensiveFormGame
from quidproquo.games.solution import Solution

F = Fraction
SIGNALLING = "case:h20/signalling"


def moves(answer: Solution) -> dict[str, Any]:
    """The probabilities of the only equilibrium, by information set."""
    game = answer.game
    assert isinstance(game, ExtensiveFormGame)
    (one,) = answer.equilibria
    return {place.label: mixed for place, mixed in zip(game.information_sets, one.profile, strict=True)}


@pytest.mark.parametrize("solve", [perfect_bayesian, sequential])
def test_the_defaults(solve: Callable[..., Any]) -> None:
    answer = solve(case_model(SIGNALLING).game)
    assert answer.complete and not answer.knife_edge
    found = moves(answer)
    assert found["strong"] == (0, 1)
    assert found["weak"] == (F(8, 9), F(1, 9))
    assert found["stood"] == (F(1, 2), F(1, 2))
    (one,) = answer.equilibria
    assert one.payoffs == (F(-1, 2), -2)
    place = [one.label for one in answer.game.information_sets].index("stood")
    assert one.beliefs[place].corners == ((F(3, 4), F(1, 4)),)
    stands = F(1, 4) + F(3, 4) * F(1, 9)
    assert (stands, stands * F(1, 2)) == (F(1, 3), F(1, 6))


def test_it_is_the_only_nash_equilibrium() -> None:
    answer = nash(case_model(SIGNALLING).game)
    assert answer.complete and len(answer.equilibria) == 1


def test_more_doubt_less_bluff() -> None:
    found = moves(perfect_bayesian(case_model(SIGNALLING, {"s": "1/2"}).game))
    assert found["weak"] == (F(2, 3), F(1, 3))
    for s in ("4/5", "9/10"):
        found = moves(perfect_bayesian(case_model(SIGNALLING, {"s": s}).game))
        assert (found["weak"], found["stood"]) == ((0, 1), (1, 0))


def test_the_border_is_a_set() -> None:
    """At s = 3/4 everybody stands, and China relents at least every second time."""
    built = case_model(SIGNALLING, {"s": "3/4"})
    assert built.borders
    answer = perfect_bayesian(built.game)
    assert answer.complete and answer.knife_edge
    assert {one.payoffs for one in answer.equilibria} == {(F(1, 2), F(-6)), (F(2), F(-6))}
    (alternative,) = answer.conditions
    assert "p2 <= 1/2" in alternative.relations


@pytest.mark.parametrize(
    ("varied", "low", "high", "settings", "border"),
    [
        ("s", "1/100", "99/100", {}, F(3, 4)),
        ("e", "1/10", 6, {"s": "3/4"}, 2),
        ("v", 1, 10, {"s": "3/4"}, 6),
    ],
)
def test_pooling_starts_where_the_prior_is_v_of_v_and_e(
    varied: str, low: object, high: object, settings: dict[str, str], border: Fraction
) -> None:
    game = case_model(SIGNALLING, settings, [varied]).game
    found = regimes(game, varied, low, high, solution="nash")
    assert found.complete and found.borders == (border,)


def test_the_formulas_at_random_calibrations() -> None:
    random_ = random.Random(13)
    kinds = set()
    for _ in range(200):
        p = {name: F(random_.randint(1, 30), 5) for name in MODEL.parameters}
        p["s"] = F(random_.randint(1, 23), 24)
        closed = signalling_closed_form(p)
        kinds.add((closed.bluff == 1, closed.knife_edge))
        answer = perfect_bayesian(signalling(p))
        assert answer.complete and answer.knife_edge == closed.knife_edge
        payoffs = {one.payoffs for one in answer.equilibria}
        assert closed.values in payoffs
        if not closed.knife_edge:
            found = moves(answer)
            assert (found["weak"][1], found["stood"][0]) == (closed.bluff, closed.relent)
            assert payoffs == {closed.values}
    assert {(False, False), (True, False)} <= kinds


def test_comparative_statics() -> None:
    """Bluffs grow with s and e and fall with v; China relents more often the more a bluff costs."""
    values = {name: F(value) for name, value in case_model(SIGNALLING).values.items()}

    def bluff(**more: Fraction) -> Fraction:
        return signalling_closed_form({**values, **more}).bluff

    assert bluff(s=F(1, 3)) > bluff() < bluff(e=F(3))
    assert bluff(v=F(8)) < bluff()
    relents = [signalling_closed_form({**values, "ell": F(ell)}).relent for ell in (1, 3, 9)]
    assert relents == sorted(relents)


def test_symbols_agree_with_numbers() -> None:
    free = case_model(SIGNALLING, symbols=["all"]).game
    assert free.parameters == tuple(sorted(MODEL.parameters))
    plain = case_model(SIGNALLING)
    assert free.at({name: plain.values[name] for name in MODEL.parameters}) == plain.game
