"""Trees given as arrays: the same games as those of tuples, refused with the place, and small in memory."""

from __future__ import annotations

import pickle
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from quidproquo import ExtensiveFormGame, Menu, chance, decision, outcome, tree
from quidproquo.games.efg import read_efg, write_efg
from quidproquo.games.errors import InvalidGame
from quidproquo.games.extensive_form import CHANCE

from .random_trees import perfect_information

WAR = {"players": ["A", "B"], "parents": [-1, 0, 0, 1, 1, 2, 2], "set_of": [0, 1, 1, -1, -1, -1, -1]}


def by_arrays(game: ExtensiveFormGame) -> ExtensiveFormGame:
    """The game stated again in arrays; in preorder, children are in the order of their numbers."""
    menus = [Menu(s.player, s.actions, s.probabilities) for s in game.information_sets]
    return ExtensiveFormGame.from_arrays(
        players=game.players,
        parents=np.array(game.parents),
        set_of=np.array(game.set_of),
        menu_of=np.arange(len(menus)),
        menus=menus,
        payoffs=game.payoffs,
        labels=[s.label for s in game.information_sets],
        title=game.title,
    )


@settings(max_examples=60, deadline=None)
@given(perfect_information())
def test_arrays_and_tuples_make_the_same_game(game: ExtensiveFormGame) -> None:
    other = by_arrays(game)
    assert "children" not in vars(other)
    assert other == game
    assert hash(other) == hash(game)
    assert pickle.loads(pickle.dumps(by_arrays(game))) == game
    assert (other.children, other.set_of, other.parents) == (game.children, game.set_of, game.parents)
    assert other.information_sets == game.information_sets
    assert other.has_perfect_information
    assert other.terminals() == game.terminals()
    assert repr(other) == repr(game)
    assert write_efg(by_arrays(game)) == write_efg(game)
    assert read_efg(write_efg(game)) == by_arrays(game)


def test_every_part_makes_a_difference() -> None:
    game = tree(decision("A", {"x": decision("B", {"l": outcome(0, 0), "r": outcome(1, 2)}), "y": outcome()}))
    others = [
        decision("A", {"x": decision("B", {"l": outcome(0, 0), "r": outcome(1, 3)}), "y": outcome()}),
        decision("A", {"x": decision("B", {"l": outcome(0, 0), "s": outcome(1, 2)}), "y": outcome()}),
        decision("A", {"x": decision("A", {"l": outcome(0, 0), "r": outcome(1, 2)}), "y": outcome()}),
        decision(
            "A",
            {
                "x": decision("B", {"l": outcome(), "r": outcome(1, 2)}, information_set="late"),
                "y": outcome(),
            },
        ),
    ]
    for other in others:
        assert by_arrays(tree(other, players=["A", "B"])) != game
    assert by_arrays(game) == game
    assert by_arrays(game) != "game"


def war(**changes: Any) -> ExtensiveFormGame:
    given: dict[str, Any] = {
        **WAR,
        "menu_of": [0, 1],
        "menus": [Menu(0, ("x", "y")), Menu(1, ("l", "r"))],
        "payoffs": [[0, 0, 0, 1, 2, 3, 4], ["0", "0", "0", "1/2", "1", "0.25", "0"]],
    }
    return ExtensiveFormGame.from_arrays(**{**given, **changes})


def test_information_sets_of_several_nodes() -> None:
    game = war()
    assert [s.nodes for s in game.information_sets] == [(0,), (1, 2)]
    assert [s.label for s in game.information_sets] == ["1", "1"]
    assert not game.has_perfect_information
    assert game.payoffs[1][5] == Fraction(1, 4)
    assert game.set_labels == ("1", "1")


def test_what_is_given_can_be_changed_later_without_harm() -> None:
    parents = np.array(WAR["parents"])
    game = war(parents=parents)
    parents[:] = 0
    assert game == war()
    with pytest.raises(ValueError, match="read-only"):
        game.arrays.parents[0] = 3


