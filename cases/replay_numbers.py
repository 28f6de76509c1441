"""The numbers of a replay for many draws of its parameters: amounts, clocks, times, exactly and in floats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from ..games.exact import over_common_denominator
from ..games.formula import parse_formula
from ..solvers.formula_arrays import Booleans, Rationals, common, evaluated
from .calibration import Calibration
from .replay_graph import ONCE, ReplayGraph, Spell
from .replay_rules import ReplayRules

UNIT = 2.0**-53
"""The largest relative error of one rounding."""

TINY = 1e-280
"""Amounts below this lose digits in floats; what they decide is computed exactly."""

Draws: TypeAlias = npt.NDArray[np.intp]
Floats: TypeAlias = npt.NDArray[np.float64]


class ReplayNumbers:
    """The amounts, clocks and horizon of all draws.

    Parameters
    ----------
    graph : the tree without its numbers.
    calibration : of the case, with the parameters of the replay.
    given : values that are the same for every draw.
    drawn : the parameters and derived names that vary, one number per draw.
    count : how many draws there are.

    Attributes
    ----------
    wrong : where the parameters make no sense: a formula divides by zero, a clock or the last stretch is
        negative.
    slack : how much the difference of two payoffs in floats may be off; infinite where it is not known.

    Raises
    ------
    NotByArrays
        For formulas that can only be evaluated draw by draw.
    """

    def __init__(
        self,
        graph: ReplayGraph,
        calibration: Calibration,
        given: Mapping[str, Any],
        drawn: Mapping[str, Rationals],
        count: int,
    ) -> None:
        rules = graph.machine.rules
        wrong = np.zeros(count, dtype=bool)
        values = settled(calibration, given, drawn, count, wrong)

        def amount(formula: str) -> Rationals:
            return evaluated(parse_formula(formula).tree, values, count, wrong)

        self.graph, self.wrong = graph, wrong
        self.passed = sum((weeks or Fraction(0) for weeks in graph.weeks), Fraction(0))
        self.amounts = {formula: amount(formula) for _, formula, _ in graph.terms}
        integers, self.below = common(list(self.amounts.values()))
        self.whole = dict(zip(self.amounts, integers, strict=True))
        below = [self.below] if isinstance(self.below, int) else [self.below.max()]
        self.bits = max(n.bit_length() for n in (*below, *(abs(whole).max() for whole in integers)))
        self.clocks = {name: amount(clock.full) for name, clock in rules.clocks.items()}
        self.rest = amount(rules.horizon) + Rationals.constant(-self.passed, 1)
        for clock in self.clocks.values():
            wrong |= clock.numerators < 0
        wrong |= self.rest.numerators < 0
        self.floats = {formula: found.floats() for formula, found in self.amounts.items()}
        self.full = {name: found.floats() for name, found in self.clocks.items()}
        self.left = self.rest.floats()
        self.stocked = {name: found.numerators > 0 for name, found in self.clocks.items()}
        self.slack = self._slack()

    def _slack(self) -> Floats:
        """How much the difference of two payoffs in floats may be off, draw by draw.

        A payoff adds up n terms at most, an amount times weeks; s is the sum of the sizes of all amounts, as
        often as they can count, each for all weeks and clocks together. Rounding of the sum, of amounts,
        multiples and products is within (n + 8) u s, and of the times, each computed in five steps from
        numbers no larger than all weeks and clocks together, within 8 u s for every stretch: together less
        than (n + 8 m + 8) u s for m stretches. Twice that bounds a difference; twice again covers the
        rounding of the bound.
        """
        stretches = len(self.graph.weeks)
        with np.errstate(over="ignore", invalid="ignore"):
            weeks: Any = float(self.passed) + abs(self.left) + stretches
            for full in self.full.values():
                weeks = weeks + abs(full)
            uses = _uses(self.graph.machine.rules)
            size: Any = 0.0
            for formula, one in self.floats.items():
                size = size + uses[formula] * abs(one) * weeks
            terms = (stretches + 1) * len(self.graph.terms)
            slack: Floats = 4 * UNIT * (terms + 8 * stretches + 8) * size + TINY
        for formula, one in self.floats.items():
            slack[(abs(one) < TINY) & (self.amounts[formula].numerators != 0)] = np.inf
        slack[~np.isfinite(slack)] = np.inf
        return slack

    def products(self, part: slice) -> list[Floats]:
        """Amount times time of every term, in floats."""
        times: dict[Spell, Any] = {}
        found = []
        with np.errstate(over="ignore", invalid="ignore"):
            for _, formula, spell in self.graph.terms:
                if spell not in times:
                    times[spell] = self._time(spell, part)
                found.append(self.floats[formula][part] * times[spell])
        return found

    def _time(self, spell: Spell, part: slice) -> Any:
        weeks = self.left[part] if spell.weeks is None else float(spell.weeks)
        time = weeks
        for name, empty, age in spell.clocks:
            full = self.full[name][part]
            if age is None:
                spent = np.where(self.stocked[name][part], 0.0, weeks)
            else:
                spent = np.maximum(0.0, weeks - np.maximum(0.0, full - float(age)))
            time = np.minimum(time, spent if empty else weeks - spent)
        return time

    def total(self, gain: Mapping[int, int | Fraction], player: int, draws: Draws) -> Rationals:
        """What terms bring a player in some draws, exactly."""
        fixed: dict[str, Fraction] = {}
        moving: dict[str, Rationals] = {}
        for number, times in gain.items():
            who, formula, spell = self.graph.terms[number]
            if who != player or not times:
                continue
            if spell == ONCE:
                fixed[formula] = fixed.get(formula, Fraction(0)) + times
            else:
                spent = self.spell(spell, draws)
                spent = spent if times == 1 else spent * Rationals.constant(times, 1)
                moving[formula] = moving[formula] + spent if formula in moving else spent
        total = self._fixed(fixed, draws)
        for formula, spent in moving.items():
            total = total + self.amounts[formula][draws] * spent
        return total

    def _fixed(self, times: Mapping[str, Fraction], draws: Draws) -> Rationals:
        """The sum of multiples of amounts: over one denominator, so that it takes few steps."""
        factors, under = over_common_denominator(list(times.values()))
        total: Any = np.zeros(len(draws), dtype=object)
        for formula, factor in zip(times, factors, strict=True):
            total = total + self.whole[formula][draws] * factor
        below = self.below if isinstance(self.below, int) else self.below[draws]
        largest = max([under, *map(abs, factors)])
        return Rationals(total, below * under, self.bits + largest.bit_length() + len(factors).bit_length())

    def spell(self, spell: Spell, draws: Draws) -> Rationals:
        """The time of some draws, exactly."""
        weeks = self.rest[draws] if spell.weeks is None else Rationals.constant(spell.weeks, 1)
        nothing = Rationals.constant(0, 1)
        time = weeks
        for name, empty, age in spell.clocks:
            full = self.clocks[name][draws]
            if age is None:
                spent = nothing.where(full.compared(">", nothing), weeks)
            else:
                left = full + Rationals.constant(-age, 1)
                left = left.where(left.compared(">", nothing), nothing)
                spent = weeks + -left
                spent = spent.where(spent.compared(">", nothing), nothing)
            other = spent if empty else weeks + -spent
            time = time.where(time.compared("<", other), other)
        return time


def settled(
    calibration: Calibration,
    given: Mapping[str, Any],
    drawn: Mapping[str, Rationals],
    count: int,
    undefined: Booleans,
) -> dict[str, Rationals]:
    """A number for every name and draw: drawn, given, by default, or by the formula of a derived name.

    `undefined` is set to True where a formula divides by zero.
    """
    fixed = calibration.settle(given)
    values = {name: Rationals.constant(value, count) for name, value in fixed.values.items()}
    values |= drawn
    moved = set(drawn)
    for name in calibration.order:
        formula = calibration.derived[name].parsed
        if name not in moved and name in fixed.computed and formula.names & moved:
            values[name] = evaluated(formula.tree, values, count, undefined)
            moved.add(name)
    return values


def _uses(rules: ReplayRules) -> Counter[str]:
    """How often each amount can count at once: in so many flows, and for so many options."""
    found = Counter(flow.per_week for flow in rules.flows)
    found.update(once.amount for node in rules.nodes for option in node.menu for once in option.once)
    return found
