"""A replay read backwards: the record at any value of one parameter, with all payoffs made anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..games.errors import InvalidInput
from ..games.expression_value import value_at
from ..games.formula import parse_formula
from ..solvers.germ import Number
from ..solvers.inverse import ObservedPlay
from ..solvers.payoff_boxes import PathAnswer, path_answer
from .registry import accepted_names, with_symbols
from .replay_state import Mechanics
from .replay_tree import replay_positions

if TYPE_CHECKING:
    from .replay_result import Replay


def observed_record(replay: Replay, parameter: str) -> ObservedPlay:
    """Return the recorded moves, ready to be judged at any value of one parameter.

    The weekly flows, the clocks and everything that follows from the parameter by formula are computed anew
    at each value; what was set by hand stays.

    Raises
    ------
    InvalidInput
        For a name that the replay does not read, or that has no effect because what it leads to was set.

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
    values = with_symbols(calibration, origin.valuation, [parameter])
    formulas = {text: parse_formula(text).to_sympy(values) for text in rules.formulas}
    players = replay.game.players
    machine = Mechanics(rules, origin.valuation.values)
    nodes = [step.dated for step in origin.steps]

    def judge(number: Number) -> PathAnswer:
        amounts = {
            text: value_at(formula, {parameter: number}, f"formula {text}")
            for text, formula in formulas.items()
        }
        positions, path = replay_positions(machine.with_amounts(amounts), nodes, origin.steps)
        return path_answer(positions, path, lambda place: f"position {place} of the replay", players)

    moves = tuple((one.id, one.player, one.observed) for one in replay.nodes)
    return ObservedPlay(replay.title, "replay", players, moves, judge)
