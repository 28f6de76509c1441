"""Answers for trees with one thing changed: whatever makes them wrong is found."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

import quidproquo as qpq
from quidproquo import ExtensiveFormGame, Solution, decision, outcome, tree

from .test_sequential import beer_quiche, horse, two_ways_to_agree

Document = dict[str, Any]


def findings(game: ExtensiveFormGame, document: Document) -> str:
    """What verification says of a changed answer, a refusal to read it included."""
    try:
        return "\n".join(qpq.verify_document(json.dumps(document), game).findings)
    except qpq.ParseError as error:
        return str(error)


def answer(solution: Solution) -> Document:
    document: Document = json.loads(solution.to_json())
    return document


def battle(burnt: int) -> Any:
    pay = {"x": {"x": (3, 1), "y": (0, 0)}, "y": {"x": (0, 0), "y": (1, 3)}}
    return decision(
        "A",
        {
            a: decision(
                "B",
                {b: outcome(u - burnt, v) for b, (u, v) in row.items()},
                information_set=f"B after {burnt}",
            )
            for a, row in pay.items()
        },
        information_set=f"A after {burnt}",
    )


def burning() -> ExtensiveFormGame:
    """Two battles of the sexes, the second one unit of A's poorer: nine equilibria, all isolated."""
    return tree(decision("A", {"keep": battle(0), "burn": battle(1)}, information_set="first"))


def without(document: Document, k: int) -> Document:
    """The answer without its `k`-th equilibrium, otherwise in order."""
    found = copy.deepcopy(document)
    del found["equilibria"][k]
    found["components"] = [[i] for i in range(len(found["equilibria"]))]
    return found


@pytest.mark.parametrize(
    ("build", "solve"),
    [
        (burning, qpq.subgame_perfect),
        (two_ways_to_agree, qpq.perfect_bayesian),
        (two_ways_to_agree, qpq.sequential),
    ],
)
def test_no_equilibrium_can_be_left_out_pure_or_mixed(
    build: Callable[[], ExtensiveFormGame], solve: Callable[[ExtensiveFormGame], Solution]
) -> None:
    game = build()
    document = answer(solve(game))
    assert findings(game, document) == ""
    for k in range(len(document["equilibria"])):
        assert "is missing" in findings(game, without(document, k))
    document["components"] = [[0, 1], *document["components"][2:]]
    assert findings(game, document)


@pytest.mark.parametrize("solve", [qpq.perfect_bayesian, qpq.sequential])
@pytest.mark.parametrize("build", [horse, beer_quiche])
def test_a_continuum_has_to_be_stated_as_one(
    build: Callable[[], ExtensiveFormGame], solve: Callable[[ExtensiveFormGame], Solution]
) -> None:
    game = build()
    document = answer(solve(game))
    assert "continuum" in findings(game, {**document, "knife_edge": False})
    bare = {name: value for name, value in document.items() if name != "conditions"}
    assert "conditions are needed" in findings(game, bare)
    alone = [[i] for component in document["components"] for i in component]
    assert "belong together" in findings(game, {**document, "components": alone})
    assert "is missing" in findings(game, {**bare, "components": alone, "knife_edge": False})
    undeclared = copy.deepcopy(document)
    del undeclared["conditions"][0]["variables"]["p1"]
    assert findings(game, undeclared)


def test_sets_that_never_meet_are_no_component() -> None:
    game = beer_quiche()
    document = answer(qpq.perfect_bayesian(game))
    document["components"] = [[0, 1, 2, 3]]
    assert "do not meet" in findings(game, document)


def test_what_was_removed_is_checked_too() -> None:
    game = beer_quiche()
    document = answer(qpq.sequential(game, intuitive=True))
    for change in ("payoff", "twice", "left out"):
        wrong = copy.deepcopy(document)
        pure = next(
            k
            for k, entry in enumerate(wrong["removed"])
            if all(
                p == "1" for sets in entry["profile"].values() for row in sets.values() for p in row.values()
            )
        )
        if change == "payoff":
            wrong["removed"][pure]["payoffs"]["S"] = "7"
        elif change == "twice":
            wrong["removed"].append(wrong["removed"][pure])
        else:
            del wrong["removed"][pure]
        assert "removed" in findings(game, wrong), change


@pytest.mark.parametrize("solve", [qpq.perfect_bayesian, qpq.sequential])
def test_a_set_without_probabilities_is_named(solve: Callable[[ExtensiveFormGame], Solution]) -> None:
    game = beer_quiche()
    document = answer(solve(game))
    del document["equilibria"][0]["profile"]["R"]["after beer"]
    assert "'after beer' of R has no probabilities" in findings(game, document)


