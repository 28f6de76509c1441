"""The replay of a record for many draws of its parameters at once: one tree, its numbers in arrays.

Options are compared in floats where a bound on rounding proves which is better, and exactly where they are
too close for that. Payoffs are computed exactly along the paths that are found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from ..solvers.formula_arrays import Booleans, NotByArrays, Rationals
from .calibration import Calibration
from .replay_graph import ReplayGraph
from .replay_numbers import Draws, Floats, ReplayNumbers
from .replay_state import Mechanics
from .replay_tree import Step

AT_ONCE = 4_096
"""Draws that are worked on together."""

Path: TypeAlias = tuple[tuple[int, int], ...]
"""The decisions that are met, each with the number of the option taken."""

Moves: TypeAlias = tuple[tuple[int, int], ...]
"""The choices that are met, each with the number of the option taken."""


@dataclass(slots=True, eq=False)
class ManyReplays:
    """What a replay comes to, draw by draw.

    Attributes
    ----------
    solved : where there is an answer; elsewhere the other entries mean nothing, and the draw, solved alone,
        raises an error that says why, such as a horizon that ends too early.
    paths : the names of the options that are taken in equilibrium, for each path that occurs.
    path : per draw the number of its path.
    payoffs : per path the draws that take it, and what each player gets in them, exactly.
    tied : whether some decision on the path or in the record has several best options; play goes on with
        the first.
    matters : whether, at some decision of the tree, options that are equally good for the player pay
        another one differently.
    match : per recorded move and draw, whether it is an equilibrium move.
    """

    solved: Booleans
    paths: tuple[tuple[str, ...], ...]
    path: npt.NDArray[np.int64]
    payoffs: tuple[tuple[npt.NDArray[np.intp], tuple[Rationals, ...]], ...]
    tied: Booleans
    matters: Booleans
    match: Booleans


class ReplayKernel:
    """A recorded history and its tree, ready for many draws.

    Parameters
    ----------
    machine : the rules; its values are not looked at.
    steps : the recorded history.
    calibration : of the case, with the parameters of the replay.
    given : values that are the same for every draw.

    Examples
    --------
    >>> from .registry import load_case, with_parameters
    >>> from .replay_tree import dated_nodes, history
    >>> case = load_case("h20")
    >>> calibration = with_parameters(case.calibration, case.replay.parameters)
    >>> machine = Mechanics(case.replay, calibration.settle().values)
    >>> steps, _ = history(machine, dated_nodes(case.replay, case.facts)[0])
    >>> kernel = ReplayKernel(machine, steps, calibration, {})
    >>> found = kernel.solve({"k": Rationals.of([7, 8, 9])}, 3)
    >>> found.solved.tolist(), found.match.sum(axis=0).tolist(), found.paths[0][:3]
    ([True, True, True], [9, 9, 9], ('supply', 'wait', 'restrict'))
    """

    def __init__(
        self,
        machine: Mechanics,
        steps: Sequence[Step],
        calibration: Calibration,
        given: Mapping[str, Any],
    ) -> None:
        self.graph = ReplayGraph(machine, [step.dated for step in steps])
        self.rules = machine.rules
        self.record = self.graph.record(steps)
        self.calibration = calibration
        self.given = given
        self.options = [
            [
                ([(self.graph.terms[term][0], term, float(times)) for term, times in gain], after)
                for gain, after in one.options
            ]
            for one in self.graph.choices
        ]
        last = {
            after: number
            for number, one in enumerate(self.graph.choices)
            for _, after in one.options
            if after is not None
        }
        self.done_with: list[list[int]] = [[] for _ in self.graph.choices]
        for after, number in last.items():
            self.done_with[number].append(after)
        self._gains: dict[Moves, Counter[int]] = {}
        self._equal: dict[frozenset[tuple[int, int | Fraction]], Counter[int]] = {}

    def gain_of(self, moves: Moves) -> Counter[int]:
        """What some moves bring together; the same object where it is the same."""
        if moves not in self._gains:
            total: Counter[int] = Counter()
            for number, option in moves:
                total.update(dict(self.graph.choices[number].options[option][0]))
            key = frozenset((term, times) for term, times in total.items() if times)
            self._gains[moves] = self._equal.setdefault(key, total)
        return self._gains[moves]

    def solve(self, drawn: Mapping[str, Rationals], count: int) -> ManyReplays:
        """Return what the replay comes to for every draw.

        Parameters
        ----------
        drawn : the parameters and derived names that vary, one number per draw.
        count : how many draws there are.
        """
        found = ManyReplays(
            solved=np.zeros(count, dtype=bool),
            paths=(),
            path=np.full(count, -1),
            payoffs=(),
            tied=np.zeros(count, dtype=bool),
            matters=np.zeros(count, dtype=bool),
            match=np.zeros((len(self.record), count), dtype=bool),
        )
        if not count:
            return found
        try:
            self._solve(ReplayNumbers(self.graph, self.calibration, self.given, drawn, count), found)
        except NotByArrays:
            found.solved[:] = False
        return found

    def _solve(self, numbers: ReplayNumbers, found: ManyReplays) -> None:
        count = len(found.solved)
        found.solved = ~numbers.wrong
        taken: dict[Path, list[Draws]] = {}
        for start in range(0, count, AT_ONCE):
            self._block(numbers, slice(start, min(start + AT_ONCE, count)), found, taken)
        names: list[tuple[str, ...]] = []
        payoffs = []
        for path, parts in taken.items():
            draws = np.concatenate(parts)
            found.path[draws] = len(names)
            names.append(tuple(self.graph.decisions[d].names[option] for d, option in path))
            payoffs.append((draws, self._payoffs(numbers, path, draws)))
        found.paths, found.payoffs = tuple(names), tuple(payoffs)

    def _block(
        self, numbers: ReplayNumbers, part: slice, found: ManyReplays, taken: dict[Path, list[Draws]]
    ) -> None:
        """Backward induction over the choices for some draws; what is played, and what the record hits."""
        graph = self.graph
        with np.errstate(over="ignore", invalid="ignore"):  # where floats end, signs are found exactly
            played = _Played(self, numbers, part)
        found.matters[part] = played.matters
        for i, (number, option) in enumerate(self.record):
            here = graph.decisions[number]
            best = played.best[here.choice]
            found.match[i, part] = best >> here.place[option] & 1
            found.tied[part] |= _several(here.place)[best]
        stack: list[tuple[int | None, Path, Draws]]
        stack = [(graph.root, (), np.flatnonzero(found.solved[part]))]
        while stack:
            place, path, draws = stack.pop()
            if place is None:
                taken.setdefault(path, []).append(draws + part.start)
                continue
            here = graph.decisions[place]
            found.tied[part.start + draws] |= _several(here.place)[played.best[here.choice][draws]]
            picked = played.first[here.choice][draws]
            for one in np.unique(picked).tolist():
                option = here.place.index(one)
                stack.append((here.following[option], (*path, (place, option)), draws[picked == one]))

    def _payoffs(self, numbers: ReplayNumbers, path: Path, draws: Draws) -> tuple[Rationals, ...]:
        """What a path pays each player in some draws, exactly."""
        total = Counter(dict(self.graph.start))
        for number, option in path:
            here = self.graph.decisions[number]
            total.update(dict(self.graph.choices[here.choice].options[here.place[option]][0]))
        return tuple(numbers.total(total, player, draws) for player in range(len(self.rules.players)))


class _Played:
    """Backward induction for some draws.

    Attributes
    ----------
    first : per choice the first of its best options, by draw.
    best : per choice all best options, by draw, as the bits of a number.
    matters : whether, at some choice, options that are equally good for the player pay another differently.
    """

    def __init__(self, kernel: ReplayKernel, numbers: ReplayNumbers, part: slice) -> None:
        self.kernel, self.numbers, self.part = kernel, numbers, part
        self.first: list[npt.NDArray[np.int8]] = []
        self.best: list[npt.NDArray[np.int32]] = []
        self.slack = numbers.slack[part]
        self.good = ~numbers.wrong[part]
        self.matters = np.zeros(len(self.slack), dtype=bool)
        products = numbers.products(part)
        values: list[list[Floats] | None] = []
        for number, options in enumerate(kernel.options):
            worth = []
            for terms, after in options:
                value: list[Any] = [np.zeros(len(self.slack)) for _ in kernel.rules.players]
                for player, term, times in terms:
                    value[player] += products[term] * times
                if after is not None:
                    following = values[after]
                    assert following is not None
                    value = [mine + later for mine, later in zip(value, following, strict=True)]
                worth.append(value)
            values.append(self._choose(number, worth))
            for after in kernel.done_with[number]:
                values[after] = None

    def _choose(self, number: int, worth: list[list[Floats]]) -> list[Floats]:
        """Put down the best options of a choice, and return what the first of them is worth."""
        mover = self.kernel.graph.choices[number].player
        value = worth[0]
        first = np.zeros(len(self.slack), dtype=np.int8)
        best = np.ones(len(self.slack), dtype=np.int32)
        differs = np.zeros(len(self.slack), dtype=bool)
        for option, other in enumerate(worth[1:], 1):
            gap = other[mover] - value[mover]
            better = gap > self.slack
            near = np.flatnonzero(~(better | (gap < -self.slack)) & self.good)
            if near.size:
                signs = self._signs(number, first[near], option, near)
                better[near] = signs[mover] > 0
                equal = near[signs[mover] == 0]
                best[equal] |= 1 << option
                differs[near] |= (signs[mover] == 0) & np.any(signs != 0, axis=0)
            first[better] = option
            best[better] = 1 << option
            differs[better] = False
            value = [np.where(better, new, old) for new, old in zip(other, value, strict=True)]
        self.matters |= differs
        self.first.append(first)
        self.best.append(best)
        return value

    def _signs(self, number: int, first: npt.NDArray[np.int8], option: int, draws: Draws) -> Any:
        """Per player and draw the sign of what `option` brings beyond the first best one so far, exactly."""
        count = len(self.kernel.rules.players)
        found = np.zeros((count, len(draws)), dtype=np.int8)
        every = np.arange(len(draws))
        mine = self._plays(number, option, draws, every)
        theirs = [
            play
            for one in np.unique(first).tolist()
            for play in self._plays(number, one, draws, every[first == one])
        ]
        for gain, some in mine:
            member = np.zeros(len(draws), dtype=bool)
            member[some] = True
            for other, rest in theirs:
                both = rest[member[rest]]
                if not both.size or gain is other:
                    continue
                difference = Counter(gain)
                difference.subtract(other)
                for player in range(count):
                    total = self.numbers.total(difference, player, draws[both] + self.part.start)
                    found[player, both] = np.sign(total.numerators).astype(np.int8)
        return found

    def _plays(
        self, number: int, option: int, draws: Draws, places: Draws
    ) -> list[tuple[Counter[int], Draws]]:
        """For each play after an option what it brings up to the horizon, and the places of its draws."""
        found = []
        stack: list[tuple[int | None, Moves, Draws]]
        stack = [(self.kernel.graph.choices[number].options[option][1], ((number, option),), places)]
        while stack:
            after, moves, some = stack.pop()
            if after is None:
                found.append((self.kernel.gain_of(moves), some))
                continue
            picked = self.first[after][draws[some]]
            below = self.kernel.graph.choices[after].options
            for one in np.unique(picked).tolist():
                stack.append((below[one][1], (*moves, (after, one)), some[picked == one]))
        return found


def _several(place: tuple[int, ...]) -> Booleans:
    """By best options of a choice, as bits, whether several options of a decision are best."""
    return np.array([sum(bits >> one & 1 for one in place) > 1 for bits in range(2 << max(place))])
