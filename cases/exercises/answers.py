"""The answers to exercises, computed by the solvers when they are needed and written down nowhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from ...games.certificate import MixedProfile
from ...games.errors import InvalidInput
from ...games.exact import to_sympy
from ...games.extensive_form import ExtensiveFormGame
from ...games.formula_tree import Node
from ...games.normal_form import NormalFormGame
from ...games.solution import Game, Profile, Solution
from ...games.strategies import normal_form
from ...solvers.nash import nash
from ...solvers.pure_nash import pure_nash
from ...solvers.subgame_perfect import subgame_perfect
from ..frozen import Frozen
from .expressions import read_expression
from .schema import Computation, Exercise, Give, Part
from .threshold import Cells, cells

Payoffs: TypeAlias = tuple[Fraction, ...]
Cell: TypeAlias = tuple[int, ...]
Answer: TypeAlias = "Profiles | Outcomes | Plans | Cells | Payoffs | Node"


@dataclass(frozen=True)
class Profiles:
    """All the profiles that are asked for, in the strategic form of the exercise's game."""

    form: NormalFormGame
    profiles: frozenset[MixedProfile]


@dataclass(frozen=True)
class Outcomes:
    """All the cells of a table that are asked for, and the payoffs they are compared with."""

    form: NormalFormGame
    cells: frozenset[Cell]
    standard: Payoffs


@dataclass(frozen=True)
class Plans:
    """Profiles of a tree, with an action at every information set."""

    game: ExtensiveFormGame
    profiles: frozenset[Profile]


def answer_of(exercise: Exercise, part: Part) -> Answer:
    """Compute the answer to one part.

    Raises
    ------
    InvalidInput
        If the data of the exercise ask for something that has no single answer.

    Examples
    --------
    >>> from .catalog import load_exercise
    >>> exercise = load_exercise("6")
    >>> isinstance(answer_of(exercise, exercise.parts[0]), Fraction)
    True
    """
    return _GIVES[part.answer.give](exercise, part.answer)


def strategic_form(exercise: Exercise) -> NormalFormGame:
    """The game of an exercise as a table; of a tree, the reduced normal form."""
    game = exercise.built()
    return normal_form(game) if isinstance(game, ExtensiveFormGame) else game


def is_pure(profile: MixedProfile) -> bool:
    """Whether every player plays one strategy for certain."""
    return all(p in (0, 1) for mixed in profile for p in mixed)


def _solved(game: Game, computation: Computation) -> Solution:
    if computation.solve == "subgame-perfect":
        if not isinstance(game, ExtensiveFormGame):
            raise InvalidInput("subgame-perfect needs a tree")
        solution = subgame_perfect(game)
    else:
        form = normal_form(game) if isinstance(game, ExtensiveFormGame) else game
        solution = nash(form) if computation.solve == "nash" else pure_nash(form)
    if not solution.complete:
        raise InvalidInput(f"the answer cannot be computed: {solution.complete_because}")
    return solution


def _profiles(exercise: Exercise, computation: Computation) -> Profiles:
    solution = _solved(exercise.built(), computation)
    if solution.pieces or solution.conditions:
        raise InvalidInput("the equilibria are a continuum, which no list can answer")
    assert isinstance(solution.game, NormalFormGame)
    found = [e.profile for e in solution.equilibria if computation.only is None or not is_pure(e.profile)]  # type: ignore[arg-type]
    return Profiles(solution.game, frozenset(found))  # type: ignore[arg-type]


def _count(exercise: Exercise, computation: Computation) -> Node:
    return Fraction(len(_profiles(exercise, computation).profiles))


def _payoffs(exercise: Exercise, computation: Computation) -> Payoffs:
    solution = _solved(exercise.built(), computation)
    values = {
        e.payoffs
        for e in solution.equilibria
        if computation.only is None or not is_pure(e.profile)  # type: ignore[arg-type]
    }
    if len(values) != 1:
        raise InvalidInput(f"{len(values)} different payoffs; the question needs one")
    return values.pop()


def _pareto_better(exercise: Exercise, computation: Computation) -> Outcomes:
    form = strategic_form(exercise)
    standard = _payoffs(exercise, computation)
    better = set()
    for cell in _cells_of(form):
        values = form.payoffs_at(cell)
        if values != standard and all(u >= s for u, s in zip(values, standard, strict=True)):
            better.add(cell)
    return Outcomes(form, frozenset(better), standard)