def test_a_distribution_that_is_stated_is_not_empty() -> None:
    game = burning()
    document = answer(qpq.extensive_correlated(game))
    for name in ("distribution", "correlation_plan"):
        assert "empty" in findings(game, {**document, name: []})


def some_tree(draw: random.Random) -> ExtensiveFormGame:
    """Two or three simultaneous games behind a first move, with small payoffs, so that ties are common."""
    values = draw.choice([range(2), range(4), range(30)])

    def stage(name: str) -> Any:
        def reply() -> Any:
            ends = {b: outcome(draw.choice(values), draw.choice(values)) for b in "lr"}
            return decision("B", ends, information_set=f"B {name}")

        return decision("A", {a: reply() for a in "ud"}, information_set=f"A {name}")

    return tree(
        decision(
            draw.choice("AB"),
            {x: stage(x) for x in "xyz"[: draw.choice([1, 2, 2, 3])]},
            information_set="first",
        ),
        players=["A", "B"],
    )


@pytest.mark.parametrize("seed", range(40))
def test_brute_force_agrees_with_the_answer_and_misses_what_is_left_out(seed: int) -> None:
    game = some_tree(random.Random(seed))
    document = answer(qpq.subgame_perfect(game))
    assert findings(game, document) == ""
    if "conditions" not in document and document["complete"] and len(document["equilibria"]) > 1:
        k = random.Random(seed).randrange(len(document["equilibria"]))
        assert "is missing" in findings(game, without(document, k))


def test_a_point_of_a_set_is_no_set() -> None:
    """B does not care: listing one of B's answers as the only equilibrium is wrong."""
    same = {
        a: decision("B", {"l": outcome(u, 0), "r": outcome(u, 0)}, information_set="B")
        for a, u in (("x", 1), ("y", 0))
    }
    game = tree(decision("A", same, information_set="A"), players=["A", "B"])
    document = answer(qpq.subgame_perfect(game))
    assert document["complete"]
    assert findings(game, document) == ""
    lone = without(document, 0)
    lone.pop("conditions", None)
    assert findings(game, lone)
    assert Fraction(document["equilibria"][0]["payoffs"]["A"]) == 1


def test_what_takes_no_tree_says_so() -> None:
    game: Any = burning()
    with pytest.raises(qpq.UnsupportedGame, match="normal form"):
        qpq.finitely_repeated(game, 2)
    with pytest.raises(qpq.UnsupportedGame, match="normal form"):
        qpq.to_nashpy(game)
    with pytest.raises(qpq.InvalidInput, match="'perfect-bayesian'"):
        qpq.check_assessment(game, [], {}, "perfect bayesian")


def test_ties_make_a_knife_edge() -> None:
    """A is indifferent against l and B against u; r and d are worse for A and B in the other cells."""
    pay = {"u": {"l": (1, 1), "r": (0, 1)}, "d": {"l": (1, 0), "r": (0, 1)}}
    moves = {
        a: decision("B", {b: outcome(*end) for b, end in row.items()}, information_set="B")
        for a, row in pay.items()
    }
    game = tree(decision("A", moves, information_set="A"), players=["A", "B"])
    document = answer(qpq.subgame_perfect(game))
    assert document["ties"]
    assert findings(game, document) == ""
    assert "knife_edge" in findings(game, {**document, "knife_edge": False})


@pytest.mark.parametrize("concept", ["nash", "subgame-perfect", "sequential"])
def test_rows_of_the_wrong_length_are_named(concept: str) -> None:
    game = burning()
    profile = qpq.subgame_perfect(game).equilibria[0].profile
    for row in ((Fraction(1),), (Fraction(1), Fraction(0), Fraction(0))):
        wrong = (row, *profile[1:])
        with pytest.raises(qpq.NotAnEquilibrium, match="2 are needed"):
            qpq.Equilibrium(game, wrong, concept)
        with pytest.raises(qpq.NotAnEquilibrium, match="2 are needed"):
            qpq.empty_threats(game, wrong)
    with pytest.raises(qpq.NotAnEquilibrium, match="names 4 information sets"):
        qpq.empty_threats(game, profile[1:])
    with pytest.raises(qpq.InvalidInput, match="one number per node"):
        qpq.check_assessment(game, profile, dict.fromkeys(range(len(profile)), None))  # type: ignore[arg-type]
