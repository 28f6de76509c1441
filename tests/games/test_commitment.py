"""The checks of commitment answers: what is written is read back, and nothing false passes."""

from __future__ import annotations

import copy
import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quidproquo import NormalFormGame, solution_schema, verify_document
from quidproquo.games.commitment import Roles
from quidproquo.games.commitment_proof import commitment_regrets
from quidproquo.games.errors import NotAnEquilibrium, ParseError, UnsupportedGame
from quidproquo.games.independence import PRIMES, independent_columns
from quidproquo.games.solution import Equilibrium, Solution
from quidproquo.games.solution_display import solution_html, solution_text
from quidproquo.solvers.commitment import stackelberg

from .changes import Change, put

F = Fraction
GAME = NormalFormGame(
    [[[2, 4], [1, 3]], [[1, 0], [0, 1]]],
    players=["US", "China"],
    strategies=[["up", "down"], ["left", "right"]],
    title="Commit",
)
DOMINATED = NormalFormGame([[[0, 3, 9], [2, 0, 9]], [[2, 0, 1], [0, 2, 1]]])
"""The third reply is best at one point only: strong 9, weak less."""


def document_of(game: NormalFormGame, weak: bool) -> dict[str, Any]:
    written: dict[str, Any] = json.loads(stackelberg(game, weak=weak).to_json())
    return written


def findings(document: dict[str, Any], game: NormalFormGame = GAME) -> tuple[str, ...]:
    return verify_document(json.dumps(document), game).findings


@given(st.data(), st.booleans())
@settings(max_examples=25)
def test_round_trip(data: st.DataObject, weak: bool) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    shape = data.draw(st.sampled_from([(2, 2), (3, 3), (2, 4), (4, 2), (1, 3), (3, 1), (3,), (2, 1, 3)]))
    size = 1
    for width in shape:
        size *= width
    tables = [data.draw(st.lists(st.integers(0, 2), min_size=size, max_size=size)) for _ in shape]
    game = NormalFormGame([_shaped(table, shape) for table in tables])
    solution = stackelberg(game, weak=weak)
    text = solution.to_json()
    jsonschema.Draft202012Validator(solution_schema()).validate(json.loads(text))
    assert verify_document(text, game).ok
    assert Solution.from_json(text, game) == solution
    assert "What commitment is worth" in solution_text(solution)
    assert "What commitment is worth" in solution_html(solution)


def _shaped(values: list[int], shape: tuple[int, ...]) -> Any:
    import numpy as np

    return np.array(values).reshape(shape)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (put("value", "4"), "the value is 7/2 by the proof, not 4"),
        (put("attained", False), "attained does not say"),
        (
            lambda d: (
                put("commitment.strong.value", "4")(d),
                put("commitment.value_of_commitment", "2")(d),
            ),
            "strong: the profile gives US 7/2, not 4",
        ),
        (put("commitment.proof.strong.1.bound", "3"), "bounds by 7/2, not by 3"),
        (put("commitment.proof.strong.1.weights", {}), "bounds by 4, not by 7/2"),
        (put("commitment.proof.strong.1.weights", {"left": "-1/2"}), "negative multiplier"),
        (put("commitment.proof.strong.1.shares", {"right": "1/2"}), "sum to 1/2, not to 1"),
        (put("commitment.proof.strong.1.shares", {"left": "1"}), "shares of other replies"),
        (put("commitment.proof.strong.1.replies", ["left"]), "each of the follower's 2 replies"),
        (
            put("commitment.proof.strong.0", {"replies": ["left"], "dominated_by": {"right": "1"}}),
            "not dominate",
        ),
        (put("commitment.proof.weak", []), "each of the follower's 2 replies"),
        (put("commitment.proof.not_attained", []), "never attains the value is not proven"),
        (put("commitment.proof.not_attained.0.steps.0.weights", {}), "is not proven"),
        (put("commitment.weak.approach.reply", "left"), "weak: at inside"),
        (put("commitment.weak.approach.inside", {"up": "1"}), "weak: at inside"),
        (put("commitment.weak.approach.limit", {"down": "1"}), "what is approached is not 7/2"),
        (put("commitment.weak.near.commitment", {"down": "1"}), "near gives 3"),
        (put("commitment.weak.value", "3"), "gap"),
        (put("commitment.pure.strong", "4"), "pure strategies gives 3"),
        (put("commitment.nash.best", "3"), "value_of_commitment"),
        (put("commitment.nash.worst", "1"), "nash worst gives 2, not 1"),
        (put("commitment.nash.profiles.worst.US", {"down": "1"}), "US gains 1"),
        (put("commitment.value_of_commitment", "0"), "value_of_commitment"),
        (put("equilibria.0.payoffs.US", "4"), "payoff of US is 7/2"),
        (put("equilibria.0.profile.US", {"down": "1"}), "US gains 1/2 by switching to another commitment"),
        (put("equilibria.0.profile.US", {"up": "1"}), "China gains 1 by switching to left"),
        (put("equilibria.0.profile.US", {"up": "2/3"}), "sum to 2/3"),
        (put("equilibria.0.certificate.max_regret", "1"), "the regret stated"),
        (lambda d: d.update(equilibria=[], components=[]), "has to be listed"),
        (put("components", []), "components"),
    ],
)
def test_a_changed_claim_is_found(change: Change, message: str) -> None:
    document = document_of(GAME, weak=False)
    assert not findings(document)
    change(document)
    assert message in "; ".join(findings(document))


