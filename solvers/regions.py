"""Regions of many parameters: where each equilibrium of a game is found, with exact conditions."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from ..games.errors import InvalidInput, LimitReached, UnsupportedGame
from ..games.extensive_form import CHANCE, ExtensiveFormGame
from ..games.normal_form import NormalFormGame
from ..games.parameter_polynomial import ParameterFraction, ParameterPolynomial
from ..games.region_map import Definition, Outcome, Region, RegionMap
from ..games.relations import RegionCase, Relation
from .case_splits import Range, conditions_of, joined_cases, resolve
from .conditions import FormulaTable, cell_conditions, formula_table
from .parameter_factors import factors
from .payoff_formulas import Constraint, Formulas
from .support_regions import support_equilibria, tie_cases
from .tree_plans import FormulaTree, Plan, formula_tree, plan_conditions, tree_plans
from .two_by_two import CLASSES, own_payoffs

Game: TypeAlias = NormalFormGame | ExtensiveFormGame

LARGEST = 3
"""Actions per player up to which mixed equilibria are worked out."""

TABLES = ("nash", "pure-nash", "ordinal-class")
TREES = ("subgame-perfect",)
ZERO, ONE = ParameterFraction.of(0), ParameterFraction.of(1)

CELLS = "the conditions of every cell were derived, and those left out are proven impossible"
PLANS = "the conditions of every pure plan were derived, and those left out are proven impossible"
SUPPORTS = (
    "every pair of supports of equal size was treated; a nondegenerate game has no other equilibria (Lemke & "
    "Howson 1964), so that continua are found on the borders only, where payoffs tie"
)
WIDE = "{who} has too many best replies {place}, so that there may be continua beside the equilibria listed"
SITUATIONS = "every pair of situations was treated; where none is named, some payoffs of a player tie"


def regions(
    game: Game, solution: str | None = None, *, within: Mapping[str, Range] | None = None
) -> RegionMap:
    """Return where each equilibrium of a game is found, with exact conditions on all its parameters.

    Parameters
    ----------
    game : NormalFormGame or ExtensiveFormGame
        With parameters: payoffs and probabilities of ``+ - * /``, whole powers, ``Max``, ``Min``, ``Abs`` and
        ``Piecewise``. Trees need perfect information.
    solution : str, optional
        ``nash`` (two players with at most three actions each; the default there), ``pure-nash`` (any normal
        form; the default for the others), ``subgame-perfect`` (trees: pure equilibria), or ``ordinal-class``:
        the situations of the players of a 2×2 game, whose first actions are to cooperate.
    within : mapping of str to (lowest, highest), optional
        Ranges of parameters that are taken for granted, which simplifies conditions.

    Returns
    -------
    RegionMap
        Regions overlap where there are several equilibria. Inequalities are weak where a tie leaves an
        equilibrium in place, so that borders belong to the regions on both sides.

    Raises
    ------
    UnsupportedGame
        For a concept that does not fit, formulas of other functions, and imperfect information.
    LimitReached
        For games and formulas that are too large; vary one or two parameters then.

    Examples
    --------
    >>> import sympy
    >>> d, k = sympy.symbols("d k")
    >>> game = NormalFormGame([[[0, -7], [d, d - 7 - k]], [[0, 1], [-6, -5]]], players=["US", "China"],
    ...                       strategies=[["allow", "restrict"], ["supply", "withhold"]])
    >>> for one in regions(game).regions:
    ...     print(f"{one.outcome}: {one.conditions}")
    allow, withhold: k >= d
    restrict, withhold: d >= k
    """
    if not isinstance(game, (NormalFormGame, ExtensiveFormGame)):
        raise UnsupportedGame(f"regions are of normal forms and trees, not of a {type(game).__name__}")
    if not game.parameters:
        raise InvalidInput("the game has no parameters left; solve it, or leave some of them free")
    concept = _concept(game, solution)
    if isinstance(game, ExtensiveFormGame):
        return _of_tree(game, within)
    if concept == "ordinal-class":
        return _of_classes(game, within)
    return _of_table(game, concept, within)


def _concept(game: Game, solution: str | None) -> str:
    known = TREES if isinstance(game, ExtensiveFormGame) else TABLES
    if solution is None:
        if isinstance(game, ExtensiveFormGame):
            return "subgame-perfect"
        return "nash" if len(game.players) == 2 and max(game.shape) <= LARGEST else "pure-nash"
    if solution not in (*TABLES, *TREES):
        raise InvalidInput(
            f"there are no regions of {solution!r} in many parameters; accepted: {', '.join(known)}"
        )
    if solution not in known:
        form = "trees" if known is TREES else "normal forms"
        raise UnsupportedGame(
            f"regions of {solution} are not offered for {form}; accepted: {', '.join(known)}"
        )
    return solution


def _of_table(game: NormalFormGame, concept: str, within: Mapping[str, Range] | None) -> RegionMap:
    if concept == "nash" and (len(game.players) != 2 or max(game.shape) > LARGEST):
        raise LimitReached(
            f"mixed equilibria in many parameters are worked out for two players with at most {LARGEST} "
            "actions each; pure-nash takes larger games, and one parameter can be varied in them"
        )
    table = formula_table(game, within)
    found: list[Region] = []
    for cell in itertools.product(*map(range, game.shape)):
        conditions = cell_conditions(table, cell)
        if not conditions.never:
            profile = tuple(
                tuple(ONE if s == chosen else ZERO for s in range(width))
                for chosen, width in zip(cell, game.shape, strict=True)
            )
            label = ", ".join(own[s] for own, s in zip(game.strategies, cell, strict=True))
            payoffs = tuple(payoff[cell] for payoff in table.payoffs)
            found.append(Region(label, conditions, profile, payoffs))
    because, complete = CELLS, True
    ties: tuple[tuple[Relation, ...], ...] = ()
    if concept == "nash":
        for one in support_equilibria(table):
            label = ", ".join(
                "/".join(name for name, p in zip(own, row, strict=True) if p.numerator)
                for own, row in zip(game.strategies, one.profile, strict=True)
            )
            conditions = conditions_of(one.alternatives, game.parameters, table.domain)
            found.append(Region(label, conditions, one.profile, one.payoffs))
        because = SUPPORTS
        tied = list(tie_cases(table))
        ties = tuple(dict.fromkeys(case for _, case in tied))
        wide = next(((who, case) for who, case in tied if not any(r.sign == "=" for r in case)), None)
        if wide is not None:
            place = " and ".join(r.text for r in wide[1])
            complete = False
            because = WIDE.format(
                who=game.players[wide[0]], place=f"where {place}" if place else "everywhere"
            )
    method = "supports" if concept == "nash" else "cells"
    return _map(table, concept, found, method, because, complete, ties)


def _of_tree(game: ExtensiveFormGame, within: Mapping[str, Range] | None) -> RegionMap:
    tree = formula_tree(game, within)
    found = []
    for plan in tree_plans(tree):
        conditions = plan_conditions(tree, plan)
        if not conditions.never:
            found.append(
                Region(_path(tree, plan, 0) or "no move", conditions, _rows(tree, plan), plan.values)
            )
    return _map(tree, "subgame-perfect", found, "backward-induction", PLANS)


def _of_classes(game: NormalFormGame, within: Mapping[str, Range] | None) -> RegionMap:
    table = formula_table(game, within)
    own = [
        own_payoffs(game, i, lambda cell, i=i: table.payoffs[i][cell])  # type: ignore[misc]
        for i in range(len(game.players))
    ]

    def when(situations: Mapping[int, str]) -> tuple[tuple[Relation, ...], ...]:
        wanted = [
            Constraint(own[i][better] - own[i][worse], ">", (f"{game.players[i]}: {name}",))
            for i, name in situations.items()
            for better, worse in CLASSES[name]
        ]
        return resolve(wanted, table.formulas, table.domain.relations)

    found = []
    for names in itertools.product(CLASSES, repeat=2):
        cases = when(dict(enumerate(names)))
        if cases:
            conditions = conditions_of(cases, game.parameters, table.domain)
            classes = dict(zip(game.players, names, strict=True))
            found.append(Region(" / ".join(names), conditions, classes=classes))
    outcomes = []
    for i, who in enumerate(game.players):
        for name in CLASSES:
            conditions = conditions_of(when({i: name}), game.parameters, table.domain)
            members = tuple(n for n, one in enumerate(found) if one.classes[who] == name)
            if members:
                outcomes.append(Outcome(f"{who}: {name}", conditions, members))
    return _map(table, "ordinal-class", found, "payoff-orders", SITUATIONS, outcomes=outcomes)


def _map(
    source: FormulaTable | FormulaTree,
    concept: str,
    found: Sequence[Region],
    method: str,
    because: str,
    complete: bool = True,
    ties: Sequence[tuple[Relation, ...]] = (),
    outcomes: Sequence[Outcome] | None = None,
) -> RegionMap:
    game, formulas = source.game, source.formulas
    used = {
        name
        for region in found
        for fraction in (*(p for row in region.profile for p in row or ()), *region.payoffs)
        for name in fraction.names
    }
    return RegionMap(
        game=game,
        solution=concept,
        parameters=game.parameters,
        domain=source.domain,
        regions=tuple(found),
        outcomes=tuple(_outcomes(found) if outcomes is None else outcomes),
        ties=tuple(RegionCase(case) for case in ties),
        borders=_borders(found, ties),
        definitions=_definitions(formulas, used),
        method=method,
        complete=complete,
        complete_because=because,
    )


def _outcomes(found: Sequence[Region]) -> Iterator[Outcome]:
    """Regions with the same outcome, with their cases joined."""
    groups: dict[str, list[int]] = {}
    for number, region in enumerate(found):
        groups.setdefault(region.outcome, []).append(number)
    for label, numbers in groups.items():
        first = found[numbers[0]].conditions
        if len(numbers) == 1:
            yield Outcome(label, first, tuple(numbers))
            continue
        cases = [case.relations for n in numbers for case in found[n].conditions.cases]
        joined = joined_cases(cases, first.domain.relations)
        yield Outcome(label, conditions_of(joined, first.parameters, first.domain), tuple(numbers))


def _borders(
    found: Sequence[Region], ties: Sequence[tuple[Relation, ...]]
) -> tuple[ParameterPolynomial, ...]:
    """The irreducible factors of all polynomials whose sign matters."""
    relations = {r for one in found for case in one.conditions.cases for r in case.relations}
    relations |= {r for case in ties for r in case}
    return tuple(sorted({part for r in relations for part, _ in factors(r.polynomial)[1]}, key=str))


def _definitions(formulas: Formulas, used: set[str]) -> tuple[Definition, ...]:
    """The formulas with cases that are used, and those inside them."""
    found: dict[str, Definition] = {}
    waiting = sorted(used & set(formulas.splits))
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        options = formulas.splits[name]
        found[name] = Definition(
            name, tuple((tuple((c.value, c.sign) for c in guard), value) for guard, value in options)
        )
        inner = {n for guard, value in options for f in (value, *(c.value for c in guard)) for n in f.names}
        waiting += sorted(inner & set(formulas.splits))
    return tuple(found[name] for name in sorted(found))


def _rows(tree: FormulaTree, plan: Plan) -> tuple[tuple[ParameterFraction, ...] | None, ...]:
    return tuple(
        None
        if one.player == CHANCE
        else tuple(ONE if a == plan.choices[number] else ZERO for a in range(len(one.actions)))
        for number, one in enumerate(tree.game.information_sets)
    )


def _path(tree: FormulaTree, plan: Plan, node: int) -> str:
    """What is done on the path of play; after a move of chance in every branch."""
    game = tree.game
    below = game.children[node]
    if not below:
        return ""
    number = game.set_of[node]
    one = game.information_sets[number]
    if one.player == CHANCE:
        parts = [
            f"{label}: {_path(tree, plan, child) or 'end'}"
            for label, child in zip(one.actions, below, strict=True)
        ]
        return " | ".join(parts) if any(not part.endswith(": end") for part in parts) else ""
    action = plan.choices[number]
    rest = _path(tree, plan, below[action])
    return f"{one.actions[action]}, {rest}" if rest else one.actions[action]
