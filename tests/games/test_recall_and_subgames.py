"""Perfect recall and subgames compared with their definitions."""

from __future__ import annotations

import time
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quidproquo import ExtensiveFormGame, chance, decision, outcome, tree
from quidproquo.games.errors import InvalidInput, UnsupportedGame
from quidproquo.games.extensive_form import CHANCE
from quidproquo.games.plays import plays
from quidproquo.games.recall import (
    absent_minded_sets,
    has_perfect_recall,
    is_absent_minded,
    recall_failures,
    refuse_absent_mindedness,
    require_perfect_recall,
)
from quidproquo.games.subgames import block_game, subgame, subgame_blocks, subgame_roots
from quidproquo.games.tree_builder import Branching

GAMES = st.from_type(ExtensiveFormGame)


def own_past(game: ExtensiveFormGame, node: int) -> list[tuple[int, int]]:
    who = game.player_of(node)
    return [(game.set_of[v], a) for v, a in game.path_to(node) if game.player_of(v) == who]


def below(game: ExtensiveFormGame, node: int) -> set[int]:
    found = {node}
    for child in game.children[node]:
        found |= below(game, child)
    return found


@given(GAMES)
def test_recall_is_equal_own_pasts(game: ExtensiveFormGame) -> None:
    forgotten = {
        number
        for number, one in enumerate(game.information_sets)
        if one.player != CHANCE and any(own_past(game, v) != own_past(game, one.nodes[0]) for v in one.nodes)
    }
    failures = recall_failures(game)
    assert {f.information_set for f in failures} == forgotten
    assert has_perfect_recall(game) == (not forgotten)
    for failure in failures:
        one, other = failure.nodes
        assert game.set_of[one] == game.set_of[other] == failure.information_set
        assert own_past(game, one) != own_past(game, other)
    if forgotten:
        with pytest.raises(UnsupportedGame, match="needs perfect recall"):
            require_perfect_recall(game, "this")
    else:
        require_perfect_recall(game, "this")


@given(GAMES)
def test_absent_mindedness_is_a_set_twice_on_a_path(game: ExtensiveFormGame) -> None:
    twice = {
        game.set_of[v]
        for v, children in enumerate(game.children)
        if children
        and game.player_of(v) != CHANCE
        and game.set_of[v] in [game.set_of[u] for u, _ in game.path_to(v)]
    }
    assert set(absent_minded_sets(game)) == twice
    assert is_absent_minded(game) == bool(twice)
    assert not (twice and has_perfect_recall(game))


@given(GAMES)
def test_subgame_roots_are_nodes_whose_border_no_set_crosses(game: ExtensiveFormGame) -> None:
    expected = {0}
    for v, children in enumerate(game.children):
        inside = below(game, v)
        if children and all(
            inside.issuperset(s.nodes) or inside.isdisjoint(s.nodes)
            for s in game.information_sets
            if s.player != CHANCE
        ):
            expected.add(v)
    assert subgame_roots(game) == tuple(sorted(expected))


@given(GAMES)
def test_blocks_partition_the_tree_and_come_after_their_exits(game: ExtensiveFormGame) -> None:
    blocks = subgame_blocks(game)
    assert sorted(v for b in blocks for v in b.nodes) == list(range(len(game.children)))
    assert sorted(b.root for b in blocks) == list(subgame_roots(game))
    done: set[int] = set()
    for b in blocks:
        assert done.issuperset(b.exits) and b.nodes[0] == b.root
        assert below(game, b.root) == set(b.nodes).union(*(below(game, e) for e in b.exits))
        done.add(b.root)
    assert blocks[-1].root == 0


def uniform_value(game: ExtensiveFormGame) -> list[Fraction]:
    """What everyone expects when all players choose uniformly."""
    values = [[Fraction(x) for x in row] for row in zip(*(t.entries() for t in game.payoffs), strict=True)]
    for v in reversed(range(len(game.children))):
        width = len(game.children[v])
        weights: Sequence[Any] = [Fraction(1, width)] * width if width else ()
        if game.player_of(v) == CHANCE:
            weights = game.information_sets[game.set_of[v]].probabilities
        for child, p in zip(game.children[v], weights, strict=True):
            values[v] = [x + Fraction(p) * y for x, y in zip(values[v], values[child], strict=True)]
    return values[0]


@given(GAMES)
def test_blocks_in_order_give_the_value_of_the_whole(game: ExtensiveFormGame) -> None:
    """Backward induction over blocks, with uniform play in the place of a solution."""
    values: dict[int, list[Fraction]] = {}
    for block in subgame_blocks(game):
        values[block.root] = uniform_value(block_game(game, block, values))
        assert values[block.root] == uniform_value(subgame(game, block.root))
    assert values[0] == uniform_value(game)


