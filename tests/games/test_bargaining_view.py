"""Bargaining problems in notebooks: what can be agreed on, and how offers are made."""

from __future__ import annotations

from fractions import Fraction

import quidproquo as qpq

PIE = qpq.BargainingProblem(
    {"all to <US>": (1, 0), "b": (0, 1)},
    (0, 0),
    players=["US", "China"],
    weights=["1/2", "1/2"],
    title="A & B",
)


def test_outcomes_are_a_table_of_payoffs() -> None:
    page = PIE._repr_html_()
    assert "<td>all to &lt;US&gt;</td><td>1</td><td>0</td>" in page and "A &amp; B" in page
    assert "<td>no agreement</td><td>0</td><td>0</td>" in page and "<td>US</td><td>1/2</td>" in page
    assert r"US & $\frac{1}{2}$" in PIE._repr_latex_() and r"A \& B" in PIE._repr_latex_()


def test_issues_are_shown_with_their_formulas_and_conditions() -> None:
    deal = qpq.BargainingProblem.from_issues(
        {"q": (0, 1), "z": (None, 1)},
        {"US": "3*z - 2*q", "China": "m*q - z + 1"},
        disagreement=(0, "1/3"),
        constraints=["q <= z"],
    )
    page = deal._repr_html_()
    assert "<td>-2*q + 3*z</td><td>0</td>" in page and "<td>m*q - z + 1</td><td>1/3</td>" in page
    for relation in ("q &gt;= 0", "z &lt;= 1", "q - z &lt;= 0"):
        assert f"<td>{relation}</td>" in page


def test_inequalities_are_conditions_on_payoffs() -> None:
    page = qpq.BargainingProblem.from_inequalities([((1, 2), 4)], disagreement=(0, 0))._repr_html_()
    assert "<td>player 1 + 2*player 2 &lt;= 4</td>" in page


def test_offers_in_turn_say_who_begins_and_what_waiting_costs() -> None:
    endless = qpq.AlternatingOffers(PIE, ["1/2", "3/4"], outside=[0, "1/4"], first="China")._repr_html_()
    assert "<td>China</td><td>3/4</td><td>1/4</td>" in endless
    assert "China makes the first offer; then they take turns, without end." in endless
    worth = [[1, Fraction(1, 2)], [1, 0]]
    ending = qpq.AlternatingOffers(PIE, schedule=worth)
    assert "<td>2</td><td>1/2</td><td>0</td>" in ending._repr_html_()
    assert "and end with round 2" in ending._repr_latex_()


def test_long_problems_are_cut_and_counted() -> None:
    problem = qpq.BargainingProblem([(k, 40 - k) for k in range(40)], (0, 0))
    assert "10 more agreements are not shown" in problem._repr_html_()
