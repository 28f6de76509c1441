"""Correlated play and commitment over a range of a parameter, against the solvers of single games."""

from __future__ import annotations

import dataclasses
import random
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy

import quidproquo as qpq
from quidproquo.games.algebraic import Real
from quidproquo.games.errors import InvalidInput, LimitReached, UnsupportedGame
from quidproquo.games.normal_form import NormalFormGame
from quidproquo.games.obedience import gains
from quidproquo.games.parameter_formula import ParameterFormula
from quidproquo.games.program_proofs import (
    CommittedPlay,
    CorrelatedPlay,
    committed_problem,
    correlated_problem,
)
from quidproquo.games.regime_map import Cell, RegimeMap

F = Fraction
k = sympy.Symbol("k")
LOW, HIGH = F(-4), F(5)
SHAPES = [(2, 2), (2, 3), (3, 3), (2, 2, 2), (3, 2)]


def random_game(seed: int) -> NormalFormGame:
    """Payoffs in one parameter with ties, kinks, poles at 2, duplicate strategies and irrational borders."""
    draw = random.Random(seed)
    shape = SHAPES[seed % len(SHAPES)]

    def payoff() -> Any:
        a, b = draw.randint(-3, 3), draw.randint(-3, 3)
        kinks = [sympy.Max(a, k + b), sympy.Abs(k - a)]
        return draw.choice([a, a, a * k + b, a * k + b, k**2 - 2 + a, a / (k - 2) + b, *kinks])

    tables = []
    for _ in shape:
        table = np.empty(shape, dtype=object)
        for cell in np.ndindex(*shape):
            table[cell] = payoff()
        tables.append(table)
    if draw.random() < 0.3:
        for table in tables:
            table[-1] = table[0]
    tables[0][(0,) * len(shape)] = k
    return NormalFormGame(tables)


def at(number: Any, place: Any) -> Any:
    return number.at(place) if isinstance(number, ParameterFormula) else number


def is_covered(found: RegimeMap) -> bool:
    """Whether cells and excluded places follow each other from end to end."""
    end: Real = found.low
    for low, high in sorted(
        [(c.low, c.high) for c in found.cells] + [(e.low, e.high) for e in found.excluded],
        key=lambda one: (float(one[0]), float(one[1])),
    ):
        if low != end:
            return False
        end = high
    return end == found.high


def places(found: RegimeMap, draw: random.Random) -> list[Fraction]:
    """Random values of the parameter, the rational borders and the ends, all where there is a game."""
    borders = [b for b in found.borders if isinstance(b, Fraction)][:3]
    drawn = [F(draw.randint(-400, 500), 100) for _ in range(4)]
    outside = {e.low for e in found.excluded}
    return [p for p in [*borders, *drawn, LOW, HIGH] if p not in outside]


def numeric(game: NormalFormGame, found: RegimeMap, place: Fraction, **options: Any) -> Fraction:
    solver = {"correlated": qpq.correlated, "coarse-correlated": qpq.coarse_correlated}.get(found.solution)
    value = (solver or qpq.stackelberg)(game.at({"k": place}), **options).value
    assert value is not None
    return value


def distribution_at(game: NormalFormGame, cell: Cell, place: Fraction) -> Any:
    """The stated distribution at a place, cells by number."""
    return tuple(
        (_numbers(game, one["profile"]), at(one["probability"], place))
        for one in cell.answer.fields["distribution"]
    )


def _numbers(game: NormalFormGame, profile: Any) -> tuple[int, ...]:
    return tuple(own.index(s) for own, s in zip(game.strategies, profile, strict=True))


CORRELATED = [
    ("correlated", "welfare"),
    ("correlated", "min"),
    ("correlated", "1"),
    ("coarse-correlated", "welfare"),
    ("coarse-correlated", "min"),
]


@pytest.mark.parametrize("seed", [0, 1, 3, 4, 5, 6, 7, 8, 9, 10])
def test_values_of_correlated_play_are_those_of_single_games(seed: int) -> None:
    game, draw = random_game(seed), random.Random(seed)
    for concept, objective in [CORRELATED[seed % 5], CORRELATED[(seed + 2) % 5]]:
        found = qpq.regimes(game, "k", LOW, HIGH, solution=concept, objective=objective)
        assert is_covered(found)
        for place in places(found, draw):
            cell = found.cell_at(place)
            assert at(cell.answer.fields["value"], place) == numeric(game, found, place, objective=objective)
            stated = distribution_at(game, cell, place)
            assert sum(p for _, p in stated) == 1
            assert min(p for _, p in stated) > 0
            here = gains(game.at({"k": place}), stated, coarse=concept != "correlated")
            assert all(gain.amount <= 0 for gain in here)


