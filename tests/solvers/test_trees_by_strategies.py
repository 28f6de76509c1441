"""Trees against programs over all pure strategies, written from the definitions in floats, and Gambit."""

from __future__ import annotations

import io
import itertools
import random
from fractions import Fraction as F
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog

import quidproquo as qpq
from quidproquo import ExtensiveFormGame, chance, decision, outcome, tree
from quidproquo.games.efg import write_efg
from quidproquo.games.extensive_form import CHANCE
from quidproquo.games.payoff_table import PayoffTable
from quidproquo.games.recall import has_perfect_recall

Strategy = dict[int, int]


def some_tree(seed: int) -> ExtensiveFormGame:
    """Sets shared across chance and moves, payoffs at inner nodes, chance branches of probability zero."""
    draw = random.Random(seed)
    values: list[Any] = draw.choice([[0, 1], [0, 1, 2], list(range(50)), [F(1, 3), -1, F(5, 2), 0]])
    count = itertools.count(1)

    def end() -> Any:
        return outcome(draw.choice(values), draw.choice(values))

    def grow(depth: int) -> Any:
        kind, name = draw.random(), str(next(count))
        if depth == 0 or kind < 0.1:
            return end()
        one, two = draw.choice([("A", "B"), ("B", "A")])
        inner = (draw.choice(values), draw.choice(values)) if draw.random() < 0.3 else None
        if kind < 0.25:
            low = draw.choice([F(0), F(1, 2), F(1, 3)])
            below = [decision(one, {a: end() for a in "lr"}, information_set=one + name) for _ in range(2)]
            return chance({"h": (low, below[0]), "t": (1 - low, below[1])})
        if kind < 0.45:
            moves = {a: grow(depth - 1) for a in "xyz"[: draw.choice([2, 2, 3])]}
            return decision(one, moves, information_set=one + name, payoffs=inner)

        def reply() -> Any:
            ends = {b: end() if draw.random() < 0.7 else grow(depth - 1) for b in "lr"}
            return decision(two, ends, information_set=two + name)

        moves = {a: reply() for a in draw.choice(["ud", "ud", "umd"])}
        if draw.random() < 0.4:
            moves["out"] = end()
        return decision(one, moves, information_set=one + name, payoffs=inner)

    return tree(grow(2), players=["A", "B"])


def pure(game: ExtensiveFormGame, player: int) -> list[Strategy]:
    own = [n for n, s in enumerate(game.information_sets) if s.player == player]
    choices = itertools.product(*(range(len(game.information_sets[n].actions)) for n in own))
    return [dict(zip(own, choice, strict=True)) for choice in choices]


def paid(game: ExtensiveFormGame, play: Strategy, node: int = 0) -> np.ndarray[Any, Any]:
    here: np.ndarray[Any, Any] = np.array([float(F(table[node])) for table in game.payoffs])
    below = game.children[node]
    if not below:
        return here
    number = game.set_of[node]
    one = game.information_sets[number]
    if one.player != CHANCE:
        here += paid(game, play, below[play[number]])
        return here
    for p, child in zip(one.probabilities, below, strict=True):
        here += float(F(p)) * paid(game, play, child)
    return here


def reachable(game: ExtensiveFormGame, player: int, play: Strategy) -> set[int]:
    """The player's sets that own play does not exclude."""
    found, stack = set(), [0]
    while stack:
        node = stack.pop()
        if not game.children[node]:
            continue
        number = game.set_of[node]
        mine = game.information_sets[number].player == player
        if mine:
            found.add(number)
        stack.extend([game.children[node][play[number]]] if mine else game.children[node])
    return found


def after(game: ExtensiveFormGame, player: int, number: int) -> list[int]:
    """The player's sets at and below a set."""
    found, stack = {number}, list(game.information_sets[number].nodes)
    while stack:
        node = stack.pop()
        stack.extend(game.children[node])
        if game.children[node] and game.information_sets[game.set_of[node]].player == player:
            found.add(game.set_of[node])
    return sorted(found)


