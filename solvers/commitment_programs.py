"""The linear programs behind the values of commitment: by reply, by class, and whether a value is reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from ..games.certificate import Mixed
from ..games.commitment import Approach, Bound, Optimum, Refutation, Roles, Step
from ..games.commitment_proof import row_sums
from ..games.elimination import Weights
from .dominating_mixture import duel, strict_verdict
from .linear_program import maximise

ALL_REPLIES = 40
"""Replies up to which every reply that may reach the strong value gets a program, so that none is missing."""

STEP = Fraction(1, 1000)
"""How far from a supremum that is not attained the commitment shown beside it lies."""


@dataclass
class CommitmentPrograms:
    """The programs of one game: bounds by reply, then by class."""

    roles: Roles
    bounds: list[Bound] = field(default_factory=list)
    class_bounds: list[Bound] = field(default_factory=list)
    refutations: list[Refutation] = field(default_factory=list)
    points: dict[int, Mixed] = field(default_factory=dict)
    class_points: dict[int, Mixed] = field(default_factory=dict)

    def strong(self) -> Optimum:
        """The best commitment for each reply; replies that cannot reach what is known need no program."""
        roles = self.roles
        most = [Fraction(max(column), roles.unit) for column in roles.own.T.tolist()]
        known = roles.pure_values()[0]
        found: dict[int, Bound] = {}
        for j in sorted(range(len(most)), key=lambda j: -most[j]):
            alone = ((j, Fraction(1)),)
            enough = len(most) > ALL_REPLIES and any(found[k].limit == known for k in self.points)
            if most[j] < known or (enough and most[j] == known):
                found[j] = Bound((j,), most[j], alone, ())
                continue
            verdict = strict_verdict(roles.theirs.T, j)
            if verdict.kind:
                found[j] = Bound((j,), None, (), verdict.by)
                continue
            self.points[j], found[j] = self._program((j,), j)
            known = max(known, _limit(found[j]))
        self.bounds = [found[j] for j in range(len(most))]
        value = max(one.limit for one in self.bounds if one.limit is not None)
        best = next(j for j in self.points if found[j].limit == value)
        return Optimum(value, roles.profile(self.points[best], best))

    def weak(self) -> Optimum:
        """The best commitment for each class that alone is best somewhere, and whether one attains it."""
        roles = self.roles
        known = roles.pure_values()[1]
        width = len(roles.own)
        units = (tuple(Fraction(int(i == k)) for i in range(width)) for k in range(width))
        reached: Mixed | None = next(x for x in units if roles.worst(x) == known)
        inside: dict[int, Mixed] = {}
        found: dict[int, Bound] = {}
        order = sorted(range(len(roles.classes)), key=lambda c: -self._ceiling(c)[0])
        for c in order:
            group = roles.classes[c]
            limit, tightest = self._ceiling(c)
            if tightest.limit is None or limit < known or (limit == known and reached):
                found[c] = Bound(group, tightest.limit, tightest.shares, tightest.weights)
                continue
            place = self._where_alone(c)
            if isinstance(place, Bound):
                found[c] = place
                continue
            inside[c] = place
            if len(group) == 1 and group[0] in self.points:
                self.class_points[group[0]], found[c] = self.points[group[0]], self.bounds[group[0]]
            else:
                self.class_points[group[0]], found[c] = self._program(group, group[0])
            if _limit(found[c]) > known:
                known, x = _limit(found[c]), self.class_points[group[0]]
                reached = x if roles.worst(x) == known else None
        self.class_bounds = [found[c] for c in range(len(roles.classes))]
        value = max(one.limit for one in self.class_bounds if one.limit is not None)
        best = [c for c in inside if found[c].limit == value]
        reached = reached or self._attaining([roles.classes[c] for c in best], value)
        if reached:
            replies, own = roles.replies_to(reached)
            return Optimum(value, roles.profile(reached, min(replies, key=lambda j: own[j])))
        way = self._way(roles.classes[best[0]][0], inside[best[0]])
        return Optimum(value, None, way)

    def _ceiling(self, c: int) -> tuple[Fraction, Bound]:
        """The tightest bound by a single reply of class `c`; a class that is never best counts as lowest."""
        bounds = [self.bounds[j] for j in self.roles.classes[c]]
        lowest = Fraction(self._range[0] - 1, self.roles.unit)
        return min(
            ((lowest if one.limit is None else one.limit, one) for one in bounds), key=lambda pair: pair[0]
        )

    @cached_property
    def _range(self) -> tuple[int, int]:
        """The leader's smallest and largest payoff, as integers over the unit."""
        return int(self.roles.own.min()), int(self.roles.own.max())

    def _where_alone(self, c: int) -> Mixed | Bound:
        """A commitment to which class `c` alone is best, or the mixture of others that is never worse."""
        roles = self.roles
        width = len(roles.own)
        heads = [group[0] for group in roles.classes]
        rows = roles.theirs.T[heads]
        others = [k for k in range(len(heads)) if k != c]
        alone = [i for i in range(width) if all(rows[k, i] < rows[c, i] for k in others)]
        if alone:
            return tuple(Fraction(int(i == alone[0])) for i in range(width))
        value, mixture, belief = duel(rows, c)
        if value < 0:
            return _full(belief, width)
        return Bound(roles.classes[c], None, (), tuple((heads[k], w) for k, w in mixture))

    def _program(self, demanded: Sequence[int], reply: int) -> tuple[Mixed, Bound]:
        """Maximise the smallest payoff over `demanded` replies among commitments to which `reply` is best.

        The leader's payoffs are brought between 1 and 2, so that the smallest is a positive variable.
        """
        roles = self.roles
        low, high = self._range
        span = (high - low) or 1
        width = len(roles.own)
        rows = [
            [*(-1 - Fraction(x - low, span) for x in roles.own[:, j].tolist()), Fraction(1)] for j in demanded
        ]
        others, leads, scales = self._leads(reply)
        rows += [[*(-x for x in lead), Fraction(0)] for lead in leads]
        rows.append([Fraction(1)] * width + [Fraction(0)])
        right = [Fraction(0)] * (len(rows) - 1) + [Fraction(1)]
        objective = [Fraction(0)] * width + [Fraction(1)]
        answer = maximise(objective, rows, right, [False] * (len(rows) - 1) + [True])
        shares = _positive(demanded, answer.proof)
        # Payoffs are over `unit`, one of `span`; leads over `their_unit` and their scales.
        price = Fraction(span * roles.their_unit, roles.unit)
        weights = _positive(
            others,
            [y * price / scale for y, scale in zip(answer.proof[len(demanded) :], scales, strict=False)],
        )
        limit = max(row_sums(roles, reply, shares, weights))
        return answer.x[:-1], Bound(tuple(demanded), limit, shares, weights)

    def _leads(self, reply: int) -> tuple[list[int], list[list[Fraction]], list[int]]:
        """Row by row how much `reply` pays the follower more than one reply of each other class, scaled."""
        roles = self.roles
        others = [group[0] for group in roles.classes if reply not in group]
        leads = [(roles.theirs[:, reply] - roles.theirs[:, d]).tolist() for d in others]
        scales = [max(map(abs, lead)) for lead in leads]
        return others, [[Fraction(x, s) for x in lead] for lead, s in zip(leads, scales, strict=True)], scales

    def _attaining(self, groups: Sequence[tuple[int, ...]], value: Fraction) -> Mixed | None:
        """A commitment whose smallest payoff is `value`, or None, with the refutations of all classes."""
        for group in groups:
            if self.roles.worst(self.class_points[group[0]]) == value:
                return self.class_points[group[0]]
        self.refutations = []
        for group in groups:
            found = self._attaining_in(group, value)
            if not isinstance(found, Refutation):
                self.refutations = []
                return found
            self.refutations.append(found)
        return None

    def _attaining_in(self, group: tuple[int, ...], value: Fraction) -> Mixed | Refutation:
        """Demand `value` of every reply that ties wherever the demands so far are met, until none is new."""
        reply, demanded, steps = group[0], list(group), list[Step]()
        while True:
            x, bound = self._program(demanded, reply)
            if _limit(bound) < value:
                return Refutation(reply, (*steps, Step(bound.shares, bound.weights)))
            # The bound is a step itself: at the value, replies with a multiplier tie.
            tied = [j for d, _ in bound.weights for j in self.roles.class_of(d) if j not in demanded]
            if tied:
                steps.append(Step(bound.shares, bound.weights))
                demanded += tied
                continue
            others = self._leads(reply)[0]
            points = [x]
            open_ = [d for d in others if d not in demanded]
            while open_ := [d for d in open_ if not self._lead(reply, d, points[-1])]:
                point, step = self._push(demanded, reply, open_, value)
                if step is not None:
                    steps.append(step)
                    demanded += [j for d in open_ for j in self.roles.class_of(d)]
                    break
                points.append(point)
            else:
                return tuple(sum(column, Fraction(0)) / len(points) for column in zip(*points, strict=True))

    def _lead(self, reply: int, other: int, x: Mixed) -> Fraction:
        pairs = zip(self.roles.theirs[:, reply] - self.roles.theirs[:, other], x, strict=True)
        return sum((int(lead) * p for lead, p in pairs if p), Fraction(0))

    def _push(
        self, demanded: Sequence[int], reply: int, open_: Sequence[int], value: Fraction
    ) -> tuple[Mixed, Step | None]:
        """Maximise the leads over `open_` where all demands are met; a step proves that they are zero."""
        roles = self.roles
        others, leads, scales = self._leads(reply)
        goal = [
            sum(column, Fraction(0)) for column in zip(*(leads[others.index(d)] for d in open_), strict=True)
        ]
        short = [[value - Fraction(u, roles.unit) for u in roles.own[:, j].tolist()] for j in demanded]
        size = max((abs(u) for row in short for u in row), default=Fraction(1)) or Fraction(1)
        rows = [*([u / size for u in row] for row in short), *([-x for x in lead] for lead in leads)]
        right = [Fraction(0)] * len(rows) + [Fraction(1)]
        answer = maximise(goal, [*rows, [Fraction(1)] * len(goal)], right, [False] * len(rows) + [True])
        if sum((g * p for g, p in zip(goal, answer.x, strict=True)), Fraction(0)):
            return answer.x, None
        shares = _positive(demanded, [y / size for y in answer.proof[: len(demanded)]])
        multipliers = [
            (y + (d in open_)) * roles.their_unit / scale
            for d, y, scale in zip(others, answer.proof[len(demanded) :], scales, strict=False)
        ]
        return answer.x, Step(shares, _positive(others, multipliers))

    def _way(self, reply: int, inside: Mixed) -> Approach:
        limit = self.class_points[reply]
        near = tuple((1 - STEP) * a + STEP * b for a, b in zip(limit, inside, strict=True))
        return Approach(reply, inside, limit, near, self.roles.worst(near))


def _limit(bound: Bound) -> Fraction:
    """The limit of a bound that has one."""
    assert bound.limit is not None
    return bound.limit


def _positive(places: Sequence[int], weights: Sequence[Fraction]) -> Weights:
    return tuple((place, w) for place, w in zip(places, weights, strict=False) if w)


def _full(weights: Weights, width: int) -> Mixed:
    found = [Fraction(0)] * width
    for place, w in weights:
        found[place] = w
    return tuple(found)