@pytest.mark.parametrize("seed", [0, 1, 2, 4, 5, 6, 7, 9, 10, 11])
def test_values_of_commitment_are_those_of_single_games(seed: int) -> None:
    game, draw = random_game(seed), random.Random(seed)
    for leader in game.players:
        found = qpq.regimes(game, "k", LOW, HIGH, solution="stackelberg", leader=leader)
        assert is_covered(found)
        for place in places(found, draw):
            cell = found.cell_at(place)
            assert at(cell.answer.fields["value"], place) == numeric(game, found, place, leader=leader)


def beyond(number: Any, place: Fraction) -> Any:
    """What the formula of a cell gives at a place above the cell."""
    return number.pieces[-1].at(place) if isinstance(number, ParameterFormula) else number


@pytest.mark.parametrize("seed", [0, 1, 4, 5, 6, 7])
def test_a_border_is_where_the_formulas_have_to_change(seed: int) -> None:
    game = random_game(seed)
    found = qpq.regimes(game, "k", LOW, HIGH, solution="correlated")
    checked = 0
    for left, border, right in zip(found.cells, found.cells[1:], found.cells[2:], strict=False):
        joined = border.is_border and left.high == border.low == right.low
        place = right.sample
        if not joined or not isinstance(place, Fraction):
            continue
        checked += 1
        before, after = left.answer.fields, right.answer.fields
        if beyond(before["value"], place) != at(after["value"], place):
            continue
        drawn = [beyond(one["probability"], place) for one in before["distribution"]]
        cells = [_numbers(game, one["profile"]) for one in before["distribution"]]
        stated = tuple((c, p) for c, p in zip(cells, drawn, strict=True) if p)
        vanishes = len(border.answer.fields["distribution"]) < len(drawn)
        gained = gains(game.at({"k": place}), stated, coarse=False) if min(drawn) >= 0 else None
        assert vanishes or gained is None or any(gain.amount > 0 for gain in gained)
    assert checked or len(found.cells) < 3 or found.excluded


def linkage(**terms: Any) -> NormalFormGame:
    """The issue-linkage game: temptations d, truce dividends t, extra costs e of mutual restriction."""
    t_us, t_cn, e_us, e_cn = (
        F(terms.get(n, d)) if not isinstance(terms.get(n), sympy.Symbol) else terms[n]
        for n, d in [("t_us", 0), ("t_cn", 0), ("e_us", 4), ("e_cn", 3)]
    )
    us = [[t_us, -7], [2, 2 - 7 - e_us]]
    china = [[t_cn, 1], [-6, 1 - 6 - e_cn]]
    labels = [["allow", "restrict"], ["supply", "withhold"]]
    return NormalFormGame([us, china], players=["US", "China"], strategies=labels)


def chances(cell: Cell) -> dict[str, str]:
    return {", ".join(one["profile"]): str(one["probability"]) for one in cell.answer.fields["distribution"]}


def test_mediated_truce_has_its_closed_form() -> None:
    # With t < d < e for both, p(allow, supply) <= 1/(1 + (d-t)/(e-d) of the US + the same of China).
    found = qpq.regimes(linkage(e_us=k), "k", 2, 20, solution="correlated")
    cell = found.cell_at(4)
    assert chances(cell) == {
        "allow, supply": "2*(k - 2)/(3*k - 2)",
        "allow, withhold": "4/(3*k - 2)",
        "restrict, supply": "(k - 2)/(3*k - 2)",
    }
    assert (cell.low, cell.high) == (F(3), F(20))
    for cost in (4, 7, F(31, 3), 20):
        assert cell.answer.fields["distribution"][0]["probability"].at(F(cost)) == 1 / (
            1 + 2 / (F(cost) - 2) + F(1, 2)
        )
    assert at(cell.answer.fields["value"], F(4)) == F(-16, 5)
    # With little at stake in mutual restriction, the best a mediator can do is a pure equilibrium.
    assert found.borders == (F(3),)
    assert chances(found.cell_at(F(5, 2))) == {"restrict, supply": "1"}


