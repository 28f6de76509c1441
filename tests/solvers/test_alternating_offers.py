"""Alternating offers: Rubinstein's formula, outside options, last rounds, and claims that are refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import quidproquo as qpq

F = Fraction
PIE = qpq.BargainingProblem({"US": (1, 0), "China": (0, 1)}, (0, 0), players=["US", "China"])
CLOCKS = [F(3, 5), F(13, 15)]
factors = st.fractions(0, F(29, 30), max_denominator=30)
concave = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=4)


def solve(*arguments: Any, **options: Any) -> qpq.Solution:
    game = qpq.AlternatingOffers(*arguments, **options)
    found = qpq.alternating_offers(game)
    assert qpq.verify_document(found.to_json(), game).ok
    assert qpq.Solution.from_json(found.to_json(), game).offers == found.offers
    return found


def payoffs(found: qpq.Solution) -> list[tuple[Any, ...]]:
    return [one.payoffs for one in found.allocations]


def test_stock_clocks() -> None:
    """Model (e): the share is (D + k)/(D + k + n) for the proposer US, k/(D + k + n) for the responder."""
    found = solve(PIE, CLOCKS)
    assert payoffs(found) == [(F(5, 18), F(13, 18))]
    assert [one.payoffs[0] for one in found.offers if one] == [F(5, 18), F(1, 6)]
    assert payoffs(solve(PIE, CLOCKS, first="China")) == [(F(1, 6), F(5, 6))]


@given(factors, factors)
def test_the_formula_of_rubinstein(one: Fraction, two: Fraction) -> None:
    """Rubinstein (1982): the proposer gets (1 - d2)/(1 - d1 d2)."""
    assert payoffs(solve(PIE, [one, two])) == [
        ((1 - two) / (1 - one * two), (two - one * two) / (1 - one * two))
    ]


def test_outside_options_matter_only_where_they_bind() -> None:
    """Model (e); Binmore, Shaked and Sutton (1989): the outside option principle."""
    assert payoffs(solve(PIE, CLOCKS, outside=[F(1, 10), 0])) == [(F(5, 18), F(13, 18))]
    bound = solve(PIE, CLOCKS, outside=[F(1, 4), 0])
    assert payoffs(bound) == [(F(7, 20), F(13, 20))]
    assert bound.offers[1] is not None and bound.offers[1].payoffs == (F(1, 4), F(3, 4))
    assert solve(PIE, CLOCKS, outside=[F(1, 6), 0]).knife_edge


def test_no_agreement_where_the_outside_options_are_too_good() -> None:
    found = solve(PIE, CLOCKS, outside=[F(1, 4), F(4, 5)])
    assert found.allocations == () and found.complete and found.complete_because.startswith("no agreement")
    exactly = solve(PIE, CLOCKS, outside=[F(1, 4), F(3, 4)])
    assert payoffs(exactly) == [(F(1, 4), F(3, 4))] and exactly.knife_edge


def test_stocks_that_run_down() -> None:
    """Model (e), the finite extension, by hand: China takes all in round 3, so it accepts 11/12 before."""
    left = [[max(0, 1 - F(2 * t, stock)) for t in range(13)] for stock in (6, 26)]
    found = solve(PIE, schedule=left, first="China")
    assert payoffs(found) == [(F(1, 18), F(17, 18))]
    assert found.complete
    assert [one and one.payoffs[1] for one in found.offers[:3]] == [F(17, 18), F(11, 12), 1]


def test_three_rounds_by_hand() -> None:
    found = solve(PIE, CLOCKS, rounds=3)
    # Round 3: the US takes 1. Round 2: China offers 3/5. Round 1: China would get 2/5 · 13/15.
    assert payoffs(found) == [(1 - F(26, 75), F(26, 75))]


@pytest.mark.parametrize("rounds", [1, 2, 5])
def test_one_round_is_an_ultimatum(rounds: int) -> None:
    found = solve(PIE, 0, rounds=rounds)
    assert payoffs(found) == [(1, 0)]


@settings(max_examples=25)
@given(concave, factors, factors)
def test_many_rounds_come_near_to_no_end(outcomes: Any, one: Fraction, two: Fraction) -> None:
    """The finite game converges to the infinite one at the rate (d1 d2)^(T/2) (Binmore 1987)."""
    problem = qpq.BargainingProblem([*outcomes, (0, 10), (10, 0)], (0, 0))
    limit = payoffs(solve(problem, [one, two]))[0]
    last = payoffs(qpq.alternating_offers(qpq.AlternatingOffers(problem, [one, two], rounds=41)))[0]
    assert max(abs(a - b) for a, b in zip(limit, last, strict=True)) <= 40 * max(one * two, F(1, 100)) ** 10


@settings(max_examples=25)
@given(
    concave, factors, factors, st.fractions(0, 9, max_denominator=4), st.fractions(0, 9, max_denominator=4)
)
def test_the_two_equations_hold(
    outcomes: Any, one: Fraction, two: Fraction, a: Fraction, b: Fraction
) -> None:
    problem = qpq.BargainingProblem([*outcomes, (0, 10), (10, 0)], (0, 0))
    found = solve(problem, [one, two], outside=[a, b])
    if not found.allocations:
        inside = qpq.BargainingProblem([*outcomes, (0, 10), (10, 0)], (a, b))
        assert qpq.nash_bargaining(inside).allocations == ()
        return
    x, y = (offer.payoffs for offer in found.offers if offer)
    assert x[1] == max(two * y[1], b) and y[0] == max(one * x[0], a)


@settings(max_examples=20)
@given(concave, factors)
def test_short_rounds_lead_to_the_nash_product(outcomes: Any, d: Fraction) -> None:
    """Binmore, Rubinstein and Wolinsky (1986): as d goes to 1, both offers go to the Nash solution."""
    problem = qpq.BargainingProblem([*outcomes, (0, 10), (10, 0)], (0, 0))
    nash = qpq.nash_bargaining(problem).allocations[0].payoffs
    near = payoffs(solve(problem, 1 - F(1, 10**6)))[0]
    assert max(abs(a - b) for a, b in zip(nash, near, strict=True)) < F(1, 100)


def test_against_the_tree_of_a_coarse_pie() -> None:
    """Two rounds on a grid of tenths: the tree's equilibria lie within a step of the exact offers."""
    refusal = qpq.decision(
        "China",
        {
            f"ask {k}": qpq.decision(
                "US", {"yes": qpq.outcome(F(10 - k, 20), F(k, 20)), "no": qpq.outcome(0, 0)}
            )
            for k in (7, 8, 9, 10)
        },
    )
    offers = {
        f"ask {k}": qpq.decision("China", {"yes": qpq.outcome(F(k, 10), F(10 - k, 10)), "no": refusal})
        for k in (3, 4, 5, 6)
    }
    game = qpq.tree(qpq.decision("US", offers), players=["US", "China"])
    best = qpq.subgame_perfect(game, one=True).equilibria[0].payoffs
    exact = payoffs(solve(PIE, F(1, 2), rounds=2))[0]
    assert exact == (F(1, 2), F(1, 2))
    assert abs(best[0] - exact[0]) <= F(1, 10)


