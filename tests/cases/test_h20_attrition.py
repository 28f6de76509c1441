"""Model (m): the war of attrition in weeks, in a tree, in short periods, and with reputations."""

from __future__ import annotations

import math
import random
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest

from quidproquo import case_model, nash, regimes, subgame_perfect
from quidproquo.cases.h20.models.attrition import (
    MODEL,
    OWN,
    attrition,
    attrition_over_time,
    hazards,
    yields_in_a_period,
)
from quidproquo.cases.h20.models.attrition_reputations import (
    REPUTATIONS,
    prior_of_a_tie,
    reputation,
    war_with_reputations,
)
from quidproquo.games.algebraic import AlgebraicNumber, Real

F = Fraction
NOTHING = (F(0), F(0))
ATTRITION = "case:h20/attrition"
VALUES = {name: one.default for name, one in OWN.items()}
BOTH = VALUES | {name: one.default for name, one in REPUTATIONS.items()}


def calibrations(count: int) -> list[dict[str, Fraction]]:
    random_ = random.Random(31)
    return [{name: F(random_.randint(1, 48), 8) for name in VALUES} for _ in range(count)]


def test_the_defaults() -> None:
    answer = nash(case_model(ATTRITION).game)
    assert answer.complete and len(answer.equilibria) == 3
    assert {one.payoffs for one in answer.equilibria} == {(F(0), F(28)), (F(12), F(0)), NOTHING}
    (mixed,) = (one for one in answer.equilibria if one.payoffs == NOTHING)
    assert [side[0] for side in mixed.profile if side is not None] == [F(1, 57), F(1, 13)]
    assert hazards(VALUES) == (F(1, 56), F(1, 12))


def test_the_closed_form_at_random_calibrations() -> None:
    for p in calibrations(200):
        answer = nash(attrition(p))
        (mixed,) = (one for one in answer.equilibria if one.payoffs == NOTHING)
        assert answer.complete and len(answer.equilibria) == 3
        assert tuple(side[0] for side in mixed.profile if side is not None) == yields_in_a_period(p)


def test_no_threshold_but_probabilities_that_depend_on_the_other_side() -> None:
    """The cost of the US moves how often China yields, and not how often the US does."""
    found = regimes(case_model(ATTRITION, symbols=["c_U"]).game, "c_U", "1/2", 2)
    assert found.complete and found.borders == ()
    dear = yields_in_a_period(VALUES | {"c_U": F(2)})
    assert dear == (F(1, 57), F(1, 7))


@pytest.mark.parametrize("periods", [1, 2, 3])
def test_the_stationary_equilibrium_is_one_of_the_tree(periods: int) -> None:
    """Weeks in a row are subgames of each other; the same mixture in each is an equilibrium of all."""
    answer = subgame_perfect(attrition_over_time(VALUES, periods))
    assert answer.complete
    rates = dict(zip(("US", "China"), yields_in_a_period(VALUES), strict=True))

    def same_in_all(one: Any) -> bool:
        sets = one.game.information_sets
        return all(
            mixed[s.actions.index("yield")] == rates[s.label.split()[0]]
            for s, mixed in zip(sets, one.profile, strict=True)
        )

    (stationary,) = filter(same_in_all, answer.equilibria)
    assert stationary.payoffs == NOTHING


def test_shorter_periods_converge_to_the_hazards() -> None:
    limits = hazards(VALUES)
    gaps = []
    for period in (F(4), F(1), F(1, 7), F(1, 168), F(1, 10080)):
        game = attrition(VALUES | {"period": period})
        (mixed,) = (one for one in nash(game).equilibria if one.payoffs == NOTHING)
        sides = [side for side in mixed.profile if side is not None]
        gaps.append([limit - F(side[0]) / period for side, limit in zip(sides, limits, strict=True)])
    for before, after in pairwise(gaps):
        assert all(0 < b < a for a, b in zip(before, after, strict=True))
    assert max(gaps[-1]) < F(1, 10**5)


def power(base: Real, exponent: int) -> Real:
    product: Real = F(1)
    for _ in range(exponent):
        product = product * base
    return product


