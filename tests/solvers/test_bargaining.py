"""The solutions of bargaining problems: published answers, theorems, axioms, and wrong claims."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import quidproquo as qpq
from quidproquo.games.algebraic import AlgebraicNumber

F = Fraction
Solver = Callable[[qpq.BargainingProblem], qpq.Solution]
SOLVERS: list[Solver] = [
    qpq.nash_bargaining,
    qpq.kalai_smorodinsky,
    qpq.egalitarian,
    qpq.utilitarian,
]
UNIQUE = SOLVERS[:3]

points = st.lists(st.tuples(st.integers(-2, 9), st.integers(-2, 9)), min_size=1, max_size=6)


def chips(m: object) -> qpq.BargainingProblem:
    return qpq.BargainingProblem.from_issues(
        {"q": (0, 1), "z": (0, 1)}, {"US": f"{m}*z - 2*q", "China": "6*q - z"}, disagreement=(0, 0)
    )


def payoffs(solution: qpq.Solution) -> list[tuple[Any, ...]]:
    return [one.payoffs for one in solution.allocations]


@pytest.mark.parametrize(
    ("solver", "m", "expected", "q"),
    [
        (qpq.nash_bargaining, 7, (5, 5), 1),
        (qpq.nash_bargaining, 3, (F(4, 3), 4), F(5, 6)),
        (qpq.kalai_smorodinsky, 7, (F(140, 27), F(40, 9)), F(49, 54)),
        (qpq.kalai_smorodinsky, 3, (F(8, 5), F(16, 5)), F(7, 10)),
        (qpq.egalitarian, 7, (5, 5), 1),
        (qpq.egalitarian, 3, (2, 2), F(1, 2)),
        (qpq.utilitarian, 7, (5, 5), 1),
        (qpq.utilitarian, 3, (1, 5), 1),
    ],
)
def test_chips_for_magnets(solver: Solver, m: int, expected: Any, q: Any) -> None:
    """Model (f): with m = 7 the corner, with m = 3 the solutions part."""
    found = solver(chips(m))
    assert payoffs(found) == [expected]
    assert found.allocations[0].agreement == (F(q), F(1))
    assert found.complete


def test_the_corner_is_left_where_the_product_stops_growing() -> None:
    assert qpq.nash_bargaining(chips("11/3")).allocations[0].agreement == (F(1), F(1))
    below = qpq.nash_bargaining(chips("3.6666")).allocations[0].agreement[0]
    assert below == (F("3.6666") / 2 + F(1, 6)) / 2 < 1


def test_splitting_a_dollar_with_a_poor_player() -> None:
    """Nash's rich man and beggar: utilities x and sqrt-like; here piecewise linear, by hand."""
    problem = qpq.BargainingProblem([(0, 1), (F(1, 2), F(3, 4)), (1, 0)], (0, 0))
    # On the edge from (1/2, 3/4) to (1, 0): u2 = 3/2 (1 - u1), the product is largest at u1 = 1/2.
    assert payoffs(qpq.nash_bargaining(problem)) == [(F(1, 2), F(3, 4))]
    # The line to the ideal point (1, 1) meets the same edge at u = 3/2 (1 - u).
    assert payoffs(qpq.kalai_smorodinsky(problem)) == [(F(3, 5), F(3, 5))]


def test_weights_move_the_answer_along_the_line() -> None:
    problem = qpq.BargainingProblem([(1, 0), (0, 1)], (0, 0), weights=["3/16", "13/16"])
    assert payoffs(qpq.nash_bargaining(problem)) == [(F(3, 16), F(13, 16))]


def test_inequalities_and_outcomes_state_the_same_problem() -> None:
    by_rows = qpq.BargainingProblem.from_inequalities([((1, 2), 4), ((2, 1), 4)], disagreement=(0, 0))
    by_points = qpq.BargainingProblem([(0, 2), (F(4, 3), F(4, 3)), (2, 0)], (0, 0))
    for solver in SOLVERS:
        assert payoffs(solver(by_rows)) == payoffs(solver(by_points))


def test_kalai_smorodinsky_with_three_players_may_give_payoff_up() -> None:
    """Roth (1979): with three players the solution need not be Pareto optimal."""
    problem = qpq.BargainingProblem([(1, 0, 1), (0, 1, 1)], (0, 0, 0))
    found = qpq.kalai_smorodinsky(problem)
    assert payoffs(found) == [(F(1, 2), F(1, 2), F(1, 2))]
    assert "player 3 could get more" in found.complete_because
    assert payoffs(qpq.nash_bargaining(problem)) == [(F(1, 2), F(1, 2), 1)]


