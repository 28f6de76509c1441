"""Pure plans for trees with perfect information, and when each is a subgame perfect equilibrium."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..games.errors import LimitReached, UnsupportedGame
from ..games.extensive_form import CHANCE, ExtensiveFormGame
from ..games.parameter_polynomial import ParameterFraction
from ..games.relations import Conditions, Domain, Relation
from .case_splits import Range, conditions_of, domain_of, range_relations, resolve
from .payoff_formulas import Constraint, Formulas
from .relation_facts import contradictory

MAX_PLANS = 2_000
"""Pure plans for a tree that are kept at once."""

MANY_PLANS = 6
"""Plans at a node from which on the impossible ones are looked for before going on."""


@dataclass(frozen=True, slots=True)
class FormulaTree:
    """A tree with perfect information whose payoffs and probabilities are fractions of polynomials."""

    game: ExtensiveFormGame
    formulas: Formulas
    payoffs: tuple[tuple[ParameterFraction, ...], ...]
    probabilities: Mapping[int, tuple[ParameterFraction, ...]]
    domain: Domain


@dataclass(frozen=True, slots=True)
class Plan:
    """Pure behaviour from a node on: what it earns every player there, and when nobody deviates."""

    choices: Mapping[int, int]
    values: tuple[ParameterFraction, ...]
    constraints: tuple[Constraint, ...]


def formula_tree(game: ExtensiveFormGame, within: Mapping[str, Range] | None = None) -> FormulaTree:
    """Return a tree with its payoffs and probabilities read as fractions of polynomials.

    Raises
    ------
    UnsupportedGame
        For imperfect information, naming the information set.
    """
    hidden = next((s for s in game.information_sets if s.player != CHANCE and len(s.nodes) > 1), None)
    if hidden is not None:
        raise UnsupportedGame(
            f"conditions for subgame perfect equilibria need perfect information; at information set "
            f"{hidden.label!r} {game.players[hidden.player]} cannot tell {len(hidden.nodes)} nodes "
            "apart"
        )
    formulas = Formulas()
    payoffs = tuple(
        tuple(formulas.read(number, f"a payoff of {who}") for number in table.entries())
        for who, table in zip(game.players, game.payoffs, strict=True)
    )
    probabilities = {}
    needed = list(range_relations(game.parameters, within))
    for number, one in enumerate(game.information_sets):
        if one.player != CHANCE:
            continue
        weights = tuple(formulas.read(p, f"a probability at {one.label!r}") for p in one.probabilities)
        probabilities[number] = weights
        needed += _distribution(weights, one.label, formulas)
    return FormulaTree(game, formulas, payoffs, probabilities, domain_of(formulas, needed))


def tree_plans(tree: FormulaTree, fixed: Mapping[int, int] | None = None) -> list[Plan]:
    """Return the pure profiles of a tree that may be subgame perfect somewhere, by backward induction.

    Parameters
    ----------
    tree : FormulaTree
    fixed : mapping of information set to action, optional
        Choices that are given; the plans are then all ways of completing them.

    Raises
    ------
    LimitReached
        For more than `MAX_PLANS` plans at a node.
    """
    game, given = tree.game, fixed or {}
    plans: dict[int, list[Plan]] = {}
    for node in range(len(game.children) - 1, -1, -1):
        own = tuple(column[node] for column in tree.payoffs)
        below = game.children[node]
        if not below:
            plans[node] = [Plan({}, own, ())]
            continue
        number = game.set_of[node]
        one = game.information_sets[number]
        options = [plans.pop(child) for child in below]
        chosen = (given[number],) if number in given else range(len(below))
        count = math.prod(map(len, options)) * (1 if one.player == CHANCE else len(chosen))
        if count > MAX_PLANS:
            raise LimitReached(
                f"there are more than {MAX_PLANS:,} pure plans from {game.node_text(node)} on; fix all "
                "parameters but one or two, and vary those"
            )
        found = []
        for children in itertools.product(*options):
            if one.player == CHANCE:
                found.append(average_plan(tree.probabilities[number], children, own))
            else:
                found += [choice_plan(game, number, children, own, action)[0] for action in chosen]
        if len(found) > MANY_PLANS:
            found = [p for p in found if resolve(p.constraints, tree.formulas, tree.domain.relations)]
        plans[node] = found
    return plans[0]


def plan_conditions(tree: FormulaTree, plan: Plan) -> Conditions:
    """Return when a plan is a subgame perfect equilibrium (Selten 1965): nobody gains by one deviation."""
    found = resolve(plan.constraints, tree.formulas, tree.domain.relations)
    return conditions_of(found, tree.game.parameters, tree.domain)


def _distribution(weights: Sequence[ParameterFraction], label: str, formulas: Formulas) -> Iterator[Relation]:
    """That the probabilities of chance are a distribution; it must not depend on cases of formulas."""
    total = sum(weights[1:], weights[0])
    wanted = [Constraint(p, ">=", (f"a probability at {label!r} is not negative",)) for p in weights]
    wanted.append(Constraint(total - ParameterFraction.of(1), "=", (f"probabilities at {label!r} sum to 1",)))
    found = resolve(wanted, formulas)
    if len(found) != 1 or contradictory(found[0]):
        raise UnsupportedGame(
            f"the probabilities of chance at {label!r} are no distribution, or one by cases; formulas "
            "without max, min, abs, if and division by parameters are accepted there"
        )
    yield from found[0]


def choice_plan(
    game: ExtensiveFormGame,
    number: int,
    children: Sequence[Plan],
    own: tuple[ParameterFraction, ...],
    action: int,
) -> tuple[Plan, tuple[Constraint, ...]]:
    """Return the plan that takes an action at an information set, and what that adds to its constraints."""
    one = game.information_sets[number]
    who, names = game.players[one.player], one.actions
    best = children[action]
    fresh = tuple(
        Constraint(
            best.values[one.player] - other.values[one.player],
            ">=",
            (f"{who} at {one.label}: {names[action]} is at least as good as {names[a]}",),
        )
        for a, other in enumerate(children)
        if a != action
    )
    choices = {s: a for plan in children for s, a in plan.choices.items()} | {number: action}
    values = tuple(h + v for h, v in zip(own, best.values, strict=True))
    constraints = (*itertools.chain(*(p.constraints for p in children)), *fresh)
    return Plan(choices, values, constraints), fresh


def average_plan(
    weights: Sequence[ParameterFraction], children: Sequence[Plan], own: tuple[ParameterFraction, ...]
) -> Plan:
    """Return the plan below a move of chance."""
    values = tuple(
        sum((p * plan.values[i] for p, plan in zip(weights, children, strict=True)), here)
        for i, here in enumerate(own)
    )
    choices = {s: a for plan in children for s, a in plan.choices.items()}
    return Plan(choices, values, tuple(itertools.chain(*(p.constraints for p in children))))