def test_payoffs_that_a_truce_pays_move_the_mediated_value() -> None:
    found = qpq.regimes(linkage(t_us=k, t_cn=2), "k", 0, 3, solution="correlated")
    assert found.borders[-1] == 2
    for place in (F(0), F(1, 3), F(1), F(2), F(5, 2), F(3)):
        value = at(found.cell_at(place).answer.fields["value"], place)
        assert value == qpq.correlated(linkage(t_us=k, t_cn=2).at({"k": place})).value
    assert chances(found.cell_at(3)) == {"allow, supply": "1"}


def licensing(gain: Any) -> NormalFormGame:
    us, china = [[4, -6], [-1, 0]], [[3, gain], [-1, -4]]
    labels = [["licence", "deny"], ["civil", "divert"]]
    return NormalFormGame([us, china], players=["US", "China"], strategies=labels)


def test_licensing_by_commitment_falls_with_the_gain_of_diversion() -> None:
    # l* = (c_DC - c_DD)/((c_DC - c_DD) + (c_LD - c_LC)); 3/5 and the value 2 at a gain of 5, 1/2 at 6.
    found = qpq.regimes(licensing(k), "k", 0, 20, solution="stackelberg", leader="US")
    assert found.borders == (F(3),)
    cell = found.cell_at(5)
    (equilibrium,) = cell.answer.equilibria
    licence = (equilibrium.profile[0] or ())[0]
    assert (str(licence), str(cell.answer.fields["value"])) == ("3/k", "(15 - k)/k")
    assert [licence.at(F(gain)) for gain in (5, 6)] == [F(3, 5), F(1, 2)]
    assert [at(cell.answer.fields["value"], F(gain)) for gain in (5, 20)] == [F(2), F(-1, 4)]
    assert cell.answer.outcome == "licence/deny, civil"
    assert found.cell_at(2).answer.outcome == "licence, civil"
    assert [str(u) for u in equilibrium.payoffs] == ["(15 - k)/k", "(12 - k)/k"]


def test_a_tie_at_a_border_goes_to_the_leader() -> None:
    # For k < 0 the follower goes left, for k > 0 right; at 0 the leader gets the better of the two.
    game = NormalFormGame([[[3, 1]], [[0, k]]], players=["leader", "follower"])
    found = qpq.regimes(game, "k", -1, 1, solution="stackelberg")
    values = [cell.answer.fields["value"] for cell in found.cells]
    assert (found.borders, values) == ((F(0),), [3, 3, 1])


def test_irrational_borders_and_poles_are_exact() -> None:
    game = NormalFormGame([[[k**2 - 2, 0], [0, 0]], [[k**2 - 2, 0], [0, -1 / (k - 3) ** 2]]])
    found = qpq.regimes(game, "k", 0, 4, solution="correlated")
    assert [str(border) for border in found.borders] == ["sqrt(2)"]
    assert [(one.low, one.high) for one in found.excluded] == [(F(3), F(3))]
    values = [str(cell.answer.fields["value"]) for cell in found.cells]
    assert values == ["0", "0", "2*k**2 - 4", "2*k**2 - 4"]


def test_what_does_not_change_has_no_border() -> None:
    # The kinks of what nobody plays, and a game that does not matter to the answer, are no borders.
    game = NormalFormGame([[[3, sympy.Abs(k)], [-sympy.Max(k, 1), 0]], [[3, 0], [0, -k - 5]]])
    for concept in ("correlated", "coarse-correlated", "stackelberg"):
        found = qpq.regimes(game, "k", -2, 2, solution=concept)
        assert (len(found.cells), found.borders) == (1, ()), concept


def test_one_commitment_is_stated_where_one_will_do() -> None:
    # Left is the best reply where |k|/2 <= p <= 1 - |k|/4; every corner of that has a kink, 3/5 has none.
    size = sympy.Abs(k)
    theirs = [[0, size / 2 - 1, size / 4], [0, size / 2, size / 4 - 1]]
    game = NormalFormGame([[[1, 0, 0], [1, 0, 0]], theirs])
    found = qpq.regimes(game, "k", -1, 1, solution="stackelberg")
    assert found.borders == ()
    (cell,) = found.cells
    assert all(isinstance(p, Fraction) for p in cell.answer.equilibria[0].profile[0] or ())