def test_an_irrational_product_of_three_players_is_exact() -> None:
    """On the edge (1 + 2t, 3 - 2t, 2 - t) the product is largest at an irrational t."""
    problem = qpq.BargainingProblem([(1, 3, 2), (3, 1, 1)], (0, 0, 0))
    found = qpq.nash_bargaining(problem)
    u = found.allocations[0].payoffs
    assert isinstance(u[0], AlgebraicNumber)
    assert 2 * u[1] * u[2] - 2 * u[0] * u[2] - u[0] * u[1] == 0
    assert qpq.verify_document(found.to_json(), problem).ok
    assert payoffs(qpq.Solution.from_json(found.to_json(), problem)) == [u]


def test_large_irrational_numbers_are_written_with_their_digits() -> None:
    offset = 10**17
    problem = qpq.BargainingProblem([(1, 3, 2), (3, 1, 1)], (0, 0, 0))
    moved = qpq.BargainingProblem([[u + offset for u in one] for one in ((1, 3, 2), (3, 1, 1))], [offset] * 3)
    near, far = (qpq.nash_bargaining(one).allocations[0].payoffs[0] for one in (problem, moved))
    assert isinstance(near, AlgebraicNumber) and isinstance(far, AlgebraicNumber)
    assert F(far.decimal) - offset == F(near.decimal)
    assert qpq.verify_document(qpq.nash_bargaining(moved).to_json(), moved).ok


@pytest.mark.parametrize("weights", [(10**6, 1, 1), (1, 10**6, F(1, 3)), (10**9, 10**9, 1)])
@pytest.mark.parametrize("seed", range(4))
def test_unequal_powers_of_three_players(weights: Any, seed: int) -> None:
    """Floats alone lose the weak player's gain here."""
    draw = random.Random(seed)
    rows = [[draw.randint(0, 9) for _ in range(3)] for _ in range(4)]
    problem = qpq.BargainingProblem([*rows, (1, 1, 1)], (0, 0, 0), weights=weights)
    found = qpq.nash_bargaining(problem)
    assert all(u > 0 for u in found.allocations[0].payoffs)
    assert qpq.verify_document(found.to_json(), problem).ok


@pytest.mark.parametrize("players", [1, 2, 3])
def test_nobody_can_gain(players: int) -> None:
    problem = qpq.BargainingProblem([[2] * players, [-2] * players], [2] * players)
    assert payoffs(qpq.nash_bargaining(problem)) == [(2,) * players]


@pytest.mark.parametrize("unit", [F(1, 10**12), 10**17, F(7, 3) * 10**9])
def test_irrational_products_in_any_unit(unit: Fraction) -> None:
    rows: list[tuple[Any, ...]] = [(1, 3, 2), (3, 1, 1), (2, 2, F(3, 2)), (0, 0, 5)]
    near = qpq.nash_bargaining(qpq.BargainingProblem(rows, (0, 0, 0)))
    problem = qpq.BargainingProblem([[unit * u for u in one] for one in rows], (0, 0, 0))
    far = qpq.nash_bargaining(problem)
    assert far.allocations[0].agreement == near.allocations[0].agreement
    assert qpq.verify_document(far.to_json(), problem).ok


def test_a_player_who_cannot_gain_keeps_the_disagreement_payoff() -> None:
    problem = qpq.BargainingProblem([(0, 0), (0, 5), (-1, 9)], (0, 1), players=["US", "China"])
    for solver in (qpq.nash_bargaining, qpq.kalai_smorodinsky):
        found = solver(problem)
        assert payoffs(found) == [(0, 5)]
        assert found.knife_edge and "US cannot gain" in found.complete_because


@pytest.mark.parametrize("solver", SOLVERS)
def test_no_agreement_is_proven(solver: Solver) -> None:
    problem = qpq.BargainingProblem([(3, 0), (0, 3)], (2, 2))
    found = solver(problem)
    assert found.allocations == () and found.complete
    assert "no agreement" in found.complete_because
    assert repr(found) == f"<Solution {found.concept}, all: none>"
    assert json.loads(found.to_json())["allocations"] == []
    assert qpq.verify_document(found.to_json(), problem).ok
    fine = qpq.BargainingProblem([(3, 0), (0, 3)], (1, 2))
    assert payoffs(solver(fine)) == [(1, 2)]
    assert not qpq.verify_document(found.to_json(), fine).ok


def test_the_sum_may_be_shared_in_many_ways() -> None:
    found = qpq.utilitarian(qpq.BargainingProblem([(4, 0), (0, 4)], (1, 1)))
    assert sorted(payoffs(found)) == [(1, 3), (3, 1)]
    assert found.value == 4 and found.complete and found.knife_edge