def _empty_threat(exercise: Exercise, computation: Computation) -> Profiles:
    """Nash equilibria whose payoffs no subgame-perfect equilibrium has."""
    credible = subgame_perfect(exercise.tree())
    values = {e.payoffs for e in credible.equilibria}
    if credible.conditions or not credible.complete:
        raise InvalidInput("ties leave open which payoffs are subgame perfect")
    solution = _solved(exercise.built(), computation)
    assert isinstance(solution.game, NormalFormGame)
    found = [e.profile for e in solution.equilibria if e.payoffs not in values]
    return Profiles(solution.game, frozenset(found))  # type: ignore[arg-type]


def _plan(exercise: Exercise, computation: Computation) -> Plans:
    game = exercise.tree()
    solution = _solved(game, computation)
    if solution.conditions:
        raise InvalidInput("ties leave a continuum of plans")
    return Plans(game, frozenset(e.profile for e in solution.equilibria))


def _where(exercise: Exercise, computation: Computation) -> Cells:
    name = computation.parameter
    assert name is not None

    def holds(value: Fraction) -> bool:
        solution = _solved(exercise.tree({name: value}), computation)
        game = solution.game
        assert isinstance(game, ExtensiveFormGame)
        return all(_ends(game, e.profile) <= set(computation.outcomes) for e in solution.equilibria)

    return cells(exercise.tree(symbols=(name,)), name, computation.least, holds)


def _tie(exercise: Exercise, computation: Computation) -> Node:
    """Where two actions pay the same: the root of the difference of what they lead to."""
    import sympy

    name = computation.parameter
    assert name is not None
    numeric = exercise.tree()
    number = next(i for i, s in enumerate(numeric.information_sets) if s.label == computation.at)
    profile = _solved(numeric, computation).equilibria[0].profile
    symbolic = exercise.tree(symbols=(name, *computation.symbols))
    one = symbolic.information_sets[number]
    first, second = (
        to_sympy(symbolic.payoffs[one.player][_end_from(symbolic, profile, child)])
        for child in symbolic.children[one.nodes[0]]
    )
    gap = sympy.Poly(first - second, sympy.Symbol(name))
    if gap.degree() != 1:
        raise InvalidInput(f"the difference of the two actions is not linear in {name}")
    border = -gap.coeff_monomial(1) / gap.coeff_monomial(sympy.Symbol(name))
    _confirm_tie(exercise, computation, number, border)
    return read_expression(str(sympy.together(border)), computation.symbols)


def _confirm_tie(exercise: Exercise, computation: Computation, number: int, border: object) -> None:
    """Solve at the border, all other names at their defaults: both actions must be optimal there."""
    values = exercise.values()
    at = border.subs({name: to_sympy(values[name]) for name in computation.symbols})  # type: ignore[attr-defined]
    settings = {str(computation.parameter): Fraction(str(at))}
    solution = _solved(exercise.tree(settings), computation)
    played = [e.profile[number] for e in solution.equilibria]
    for action in (0, 1):
        if not any(mixed is not None and mixed[action] for mixed in played):
            raise InvalidInput(f"at {computation.parameter} = {at} there is no tie at {computation.at}")


def _ends(game: ExtensiveFormGame, profile: Profile) -> set[tuple[str, ...]]:
    """The terminal nodes that play reaches, each named by the actions that lead to it."""
    found = set()
    stack: list[tuple[int, tuple[str, ...]]] = [(0, ())]
    while stack:
        node, path = stack.pop()
        if not game.children[node]:
            found.add(path)
            continue
        mixed = profile[game.set_of[node]]
        assert mixed is not None
        actions = game.information_sets[game.set_of[node]].actions
        stack.extend(
            (child, (*path, action))
            for child, action, p in zip(game.children[node], actions, mixed, strict=True)
            if p
        )
    return found


def _end_from(game: ExtensiveFormGame, profile: Profile, node: int) -> int:
    """The terminal node to which a pure profile leads from `node`."""
    while game.children[node]:
        mixed = profile[game.set_of[node]]
        assert mixed is not None
        node = game.children[node][mixed.index(Fraction(1))]
    return node


def _cells_of(form: NormalFormGame) -> list[Cell]:
    import numpy as np

    return [tuple(int(s) for s in cell) for cell in np.ndindex(form.shape)]


_GIVES: Mapping[Give, Callable[[Exercise, Computation], Answer]] = Frozen(
    {
        "equilibria": _profiles,
        "count": _count,
        "payoffs": _payoffs,
        "pareto-better": _pareto_better,
        "empty-threat": _empty_threat,
        "plan": _plan,
        "where": _where,
        "tie": _tie,
    }
)
