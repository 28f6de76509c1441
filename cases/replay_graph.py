"""The tree of a replay without its numbers: states that are alike from some node on are one decision.

Which options are open depends on words alone, so the tree is the same for all values of the parameters. What
a move brings until the next decision is linear in the amounts, and the times that they are counted for are
weeks, the rest up to the horizon, or the part of a stretch that a clock is empty or not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias, TypeVar

from .replay_rules import Flow, Option
from .replay_state import Mechanics, State
from .replay_tree import DatedNode, Step, weeks_between

T = TypeVar("T")

Ages: TypeAlias = tuple[Fraction | None, ...]
"""Per clock for how many weeks it has run; None where it stands full."""


@dataclass(frozen=True, slots=True)
class Spell:
    """A time that depends on numbers: the least of what clocks leave of a stretch, which may be the last.

    `weeks` is None for the rest of the horizon. Each of `clocks` is the name of one, whether it has to be
    empty, and its age as the stretch begins.
    """

    weeks: Fraction | None
    clocks: tuple[tuple[str, bool, Fraction | None], ...] = ()


ONCE = Spell(Fraction(1))
"""What is paid at once, or, as weeks, what a number of weeks is a multiple of."""

Term: TypeAlias = tuple[int, str, Spell]
"""The player, the formula of the amount, and the time it is counted for."""

Gain: TypeAlias = tuple[tuple[int, Fraction], ...]
"""What a move brings until the next decision: the numbers of terms, with how often they count."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Options of a player that differ in what they come to: for each its gain, and the choice that follows.

    What follows is a number, and none at the horizon.
    """

    player: int
    options: tuple[tuple[Gain, int | None], ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """A node in a state: the names of its options, which of the choice's options each is, where it leads.

    `following` has a decision's number per option, and None at the horizon.
    """

    node: int
    choice: int
    names: tuple[str, ...]
    place: tuple[int, ...]
    following: tuple[int | None, ...]


@dataclass(slots=True)
class ReplayGraph:
    """The decisions of a replay, later ones first, and the choices that they come to.

    Attributes
    ----------
    decisions, choices : what follows has a smaller number.
    start : what is gained before the first decision.
    root : the first decision; None where nowhere more than one option is open.
    weeks : from each node to the next, and None for the rest of the horizon.
    terms : everything that may be gained; its place is its number.
    """

    machine: Mechanics
    nodes: Sequence[DatedNode]
    decisions: list[Decision] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    start: Gain = ()
    root: int | None = None
    weeks: tuple[Fraction | None, ...] = ()
    terms: list[Term] = field(default_factory=list)
    _term: dict[Term, int] = field(default_factory=dict)
    _met: dict[tuple[int, tuple[str, ...], Ages], int] = field(default_factory=dict)
    _held: dict[tuple[str, ...], tuple[frozenset[str], tuple[tuple[int, Flow], ...]]] = field(
        default_factory=dict
    )
    _decision: dict[Decision, int] = field(default_factory=dict)
    _choice: dict[Choice, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.weeks = (*weeks_between(self.nodes), None)
        words = tuple(known[0] for known in self.machine.rules.state.values())
        gains: dict[int, Fraction] = {}
        self.root = self._reach(0, words, (None,) * len(self.machine.rules.clocks), gains)
        self.start = _ordered(gains)

    def record(self, steps: Sequence[Step]) -> tuple[tuple[int, int], ...]:
        """The decisions of a recorded history, each with the number of the option that was taken."""
        found, number = [], self.root
        for step in steps:
            assert number is not None
            here = self.decisions[number]
            taken = here.names.index(step.observed.option)
            found.append((number, taken))
            number = here.following[taken]
        return tuple(found)

    def _reach(self, i: int, words: tuple[str, ...], ages: Ages, gains: dict[int, Fraction]) -> int | None:
        """The first decision from node `i` on; what accrues until then is added to `gains`."""
        while i < len(self.nodes):
            if self.machine.decides(self.nodes[i].node, State(words, ())):
                return self._decide(i, words, ages)
            ages = self._run(words, ages, self.weeks[i], gains)
            i += 1
        return None

    def _decide(self, i: int, words: tuple[str, ...], ages: Ages) -> int:
        key = (i, words, ages)
        if key in self._met:
            return self._met[key]
        node = self.nodes[i].node
        menu = self.machine.menu(node, State(words, ()))
        following: list[int | None] = []
        distinct: dict[tuple[Gain, int | None], int] = {}
        place = []
        for option in menu:
            gains: dict[int, Fraction] = {}
            after, left = self._choose(words, ages, option, gains)
            left = self._run(after, left, self.weeks[i], gains)
            number = self._reach(i + 1, after, left, gains)
            following.append(number)
            worth = (_ordered(gains), None if number is None else self.decisions[number].choice)
            place.append(distinct.setdefault(worth, len(distinct)))
        player = list(self.machine.rules.players).index(node.player)
        choice = _number(self._choice, self.choices, Choice(player, tuple(distinct)))
        names = tuple(option.option for option in menu)
        found = Decision(i, choice, names, tuple(place), tuple(following))
        self._met[key] = _number(self._decision, self.decisions, found)
        return self._met[key]

    def _choose(
        self, words: tuple[str, ...], ages: Ages, option: Option, gains: dict[int, Fraction]
    ) -> tuple[tuple[str, ...], Ages]:
        rules = self.machine.rules
        players = list(rules.players)
        for once in option.once:
            if self.machine.holds(State(words, ()), once.when):
                self._add(gains, (players.index(once.player), once.amount, ONCE), Fraction(1))
        after = tuple(option.sets.get(name, word) for name, word in zip(rules.state, words, strict=True))
        left = tuple(
            age if self.machine.holds(State(after, ()), clock.runs) else None
            for clock, age in zip(rules.clocks.values(), ages, strict=True)
        )
        return after, left

    def _run(
        self, words: tuple[str, ...], ages: Ages, weeks: Fraction | None, gains: dict[int, Fraction]
    ) -> Ages:
        rules = self.machine.rules
        running, flows = self._holding(words)
        begun = {
            name: (age or Fraction(0)) if name in running else None
            for name, age in zip(rules.clocks, ages, strict=True)
        }
        for player, flow in flows:
            spell = Spell(weeks, _clocks(flow, begun))
            if weeks is not None and not spell.clocks:
                self._add(gains, (player, flow.per_week, ONCE), weeks)
            else:
                self._add(gains, (player, flow.per_week, spell), Fraction(1))
        if weeks is None:
            return ages
        return tuple(
            age if begun[name] is None else (begun[name] or Fraction(0)) + weeks
            for name, age in zip(rules.clocks, ages, strict=True)
        )

    def _add(self, gains: dict[int, Fraction], term: Term, times: Fraction) -> None:
        number = _number(self._term, self.terms, term)
        gains[number] = gains.get(number, Fraction(0)) + times

    def _holding(self, words: tuple[str, ...]) -> tuple[frozenset[str], tuple[tuple[int, Flow], ...]]:
        """The clocks that run in a state, and the flows that words do not rule out."""
        if words not in self._held:
            rules, state = self.machine.rules, State(words, ())
            players = list(rules.players)
            self._held[words] = (
                frozenset(n for n, clock in rules.clocks.items() if self.machine.holds(state, clock.runs)),
                tuple(
                    (players.index(flow.player), flow)
                    for flow in rules.flows
                    if self.machine.holds(state, flow.while_)
                ),
            )
        return self._held[words]


def _clocks(flow: Flow, begun: dict[str, Fraction | None]) -> tuple[tuple[str, bool, Fraction | None], ...]:
    return tuple(
        (name, flow.while_[name][0] == "empty", age)
        for name, age in begun.items()
        if name in flow.while_ and len(flow.while_[name]) == 1
    )


def _ordered(gains: dict[int, Fraction]) -> Gain:
    """The gains in an order that does not depend on how they came together."""
    return tuple(sorted((term, times) for term, times in gains.items() if times))


def _number(known: dict[T, int], listed: list[T], one: T) -> int:
    """The number of `one`, which is put down if it is new."""
    if one not in known:
        known[one] = len(listed)
        listed.append(one)
    return known[one]