def test_the_sum_is_over_what_nobody_would_refuse() -> None:
    found = qpq.utilitarian(qpq.BargainingProblem([(0, 0), (10, -1), (4, 4)], (0, 0)))
    assert found.value == 8 + F(4, 5)  # a mixture of the last two that leaves the second player 0
    assert payoffs(found) == [(F(44, 5), 0)]
    assert "a larger sum (9) would leave somebody worse off" in found.complete_because


def test_payoffs_without_bound_are_refused() -> None:
    problem = qpq.BargainingProblem.from_inequalities([((1, -1), 1)], disagreement=(0, 0))
    for solver in SOLVERS:
        with pytest.raises(qpq.UnsupportedGame, match="bounded"):
            solver(problem)


def test_symbols_are_refused_with_their_names() -> None:
    problem = chips("m")
    assert problem.parameters == ("m",)
    with pytest.raises(qpq.SymbolsLeft, match="m"):
        qpq.nash_bargaining(problem)
    assert payoffs(qpq.nash_bargaining(problem.at({"m": 3}))) == [(F(4, 3), 4)]


@settings(max_examples=40)
@given(points, st.tuples(st.integers(-2, 2), st.integers(-2, 2)))
def test_every_answer_is_verified_and_read_back(outcomes: Any, disagreement: Any) -> None:
    problem = qpq.BargainingProblem(outcomes, disagreement)
    for solver in SOLVERS:
        found = solver(problem)
        assert qpq.verify_document(found.to_json(), problem).ok
        assert qpq.Solution.from_json(found.to_json(), problem).allocations == found.allocations


@settings(max_examples=40)
@given(points)
def test_no_point_of_a_fine_grid_is_better(outcomes: Any) -> None:
    """An oracle that shares nothing with the solver: mixtures of two outcomes on a grid."""
    problem = qpq.BargainingProblem(outcomes, (0, 0))
    found = payoffs(qpq.nash_bargaining(problem))
    shares = [F(k, 12) for k in range(13)]
    mixtures = [
        tuple((1 - t) * a + t * b for a, b in zip(one, two, strict=True))
        for one, two in itertools.product(outcomes, outcomes)
        for t in shares
    ]
    possible = [u for u in mixtures if min(u) >= 0]
    if not found:
        assert not possible
        return
    most = found[0][0] * found[0][1]
    assert all(u[0] * u[1] <= most for u in possible)


@settings(max_examples=30)
@given(points, st.integers(1, 7), st.integers(1, 5), st.integers(-(10**17), 10**17), st.integers(-3, 3))
def test_units_and_origins_do_not_matter(outcomes: Any, a: int, c: int, b: int, d: int) -> None:
    def change(u: Any) -> Any:
        return (F(a, 3) * u[0] + b, c * u[1] + d)

    problem = qpq.BargainingProblem(outcomes, (0, 0))
    changed = qpq.BargainingProblem([change(u) for u in outcomes], change((0, 0)))
    for solver in (qpq.nash_bargaining, qpq.kalai_smorodinsky):
        assert [change(u) for u in payoffs(solver(problem))] == payoffs(solver(changed))


@settings(max_examples=30)
@given(points)
def test_players_may_be_swapped(outcomes: Any) -> None:
    problem = qpq.BargainingProblem(outcomes, (0, 1))
    swapped = qpq.BargainingProblem([u[::-1] for u in outcomes], (1, 0))
    for solver in SOLVERS:
        assert sorted(u[::-1] for u in payoffs(solver(problem))) == sorted(payoffs(solver(swapped)))


def random_problem(seed: int, players: int) -> qpq.BargainingProblem:
    draw = random.Random(seed)
    rows = [[draw.randint(-3, 9) for _ in range(players)] for _ in range(draw.randint(2, 6))]
    return qpq.BargainingProblem(rows, [0] * players)


@pytest.mark.parametrize("seed", range(25))
def test_three_players_against_random_agreements(seed: int) -> None:
    problem = random_problem(seed, 3)
    found = qpq.nash_bargaining(problem)
    assert qpq.verify_document(found.to_json(), problem).ok
    if not found.allocations or found.knife_edge:
        return
    best = 1.0
    for u in found.allocations[0].payoffs:
        best *= float(u)
    columns = [list(table.entries())[:-1] for table in problem.payoffs]
    draw = random.Random(seed)
    for _ in range(300):
        weights = [draw.expovariate(1) ** 3 for _ in problem.issues]
        gains = [sum(w * float(x) for w, x in zip(weights, c, strict=True)) / sum(weights) for c in columns]
        if min(gains) > 0:
            assert gains[0] * gains[1] * gains[2] <= best * (1 + 1e-9)


