"""Maps in several parameters that were tampered with are refuted, at the place."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import sympy

from quidproquo import NormalFormGame, case_model, outcome, regime_grid, regions, tree
from quidproquo.games.errors import ParseError, UnsupportedGame
from quidproquo.games.grid_verification import verify_grid
from quidproquo.games.pure_recount import pure_equilibria
from quidproquo.games.region_verification import verify_regions

Change = Callable[[dict[str, Any]], None]


def linkage(*free: str, **settings: Any) -> Any:
    return case_model("case:h20/linkage", settings, symbols=free).game


def sequential(*free: str) -> Any:
    return case_model("case:h20/sequential-linkage", symbols=free).game


def changed(text: str, change: Change) -> str:
    document = json.loads(text)
    change(document)
    return json.dumps(document)


GAMES: dict[str, Callable[[], tuple[Any, Any]]] = {
    "nash": lambda: (linkage("all"), None),
    "pure-nash": lambda: (linkage("theta_U", "kappa_U", "k"), "pure-nash"),
    "ordinal-class": lambda: (linkage("all"), "ordinal-class"),
    "subgame-perfect": lambda: (sequential("k", "a", "rho"), None),
}


@pytest.mark.parametrize("name", GAMES)
def test_honest_maps_are_verified(name: str) -> None:
    game, solution = GAMES[name]()
    found = verify_regions(regions(game, solution).to_json(), game)
    assert found.ok, found.findings
    assert "points" in found.checked[0]


def test_formulas_with_cases_can_be_read_back() -> None:
    x, y = sympy.symbols("x y")
    inside = sympy.Piecewise((y, x > 1), (sympy.Min(x, y), True))
    game = NormalFormGame([[[inside, sympy.Abs(x)], [1, y]], [[sympy.Max(x, y, 0), 0], [0, 1]]])
    found = verify_regions(regions(game).to_json(), game)
    assert found.ok, found.findings


def test_constant_ties_and_games_without_a_move_are_verified() -> None:
    x, y = sympy.symbols("x y")
    flat = NormalFormGame([[[x, 1], [x, 0]], [[1, 1], [y, 1]]])
    for solution in ("pure-nash", "nash"):
        found = verify_regions(regions(flat, solution).to_json(), flat)
        assert found.ok, found.findings
        mapped = regime_grid(flat, "x", -1, 2, "y", -1, 2, solution=solution, steps=7)
        assert verify_grid(mapped.to_json(), flat).ok
    nobody = tree(outcome(x, y), players=["US", "China"])
    assert [one.outcome for one in regions(nobody).regions] == ["no move"]
    assert verify_regions(regions(nobody).to_json(), nobody).ok


def flip(document: dict[str, Any]) -> None:
    case = document["regions"][0]["conditions"][0]
    case["all"][0] = "-(" + case["all"][0].replace(" >= 0", ") >= 0")


def weaken(document: dict[str, Any]) -> None:
    for region in document["regions"]:
        region["conditions"][0]["all"] = region["conditions"][0]["all"][1:]


def pay_more(document: dict[str, Any]) -> None:
    document["regions"][0]["payoffs"]["US"] += " + 1"


def drop(document: dict[str, Any]) -> None:
    document["regions"] = document["regions"][1:]
    document["outcomes"] = []


def other_play(document: dict[str, Any]) -> None:
    first, second = document["regions"][:2]
    first["profile"], second["profile"] = second["profile"], first["profile"]


def other_outcome(document: dict[str, Any]) -> None:
    one, other = document["outcomes"][:2]
    one["conditions"], other["conditions"] = other["conditions"], one["conditions"]


@pytest.mark.parametrize("change", [flip, weaken, pay_more, drop, other_play, other_outcome])
@pytest.mark.parametrize("name", ["nash", "subgame-perfect"])
def test_a_changed_map_is_refuted(name: str, change: Change) -> None:
    game, solution = GAMES[name]()
    found = verify_regions(changed(regions(game, solution).to_json(), change), game)
    assert not found.ok
    assert " = " in found.findings[0]  # the point is named


def test_a_mixed_equilibrium_that_is_left_out_or_wrong_is_found() -> None:
    game, _ = GAMES["nash"]()
    text = regions(game).to_json()

    def without(document: dict[str, Any]) -> None:
        document["regions"] = document["regions"][:-1]
        document["outcomes"] = []

    def wrong(document: dict[str, Any]) -> None:
        row = document["regions"][-1]["profile"]["US"]
        row["allow"], row["restrict"] = row["restrict"], row["allow"]

    assert not verify_regions(changed(text, without), game).ok
    assert not verify_regions(changed(text, wrong), game).ok


def test_a_wrong_situation_is_found() -> None:
    game, solution = GAMES["ordinal-class"]()

    def rename(document: dict[str, Any]) -> None:
        document["regions"][0]["classes"]["US"] = "harmony"

    assert not verify_regions(changed(regions(game, solution).to_json(), rename), game).ok


@pytest.mark.parametrize(
    ("game", "window", "solution"),
    [
        (linkage("d_U", "d_C", theta_U=3, theta_C=2), ("d_U", -1, 4, "d_C", -1, 4), None),
        (linkage("theta_U", "kappa_U"), ("theta_U", 0, 4, "kappa_U", 0, 4), "ordinal-class"),
        (sequential("k", "w"), ("k", 0, 52, "w", "1/2", 2), None),
    ],
    ids=["nash", "ordinal-class", "subgame-perfect"],
)
def test_honest_grids_are_verified(game: Any, window: Any, solution: str | None) -> None:
    found = verify_grid(regime_grid(game, *window, solution=solution, steps=40).to_json(), game)
    assert found.ok, found.findings


def move_a_point(document: dict[str, Any]) -> None:
    document["grid"][20][20] = 1 - document["grid"][20][20]


def move_a_curve(document: dict[str, Any]) -> None:
    document["curves"][0]["polynomial"] += " + 5"


def lose_a_curve(document: dict[str, Any]) -> None:
    document["curves"] = document["curves"][1:]


def other_sides(document: dict[str, Any]) -> None:
    document["curves"][0]["between"] = [[0, 0]]


def other_regimes(document: dict[str, Any]) -> None:
    one, other = document["regimes"][:2]
    one["equilibria"], other["equilibria"] = other["equilibria"], one["equilibria"]


@pytest.mark.parametrize("change", [move_a_point, move_a_curve, lose_a_curve, other_sides, other_regimes])
def test_a_changed_grid_is_refuted(change: Change) -> None:
    game = sequential("k", "w")
    text = regime_grid(game, "k", 0, 52, "w", "1/2", 2, steps=40).to_json()
    assert not verify_grid(changed(text, change), game).ok


def test_what_is_no_map_is_refused() -> None:
    game = sequential("k", "w")
    text = regions(game).to_json()
    with pytest.raises(ParseError, match="no JSON"):
        verify_regions("{", game)
    with pytest.raises(ParseError, match="'regions' of a map is missing"):
        verify_regions(changed(text, lambda d: d.pop("regions")), game)
    with pytest.raises(ParseError, match="the game has k"):
        verify_regions(text, sequential("k"))
    with pytest.raises(UnsupportedGame, match="'core'"):
        verify_regions(changed(text, lambda d: d.update(solution="core")), game)
    grid = regime_grid(game, "k", 0, 52, "w", "1/2", 2, steps=5).to_json()
    with pytest.raises(ParseError, match="no number of a regime"):
        verify_grid(changed(grid, lambda d: d["grid"][0].__setitem__(0, 99)), game)
    with pytest.raises(ParseError, match="5 rows of 5"):
        verify_grid(changed(grid, lambda d: d["grid"].pop()), game)


def test_pure_equilibria_by_the_definition() -> None:
    assert pure_equilibria(NormalFormGame([[[1, -1], [-1, 1]], [[-1, 1], [1, -1]]])) == set()
    assert len(pure_equilibria(NormalFormGame([[[0, 0], [0, 0]], [[0, 0], [0, 0]]]))) == 4
    game = sequential("k").at({"k": 10})
    assert {choice[:2] for choice in pure_equilibria(game)} == {(0, 1), (1, 0)}
