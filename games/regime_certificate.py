"""The proof of a map: every equilibrium of a cell is one for every value of the parameter in the cell.

The definition is checked over numbers that depend on the parameter (`stretch_number`): a comparison that is
accepted holds on the whole stretch. No solver's code is shared.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from .algebraic import Real
from .expression_value import value_at
from .extensive_form import CHANCE, ExtensiveFormGame
from .normal_form import NormalFormGame
from .parameter_formula import ParameterFormula
from .regime_map import Cell, Game, RegimeEquilibrium, numbers_of
from .stretch_number import problem_on

CERTIFIED = frozenset({"nash", "pure-nash", "zero-sum", "subgame-perfect"})
"""The concepts whose equilibria are checked here."""


def cell_problem(game: Game, parameter: str, cell: Cell) -> str | None:
    """Return what is wrong with an equilibrium of a cell for some value of the parameter in it, or None.

    Probabilities are at least zero and sum to one, payoffs are those of the profile, and no player gains by
    another strategy; in trees, by another move anywhere, which is enough with perfect information (Blackwell
    1965). Values for which the game has no numbers are not looked at.

    Raises
    ------
    LimitReached
        Where comparisons come out differently on more parts of the cell than are followed.
    """

    def problem(value: Any) -> str | None:
        try:
            return next(_problems(game, parameter, cell, value), None)
        except ZeroDivisionError:
            return None

    if cell.is_border:
        return problem(cell.low)
    ends = [cell.low, *_kinks(cell), cell.high]
    for low, high in itertools.pairwise(ends):
        found = problem_on(low, high, problem)
        if found is None and high != cell.high:
            found = problem(high)
        if found is not None:
            return f"between {parameter} = {low} and {high}: {found}"
    return None


def _kinks(cell: Cell) -> list[Real]:
    """Where a number of the cell goes from one formula to the next, in ascending order."""
    found: list[Real] = []
    for number in numbers_of(cell.answer):
        if isinstance(number, ParameterFormula):
            found += [piece.high for piece in number.pieces[:-1] if piece.high not in found]
    kinks: list[Real] = []
    while found:
        least = found[0]
        for one in found[1:]:
            least = one if one < least else least
        kinks.append(least)
        found.remove(least)
    return kinks


def _problems(game: Game, parameter: str, cell: Cell, value: Any) -> Iterator[str]:
    values = {parameter: value}
    tables = [[value_at(x, values) for x in table.entries()] for table in game.payoffs]
    for number, one in enumerate(cell.answer.equilibria):
        stated = tuple(_at(u, value, cell) for u in one.payoffs)
        profile = tuple(
            None if mixed is None else tuple(_at(p, value, cell) for p in mixed) for mixed in one.profile
        )
        found = _distributions(game, profile)
        if found is None and isinstance(game, NormalFormGame):
            found = _table_problem(game, tables, profile, stated)
        elif found is None and isinstance(game, ExtensiveFormGame):
            found = _tree_problem(game, tables, RegimeEquilibrium(profile, stated), values)
        if found is not None:
            yield f"equilibrium {number}: {found}"


def _at(number: Any, value: Any, cell: Cell) -> Any:
    """A number of the cell where the parameter has this value, itself perhaps a number on a stretch."""
    if not isinstance(number, ParameterFormula):
        return number
    if cell.is_border:
        return number.at(value)
    stretch = getattr(value, "stretch", None)
    place = value if stretch is None else stretch.high
    piece = next(piece for piece in number.pieces if place <= piece.high)
    return piece.at(value)


def _distributions(game: Game, profile: Sequence[Any]) -> str | None:
    for mixed in profile:
        if mixed is None:
            continue
        if any(p < 0 for p in mixed):
            return "a probability is negative"
        if sum(mixed, Fraction(0)) != 1:
            return "the probabilities of a strategy do not sum to 1"
    return None


def _table_problem(
    game: NormalFormGame, tables: Sequence[Sequence[Any]], profile: Sequence[Any], stated: Sequence[Any]
) -> str | None:
    played = [[(s, p) for s, p in enumerate(mixed) if not _is_zero(p)] for mixed in profile]
    cells = {cell: i for i, cell in enumerate(itertools.product(*map(range, game.shape)))}
    for player, table in enumerate(tables):
        earned = []
        for own in range(game.shape[player]):
            others = [[(own, Fraction(1))] if i == player else one for i, one in enumerate(played)]
            total: Any = Fraction(0)
            for combination in itertools.product(*others):
                weight: Any = Fraction(1)
                for _, p in combination:
                    weight = p * weight
                total = weight * table[cells[tuple(s for s, _ in combination)]] + total
            earned.append(total)
        gets: Any = Fraction(0)
        for s, p in played[player]:
            gets = p * earned[s] + gets
        if gets != stated[player]:
            return f"the payoff of {game.players[player]} is not that of the profile"
        for s, u in enumerate(earned):
            if u > gets:
                return f"{game.players[player]} gains by switching to {game.strategies[player][s]}"
    return None


def _tree_problem(
    game: ExtensiveFormGame, tables: Sequence[Sequence[Any]], one: RegimeEquilibrium, values: Any
) -> str | None:
    worth: dict[int, list[Any]] = {}
    for node in range(len(game.children) - 1, -1, -1):
        total: list[Any] = [table[node] for table in tables]
        below = [worth.pop(child) for child in game.children[node]]
        if below:
            information_set = game.information_sets[game.set_of[node]]
            player = information_set.player
            weights = one.profile[game.set_of[node]]
            if player == CHANCE:
                weights = tuple(value_at(p, values) for p in information_set.probabilities)
            assert weights is not None
            for p, there in zip(weights, below, strict=True):
                if not _is_zero(p):
                    total = [u + p * v for u, v in zip(total, there, strict=True)]
            if player != CHANCE:
                for label, there in zip(information_set.actions, below, strict=True):
                    if there[player] + tables[player][node] > total[player]:
                        return f"{game.players[player]} gains by {label} at {information_set.label}"
        worth[node] = total
    if any(u != v for u, v in zip(worth[0], one.payoffs, strict=True)):
        return "the payoffs are not those of the profile"
    return None


def _is_zero(probability: Any) -> bool:
    return isinstance(probability, Fraction) and probability == 0
