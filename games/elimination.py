"""What survives when dominated strategies are deleted again and again, and the check of every step.

A mixture *strictly* dominates a strategy when it earns more against everything that is left of the others;
*weakly* when it never earns less and somewhere more. A strategy is a best reply to some belief about the
others' remaining profiles exactly when nothing dominates it strictly (Pearce 1984, Lemma 3; the belief may be
correlated), and to a belief that excludes nothing exactly when nothing dominates it weakly (Lemma 4). So
every deletion carries its mixture, every survivor its belief, and nothing has to be solved to check them.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

import numpy as np

from .exact import number_text, over_common_denominator
from .normal_form import NormalFormGame
from .payoff_table import Array
from .wording import player_name

Kind: TypeAlias = Literal["strict", "weak"]

Weights: TypeAlias = tuple[tuple[int, Fraction], ...]
"""Positive weights of strategies, by number."""

Survivors: TypeAlias = tuple[tuple[int, ...], ...]
"""The numbers of the strategies that are left, player by player."""


@dataclass(frozen=True, slots=True)
class Deletion:
    """A strategy that the mixture `by` dominates among what is left when its round begins."""

    round: int
    player: int
    strategy: int
    kind: Kind
    by: Weights


@dataclass(frozen=True, slots=True)
class Belief:
    """Probabilities of the others' profiles (in player order) to which a strategy is a best reply."""

    player: int
    strategy: int
    weights: tuple[tuple[tuple[int, ...], Fraction], ...]


@dataclass(frozen=True, slots=True)
class Elimination:
    """One course of elimination: what was deleted, what is left, and why nothing of it can go."""

    survivors: Survivors
    trace: tuple[Deletion, ...]
    beliefs: tuple[Belief, ...] = ()


@dataclass(frozen=True, slots=True)
class WeakElimination:
    """The course that deletes everything weakly dominated in every round, and whether others end elsewhere.

    Attributes
    ----------
    course : Elimination
    order_matters : bool or None
        Whether another order of deletion leaves other strategies; None where the search was cut short.
    outcomes_differ : bool or None
        Whether another order also leaves other payoff vectors, and not only another name for the same.
    reason : str
        What was searched.
    witness : pair of Elimination, optional
        Two orders with different survivors.
    """

    course: Elimination
    order_matters: bool | None
    outcomes_differ: bool | None
    reason: str
    witness: tuple[Elimination, Elimination] | None = None


@dataclass(frozen=True, slots=True)
class EliminationReport:
    """Iterated strict elimination and, where it was asked for, weak elimination beside it."""

    strict: Elimination
    weak: WeakElimination | None = None


def course_findings(game: NormalFormGame, course: Elimination, kind: Kind) -> Iterator[str]:
    """Say what is wrong with a course of elimination; nothing, if every step and every survivor is proven.

    Examples
    --------
    >>> game = NormalFormGame([[[1, 1], [0, 0]], [[1, 2], [1, 2]]])
    >>> one = Fraction(1)
    >>> trace = (Deletion(1, 0, 1, "strict", ((0, one),)), Deletion(1, 1, 0, "strict", ((1, one),)))
    >>> beliefs = (Belief(0, 0, (((1,), one),)), Belief(1, 1, (((0,), one),)))
    >>> list(course_findings(game, Elimination(((0,), (1,)), trace, beliefs), "strict"))
    []
    >>> list(course_findings(game, Elimination(((0,), (0, 1)), trace[:1], beliefs[:1]), "strict"))
    ['no belief is given to which strategy 1 of player 2 is a best reply', 'no belief ... 2 of player 2 ...']
    """
    left: list[tuple[int, ...]] = [tuple(range(width)) for width in game.shape]
    rounds = itertools.groupby(course.trace, key=lambda one: one.round)
    last = 0
    for number, deletions in rounds:
        if number <= last:
            yield f"round {number} comes after round {last}"
            return
        last = number
        gone: set[tuple[int, int]] = set()
        for one in deletions:
            problem = _deletion_problem(game, left, one, kind)
            if problem or (one.player, one.strategy) in gone:
                twice = f"{_name(game, one.player, one.strategy)} is deleted twice"
                yield f"round {number}: {problem or twice}"
                return
            gone.add((one.player, one.strategy))
        left = [tuple(s for s in own if (i, s) not in gone) for i, own in enumerate(left)]
    if course.survivors != tuple(left):
        yield "the survivors are not what the deletions leave"
        return
    yield from _belief_findings(game, course, kind)


def payoff_rows(game: NormalFormGame, player: int, left: Sequence[Sequence[int]]) -> Array:
    """Integers: what each remaining strategy of `player` earns against each remaining profile of the others.

    Examples
    --------
    >>> game = NormalFormGame([[[1, 2], [3, 4]], [[5, 6], [7, 8]]])
    >>> payoff_rows(game, 1, [(0, 1), (1,)]).tolist()
    [[6, 8]]
    """
    values = game.payoffs[player].numerators[np.ix_(*left)]
    rows: Array = np.moveaxis(values, player, 0).reshape(len(left[player]), -1)
    return rows


