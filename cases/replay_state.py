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


@dataclass(frozen=True, slots=True)
class Scene:
    """What the words of a state imply, whatever the numbers.

    Attributes
    ----------
    running : per clock, whether it runs down.
    steady : the flows that do not depend on clocks: the player and the formula of the amount per week.
    clocked : the others, with the clocks they wait for and whether those must be empty.
    """

    running: tuple[bool, ...]
    steady: tuple[tuple[str, str], ...]
    clocked: tuple[tuple[str, str, tuple[tuple[int, bool], ...]], ...]


@dataclass(frozen=True)
class Mechanics:
    """The rules with numbers in place of names: everything that can be computed about states.

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
    struck: frozenset[tuple[str, str]] = frozenset()
    """Pairs (node, option) that nobody may choose."""
    _amounts: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    _rates: dict[tuple[str, ...], dict[str, Any]] = field(default_factory=dict, repr=False, compare=False)
    _choices: dict[Any, tuple[tuple[str, ...], Payoffs]] = field(
        default_factory=dict, repr=False, compare=False
    )
    _known: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)

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

    def scene(self, state: State) -> Scene:
        """What the words of `state` imply, found out once."""
        if state.words not in self._known:
            clocks = list(self.rules.clocks)
            steady, clocked = [], []
            for flow in self.rules.flows:
                if self.holds(state, flow.while_):
                    waits = tuple(
                        (clocks.index(name), wanted[0] == "empty")
                        for name, wanted in flow.while_.items()
                        if name in self.rules.clocks and len(wanted) == 1
                    )
                    if waits:
                        clocked.append((flow.player, flow.per_week, waits))
                    else:
                        steady.append((flow.player, flow.per_week))
            running = tuple(self.holds(state, clock.runs) for clock in self.rules.clocks.values())
            self._known[state.words] = Scene(running, tuple(steady), tuple(clocked))
        found: Scene = self._known[state.words]
        return found

    def decides(self, node: Node, state: State) -> bool:
        """Whether `node` is a decision in `state`: at least two options are open, those struck included."""
        return len(self._open(node, state)) > 1

    def menu(self, node: Node, state: State) -> tuple[Option, ...]:
        """The options of `node` that are open in `state` and not struck.

        Where one is left of several it has to be taken.

        Raises
        ------
        InvalidInput
            All options of a decision are struck.
        """
        options = self._open(node, state)
        left = tuple(option for option in options if (node.id, option.option) not in self.struck)
        if len(options) > 1 and not left:
            raise InvalidInput(f"replay node {node.id}: every option is forbidden in {self.text(state)}")
        return left

    def _open(self, node: Node, state: State) -> tuple[Option, ...]:
        """The options of `node` that are open in `state`, found out once."""
        key = (node.id, state.words)
        if key not in self._known:
            options = tuple(option for option in node.menu if self.holds(state, option.when))
            names = [option.option for option in options]
            if len(set(names)) < len(names):
                twice = next(name for name in names if names.count(name) > 1)
                raise InvalidInput(
                    f"replay node {node.id}: option {twice!r} is open twice in {self.text(state)}"
                )
            self._known[key] = options
        found: tuple[Option, ...] = self._known[key]
        return found

    def choose(self, state: State, option: Option) -> tuple[State, Payoffs]:
        """The state after `option`, and what each player gets for it at once."""
        key = (id(option), state.words)
        if key not in self._choices:
            paid: dict[str, Any] = dict.fromkeys(self.rules.players, NONE)
            for once in option.once:
                if self.holds(state, once.when):
                    paid[once.player] += self.amount(once.amount)
            pairs = zip(self.rules.state, state.words, strict=True)
            words = tuple(option.sets.get(name, word) for name, word in pairs)
            self._choices[key] = words, tuple(paid.values())
        words, gains = self._choices[key]
        after = State(words, state.clocks)
        clocks = zip(self.rules.clocks.values(), self.scene(after).running, state.clocks, strict=True)
        left = [weeks if running else self.amount(clock.full) for clock, running, weeks in clocks]
        return State(words, tuple(left)), gains

    def run(self, state: State, weeks: Any) -> tuple[State, Payoffs]:
        """Let `weeks` pass: the state then, and what the flows have added up to for each player."""
        scene = self.scene(state)
        left: list[Any] = []
        empty: list[Any] = []  # per clock, the weeks of this stretch that are spent with it at zero
        for running, before in zip(scene.running, state.clocks, strict=True):
            left.append(max(NONE, before - weeks) if running else before)
            empty.append(max(NONE, weeks - before) if running else (NONE if before else weeks))
        total = {who: rate * weeks for who, rate in self._rate(state).items()}
        for player, formula, waits in scene.clocked:
            time = weeks
            for clock, wants_empty in waits:
                time = min(time, empty[clock] if wants_empty else weeks - empty[clock])
            total[player] += self.amount(formula) * time
        return State(state.words, tuple(left)), tuple(total.values())

    def _rate(self, state: State) -> dict[str, Any]:
        """What each player gets per week from the flows that do not depend on clocks."""
        if state.words not in self._rates:
            rates: dict[str, Any] = dict.fromkeys(self.rules.players, NONE)
            for player, formula in self.scene(state).steady:
                rates[player] += self.amount(formula)
            self._rates[state.words] = rates
        return self._rates[state.words]

    def text(self, state: State) -> str:
        """The state in words, for messages and tables."""
        pairs = zip(self.rules.state, state.words, strict=True)
        return ", ".join(f"{name} {word}" for name, word in pairs)