def test_a_proposer_whose_time_is_up_may_offer_anything() -> None:
    found = solve(PIE, schedule=[[0], [1]])
    assert not found.complete and found.knife_edge
    assert "indifferent" in found.complete_because
    # Where the round before decides, nothing is left open: China proposes, and the US expects nothing.
    settled = solve(PIE, schedule=[[1, 0], [1, 1]], first="China")
    assert settled.complete and payoffs(settled) == [(0, 1)]


def test_a_flat_frontier_leaves_offers_open() -> None:
    box = qpq.BargainingProblem([(1, 1)], (0, 0))
    found = solve(box, F(1, 2))
    assert not found.complete and payoffs(found) == [(1, F(1, 2))]


def test_the_naive_algebra_beyond_the_frontier_is_refused() -> None:
    """Model (e): with options (1/4, 4/5) the two equations have a solution that the proposers would avoid."""
    possible = qpq.AlternatingOffers(PIE, CLOCKS, outside=[F(1, 4), 0])
    document = json.loads(qpq.alternating_offers(possible).to_json())
    for number, share in enumerate((F(1, 5), F(1, 4))):
        both = {"US": str(share), "China": str(1 - share)}
        document["offers"][number] |= {"payoffs": both, "agreement": both}
    document["allocations"] = [document["offers"][0]]
    beyond = qpq.AlternatingOffers(PIE, CLOCKS, outside=[F(1, 4), F(4, 5)])
    verdict = qpq.verify_document(json.dumps(document), beyond)
    assert any("US would rather be refused" in text for text in verdict.findings)


def test_an_option_better_than_the_pie_and_an_opponent_with_nothing() -> None:
    """The US opts out when it responds. When it proposes, China may wait, and then 1 now beats 6/5 later."""
    later = solve(PIE, F(1, 2), outside=[F(6, 5), 0])
    assert not later.complete and later.knife_edge and "may wait as well" in later.complete_because
    assert solve(PIE, F(1, 2), outside=[F(6, 5), 0], first="China").complete
    assert solve(PIE, F(9, 10), outside=[F(6, 5), 0]).complete  # 9/10 · 6/5 is more than all there is
    wrong = json.loads(later.to_json()) | {"complete": True}
    assert not qpq.verify_document(json.dumps(wrong), later.game).ok


