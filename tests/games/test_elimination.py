"""The checks of dominance answers: what is written is read back, and nothing false passes."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quidproquo import NormalFormGame, solution_schema, verify_document
from quidproquo.games.elimination import Belief, Deletion, Elimination, Kind, course_findings
from quidproquo.games.errors import ParseError
from quidproquo.games.solution import Solution
from quidproquo.games.solution_display import solution_html, solution_text
from quidproquo.solvers.dominance import dominance, rationalizable

from .changes import Change, put

F = Fraction
GAME = NormalFormGame(
    [[[3, 0], [0, 3], [1, 1]], [[2, 0], [1, 0], [0, 1]]],
    players=["US", "China"],
    strategies=[["top", "middle", "bottom"], ["left", "right"]],
)
"""A mixture deletes bottom, then left deletes right, then top deletes middle."""

ORDERS = NormalFormGame([[[1, 0], [1, 2], [0, 2]], [[1, 0], [1, 1], [0, 1]]])


def findings(document: dict[str, Any], game: NormalFormGame = GAME) -> str:
    return "; ".join(verify_document(json.dumps(document), game).findings)


def document_of(game: NormalFormGame = GAME) -> dict[str, Any]:
    written: dict[str, Any] = json.loads(dominance(game).to_json())
    assert not findings(written, game)
    return written


@given(st.data(), st.sampled_from([dominance, rationalizable]))
@settings(max_examples=25)
def test_round_trip(data: st.DataObject, solver: Callable[[NormalFormGame], Solution]) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    shape = data.draw(st.sampled_from([(2, 2), (3, 3), (1, 3), (3,), (2, 2, 2), (2, 1, 3)]))
    size = int(np.prod(shape))
    tables = [data.draw(st.lists(st.integers(0, 2), min_size=size, max_size=size)) for _ in shape]
    game = NormalFormGame([np.array(table).reshape(shape) for table in tables])
    solution = solver(game)
    text = solution.to_json()
    jsonschema.Draft202012Validator(solution_schema()).validate(json.loads(text))
    assert verify_document(text, game).ok
    assert Solution.from_json(text, game) == solution
    assert "What is left" in solution_text(solution)
    assert "What is left" in solution_html(solution)


TRACE = "elimination.trace"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (put(f"{TRACE}.0.by", {"top": "1"}), "does not dominate strategy bottom of US strictly"),
        (put(f"{TRACE}.0.by", {"top": "1/2"}), "weights that sum to 1/2"),
        (put(f"{TRACE}.0.by", {"top": "3/2", "middle": "-1/2"}), "not positive"),
        (put(f"{TRACE}.0.by", {"bottom": "1"}), "dominated by what is not left, or by itself"),
        (put(f"{TRACE}.0.kind", "weak"), "weak dominance in a course of strict dominance"),
        (put(f"{TRACE}.0.strategy", "top"), "dominated by what is not left, or by itself"),
        (put(f"{TRACE}.1.round", 1), "does not dominate strategy right of China strictly"),
        (put(f"{TRACE}.1.round", 9), "round 3 comes after round 9"),
        (lambda document: document["elimination"]["trace"].pop(), "not what the deletions leave"),
        (lambda document: document["elimination"]["trace"].reverse(), "does not dominate strategy middle"),
        (put("elimination.survivors.US", ["top", "middle"]), "not what the deletions leave"),
        (put("elimination.beliefs.US", {}), "no belief is given to which strategy top of US"),
        (put("elimination.beliefs.US", {"top": {"right": "1"}}), "profiles that are not left"),
        (put("elimination.beliefs.US", {"top": {"left": "1/2"}}), "sum to 1/2"),
        (put("elimination.beliefs.US", {"middle": {"left": "1"}}), "for a strategy that is not left"),
        (lambda d: d.update(equilibria=[], components=[]), "has to be listed"),
        (put("equilibria.0.profile.US", {"middle": "1"}), "not the one that is left"),
        (put("equilibria.0.payoffs.US", "2"), "the payoff of US is 3, not 2"),
        (put("equilibria.0.certificate.max_regret", "1"), "the regret stated"),
        (put("elimination.weak.order_matters", True), "needs two orders as witness"),
        (put("elimination.weak.trace", []), "weak: the survivors are not"),
        (put("elimination.weak.beliefs.US", {}), "weak: no belief"),
    ],
)
def test_a_changed_claim_is_found(change: Change, message: str) -> None:
    document = document_of()
    change(document)
    assert message in findings(document)


@pytest.mark.parametrize(
    "change",
    [
        put(f"{TRACE}.0.round", 0),
        put(f"{TRACE}.0.round", "1"),
        put(f"{TRACE}.0.kind", "very"),
        put(f"{TRACE}.0.player", "Europe"),
        put(f"{TRACE}.0.by", {"up": "1"}),
        put(f"{TRACE}.0.by", []),
        put("elimination.survivors", {}),
        put("elimination.survivors.US", "top"),
        put("elimination.beliefs", {"Europe": {}}),
        put("elimination.weak.order_matters", "yes"),
        put("elimination.weak.witness", []),
        put("elimination.weak.reason", 1),
        lambda document: document.pop("elimination"),
        lambda document: document["elimination"].update(extra="1"),
    ],
)
def test_what_cannot_be_read_is_refused(change: Change) -> None:
    document = document_of()
    change(document)
    with pytest.raises(ParseError):
        verify_document(json.dumps(document), GAME)


def test_a_witness_has_to_lead_elsewhere_and_to_the_end() -> None:
    document = document_of(ORDERS)
    weak = document["elimination"]["weak"]
    first, second = weak["witness"]
    weak["witness"] = [first, first]
    assert "has to leave different strategies" in findings(document, ORDERS)
    weak["witness"] = [first, second]
    differ = weak["outcomes_differ"]
    weak["outcomes_differ"] = not differ
    assert "outcomes_differ is not what the witness shows" in findings(document, ORDERS)
    weak["outcomes_differ"] = differ
    second["trace"].pop()
    assert "order 2" in findings(document, ORDERS)


def test_ties_are_a_knife_edge() -> None:
    document = document_of(ORDERS)
    assert document["knife_edge"]
    document["knife_edge"] = False
    assert "knife_edge" in findings(document, ORDERS)


def test_survivors_that_go_on_falling_have_no_beliefs() -> None:
    """An order that stops early cannot pass for one that ended elsewhere."""
    start = Elimination(((0, 1, 2), (0, 1)), ())
    assert len(list(course_findings(ORDERS, start, "weak"))) == 5


def belief(player: int, strategy: int, *weights: Fraction) -> Belief:
    return Belief(player, strategy, tuple(((t,), w) for t, w in enumerate(weights) if w))


def test_a_belief_that_excludes_something_proves_nothing_weak() -> None:
    game = NormalFormGame([[[1, 0], [1, 1]], [[0, 0], [0, 0]]])
    half = F(1, 2)
    beliefs = tuple(belief(1, s, half, half) for s in range(2))
    sure = (belief(0, 0, F(1)), belief(0, 1, F(1)))
    course = Elimination(((0, 1), (0, 1)), (), (*sure, *beliefs))
    assert list(course_findings(game, course, "strict")) == []
    assert "excludes a profile" in "; ".join(course_findings(game, course, "weak"))
    spread = (belief(0, 0, half, half), belief(0, 1, half, half))
    course = replace(course, beliefs=(*spread, *beliefs))
    assert list(course_findings(game, course, "weak")) == [
        "strategy 1 of player 1 is no best reply to its belief: 2 earns more"
    ]


@pytest.mark.parametrize(
    ("by", "kind", "fails"),
    [
        ((F(1, 2), F(1, 2)), "strict", True),
        ((F(1, 2), F(1, 2)), "weak", True),
        ((F(2, 3), F(1, 3)), "weak", True),
    ],
)
def test_a_mixture_that_only_ties_dominates_nothing(
    by: tuple[Fraction, Fraction], kind: Kind, fails: bool
) -> None:
    game = NormalFormGame([[[2, 0], [0, 2], [1, 1]], [[0, 0], [0, 0], [0, 0]]])
    deletion = Deletion(1, 0, 2, kind, tuple(enumerate(by)))
    course = Elimination(((0, 1), (0, 1)), (deletion,))
    assert any("does not dominate" in one for one in course_findings(game, course, "weak")) == fails


def test_nothing_is_deleted_twice_or_entirely() -> None:
    game = NormalFormGame([[[1, 1], [0, 0]], [[0, 0], [0, 0]]])
    one = Deletion(1, 0, 1, "strict", ((0, F(1)),))
    course = Elimination(((0,), (0, 1)), (one, one))
    assert next(course_findings(game, course, "strict")) == "round 1: strategy 2 of player 1 is deleted twice"
    course = Elimination(((0,), (0, 1)), (one, replace(one, round=2)))
    assert "was deleted before" in next(course_findings(game, course, "strict"))


def test_beliefs_of_three_players_are_about_profiles() -> None:
    tables = [[[8, 0], [0, 0]], [[4, 0], [0, 4]], [[0, 0], [0, 8]], [[3, 3], [3, 3]]]
    game = NormalFormGame([np.array(tables).transpose(1, 2, 0)] * 3)
    document = json.loads(rationalizable(game).to_json())
    stated = document["elimination"]["beliefs"]["3"]["2"]
    assert all(set(one) == {"profile", "probability"} for one in stated)
    stated[0]["profile"] = ["1"]
    with pytest.raises(ParseError, match="1 strategies for 2 opponents"):
        verify_document(json.dumps(document), game)


def test_what_is_shown() -> None:
    shown = solution_text(dominance(GAME))
    assert "top: 1/2 (0.5), middle: 1/2 (0.5)" in shown
    assert "Complete: what is left is proven" in shown
    assert "Warning: the order of deletion matters." in solution_text(dominance(ORDERS))
    assert "Nothing is strictly dominated." in solution_text(dominance(ORDERS))
    assert "Weak dominance" not in solution_text(rationalizable(GAME))
