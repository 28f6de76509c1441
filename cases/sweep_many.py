"""Many draws of a sweep solved together, where arrays can; the answers are those of draws solved alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np

from ..games.extensive_form import ExtensiveFormGame
from ..games.normal_form import NormalFormGame
from ..solvers.draws import Draws
from ..solvers.formula_arrays import Rationals
from ..solvers.games_by_draw import (
    choices_by_draw,
    has_chance,
    is_small,
    payoffs_of,
    play_by_draw,
    supports_by_draw,
)
from .replay_many import ReplayKernel
from .sweep_answer import BETWEEN, Answer

MOST_NUMBERS = 2_000_000
"""Nodes times draws up to which a tree is solved for all draws together, for the sake of memory."""

Many: TypeAlias = Callable[[Draws], Sequence[Answer | None]]
"""The answer for each draw, and None for one that has to be solved alone."""


def replay_answers(prepare: Callable[[], ReplayKernel]) -> Many:
    """Return how the draws of a replay are answered; `prepare` is called with the first of them."""
    kernels: list[ReplayKernel] = []

    def answers(draws: Draws) -> list[Answer | None]:
        if not kernels:
            kernels.append(prepare())
        count = len(draws)
        found = kernels[0].solve(rationals(draws), count)
        sure = ~(found.matters | found.tied)
        match = [tuple(hits) for hits in found.match.T.tolist()]
        rows: list[Answer | None] = [None] * count
        for names, (some, payoffs) in zip(found.paths, found.payoffs, strict=True):
            outcome = ", ".join(names)
            exact = zip(*(of_player.fractions() for of_player in payoffs), strict=True)
            for row, paid in zip(some.tolist(), exact, strict=True):
                rows[row] = Answer(
                    outcome=outcome,
                    payoffs=(paid,),
                    count=1 if sure[row] else None,
                    knife_edge=bool(found.tied[row]),
                    complete=bool(sure[row]),
                    match=match[row],
                )
        return rows

    return _or_alone(answers)


def game_answers(build: Callable[[tuple[str, ...]], Any]) -> Many:
    """Return how the draws of a model are answered, where its games are of a kind that arrays can solve.

    Parameters
    ----------
    build : the game with some parameters left as symbols.
    """
    known: dict[tuple[str, ...], Any] = {}

    def answers(draws: Draws) -> Sequence[Answer | None]:
        names = tuple(draws.numerators)
        if names not in known:
            known[names] = build(names)
        game = known[names]
        if isinstance(game, NormalFormGame) and is_small(game):
            return _table_answers(game, draws)
        seen = isinstance(game, ExtensiveFormGame) and game.has_perfect_information
        if seen and game.size * len(draws) <= MOST_NUMBERS:
            return (_chance_answers if has_chance(game) else _tree_answers)(game, draws)
        return [None] * len(draws)

    return _or_alone(answers)


def _or_alone(answers: Many) -> Many:
    """The same, and no answer where anything goes wrong: what it is, is said where a draw is solved alone."""

    def guarded(draws: Draws) -> Sequence[Answer | None]:
        try:
            return answers(draws)
        except MemoryError:
            raise
        except Exception:
            return [None] * len(draws)

    return guarded


def _table_answers(game: NormalFormGame, draws: Draws) -> list[Answer | None]:
    """All Nash equilibria of a small table, draw by draw; degenerate draws are solved alone."""
    count = len(draws)
    payoffs, undefined = payoffs_of(game, rationals(draws), count)
    found = supports_by_draw(game, payoffs, count)
    outcomes: list[list[str]] = [[] for _ in range(count)]
    paid: list[list[tuple[Fraction, ...]]] = [[] for _ in range(count)]
    for number, support in enumerate(found.supports):
        words = ", ".join(
            "+".join(own[s] for s in part) for own, part in zip(game.strategies, support, strict=True)
        )
        for row, pair in zip(*found.payoffs(number), strict=True):
            outcomes[row].append(words)
            paid[row].append(pair)
    left = undefined.copy()
    left[found.tied] = True
    return [
        None
        if alone
        else Answer(
            outcome=BETWEEN.join(dict.fromkeys(words)),
            payoffs=tuple(dict.fromkeys(pairs)),
            count=len(words),
            knife_edge=False,
            complete=True,
        )
        for alone, words, pairs in zip(left.tolist(), outcomes, paid, strict=True)
    ]


def _tree_answers(game: ExtensiveFormGame, draws: Draws) -> list[Answer | None]:
    """Subgame perfect play of a tree, draw by draw; draws with a tie are solved alone."""
    count = len(draws)
    payoffs, undefined = payoffs_of(game, rationals(draws), count)
    found = play_by_draw(game, payoffs, count)
    rows: list[Answer | None] = [None] * count
    left = undefined | found.tied
    for node in np.unique(found.leaf).tolist():
        some = np.flatnonzero((found.leaf == node) & ~left)
        moves = (
            (game.information_sets[game.set_of[at]].actions, action) for at, action in game.path_to(node)
        )
        outcome = ", ".join(actions[action] for actions, action in moves)
        exact = zip(*(totals[node][some].fractions() for totals in found.totals), strict=True)
        for row, paid in zip(some.tolist(), exact, strict=True):
            rows[row] = Answer(outcome, (paid,), 1, knife_edge=False, complete=True)
    return rows


def _chance_answers(game: ExtensiveFormGame, draws: Draws) -> list[Answer | None]:
    """The same for a tree with chance."""
    count, numbers = len(draws), rationals(draws)
    payoffs, undefined = payoffs_of(game, numbers, count)
    found = choices_by_draw(game, payoffs, numbers)
    paid = list(zip(*(value.fractions() for value in found.values), strict=True))
    rows: list[Answer | None] = [None] * count
    stack: list[tuple[tuple[int, ...], tuple[str, ...], Any]]
    stack = [((0,), (), np.flatnonzero(~(undefined | found.left)))]
    while stack:
        reached, words, some = stack.pop()
        if not reached:
            for row in some.tolist():
                outcome = ", ".join(words)
                rows[row] = Answer(outcome, (paid[row],), 1, knife_edge=False, complete=True)
            continue
        node, *later = reached
        below = game.children[node]
        if node not in found.choices:  # chance, or the end of a play
            stack.append(((*later, *below), words, some))
            continue
        actions = game.information_sets[game.set_of[node]].actions
        picked = found.choices[node][some]
        for one in np.unique(picked).tolist():
            stack.append(((*later, below[one]), (*words, actions[one]), some[picked == one]))
    return rows


def rationals(draws: Draws) -> dict[str, Rationals]:
    """The numbers of all draws, by name."""
    return {
        name: Rationals.of(numbers, draws.denominators[name]) for name, numbers in draws.numerators.items()
    }
