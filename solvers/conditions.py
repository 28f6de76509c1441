"""When a pure profile is an equilibrium: exact conditions on the parameters of a game, in alternatives."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..games.errors import InvalidInput, LimitReached, UnsupportedGame
from ..games.extensive_form import CHANCE, ExtensiveFormGame
from ..games.normal_form import NormalFormGame
from ..games.parameter_polynomial import ParameterFraction
from ..games.relations import Conditions, Domain
from .case_splits import Range, conditions_of, domain_of, range_relations, resolve
from .payoff_formulas import Constraint, Formulas
from .tree_plans import formula_tree, plan_conditions, tree_plans

MAX_CELLS = 1_000
"""Entries of a payoff table, one per player and cell, up to which conditions are worked out."""


@dataclass(frozen=True, slots=True)
class FormulaTable:
    """A game in normal form whose payoffs are fractions of polynomials."""

    game: NormalFormGame
    formulas: Formulas
    payoffs: tuple[Mapping[tuple[int, ...], ParameterFraction], ...]
    domain: Domain


def equilibrium_conditions(
    game: NormalFormGame | ExtensiveFormGame,
    profile: Mapping[str, Any],
    *,
    within: Mapping[str, Range] | None = None,
) -> Conditions:
    """Return the exact conditions under which a pure profile is an equilibrium.

    Parameters
    ----------
    game : NormalFormGame or ExtensiveFormGame
        With parameters: payoffs and probabilities of ``+ - * /``, whole powers, Max, Min, Abs and Piecewise.
        For normal forms the conditions are those of a Nash equilibrium, for trees, which need perfect
        information, those of a subgame perfect equilibrium.
    profile : mapping
        ``{player: strategy}`` for a normal form, ``{player: {information set: action}}`` for a tree; every
        information set is needed.
    within : mapping of str to (lowest, highest), optional
        Ranges of parameters that are taken for granted.

    Returns
    -------
    Conditions
        Alternatives of polynomial relations, each with words that say what it means. Relations that the
        others imply are left out; alternatives that are proven impossible too.

    Raises
    ------
    UnsupportedGame
        For formulas of other functions, and trees with imperfect information.
    LimitReached
        For games and formulas too large; fix some parameters then, or vary one or two of them.

    Examples
    --------
    >>> import sympy
    >>> d, k = sympy.symbols("d k")
    >>> game = NormalFormGame([[[0, -7], [d, d - sympy.Max(0, 13 - k)]], [[0, 1], [-6, -5]]],
    ...     players=["US", "China"], strategies=[["allow", "restrict"], ["supply", "withhold"]])
    >>> found = equilibrium_conditions(game, {"US": "restrict", "China": "withhold"})
    >>> print(found)
    d + k >= 6 and d >= -7
    >>> print(*found.cases[0].relations[1].words)
    US: restrict is at least as good as allow against withhold
    """
    if isinstance(game, ExtensiveFormGame):
        tree = formula_tree(game, within)
        (plan,) = tree_plans(tree, _fixed(game, profile))
        return plan_conditions(tree, plan)
    table = formula_table(game, within)
    return cell_conditions(table, _cell(game, profile))


def formula_table(game: NormalFormGame, within: Mapping[str, Range] | None = None) -> FormulaTable:
    """Return a game in normal form with its payoffs read as fractions of polynomials."""
    if not isinstance(game, NormalFormGame):
        raise UnsupportedGame(f"a game in normal form or a tree is needed, not a {type(game).__name__}")
    size = math.prod(game.shape) * len(game.players)
    if size > MAX_CELLS:
        raise LimitReached(
            f"the game has {size:,} payoffs; conditions in many parameters are worked out for at most "
            f"{MAX_CELLS:,}: fix all parameters but one or two, and vary those"
        )
    formulas = Formulas()
    cells = list(itertools.product(*map(range, game.shape)))
    payoffs = tuple(
        {cell: formulas.read(table[cell], f"payoff of {who} at {_cell_text(game, cell)}") for cell in cells}
        for who, table in zip(game.players, game.payoffs, strict=True)
    )
    domain = domain_of(formulas, range_relations(game.parameters, within))
    return FormulaTable(game, formulas, payoffs, domain)


def cell_constraints(table: FormulaTable, cell: Sequence[int]) -> Iterator[Constraint]:
    """Yield one comparison per player and deviation from a cell."""
    game = table.game
    for i, who in enumerate(game.players):
        here = table.payoffs[i][tuple(cell)]
        others = [game.strategies[j][s] for j, s in enumerate(cell) if j != i]
        against = f" against {', '.join(others)}" if others else ""
        for other, name in enumerate(game.strategies[i]):
            if other != cell[i]:
                there = table.payoffs[i][(*cell[:i], other, *cell[i + 1 :])]
                own = game.strategies[i][cell[i]]
                yield Constraint(
                    here - there, ">=", (f"{who}: {own} is at least as good as {name}{against}",)
                )


def cell_conditions(table: FormulaTable, cell: Sequence[int]) -> Conditions:
    """Return when a cell is a Nash equilibrium in pure strategies (Nash 1951)."""
    found = resolve(cell_constraints(table, cell), table.formulas, table.domain.relations)
    return conditions_of(found, table.game.parameters, table.domain)


def _cell(game: NormalFormGame, profile: Mapping[str, Any]) -> tuple[int, ...]:
    _check_players(game.players, profile)
    return tuple(
        _index(own, profile[who], f"strategy of {who}")
        for who, own in zip(game.players, game.strategies, strict=True)
    )


def _fixed(game: ExtensiveFormGame, profile: Mapping[str, Any]) -> dict[int, int]:
    moving = {one.player for one in game.information_sets if one.player != CHANCE}
    _check_players([who for i, who in enumerate(game.players) if i in moving or who in profile], profile)
    found = {}
    for number, one in enumerate(game.information_sets):
        if one.player == CHANCE:
            continue
        who = game.players[one.player]
        chosen = profile.get(who, {})
        if one.label not in chosen:
            raise InvalidInput(f"the profile gives {who} no action at information set {one.label!r}")
        found[number] = _index(one.actions, chosen[one.label], f"action of {who} at {one.label!r}")
    return found


def _check_players(players: Sequence[str], profile: Mapping[str, Any]) -> None:
    for name in (*players, *profile):
        if name not in players or name not in profile:
            raise InvalidInput(f"the profile needs one entry for each of {', '.join(players)}")


def _index(labels: Sequence[str], label: Any, what: str) -> int:
    if label not in labels:
        raise InvalidInput(f"{label!r} is no {what}; accepted: {', '.join(labels)}")
    return labels.index(label)


def _cell_text(game: NormalFormGame, cell: Sequence[int]) -> str:
    return ", ".join(own[s] for own, s in zip(game.strategies, cell, strict=True))
