"""An equilibrium as what it needs: comparisons in the parameters, and their test at any value of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ..games.errors import InvalidInput
from ..games.extensive_form import CHANCE, ExtensiveFormGame
from ..games.normal_form import NormalFormGame
from ..games.relations import Domain
from .conditions import cell_constraints, equilibrium_conditions, formula_table
from .germ import Number
from .inverse import cell_of
from .parameter_games import NoGame, table_at, tree_at
from .payoff_formulas import Constraint, Formulas
from .pure_nash import pure_nash
from .radius_search import Box
from .subgame_perfect import continuation_values
from .tree_plans import formula_tree, tree_plans

MIXED = "mixed"
"""The profile of a 2×2 game in which both players mix."""


@dataclass(frozen=True, slots=True)
class Needs:
    """A profile, what it needs, and the test of every need at any value of the parameters.

    `failing` returns the number of the first need that fails, -1 where all hold, None where there is no game.
    """

    profile: Mapping[str, Any]
    needs: tuple[Constraint, ...]
    formulas: Formulas
    domain: Domain
    failing: Callable[[Mapping[str, Number]], int | None]


def needs_of(
    game: NormalFormGame | ExtensiveFormGame, center: Mapping[str, Fraction], ranges: Box, profile: Any
) -> Needs:
    """Return what a profile needs to be an equilibrium; without one, that of the calibration `center`.

    Raises
    ------
    InvalidInput
        For a profile that is none, and where there is none or more than one to choose.
    """
    if isinstance(game, NormalFormGame) and profile in (MIXED, [MIXED]):
        return _mixed_case(game, center, ranges)
    if isinstance(game, NormalFormGame):
        return _table_case(game, center, ranges, profile)
    return _tree_case(game, center, ranges, profile)


def _table_case(game: NormalFormGame, center: Mapping[str, Fraction], ranges: Box, profile: Any) -> Needs:
    if profile is None:
        found = pure_nash(game.at(center)).equilibria
        cells = [tuple(mixed.index(1) for mixed in one.profile if mixed is not None) for one in found]
        if len(cells) != 1:
            names = "; ".join(
                ", ".join(own[s] for own, s in zip(game.strategies, cell, strict=True)) for cell in cells
            )
            what = f"there are {len(cells)} pure equilibria: {names}; name one" if cells else "there is none"
            also = f", or {MIXED!r}, in which both mix," if game.shape == (2, 2) else ""
            raise InvalidInput(
                f"at the calibration one pure equilibrium is needed, and {what}{also} as profile"
            )
        (cell,) = cells
    else:
        words = [profile.get(who, "") for who in game.players] if isinstance(profile, Mapping) else profile
        cell = cell_of(game, [str(word) for word in words], "profile")
    table = formula_table(game, ranges)

    def failing(values: Mapping[str, Number]) -> int | None:
        number = 0
        for player, payoffs in enumerate(table_at(game, values).payoffs):
            own = payoffs[(*cell[:player], slice(None), *cell[player + 1 :])]
            for other in range(len(own)):
                if other != cell[player]:
                    if own[cell[player]] < own[other]:
                        return number
                    number += 1
        return -1

    plays = {who: own[s] for who, own, s in zip(game.players, game.strategies, cell, strict=True)}
    needs = tuple(cell_constraints(table, cell))
    return Needs(plays, needs, table.formulas, table.domain, failing)


def _mixed_case(game: NormalFormGame, center: Mapping[str, Fraction], ranges: Box) -> Needs:
    """Both mix as long as neither has one best reply to both strategies of the other."""
    if game.shape != (2, 2):
        raise InvalidInput(
            f"the profile {MIXED!r} is of two players with two strategies each; name strategies"
        )
    table = formula_table(game, ranges)
    places = [(player, other) for player in (0, 1) for other in (0, 1)]

    def cells(player: int, other: int) -> tuple[tuple[int, int], tuple[int, int]]:
        return ((0, other), (1, other)) if player == 0 else ((other, 0), (other, 1))

    numbers = table_at(game, center).payoffs
    signs = []
    for player, other in places:
        first, second = cells(player, other)
        gap = numbers[player][first] - numbers[player][second]
        signs.append((gap > 0) - (gap < 0))
    if signs[0] * signs[1] >= 0 or signs[2] * signs[3] >= 0:
        raise InvalidInput("there is no equilibrium at the calibration in which both players mix")
    needs = []
    for (player, other), sign in zip(places, signs, strict=True):
        first, second = cells(player, other)
        gap = table.payoffs[player][first] - table.payoffs[player][second]
        own, against = game.strategies[player], game.strategies[1 - player][other]
        better, worse = own if sign > 0 else own[::-1]
        words = f"{game.players[player]}: {better} is at least as good as {worse} against {against}"
        needs.append(Constraint(gap if sign > 0 else -gap, ">=", (words,)))

    def failing(values: Mapping[str, Number]) -> int | None:
        payoffs = table_at(game, values).payoffs
        for number, ((player, other), sign) in enumerate(zip(places, signs, strict=True)):
            first, second = cells(player, other)
            if sign * (payoffs[player][first] - payoffs[player][second]) < 0:
                return number
        return -1

    plays = {
        who: f"{own[0]} and {own[1]}, mixed" for who, own in zip(game.players, game.strategies, strict=True)
    }
    return Needs(plays, tuple(needs), table.formulas, table.domain, failing)


def _tree_case(game: ExtensiveFormGame, center: Mapping[str, Fraction], ranges: Box, profile: Any) -> Needs:
    if profile is None:
        best = continuation_values(game.at(center)).optimal
        choices = {game.set_of[node]: actions[0] for node, actions in best.items()}
        profile = {}
        for number, action in choices.items():
            one = game.information_sets[number]
            profile.setdefault(game.players[one.player], {})[one.label] = one.actions[action]
    else:
        equilibrium_conditions(game, profile)  # refuses a profile that is none, in its own words
    choices = {
        number: one.actions.index(profile[game.players[one.player]][one.label])
        for number, one in enumerate(game.information_sets)
        if one.player != CHANCE
    }
    tree = formula_tree(game, ranges)
    (plan,) = tree_plans(tree, choices)

    def failing(values: Mapping[str, Number]) -> int | None:
        try:
            here = tree_at(game, values)
        except NoGame:
            return None
        return _first_failing(game, here.payoffs, here.probabilities, choices, plan.constraints)

    return Needs(profile, plan.constraints, tree.formulas, tree.domain, failing)


def _first_failing(
    game: ExtensiveFormGame,
    payoffs: Sequence[Sequence[Number]],
    probabilities: Sequence[Any],
    choices: Mapping[int, int],
    needs: Sequence[Constraint],
) -> int:
    """The place of the first need that fails, found from the numbers of the tree and not from the needs."""
    values: list[list[Any]] = [[] for _ in game.children]
    wrong: list[str] = []
    for node in range(len(game.children) - 1, -1, -1):
        own: list[Any] = [table[node] for table in payoffs]
        below = game.children[node]
        if below:
            number = game.set_of[node]
            one = game.information_sets[number]
            if one.player == CHANCE:
                for p, child in zip(probabilities[number], below, strict=True):
                    own = [x + p * y for x, y in zip(own, values[child], strict=True)]
            else:
                chosen = values[below[choices[number]]]
                for action, child in enumerate(below):
                    if chosen[one.player] < values[child][one.player]:
                        names = one.actions[choices[number]], one.actions[action]
                        wrong.append(
                            f"{game.players[one.player]} at {one.label}: {names[0]} is at least as good as "
                            f"{names[1]}"
                        )
                own = [x + y for x, y in zip(own, chosen, strict=True)]
        values[node] = own
    texts = [words_of(need) for need in needs]
    return min((texts.index(text) for text in wrong), default=-1)


def words_of(need: Constraint) -> str:
    """What a comparison means."""
    return "; ".join(need.words)
