"""What the probabilities of play have to satisfy so that beliefs can support given supports."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

from ..games.consistency import BeliefClasses, consistent_classes, weights_in_subgame
from ..games.duality import dot
from ..games.errors import LimitReached, UnsupportedGame
from ..games.exact import rational
from ..games.extensive_form import CHANCE, ExtensiveFormGame
from ..games.subgames import subgame_roots
from .induction import Induction, support_weights
from .linear_program import maximise
from .multilinear import Multilinear
from .probability_region import Relation

Supports: TypeAlias = dict[int, tuple[int, ...]]
Row: TypeAlias = tuple[Multilinear, ...]
"""One polynomial per node of an information set."""

Weights: TypeAlias = Mapping[int, Mapping[int, Multilinear]]
"""The probability of each action in the support of each information set."""

MAX_PLANS = 500


@dataclass(frozen=True, slots=True)
class Relations:
    """Relations that play has to satisfy; `whole` says whether all that satisfies them is an equilibrium."""

    relations: tuple[Relation, ...]
    whole: bool


class Assessments:
    """The relations of a game, for one support after the other; what recurs is computed once."""

    def __init__(self, game: ExtensiveFormGame, concept: str) -> None:
        self.game = game
        self.concept = concept
        self.roots = subgame_roots(game)
        self.decisions = [n for n, one in enumerate(game.information_sets) if one.player != CHANCE]
        self.plans = {n: self._plans(n) for n in self.decisions}
        self.below = {
            n: {game.set_of[v] for v in self._below(n) if game.player_of(v) not in (None, CHANCE)}
            for n in self.decisions
        }
        self.under = self._sets_under()
        self.supported: dict[Any, bool] = {}
        self.known_rows: dict[Any, list[tuple[Row, bool]]] = {}
        self.known_values: dict[Any, Multilinear] = {}

    def possible_supports(self, number: int) -> list[tuple[int, ...]]:
        """The supports at a set that some belief can make best, as far as the set alone shows."""
        size = len(self.game.information_sets[number].actions)
        every = [s for k in range(1, size + 1) for s in itertools.combinations(range(size), k)]
        if any(self.game.player_of(v) not in (None, CHANCE) for v in self._below(number)):
            return every
        rows = {s: self._rows(number, {number: s}, {}) for s in every}
        return [s for s in every if self._believable(_numbers(rows[s]), None)]

    def may_hold(self, number: int, supports: Supports, state: Induction) -> bool:
        """Whether play at a single node can be best, given the supports below it; True where that is open."""
        if len(self.game.information_sets[number].nodes) > 1 or not self.below[number] <= supports.keys():
            return True
        weights = {n: support_weights(state, n, supports[n]) for n in self.below[number]}
        rows = self._rows(number, supports, weights)
        return not any(Relation(entry, equal).never for (entry,), equal in rows)

    def relations(self, supports: Supports, state: Induction) -> Relations | None:
        """The relations besides those of the supports, or None where no belief supports these.

        An unreached set gives no relation where its continuation, or the ratio of consistent beliefs, depends
        on mixed play, and consistency none where it is undecided; the relations then describe too much.
        """
        weights = {n: support_weights(state, n, s) for n, s in supports.items()}
        even = self._even_profile(supports)
        decided = self._classes(even)
        classes = decided or {}
        found: list[Relation] = []
        whole = decided is not None
        for n in self.decisions:
            reached = sum(weights_in_subgame(self.game, even, n, self.roots), Fraction(0)) > 0
            rows = self._rows(n, supports, weights)
            if reached:
                reach = self._reach(n, weights)
                for row, equal in rows:
                    total = Multilinear.constant(0)
                    for weight, difference in zip(reach, row, strict=True):
                        total += _product(weight, difference)
                    relation = Relation(total, equal)
                    if relation.never:
                        return None
                    found.append(relation)
                continue
            fixed = all(entry.is_constant for row, _ in rows for entry in row)
            steady = n not in classes or self._is_steady(n, supports)
            if fixed and not self._believable(
                _numbers(rows), classes[n] if n in classes and steady else None
            ):
                return None
            whole &= fixed and steady
        return Relations(tuple(r for r in found if not r.always), whole)

    def _classes(self, even: Sequence[Any]) -> dict[int, BeliefClasses] | None:
        """The consistent beliefs by information set, nothing without consistency; None if undecided."""
        if self.concept != "sequential":
            return {}
        try:
            found = consistent_classes(self.game, even)
        except UnsupportedGame:
            return None
        alone = BeliefClasses(((Fraction(1),),))
        return {n: found.get(n, alone) for n in self.decisions}

    def _is_steady(self, number: int, supports: Supports) -> bool:
        """Whether the ratios of consistent beliefs at a set do not depend on how others mix."""
        game, one = self.game, self.game.information_sets[number]
        moves = {(game.set_of[v], a) for node in one.nodes for v, a in game.path_to(node)}
        others = [(n, a) for n, a in moves if game.information_sets[n].player not in (CHANCE, one.player)]
        return len(one.nodes) == 1 or all(a not in supports[n] or len(supports[n]) == 1 for n, a in others)

    def _believable(
        self, rows: Sequence[tuple[tuple[Fraction, ...], bool]], classes: BeliefClasses | None
    ) -> bool:
        """Whether a mixture of admitted beliefs makes all rows nonnegative, or zero where they must be."""
        if not rows:
            return True
        width = len(rows[0][0])
        units = tuple(tuple(Fraction(int(i == j)) for j in range(width)) for i in range(width))
        admitted = units if classes is None else classes.classes
        key = (tuple(rows), admitted)
        if key not in self.supported:
            program = [[-dot(row, belief) for belief in admitted] for row, _ in rows]
            program.append([Fraction(1)] * len(admitted))
            right = [Fraction(0)] * len(rows) + [Fraction(1)]
            equal = [same for _, same in rows] + [True]
            answer = maximise([Fraction(0)] * len(admitted), program, right, equal)
            self.supported[key] = answer.status == "optimal"
        return self.supported[key]

    def _even_profile(self, supports: Supports) -> list[Any]:
        """A profile that plays every action of the supports."""
        found: list[Any] = [None] * len(self.game.information_sets)
        for n, support in supports.items():
            share = Fraction(1, len(support))
            size = len(self.game.information_sets[n].actions)
            found[n] = tuple(share if a in support else Fraction(0) for a in range(size))
        return found

    def _rows(self, number: int, supports: Supports, weights: Weights) -> list[tuple[Row, bool]]:
        """What one plan within the supports pays more than another, at each node; and whether it is equal.

        Play is best exactly when all plans that it mixes are, so the mover's own probabilities need not
        appear.
        """
        one = self.game.information_sets[number]
        relevant = sorted(self.below[number] | {number})
        key = (number, tuple(supports.get(n) for n in relevant))
        if key not in self.known_rows:
            self.known_rows[key] = self._new_rows(number, one.player, supports, weights)
        return self.known_rows[key]

    def _new_rows(
        self, number: int, player: int, supports: Supports, weights: Weights
    ) -> list[tuple[Row, bool]]:
        one = self.game.information_sets[number]
        first = {n: supports[n][0] for n in (number, *self._sets_below(number))}
        kept = [self._value(node, player, supports, weights, first) for node in one.nodes]
        rows: dict[tuple[Row, bool], None] = {}
        for plan in self.plans[number]:
            other = (self._value(node, player, supports, weights, plan) for node in one.nodes)
            row = tuple(a - b for a, b in zip(kept, other, strict=True))
            if any(entry.terms for entry in row):
                mixed = all(a in supports[n] for n, a in plan.items())
                rows[row, mixed] = None
        return [(row, mixed) for row, mixed in rows if mixed or (row, True) not in rows]

    def _value(
        self, node: int, player: int, supports: Supports, weights: Weights, plan: Mapping[int, int]
    ) -> Multilinear:
        """What a player expects from a node on; it depends on the plan and the supports below it alone."""
        key = (node, player, tuple(plan[n] if n in plan else supports[n] for n in self.under[node]))
        if key not in self.known_values:
            self.known_values[key] = self._new_value(node, player, supports, weights, plan)
        return self.known_values[key]

    def _new_value(
        self, node: int, player: int, supports: Supports, weights: Weights, plan: Mapping[int, int]
    ) -> Multilinear:
        game = self.game
        total = Multilinear.constant(rational(game.payoffs[player][node]))
        below = game.children[node]
        if not below:
            return total
        number = game.set_of[node]
        if number in plan:
            return total + self._value(below[plan[number]], player, supports, weights, plan)
        one = game.information_sets[number]
        if one.player == CHANCE:
            for child, p in zip(below, one.probabilities, strict=True):
                if p:
                    total += self._value(child, player, supports, weights, plan).scaled(rational(p))
            return total
        for action, weight in weights[number].items():
            total += _product(weight, self._value(below[action], player, supports, weights, plan))
        return total

    def _reach(self, number: int, weights: Weights) -> list[Multilinear]:
        """How likely the others make each node of a set, from the smallest subgame around it on."""
        game, one = self.game, self.game.information_sets[number]
        paths = [game.path_to(node) for node in one.nodes]
        above = [{v for v, _ in path} | {node} for path, node in zip(paths, one.nodes, strict=True)]
        root = max(set(self.roots).intersection(*above))
        found = []
        for path in paths:
            weight = Multilinear.constant(1)
            for v, action in path:
                mover = game.information_sets[game.set_of[v]]
                if v < root or mover.player == one.player:
                    continue
                if mover.player == CHANCE:
                    weight = weight.scaled(rational(mover.probabilities[action]))
                else:
                    weight = _product(weight, weights[game.set_of[v]].get(action, Multilinear.constant(0)))
            found.append(weight)
        return found

    def _plans(self, number: int) -> list[dict[int, int]]:
        """The plans of the mover from a set on, each for the sets that its own moves do not exclude."""
        plans: list[dict[int, int]] = [{}]
        for n in sorted((number, *self._sets_below(number)), key=self._own_moves):
            size = len(self.game.information_sets[n].actions)
            plans = [
                extended
                for plan in plans
                for extended in (
                    ({**plan, n: a} for a in range(size)) if self._leads_to(n, number, plan) else (plan,)
                )
            ]
            if len(plans) > MAX_PLANS:
                one = self.game.information_sets[number]
                raise LimitReached(
                    f"{self.game.players[one.player]} has more than {MAX_PLANS} plans from {one.label!r} on; "
                    "that is the limit"
                )
        return plans

    def _own_moves(self, number: int) -> int:
        """How often the mover has moved before a set."""
        one = self.game.information_sets[number]
        return sum(self.game.player_of(v) == one.player for v, _ in self.game.path_to(one.nodes[0]))

    def _leads_to(self, number: int, start: int, plan: Mapping[int, int]) -> bool:
        """Whether the moves of a plan, from the set `start` on, lead to another set."""
        if number == start:
            return True
        node = self.game.information_sets[number].nodes[0]
        moves = [(self.game.set_of[v], a) for v, a in self.game.path_to(node)]
        since = moves[next(i for i, (n, _) in enumerate(moves) if n == start) :]
        player = self.game.information_sets[number].player
        own = [(n, a) for n, a in since if self.game.information_sets[n].player == player]
        return all(plan.get(n) == a for n, a in own)

    def _sets_below(self, number: int) -> list[int]:
        player = self.game.information_sets[number].player
        return sorted({self.game.set_of[v] for v in self._below(number) if self.game.player_of(v) == player})

    def _sets_under(self) -> list[tuple[int, ...]]:
        """For each node the players' sets that have nodes at or below it."""
        game = self.game
        found: list[tuple[int, ...]] = [()] * len(game.children)
        for node in range(len(game.children) - 1, -1, -1):  # a parent has a smaller number than its children
            sets = {n for child in game.children[node] for n in found[child]}
            if game.player_of(node) not in (None, CHANCE):
                sets.add(game.set_of[node])
            found[node] = tuple(sorted(sets))
        return found

    def _below(self, number: int) -> list[int]:
        """The nodes after those of a set."""
        game = self.game
        found: list[int] = []
        waiting = [child for node in game.information_sets[number].nodes for child in game.children[node]]
        while waiting:
            node = waiting.pop()
            found.append(node)
            waiting.extend(game.children[node])
        return found


def _numbers(rows: Sequence[tuple[Row, bool]]) -> list[tuple[tuple[Fraction, ...], bool]]:
    return [(tuple(entry.coefficient() for entry in row), equal) for row, equal in rows]


def _product(left: Multilinear, right: Multilinear) -> Multilinear:
    """The product; 0 and 1 are by far the most frequent factors."""
    if not left.terms or not right.terms:
        return Multilinear.constant(0)
    return left * right
