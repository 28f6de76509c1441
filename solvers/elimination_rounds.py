"""Courses of elimination: round by round, and in every order, with each verdict found once."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ..games.elimination import (
    Belief,
    Deletion,
    Elimination,
    Kind,
    Survivors,
    WeakElimination,
    others_profiles,
    outcomes,
    payoff_rows,
)
from ..games.normal_form import NormalFormGame
from ..games.payoff_table import Array
from .dominating_mixture import Verdict, strict_verdict, weak_verdict

MAX_STATES = 300
"""Sets of survivors looked at when it is searched whether the order of weak elimination matters."""

MAX_SEARCH_CELLS = 512
"""Cells of the game up to which that is searched."""


@dataclass
class Judge:
    """Verdicts on the strategies of a game, each remembered for the survivors among which it was given."""

    game: NormalFormGame
    known: dict[tuple[Kind, int, Survivors], dict[int, Verdict]] = field(default_factory=dict)
    beliefs: dict[tuple[int, int], Belief] = field(default_factory=dict)
    trace: list[Deletion] = field(default_factory=list)

    def everything(self) -> Survivors:
        """All strategies, before the first deletion."""
        return tuple(tuple(range(width)) for width in self.game.shape)

    def course(self, kind: Kind) -> Elimination:
        """Delete in every round all that is dominated when it begins; `trace` grows round by round."""
        left = self.everything()
        self.trace = []
        while deletions := self.dominated(left, len(self.trace) and self.trace[-1].round, kind):
            self.trace += deletions
            left = without(left, deletions)
        return Elimination(left, tuple(self.trace), self.beliefs_of(left, kind))

    def dominated(self, left: Survivors, rounds: int, kind: Kind) -> tuple[Deletion, ...]:
        """Everything that can be deleted after so many rounds."""
        return tuple(
            Deletion(rounds + 1, player, s, verdict.kind, verdict.by)
            for player in range(len(left))
            for s, verdict in self._verdicts(left, player, kind).items()
            if verdict.kind
        )

    def beliefs_of(self, left: Survivors, kind: Kind) -> tuple[Belief, ...]:
        """The beliefs of survivors none of which is dominated."""
        return tuple(
            _stated(player, s, verdict, others_profiles(player, left))
            for player in range(len(left))
            for s, verdict in self._verdicts(left, player, kind).items()
        )

    def _verdicts(self, left: Survivors, player: int, kind: Kind) -> dict[int, Verdict]:
        """Verdicts on all remaining strategies of `player`, who is named in the numbers of the game."""
        key = kind, player, left
        if key not in self.known:
            own = left[player]
            rows = payoff_rows(self.game, player, left)
            strict = self.known.get(("strict", player, left), {})
            found = {}
            for place, s in enumerate(own):
                if s in strict and strict[s].kind:
                    found[s] = strict[s]
                    continue
                verdict = (
                    self._strict(rows, place, left, player) if kind == "strict" else weak_verdict(rows, place)
                )
                by = tuple((own[k], w) for k, w in verdict.by)
                found[s] = Verdict(verdict.kind, by, verdict.belief)
            self.known[key] = found
        return self.known[key]

    def _strict(self, rows: Array, place: int, left: Survivors, player: int) -> Verdict:
        """An earlier belief still serves while everything that it gives weight to is left."""
        strategy = left[player][place]
        profiles = others_profiles(player, left)
        columns = {profile: t for t, profile in enumerate(profiles)}
        old = self.beliefs.get((player, strategy))
        if old and all(profile in columns for profile, _ in old.weights):
            return Verdict(None, belief=tuple((columns[profile], w) for profile, w in old.weights))
        verdict = strict_verdict(rows, place)
        if not verdict.kind:
            self.beliefs[player, strategy] = _stated(player, strategy, verdict, profiles)
        return verdict


def weak_elimination(judge: Judge) -> WeakElimination:
    """Delete all that is weakly dominated, round by round, and search whether other orders end elsewhere.

    Every order of deletions one at a time is followed, each set of survivors once, in small games.
    """
    game = judge.game
    course = judge.course("weak")
    if not course.trace:
        return WeakElimination(
            course, False, False, "nothing is weakly dominated, so there is one order only"
        )
    if math.prod(game.shape) > MAX_SEARCH_CELLS:
        reason = f"orders are searched in games of up to {MAX_SEARCH_CELLS} cells"
        return WeakElimination(course, None, None, reason)
    ends, parents = {course.survivors: course}, dict[Survivors, tuple[Survivors, Deletion] | None]()
    cut = False
    for left, final in _every_order(judge, parents):
        if len(parents) > MAX_STATES:
            cut = True
            break
        if final and left not in ends:
            ends[left] = Elimination(left, _path(left, parents), judge.beliefs_of(left, "weak"))
    others = [end for end in ends.values() if end is not course]
    results = outcomes(game, course.survivors)
    elsewhere = [end for end in others if outcomes(game, end.survivors) != results]
    witness = (course, (elsewhere or others)[0]) if others else None
    reason = (
        f"the search was cut after {MAX_STATES} sets of survivors"
        if cut
        else f"every order was followed: {len(parents)} sets of survivors, {len(ends)} of them final"
    )
    return WeakElimination(
        course,
        bool(others) or (None if cut else False),
        bool(elsewhere) or (None if cut else False),
        reason,
        witness,
    )


def without(left: Survivors, deletions: Sequence[Deletion]) -> Survivors:
    """The survivors after `deletions`."""
    gone = {(one.player, one.strategy) for one in deletions}
    return tuple(tuple(s for s in own if (i, s) not in gone) for i, own in enumerate(left))


def _every_order(
    judge: Judge, parents: dict[Survivors, tuple[Survivors, Deletion] | None]
) -> Iterator[tuple[Survivors, bool]]:
    """Each set of survivors that some order reaches, depth first, and whether nothing in it is dominated."""
    start = judge.everything()
    parents[start] = None
    stack = [start]
    while stack:
        left = stack.pop()
        deletions = judge.dominated(left, 0, "weak")
        yield left, not deletions
        for one in deletions:
            after = without(left, [one])
            if after not in parents:
                parents[after] = left, one
                stack.append(after)


def _path(
    left: Survivors, parents: dict[Survivors, tuple[Survivors, Deletion] | None]
) -> tuple[Deletion, ...]:
    steps: list[Deletion] = []
    while step := parents[left]:
        left, one = step
        steps.append(one)
    return tuple(
        Deletion(number, one.player, one.strategy, one.kind, one.by)
        for number, one in enumerate(reversed(steps), 1)
    )


def _stated(player: int, strategy: int, verdict: Verdict, profiles: Sequence[tuple[int, ...]]) -> Belief:
    return Belief(player, strategy, tuple((profiles[t], w) for t, w in verdict.belief))
