"""What a player of a tree gains or loses by other plans from an information set on, node by node."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import prod

from .certificate import Mixed
from .errors import LimitReached
from .exact import rational
from .extensive_form import CHANCE, ExtensiveFormGame

MAX_PLANS = 2_000


def plan_rows(
    game: ExtensiveFormGame, profile: Sequence[Mixed | None], number: int
) -> Iterator[tuple[Mixed, dict[int, int]]]:
    """Yield for each plan of the mover from a set on what the profile pays more, at each node of the set.

    A plan is an action for the set and for each of the mover's sets that may come later.
    """
    one = game.information_sets[number]
    values = _PlanValues(game, profile, one.player)
    kept = [values.of(node, {}) for node in one.nodes]
    later = [n for n in sets_below(game, number) if game.information_sets[n].player == one.player]
    sizes = [len(game.information_sets[k].actions) for k in later]
    if prod(sizes) * len(one.actions) > MAX_PLANS:
        raise LimitReached(
            f"{game.players[one.player]} has more than {MAX_PLANS} plans from {one.label!r} on; "
            "that is the limit"
        )
    for action in range(len(one.actions)):
        for choice in itertools.product(*map(range, sizes)):
            plan = {number: action, **dict(zip(later, choice, strict=True))}
            other = (values.of(node, plan) for node in one.nodes)
            row = tuple(a - b for a, b in zip(kept, other, strict=True))
            yield row, plan


def plan_words(
    game: ExtensiveFormGame, profile: Sequence[Mixed | None], number: int, plan: Mapping[int, int]
) -> str:
    """Say a plan in words, as far as it departs from the profile after its first move."""
    words = [game.information_sets[number].actions[plan[number]]]
    words += [
        f"{game.information_sets[k].actions[a]} at {game.information_sets[k].label!r}"
        for k, a in plan.items()
        if k != number and not (profile[k] or ())[a]
    ]
    return " then ".join(words)


def sets_below(game: ExtensiveFormGame, number: int) -> list[int]:
    """The information sets after the nodes of a set, chance among them, in ascending order."""
    found: set[int] = set()
    waiting = [child for node in game.information_sets[number].nodes for child in game.children[node]]
    while waiting:
        node = waiting.pop()
        if game.children[node]:
            found.add(game.set_of[node])
            waiting.extend(game.children[node])
    return sorted(found)


class _PlanValues:
    """What a player expects under one plan after the other; plans that agree below a node share its value."""

    def __init__(self, game: ExtensiveFormGame, profile: Sequence[Mixed | None], player: int) -> None:
        self.game, self.profile, self.player = game, profile, player
        self.own: dict[int, tuple[int, ...]] = {}
        self.known: dict[tuple[int, tuple[int, ...]], Fraction] = {}
        self.paid = game.payoffs[player]

    def of(self, node: int, plan: Mapping[int, int]) -> Fraction:
        """The value from `node` on; an empty plan stands for the profile."""
        key = (node, tuple(plan[n] for n in self._own_sets(node)) if plan else ())
        if key not in self.known:
            self.known[key] = self._computed(node, plan)
        return self.known[key]

    def _own_sets(self, node: int) -> tuple[int, ...]:
        """The player's sets that have nodes at or below `node`."""
        if node not in self.own:
            sets = {n for child in self.game.children[node] for n in self._own_sets(child)}
            if self.game.player_of(node) == self.player:
                sets.add(self.game.set_of[node])
            self.own[node] = tuple(sorted(sets))
        return self.own[node]

    def _computed(self, node: int, plan: Mapping[int, int]) -> Fraction:
        total = rational(self.paid[node])
        below = self.game.children[node]
        if not below:
            return total
        number = self.game.set_of[node]
        if number in plan:
            return total + self.of(below[plan[number]], plan)
        one = self.game.information_sets[number]
        row = one.probabilities if one.player == CHANCE else self.profile[number] or ()
        for child, p in zip(below, row, strict=True):
            if p:
                total += rational(p) * self.of(child, plan)
        return total


def value_from(
    game: ExtensiveFormGame,
    profile: Sequence[Mixed | None],
    node: int,
    player: int,
    plan: Mapping[int, int],
) -> Fraction:
    """What `player` expects from `node` on when `plan` replaces the profile at some sets."""
    total, waiting = Fraction(0), [(node, Fraction(1))]
    while waiting:
        v, weight = waiting.pop()
        total += weight * rational(game.payoffs[player][v])
        below = game.children[v]
        if not below:
            continue
        number = game.set_of[v]
        if number in plan:
            waiting.append((below[plan[number]], weight))
            continue
        one = game.information_sets[number]
        row = one.probabilities if one.player == CHANCE else profile[number] or ()
        waiting.extend((c, weight * rational(p)) for c, p in zip(below, row, strict=True) if p)
    return total
