"""Subgame perfect equilibria of a tree with perfect information at one place of its parameter.

Backward induction with every tie kept. Most ties are *free*: whatever the mover does, all movers above choose
among the same best actions. Then every mixture over the tied actions is an equilibrium, and the set is a
product. Where a choice among tied actions changes what somebody above does, the general solver is asked; it
needs numbers, which there are at rational places.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from math import prod
from typing import TypeAlias

from ..games.errors import LimitReached, UnsupportedGame
from ..games.extensive_form import CHANCE, ExtensiveFormGame
from ..games.recall import require_perfect_recall
from ..games.regime_map import RegimeAnswer, RegimeEquilibrium
from ..games.solution import Alternative, Variable
from .germ import Number
from .parameter_games import TreeAt
from .regime_outcome import tree_outcome
from .subgame_perfect import subgame_perfect

MAX_VALUES = 64
"""Payoff vectors of one node that are followed side by side."""

MAX_COMPARED = 500
"""Pure equilibria by which neighbouring places are told apart where the set is not stated in full."""

MAX_LISTED = 64
"""Pure members that are listed of a set of equilibria, which its conditions state in full."""
COMPLETE = "every move was compared exactly with its alternatives, all ties kept"
PURE_ONLY = (
    "a choice between tied actions changes what is best above; the equilibria in pure strategies are listed, "
    "their mixtures are not stated where the parameter is no single rational number"
)

Values: TypeAlias = tuple[Number, ...]
Supports: TypeAlias = tuple[tuple[int, ...], ...]


def subgame_perfect_at(place: TreeAt, name: str, value: Number) -> RegimeAnswer:
    """Return all subgame perfect equilibria at one place.

    Returns
    -------
    RegimeAnswer
        `complete` is False only where tied actions change play above, and the place is no rational number or
        the ties are too many for the general solver.

    Raises
    ------
    UnsupportedGame
        For imperfect information and for players who forget.
    """
    game = place.game
    require_perfect_recall(game, "regimes")
    if not game.has_perfect_information:
        raise UnsupportedGame(
            "regimes of subgame-perfect need perfect information; a player of this tree moves without seeing "
            "everything before. Its normal form is accepted, and qpq sweep solves it on a grid"
        )
    supports = _free_supports(place)
    if supports is not None:
        return _product_answer(place, supports)
    if not isinstance(value, Fraction):
        return _pure_answer(place)
    try:
        return _numeric_answer(place, name, value)
    except LimitReached as limit:  # one place that is too hard is no reason to withhold the map
        return replace(
            _pure_answer(place),
            complete_because=f"{limit}; up to {MAX_LISTED} equilibria in pure strategies are listed",
        )


def _free_supports(place: TreeAt) -> Supports | None:
    """The best actions of every information set, if they do not depend on how ties are resolved."""
    game = place.game
    found: dict[int, tuple[int, ...]] = {}
    values: dict[int, tuple[Values, ...]] = {}
    for node in range(len(game.children) - 1, -1, -1):
        here = tuple(table[node] for table in place.payoffs)
        below = [values.pop(child) for child in game.children[node]]
        if not below:
            values[node] = (here,)
            continue
        number = game.set_of[node]
        player = game.information_sets[number].player
        if player == CHANCE:
            mixed = _averages(place.probabilities[number] or (), below)
        else:
            best = _best_actions([[v[player] for v in options] for options in below])
            if best is None:
                return None
            found[number] = best
            mixed = [v for a in best for v in below[a]]
        different = list(dict.fromkeys(_plus(here, v) for v in mixed))
        if len(different) > MAX_VALUES:
            return None
        values[node] = tuple(different)
    return tuple(found.get(number, ()) for number in range(len(game.information_sets)))


def _best_actions(earned: list[list[Number]]) -> tuple[int, ...] | None:
    """The actions that are best however ties below are resolved; None where that depends on them."""
    floor = max(min(own) for own in earned)
    best = tuple(a for a, own in enumerate(earned) if max(own) >= floor)
    constant = all(u == floor for a in best for u in earned[a])
    return best if constant else None


def _averages(weights: Values, below: list[tuple[Values, ...]]) -> list[Values]:
    if prod(map(len, below)) > MAX_VALUES**2:
        return [v for options in below for v in options] * (MAX_VALUES + 1)
    return [
        tuple(
            sum((p * v[i] for p, v in zip(weights, chosen, strict=True)), Fraction(0))
            for i in range(len(chosen[0]))
        )
        for chosen in itertools.product(*below)
    ]


def _plus(here: Values, there: Values) -> Values:
    return tuple(a + b for a, b in zip(here, there, strict=True))


def _product_answer(place: TreeAt, supports: Supports) -> RegimeAnswer:
    game = place.game
    tied = [number for number, support in enumerate(supports) if len(support) > 1]
    choices = itertools.product(*(support or (0,) for support in supports))
    listed = list(itertools.islice(choices, MAX_LISTED + 1))
    short = len(listed) > MAX_LISTED
    equilibria = tuple(_equilibrium(place, choice) for choice in listed[:MAX_LISTED])
    return RegimeAnswer(
        pattern=supports,
        equilibria=equilibria,
        components=(tuple(range(len(equilibria))),) if tied else ((0,),),
        conditions=(_any_mixture(game, supports, tied),) if tied else (),
        outcome=tree_outcome(game, equilibria),
        knife_edge=bool(tied),
        complete=True,
        complete_because=COMPLETE + (f"; the first {MAX_LISTED} pure members are listed" if short else ""),
    )


def _any_mixture(game: ExtensiveFormGame, supports: Supports, tied: list[int]) -> Alternative:
    """That at each tied set any mixture over the tied actions is played."""
    names: dict[tuple[int, int], str] = {}
    variables, relations = [], []
    for number in tied:
        one = game.information_sets[number]
        for a in range(1, len(one.actions)):
            names[number, a] = f"p{len(names) + 1}"
            variables.append(Variable(names[number, a], game.players[one.player], one.label, one.actions[a]))
    for number in tied:
        support = supports[number]
        own = {a: names[number, a] for a in range(1, len(game.information_sets[number].actions))}
        relations += [f"{text} = 0" for a, text in own.items() if a not in support]
        loose = [text for a, text in own.items() if a in support]
        relations += [f"{text} >= 0" for text in loose]
        relations.append(f"{' + '.join(loose)} {'<=' if 0 in support else '='} 1")
    return Alternative(tuple(variables), tuple(relations))


def _pure_answer(place: TreeAt) -> RegimeAnswer:
    """The equilibria in pure strategies alone, which need no polynomial relations."""
    choices = list(itertools.islice(_pure_choices(place), MAX_COMPARED))
    listed = choices[:MAX_LISTED]
    equilibria = tuple(_equilibrium(place, choice) for choice in listed)
    return RegimeAnswer(
        pattern=("pure", tuple(choices)),
        equilibria=equilibria,
        components=tuple((i,) for i in range(len(listed))),
        outcome=tree_outcome(place.game, equilibria),
        knife_edge=True,
        complete=False,
        complete_because=PURE_ONLY if len(choices) == len(listed) else f"{PURE_ONLY}; {MAX_LISTED} are shown",
    )


def _pure_choices(place: TreeAt) -> Iterator[tuple[int, ...]]:
    """One action per information set (0 for chance), over all pure equilibria."""
    game = place.game
    found: dict[int, list[tuple[Values, Mapping[int, int]]]] = {}
    for node in range(len(game.children) - 1, -1, -1):
        here = tuple(table[node] for table in place.payoffs)
        below = [found.pop(child) for child in game.children[node]]
        if not below:
            found[node] = [(here, {})]
            continue
        number = game.set_of[node]
        player = game.information_sets[number].player
        rows: list[tuple[Values, Mapping[int, int]]] = []
        for chosen in itertools.islice(itertools.product(*below), 4 * MAX_COMPARED):
            plan = {n: a for _, own in chosen for n, a in own.items()}
            if player == CHANCE:
                total = _averages(place.probabilities[number] or (), [(v,) for v, _ in chosen])[0]
                rows.append((_plus(here, total), plan))
                continue
            earned = [v[player] for v, _ in chosen]
            best = max(earned)
            rows += [
                (_plus(here, chosen[a][0]), {**plan, number: a}) for a, u in enumerate(earned) if u == best
            ]
        found[node] = rows[: 4 * MAX_COMPARED]
    for _, whole in found[0]:
        yield tuple(whole.get(number, 0) for number in range(len(game.information_sets)))


def _equilibrium(place: TreeAt, choice: tuple[int, ...]) -> RegimeEquilibrium:
    """The pure profile with one action per information set, and what it pays."""
    game = place.game
    profile = tuple(
        None if one.player == CHANCE else tuple(Fraction(int(a == chosen)) for a in range(len(one.actions)))
        for one, chosen in zip(game.information_sets, choice, strict=True)
    )

    def payoff(player: int, node: int) -> Number:
        here = place.payoffs[player][node]
        below = game.children[node]
        if not below:
            return here
        number = game.set_of[node]
        weights = place.probabilities[number]
        if weights is None:
            return here + payoff(player, below[choice[number]])
        return here + sum(
            (p * payoff(player, child) for p, child in zip(weights, below, strict=True)), Fraction(0)
        )

    return RegimeEquilibrium(profile, tuple(payoff(i, 0) for i in range(len(game.players))))


def _numeric_answer(place: TreeAt, name: str, value: Fraction) -> RegimeAnswer:
    """The answer of the general solver at a rational place."""
    found = subgame_perfect(place.game.at({name: value}))
    equilibria = tuple(RegimeEquilibrium(one.profile, one.payoffs) for one in found.equilibria)
    return RegimeAnswer(
        pattern=("numbers", tuple(one.profile for one in found.equilibria), found.conditions),
        equilibria=equilibria,
        components=found.components,
        conditions=found.conditions,
        outcome=tree_outcome(place.game, equilibria),
        knife_edge=found.knife_edge,
        complete=found.complete,
        complete_because=found.complete_because,
    )
