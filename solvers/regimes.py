"""The answer of a game for every value of one parameter, with exact borders."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from importlib import import_module
from inspect import signature
from typing import Any, TypeAlias

from ..games.algebraic import Real
from ..games.errors import InvalidInput, SolverFailed, UnsupportedGame
from ..games.exact import rational
from ..games.extensive_form import ExtensiveFormGame
from ..games.normal_form import NormalFormGame
from ..games.parameter_formula import FormulaPiece, ParameterFormula, joined
from ..games.recall import require_perfect_recall
from ..games.regime_certificate import CERTIFIED, cell_problem
from ..games.regime_map import Cell, Excluded, RegimeAnswer, RegimeMap, numbers_of, with_numbers
from ..games.strategies import normal_form
from .germ import Germ, Number, at
from .parameter_games import NoGame, table_at, tree_at
from .parameter_line import Stretch, stretches
from .regime_statics import with_statics

Game: TypeAlias = NormalFormGame | ExtensiveFormGame
Classify: TypeAlias = Callable[[Number], Mapping[str, str]]

POLE = "a denominator is zero there"

TABLES: Mapping[str, str] = {
    "nash": "regime_nash:nash_at",
    "pure-nash": "regime_pure_nash:pure_nash_at",
    "zero-sum": "regime_nash:zero_sum_at",
    "dominance": "regime_dominance:dominance_at",
    "rationalizable": "regime_dominance:rationalizable_at",
}
"""The solvers of one place for normal forms, by solution name."""

TREES: Mapping[str, str] = {"subgame-perfect": "regime_subgame_perfect:subgame_perfect_at"}
"""The solvers of one place for trees, by solution name."""

RANGES: Mapping[str, str] = {
    "correlated": "regime_correlated:correlated_cells",
    "coarse-correlated": "regime_correlated:coarse_correlated_cells",
    "stackelberg": "regime_commitment:commitment_cells",
}
"""The solvers of a whole range for normal forms: what they state is one of several, chosen to last long."""


def regimes(
    game: Game,
    parameter: str | None = None,
    low: Any = None,
    high: Any = None,
    *,
    solution: str | None = None,
    classify: Classify | None = None,
    **options: Any,
) -> RegimeMap:
    """Return the answer of a game for every value of one parameter from `low` to `high`.

    Parameters
    ----------
    game : NormalFormGame or ExtensiveFormGame
        With one free symbol, in which payoffs and probabilities are piecewise rational: sums, products,
        quotients, integer powers, ``Max``, ``Min``, ``Abs`` and ``Piecewise``.
    parameter : the name of the symbol; may be left out where there is only one.
    low, high : exact numbers, the ends of the range.
    solution : ``subgame-perfect``, the default for trees, or one of those for normal forms: those in
        `TABLES`, ``correlated``, ``coarse-correlated`` and ``stackelberg`` (strong). For `TABLES` and
        ``stackelberg`` a tree is taken in its reduced normal form, which is the `game` of the map then.
        Correlated play and commitment are stated as the value with one play that attains it; their borders
        are where the formula of either has to change.
    classify : names the kind of situation at a value of the parameter, by player; its changes are borders.
        Concepts of `RANGES` do without.
    options : of the concept: ``objective`` of correlated play, ``leader`` of commitment.

    Returns
    -------
    RegimeMap
        Open cells and the borders between them, each with its exact answer. That no border is missing
        follows from the way of working: the answer at a sample is valid up to the next root of a polynomial
        whose sign was used for it, and the range is covered by such stretches.

    Raises
    ------
    UnsupportedGame
        For a concept that does not fit the form, and for trees with imperfect information.
    InvalidInput
        For a parameter that the game does not have, other free symbols, an empty range, and payoffs that are
        not piecewise rational.
    LimitReached
        Where the range falls into too many cells, or the game is too large.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> from sympy import Symbol
    >>> k = Symbol("k")
    >>> game = tree(decision("US", {"hold": outcome(k - 11, -6), "trade": outcome(-1, -1)}),
    ...             players=["US", "China"])
    >>> [(str(c.low), str(c.high), c.answer.outcome) for c in regimes(game, "k", 0, 52).cells]
    [('0', '10', 'trade'), ('10', '10', 'hold or trade'), ('10', '52', 'hold')]
    """
    name = _parameter(game, parameter)
    if isinstance(game, ExtensiveFormGame) and solution in (*TABLES, "stackelberg"):
        require_perfect_recall(game, f"regimes of {solution}")
        game = normal_form(game)
    first, last = (rational(end, f"an end of the range of {name}") for end in _range(low, high, name))
    concept, solver = _solver(game, solution, options)
    if concept in RANGES:
        return _proven_range(game, concept, name, (first, last), *solver(game, name, first, last, **options))

    def solve(value: Number) -> RegimeAnswer | str:
        try:
            place: Any = (
                table_at(game, {name: value})
                if isinstance(game, NormalFormGame)
                else tree_at(game, {name: value})
            )
        except NoGame as problem:
            return str(problem)
        answer: RegimeAnswer = solver(place, name, value, **options)
        if classify is None:
            return answer
        classes = dict(classify(value))
        return replace(answer, classes=classes, pattern=(answer.pattern, tuple(classes.items())))

    found = stretches(solve, first, last)
    cells = _merged([_cell(one, one.answer, name) for one in found if isinstance(one.answer, RegimeAnswer)])
    for cell in cells if concept in CERTIFIED else ():
        if (wrong := cell_problem(game, name, cell)) is not None:
            raise SolverFailed(f"an answer did not pass its proof, please report it: {wrong}")
    incomplete = next((c.answer.complete_because for c in cells if not c.answer.complete), None)
    return RegimeMap(
        game=game,
        solution=concept,
        parameter=name,
        low=first,
        high=last,
        cells=tuple(map(with_statics, cells)),
        excluded=tuple(_excluded(found)),
        method="sign-invariant-stretches",
        complete=incomplete is None,
        complete_because=incomplete
        or "the range was cut at every root of a polynomial whose sign the answer uses, and every cell and "
        "border was solved completely",
    )


def _proven_range(
    game: Game,
    concept: str,
    name: str,
    ends: tuple[Fraction, Fraction],
    cells: list[Cell],
    gaps: list[Excluded],
) -> RegimeMap:
    return RegimeMap(
        game=game,
        solution=concept,
        parameter=name,
        low=ends[0],
        high=ends[1],
        cells=tuple(map(with_statics, cells)),
        excluded=tuple(gaps),
        method="linear-programs",
        complete=True,
        complete_because="on every cell and border the value is proven by a dual that holds on all of it",
    )


def _parameter(game: Game, parameter: str | None) -> str:
    free = game.parameters
    if parameter is None and len(free) == 1:
        return free[0]
    if parameter is not None and parameter not in free:
        raise InvalidInput(
            f"{parameter!r} is no parameter of this game; its parameters: {', '.join(free) or 'none'}"
        )
    others = [name for name in free if name != parameter]
    if others:
        raise InvalidInput(
            f"{', '.join(others)} still has no value; give all parameters but one a value with .at, or ask "
            "for regions in several parameters with regions"
        )
    if parameter is None:
        raise InvalidInput("the game has no parameter; a game with one free symbol is needed")
    return parameter


def _range(low: Any, high: Any, name: str) -> tuple[Any, Any]:
    if low is None or high is None:
        raise InvalidInput(f"the range of {name} is needed: its low and its high end")
    return low, high


def _solver(game: Game, solution: str | None, options: Mapping[str, Any]) -> tuple[str, Callable[..., Any]]:
    """The name of the concept, and what solves it: at one place, or over a whole range."""
    is_table = isinstance(game, NormalFormGame)
    tables = {**TABLES, **RANGES}
    known, others = (tables, TREES) if is_table else (TREES, tables)
    default = "nash" if is_table else "subgame-perfect"
    concept = default if solution is None else solution
    if concept not in known:
        listed = ", ".join(known if is_table else (*known, *TABLES, "stackelberg"))
        if concept in others:
            takes, this = ("trees", "normal forms") if is_table else ("normal forms", "trees")
            raise UnsupportedGame(f"maps of {concept} are of {takes}; of {this} accepted: {listed}")
        raise InvalidInput(f"there are no regimes of {concept!r}; accepted: {listed}")
    module, _, function = known[concept].partition(":")
    solver = getattr(import_module(f".{module}", __package__), function)
    odd = next((name for name in options if name not in signature(solver).parameters), None)
    if odd is not None:
        raise InvalidInput(f"regimes of {concept} take no {odd}")
    return concept, solver


def _cell(stretch: Stretch[Any], answer: RegimeAnswer, name: str) -> Cell:
    """The stretch with its germs written as formulas that hold up to its end."""

    def formula(number: Any) -> Any:
        if not isinstance(number, Germ):
            return number
        return ParameterFormula(name, (FormulaPiece(stretch.high, number.numerator, number.denominator),))

    return Cell(stretch.low, stretch.high, stretch.sample, with_numbers(answer, formula))


def _merged(cells: list[Cell]) -> list[Cell]:
    """Join neighbours whose answers are the same formulas of the same pattern, ends of the range included."""
    merged: list[Cell] = []
    for cell in cells:
        merged.append(cell)
        while len(merged) >= 3 and not merged[-1].is_border and merged[-2].is_border:
            left, point, right = merged[-3:]
            if left.is_border or not (left.high == point.low == right.low) or not _same(left, point, right):
                break
            merged[-3:] = [_joint(left, right)]
    kept = [cell for i, cell in enumerate(merged) if not _belongs_to_neighbour(merged, i)]
    return kept


def _belongs_to_neighbour(cells: list[Cell], i: int) -> bool:
    """Whether a point that is no border between two cells is part of the one beside it: ends, and poles."""
    point = cells[i]
    if not point.is_border:
        return False
    before = cells[i - 1] if i and cells[i - 1].high == point.low else None
    after = cells[i + 1] if i + 1 < len(cells) and cells[i + 1].low == point.low else None
    if (before is None) == (after is None):
        return False
    beside = before or after
    assert beside is not None
    return _fits(beside, point)


def _same(left: Cell, point: Cell, right: Cell) -> bool:
    return _fits(left, point) and _fits(right, point)


def _fits(cell: Cell, point: Cell) -> bool:
    """Whether the answer at an end of a cell is that of the cell, continued."""
    if cell.answer.pattern != point.answer.pattern:
        return False
    pairs = zip(numbers_of(cell.answer), numbers_of(point.answer), strict=True)
    return all(_limit(number, point.low, at_low=point.low == cell.low) == there for number, there in pairs)


def _limit(number: Any, place: Real, *, at_low: bool) -> Any:
    """The value of a number of a cell at one of its ends; None at a pole."""
    if not isinstance(number, ParameterFormula):
        return at(number, place)
    try:
        return number.pieces[0 if at_low else -1].at(place)
    except ZeroDivisionError:
        return None


def _joint(left: Cell, right: Cell) -> Cell:
    others = iter(list(numbers_of(right.answer)))

    def join(number: Any) -> Any:
        return joined(number, next(others), left.high, right.high)

    return Cell(left.low, right.high, left.sample, with_numbers(left.answer, join))


def _excluded(found: tuple[Stretch[Any], ...]) -> list[Excluded]:
    """The places without a game, neighbouring ones with the same reason joined."""
    rows: list[Excluded] = []
    for one in found:
        if isinstance(one.answer, RegimeAnswer):
            continue
        because = POLE if one.answer is None else one.answer
        if rows and rows[-1].high == one.low and rows[-1].because == because:
            rows[-1] = Excluded(rows[-1].low, one.high, because)
        else:
            rows.append(Excluded(one.low, one.high, because))
    return rows
