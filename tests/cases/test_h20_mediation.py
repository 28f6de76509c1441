"""Model (k): the mediated truce of May to June, its corners by formula, and where mediation starts to pay."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from quidproquo import case_model, correlated, nash, regimes
from quidproquo.cases.h20.models.mediation import (
    advice_ratios,
    mediated_corners,
    mediation,
    most_cooperation,
)

F = Fraction
MEDIATION = "case:h20/mediation"
CELLS = ((0, 0), (0, 1), (1, 0), (1, 1))


def played(answer: object) -> tuple[Fraction, ...]:
    """The probabilities of the four cells."""
    found = dict(answer.distribution)  # type: ignore[attr-defined]
    return tuple(found.get(cell, F(0)) for cell in CELLS)


@pytest.mark.parametrize(
    ("objective", "value", "distribution"),
    [
        ("welfare", F(-16, 5), (F(2, 5), F(2, 5), F(1, 5), 0)),
        ("min", F(-5, 3), (F(1, 3), F(1, 3), F(1, 3), 0)),
        ("US", 2, (0, 0, 1, 0)),
        ("China", 1, (0, 1, 0, 0)),
        ("nash-product", F(598, 25), (F(2, 5), F(2, 5), F(1, 5), 0)),
    ],
)
def test_the_mediated_truce(objective: str, value: Fraction, distribution: tuple[Fraction, ...]) -> None:
    game = case_model(MEDIATION).game
    answer = correlated(game, objective)
    assert answer.complete and not answer.knife_edge
    assert answer.value == value
    assert played(answer) == distribution


def test_better_than_every_nash_equilibrium() -> None:
    game = case_model(MEDIATION).game
    sums = sorted(sum(one.payoffs) for one in nash(game).equilibria)
    assert sums == [-6, F(-11, 2), -4]
    answer = correlated(game)
    assert answer.value == F(-16, 5) > max(sums)
    payoffs = [sum(p * table[cell] for cell, p in answer.distribution) for table in game.payoffs]
    assert payoffs == [F(-12, 5), F(-4, 5)]


def test_the_nash_product_is_above_what_each_secures_alone() -> None:
    """The US cannot be held below -7 if it allows, nor China below -6 if it supplies."""
    assert (F(-12, 5) + 7) * (F(-4, 5) + 6) == F(598, 25)


def chicken(random_: random.Random) -> dict[str, Fraction]:
    """Random numbers with theta < d < kappa for both."""

    def part(low: int, high: int) -> Fraction:
        return F(random_.randint(low * 6, high * 6), 6)

    p: dict[str, Fraction] = {"m": part(0, 13), "v": part(0, 13)}
    for i in "UC":
        p[f"theta_{i}"] = part(-2, 3)
        p[f"d_{i}"] = p[f"theta_{i}"] + part(0, 4) + F(1, 6)
        p[f"kappa_{i}"] = p[f"d_{i}"] + part(0, 4) + F(1, 6)
    return p


def test_corners_by_formula_at_random_calibrations() -> None:
    """Linear objectives are best at a corner of the five; no corner has more cooperation than the formula."""
    random_ = random.Random(2025)
    for _ in range(200):
        p = chicken(random_)
        game, corners = mediation(p), mediated_corners(p)
        assert max(corner[0] for corner in corners) == most_cooperation(p)
        tables = [[table[cell] for cell in CELLS] for table in game.payoffs]
        worth = [[sum(a * b for a, b in zip(c, t, strict=True)) for t in tables] for c in corners]
        objective, best = random_.choice(
            [
                ("welfare", max(map(sum, worth))),
                *((w, max(c[i] for c in worth)) for i, w in enumerate(game.players)),
            ]
        )
        answer = correlated(game, objective)
        assert answer.value == best
        assert answer.distribution is not None
        assert dict(answer.distribution).get((0, 0), 0) <= most_cooperation(p)


def test_costlier_restriction_helps_the_mediator_and_none_is_left_at_the_border() -> None:
    values = dict(case_model(MEDIATION).values)
    shares = [most_cooperation({**values, "kappa_U": F(kappa)}) for kappa in ("2.0001", 3, 4, 40)]
    assert shares == sorted(shares)
    assert shares[0] < F(1, 1000) and shares[2] == F(2, 5)
    assert advice_ratios(values) == (F(1), F(1, 2))


def test_where_mediation_is_worth_more_than_giving_way() -> None:
    """Welfare is that of the US restricting alone up to kappa_U = 3, and more above it."""
    found = regimes(case_model(MEDIATION, symbols=["kappa_U"]).game, "kappa_U", 0, 6, solution="correlated")
    assert found.complete and [str(border) for border in found.borders] == ["3"]
    assert found.cells[0].answer.outcome == "restrict, supply"
    game = case_model(MEDIATION, {"kappa_U": 3}).game
    assert correlated(game).value == -4 and correlated(game).knife_edge


def test_other_phases_leave_nothing_to_mediate() -> None:
    for phase, cell in (("april", (1, 1)), ("both", (0, 0))):
        assert correlated(case_model(MEDIATION, {"phase": phase}).game).distribution == ((cell, F(1)),)
