"""Maps made by anyone are checked: true ones pass, and a change of any kind is found."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from quidproquo import case_model, regimes
from quidproquo.games.errors import ParseError, UnsupportedGame
from quidproquo.games.regime_verification import verify_map

TREE: Any = case_model("h20/sequential-linkage", {}, ["k"]).game
TABLE: Any = case_model("h20/linkage", {"phase": "both"}, ["Sec"]).game


def _tree_map() -> dict[str, Any]:
    return regimes(TREE, "k", 0, 52).document()


def _moved_border(document: dict[str, Any]) -> None:
    text = (
        json.dumps(document).replace('"to": "10"', '"to": "21/2"').replace('"from": "10"', '"from": "21/2"')
    )
    document.update(json.loads(text.replace('"borders": ["10"]', '"borders": ["21/2"]')))
    document["cells"][1]["sample"] = "21/2"


def _other_move(document: dict[str, Any]) -> None:
    document["cells"][0]["equilibria"][0]["profile"]["US"]["chips"] = {"ban": "1"}


def _other_payoff(document: dict[str, Any]) -> None:
    document["cells"][2]["equilibria"][0]["payoffs"]["US"] = "k - 8"


def _lost_equilibria(document: dict[str, Any]) -> None:
    cell = document["cells"][1]
    cell["conditions"] = cell["conditions"][:2]


def _gap(document: dict[str, Any]) -> None:
    document["cells"][2]["from"] = "13"


def _lost_border(document: dict[str, Any]) -> None:
    document["borders"] = []


def _border_left_out(document: dict[str, Any]) -> None:
    document["borders"] = []
    del document["cells"][1]


def _border_called_open(document: dict[str, Any]) -> None:
    document["cells"][1]["open"] = True


CHANGES: list[Callable[[dict[str, Any]], None]] = [
    _moved_border,
    _other_move,
    _other_payoff,
    _lost_equilibria,
    _gap,
    _lost_border,
    _border_left_out,
    _border_called_open,
]


def test_true_maps_pass() -> None:
    assert verify_map(json.dumps(_tree_map()), TREE).ok
    found = regimes(TABLE, "Sec", 0, 12, solution="pure-nash")
    assert verify_map(found.to_json(), TABLE).ok


@pytest.mark.parametrize("change", CHANGES)
def test_wrong_maps_are_refuted(change: Callable[[dict[str, Any]], None]) -> None:
    document = _tree_map()
    change(document)
    found = verify_map(json.dumps(document), TREE)
    assert not found.ok and found.findings


def test_what_is_no_map_is_refused() -> None:
    document = _tree_map()
    del document["cells"]
    with pytest.raises(ParseError, match="cells"):
        verify_map(json.dumps(document), TREE)
    with pytest.raises(ParseError, match="no number and no formula"):
        changed = _tree_map()
        changed["cells"][0]["equilibria"][0]["payoffs"]["US"] = "import os"
        verify_map(json.dumps(changed), TREE)
    with pytest.raises(UnsupportedGame, match="correlated"):
        verify_map(json.dumps({**_tree_map(), "solution": "correlated"}), TREE)
