"""Pareto and risk dominance: published answers, theorems of Harsanyi and Selten, borders in a parameter."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Symbol

from quidproquo import NormalFormGame, case_model, nash, pareto_dominant, pure_nash, regimes, risk_dominant
from quidproquo.games.errors import InvalidInput, UnsupportedGame
from quidproquo.solvers.germ import Viewpoint

T = Symbol("t")
small = st.fractions(min_value=-5, max_value=5, max_denominator=4)
gain = st.fractions(min_value=Fraction(1, 4), max_value=5, max_denominator=4)


def linkage(*symbols: str, **values: Any) -> NormalFormGame:
    game = case_model("h20/linkage", values, symbols).game
    assert isinstance(game, NormalFormGame)
    return game


def test_the_good_equilibrium_of_july_is_the_riskier_one() -> None:
    """Model (a) in phase london: payoff dominance and risk dominance disagree, 1 against 2."""
    game = linkage(phase="london")
    found = nash(game)
    best = pareto_dominant(found)
    assert best.dominant is not None
    assert found.equilibria[best.dominant].payoffs == (Fraction(3), Fraction(2))
    safe = risk_dominant(game)
    assert list(safe.products) == [1, 2]
    assert safe.label == "restrict, withhold"


def test_risk_dominance_flips_at_a_dividend_of_four() -> None:
    game = linkage("theta_U", phase="london")
    found = regimes(
        game,
        "theta_U",
        0,
        10,
        solution="pure-nash",
        classify=lambda theta: {"safer": risk_dominant(game, {"theta_U": theta}).label},
    )
    assert list(found.borders) == [2, 4]
    assert [cell.answer.classes["safer"] for cell in found.cells] == [
        "none",
        "none",
        "restrict, withhold",
        "none",
        "allow, supply",
    ]
    assert "safer" in found.text()
    for theta in [Fraction(n, 7) for n in range(70)]:
        numeric = risk_dominant(linkage(phase="london", theta_U=theta)).label
        assert found.cell_at(theta).answer.classes["safer"] == numeric, theta


def two_strict(gains: tuple[Fraction, ...], shifts: tuple[Fraction, ...]) -> NormalFormGame:
    """Leaving the first equilibrium costs the players the gains 0 and 1, leaving the second the others."""
    a, b, c, d = gains
    return NormalFormGame(
        [
            [[a + shifts[0], shifts[1]], [shifts[0], c + shifts[1]]],
            [[b + shifts[2], shifts[2]], [shifts[3], d + shifts[3]]],
        ]
    )


@given(st.tuples(gain, gain, gain, gain), st.tuples(small, small, small, small))
@settings(max_examples=60)
def test_what_depends_on_the_other_alone_does_not_matter(
    gains: tuple[Fraction, ...], shifts: tuple[Fraction, ...]
) -> None:
    plain, moved = (risk_dominant(two_strict(gains, s)) for s in ((Fraction(0),) * 4, shifts))
    assert plain.products == moved.products == (gains[0] * gains[1], gains[2] * gains[3])
    assert plain.dominant == moved.dominant
    turned = two_strict((*gains[2:], *gains[:2]), shifts)
    mirror = {None: None, (0, 0): (1, 1), (1, 1): (0, 0)}
    assert risk_dominant(turned).dominant == mirror[plain.dominant]


@given(gain, gain, small, small)
@settings(max_examples=60)
def test_in_symmetric_games_it_is_the_best_reply_to_an_even_belief(
    one: Fraction, two: Fraction, left: Fraction, right: Fraction
) -> None:
    game = two_strict((one, one, two, two), (left, right, left, right))
    first = game.payoffs[0]
    worth = [first[s, 0] + first[s, 1] for s in (0, 1)]
    expected = None if worth[0] == worth[1] else (0, 0) if worth[0] > worth[1] else (1, 1)
    assert risk_dominant(game).dominant == expected


def test_where_two_strict_equilibria_are_missing() -> None:
    dilemma = risk_dominant(linkage(phase="april"))
    assert (dilemma.dominant, dilemma.strict, dilemma.label) == (None, ((1, 1),), "none")
    assert dilemma.because == "there is one strict equilibrium; two are compared"
    pennies = NormalFormGame.zero_sum([[1, -1], [-1, 1]])
    assert risk_dominant(pennies).because == "there is no strict equilibrium; two are compared"
    tie = risk_dominant(two_strict((Fraction(1),) * 4, (Fraction(0),) * 4))
    assert tie.dominant is None and list(tie.products) == [1, 1]


@given(st.lists(st.tuples(small, small), min_size=1, max_size=5))
@settings(max_examples=60)
def test_pareto_dominance_by_its_definition(rows: list[tuple[Fraction, Fraction]]) -> None:
    found = pareto_dominant(rows)
    for i, one in enumerate(rows):
        above = [
            j for j, other in enumerate(rows) if other != one and min(map(Fraction.__sub__, other, one)) >= 0
        ]
        assert (i in found.undominated) == (not above)
        assert {a for a, b in found.pairs if b == i} == set(above)
        dominates_all = all(j == i or (i, j) in found.pairs for j in range(len(rows)))
        assert (found.dominant == i) == dominates_all


def test_pareto_dominance_of_numbers_with_a_parameter() -> None:
    view = Viewpoint(Fraction(3))
    t = view.parameter
    assert pareto_dominant([(t, 2), (2, 1)]).dominant == 0
    assert view.watched == ((-2, 1),)


def test_pareto_dominance_says_what_it_compared() -> None:
    flat = NormalFormGame([[[0, 0], [0, 0]], [[0, 1], [0, 1]]])
    assert "listed members" in pareto_dominant(nash(flat)).because
    assert pareto_dominant(pure_nash(linkage(phase="both"))).because == "there is only one equilibrium"


def test_what_is_refused() -> None:
    with pytest.raises(UnsupportedGame, match="of a 2×2 game; this one is 2×3"):
        risk_dominant(NormalFormGame([[[1, 2, 3], [4, 5, 6]]] * 2))
    with pytest.raises(InvalidInput, match="t has no value"):
        risk_dominant(NormalFormGame([[[T, 0], [0, 1]]] * 2))
    with pytest.raises(InvalidInput, match="at least one is needed"):
        pareto_dominant([])
    with pytest.raises(InvalidInput, match="different numbers of players"):
        pareto_dominant([(1, 2), (1,)])
    with pytest.raises(InvalidInput, match="payoff of equilibrium 2"):
        pareto_dominant([(1, 2), (1, float("nan"))])
