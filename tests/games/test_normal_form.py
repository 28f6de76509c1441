"""Building normal forms: labels, tables, named constructors, identity."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest

from quidproquo import NormalFormGame
from quidproquo.games.errors import InvalidGame, InvalidInput

GAME = NormalFormGame(
    [[[0, -7], [2, -5]], [[0, 1], [-6, -5]]],
    players=["US", "China"],
    strategies=[["allow", "restrict"], ["supply", "withhold"]],
)


def test_every_table_is_indexed_in_player_order() -> None:
    assert GAME.payoffs_at((0, 1)) == (-7, 1)
    assert GAME.payoffs_at((1, 0)) == (2, -6)


def test_from_table() -> None:
    outcomes: dict[tuple[str, ...], Any] = {
        ("allow", "supply"): (0, 0),
        ("allow", "withhold"): (-7, 1),
        ("restrict", "supply"): (2, -6),
        ("restrict", "withhold"): ("-5", -5.0),
    }
    assert NormalFormGame.from_table(outcomes, players=["US", "China"]) == GAME


@pytest.mark.parametrize(
    "outcomes",
    [
        {},
        {("a", "b"): (1,)},
        {("a", "b"): (1, 2), ("a",): (1, 2)},
        {("a", "b"): (1, 2), ("c", "d"): (1, 2)},
        {"ab": (1, 2)},
        {1: (1,)},
        {("a", ""): (1, 2)},
        {("a", 1): (1, 2)},
        {("a", "b"): (1, True)},
        {(): ()},
    ],
)
def test_tables_of_outcomes_that_make_no_game(outcomes: Any) -> None:
    with pytest.raises(InvalidInput):
        NormalFormGame.from_table(outcomes)


def test_symmetric() -> None:
    game = NormalFormGame.symmetric([[-1, -3], [0, "-2.5"]])
    assert all(game.payoffs[0][i, j] == game.payoffs[1][j, i] for i in range(2) for j in range(2))
    with pytest.raises(InvalidGame, match="square"):
        NormalFormGame.symmetric([[1, 2]])


def test_zero_sum() -> None:
    game = NormalFormGame.zero_sum([["1/3", -2]])
    assert [sum(game.payoffs_at((0, j))) for j in range(2)] == [0, 0]


@pytest.mark.parametrize(
    "labels", [["a", "a"], ["a", ""], ["a", " "], ["a", 1], ["a"], "ab", ["a", "b", "c"]]
)
def test_labels_are_refused(labels: Any) -> None:
    with pytest.raises(InvalidGame):
        NormalFormGame([[[0, 0], [0, 0]]] * 2, players=labels)
    with pytest.raises(InvalidGame):
        NormalFormGame([[[0, 0], [0, 0]]] * 2, strategies=[labels, ["x", "y"]])


def test_identity() -> None:
    again = NormalFormGame(
        [np.array([[0, -7], [2, -5]]), [[0.0, "1"], [-6, -5]]],
        players=GAME.players,
        strategies=GAME.strategies,
    )
    assert again == GAME
    assert hash(again) == hash(GAME)
    assert pickle.loads(pickle.dumps(GAME)) == GAME
    assert NormalFormGame(GAME.payoffs, players=["China", "US"], strategies=GAME.strategies) != GAME
    with pytest.raises(AttributeError):
        GAME.title = "other"
