"""Model (c): who climbs the ladder, at which risks, and how seldom anybody reaches the top."""

from __future__ import annotations

import math
import random
from fractions import Fraction
from typing import Any

import pytest

from quidproquo import case_model, quantal, regimes, subgame_perfect
from quidproquo.cases.h20.models.escalation import MODEL, critical_risks, escalation, ladder_plan
from quidproquo.games.extensive_form import CHANCE, ExtensiveFormGame

F = Fraction
LADDER = "case:h20/escalation"
DEFAULT = {name: one.default for name, one in MODEL.own.items()}


def plan_of(game: ExtensiveFormGame) -> str:
    """The plan of the only subgame-perfect equilibrium, C or E on each rung."""
    answer = subgame_perfect(game)
    assert answer.complete
    (one,) = answer.equilibria
    return "".join(
        "CE"[mixed.index(1)]
        for place, mixed in zip(game.information_sets, one.profile, strict=True)
        if place.player != CHANCE and mixed is not None
    )


def test_nobody_climbs_with_complete_information() -> None:
    game = case_model(LADDER).game
    assert plan_of(game) == "CECECEC"
    assert subgame_perfect(game).equilibria[0].payoffs == (F(-3), F(3))
    assert critical_risks(DEFAULT) == (F(7, 18), F(1, 2), F(3, 14))


def test_the_plan_by_recursion_at_random_calibrations() -> None:
    random_ = random.Random(7)
    plans = set()
    for _ in range(200):
        p = {name: F(random_.randint(3, 60), 7) for name in DEFAULT if name[0] != "r"}
        p |= {name: F(random_.randint(1, 40), 60) for name in DEFAULT if name[0] == "r"}
        plan, ties = ladder_plan(p)
        answer = subgame_perfect(escalation(p))
        assert bool(ties) == answer.knife_edge
        if not ties:
            assert plan_of(escalation(p)) == plan
            plans.add(plan)
    assert len(plans) > 10


def test_play_ends_on_the_first_two_rungs_or_at_the_top() -> None:
    """Where a breakdown costs more than a concession: at the top just where the risk of it all is small."""
    random_ = random.Random(19)
    ends = set()
    for _ in range(400):
        p = {name: F(random_.randint(7, 21), 7) for name in DEFAULT if name[0] in "WL"}
        p |= {f"D_{i}": p[f"L_{i}"] + F(random_.randint(1, 30), 7) for i in "UC"}
        most = random_.choice([4, 20, 60])
        p |= {name: F(random_.randint(1, most), 120) for name in DEFAULT if name[0] == "r"}
        plan, ties = ladder_plan(p)
        end = (plan + "C").index("C")
        from_first, from_second = (
            1 - math.prod(1 - p[f"r_{t}"] for t in range(start, 8)) for start in (1, 2)
        )
        climbs = from_first < p["L_U"] / p["D_U"] and from_second < p["L_C"] / p["D_C"]
        assert ties or (end == 7) == climbs
        ends.add(end)
    assert ends == {0, 1, 7}


@pytest.mark.parametrize(
    ("varied", "settings", "border"),
    [
        ("r_7", {}, F(3, 14)),
        ("r_6", {}, F(1, 2)),
        ("r_5", {"r_6": "3/5"}, F(7, 18)),
    ],
)
def test_critical_risks_are_borders(varied: str, settings: dict[str, str], border: Fraction) -> None:
    game = case_model(LADDER, settings, [varied]).game
    found = regimes(game, varied, 0, 1)
    assert found.complete and border in found.borders
    steps = [place.label for place in game.information_sets].index(f"rung {varied[-1]}")
    below, above = (found.cell_at(border + side).answer for side in (F(-1, 1000), F(1, 1000)))
    assert [one.profile[steps] for one in below.equilibria] == [(0, 1)]
    assert [one.profile[steps] for one in above.equilibria] == [(1, 0)]


def test_between_two_risks_of_the_last_rung_china_gives_way() -> None:
    """Below 5/33 and above 3/14 the US gives way at once; in between China does, on the second rung."""
    found = regimes(case_model(LADDER, symbols=["r_7"]).game, "r_7", 0, 1)
    assert found.borders == (F(5, 33), F(3, 14))
    plans = [plan_of(case_model(LADDER, {"r_7": r}).game) for r in ("1/10", "1/5", "3/10")]
    assert plans == ["CECECEE", "ECECECE", "CECECEC"]


def test_knife_edges_are_sets_and_are_named() -> None:
    built = case_model(LADDER, {"r_7": "3/14"})
    assert built.borders == ("rung 7: conceding pays as much as escalating",)
    answer = subgame_perfect(built.game)
    assert answer.knife_edge and answer.complete and answer.conditions


@pytest.mark.parametrize(("lam", "chance"), [("1/2", "0.0015784"), (0, "0.0023540")])
def test_the_top_is_reached_as_seldom_as_by_coin_flips(lam: object, chance: str) -> None:
    """By proven intervals: about 2 in 1000, at lambda = 1/2 as at 0."""
    game = case_model(LADDER).game
    (found,) = quantal(game, lam).enclosures
    assert found.proven
    low = high = F(1)
    for place, mixed in zip(game.information_sets, found.profile, strict=True):
        ends: Any = (place.probabilities[1],) * 2 if mixed is None else mixed[1]
        low, high = low * ends[0], high * ends[1]
    assert high - low < F(1, 10**15)
    assert abs((low + high) / 2 - F(chance)) < F(1, 10**7)


def test_symbols_agree_with_numbers() -> None:
    free = case_model(LADDER, symbols=["all"]).game
    assert free.parameters == tuple(sorted(DEFAULT))
    assert free.at(DEFAULT) == case_model(LADDER).game
