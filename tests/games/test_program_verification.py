"""Maps of correlated play and commitment made by anyone: true ones are proven, changed ones are refuted."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import sympy

import quidproquo as qpq
from quidproquo.games.errors import ParseError, UnsupportedGame
from quidproquo.games.normal_form import NormalFormGame
from quidproquo.games.regime_verification import verify_map

k = sympy.Symbol("k")
LABELS = [["allow", "restrict"], ["supply", "withhold"]]
TRUCE = NormalFormGame(
    [[[0, -7], [2, -5 - k]], [[0, 1], [-6, -8]]], players=["US", "China"], strategies=LABELS
)
LICENCE = NormalFormGame([[[4, -6], [-1, 0]], [[3, k], [-1, -4]]], players=["US", "China"], strategies=LABELS)
IRRATIONAL = NormalFormGame([[[k**2 - 2, 0], [0, k]], [[1, k**3 - k - 1], [k / (k - 1), 0]]])

Document = dict[str, Any]

ROOT = {
    "exact": "sqrt(2)",
    "polynomial": "x**2 - 2",
    "interval": ["1", "2"],
    "decimal": "1.41421356237309504880",
}


def truce_map(objective: str = "welfare", solution: str = "correlated") -> Document:
    found = qpq.regimes(TRUCE, "k", 0, 20, solution=solution, objective=objective)
    document: Document = json.loads(found.to_json())
    return document


def licence_map(leader: str = "US") -> Document:
    found = qpq.regimes(LICENCE, "k", 0, 20, solution="stackelberg", leader=leader)
    document: Document = json.loads(found.to_json())
    return document


@pytest.mark.parametrize("objective", ["welfare", "min", "US", "China"])
@pytest.mark.parametrize("solution", ["correlated", "coarse-correlated"])
def test_maps_of_correlated_play_are_proven(objective: str, solution: str) -> None:
    found = verify_map(json.dumps(truce_map(objective, solution)), TRUCE)
    assert found.findings == ()
    assert any("every cell on all of it" in line for line in found.checked)


@pytest.mark.parametrize("leader", ["US", "China"])
def test_maps_of_commitment_are_proven(leader: str) -> None:
    assert verify_map(json.dumps(licence_map(leader)), LICENCE).findings == ()


@pytest.mark.parametrize("solution", ["correlated", "stackelberg"])
def test_irrational_borders_and_poles_are_proven_too(solution: str) -> None:
    found = qpq.regimes(IRRATIONAL, "k", -2, 3, solution=solution)
    assert any("polynomial" in one for one in found.document()["borders"])
    assert [str(one.low) for one in found.excluded] == ["1"]
    assert verify_map(found.to_json(), IRRATIONAL).findings == ()


def _cell(document: Document, low: str) -> Document:
    found: Document = next(c for c in document["cells"] if c["from"] == low and c["open"])
    return found


def _value(document: Document) -> None:
    _cell(document, "3")["value"] = "(1 - 4*k)/(3*k - 2)"


def _chance(document: Document) -> None:
    _cell(document, "3")["distribution"][0]["probability"] = "2*(k - 2)/(3*k - 1)"


def _payoff(document: Document) -> None:
    _cell(document, "3")["payoffs"]["US"] = "0"


def _no_proof(document: Document) -> None:
    _cell(document, "3")["dual"][0]["multipliers"]["US"] = {}


def _negative(document: Document) -> None:
    _cell(document, "3")["dual"][0]["multipliers"]["US"]["allow -> restrict"] = "-1"


def _outcome(document: Document) -> None:
    _cell(document, "3")["outcome"] = "allow, supply"


def _later(document: Document) -> None:
    """The formulas of the last cell are no longer optimal before it."""
    moved = json.dumps(document).replace('"3"', '"5/2"')
    document.update(json.loads(moved))


def _earlier(document: Document) -> None:
    moved = json.dumps(document).replace('"3"', '"7/2"')
    document.update(json.loads(moved))


def _no_border(document: Document) -> None:
    document["cells"] = [c for c in document["cells"] if c["open"]]
    document["borders"] = []


def _part(document: Document) -> None:
    _cell(document, "3")["dual"][0]["from"] = "4"


def _excluded(document: Document) -> None:
    border = next(c for c in document["cells"] if not c["open"])
    document["cells"].remove(border)
    document["borders"] = []
    document["excluded"] = [{"from": border["from"], "to": border["to"], "because": "a pole"}]


CHANGES: list[tuple[Callable[[Document], None], str]] = [
    (_value, "payoffs are not|value is not"),
    (_chance, "do not sum to 1"),
    (_payoff, "payoffs are not"),
    (_no_proof, "do not bound"),
    (_negative, "negative"),
    (_outcome, "the outcome is"),
    (_later, "gains by|not positive|do not bound|a multiplier is negative"),
    (_earlier, "do not bound|not positive|gains by"),
    (_no_border, "nothing is stated at k = 3"),
    (_part, "do not follow each other"),
    (_excluded, "it is defined there"),
]


@pytest.mark.parametrize(("change", "finding"), CHANGES, ids=[c.__name__ for c, _ in CHANGES])
def test_a_changed_map_is_refuted(change: Callable[[Document], None], finding: str) -> None:
    document = truce_map()
    change(document)
    found = verify_map(json.dumps(document), TRUCE)
    assert any(_matches(finding, line) for line in found.findings), found.findings


def _matches(finding: str, line: str) -> bool:
    return any(part in line for part in finding.split("|"))


def test_a_changed_commitment_is_refuted() -> None:
    def findings(change: Callable[[Document], None]) -> str:
        document = licence_map()
        cell = next(c for c in document["cells"] if c["from"] == "3" and c["open"])
        change(cell)
        return " ".join(verify_map(json.dumps(document), LICENCE).findings)

    def bolder(cell: Document) -> None:
        cell["equilibria"][0]["profile"]["US"] = {"allow": "4/k", "restrict": "(k - 4)/k"}

    def unproven(cell: Document) -> None:
        cell["dual"][0]["multipliers"]["supply"] = {}

    def poorer(cell: Document) -> None:
        cell["equilibria"][0]["payoffs"]["China"] = "1"
        del cell["equilibria"][0]["statics"]

    assert findings(lambda cell: None) == ""
    assert "pays the follower more" in findings(bolder) or "not positive" in findings(bolder)
    assert "do not bound" in findings(unproven)
    assert "follower's payoff" in findings(poorer)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda cell: cell.pop("dual"), "dual"),
        (lambda cell: cell.update(objective="nash-product"), "no objective"),
        (lambda cell: cell["distribution"][0].update(profile=["allow", "sell"]), "no strategy 'sell'"),
        (lambda cell: cell["distribution"][0].update(profile=["allow"]), "a strategy for each player"),
        (lambda cell: cell["distribution"].append(cell["distribution"][0]), "listed twice"),
        (lambda cell: cell.update(value="k +"), "no formula"),
        (lambda cell: cell.update(value="exp(k)"), "no formula"),
        (lambda cell: cell.update(payoffs={"US": "0"}), "payoffs of US, China"),
        (lambda cell: cell.update(distribution=1), "distribution needs a list"),
        (lambda cell: cell.update(value=["1"]), "value is"),
        (lambda cell: cell.update(value=ROOT), "irrational on a whole cell"),
        (lambda cell: cell.update(equilibria=None), "a list under equilibria"),
        (lambda cell: cell.update(equilibria=[{}]), "a profile and payoffs"),
        (lambda cell: cell.update(components=[[0]]), "stated under distribution"),
        (lambda cell: cell.update(complete="yes"), "true or false"),
        (lambda cell: cell["dual"][0]["multipliers"].update(US={"a -> b": "1"}), "a deviation of US"),
    ],
)
def test_what_cannot_be_read_is_refused(change: Callable[[Document], Any], message: str) -> None:
    document = truce_map()
    change(_cell(document, "3"))
    with pytest.raises(ParseError, match=message):
        verify_map(json.dumps(document), TRUCE)


def test_a_map_of_a_tree_is_of_its_normal_form() -> None:
    tree = qpq.tree(
        qpq.decision("US", {"trade": qpq.outcome(0, k), "ban": qpq.outcome(1, -1)}), players=["US", "China"]
    )
    found = qpq.regimes(tree, "k", 0, 1, solution="stackelberg")
    assert isinstance(found.game, NormalFormGame)
    assert verify_map(found.to_json(), found.game).findings == ()
    with pytest.raises(UnsupportedGame, match="are of normal forms; of trees accepted"):
        qpq.regimes(tree, "k", 0, 1, solution="correlated")
    with pytest.raises(UnsupportedGame):
        verify_map(found.to_json(), tree)
