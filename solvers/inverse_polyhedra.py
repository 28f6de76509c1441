"""Reading a game backwards in several parameters: one polyhedron for each way of playing off the path."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

from ..games.errors import InvalidInput, LimitReached, UnsupportedGame
from ..games.exact import rational
from ..games.extensive_form import CHANCE, ExtensiveFormGame
from ..games.joint_rationalization import JointRationalization, Refutation, ValuePolyhedron
from ..games.linear_rows import FarkasCertificate
from ..games.names import several
from ..games.normal_form import NormalFormGame
from ..games.parameter_polynomial import ParameterPolynomial, terms_text
from ..games.relations import Relation
from .case_splits import range_relations
from .conditions import cell_constraints, formula_table
from .inverse import cell_of, checked_ranges, moves_of, path_of, require_free, require_perfect_information
from .nearest_point import Nearest, nearest_point, row_of
from .payoff_formulas import Constraint, Formulas
from .polyhedron import bounds, feasible, implied
from .tree_plans import FormulaTree, Plan, average_plan, choice_plan, formula_tree

MAX_COMPLETIONS = 500
"""Ways of playing below a node that are kept at once."""

Relations: TypeAlias = tuple[Relation, ...]


@dataclass(frozen=True, slots=True)
class _Kept:
    """A way of playing below a node that goes with some values, and what it needs."""

    plan: Plan
    relations: Relations


def rationalize_jointly(
    game: Any,
    observed: Sequence[str],
    *,
    vary: Mapping[str, Sequence[Any]],
    calibration: Mapping[str, Any],
) -> JointRationalization:
    """Return the values of several parameters for which what was observed is equilibrium behaviour.

    Parameters
    ----------
    game : a tree with perfect information or a normal form, with free parameters in which every comparison
        of payoffs is linear.
    observed : the actions of a path from the root, those of chance included, or a strategy per player.
    vary : per parameter the two ends of the range to search.
    calibration : the value of each of them that the least change is measured from.

    Returns
    -------
    JointRationalization
        One polyhedron for each way of playing off the path in pure strategies, with exact bounds on every
        parameter and the point nearest to the calibration; and for each way that no values go with, a Farkas
        certificate. An equilibrium is subgame perfect for trees, and Nash for normal forms.

    Raises
    ------
    InvalidInput
        For an action that is not on the menu, naming the node and the actions there; for a parameter that the
        game does not have, or without a value at the calibration, and where others are left free.
    UnsupportedGame
        Where a comparison is not linear in the parameters: the message names the term; `rationalize` takes
        such games with one parameter. For trees without perfect information.
    LimitReached
        Where play off the path can be completed in too many ways.

    Notes
    -----
    Ways of playing below a node are built up from its children; those that contradict themselves are dropped
    at once, with the certificate (Farkas 1902), so that every way is either among the polyhedra or contains
    actions that are refuted.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> from sympy import symbols
    >>> k, a = symbols("k a")
    >>> game = tree(decision("US", {"hold": outcome(k - 11), "trade": outcome(-a)}))
    >>> found = rationalize_jointly(game, ["hold"], vary={"k": (2, 12), "a": (0, 5)},
    ...                             calibration={"k": 6, "a": 1})
    >>> found, found.polyhedra[0].conditions[0].text
    (<JointRationalization by k, a: 1 polyhedra, least change 4/15>, 'a + k >= 11')
    """
    ranges = checked_ranges(vary)
    if not ranges:
        raise InvalidInput("vary names no parameters; at least one is needed")
    if not isinstance(game, (NormalFormGame, ExtensiveFormGame)):
        raise UnsupportedGame(
            f"several parameters are varied in a tree or a normal form; this is a {type(game).__name__}; "
            "rationalize takes one parameter"
        )
    require_free(game, list(ranges))
    center = {}
    for name in ranges:
        if name not in calibration:
            raise InvalidInput(f"the calibration has no value for {name}, from which changes are measured")
        center[name] = rational(calibration[name], f"calibration {name}")
    words = several(observed, "observed", "ban")
    within = range_relations(game.parameters, ranges)
    refuted: list[Refutation] = []
    found: list[tuple[dict[str, dict[str, str]], Relations]]
    if isinstance(game, NormalFormGame):
        cell = cell_of(game, words)
        table = formula_table(game)
        needs = _linear(cell_constraints(table, cell), table.formulas)
        moves = tuple((who, who, word) for who, word in zip(game.players, words, strict=True))
        proof = _contradiction((*table.domain.relations, *needs), within)
        if proof is not None:
            refuted.append(Refutation({}, *proof))
        found = [] if proof else [({}, (*table.domain.relations, *needs))]
    else:
        require_perfect_information(game)
        path = path_of(game, words)
        moves = moves_of(game, path)
        tree = formula_tree(game)
        domain = _checked_domain(tree.domain.relations)
        taken = {game.set_of[node]: action for node, action in path}
        kept = _plans(tree, taken, domain, within, refuted)
        found = [(_completion(game, one.plan.choices, taken), (*domain, *one.relations)) for one in kept]
    polyhedra = [_polyhedron(completion, needs, within, center, ranges) for completion, needs in found]
    polyhedra.sort(key=lambda one: one.distance)
    return JointRationalization(
        title=game.title,
        form=game.form,
        players=game.players,
        observed=moves,
        ranges=ranges,
        calibration=center,
        polyhedra=tuple(polyhedra),
        refutations=tuple(refuted),
    )


def _plans(
    tree: FormulaTree,
    taken: Mapping[int, int],
    domain: Relations,
    within: Relations,
    refuted: list[Refutation],
) -> list[_Kept]:
    """The ways of playing the whole tree with the observed actions that go with some values."""
    game = tree.game
    kept: dict[int, list[_Kept]] = {}
    for node in range(len(game.children) - 1, -1, -1):
        own = tuple(column[node] for column in tree.payoffs)
        below = game.children[node]
        if not below:
            kept[node] = [_Kept(Plan({}, own, ()), ())]
            continue
        number = game.set_of[node]
        one = game.information_sets[number]
        options = [kept.pop(child) for child in below]
        chance = one.player == CHANCE
        actions = (taken[number],) if number in taken and not chance else range(len(below))
        if math.prod(map(len, options)) * (1 if chance else len(actions)) > MAX_COMPLETIONS:
            raise LimitReached(
                f"play can be completed in more than {MAX_COMPLETIONS} ways from {game.node_text(node)} on; "
                "rationalize with one parameter is accepted"
            )
        found = []
        for children in itertools.product(*options):
            plans = [child.plan for child in children]
            inherited = tuple(dict.fromkeys(r for child in children for r in child.relations))
            if chance:
                plan = average_plan(tree.probabilities[number], plans, own)
                found.append(_Kept(plan, inherited))
                continue
            for action in actions:
                plan, fresh = choice_plan(game, number, plans, own, action)
                relations = tuple(dict.fromkeys((*inherited, *_linear(fresh, tree.formulas))))
                proof = _contradiction((*domain, *relations), within)
                if proof is None:
                    found.append(_Kept(plan, relations))
                else:
                    refuted.append(Refutation(_completion(game, plan.choices, taken), *proof))
        kept[node] = found
    return kept[0]


def _linear(constraints: Sequence[Constraint] | Iterator[Constraint], formulas: Formulas) -> Relations:
    """The relations that constraints are, those left out that hold anyway.

    Raises
    ------
    UnsupportedGame
        Naming the term that is not linear.
    """
    found = []
    for one in constraints:
        value = one.value
        split = next((name for name in value.names if name in formulas.splits), None)
        if split is not None or not value.denominator.is_constant or not value.numerator.is_linear:
            raise UnsupportedGame(
                f"{'; '.join(one.words)}: {_in_the_way(value.numerator, value.denominator, split)} is not "
                "linear in the parameters; set some of them so that it is, or vary one parameter alone"
            )
        relation = Relation(
            value.numerator.scaled(1 / value.denominator.constant_term).primitive(), one.sign, one.words
        )
        if not relation.always:
            found.append(relation)
    return tuple(dict.fromkeys(found))


def _in_the_way(above: ParameterPolynomial, below: ParameterPolynomial, split: str | None) -> str:
    if split is not None:
        return f"the term {split}"
    if not below.is_constant:
        return f"the division by {below}"
    term = next((m, c) for m, c in above.terms.items() if m and (len(m) > 1 or m[0][1] > 1))
    return f"the term {terms_text([term])}"


def _checked_domain(relations: Sequence[Relation]) -> Relations:
    odd = next((one for one in relations if not one.polynomial.is_linear), None)
    if odd is not None:
        raise UnsupportedGame(
            f"{'; '.join(odd.words)}: {odd.text} is not linear in the parameters; vary one parameter alone"
        )
    return tuple(relations)


def _contradiction(
    relations: Relations, within: Relations
) -> tuple[Relations, FarkasCertificate, bool] | None:
    """The proof that relations have no point in the ranges, without the ranges where they are not needed."""
    for needs_ranges, whole in ((False, relations), (True, (*relations, *within))):
        found = feasible([row_of(one) for one in whole])
        if isinstance(found, FarkasCertificate):
            return whole, found, needs_ranges
    return None


def _polyhedron(
    completion: Mapping[str, Mapping[str, str]],
    relations: Relations,
    within: Relations,
    center: Mapping[str, Fraction],
    ranges: Mapping[str, tuple[Fraction, Fraction]],
) -> ValuePolyhedron:
    fixed = [row_of(one) for one in within]
    conditions = list(relations)
    for one in reversed(relations):
        others = [other for other in conditions if other is not one]
        if implied([*fixed, *map(row_of, others)], row_of(one)):
            conditions = others
    rows = [*fixed, *map(row_of, conditions)]
    nearest = nearest_point(rows, center, {name: high - low for name, (low, high) in ranges.items()})
    assert isinstance(nearest, Nearest)  # the rows have a point
    ends = {}
    for name in ranges:
        low, high = bounds(rows, name)
        assert low is not None  # the ranges bound it
        assert high is not None
        ends[name] = (low, high)
    strict = feasible([row._replace(strict=not row.equal) for row in rows])
    interior = not isinstance(strict, FarkasCertificate) and not any(row.equal for row in rows)
    return ValuePolyhedron(completion, tuple(conditions), ends, nearest.point, nearest.distance, interior)


def _completion(
    game: ExtensiveFormGame, choices: Mapping[int, int], taken: Mapping[int, int]
) -> dict[str, dict[str, str]]:
    """The actions that are not the observed ones, by player and information set."""
    found: dict[str, dict[str, str]] = {}
    for number in sorted(choices):
        if number not in taken:
            one = game.information_sets[number]
            found.setdefault(game.players[one.player], {})[one.label] = one.actions[choices[number]]
    return found
