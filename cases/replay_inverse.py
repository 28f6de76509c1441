"""A replay read backwards: the record at any value of one parameter, with all payoffs made anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ..games.errors import InvalidInput
from ..games.expression_value import value_at
from ..games.extensive_form import CHANCE
from ..games.formula import parse_formula
from ..solvers.germ import Number
from ..solvers.inverse import ObservedPlay
from ..solvers.payoff_boxes import Move, PathAnswer, Position, path_answer
from .registry import accepted_names, with_symbols
from .replay_changes import SET_BELIEF
from .replay_graph import Gain, ReplayGraph, Spell
from .replay_state import Mechanics

if TYPE_CHECKING:
    from .replay_result import Replay

ZERO = Fraction(0)


def observed_record(replay: Replay, parameter: str) -> ObservedPlay:
    """Return the recorded moves, ready to be judged at any value of one parameter.

    The weekly flows, the clocks and everything that follows from the parameter by formula are computed anew
    at each value; what was set by hand stays.

    Raises
    ------
    InvalidInput
        For a name that the replay does not read.

    Examples
    --------
    >>> from .replay import replay
    >>> observed_record(replay("h20"), "k").moves[0]
    ('april-controls', 'China', 'withhold')
    """
    origin = replay.origin
    rules, calibration = origin.rules, origin.calibration
    names = accepted_names(calibration, rules.names)
    if parameter not in names:
        raise InvalidInput(
            f"vary: the replay of {replay.case} has no parameter {parameter!r}; accepted: {', '.join(names)}"
        )
    odd = next((one for one in replay.changes if one.operation == SET_BELIEF), None)
    if odd is not None:
        raise InvalidInput(
            f"a replay with a belief ({odd.target}) is not read backwards; one without beliefs is accepted"
        )
    if len(replay.nodes) < len(origin.steps):
        raise InvalidInput(
            "a recorded move is forbidden, so that the record cannot be read backwards; "
            "other options can be forbidden"
        )
    values = with_symbols(calibration, origin.valuation, [parameter])
    formulas = {text: parse_formula(text).to_sympy(values) for text in rules.formulas}
    graph = ReplayGraph(
        Mechanics(rules, origin.valuation.values, origin.struck), [step.dated for step in origin.steps]
    )
    last = len(graph.choices) - 1  # the choices are numbered from the end of play
    path = tuple(
        (last - graph.decisions[number].choice, graph.decisions[number].place[option])
        for number, option in graph.record(origin.steps)
    )
    players = tuple(rules.players)

    payments = _Payments(graph, formulas, parameter)

    def judge(number: Number) -> PathAnswer:
        positions = payments.positions(number)
        return path_answer(positions, path, lambda place: f"choice {last - place} of the replay", players)

    moves = tuple((one.id, one.player, one.observed) for one in replay.nodes)
    return ObservedPlay(replay.title, "replay", players, moves, judge)


class _Payments:
    """The choices of a replay as positions of a game at any value of one parameter.

    What does not depend on the parameter is added up once: most of every gain.
    """

    def __init__(self, graph: ReplayGraph, formulas: Mapping[str, Any], parameter: str) -> None:
        self.graph, self.formulas, self.parameter = graph, formulas, parameter
        self.rules = graph.machine.rules
        self.passed = sum((weeks for weeks in graph.weeks if weeks is not None), ZERO)
        moving = {text for text, formula in formulas.items() if getattr(formula, "free_symbols", None)}
        clocks = {name for name, clock in self.rules.clocks.items() if clock.full in moving}
        self.free = [
            formula in moving
            or (spell.weeks is None and self.rules.horizon in moving)
            or any(name in clocks for name, _, _ in spell.clocks)
            for _, formula, spell in graph.terms
        ]
        fixed = {
            text: value_at(formula, {}, f"formula {text}")
            for text, formula in formulas.items()
            if text not in moving
        }
        worth = self._worth([not free for free in self.free], fixed)
        gains = dict.fromkeys(gain for one in graph.choices for gain, _ in one.options)
        self.gains = {
            gain: (
                self._total([ZERO] * len(self.rules.players), gain, worth, free=False),
                tuple((number, often) for number, often in gain if self.free[number]),
            )
            for gain in gains
        }

    def positions(self, number: Number) -> tuple[Position, ...]:
        """The choices at a value of the parameter, the last one the end of play."""
        amounts = {
            text: value_at(formula, {self.parameter: number}, f"formula {text}")
            for text, formula in self.formulas.items()
        }
        if amounts[self.rules.horizon] < self.passed:
            raise InvalidInput(
                "the horizon ends before the last node somewhere in this range; a range of later horizons is "
                "accepted"
            )
        if any(amounts[clock.full] < 0 for clock in self.rules.clocks.values()):
            raise InvalidInput("a clock starts below 0 weeks somewhere in this range; 0 or more are accepted")
        worth = self._worth(self.free, amounts)
        gains = {
            gain: self._total(fixed, moving, worth, free=True) for gain, (fixed, moving) in self.gains.items()
        }
        count = len(self.graph.choices)
        positions = [
            Position(
                one.player,
                tuple(
                    Move(gains[gain], count if following is None else count - 1 - following)
                    for gain, following in one.options
                ),
            )
            for one in reversed(self.graph.choices)
        ]
        return (*positions, Position(CHANCE))

    def _worth(self, wanted: Sequence[bool], amounts: Mapping[str, Any]) -> list[Any]:
        """Per term its amount times its time, for those that are wanted."""
        full = {name: amounts.get(clock.full) for name, clock in self.rules.clocks.items()}
        horizon = amounts.get(self.rules.horizon)
        rest = None if horizon is None else horizon - self.passed
        times: dict[Spell, Any] = {}
        worth: list[Any] = []
        for (_, formula, spell), want in zip(self.graph.terms, wanted, strict=True):
            if want and spell not in times:
                times[spell] = _time(spell, rest, full)
            worth.append(amounts[formula] * times[spell] if want else None)
        return worth

    def _total(self, start: Sequence[Any], gain: Gain, worth: Sequence[Any], *, free: bool) -> list[Any]:
        """What the terms of a gain add per player, of those that depend on the parameter or of the others."""
        total = list(start)
        for number, often in gain:
            if self.free[number] is free:
                player = self.graph.terms[number][0]
                total[player] = total[player] + worth[number] * often
        return total


def _time(spell: Spell, rest: Any, full: Mapping[str, Any]) -> Any:
    """How long a spell lasts: a stretch, or the least part of it that its clocks leave."""
    weeks = rest if spell.weeks is None else spell.weeks
    time = weeks
    for name, empty, age in spell.clocks:
        if age is None:  # it does not run: empty for the whole stretch, or not at all
            spent = ZERO if full[name] else weeks
        else:
            left = max(ZERO, full[name] - age)
            spent = max(ZERO, weeks - left)
        time = min(time, spent if empty else weeks - spent)
    return time
