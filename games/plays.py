"""Walks through a tree without recursion: each player's own past, and what every play is worth."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from .algebraic import AlgebraicNumber
from .exact import Number, exact, is_sympy, to_sympy
from .extensive_form import CHANCE, ExtensiveFormGame


@dataclass(frozen=True, slots=True)
class OwnPasts:
    """What each player has done before: the player's own sequences, numbered, the empty one first.

    Attributes
    ----------
    moves : per player, per sequence, the pair (information set, action) that ends it
        The empty sequence, number 0, ends with (-1, -1).
    parents : per player, per sequence, the number of the sequence one move shorter (-1 for the empty one)
    of_set : per information set, ``{sequence: first node reached by it}``
        More than one entry means that the player forgets something there.
    of_terminal : per terminal node (in preorder), one sequence per player
    """

    moves: tuple[tuple[tuple[int, int], ...], ...]
    parents: tuple[tuple[int, ...], ...]
    of_set: tuple[dict[int, int], ...]
    of_terminal: tuple[tuple[int, ...], ...]

    def sequence(self, player: int, number: int) -> tuple[tuple[int, int], ...]:
        """The moves (information set, action) of a player's sequence, first move first."""
        found = []
        while number:
            found.append(self.moves[player][number])
            number = self.parents[player][number]
        return tuple(reversed(found))


def own_pasts(game: ExtensiveFormGame) -> OwnPasts:
    """Return every player's own sequences of moves, and which of them lead to each information set.

    Takes time in proportion to the number of nodes (and, for `of_terminal`, of players).

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> game = tree(decision("US", {"no-ban": outcome(0), "ban": decision("US", {"hold": outcome(1)})}))
    >>> own_pasts(game).sequence(0, 3)
    ((0, 1), (1, 0))
    """
    count = len(game.players)
    moves: list[list[tuple[int, int]]] = [[(-1, -1)] for _ in range(count)]
    parents: list[list[int]] = [[-1] for _ in range(count)]
    of_set: list[dict[int, int]] = [{} for _ in game.information_sets]
    first_of: list[dict[int, int]] = [{} for _ in game.information_sets]
    of_terminal: list[tuple[int, ...]] = []
    current = [0] * (count + 1)  # the last place is chance's, whose number is -1
    stack = [(0, CHANCE, 0)]
    while stack:
        node, mover, sequence = stack.pop()
        current[mover] = sequence
        if node < 0:
            continue
        number = game.set_of[node]
        if number < 0:
            of_terminal.append(tuple(current[:-1]))
            continue
        player = game.information_sets[number].player
        past = current[player]
        stack.append((-1, player, past))
        below = game.children[node]
        if player == CHANCE:
            stack.extend((child, CHANCE, 0) for child in reversed(below))
            continue
        of_set[number].setdefault(past, node)
        first = first_of[number].get(past)
        if first is None:
            first = first_of[number][past] = len(moves[player])
            moves[player].extend((number, action) for action in range(len(below)))
            parents[player].extend([past] * len(below))
        stack.extend((below[a], player, first + a) for a in range(len(below) - 1, -1, -1))
    return OwnPasts(tuple(map(tuple, moves)), tuple(map(tuple, parents)), tuple(of_set), tuple(of_terminal))


@dataclass(frozen=True, slots=True)
class Plays:
    """The terminal nodes, how likely chance makes each, and what each player has collected there.

    ``totals[player][k]``, read over ``denominators[player]``, belongs to ``nodes[k]``; totals are integers,
    or SymPy expressions over 1 where a payoff is one.
    """

    nodes: tuple[int, ...]
    chances: tuple[Number, ...]
    totals: tuple[tuple[Any, ...], ...]
    denominators: tuple[int, ...]