@given(GAMES)
def test_a_subgame_keeps_sets_labels_and_payoffs(game: ExtensiveFormGame) -> None:
    for root in subgame_roots(game):
        part = subgame(game, root)
        names = {(s.player, s.label) for s in game.information_sets}
        assert {(s.player, s.label) for s in part.information_sets} <= names
        assert part.players == game.players
        assert [s.nodes[0] for s in part.information_sets] == sorted(
            s.nodes[0] for s in part.information_sets
        )
        assert set(subgame_roots(part)) == {r - root for r in subgame_roots(game) if r in below(game, root)}
        with_past = plays(subgame(game, root, past=True))
        inside = [k for k, v in enumerate(plays(game).nodes) if v in below(game, root)]
        for i in range(len(game.players)):
            whole = plays(game)
            assert [Fraction(whole.totals[i][k], whole.denominators[i]) for k in inside] == [
                Fraction(x, with_past.denominators[i]) for x in with_past.totals[i]
            ]
    assert subgame(game, 0) == game


def test_roots_that_share_a_set_below_them_start_no_subgame() -> None:
    def market(player: str) -> Branching:
        return decision(player, {"l": outcome(1, 0), "r": outcome(0, 1)}, information_set="late")

    game = tree(decision("US", {a: decision("China", {"x": market("US"), "y": outcome(0, 0)}) for a in "ab"}))
    assert subgame_roots(game) == (0,)
    with pytest.raises(InvalidInput, match="information set 'late' of US has nodes inside and outside"):
        subgame(game, 1)


def test_a_chance_set_shared_by_several_nodes_blocks_nothing() -> None:
    def weather() -> Branching:
        return chance({"wet": ("1/2", outcome(0)), "dry": ("1/2", outcome(1))}, information_set="weather")

    game = tree(decision("US", {"go": weather(), "stay": weather()}))
    assert subgame_roots(game) == (0, 1, 4)
    assert subgame(game, 4).information_sets[0].nodes == (0,)


def test_symbols_survive_and_vanish_with_the_cut() -> None:
    import sympy

    k = sympy.Symbol("k")
    game = tree(
        decision("US", {"a": outcome(k), "b": decision("US", {"c": outcome("1/2"), "d": outcome(3)})})
    )
    part = subgame(game, 2)
    assert part.parameters == () and part.payoffs[0][1] == Fraction(1, 2)
    block = subgame_blocks(game)[-1]
    assert block_game(game, block, {2: [k + 1]}).payoffs[0].entries() == [0, k, k + 1]
    with pytest.raises(InvalidInput, match="exit 2 needs 1 payoffs"):
        block_game(game, block, {})


@pytest.mark.parametrize(("node", "said"), [(99, "does not exist"), (1, "terminal")])
def test_no_subgame_there(node: int, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        subgame(tree(decision("US", {"a": outcome(1), "b": outcome(2)})), node)


def test_messages_name_player_set_and_nodes() -> None:
    second = decision("driver", {"exit": outcome(4), "on": outcome(1)}, information_set="junction")
    game = tree(decision("driver", {"exit": outcome(0), "on": second}, information_set="junction"))
    with pytest.raises(UnsupportedGame, match="a play passes information set 'junction' of driver twice"):
        require_perfect_recall(game, "behaviour_of")
    with pytest.raises(UnsupportedGame, match="'junction' of driver twice"):
        refuse_absent_mindedness(game, "normal_form")


def deep_game(moves: int) -> ExtensiveFormGame:
    piece = outcome(0, 0)
    for i in range(moves):
        piece = decision("AB"[i % 2], {"stop": outcome(i, -i), "go": piece})
    return tree(piece)


def test_a_hundred_thousand_nodes_in_a_chain() -> None:
    game = deep_game(50_000)
    began = time.perf_counter()
    assert has_perfect_recall(game) and not is_absent_minded(game)
    assert len(subgame_roots(game)) == 50_000
    assert len(subgame_blocks(game)) == 50_000
    assert time.perf_counter() - began < 5


def test_messages_abbreviate_the_way_to_a_deep_node() -> None:
    deep: Branching = outcome(0)
    for level in range(2000):
        deep = decision("US", {f"on {level}": deep, "stop": outcome(1)})
    game = tree(deep)
    assert game.node_text(0) == "the root"
    last = max(range(len(game.children)), key=lambda node: len(game.path_to(node)) if node % 999 == 0 else 0)
    text = game.node_text(last)
    assert text.startswith("the node after on 1999 – on 1998 – on 1997 – … – ") and len(text) < 120