HOLD = {
    "pareto": {"nash_bargaining", "kalai_smorodinsky"},
    "individual-rationality": {"nash_bargaining", "kalai_smorodinsky", "egalitarian"},
    "symmetry": {"nash_bargaining", "kalai_smorodinsky", "egalitarian"},
    "scale": {"nash_bargaining", "kalai_smorodinsky"},
    "independence": {"nash_bargaining", "egalitarian"},
    "monotonicity": {"kalai_smorodinsky", "egalitarian"},
    "strong-monotonicity": {"egalitarian"},
}
"""The theorems: Nash (1950), Kalai and Smorodinsky (1975), Kalai (1977)."""


@pytest.mark.parametrize("axiom", HOLD)
@pytest.mark.parametrize("solver", UNIQUE)
def test_axioms_are_those_of_the_theorems(axiom: str, solver: Any) -> None:
    draw = random.Random(7)
    problems = [
        qpq.BargainingProblem([(draw.randint(0, 9), draw.randint(0, 9)) for _ in range(4)], (0, 0))
        for _ in range(8)
    ]
    checks = [qpq.check_axiom(axiom, solver, problem) for problem in problems]
    if solver.__name__ in HOLD[axiom]:
        assert all(one.holds and one.tried for one in checks)
        return
    failed = next(one for one in checks if not one.holds)
    assert failed.changed is not None and failed.because
    again = solver(failed.changed).allocations[0].payoffs
    assert failed.changed_answer == (() if failed.changed is failed.problem else again)


def test_an_unknown_axiom_lists_the_known_ones() -> None:
    with pytest.raises(qpq.InvalidInput, match="independence"):
        qpq.check_axiom("iia", qpq.nash_bargaining, chips(3))


def broken(document: dict[str, Any], *path: Any, to: Any) -> str:
    changed = json.loads(json.dumps(document))
    place = changed
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = to
    return json.dumps(changed)


@pytest.mark.parametrize(
    ("solver", "path", "to", "finding"),
    [
        (qpq.nash_bargaining, ("allocations", 0, "payoffs", "US"), "3/2", "the agreement gives US 4/3"),
        (qpq.nash_bargaining, ("allocations", 0, "agreement", "q"), "2", "breaks the constraint 'q <= 1'"),
        (qpq.nash_bargaining, ("dual", "product", "z <= 1"), "0", "do not add up"),
        (qpq.kalai_smorodinsky, ("ideal", 0, "payoffs", "US"), "4", "the agreement gives US 8/3"),
        (qpq.kalai_smorodinsky, ("dual", "share", "share of US"), "-1", "not negative"),
        (qpq.egalitarian, ("dual",), {}, "weights of the players are needed"),
        (qpq.egalitarian, ("allocations",), [], "no proof that nothing can be agreed on"),
        (qpq.utilitarian, ("value",), "7", "the sum of payoffs is 6, not 7"),
    ],
)
def test_wrong_claims_are_found(solver: Solver, path: Any, to: Any, finding: str) -> None:
    problem = chips(3)
    document = json.loads(solver(problem).to_json())
    verdict = qpq.verify_document(broken(document, *path, to=to), problem)
    assert any(finding in text for text in verdict.findings), verdict.findings


def test_all_of_the_largest_sums_are_claimed_with_proof() -> None:
    problem = qpq.BargainingProblem([(4, 0), (0, 4)], (1, 1), players=["A", "B"])
    document = json.loads(qpq.utilitarian(problem).to_json())
    one_less = json.loads(json.dumps(document))
    del one_less["allocations"][0]
    twice = json.loads(json.dumps(document))
    twice["allocations"].append(twice["allocations"][0])
    for wrong in (one_less, twice, document | {"knife_edge": False}):
        assert not qpq.verify_document(json.dumps(wrong), problem).ok
    three = qpq.BargainingProblem([(1, 0, 0), (0, 1, 0), (0, 0, 1)], (0, 0, 0))
    some = json.loads(qpq.utilitarian(three).to_json())
    assert not some["complete"] and qpq.verify_document(json.dumps(some), three).ok
    assert not qpq.verify_document(json.dumps(some | {"complete": True}), three).ok