def plays(game: ExtensiveFormGame) -> Plays:
    """Return all plays of the game in preorder, with payoffs at inner nodes added up.

    Examples
    --------
    >>> from quidproquo import chance, decision, outcome, tree
    >>> root = chance({"up": ("1/3", outcome(2)), "down": ("2/3", outcome(5))}, payoffs=[1])
    >>> game = tree(root, players=["US"])
    >>> found = plays(game)
    >>> found.nodes, found.chances, found.totals
    ((1, 2), (Fraction(1, 3), Fraction(2, 3)), ((3, 6),))
    """
    order = preorder(game)
    nodes = tuple(node for node in order if not game.children[node])
    reached: list[Any] = [None] * len(game.children)
    reached[0] = Fraction(1)
    for node in order:
        if game.player_of(node) == CHANCE:
            probabilities = game.information_sets[game.set_of[node]].probabilities
            for child, p in zip(game.children[node], probabilities, strict=True):
                reached[child] = times(reached[node], p)
        else:
            for child in game.children[node]:
                reached[child] = reached[node]
    totals = []
    for table in game.payoffs:
        sums = table.numerators.tolist()
        for node in order:
            if sums[node] != 0:
                for child in game.children[node]:
                    sums[child] += sums[node]
        totals.append(tuple(sums[node] for node in nodes))
    chances = tuple(reached[node] for node in nodes)
    return Plays(nodes, chances, tuple(totals), tuple(table.denominator for table in game.payoffs))


@dataclass(frozen=True, slots=True)
class WeightedPayoffs:
    """One player's payoffs weighted by chance, added up over the plays with the same sequences of everyone.

    `values` are integers over `denominator` if `is_rational`, otherwise SymPy expressions. With `dtype`,
    sums over plays of which chance picks one stay exact.
    """

    values: dict[tuple[int, ...], Any]
    denominator: int
    is_rational: bool
    dtype: Any


def weighted_payoffs(found: Plays, pasts: OwnPasts, player: int) -> WeightedPayoffs:
    """Return the payoffs of `player` per combination of sequences, one sequence per player.

    Examples
    --------
    >>> from quidproquo import chance, decision, outcome, tree
    >>> root = chance({"up": ("1/3", outcome(2)), "down": ("2/3", outcome(5))})
    >>> game = tree(root, players=["US"])
    >>> found = weighted_payoffs(plays(game), own_pasts(game), 0)
    >>> found.values, found.denominator
    ({(0,): 12}, 3)
    """
    totals, denominator = found.totals[player], found.denominators[player]
    weights = [p for p in found.chances if isinstance(p, Fraction)]
    rational = len(weights) == len(found.chances) and not any(is_sympy(x) for x in totals)
    values: dict[tuple[int, ...], Any] = {}
    if not rational:
        for sequences, p, x in zip(pasts.of_terminal, found.chances, totals, strict=True):
            value = to_sympy(p) * (x if is_sympy(x) else to_sympy(Fraction(x, denominator)))
            values[sequences] = values.get(sequences, 0) + value
        return WeightedPayoffs(values, 1, False, object)
    common = math.lcm(*{p.denominator for p in weights})
    for sequences, p, x in zip(pasts.of_terminal, weights, totals, strict=True):
        if p and x:
            values[sequences] = values.get(sequences, 0) + p.numerator * (common // p.denominator) * x
    largest = max(map(abs, totals)) * common
    return WeightedPayoffs(values, common * denominator, True, np.int64 if largest < 2**62 else object)


def preorder(game: ExtensiveFormGame) -> list[int]:
    """All nodes, each before its descendants and each subtree in one piece."""
    order, stack = [], [0]
    while stack:
        node = stack.pop()
        order.append(node)
        stack.extend(reversed(game.children[node]))
    return order


def times(x: Number, y: Number) -> Number:
    """The product of two exact numbers, rational or symbolic."""
    if isinstance(x, Fraction) and isinstance(y, Fraction):
        return x * y
    return to_sympy(x) * to_sympy(y)


def plus(numbers: Sequence[Number]) -> Number:
    """The sum of exact numbers, rational or symbolic; symbolic ones are multiplied out."""
    if all(isinstance(x, (Fraction, AlgebraicNumber)) for x in numbers):
        total: Any = sum(numbers, Fraction(0))
        return total
    import sympy

    return exact(sympy.expand(sympy.Add(*map(to_sympy, numbers))))


def share(part: Number, whole: Number) -> Number:
    """The quotient of two exact numbers, rational or algebraic."""
    if isinstance(part, (Fraction, AlgebraicNumber)) and isinstance(whole, (Fraction, AlgebraicNumber)):
        quotient: Any = part / whole
        return quotient
    import sympy

    return exact(sympy.radsimp(to_sympy(part) / to_sympy(whole)))
