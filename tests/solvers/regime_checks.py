"""What a map says at a value of its parameter, to be compared with what is found at that number alone."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from quidproquo.games.errors import InvalidInput
from quidproquo.games.parameter_formula import ParameterFormula
from quidproquo.games.regime_map import RegimeAnswer, RegimeMap
from quidproquo.games.solution import Solution


def number_at(number: Any, value: Any) -> Any:
    """A number of a cell at a value of the parameter."""
    return number.at(value) if isinstance(number, ParameterFormula) else number


def evaluated(part: Any, value: Any) -> Any:
    """Tuples of numbers of a cell at a value of the parameter."""
    return tuple(evaluated(one, value) for one in part) if isinstance(part, tuple) else number_at(part, value)


def stated(answer: RegimeAnswer, value: Any) -> tuple[Any, ...]:
    """The extreme equilibria, components and pieces that a cell states at a value, in no order."""
    profiles = [(evaluated(e.profile, value), evaluated(e.payoffs, value)) for e in answer.equilibria]
    return _sets(profiles, answer.components, [[evaluated(p, value) for p in own] for own in answer.pieces])


def found(solution: Solution) -> tuple[Any, ...]:
    """The same of an answer in numbers."""
    profiles = [(e.profile, e.payoffs) for e in solution.equilibria]
    return _sets(profiles, solution.components, [[p.hulls for p in own] for own in solution.pieces])


def stated_at(mapped: RegimeMap, value: Any) -> tuple[Any, ...]:
    """What the cell that contains a value states there."""
    return stated(mapped.cell_at(value).answer, value)


def is_excluded(mapped: RegimeMap, value: Any) -> bool:
    """Whether the map says that there is no game at a value."""
    try:
        mapped.cell_at(value)
    except InvalidInput:
        return True
    return False


def needless_borders(mapped: RegimeMap) -> list[Any]:
    """Borders whose own answer both neighbours state, continued, with the same strategies played."""
    needless = []
    cells = mapped.cells
    for before, border, after in zip(cells, cells[1:], cells[2:], strict=False):
        if not border.is_border or before.high != border.low or after.low != border.low:
            continue
        flags = {(one.answer.knife_edge, _supports(one.answer)) for one in (before, border, after)}
        try:
            answers = {stated(one.answer, border.low) for one in (before, border, after)}
        except ZeroDivisionError:
            continue
        if len(answers) == 1 and len(flags) == 1:
            needless.append(border.low)
    return needless


def _supports(answer: RegimeAnswer) -> frozenset[Any]:
    """Which strategies each extreme equilibrium plays on a whole cell."""
    return frozenset(
        tuple(tuple(isinstance(p, ParameterFormula) or p != 0 for p in mixed or ()) for mixed in e.profile)
        for e in answer.equilibria
    )


def middle(low: Any, high: Any) -> Fraction:
    """A rational between two numbers."""
    from quidproquo.solvers.parameter_line import between

    return between(low, high)


def _sets(profiles: list[Any], components: Any, pieces: list[list[Any]]) -> tuple[Any, ...]:
    return (
        frozenset(profiles),
        len(profiles),
        frozenset(frozenset(profiles[i] for i in own) for own in components),
        frozenset(frozenset(tuple(frozenset(hull) for hull in p) for p in own) for own in pieces),
    )
