"""How many pure subgame perfect equilibria a tree with perfect information has, without listing them."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from fractions import Fraction
from itertools import accumulate, product
from math import prod

from ..games.exact import rational
from ..games.extensive_form import CHANCE, ExtensiveFormGame

MAX_VALUES = 20_000
Values = tuple[Fraction, ...]


def pure_members(game: ExtensiveFormGame) -> int | None:
    """Return the number of pure subgame perfect equilibria; None where their payoffs are too many to count.

    For each node the pure equilibria of its subgame are counted by what they pay. A mover's action is best
    with the value v where every other action is worth at most as much, so that the counts multiply.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> moves = decision("US", {"hold": outcome(1, 0), "trade": outcome(1, 2)})
    >>> pure_members(tree(moves, players=["US", "China"]))
    2
    """
    counts: list[Counter[Values]] = [Counter() for _ in game.children]
    for node in range(len(game.children) - 1, -1, -1):
        here = tuple(rational(table[node]) for table in game.payoffs)
        below = [counts[child] for child in game.children[node]]
        if not below:
            counts[node][here] = 1
            continue
        one = game.information_sets[game.set_of[node]]
        if one.player == CHANCE:
            if prod(map(len, below)) > MAX_VALUES:
                return None
            found = _averages(here, [rational(p) for p in one.probabilities], below)
        else:
            found = _choices(here, one.player, below)
        if len(found) > MAX_VALUES:
            return None
        counts[node] = found
        for child in game.children[node]:
            counts[child] = Counter()
    return counts[0].total()


def _averages(here: Values, weights: list[Fraction], below: list[Counter[Values]]) -> Counter[Values]:
    found: Counter[Values] = Counter()
    for choice in product(*(own.items() for own in below)):
        value = here
        for p, (v, _) in zip(weights, choice, strict=True):
            value = tuple(x + p * y for x, y in zip(value, v, strict=True))
        found[value] += prod(count for _, count in choice)
    return found


def _choices(here: Values, player: int, below: list[Counter[Values]]) -> Counter[Values]:
    """The counts of a mover: an action with one of its values, and others that are worth no more."""
    levels = [_up_to(own, player) for own in below]
    found: Counter[Values] = Counter()
    for a, own in enumerate(below):
        for v, count in own.items():
            others = prod(_at_most(levels[b], v[player]) for b in range(len(below)) if b != a)
            if others:
                found[tuple(x + y for x, y in zip(here, v, strict=True))] += count * others
    return found


def _up_to(own: Counter[Values], player: int) -> tuple[list[Fraction], list[int]]:
    """The values to the mover in ascending order, and how many equilibria are worth at most each."""
    by_value: Counter[Fraction] = Counter()
    for v, count in own.items():
        by_value[v[player]] += count
    values = sorted(by_value)
    return values, list(accumulate(by_value[u] for u in values))


def _at_most(level: tuple[list[Fraction], list[int]], most: Fraction) -> int:
    k = bisect_right(level[0], most)
    return level[1][k - 1] if k else 0