def test_reputations_at_the_defaults() -> None:
    found = reputation(BOTH)
    assert found.first == "US" and found.rates == (F(1, 56), F(1, 12))
    assert isinstance(found.at_once, AlgebraicNumber) and isinstance(found.length, AlgebraicNumber)
    assert power(1 - found.at_once, 14) == F(1, 10**11)  # 1 - (1/10)^(11/14)
    assert power(1 - found.length * F(17, 168), 14) == F(1, 10**17)
    assert math.isclose(float(found.at_once), 0.8362, abs_tol=5e-5)
    assert math.isclose(float(found.length), 9.28, abs_tol=5e-3)
    times = [-math.log(0.1) / float(rate) for rate in found.rates]
    assert [round(time, 1) for time in times] == [128.9, 27.6]


def test_reputations_against_the_exponentials() -> None:
    """Where the times to certainty differ, the later side yields at once; from then on exponentials agree."""
    random_ = random.Random(7)
    for _ in range(30):
        p = {name: F(random_.randint(1, 6)) for name in ("W_U", "W_C", "c_U", "c_C")}
        p |= {name: F(1, random_.randint(2, 12)) for name in ("z_U", "z_C")}
        found = reputation(p)
        us, china = (float(rate) for rate in found.rates)
        times = {"US": -math.log(p["z_U"]) / us, "China": -math.log(p["z_C"]) / china}
        late = max(times, key=times.__getitem__)
        if math.isclose(*times.values(), rel_tol=1e-9):
            assert found.first is None and found.at_once == 0
        else:
            assert found.first == late
            rate, prior = (us, p["z_U"]) if late == "US" else (china, p["z_C"])
            mass = 1 - float(prior) * math.exp(rate * min(times.values()))
            assert math.isclose(float(found.at_once), mass, rel_tol=1e-9)
        total = us + china
        expected = (1 - math.exp(-total * min(times.values()))) / total
        assert math.isclose(float(found.length), expected, rel_tol=1e-9)


def test_the_prior_at_which_the_first_to_yield_changes() -> None:
    """(1/10)^(3/14): a side that is likelier to be tough does not yield at once."""
    border = prior_of_a_tie(BOTH)
    assert power(border, 14) == F(1, 10**3)
    for z, first in ((F(61, 100), "US"), (F(62, 100), "China")):
        assert reputation(BOTH | {"z_U": z}).first == first
        assert (z < border) == (first == "US")


def yields_first(p: dict[str, Fraction], weeks: int) -> tuple[Fraction, Fraction]:
    """How often the US and China, tough ones included, yield in the first period of a finite war."""
    answer = nash(war_with_reputations(p, int(weeks / p["period"])), one=True)
    us, china = answer.equilibria[0].profile
    assert us is not None and china is not None
    return F(us[0]) * (1 - p["z_U"]), F(china[0]) * (1 - p["z_C"])


@pytest.mark.parametrize(
    ("change", "side"), [({}, 0), ({"z_U": F(1, 2), "z_C": F(1, 20), "c_U": F(1, 4)}, 1)]
)
def test_finite_wars_converge_to_the_reputations(change: dict[str, Fraction], side: int) -> None:
    p = BOTH | change
    exact = reputation(p)
    assert exact.first == ("US", "China")[side]
    gaps = []
    for period in (F(4), F(1), F(1, 2)):
        found = yields_first(p | {"period": period}, 40)
        gaps.append(abs(float(found[side]) - float(exact.at_once)))
        assert found[1 - side] <= F(1, 4)
    assert gaps[-1] < gaps[0] and gaps[-1] < 0.02


@pytest.mark.parametrize("period", [8, 5, 4])
def test_a_finite_war_with_reputations_has_one_equilibrium(period: int) -> None:
    answer = nash(war_with_reputations(BOTH | {"period": F(period)}, 40 // period))
    assert answer.complete and len(answer.equilibria) == 1
    assert answer.equilibria[0].payoffs[0] == 0  # the side that yields at once expects nothing


def test_equal_sides_do_not_yield_at_once() -> None:
    even = BOTH | {"W_C": F(12), "c_C": F(1)}
    assert reputation(even).first is None and reputation(even).at_once == 0
    assert reputation(even | {"z_U": F(1, 9)}).first == "China"
    assert reputation(even | {"z_U": F(1, 11)}).first == "US"


def test_symbols_agree_with_numbers() -> None:
    free = case_model(ATTRITION, symbols=["all"]).game
    assert free.parameters == tuple(sorted(MODEL.parameters))
    assert free.at(VALUES) == case_model(ATTRITION).game