def best_welfare(game: ExtensiveFormGame, own: list[list[Strategy]]) -> float:
    """The extensive-form correlated equilibrium of most welfare (von Stengel and Forges 2008), by definition.

    Who is told an action at a set on the own path may leave it, and then plays anything from there on.
    """
    cells = list(itertools.product(*own))
    rows = []
    for player in (0, 1):
        for number in {n for play in own[player] for n in play}:
            later = after(game, player, number)
            plans = list(itertools.product(*(range(len(game.information_sets[n].actions)) for n in later)))
            for told, plan in itertools.product(range(len(game.information_sets[number].actions)), plans):
                row = np.zeros(len(cells))
                for k, cell in enumerate(cells):
                    mine = cell[player]
                    if mine[number] == told and number in reachable(game, player, mine):
                        other = {**cell[0], **cell[1], **dict(zip(later, plan, strict=True))}
                        row[k] = paid(game, other)[player] - paid(game, {**cell[0], **cell[1]})[player]
                rows.append(row)
    welfare = np.array([paid(game, {**a, **b}).sum() for a, b in cells])
    zero = np.zeros(len(rows)) if rows else None
    found = linprog(-welfare, np.array(rows) if rows else None, zero, np.ones((1, len(cells))), [1])
    return float(-found.fun)


def best_commitment(payoffs: np.ndarray[Any, Any], leader: int) -> float:
    """One program per reply (Conitzer and Sandholm 2006)."""
    mine, theirs = payoffs[..., leader], payoffs[..., 1 - leader]
    if leader:
        mine, theirs = mine.T, theirs.T
    values = []
    for j in range(mine.shape[1]):
        found = linprog(
            -mine[:, j], (theirs - theirs[:, [j]]).T, np.zeros(mine.shape[1]), np.ones((1, len(mine))), [1]
        )
        if found.status == 0:
            values.append(-found.fun)
    return float(max(values))


def small(seed: int) -> tuple[ExtensiveFormGame, list[list[Strategy]]]:
    """The first tree from the seed on, in steps, where somebody moves, nobody forgets, and plans are few."""
    for again in itertools.count(seed, 1_000):
        game = some_tree(again)
        own = [pure(game, player) for player in (0, 1)]
        if game.children[0] and has_perfect_recall(game) and len(own[0]) * len(own[1]) <= 100:
            break
    return game, own


@pytest.mark.parametrize("seed", range(40))
def test_correlated_play_and_commitment_by_their_definitions(seed: int) -> None:
    game, own = small(seed)
    found = qpq.extensive_correlated(game)
    assert found.value is not None
    assert float(found.value) == pytest.approx(best_welfare(game, own), abs=1e-7)
    payoffs = np.array([[paid(game, {**a, **b}) for b in own[1]] for a in own[0]])
    for leader in (0, 1):
        answer = qpq.stackelberg(game, game.players[leader])
        assert answer.value is not None
        assert float(answer.value) == pytest.approx(best_commitment(payoffs, leader), abs=1e-7)


@pytest.mark.parametrize("seed", range(40))
def test_the_value_of_a_zero_sum_tree(seed: int) -> None:
    game, own = small(seed)
    against = [game.payoffs[0], PayoffTable.of([-F(u) for u in game.payoffs[0].entries()])]
    duel = ExtensiveFormGame(
        players=game.players,
        information_sets=game.information_sets,
        children=game.children,
        payoffs=against,
    )
    table = np.array([[paid(duel, {**a, **b})[0] for b in own[1]] for a in own[0]])
    width, other = table.shape
    found = linprog(
        [0] * width + [-1],
        np.hstack([-table.T, np.ones((other, 1))]),
        np.zeros(other),
        [[1] * width + [0]],
        [1],
        bounds=[(0, None)] * width + [(None, None)],
    )
    value = qpq.zero_sum(duel).value
    assert value is not None
    assert float(value) == pytest.approx(-found.fun, abs=1e-7)


@pytest.mark.parametrize("seed", range(40))
def test_gambit_finds_the_same_payoffs(seed: int) -> None:
    gambit = pytest.importorskip("pygambit")
    game, _ = small(seed)
    theirs = gambit.read_efg(io.StringIO(write_efg(game)))
    extreme = gambit.nash.enummixed_solve(theirs, rational=True).equilibria
    found = qpq.nash(game)
    assert found.complete
    assert {tuple(F(u) for _, u in one.payoffs) for one in extreme} == {e.payoffs for e in found.equilibria}