def test_parameters_are_replaced_in_arrays_too() -> None:
    import sympy

    p = sympy.Symbol("p")
    shared: dict[str, Any] = {
        "menus": [Menu(CHANCE, ("x", "y"), (p, 1 - p)), Menu(1, ("l", "r"))],
        "labels": ["c", "s"],
    }
    game = war(**shared)
    assert game.parameters == ("p",)
    other = game.at({"p": "1/3"})
    assert "children" not in vars(other)
    assert other.information_sets[0].probabilities == (Fraction(1, 3), Fraction(2, 3))
    assert [s.label for s in other.information_sets] == ["c", "s"]
    assert other == war(
        menus=[Menu(CHANCE, ("x", "y"), ("1/3", "2/3")), shared["menus"][1]], labels=["c", "s"]
    )
    with pytest.raises(InvalidGame, match="is -1"):
        game.at({"p": 2})


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"parents": [0, 0, 0, 1, 1, 2, 2]}, "node 0 is the root"),
        ({"parents": [-1, 0, 0, 1, 1, 2, 6]}, "node 6 has the parent 6"),
        ({"parents": [-1, 0, 0, 1, 1, 2, -1]}, "node 6 has the parent -1"),
        ({"parents": []}, "no node"),
        ({"parents": [-1.0] * 7}, "float64"),
        ({"parents": [2**40] * 7}, "32 bits"),
        ({"set_of": [0, 1, 1, -1, -1, -1]}, "6 entries; 7"),
        ({"set_of": [0, 1, 1, -1, -1, -1, 0]}, "node 6 has branches but no"),
        ({"set_of": [0, 1, -1, -1, -1, -1, -1]}, "node 2 has branches but no"),
        ({"set_of": [0, 2, 2, -1, -1, -1, -1]}, "numbered 0 to 1"),
        ({"set_of": [1, 0, 0, -1, -1, -1, -1]}, "order of their first"),
        ({"set_of": [0, 0, 0, -1, -1, -1, -1]}, "information set 1 has no node"),
        ({"menu_of": [0, 2]}, "numbered 0 to 1"),
        ({"menus": [Menu(0, ("x", "y")), Menu(1, ("l",))]}, "offers 1 actions, but its node 1 has 2"),
        ({"menus": [Menu(0, ("x", "y")), Menu(2, ("l", "r"))]}, "player 2; players are numbered 0 to 1"),
        ({"menus": [Menu(0, ("x", "x")), Menu(1, ("l", "r"))]}, "stands twice"),
        ({"menus": [Menu(0, ()), Menu(1, ("l", "r"))]}, "no action"),
        ({"menus": [Menu(0, ("x", "y"), (1, 0)), Menu(1, ("l", "r"))]}, "chance alone"),
        ({"menus": [Menu(CHANCE, ("x", "y"), (1, 1)), Menu(1, ("l", "r"))]}, "sum to 2"),
        ({"menus": [Menu(CHANCE, ("x", "y"), (2, -1)), Menu(1, ("l", "r"))]}, "is -1"),
        ({"payoffs": [[0] * 7]}, "one number per player and node"),
        ({"payoffs": [[0] * 7, [0] * 6]}, "one number per player and node"),
        ({"labels": ["one"]}, "1 for 2 information sets"),
        ({"players": []}, "at least one"),
        ({"players": ["A", "A"]}, "twice"),
    ],
)
def test_wrong_arrays_are_refused_with_the_place(changes: dict[str, Any], text: str) -> None:
    with pytest.raises(InvalidGame, match=text):
        war(**changes)


def test_labels_of_one_player_must_differ() -> None:
    menus = [Menu(0, ("x", "y"))]
    with pytest.raises(InvalidGame, match="'s' stands twice"):
        war(menu_of=[0, 0], menus=menus, labels=["s", "s"])


def test_a_node_takes_at_most_64_bytes_with_the_payoffs_of_two_players() -> None:
    levels = 14
    size = 2**levels - 1
    inner = size // 2
    nodes = np.arange(size)
    game = ExtensiveFormGame.from_arrays(
        players=["A", "B"],
        parents=(nodes - 1) // 2,
        set_of=np.where(nodes < inner, nodes, -1),
        menu_of=np.arange(inner) % 2,
        menus=[Menu(0, ("x", "y")), Menu(1, ("l", "r"))],
        payoffs=[nodes, -nodes],
    )
    assert game.arrays.levels is not None
    game.arrays.levels.place.sum()
    payoffs = sum(table.numerators.nbytes for table in game.payoffs)
    assert game.arrays.nbytes + payoffs <= 64 * size


def test_shared_chance_sets_keep_their_nodes() -> None:
    def lottery(name: str) -> Any:
        return chance({"u": ("1/4", outcome(1)), "d": ("3/4", outcome(0))}, information_set=name)

    game = tree(decision("A", {"x": lottery("same"), "y": lottery("same")}))
    assert by_arrays(game) == game
    assert by_arrays(game).has_perfect_information
