"""Large trees by levels: the answers of the recursion by nodes, numbers beyond 64 bits, wrong profiles."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import quidproquo as qpq
from quidproquo import ExtensiveFormGame, Menu, chance, decision, outcome, tree
from quidproquo.games.errors import NotAnEquilibrium
from quidproquo.games.extensive_form import CHANCE
from quidproquo.games.level_certificate import payoffs_without_gain
from quidproquo.games.payoff_table import PayoffTable
from quidproquo.games.tree_certificate import tree_regrets
from quidproquo.solvers import subgame_perfect as subgame_perfect_module
from quidproquo.solvers.level_induction import level_induction, pure_profile
from quidproquo.solvers.subgame_perfect import LARGE, continuation_values
from tests.games.random_trees import perfect_information


def agrees(game: ExtensiveFormGame) -> None:
    """The two inductions agree, and so do the two certificates."""
    found = level_induction(game)
    assert found is not None
    slow = continuation_values(game)
    assert found.payoffs == slow.values[0]
    assert found.tied.tolist() == [v for v, best in slow.optimal.items() if len(best) > 1]
    assert {v: int(a) for v, a in enumerate(found.choices) if a >= 0} == {
        v: best[0] for v, best in slow.optimal.items()
    }
    profile = pure_profile(game, found.choices)
    assert payoffs_without_gain(game, profile) == found.payoffs
    payoffs, regrets = tree_regrets(game, profile, every_subgame=True)
    assert payoffs == found.payoffs
    assert not any(regret.gain for regret in regrets)


@settings(max_examples=150, deadline=None)
@given(perfect_information())
def test_small_trees_are_solved_as_node_by_node(game: ExtensiveFormGame) -> None:
    agrees(game)


@settings(max_examples=60, deadline=None)
@given(perfect_information(largest=2**62 + 5), st.integers(1, 2**65))
def test_payoffs_beyond_64_bits(game: ExtensiveFormGame, denominator: int) -> None:
    agrees(game)
    tables = [PayoffTable.of([x / denominator for x in t.entries()]) for t in game.payoffs]
    agrees(
        ExtensiveFormGame(
            players=game.players,
            information_sets=game.information_sets,
            children=game.children,
            payoffs=tables,
        )
    )


@settings(max_examples=150, deadline=None)
@given(perfect_information(largest=1, depth=3), st.data())
def test_the_certificate_refuses_exactly_what_is_wrong(game: ExtensiveFormGame, data: Any) -> None:
    profile = tuple(
        None if one.player == CHANCE else data.draw(st.sampled_from(_mixed(len(one.actions))))
        for one in game.information_sets
    )
    payoffs, regrets = tree_regrets(game, profile, every_subgame=True)
    right = not any(regret.gain for regret in regrets)
    assert payoffs_without_gain(game, profile) == (payoffs if right else None)


def _mixed(size: int) -> list[tuple[Fraction, ...]]:
    found = [tuple(Fraction(int(a == b)) for b in range(size)) for a in range(size)]
    if size > 1:
        found.append((Fraction(1, 3), Fraction(2, 3), *[Fraction(0)] * (size - 2)))
        found.append((*[Fraction(1, size)] * size,))
    return found


@settings(max_examples=60, deadline=None)
@given(perfect_information(largest=1, depth=3))
def test_mixtures_over_tied_actions_are_proven(game: ExtensiveFormGame) -> None:
    for equilibrium in qpq.subgame_perfect(game).equilibria[:5]:
        profile: Any = equilibrium.profile
        assert payoffs_without_gain(game, profile) == equilibrium.payoffs


@settings(max_examples=60, deadline=None)
@given(perfect_information(largest=2))
def test_all_equilibria_are_those_of_the_part_with_ties(game: ExtensiveFormGame) -> None:
    """A tree that counts as large from two nodes on is answered as it is otherwise."""
    whole = _answer(game)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subgame_perfect_module, "LARGE", 2)
        assert _answer(game) == whole


def _answer(game: ExtensiveFormGame) -> Any:
    try:
        found = qpq.subgame_perfect(game)
    except qpq.LimitReached as limit:
        return limit.found
    return found, sorted(found.ties.items())


ONE, ZERO, HALF = Fraction(1), Fraction(0), Fraction(1, 2)


@pytest.mark.parametrize(
    "mixed",
    [
        (HALF, HALF),
        (-ONE, 2 * ONE),
        (ONE,),
        (ZERO, ZERO),
        (ONE, ONE, -ONE),
        (1, 0),
        (1.0, 0.0),
        None,
        [ONE, ZERO],
        (),
    ],
)
def test_what_is_no_answer_is_left_to_the_other_certificate(mixed: Any) -> None:
    game = tree(decision("A", {"x": outcome(1), "y": outcome(0)}))
    assert payoffs_without_gain(game, (mixed,)) is None
    assert payoffs_without_gain(game, ((ONE, ZERO),)) == (ONE,)
    assert payoffs_without_gain(game, ((ONE, ZERO), (ONE, ZERO))) is None


def test_sums_at_the_edge_of_64_bits() -> None:
    """Payoffs along a play add up to just below and just above what 64 bits hold."""
    top = 2**62 - 1
    for last in (1, 2, 3, 2**62 - 1):
        deep = decision("A", {"x": outcome(last), "y": outcome(last - 1)}, payoffs=(top,))
        game = tree(decision("A", {"l": outcome(2**62), "r": deep}, payoffs=(top,)))
        agrees(game)
        assert level_induction(game).payoffs == (2 * top + last,)  # type: ignore[union-attr]


def test_values_that_come_back_into_64_bits() -> None:
    """A sum beyond 64 bits above which the same amount is taken away again, beside terminal nodes."""
    top = 2**62 - 1
    game: Any = decision("A", {"x": outcome(top), "y": outcome(top - 1)}, payoffs=(top,))
    for k in range(4):
        game = decision("A", {"stop": outcome(k), "go": game}, payoffs=(-top if k < 3 else 7,))
    agrees(tree(game))


def test_denominators_of_chance_outgrow_64_bits() -> None:
    def lottery(left: int) -> Any:
        if not left:
            return decision("A", {"x": outcome(1, 0), "y": outcome(0, 10**12)})
        p = Fraction(1, 10**6 + left)
        return chance({"u": (p, lottery(left - 1)), "d": (1 - p, outcome(left, -left))}, payoffs=(1, left))

    agrees(tree(lottery(6), players=["A", "B"]))


def test_branches_of_probability_zero_are_solved_and_count_nothing() -> None:
    below = decision("A", {"x": outcome(1), "y": outcome(10**18)})
    game = tree(chance({"never": (0, below), "always": (1, outcome(-3))}, payoffs=(5,)), players=["A"])
    agrees(game)
    found = level_induction(game)
    assert found is not None
    assert found.choices.tolist() == [-1, 1, -1, -1, -1]
    assert found.payoffs == (2 * ONE,)


def test_a_tree_of_one_node_has_nothing_to_decide() -> None:
    game = tree(outcome(3, "1/2"), players=["A", "B"])
    agrees(game)


def complete_tree(levels: int, width: int, high: int, seed: int = 0, players: int = 2) -> ExtensiveFormGame:
    """A tree in arrays, with chance at every third level and payoffs at all nodes."""
    counts = [width**d for d in range(levels + 1)]
    starts = np.cumsum([0, *counts])
    size, inner = int(starts[-1]), int(starts[levels])
    depth = np.repeat(np.arange(levels + 1), counts)
    parents = np.concatenate(
        [[-1]] + [starts[d - 1] + np.arange(counts[d]) // width for d in range(1, levels + 1)]
    )
    actions = tuple(map(str, range(width)))
    menus = [Menu(i, actions) for i in range(players)]
    menus.append(Menu(CHANCE, actions, (Fraction(1, 3), Fraction(2, 3), *[0] * (width - 2))))
    draw = np.random.default_rng(seed)
    return ExtensiveFormGame.from_arrays(
        players=[f"P{i}" for i in range(players)],
        parents=parents,
        set_of=np.where(depth < levels, np.arange(size), -1),
        menu_of=np.where(depth % 3 == 2, players, depth % players)[:inner],
        menus=menus,
        payoffs=[draw.integers(-high, high, size) for _ in range(players)],
    )


@pytest.mark.parametrize(("levels", "width", "high"), [(11, 2, 10**9), (7, 3, 4), (7, 3, 2**61), (2, 60, 50)])
def test_large_trees_in_arrays(levels: int, width: int, high: int) -> None:
    game = complete_tree(levels, width, high, players=3)
    assert game.size >= LARGE
    agrees(game)
    found = qpq.subgame_perfect(game, one=True)
    slow = continuation_values(game)
    tied = any(len(best) > 1 for best in slow.optimal.values())
    assert (found.complete, found.knife_edge) == (not tied, tied)
    assert found.equilibria[0].payoffs == slow.values[0]
    if not tied:
        assert qpq.subgame_perfect(game) == found
        assert "unique" in found.complete_because


def test_a_wrong_move_anywhere_in_a_large_tree_is_named() -> None:
    game = complete_tree(10, 2, 10**9)
    found = qpq.subgame_perfect(game)
    profile = list(found.equilibria[0].profile)
    for number in (0, 300, 1000):
        mixed = profile[number]
        if mixed is None:
            continue
        wrong = [*profile[:number], tuple(reversed(mixed)), *profile[number + 1 :]]
        with pytest.raises(NotAnEquilibrium, match=f"gains .* at {game.node_text(number)}"):
            qpq.Equilibrium(game, tuple(wrong), "subgame-perfect")


def test_long_and_narrow_trees_are_solved_node_by_node() -> None:
    game: Any = outcome(0, 0)
    for k in range(1200, 0, -1):
        game = decision("AB"[k % 2], {"stop": outcome(k, k), "go": game})
    found = tree(game, players=["A", "B"])
    assert level_induction(found) is None
    assert qpq.subgame_perfect(found, one=True).complete


def test_an_answer_for_a_large_tree_is_read_back() -> None:
    game = complete_tree(10, 2, 10**6)
    found = qpq.subgame_perfect(game)
    assert qpq.Solution.from_json(found.to_json(), game) == found


def test_one_equilibrium_of_a_tree_with_ties_is_not_said_to_be_all() -> None:
    game = tree(decision("A", {"x": outcome(1), "y": outcome(1)}))
    found = qpq.subgame_perfect(game, one=True)
    assert not found.complete
    assert found.knife_edge
    without = qpq.subgame_perfect(tree(decision("A", {"x": outcome(1), "y": outcome(0)})), one=True)
    assert without.complete
    assert not without.knife_edge