@pytest.mark.parametrize(
    "change",
    [
        put("commitment.leader", "Europe"),
        put("commitment.ties", "none"),
        put("commitment.weak.attained", True),
        put("commitment.weak.near", "3"),
        put("commitment.proof.strong.0.replies", []),
        put("commitment.proof.strong.0.replies", ["middle"]),
        put("commitment.proof.strong.0.shares", {"middle": "1"}),
        put("commitment.proof.strong.0.bound", 2),
        put("commitment.proof.strong", {}),
        put("commitment.nash", {"best": "2"}),
        lambda document: document.pop("commitment"),
        lambda document: document.pop("attained"),
        lambda document: document["commitment"].update(extra="1"),
    ],
)
def test_what_cannot_be_read_is_refused(change: Change) -> None:
    document = document_of(GAME, weak=False)
    change(document)
    with pytest.raises(ParseError):
        verify_document(json.dumps(document), GAME)


def test_nash_payoffs_are_recounted() -> None:
    game = NormalFormGame([[[3, 0], [0, 1]], [[3, 0], [0, 1]]])
    document = document_of(game, weak=False)
    nash = document["commitment"]["nash"]
    nash["worst"], nash["profiles"]["worst"] = nash["best"], nash["profiles"]["best"]
    assert "equilibria pay from 3/4 to 3" in "; ".join(findings(document, game))


def test_a_weak_profile_may_not_break_ties_for_the_leader() -> None:
    strong, weak = stackelberg(GAME), stackelberg(GAME, weak=True)
    profile: Any = strong.equilibria[0].profile
    assert weak.commitment is not None
    with pytest.raises(NotAnEquilibrium, match="US gets 7/2, but another best reply leaves 3/2"):
        Equilibrium(GAME, profile, "stackelberg", weak.commitment)
    payoffs, regrets = commitment_regrets(GAME, profile, strong.commitment)  # type: ignore[arg-type]
    assert payoffs == (F(7, 2), F(1, 2))
    assert not any(regret.gain for regret in regrets)


def test_a_commitment_needs_its_proof() -> None:
    profile: Any = stackelberg(GAME).equilibria[0].profile
    with pytest.raises(
        UnsupportedGame, match="'stackelberg' is no concept that a profile can be checked for"
    ):
        Equilibrium(GAME, profile, "stackelberg")


def test_a_reply_that_is_best_somewhere_cannot_be_called_dominated() -> None:
    """Weak dominance excludes a reply from the weak value, but not from the strong one."""
    document = document_of(DOMINATED, weak=False)
    assert not findings(document, DOMINATED)
    excluded = next(one for one in document["commitment"]["proof"]["weak"] if "dominated_by" in one)
    document["commitment"]["proof"]["strong"][2] = copy.deepcopy(excluded)
    assert "does not dominate it" in "; ".join(findings(document, DOMINATED))


def test_completeness_is_not_believed() -> None:
    """Every commitment is optimal where the leader gets the same everywhere."""
    game = NormalFormGame([[[1, 1], [1, 1]], [[0, 0], [0, 0]]])
    document = document_of(game, weak=False)
    assert not document["complete"]
    document["complete"] = True
    assert "complete: that no other commitment" in "; ".join(findings(document, game))


def test_a_tie_that_decides_is_a_knife_edge() -> None:
    document = document_of(DOMINATED, weak=False)
    assert document["knife_edge"]
    document["knife_edge"] = False
    assert "knife_edge" in "; ".join(findings(document, DOMINATED))


def test_other_forms_of_the_field_are_refused_elsewhere() -> None:
    document = document_of(GAME, weak=False)
    document["solution"] = "nash"
    with pytest.raises(ParseError, match="does not belong to an answer of the kind 'nash'"):
        verify_document(json.dumps(document), GAME)


def test_replies_and_classes() -> None:
    game = NormalFormGame([[[1, 2, 3], [3, 2, 1]], [[5, 5, 0], [1, 1, 2]]])
    roles = Roles(game, 0)
    assert roles.classes == ((0, 1), (2,))
    assert roles.class_of(1) == (0, 1)
    assert roles.worst((F(1), F(0))) == 1
    assert list(roles.pure_values()) == [2, 1]
    assert Roles(NormalFormGame([[1, 2]]), 0).reply_labels == ("-",)


def test_what_is_shown() -> None:
    shown = solution_text(stackelberg(GAME, weak=True))
    assert "US gets 7/2 (3.5) by commitment, which is approached but not attained" in shown
    assert "A commitment that gives 1/2000 (0.0005) less than the value" in shown
    assert "Value of commitment over the best equilibrium: 3/2 (1.5)." in shown
    assert "Proof: another reply gains the follower 0" in solution_text(stackelberg(GAME))


def test_independent_columns() -> None:
    assert not independent_columns([[1, 1], [2, 2]])
    assert not independent_columns([[1, 1]])
    assert independent_columns([[0, 1], [1, 0]])
    assert not independent_columns([[1, 1, 1], [1, -1, 0], [0, 2, 1]])
    assert independent_columns([[PRIMES[0], 0], [0, 1]]), "dependent modulo the first prime only"
