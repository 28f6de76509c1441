"""The log-likelihood of a record along the branch of logit responses, in floats."""

from __future__ import annotations

import bisect
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..games.record import Counts
from .logit_map import Array, LogitMap
from .logit_path import Place, settle

STEPS = 200
GOLDEN = (5**0.5 - 1) / 2


@dataclass(frozen=True)
class BranchLikelihood:
    """The first response on the branch at each scale, and how likely it makes a record.

    `scale` is lambda times the unit of payoffs. Only the parts of the branch are used on which the scale is
    larger than before.
    """

    system: LogitMap
    counts: Counts
    places: tuple[Place, ...]

    @cached_property
    def steps(self) -> list[tuple[float, float, Place, Place]]:
        """The steps of the branch that reach a scale for the first time: from, to, and their ends."""
        found, top = [], 0.0
        for first, last in zip(self.places, self.places[1:], strict=False):
            if last.scale > top:
                found.append((top, last.scale, first, last))
                top = last.scale
        return found

    @property
    def end(self) -> float:
        return self.steps[-1][1]

    def at(self, scale: float) -> float:
        """The log-likelihood at a scale up to the end of the branch; minus infinity where none is found."""
        if scale <= 0:
            return self._of(np.zeros(len(self.system.free)))
        tops = [last for _, last, _, _ in self.steps]
        _, _, first, last = self.steps[min(bisect.bisect_left(tops, scale), len(tops) - 1)]
        share = (scale - first.scale) / (last.scale - first.scale)
        odds = settle(self.system, first.odds + share * (last.odds - first.odds), scale)
        return -np.inf if odds is None else self._of(odds)

    def _of(self, odds: Array) -> float:
        logs = self.system.log_probabilities(odds)
        choice = {place: k for k, place in enumerate(self.system.sets)}
        total = 0.0
        for (number, action), times in self.counts.items():
            if times:
                total += times * float(logs[self.system.first[choice[number]] + action])
        return total

    def best(self) -> float:
        """The likeliest scale: the likeliest end of a step, made finer among its neighbours."""
        ends = [0.0, *(last for _, last, _, _ in self.steps)]
        values = [self.at(x) for x in ends]
        k = int(np.argmax(values))
        low, high = ends[max(k - 1, 0)], ends[min(k + 1, len(ends) - 1)]
        for _ in range(STEPS):
            left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
            low, high = (low, right) if self.at(left) >= self.at(right) else (left, high)
            if high - low <= 1e-9 * high:
                break
        middle = (low + high) / 2
        return max((middle, ends[k]), key=self.at)

    def leaves(self, inside: float, outside: float, floor: float) -> float:
        """Where the log-likelihood falls below a floor on the way from one scale to another."""
        return crossing(lambda x: self.at(x) >= floor, inside, outside)


def crossing(holds: Callable[[float], bool], inside: float, outside: float) -> float:
    """Halve the way from where something holds to where it does not."""
    for _ in range(STEPS):
        middle = (inside + outside) / 2
        if middle in (inside, outside):
            break
        inside, outside = (middle, outside) if holds(middle) else (inside, middle)
    return inside
