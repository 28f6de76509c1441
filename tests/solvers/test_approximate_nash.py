"""One equilibrium of larger games: proven, or under `approximate` with a bound that is exact."""

from __future__ import annotations

import json
from fractions import Fraction as F
from functools import cache
from math import prod
from typing import Any

import numpy as np
import pytest

from quidproquo import NormalFormGame
from quidproquo.games.certificate import nash_regrets
from quidproquo.games.errors import LimitReached
from quidproquo.games.simultaneous_tree import simultaneous_tree
from quidproquo.games.solution import Solution
from quidproquo.games.solution_display import solution_text
from quidproquo.games.verification import verify_document
from quidproquo.solvers import approximate_nash as module
from quidproquo.solvers.approximate_nash import approximate_nash
from quidproquo.solvers.tree_nash import in_tree


def random_game(shape: tuple[int, ...], seed: int, size: int = 99) -> NormalFormGame:
    draw = np.random.default_rng([seed, size, *shape])
    return NormalFormGame([draw.integers(-size, size + 1, shape) for _ in shape])


def spread(game: NormalFormGame) -> F:
    return max(max(t.entries()) - min(t.entries()) for t in game.payoffs)


SHAPES = [(3, 3, 3), (6, 5, 4), (8, 8, 8), (2,) * 6, (3, 3, 3, 3), (12, 1, 9, 2)]


@pytest.mark.parametrize("shape", SHAPES)
def test_the_bound_is_exact_and_small(shape: tuple[int, ...]) -> None:
    for seed in range(3):
        game = random_game(shape, seed)
        solution = approximate_nash(game)
        assert not solution.complete
        assert len(solution.equilibria) + len(solution.approximate) == 1
        for one in solution.approximate:
            _, regrets = nash_regrets(game, one.profile)  # type: ignore[arg-type]
            assert one.regret_bound == max(regret.gain for regret in regrets)
            assert 0 < one.regret_bound < spread(game) / 10**9


@cache
def approximated() -> tuple[NormalFormGame, Solution]:
    for seed in range(40):
        game = random_game((2,) * 6, seed)
        solution = approximate_nash(game)
        if solution.approximate:
            return game, solution
    raise AssertionError("all games were solved exactly")


def test_what_is_not_proven_is_no_equilibrium() -> None:
    _, solution = approximated()
    assert solution.equilibria == ()
    assert "not proven" in solution.complete_because


def test_the_json_verifies_and_a_smaller_bound_does_not() -> None:
    game, solution = approximated()
    text = solution.to_json()
    assert verify_document(text, game).ok
    assert Solution.from_json(text, game) == solution
    assert solution_text(solution)
    document = json.loads(text)
    document["approximate"][0]["regret_bound"] = "1/1000000000000000000000000000000000000"
    assert not verify_document(json.dumps(document), game).ok


def test_no_payoff_scale_changes_the_answer() -> None:
    for seed in range(4):
        game = random_game((4, 3, 4), seed)
        moved = [(np.array(t.tolist(), dtype=object) * 10**12 + 10**17).tolist() for t in game.payoffs]
        here, there = approximate_nash(game), approximate_nash(NormalFormGame(moved))
        assert [e.profile for e in here.equilibria] == [e.profile for e in there.equilibria]


def test_ties_everywhere_do_no_harm() -> None:
    for tables in ([np.zeros((3, 3, 3), dtype=int)] * 3, [np.ones((4, 4), dtype=int)] * 2):
        assert approximate_nash(NormalFormGame(tables)).equilibria
    for seed in range(8):
        game = random_game((3, 3, 3), seed, 1)
        solution = approximate_nash(game)
        assert all(one.regret_bound < F(1, 10**4) for one in solution.approximate)


def test_the_bound_is_that_of_the_definition() -> None:
    game, solution = approximated()
    (one,) = solution.approximate
    profile: list[Any] = list(one.profile)

    def payoff(player: int, played: list[Any]) -> F:
        total = F(0)
        for cell in np.ndindex(game.shape):
            chance = prod((own[s] for own, s in zip(played, cell, strict=True)), start=F(1))
            total += chance * game.payoffs[player][cell]
        return total

    gains = []
    for player, width in enumerate(game.shape):
        for s in range(width):
            pure = tuple(F(int(t == s)) for t in range(width))
            deviation = [*profile[:player], pure, *profile[player + 1 :]]
            gains.append(payoff(player, deviation) - payoff(player, profile))
    assert max(gains) == one.regret_bound


def test_trees_carry_the_bound_over() -> None:
    game, solution = approximated()
    tree = simultaneous_tree(game)
    found = in_tree(tree, game, solution)
    assert [one.regret_bound for one in found.approximate] == [
        one.regret_bound for one in solution.approximate
    ]
    assert verify_document(found.to_json(), tree).ok


def test_what_was_reached_is_kept_when_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    game = random_game((8, 8, 8), 1)
    follow = module._FloatForm.logit_path

    def stopping(form: Any) -> Any:
        for steps, mixed in enumerate(follow(form)):
            if steps == 5:
                raise LimitReached("stopped by the clock")
            yield mixed

    monkeypatch.setattr(module._FloatForm, "logit_path", stopping)
    with pytest.raises(LimitReached, match="stopped by the clock") as caught:
        approximate_nash(game)
    found = caught.value.found
    assert isinstance(found, Solution)
    assert not found.complete
    assert len(found.approximate) == 1
