"""Building trees by hand: what is refused, what is numbered, and how large it may be."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from quidproquo import chance, decision, outcome, tree
from quidproquo.games.errors import InvalidGame, InvalidInput
from quidproquo.games.extensive_form import CHANCE

OTHER: Any = 5


def test_nodes_are_numbered_in_preorder() -> None:
    low = decision("B", {"l": outcome(1, 2), "r": outcome(3, 4)}, payoffs=(10, 20))
    game = tree(
        decision(
            "A", {"x": low, "y": chance({"u": ("1/3", outcome()), "d": (Fraction(2, 3), outcome(5, 6))})}
        )
    )
    assert game.children == ((1, 4), (2, 3), (), (), (5, 6), (), ())
    assert [table.tolist() for table in game.payoffs] == [[0, 10, 1, 3, 0, 0, 5], [0, 20, 2, 4, 0, 0, 6]]
    assert [one.player for one in game.information_sets] == [0, 1, CHANCE]
    assert game.information_sets[2].probabilities == (Fraction(1, 3), Fraction(2, 3))
    assert pickle.loads(pickle.dumps(game)) == game


@pytest.mark.parametrize(
    ("build", "text"),
    [
        (
            lambda: tree(chance({"u": ("1/3", outcome(1)), "d": ("1/3", outcome(1))}), players=["A"]),
            "sum to 2/3",
        ),
        (
            lambda: tree(chance({"u": ("3/2", outcome(1)), "d": ("-1/2", outcome(1))}), players=["A"]),
            "is -1/2",
        ),
        (lambda: chance({"u": OTHER}), "needs a pair"),
        (lambda: chance({"u": (True, outcome(1))}), "True"),
        (lambda: decision("A", {}), "at least one"),
        (lambda: decision("", {"x": outcome(1)}), "no label"),
        (lambda: decision("A", {"": outcome(1)}), "empty"),
        (lambda: decision("A", {"x": OTHER}), "leads to 5"),
        (lambda: tree(decision("A", {"x": outcome(1, 2)})), "2 payoffs; the game has 1 players"),
        (lambda: tree(decision("A", {"x": outcome(1)}), players=["B"]), "'A' moves in the tree"),
        (lambda: tree(decision("A", {"x": outcome(float("nan"))})), "nan"),
        (lambda: tree(decision("A", {"x": outcome(True)})), "True"),
        (lambda: tree(outcome(1)), "nobody moves"),
        (lambda: tree(outcome(1, 1), players=["A", "A"]), "stands twice"),
        (lambda: tree(OTHER), "no decision, chance or outcome"),
    ],
)
def test_refusals_name_the_place(build: Callable[[], Any], text: str) -> None:
    with pytest.raises(InvalidInput, match=text):
        build()


def test_nodes_of_one_set_offer_the_same_actions() -> None:
    one = decision("B", {"l": outcome(), "r": outcome()}, information_set="h")
    other = decision("B", {"l": outcome(), "m": outcome()}, information_set="h")
    with pytest.raises(InvalidGame, match="offers l, r at one node and l, m at another"):
        tree(decision("A", {"x": one, "y": other}))


def test_a_chain_deeper_than_the_stack() -> None:
    rest = outcome(0)
    for _ in range(20_000):
        rest = decision("A", {"stop": outcome(1), "go": rest})
    game = tree(rest)
    assert len(game.children) == 40_001
    assert hash(game) == hash(pickle.loads(pickle.dumps(game)))
