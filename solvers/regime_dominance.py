"""What iterated dominance leaves at one place of a parameter, for strict and for weak dominance.

Which replies are best to some belief, and to some belief that excludes nothing, can be read off the labels of
the vertices of the best-reply polytope; everything else is dominated (Pearce 1984, Lemmas 3 and 4).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from ..games.elimination import Deletion, Kind, Survivors
from ..games.normal_form import NormalFormGame
from ..games.regime_map import RegimeAnswer, RegimeEquilibrium
from .elimination_rounds import without
from .germ import Number
from .labelled_vertices import labelled_vertices
from .parameter_games import TableAt
from .regime_nash import require_feasible
from .regime_outcome import survivors_outcome
from .table_minors import SignedTable, members

MAX_STATES = 100
"""Sets of survivors that are looked at when it is searched whether the order of weak elimination matters."""

PROVEN = (
    "a strategy is kept exactly where a vertex of the best-reply polytope makes it a best reply (strict), or "
    "vertices that together exclude nothing (weak), and these vertices are all known from the signs of "
    "minors (Pearce 1984, Lemmas 3 and 4)"
)


def dominance_at(place: TableAt, name: str, value: Number) -> RegimeAnswer:
    """Return who is removed by iterated strict dominance at one place, and beside that by weak dominance.

    Raises
    ------
    LimitReached
        Before the work begins, where a table is too large for a map.
    """
    judge = _Judge.of(place, name)
    strict, weak = judge.course("strict"), judge.course("weak")
    matters, differ = judge.order_matters(weak[0]) if weak[1] else (False, False)
    document = {
        **_course_fields(place.game, *strict),
        "weak": {
            **_course_fields(place.game, *weak),
            "order_matters": matters,
            "outcomes_differ": differ,
        },
    }
    return _answer(place, strict, document, (strict, weak, matters, differ), weak[0] != strict[0])


def rationalizable_at(place: TableAt, name: str, value: Number) -> RegimeAnswer:
    """Return the rationalizable strategies at one place: what iterated strict dominance leaves.

    Raises
    ------
    LimitReached
        As for `dominance_at`.
    """
    strict = _Judge.of(place, name).course("strict")
    return _answer(place, strict, _course_fields(place.game, *strict), strict, False)


Course = tuple[Survivors, tuple[Deletion, ...]]
"""What is left, and what was deleted, without the mixtures that dominate."""


@dataclass
class _Judge:
    """Which strategies are dominated among the survivors, each verdict found once."""

    place: TableAt
    tables: tuple[SignedTable, ...]
    known: dict[tuple[int, Survivors], tuple[int, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, place: TableAt, name: str) -> _Judge:
        tables = []
        for player, payoffs in enumerate(place.payoffs):
            rows = np.moveaxis(payoffs, player, 0).reshape(place.game.shape[player], -1)
            table = SignedTable(rows.tolist())
            require_feasible(table, name)
            tables.append(table)
        return cls(place, tuple(tables))

    def everything(self) -> Survivors:
        return tuple(tuple(range(width)) for width in self.place.game.shape)

    def course(self, kind: Kind) -> Course:
        """Delete in every round all that is dominated when it begins."""
        left, trace = self.everything(), list[Deletion]()
        while deletions := self.dominated(left, kind, trace[-1].round + 1 if trace else 1):
            trace += deletions
            left = without(left, deletions)
        return left, tuple(trace)

    def dominated(self, left: Survivors, kind: Kind, number: int) -> list[Deletion]:
        """Everything that is dominated among `left`; what is so strictly is said to be."""
        found = []
        for player, own in enumerate(left):
            strict, weak = self._undominated(player, left)
            for s in own:
                if not strict >> s & 1:
                    found.append(Deletion(number, player, s, "strict", ()))
                elif kind == "weak" and not weak >> s & 1:
                    found.append(Deletion(number, player, s, "weak", ()))
        return found

    def order_matters(self, end: Survivors) -> tuple[bool | None, bool | None]:
        """Whether another order ends elsewhere, and whether in other payoffs; None if the search was cut."""
        ends, cut = {end}, False
        for count, (left, final) in enumerate(self._every_order(), 1):
            if count > MAX_STATES:
                cut = True
                break
            if final:
                ends.add(left)
        others = [one for one in ends if one != end]
        elsewhere = any(self._pay_differently(one, end) for one in others)
        unknown = None if cut else False
        return bool(others) or unknown, elsewhere or unknown

    def _undominated(self, player: int, left: Survivors) -> tuple[int, int]:
        """The strategies of `player` that nothing dominates strictly, and those nothing does even weakly."""
        key = player, left
        if key not in self.known:
            others = [own if i != player else (0,) for i, own in enumerate(left)]
            shape = [width if i != player else 1 for i, width in enumerate(self.place.game.shape)]
            columns = sum(1 << int(np.ravel_multi_index(cell, shape)) for cell in itertools.product(*others))
            rows = sum(1 << s for s in left[player])
            vertices = labelled_vertices(self.tables[player], rows, columns)
            covered = dict.fromkeys(left[player], 0)
            for vertex in vertices:
                for s in members(vertex.best):
                    covered[s] |= vertex.support
            strict = sum(1 << s for s, seen in covered.items() if seen)
            weak = sum(1 << s for s, seen in covered.items() if seen == columns)
            self.known[key] = strict, weak
        return self.known[key]

    def _every_order(self) -> Iterator[tuple[Survivors, bool]]:
        """Each set of survivors that single deletions reach, and whether nothing in it is dominated."""
        stack = [self.everything()]
        seen = set(stack)
        while stack:
            left = stack.pop()
            deletions = self.dominated(left, "weak", 1)
            yield left, not deletions
            for one in deletions:
                after = without(left, [one])
                if after not in seen:
                    seen.add(after)
                    stack.append(after)

    def _pay_differently(self, one: Survivors, other: Survivors) -> bool:
        """Whether two sets of survivors give different sets of payoff vectors."""
        ours, theirs = self._outcomes(one), self._outcomes(other)
        return any(x not in theirs for x in ours) or any(x not in ours for x in theirs)

    def _outcomes(self, left: Survivors) -> list[tuple[Any, ...]]:
        return [tuple(table[cell] for table in self.place.payoffs) for cell in itertools.product(*left)]


def _answer(
    place: TableAt, strict: Course, document: dict[str, Any], pattern: Any, knife_edge: bool
) -> RegimeAnswer:
    left = strict[0]
    equilibria: tuple[RegimeEquilibrium, ...] = ()
    if all(len(own) == 1 for own in left):
        cell = tuple(own[0] for own in left)
        profile = tuple(
            tuple(Fraction(int(s == chosen)) for s in range(width))
            for width, chosen in zip(place.game.shape, cell, strict=True)
        )
        equilibria = (RegimeEquilibrium(profile, tuple(table[cell] for table in place.payoffs)),)
    return RegimeAnswer(
        pattern=pattern,
        equilibria=equilibria,
        components=((0,),) * len(equilibria),
        outcome=survivors_outcome(place.game, left),
        fields={"elimination": document},
        knife_edge=knife_edge,
        complete_because=PROVEN,
    )


def _course_fields(game: NormalFormGame, left: Survivors, trace: tuple[Deletion, ...]) -> dict[str, Any]:
    return {
        "survivors": {
            who: tuple(own[s] for s in kept)
            for who, own, kept in zip(game.players, game.strategies, left, strict=True)
        },
        "trace": tuple(
            {
                "round": one.round,
                "player": game.players[one.player],
                "strategy": game.strategies[one.player][one.strategy],
                "kind": one.kind,
            }
            for one in trace
        ),
    }