def others_profiles(player: int, left: Sequence[Sequence[int]]) -> list[tuple[int, ...]]:
    """The remaining profiles of the others, in the order of the columns of `payoff_rows`."""
    return list(itertools.product(*(own for i, own in enumerate(left) if i != player)))


def weighted_rows(rows: Array, places: Sequence[int], weights: Sequence[Fraction]) -> list[Fraction]:
    """The sums of the columns `places` of integer `rows`, with `weights`.

    Examples
    --------
    >>> weighted_rows(np.array([[3, 0, 1], [0, 3, 1]]), [0, 2], [Fraction(1, 2), Fraction(1, 2)])
    [Fraction(2, 1), Fraction(1, 2)]
    """
    integers, denominator = over_common_denominator(weights)
    sums = rows[:, list(places)].astype(object) @ np.array(integers, dtype=object)
    return [Fraction(int(x), denominator) for x in sums]


def weights_problem(weights: Sequence[Fraction]) -> str | None:
    """What keeps `weights` from being positive probabilities.

    Examples
    --------
    >>> weights_problem([Fraction(1, 2), Fraction(1, 3)])
    'has weights that sum to 5/6, not to 1'
    """
    if any(w <= 0 for w in weights):
        return "has a weight that is not positive"
    total = sum(weights, Fraction(0))
    return None if total == 1 else f"has weights that sum to {number_text(total)}, not to 1"


def outcomes(game: NormalFormGame, left: Survivors) -> frozenset[tuple[object, ...]]:
    """The payoff vectors that the remaining profiles give."""
    return frozenset(game.payoffs_at(cell) for cell in itertools.product(*left))


def _deletion_problem(
    game: NormalFormGame, left: Sequence[Sequence[int]], one: Deletion, kind: Kind
) -> str | None:
    who = _name(game, one.player, one.strategy)
    own = left[one.player]
    used = [s for s, _ in one.by]
    if one.strategy not in own:
        return f"{who} was deleted before"
    if one.kind == "weak" and kind == "strict":
        return f"{who} is deleted by weak dominance in a course of strict dominance"
    if one.strategy in used or not set(used) <= set(own) or len(set(used)) < len(used):
        return f"{who} is dominated by what is not left, or by itself"
    weights = [w for _, w in one.by]
    problem = weights_problem(weights)
    if problem:
        return f"the mixture that dominates {who} {problem}"
    rows = payoff_rows(game, one.player, left)
    mixed = weighted_rows(rows.T, [own.index(s) for s in used], weights)
    margins = [a - int(b) for a, b in zip(mixed, rows[own.index(one.strategy)], strict=True)]
    if one.kind == "strict" and min(margins) <= 0:
        return f"the mixture does not dominate {who} strictly"
    if one.kind == "weak" and (min(margins) < 0 or max(margins) <= 0):
        return f"the mixture does not dominate {who} weakly"
    return None


def _belief_findings(game: NormalFormGame, course: Elimination, kind: Kind) -> Iterator[str]:
    given = {(one.player, one.strategy): one for one in course.beliefs}
    if len(given) < len(course.beliefs) or any(s not in course.survivors[p] for p, s in given):
        yield "a belief is given twice, or for a strategy that is not left"
        return
    for player, own in enumerate(course.survivors):
        rows = payoff_rows(game, player, course.survivors)
        columns = {profile: t for t, profile in enumerate(others_profiles(player, course.survivors))}
        for place, strategy in enumerate(own):
            who = _name(game, player, strategy)
            belief = given.get((player, strategy))
            if belief is None:
                yield f"no belief is given to which {who} is a best reply"
                continue
            profiles = [profile for profile, _ in belief.weights]
            weights = [w for _, w in belief.weights]
            problem = weights_problem(weights)
            if problem:
                yield f"the belief of {who} {problem}"
            elif len(set(profiles)) < len(profiles) or not set(profiles) <= set(columns):
                yield f"the belief of {who} is about profiles that are not left, or states one twice"
            elif kind == "weak" and len(profiles) < len(columns):
                yield f"the belief of {who} excludes a profile, which proves nothing about weak dominance"
            else:
                earned = weighted_rows(rows, [columns[profile] for profile in profiles], weights)
                if max(earned) > earned[place]:
                    better = game.strategies[player][own[earned.index(max(earned))]]
                    yield f"{who} is no best reply to its belief: {better} earns more"


def _name(game: NormalFormGame, player: int, strategy: int) -> str:
    return f"strategy {game.strategies[player][strategy]} of {player_name(game.players[player])}"