def test_what_makes_no_sense_is_refused() -> None:
    game = linkage(e_us=k)
    with pytest.raises(InvalidInput, match=r"accepted: welfare, min, US, China"):
        qpq.regimes(game, "k", 0, 1, solution="correlated", objective="nash-product")
    with pytest.raises(InvalidInput, match=r"no objective 'Peru'"):
        qpq.regimes(game, "k", 0, 1, solution="correlated", objective="Peru")
    with pytest.raises(InvalidInput, match=r"no player 'Peru' to lead; players: US, China"):
        qpq.regimes(game, "k", 0, 1, solution="stackelberg", leader="Peru")
    with pytest.raises(InvalidInput, match=r"stackelberg take no objective"):
        qpq.regimes(game, "k", 0, 1, solution="stackelberg", objective="min")
    three = random_game(3)
    with pytest.raises(UnsupportedGame, match=r"two players"):
        qpq.regimes(three, "k", 0, 1, solution="stackelberg")
    wide = np.full((8, 8), k, dtype=object)
    with pytest.raises(LimitReached, match=r"at most"):
        qpq.regimes(NormalFormGame([wide, wide]), "k", 0, 1, solution="correlated")
    with pytest.raises(InvalidInput, match=r"not piecewise rational"):
        qpq.regimes(NormalFormGame([[[sympy.exp(k)]], [[0]]]), "k", 0, 1, solution="correlated")


def test_an_end_of_the_range_with_a_proof_of_its_own_lends_the_cell_no_numbers() -> None:
    """At -1 the multipliers of the open cell have a pole, so that the end is proven apart from it."""
    first = [[sympy.Abs(k + sympy.Rational(1, 2)), 5], [1, sympy.Abs(k + 6)], [-2, sympy.Abs(k - 6)]]
    second = [[-2, (k - 5) / (k - 1)], [-2, k**2 - 1], [6 - k**2, sympy.Max(3, k + 5)]]
    game = NormalFormGame([first, second])
    found = qpq.regimes(game, "k", -1, 0, solution="correlated")
    for place in (F(-1), F(-2, 3), F(-1, 100)):
        fields = found.cell_at(place).answer.fields
        single = qpq.correlated(game.at({"k": place}))
        assert at(fields["value"], place) == single.value
        assert sum(at(one["probability"], place) for one in fields["distribution"]) == 1
        assert sum(at(fields["payoffs"][who], place) for who in game.players) == single.value


def test_wrong_proofs_are_found() -> None:
    tables = [np.array(t) * F(1) for t in ([[6, 2], [7, 0]], [[6, 7], [2, 0]])]
    half, quarter = F(1, 2), F(1, 4)
    told: dict[tuple[int | None, int], Fraction] = {(0, 1): F(3, 4)}
    cells: dict[tuple[int, ...], Fraction] = {(0, 0): half, (0, 1): quarter, (1, 0): quarter}
    right = CorrelatedPlay(cells, F(21, 2), (F(21, 4), F(21, 4)), (told, told), (F(1), F(1)))

    def problem(**changes: Any) -> str:
        return (
            correlated_problem(tables, dataclasses.replace(right, **changes), "welfare", coarse=False) or ""
        )

    assert not problem()
    assert "do not sum" in problem(distribution={(0, 0): half})
    assert "not positive" in problem(distribution={**cells, (1, 1): F(0)})
    assert "gains by" in problem(distribution={(0, 0): F(1)})
    assert "value is not" in problem(value=F(11))
    assert "payoffs are not" in problem(payoffs=(F(5), F(21, 4)))
    assert "do not bound" in problem(multipliers=({}, told))
    assert "negative" in problem(multipliers=({(0, 1): F(-1)}, told))
    assert "weights" in problem(weights=(F(1), F(2)))
    own, theirs = (np.array(t) * F(1) for t in ([[2, 4], [1, 3]], [[1, 0], [0, 1]]))
    best = CommittedPlay({0: half, 1: half}, 1, F(7, 2), half, ({}, {0: half}))

    def fault(**changes: Any) -> str:
        return committed_problem(own, theirs, dataclasses.replace(best, **changes)) or ""

    assert not fault()
    assert "pays the follower more" in fault(mixture={0: F(1)})
    assert "not what the commitment gives" in fault(value=F(4))
    assert "follower's payoff" in fault(theirs=F(1))
    assert "do not bound" in fault(multipliers=({}, {}))
    assert "negative" in fault(multipliers=({}, {0: -half}))
