"""Which beliefs small mistakes can leave behind: Bayes' rule, and consistency as Kreps and Wilson mean it.

A node is reached with a weight that is a product of probabilities; moves that are not played count as
mistakes. Nodes with the same mistakes on their paths keep the ratio of their other probabilities; a node
whose mistakes are some of another's, and fewer, is infinitely more likely; otherwise mistakes may be chosen.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

from .errors import UnsupportedGame
from .extensive_form import CHANCE, ExtensiveFormGame

Mistakes: TypeAlias = frozenset[tuple[int, int]]
"""Moves (information set, action) that have probability zero."""

MAX_MISTAKES = 6
MAX_ORDER = 3
TIED = "the same mistakes stand behind several beliefs, and which of these hang together is not decided"


@dataclass(frozen=True, slots=True)
class BeliefClasses:
    """What beliefs at an information set may be: any mixture of these distributions over its nodes."""

    classes: tuple[tuple[Fraction, ...], ...]


def paths_to(
    game: ExtensiveFormGame, profile: Sequence[Any], nodes: Sequence[int], *, mover: int
) -> list[tuple[Mistakes, Fraction]]:
    """For each node the mistakes on its path, and the product of its other probabilities.

    The moves of `mover` are left out: with perfect recall they are the same at all nodes of a set. Chance
    branches of probability zero are mistakes too.
    """
    found = []
    for node in nodes:
        mistakes, weight = set(), Fraction(1)
        for above, action in game.path_to(node):
            number = game.set_of[above]
            one = game.information_sets[number]
            if one.player == mover:
                continue
            p = one.probabilities[action] if one.player == CHANCE else profile[number][action]
            if p == 0:
                mistakes.add((number, action))
            else:
                weight *= p
        found.append((frozenset(mistakes), weight))
    return found


def bayesian_classes(
    game: ExtensiveFormGame, profile: Sequence[Any], number: int, roots: Sequence[int]
) -> BeliefClasses:
    """Beliefs by Bayes' rule where the smallest subgame around the set reaches it, otherwise any.

    `roots` are the subgame roots of the game.
    """
    one = game.information_sets[number]
    weights = weights_in_subgame(game, profile, number, roots)
    total = sum(weights, Fraction(0))
    if total:
        return BeliefClasses((tuple(w / total for w in weights),))
    return BeliefClasses(_units(len(one.nodes)))


def weights_in_subgame(
    game: ExtensiveFormGame, profile: Sequence[Any], number: int, roots: Sequence[int]
) -> list[Fraction]:
    """How likely the others and chance make each node of a set, from the smallest subgame around it on."""
    one = game.information_sets[number]
    paths = [game.path_to(node) for node in one.nodes]
    above = [[v for v, _ in path] + [node] for path, node in zip(paths, one.nodes, strict=True)]
    common = set(above[0]).intersection(*above[1:]) & set(roots)
    root = max(common)
    weights = []
    for path in paths:
        weight = Fraction(1)
        for v, action in path:
            if v < root:
                continue
            mover = game.information_sets[game.set_of[v]]
            if mover.player == one.player and game.set_of[v] != number:
                continue
            row = mover.probabilities if mover.player == CHANCE else profile[game.set_of[v]]
            weight *= row[action]
        weights.append(weight)
    return weights


@dataclass(frozen=True, slots=True)
class TiedSets:
    """Information sets whose beliefs the same mistakes stand behind: one mixture for all of them.

    Where the classes are believed in proportion to ``m``, the set ``numbers[i]`` believes in its k-th class
    in proportion to ``m[k] * masses[i][k]``.
    """

    numbers: tuple[int, ...]
    masses: tuple[tuple[Fraction, ...], ...]


def consistent_classes(game: ExtensiveFormGame, profile: Sequence[Any]) -> dict[int, BeliefClasses]:
    """The beliefs at every set of several nodes that are limits of beliefs under vanishing mistakes.

    Raises
    ------
    UnsupportedGame
        Where the same mistakes tie beliefs at several sets together, so that each set has not its own.
    """
    found, groups = consistent_beliefs(game, profile)
    if groups:
        raise UnsupportedGame(TIED)
    return found


def consistent_beliefs(
    game: ExtensiveFormGame, profile: Sequence[Any]
) -> tuple[dict[int, BeliefClasses], list[TiedSets]]:
    """The consistent beliefs at every set of several nodes, and which sets have them in common.

    Raises
    ------
    UnsupportedGame
        Where the same mistakes tie several beliefs together in a way that is not decided here.

    Notes
    -----
    Kreps and Wilson (1982, lemma A1). Where the mistakes of the classes are independent and can be made of
    the same order, every mixture of the classes is a limit; the mixtures at different sets are then free of
    each other. Sets whose classes differ by the same mistakes share one mixture.
    """
    found: dict[int, BeliefClasses] = {}
    alike: dict[tuple[tuple[tuple[int, int], ...], ...], list[tuple[int, tuple[Fraction, ...]]]] = {}
    for number, one in enumerate(game.information_sets):
        if one.player == CHANCE or len(one.nodes) == 1:
            continue
        paths = paths_to(game, profile, one.nodes, mover=one.player)
        kinds = dict.fromkeys(mistakes for mistakes, _ in paths)
        least = [kind for kind in kinds if not any(other < kind for other in kinds)]
        common = frozenset.intersection(*least)
        least.sort(key=lambda kind: sorted(kind - common))
        classes, masses = [], []
        for kind in least:
            weights = [w if mistakes == kind else Fraction(0) for mistakes, w in paths]
            total = sum(weights, Fraction(0))
            classes.append(tuple(w / total for w in weights))
            masses.append(total)
        found[number] = BeliefClasses(tuple(classes))
        if len(least) > 1:
            key = tuple(tuple(sorted(kind - common)) for kind in least)
            alike.setdefault(key, []).append((number, tuple(masses)))
    rows = []
    for first, *others in alike:
        for other in others:
            row = dict.fromkeys(other, 1)
            for a in first:
                row[a] = row.get(a, 0) - 1
            rows.append({a: c for a, c in row.items() if c})
    balanced = [[frozenset(kind) for kind in kinds] for kinds in alike]
    if rows and not (_independent(rows) and _same_order(balanced)):
        raise UnsupportedGame(TIED)
    groups = [
        TiedSets(tuple(n for n, _ in members), tuple(masses for _, masses in members))
        for members in alike.values()
        if len(members) > 1
    ]
    return found, groups


def _independent(rows: Sequence[Mapping[tuple[int, int], int]]) -> bool:
    """Whether no row is a combination of the others, by elimination."""
    left = [{k: Fraction(c) for k, c in row.items()} for row in rows]
    for i, row in enumerate(left):
        if not row:
            return False
        lead = next(iter(row))
        for j in range(i + 1, len(left)):
            factor = left[j].get(lead, Fraction(0)) / row[lead]
            if factor:
                keys = {**left[j], **row}
                left[j] = {
                    k: c
                    for k in keys
                    if (c := left[j].get(k, Fraction(0)) - factor * row.get(k, Fraction(0)))
                }
    return True


def _same_order(balanced: Sequence[Sequence[Mistakes]]) -> bool:
    """Whether positive orders of the single mistakes give all classes of each set the same order."""
    moves = sorted({a for kinds in balanced for kind in kinds for a in kind})
    if all(len({len(kind) for kind in kinds}) == 1 for kinds in balanced):
        return True
    if len(moves) > MAX_MISTAKES:
        return False
    for orders in itertools.product(range(1, MAX_ORDER + 1), repeat=len(moves)):
        order = dict(zip(moves, orders, strict=True))
        if all(len({sum(order[a] for a in kind) for kind in kinds}) == 1 for kinds in balanced):
            return True
    return False


def _units(size: int) -> tuple[tuple[Fraction, ...], ...]:
    return tuple(tuple(Fraction(int(i == j)) for j in range(size)) for i in range(size))
