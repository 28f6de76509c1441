"""The actions of a game in one row, with what each yields as sums of products of probabilities.

Made for checking logit responses, apart from every solver.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

from .errors import LimitReached
from .exact import rational
from .extensive_form import CHANCE, ExtensiveFormGame
from .normal_form import NormalFormGame

Monomial: TypeAlias = tuple[Fraction, tuple[int, ...]]
"""A weight, and the actions whose probabilities it is multiplied with."""

MOST_MONOMIALS = 100_000


@dataclass(frozen=True, slots=True)
class Moves:
    """The actions of a game in one row, with sums of products of their probabilities.

    `worth[k]` over `weight[h]`, h being the place of action k, is what k yields its mover; `payoffs` is what
    each player gets. Payoffs are counted from each player's `lowest` one, so that no weight is negative.
    """

    names: tuple[tuple[str, str], ...]
    places: tuple[tuple[int, ...], ...]
    worth: tuple[tuple[Monomial, ...], ...]
    weight: tuple[tuple[Monomial, ...], ...]
    payoffs: tuple[tuple[Monomial, ...], ...]
    lowest: tuple[Fraction, ...]


def moves_of(game: NormalFormGame | ExtensiveFormGame) -> Moves:
    """Return the sums of a game with rational numbers and perfect recall.

    Raises
    ------
    LimitReached
        For more than `MOST_MONOMIALS` products.
    """
    if isinstance(game, NormalFormGame):
        sizes = game.shape
        names = [
            (s, f"of {who}") for who, own in zip(game.players, game.strategies, strict=True) for s in own
        ]
    else:
        own_sets = [s for s in game.information_sets if s.player != CHANCE]
        sizes = tuple(len(s.actions) for s in own_sets)
        names = [(a, f"at {s.label!r} of {game.players[s.player]}") for s in own_sets for a in s.actions]
    starts = [0, *itertools.accumulate(sizes)]
    places = tuple(tuple(range(a, b)) for a, b in itertools.pairwise(starts))
    worth: list[list[Monomial]] = [[] for _ in names]
    payoffs: list[list[Monomial]] = [[] for _ in game.players]
    if isinstance(game, NormalFormGame):
        table = {c: [rational(t[c]) for t in game.payoffs] for c in itertools.product(*map(range, sizes))}
        lowest = tuple(min(row[i] for row in table.values()) for i in range(len(sizes)))
        for cell, row in table.items():
            taken = [start + s for start, s in zip(starts, cell, strict=False)]
            for i, k in enumerate(taken):
                worth[k].append((row[i] - lowest[i], tuple(x for x in taken if x != k)))
                payoffs[i].append((row[i] - lowest[i], tuple(taken)))
            _within(sum(map(len, worth)))
        weight: tuple[tuple[Monomial, ...], ...] = tuple(((Fraction(1), ()),) for _ in sizes)
    else:
        lowest, weight = _from_tree(game, starts, worth, payoffs)
    return Moves(tuple(names), places, tuple(map(tuple, worth)), weight, tuple(map(tuple, payoffs)), lowest)


def _within(count: int) -> None:
    if count > MOST_MONOMIALS:
        raise LimitReached(f"the box is not checked: the game has more than {MOST_MONOMIALS} products")


def _from_tree(
    game: ExtensiveFormGame,
    starts: Sequence[int],
    worth: list[list[Monomial]],
    payoffs: list[list[Monomial]],
) -> tuple[tuple[Fraction, ...], tuple[tuple[Monomial, ...], ...]]:
    """Fill the sums of a tree by one walk; `trail` holds the moves before a node, chance with its odds."""
    number_of = {n: h for h, n in enumerate(n for n, s in enumerate(game.information_sets) if s.player >= 0)}
    entries: list[list[tuple[int, tuple[Any, ...]]]] = [[] for _ in number_of]
    ends: list[tuple[tuple[Any, ...], list[Fraction]]] = []
    stack: list[tuple[int, tuple[Any, ...], list[Fraction]]] = [(0, (), [Fraction(0)] * len(game.players))]
    while stack:
        node, trail, sums = stack.pop()
        sums = [x + rational(t[node]) for x, t in zip(sums, game.payoffs, strict=True)]
        below = game.children[node]
        if not below:
            ends.append((trail, sums))
            continue
        one = game.information_sets[game.set_of[node]]
        if one.player != CHANCE:
            entries[number_of[game.set_of[node]]].append((node, trail))
        for a, child in enumerate(below):
            if one.player == CHANCE:
                step: Any = (CHANCE, node, a, rational(one.probabilities[a]))
            else:
                h = number_of[game.set_of[node]]
                step = (one.player, node, starts[h] + a, h)
            stack.append((child, (*trail, step), sums))
    lowest = tuple(min(sums[i] for _, sums in ends) for i in range(len(game.players)))
    shared = []
    for own in entries:
        never = [{s[1:3] for s in trail if s[0] == CHANCE and not s[3]} for _, trail in own]
        shared.append(set.intersection(*never))
    count = 0
    for trail, sums in ends:
        gains = [x - low for x, low in zip(sums, lowest, strict=True)]
        odds, taken = _split(trail, set(), None)
        for i, gain in enumerate(gains):
            if odds and gain:
                payoffs[i].append((odds * gain, taken))
        for k, (player, _, action, h) in enumerate(trail):
            if player == CHANCE:
                continue
            odds, others = _split((*trail[:k], *trail[k + 1 :]), shared[h], player, k)
            if odds and gains[player]:
                worth[action].append((odds * gains[player], others))
                count += 1
        _within(count)
    weight = []
    for h, own in enumerate(entries):
        player = game.information_sets[game.set_of[own[0][0]]].player
        weight.append(tuple(m for _, trail in own if (m := _split(trail, shared[h], player))[0]))
    return lowest, tuple(weight)


def _split(trail: Sequence[Any], ignored: set[Any], mover: int | None, until: int | None = None) -> Monomial:
    """The odds of chance along a trail, and what players do: the mover's own ones before are left out."""
    odds = Fraction(1)
    taken = []
    for k, (player, node, action, last) in enumerate(trail):
        if player == CHANCE:
            odds *= 1 if (node, action) in ignored else last
        elif player != mover or (until is not None and k >= until):
            taken.append(action)
    return odds, tuple(taken)
