"""Solutions written and read back are the same, for random games of every kind."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from quidproquo import NormalFormGame, decision, outcome, tree
from quidproquo.games.solution import Solution
from quidproquo.games.verification import verify_document
from quidproquo.solvers.nash import nash
from quidproquo.solvers.pure_nash import pure_nash
from quidproquo.solvers.subgame_perfect import subgame_perfect

NUMBERS = st.integers(0, 2) | st.fractions(-3, 3, max_denominator=10**9)
TABLE = st.lists(st.lists(NUMBERS, min_size=3, max_size=3), min_size=2, max_size=2)


def check(solution: Solution) -> None:
    text = solution.to_json()
    assert Solution.from_json(text, solution.game) == solution
    assert Solution.from_json(text, solution.game).to_json() == text
    assert verify_document(text, solution.game).findings == ()


@given(TABLE, TABLE)
@settings(max_examples=40)
def test_normal_forms(first: Any, second: Any) -> None:
    game = NormalFormGame([first, second])
    check(nash(game))
    check(nash(game, one=True))
    check(pure_nash(game))


@given(st.lists(NUMBERS, min_size=8, max_size=8))
@settings(max_examples=40)
def test_trees(numbers: list[Any]) -> None:
    a, b, c, d, e, f, g, h = numbers
    low = decision("B", {"l": outcome(a, b), "r": outcome(c, d)})
    other = decision("B", {"l": outcome(e, f), "r": outcome(g, h)})
    game = tree(decision("A", {"x": low, "y": other}))
    for solve in (subgame_perfect, nash, pure_nash):
        check(solve(game))


LABELS = ['say "no"', "back\\slash", "磁石", "a\nb", "\u200d", "1/2", "x" * 5000, "=", "p1"]


@given(st.lists(st.sampled_from(LABELS), min_size=2, max_size=2, unique=True))
@settings(max_examples=20)
def test_labels_of_every_kind(labels: list[str]) -> None:
    game = NormalFormGame(
        [[[1, 0], [0, 1]]] * 2, players=labels, strategies=[labels, labels], title=labels[0]
    )
    check(nash(game))
    both = decision(labels[0], {x: outcome(1, 1) for x in labels}, information_set=labels[1])
    check(subgame_perfect(tree(both, players=labels)))


def test_every_number_is_text() -> None:
    document = json.loads(nash(NormalFormGame([[[2, 0], [0, 1]], [[1, 0], [0, 2]]])).to_json())
    mixed = document["equilibria"][2]
    assert mixed["profile"] == {"1": {"1": "2/3", "2": "1/3"}, "2": {"1": "1/3", "2": "2/3"}}
    assert mixed["payoffs"] == {"1": "2/3", "2": "2/3"}
    assert mixed["certificate"] == {"max_regret": "0"}