@pytest.mark.parametrize("solver", [qpq.nash_bargaining, qpq.kalai_smorodinsky])
def test_a_player_who_cannot_gain_is_a_knife_edge(solver: Solver) -> None:
    problem = qpq.BargainingProblem([(0, 0), (0, 5), (-1, 9)], (0, 1))
    document = json.loads(solver(problem).to_json())
    assert not qpq.verify_document(json.dumps(document | {"knife_edge": False}), problem).ok


@pytest.mark.parametrize("solver", SOLVERS)
def test_a_tie_that_is_not_there_and_a_missing_ideal_are_found(solver: Solver) -> None:
    problem = chips(3)
    document = json.loads(solver(problem).to_json())
    assert not qpq.verify_document(json.dumps(document | {"knife_edge": True}), problem).ok
    for part in document.get("ideal", []):
        less = document | {"ideal": [part]}
        assert not qpq.verify_document(json.dumps(less), problem).ok


def test_a_worse_agreement_is_refused_by_every_solution() -> None:
    problem = chips(3)
    for solver in SOLVERS:
        document = json.loads(solver(problem).to_json())
        document["allocations"] = [
            {"payoffs": {"US": "5/2", "China": "1/2"}, "agreement": {"q": "1/4", "z": "1"}}
        ]
        assert not qpq.verify_document(json.dumps(document), problem).ok


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: qpq.BargainingProblem([], (0, 0)), "at least one"),
        (lambda: qpq.BargainingProblem([(1, 2, 3)], (0, 0), players=["A", "B"]), "one payoff per player"),
        (lambda: qpq.BargainingProblem([(1, 2)], (0,)), "disagreement payoff: one number per player"),
        (lambda: qpq.BargainingProblem([(1, float("nan"))], (0, 0)), "payoff of 2 at 1 is nan"),
        (
            lambda: qpq.BargainingProblem([(1, 2)], {"A": 0, "B": 0}, weights={"A": 1}),
            "weight of B is missing",
        ),
        (lambda: qpq.BargainingProblem([(1, 2)], (0, 0), weights=(1, 0)), "weight of 2 is 0"),
        (
            lambda: qpq.BargainingProblem.from_issues(
                {"q": (0, 1)}, {"US": "q*q", "China": "q"}, disagreement=(0, 0)
            ),
            "not linear in q",
        ),
        (
            lambda: qpq.BargainingProblem.from_issues(
                {"q": (1, 0)}, {"US": "q", "China": "q"}, disagreement=(0, 0)
            ),
            "1 is above 0",
        ),
    ],
)
def test_what_is_no_problem_is_refused(make: Callable[[], object], words: str) -> None:
    with pytest.raises(qpq.QuidproquoError, match=words):
        make()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: qpq.BargainingProblem(None, (0, 0)), "outcomes: a sequence is needed"),  # type: ignore[arg-type]
        (lambda: qpq.BargainingProblem([1, 2], (0, 0)), "outcome '1': a sequence"),  # type: ignore[list-item]
        (lambda: qpq.BargainingProblem([()], ()), "players: at least one"),
        (lambda: qpq.BargainingProblem.from_inequalities([((1, 2),)], disagreement=(0, 0)), "a pair"),  # type: ignore[list-item]
        (lambda: qpq.BargainingProblem.from_inequalities([("12", 3)], disagreement=(0, 0)), "sequence"),
        (
            lambda: qpq.BargainingProblem.from_issues(
                {"q": (0, 1)}, {"A": "q", "B": "-q"}, disagreement=(0, 0), constraints="q <= 1"
            ),
            "constraints: a sequence is needed, and no str",
        ),
        (
            lambda: qpq.BargainingProblem.from_issues(
                {"q": (0, 1)}, {"A": "q", "B": None}, disagreement=(0, 0)
            ),
            "payoff of B is None",
        ),
    ],
)
def test_arguments_of_another_kind_are_refused(make: Callable[[], object], words: str) -> None:
    with pytest.raises(qpq.InvalidGame, match=words):
        make()


def test_a_bound_stated_again_changes_nothing() -> None:
    problem = qpq.BargainingProblem.from_issues(
        {"q": (0, 1)}, {"A": "q", "B": "1 - q"}, disagreement=(0, 0), constraints=["q <= 1", "q  <=  1"]
    )
    assert payoffs(qpq.nash_bargaining(problem)) == [(F(1, 2), F(1, 2))]


def test_names_that_proofs_could_not_tell_apart_are_refused() -> None:
    problem = qpq.BargainingProblem({"A": (1, 0), "share of A": (0, 1)}, (0, 0), players=["A >= 0", "B"])
    with pytest.raises(
        qpq.UnsupportedGame, match="two conditions of the problem are called 'share of A >= 0'"
    ):
        qpq.egalitarian(problem)
