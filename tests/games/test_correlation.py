"""The check of correlated play: true answers pass, every kind of false claim is found and named."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quidproquo import NormalFormGame
from quidproquo.games.correlation_names import ceiling_names, proof_names
from quidproquo.games.errors import ParseError
from quidproquo.games.obedience import Multipliers, charges, gains, is_only_optimum
from quidproquo.games.verification import verify_document
from quidproquo.solvers.correlated import coarse_correlated, correlated

Document = dict[str, Any]
F = Fraction
LABELS: dict[str, Any] = {"players": ["US", "China"], "strategies": [["yield", "dare"]] * 2}
CHICKEN = NormalFormGame([[[6, 2], [7, 0]], [[6, 7], [2, 0]]], **LABELS)
HELD = NormalFormGame([[[1, 3]], [[0, 0]]], players=["US", "China"])
"""A game whose second player never exceeds the security level."""


def findings(
    change: Callable[[Document], object], objective: str = "welfare", game: NormalFormGame = CHICKEN
) -> tuple[str, ...]:
    document = json.loads(correlated(game, objective).to_json())
    assert verify_document(json.dumps(document), game).findings == ()
    change(document)
    return verify_document(json.dumps(document), game).findings


def point(profile: list[str]) -> Callable[[Document], object]:
    def change(document: Document) -> None:
        document["distribution"] = [{"profile": profile, "probability": "1"}]

    return change


def test_a_profitable_deviation_is_named() -> None:
    found = findings(point(["yield", "yield"]))
    assert "US gains 1 by playing dare when told yield" in found
    assert "China gains 1 by playing dare when told yield" in found


def test_a_coarse_deviation_is_named() -> None:
    document = json.loads(coarse_correlated(CHICKEN).to_json())
    point(["yield", "yield"])(document)
    found = verify_document(json.dumps(document), CHICKEN).findings
    assert "US gains 1 by playing dare before any recommendation" in found


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d["distribution"][0].update(probability="1/3"), "sum to 5/6"),
        (lambda d: d["distribution"].append(d["distribution"][0]), "listed twice"),
        (lambda d: d["payoffs"].update(US="6"), "US gets 21/4, not 6"),
        (lambda d: d.update(value="11"), "the value is 21/2, not 11"),
        (lambda d: d["dual"]["US"].update({"yield -> dare": "1/2"}), "is at most"),
        (lambda d: d.update(dual={}), "welfare is at most 12"),
        (lambda d: d.update(equilibria=[{}]), "equilibria"),
    ],
)
def test_false_claims_are_found(change: Callable[[Document], object], message: str) -> None:
    assert any(message in one for one in findings(change))


def test_a_negative_probability_is_found() -> None:
    def change(document: Document) -> None:
        document["distribution"][0]["probability"] = "-1/2"
        document["distribution"][1]["probability"] = "5/4"

    assert findings(change)


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d["dual"]["US"].update({"yield -> dare": "-1"}),
        lambda d: d["dual"]["US"].update({"yield -> trade": "1"}),
        lambda d: d["dual"].update({"Europe": {}}),
        lambda d: d.update(objective="fairness"),
        lambda d: d["distribution"][0].update(profile=["yield", "trade"]),
        lambda d: d["distribution"][0].update(profile=["yield"]),
        lambda d: d.pop("value"),
        lambda d: d.pop("dual"),
        lambda d: d["payoffs"].pop("US"),
    ],
)
def test_what_is_not_in_the_game_or_missing_is_refused(change: Callable[[Document], object]) -> None:
    with pytest.raises(ParseError):
        findings(change)


def test_weights_of_the_minimum_must_be_weights() -> None:
    def change(document: Document) -> None:
        document["dual"]["weights"] = {"US": "2", "China": "-1"}

    assert any("nonnegative and sum to 1" in one for one in findings(change, "min"))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d["dual"]["security"].update(US="1"), "not 1"),
        (lambda d: d["dual"]["guarantee of US"].update({"yield": "0", "dare": "1"}), "guarantees 0"),
        (lambda d: d["dual"]["weights"].update(US="1"), "reciprocals"),
        (lambda d: d["dual"]["US"].clear(), "along its gradient"),
        (lambda d: d["dual"].update(bound={"upper": "10"}), "the bound 169/16, not 10"),
        (lambda d: d["dual"].update(bound={"upper": "11"}), "only enclosed"),
    ],
)
def test_false_products_are_found(change: Callable[[Document], object], message: str) -> None:
    assert any(message in one for one in findings(change, "nash-product"))


def test_a_ceiling_needs_its_proof() -> None:
    found = findings(lambda d: d["dual"].pop("ceiling of China"), "nash-product", HELD)
    assert any("cannot exceed" in one for one in found)


def test_uniqueness_must_be_proven() -> None:
    sexes = NormalFormGame([[[2, 0], [0, 1]], [[1, 0], [0, 2]]])
    found = findings(lambda d: d.update(complete=True), game=sexes)
    assert any("does not exclude other distributions" in one for one in found)


CELLS = st.lists(st.integers(-4, 4), min_size=6, max_size=6)


@given(CELLS, CELLS, st.lists(st.fractions(0, 3, max_denominator=5), min_size=8, max_size=8))
@settings(max_examples=60)
def test_any_multipliers_bound_every_equilibrium(
    first: list[int], second: list[int], weights: list[Fraction]
) -> None:
    """Weak duality, whatever the multipliers; for the best equilibrium and for the coarse one."""
    game = NormalFormGame([np.array(first).reshape(2, 3), np.array(second).reshape(2, 3)])
    ones = (F(1), F(1))
    pairs = [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)]
    fine: Multipliers = ({(0, 1): weights[0], (1, 0): weights[1]}, dict(zip(pairs, weights[2:], strict=True)))
    coarse: Multipliers = (
        {(None, t): w for t, w in enumerate(weights[:2])},
        {(None, t): w for t, w in enumerate(weights[2:5])},
    )
    best, loosest = correlated(game).value, coarse_correlated(game).value
    assert best is not None
    assert loosest is not None
    assert best <= charges(game, ones, fine).bound
    assert loosest <= charges(game, ones, coarse).bound


@given(CELLS, CELLS)
@settings(max_examples=60)
def test_a_proof_of_uniqueness_excludes_what_other_objectives_find(
    first: list[int], second: list[int]
) -> None:
    """Where welfare's optimum is said to be the only one, no player's best play has as much welfare."""
    game = NormalFormGame([np.array(first).reshape(2, 3), np.array(second).reshape(2, 3)])
    answer = correlated(game)
    others = [correlated(game, objective) for objective in ("1", "2", "min")]
    for other in others:
        welfare = sum(p * sum(map(F, game.payoffs_at(c))) for c, p in other.distribution)
        if answer.complete and welfare == answer.value:
            assert other.distribution == answer.distribution


def test_uniqueness_of_one_cell_and_not_of_two_alike() -> None:
    game = NormalFormGame([[[1, 1]], [[1, 1]]])
    assert is_only_optimum(game, [(0, 0)], ({}, {}))
    assert not is_only_optimum(game, [(0, 0), (0, 1)], ({}, {}))


def test_gains_are_those_of_the_definition() -> None:
    distribution = (((0, 0), F(1, 3)), ((0, 1), F(1, 3)), ((1, 0), F(1, 3)))
    assert gains(CHICKEN, distribution, coarse=False) == []
    half = (((0, 0), F(1, 2)), ((1, 1), F(1, 2)))
    assert {(g.player, g.deviation, g.amount) for g in gains(CHICKEN, half, coarse=False)} == {
        (i, move, amount) for i in (0, 1) for move, amount in (((0, 1), F(1, 2)), ((1, 0), F(1)))
    }


ALIKE = NormalFormGame([[[0, 1], [0, 2]], [[0, -1], [0, -2]]], players=["A", "B"])
"""Constant sums: nobody exceeds the security level, and several distributions are equilibria."""

PRISONERS = NormalFormGame([[[3, 0], [5, 1]], [[3, 5], [0, 1]]], players=["US", "China"])


@pytest.mark.parametrize("weights", [None, {"A": "1", "B": "0"}, {"A": "0", "B": "0"}, {"A": "1", "B": "1"}])
@pytest.mark.parametrize("profile", [["1", "1"], ["2", "1"]])
def test_uniqueness_needs_a_bound_that_is_attained(profile: list[str], weights: Document | None) -> None:
    """Where all products are 0, no choice of weights makes one of two equilibria the only one."""

    def change(document: Document) -> None:
        document["complete"] = True
        document["distribution"] = [{"profile": profile, "probability": "1"}]
        if weights is not None:
            document["dual"].update(weights=weights, A={}, B={})

    assert findings(change, "nash-product", ALIKE)


def test_the_only_equilibrium_is_proven_without_weights() -> None:
    def change(document: Document) -> None:
        assert document["dual"]["weights"] == {"US": "0", "China": "0"}
        document["dual"]["US"] = {}

    for objective in ("min", "nash-product"):
        assert any("exclude every other equilibrium" in one for one in findings(change, objective, PRISONERS))


@pytest.mark.parametrize(
    ("tables", "labels"),
    [
        (
            [[[0, 1], [0, 0]], [[0, 0], [0, 1]]],
            {"players": ["A", "A: B"], "strategies": [["B: x", "y"], ["x", "y"]]},
        ),
        (
            [[[[1], [1]], [[0], [1]]], [[[1], [1]], [[1], [1]]], [[[1], [0]], [[0], [1]]]],
            {"players": ["X", "X#", "guarantee of X"]},
        ),
        ([[[1, 1]], [[1, 1]]], {"players": ["ceiling of ceiling of A", "ceiling of A"]}),
    ],
)
@pytest.mark.parametrize("solve", [correlated, coarse_correlated])
def test_labels_that_look_like_names_of_proofs(solve: Any, tables: Any, labels: Document) -> None:
    game = NormalFormGame(tables, **labels)
    assert verify_document(solve(game, "nash-product").to_json(), game).findings == ()


@given(st.lists(st.sampled_from(["X", "#", "guarantee of ", "ceiling of ", "A: B", " -> "]), max_size=12))
def test_names_of_proofs_are_never_equal(parts: list[str]) -> None:
    labels = sorted({"X", "A", *("".join(parts[i : i + 3]) for i in range(0, len(parts), 3))} - {""})
    game = NormalFormGame(
        [np.zeros((2,) * len(labels), dtype=int)] * len(labels),
        players=labels,
        strategies=[[labels[0], labels[1]]] * len(labels),
    )
    names = proof_names(game)
    every = [*labels, names.weights, names.security, names.bound]
    every += [*names.guarantees, *names.threats, *names.ceilings]
    assert len(set(every)) == len(every)
    for coarse in (False, True):
        ceilings = ceiling_names(game, coarse=coarse)
        assert len(set(ceilings.values())) == len(ceilings)


@pytest.mark.parametrize("objective", ["welfare", "US"])
@pytest.mark.parametrize("name", ["security", "bound", "weights", "guarantee of US", "ceiling of China"])
def test_proofs_that_the_objective_does_not_use_are_refused(objective: str, name: str) -> None:
    with pytest.raises(ParseError, match=f"dual for {objective}"):
        findings(lambda d: d["dual"].update({name: {}}), objective)


def test_a_minimum_has_no_security_and_a_height_no_ceiling() -> None:
    with pytest.raises(ParseError, match="dual for min"):
        findings(lambda d: d["dual"].update(security={"US": "2", "China": "2"}), "min")
    found = findings(lambda d: d["dual"].update({"ceiling of US": {}}), "nash-product")
    assert any("there is no ceiling" in one for one in found)


def test_an_enclosed_value_is_not_called_the_largest() -> None:
    document = json.loads(correlated(CHICKEN, "nash-product").to_json())
    thirds = {"yield": F(2, 3), "dare": F(1, 3)}
    document.update(complete=False, knife_edge=True, value="64/9", payoffs={"US": "14/3", "China": "14/3"})
    document["distribution"] = [
        {"profile": [row, column], "probability": str(p * q)}
        for row, p in thirds.items()
        for column, q in thirds.items()
    ]
    document["dual"].update(
        weights={"US": "3/8", "China": "3/8"}, bound={"upper": "1000000"}, US={}, China={}
    )
    verified = verify_document(json.dumps(document), CHICKEN)
    assert verified.ok
    assert not any("to be the largest" in one for one in verified.checked)
    assert any("attained" in one and "enclosed" in one for one in verified.checked)


@pytest.mark.parametrize("solve", [correlated, coarse_correlated])
@pytest.mark.parametrize("objective", ["welfare", "min", "nash-product", "US"])
def test_a_knife_edge_is_not_to_be_denied(solve: Any, objective: str) -> None:
    tied = NormalFormGame([[[3, 1], [0, 1]], [[3, 3], [0, 0]]], players=["US", "China"])
    document = json.loads(solve(tied, objective).to_json())
    assert document["knife_edge"]
    document["knife_edge"] = False
    assert any("knife_edge" in one for one in verify_document(json.dumps(document), tied).findings)


def test_what_may_not_be_the_only_optimum_is_a_knife_edge() -> None:
    assert any("knife_edge" in one for one in findings(lambda d: d.update(complete=False)))


def test_a_border_of_the_model_may_be_a_knife_edge_without_a_tie_in_the_game() -> None:
    assert findings(lambda d: d.update(knife_edge=True)) == ()