@pytest.mark.parametrize("rounds", [None, 1, 2, 3])
def test_who_is_offered_all_there_is_may_refuse(rounds: int | None) -> None:
    """China gets 0 in every agreement: it may accept or refuse, and the US gets 1 or 0."""
    found = solve(qpq.BargainingProblem([(1, 0)], (0, 0)), F(1, 2), rounds=rounds)
    assert not found.complete and found.knife_edge
    top = qpq.BargainingProblem([(1, 2), (2, 1)], (0, 0))
    # The second player's option is the most there is: it may opt out, and the first gets nothing.
    assert not solve(top, F(1, 2), outside=[0, 2], rounds=rounds).complete


def test_rounds_in_which_time_is_worth_nothing() -> None:
    # China has nothing at stake and may accept or refuse.
    assert not solve(PIE, schedule=[[1], [0]]).complete
    # China waits for the second round, in which it takes all.
    waiting = solve(PIE, schedule=[[1, 1], [0, 1]])
    assert waiting.offers[0] is None and waiting.complete and payoffs(waiting) == [(0, 1)]
    # The US expects nothing later, whatever China offers it then, so that China takes all now.
    assert solve(PIE, schedule=[[1, 0, 0], [1, 1, 1]], first="China").complete


def test_a_last_round_without_any_agreement() -> None:
    found = solve(qpq.BargainingProblem([(1, 0), (0, 1)], (1, 1)), F(1, 2), rounds=2)
    assert found.allocations == () and found.complete


def test_opting_out_is_told_from_an_agreement_in_a_later_round() -> None:
    """Opting out is worth more to China in round 1 than the agreement that round 2 would have."""
    problem = qpq.BargainingProblem([(0, 3), (3, 0)], (0, 0))
    found = solve(problem, F(1, 4), rounds=2, outside=[1, 3])
    assert payoffs(found) == [(1, 3)] and found.allocations[0].agreement == ()
    assert found.complete_because.startswith("no agreement: player 2 takes the outside option in round 1")
    agreed = json.loads(found.to_json())
    agreed["allocations"][0] |= {"agreement": {"1": "1"}, "proposer": "2"}
    assert not qpq.verify_document(json.dumps(agreed), found.game).ok


def test_options_worse_than_disagreement_are_refused() -> None:
    with pytest.raises(qpq.InvalidGame, match="outside option of China is -1, less than the disagreement"):
        qpq.AlternatingOffers(PIE, F(1, 2), outside=[0, -1])


def test_waiting_may_be_better_than_any_offer() -> None:
    found = solve(PIE, schedule=[[F(1, 4), 1], [F(1, 4), 1]])
    assert found.offers[0] is None
    assert found.complete_because.startswith("agreement in round 2")
    assert payoffs(found) == [(0, 1)]


def test_the_game_is_checked() -> None:
    for arguments, options, words in (
        ((PIE, 1), {}, "discount of US is 1"),
        ((PIE,), {}, "either discount or schedule"),
        ((PIE, "1/2"), {"rounds": 0}, "rounds is 0"),
        ((PIE, "1/2"), {"first": "EU"}, "first is 'EU'"),
        ((PIE,), {"schedule": [[1], [1, 2]]}, "same length"),
        ((qpq.BargainingProblem([(1, 0, 0)], (0, 0, 0)), "1/2"), {}, "two players; the problem has 3"),
    ):
        with pytest.raises(qpq.InvalidGame, match=words):
            qpq.AlternatingOffers(*arguments, **options)


def test_wrong_claims_are_found() -> None:
    game = qpq.AlternatingOffers(PIE, CLOCKS)
    document = json.loads(qpq.alternating_offers(game).to_json())
    changes: list[Callable[[dict[str, Any]], Any]] = [
        lambda d: d["offers"][0]["payoffs"].update(US="1/4", China="3/4"),
        lambda d: d["offers"][1].update(proposer="US"),
        lambda d: d["offers"].pop(),
        lambda d: d["dual"].pop("offer 1"),
        lambda d: d["allocations"][0]["payoffs"].update(US="1/4"),
        lambda d: d.update(offers=[], allocations=[]),
        lambda d: d.pop("ideal"),
        lambda d: d["ideal"].reverse(),
        lambda d: d["ideal"][0].update(payoffs={"US": "2", "China": "0"}),
        lambda d: d["dual"].pop("most for China"),
        lambda d: d["allocations"][0].pop("agreement"),
        lambda d: d.update(complete=False),
        lambda d: d.update(knife_edge=True),
    ]
    for change in changes:
        wrong = json.loads(json.dumps(document))
        change(wrong)
        assert not qpq.verify_document(json.dumps(wrong), game).ok


def test_the_solutions_of_the_problem_itself_are_offered_too() -> None:
    game = qpq.AlternatingOffers(PIE, CLOCKS)
    found = qpq.nash_bargaining(game)
    assert payoffs(found) == [(F(1, 2), F(1, 2))]
    assert qpq.verify_document(found.to_json(), game).ok
