"""The state of a replay: which options it opens, what it pays per week, and how it moves on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, TypeAlias

from ..games.errors import InvalidInput
from ..games.formula import parse_formula
from .replay_rules import Node, Option, ReplayRules

Payoffs: TypeAlias = tuple[Any, ...]
"""A number per player: Fractions, or numbers that depend on one parameter (`solvers.germ`)."""
NONE = Fraction(0)


@dataclass(frozen=True, slots=True)
class State:
    """The words that hold, in the order of the rules' dimensions, and the weeks left on each clock."""

    words: tuple[str, ...]
    clocks: tuple[Any, ...]


@dataclass(frozen=True)
class Mechanics:
    """The rules with numbers in place of names: everything that can be computed about states.

    `_amounts` are the values of formulas that are known; where they depend on one parameter, so does all else.

    Examples
    --------
    >>> from importlib.resources import files
    >>> from .replay_rules import load_rules
    >>> rules = load_rules(files("quidproquo.cases.h20") / "replay.yaml")
    >>> machine = Mechanics(rules, {name: Fraction(1) for name in rules.names})
    >>> control = rules.nodes[0].menu[1]
    >>> state, paid = machine.choose(machine.start(), control)
    >>> [str(x) for x in paid]
    ['0', '-1']
    >>> machine.run(state, Fraction(3))[0].clocks  # one week of stock is used up after three
    (Fraction(0, 1),)
    """

    rules: ReplayRules
    values: Mapping[str, Fraction]
    _amounts: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def amount(self, formula: str) -> Any:
        """The value of a formula of the rules, computed once."""
        if formula not in self._amounts:
            self._amounts[formula] = parse_formula(formula).evaluate(self.values)
        return self._amounts[formula]

    def start(self) -> State:
        """The state before the first node, with every clock full."""
        words = tuple(known[0] for known in self.rules.state.values())
        full = tuple(self.amount(clock.full) for clock in self.rules.clocks.values())
        for name, weeks in zip(self.rules.clocks, full, strict=True):
            if weeks < 0:
                raise InvalidInput(f"clock {name} starts at {weeks} weeks; 0 or more are accepted")
        return State(words, full)

    def holds(self, state: State, condition: Mapping[str, tuple[str, ...]]) -> bool:
        """Whether the words of `state` meet a condition (on dimensions; clocks are judged in `run`)."""
        return all(
            word in condition[dimension]
            for dimension, word in zip(self.rules.state, state.words, strict=True)
            if dimension in condition
        )

    def menu(self, node: Node, state: State) -> tuple[Option, ...]:
        """The options of `node` that are open in `state`."""
        options = tuple(option for option in node.menu if self.holds(state, option.when))
        names = [option.option for option in options]
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise InvalidInput(f"replay node {node.id}: option {twice!r} is open twice in {self.text(state)}")
        return options

    def choose(self, state: State, option: Option) -> tuple[State, Payoffs]:
        """The state after `option`, and what each player gets for it at once."""
        paid = dict.fromkeys(self.rules.players, NONE)
        for once in option.once:
            if self.holds(state, once.when):
                paid[once.player] += self.amount(once.amount)
        pairs = zip(self.rules.state, state.words, strict=True)
        after = State(tuple(option.sets.get(name, word) for name, word in pairs), state.clocks)
        clocks = zip(self.rules.clocks.values(), state.clocks, strict=True)
        left = tuple(
            weeks if self.holds(after, clock.runs) else self.amount(clock.full) for clock, weeks in clocks
        )
        return State(after.words, left), tuple(paid.values())

    def run(self, state: State, weeks: Any) -> tuple[State, Payoffs]:
        """Let `weeks` pass: the state then, and what the flows have added up to for each player."""
        left: list[Any] = []
        empty: dict[str, Any] = {}  # weeks of this stretch that are spent with the clock at zero
        for (name, clock), before in zip(self.rules.clocks.items(), state.clocks, strict=True):
            running = self.holds(state, clock.runs)
            left.append(max(NONE, before - weeks) if running else before)
            empty[name] = max(NONE, weeks - before) if running else (NONE if before else weeks)
        total = dict.fromkeys(self.rules.players, NONE)
        for flow in self.rules.flows:
            if self.holds(state, flow.while_):
                time = weeks
                for name, spent in empty.items():
                    if (wanted := flow.while_.get(name)) is not None and len(wanted) == 1:
                        time = min(time, spent if wanted[0] == "empty" else weeks - spent)
                total[flow.player] += self.amount(flow.per_week) * time
        return State(state.words, tuple(left)), tuple(total.values())

    def text(self, state: State) -> str:
        """The state in words, for messages and tables."""
        pairs = zip(self.rules.state, state.words, strict=True)
        return ", ".join(f"{name} {word}" for name, word in pairs)
