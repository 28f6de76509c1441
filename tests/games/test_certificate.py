"""The certificate of profiles: exact regrets against the definition, and refusals that say who gains."""

from __future__ import annotations

import itertools
from fractions import Fraction
from math import prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quidproquo import ExtensiveFormGame, NormalFormGame, chance, decision, outcome, tree
from quidproquo.games.certificate import nash_regrets
from quidproquo.games.errors import NotAnEquilibrium
from quidproquo.games.recall import has_perfect_recall
from quidproquo.games.solution import Equilibrium
from quidproquo.games.strategies import normal_form
from quidproquo.games.tree_certificate import tree_regrets

F = Fraction


@given(st.integers(0, 10**6), st.lists(st.integers(1, 3), min_size=1, max_size=4))
def test_regrets_are_what_the_definition_says(seed: int, shape: list[int]) -> None:
    draw = np.random.default_rng(seed)
    game = NormalFormGame([draw.integers(-9, 9, shape) for _ in shape])
    parts = [draw.integers(0, 3, width) for width in shape]
    profile = tuple(
        tuple(F(int(x), int(part.sum())) for x in part) if part.any() else (F(1), *[F(0)] * (len(part) - 1))
        for part in parts
    )
    payoffs, regrets = nash_regrets(game, profile)
    cells = list(itertools.product(*map(range, shape)))
    for i in range(len(shape)):
        expected = sum(
            prod(profile[k][c] for k, c in enumerate(cell)) * game.payoffs[i][cell] for cell in cells
        )
        assert payoffs[i] == expected
        best = max(
            sum(
                prod(profile[k][c] for k, c in enumerate(cell) if k != i) * game.payoffs[i][cell]
                for cell in cells
                if cell[i] == s
            )
            for s in range(shape[i])
        )
        assert regrets[i].gain == best - expected


@pytest.mark.parametrize(
    ("first", "text"),
    [
        ((F(1),), "has 1 probabilities; 2 are needed"),
        ((F(3, 2), F(-1, 2)), "negative probability -1/2"),
        ((F(1, 2), F(1, 3)), "sum to 5/6"),
        ((F(1), F(0)), "US gains 2 by switching to restrict"),
    ],
)
def test_refusals_say_what_is_wrong(first: tuple[Fraction, ...], text: str) -> None:
    game = NormalFormGame(
        [[[0, -7], [2, -5]], [[0, 1], [-6, -5]]],
        players=["US", "China"],
        strategies=[["allow", "restrict"], ["s", "w"]],
    )
    with pytest.raises(NotAnEquilibrium, match=text):
        Equilibrium(game, (first, (F(0), F(1))))


def test_a_margin_of_1e_12_is_found_beside_1e17() -> None:
    game = NormalFormGame([[[10**17], [10**17 + F(1, 10**12)]], [[0], [0]]])
    with pytest.raises(NotAnEquilibrium, match="gains 1/1000000000000"):
        Equilibrium(game, ((F(1), F(0)), (F(1),)))


def test_subgame_perfection_is_more_than_nash() -> None:
    """The chain store: the threat to fight is Nash, but no equilibrium of the subgame."""
    fight = decision("store", {"yield": outcome(2, 1), "fight": outcome(-1, -1)})
    game = tree(decision("entrant", {"out": outcome(0, 5), "in": fight}))
    profile = ((F(1), F(0)), (F(0), F(1)))
    Equilibrium(game, profile)
    with pytest.raises(NotAnEquilibrium, match="store gains 2 by switching to 'yield' at the node after in"):
        Equilibrium(game, profile, "subgame-perfect")


def test_own_unreachable_sets_may_be_left_out_of_nash_but_not_of_spe() -> None:
    later = decision("A", {"x": outcome(0), "y": outcome(1)})
    game = tree(decision("A", {"stop": outcome(5), "go": later}))
    Equilibrium(game, ((F(1), F(0)), None))
    with pytest.raises(NotAnEquilibrium, match="must give them"):
        Equilibrium(game, ((F(1), F(0)), None), "subgame-perfect")


@given(st.from_type(ExtensiveFormGame).filter(has_perfect_recall), st.data())
def test_tree_regrets_are_those_of_the_normal_form(game: ExtensiveFormGame, data: st.DataObject) -> None:
    """Pure profiles have the same regret in the tree and in its full normal form."""
    form = normal_form(game, reduced=False)
    cell = tuple(data.draw(st.integers(0, width - 1)) for width in form.shape)
    profile: list[tuple[Fraction, ...] | None] = [None] * len(game.information_sets)
    for player in range(len(game.players)):
        own = game.sets_of(player)
        widths = [len(game.information_sets[one].actions) for one in own]
        chosen = np.unravel_index(cell[player], widths) if widths else ()
        for one, width, a in zip(own, widths, chosen, strict=True):
            profile[one] = tuple(F(int(b == a)) for b in range(width))
    payoffs, regrets = tree_regrets(game, tuple(profile), every_subgame=False)
    pure = tuple(tuple(F(int(s == c)) for s in range(w)) for c, w in zip(cell, form.shape, strict=True))
    expected, others = nash_regrets(form, pure)
    assert payoffs == expected
    assert [r.gain for r in regrets] == [r.gain for r in others]


def test_zero_probability_hides_nothing_from_subgame_perfection() -> None:
    bad = decision("A", {"x": outcome(0), "y": outcome(1)})
    game = tree(chance({"never": (0, bad), "always": (1, outcome(3))}))
    Equilibrium(game, (None, (F(1), F(0))))
    with pytest.raises(NotAnEquilibrium):
        Equilibrium(game, (None, (F(1), F(0))), "subgame-perfect")
