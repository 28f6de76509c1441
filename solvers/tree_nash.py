"""Nash equilibria of trees through the reduced normal form, answered in behaviour strategies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ..games.algebraic import AlgebraicNumber
from ..games.errors import LimitReached
from ..games.exact import rational
from ..games.extensive_form import ExtensiveFormGame
from ..games.normal_form import NormalFormGame, require_rational
from ..games.plans import capped_product, count_plans
from ..games.plays import OwnPasts, own_pasts
from ..games.recall import require_perfect_recall
from ..games.solution import Approximate, Equilibrium, Profile, Solution
from ..games.strategies import behaviour_of, normal_form
from .nash import ONE, nash
from .pure_nash import pure_nash
from .sequence_nash import movers_of, one_by_sequences

SMALL_FORM = 2500
"""Cells of the reduced normal form up to which one equilibrium is looked for there."""

FEW_SEQUENCES = 300
"""Sequences up to which one equilibrium is given with the news that the normal form is too large."""

REDUCED = (
    "; solved in the reduced normal form ({cells}), whose mixtures play like behaviour strategies (Kuhn 1953)"
)


def tree_nash(game: ExtensiveFormGame, *, one: bool = False) -> Solution:
    """Return all Nash equilibria of a tree, or one; see `nash`."""
    require_rational(game, "nash")
    require_perfect_recall(game, "nash")
    pasts = own_pasts(game)
    if one and movers_of(game) is not None and _cells(game, pasts) > SMALL_FORM:
        return one_by_sequences(game, pasts, ONE)
    try:
        return _through_normal_form(game, "nash", lambda form: nash(form, one=one))
    except LimitReached as limit:
        few = sum(map(len, pasts.moves)) <= FEW_SEQUENCES
        if limit.found is not None or movers_of(game) is None or not few:
            raise
        raise LimitReached(str(limit), one_by_sequences(game, pasts, str(limit))) from None


def _cells(game: ExtensiveFormGame, pasts: OwnPasts) -> int:
    return capped_product(count_plans(game, i, pasts, reduced=True) for i in range(len(game.players)))


def tree_pure_nash(game: ExtensiveFormGame) -> Solution:
    """Return all Nash equilibria of a tree in pure reduced strategies; see `pure_nash`."""
    return _through_normal_form(game, "pure-nash", pure_nash)


def _through_normal_form(
    game: ExtensiveFormGame, concept: str, solve: Callable[[NormalFormGame], Solution]
) -> Solution:
    require_rational(game, concept)
    require_perfect_recall(game, concept)
    form = normal_form(game, reduced=True)
    try:
        return in_tree(game, form, solve(form))
    except LimitReached as limit:
        found = in_tree(game, form, limit.found) if isinstance(limit.found, Solution) else None
        raise LimitReached(str(limit), found) from None


def in_tree(game: ExtensiveFormGame, form: NormalFormGame, solution: Solution) -> Solution:
    """Say in behaviour strategies what `solution` says of the normal form.

    Mixtures that play alike become one profile, so several extreme points may fall together.
    """
    numbers: dict[Profile, int] = {}
    where = [numbers.setdefault(_behaviour(game, e.profile), len(numbers)) for e in solution.equilibria]
    groups = _merged([{where[i] for i in component} for component in solution.components])
    shape = "×".join(map(str, form.shape))
    return replace(
        solution,
        game=game,
        equilibria=tuple(
            Equilibrium(game, profile, solution.concept, solution.commitment) for profile in numbers
        ),
        components=tuple(members for members, _ in groups),
        pieces=tuple(sum((solution.pieces[k] for k in old), ()) for _, old in groups)
        if solution.pieces
        else (),
        complete_because=solution.complete_because + REDUCED.format(cells=shape),
        indices=(),
        approximate=tuple(Approximate(game, _behaviour(game, one.profile)) for one in solution.approximate),
    )


def _behaviour(game: ExtensiveFormGame, profile: Profile) -> Profile:
    found: list[Any] = [None] * len(game.information_sets)
    for player, weights in enumerate(profile):
        for number, mixed in behaviour_of(game, player, weights or ()).items():
            found[number] = tuple(p if isinstance(p, AlgebraicNumber) else rational(p) for p in mixed)
    return tuple(found)


def _merged(components: list[set[int]]) -> list[tuple[tuple[int, ...], list[int]]]:
    """Join components that share a behaviour profile: their members, and the numbers of those joined."""
    merged: list[tuple[set[int], list[int]]] = []
    for k, component in enumerate(components):
        touching = [one for one in merged if one[0] & component]
        merged = [one for one in merged if one not in touching]
        members = component.union(*(one for one, _ in touching))
        merged.append((members, sorted([k, *(old for _, olds in touching for old in olds)])))
    return sorted((tuple(sorted(members)), olds) for members, olds in merged)
