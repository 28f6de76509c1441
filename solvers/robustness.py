"""How far the parameters of a game may move from a calibration before an equilibrium stops being one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cmp_to_key
from typing import Any

from ..games.algebraic import Real
from ..games.errors import InvalidInput, UnsupportedGame
from ..games.exact import rational
from ..games.extensive_form import CHANCE, ExtensiveFormGame
from ..games.normal_form import NormalFormGame
from ..games.relations import Domain, Relation
from ..games.robustness_result import Flip, Robustness
from ..games.wording import listed
from .case_splits import resolve
from .conditions import cell_constraints, equilibrium_conditions, formula_table
from .germ import Number
from .inverse import cell_of
from .nearest_point import Nearest, nearest_point, row_of
from .parameter_games import NoGame, table_at, tree_at
from .parameter_line import Stretch, stretches
from .payoff_formulas import Constraint, Formulas
from .pure_nash import pure_nash
from .radius_search import Box, radius_bounds
from .subgame_perfect import continuation_values
from .tree_plans import formula_tree, tree_plans

BEYOND = Fraction(1)
"""How far single parameters are followed beyond their ranges, in widths of the range."""

NO_GAME = "there is no game: a formula divides by zero, or probabilities are no distribution"


@dataclass(frozen=True, slots=True)
class _Case:
    """A profile, what it needs, and the test of every need at any value of the parameters.

    `failing` returns the number of the first need that fails, -1 where all hold, None where there is no game.
    """

    profile: Mapping[str, Any]
    needs: tuple[Constraint, ...]
    formulas: Formulas
    domain: Domain
    failing: Callable[[Mapping[str, Number]], int | None]


def robustness(
    game: Any,
    calibration: Mapping[str, Any],
    ranges: Mapping[str, Sequence[Any]],
    *,
    profile: Any = None,
) -> Robustness:
    """Return how far parameters may move from a calibration before an equilibrium stops being one.

    Parameters
    ----------
    game : a normal form, or a tree with perfect information, with parameters.
    calibration : the value of every parameter.
    ranges : the two ends of the range of each parameter that may move; its width is the unit in which its
        change is measured. Parameters without a range are held fixed.
    profile : the pure equilibrium: strategies in player order, or ``{player: strategy}``; for trees
        ``{player: {information set: action}}``. Without it the one at the calibration.

    Returns
    -------
    Robustness
        The radius: the least joint change within the ranges that ends the equilibrium, a joint change
        being as large as that of the parameter that moves most; exact where the conditions are piecewise
        linear, with proven bounds otherwise. And for each parameter alone the exact values at which it
        flips, looked for up to one width beyond the range.

    Raises
    ------
    InvalidInput
        For parameters without a value or outside their range, and where the profile is no equilibrium at the
        calibration, or none or several are there to choose from.
    UnsupportedGame
        For trees with imperfect information and formulas that are not piecewise rational.

    Notes
    -----
    An equilibrium of a tree is subgame perfect, so that moves off the path count as well.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> from sympy import symbols
    >>> k = symbols("k")
    >>> game = tree(decision("US", {"hold": outcome(k - 11), "trade": outcome(-1)}))
    >>> robustness(game, {"k": 6}, {"k": (2, 12)})
    <Robustness: radius 0.4, k flips it soonest, at 10>
    """
    if not isinstance(game, (NormalFormGame, ExtensiveFormGame)):
        raise UnsupportedGame(f"robustness takes a normal form or a tree; this is a {type(game).__name__}")
    values, free = _checked(game, calibration, ranges)
    fixed = {name: value for name, value in values.items() if name not in free}
    shown = game.at(fixed) if fixed else game
    center = {name: values[name] for name in free}
    outside = next((name for name, (a, b) in free.items() if not a <= center[name] <= b), None)
    if outside is not None:
        a, b = free[outside]
        raise InvalidInput(
            f"{outside} = {center[outside]} is outside its range from {a} to {b}; a wider range is accepted"
        )
    case = _case(shown, center, free, profile)
    wrong = case.failing(center)
    if wrong is None or wrong >= 0:
        problem = NO_GAME if wrong is None else f"this fails: {_words(case.needs[wrong])}"
        raise InvalidInput(f"the profile is no equilibrium at the calibration; {problem}")
    low, high, point, condition, closed = _radius(case, center, free)
    flips = [_flip(case, name, center, free[name]) for name in free]
    flips.sort(key=cmp_to_key(_sooner))
    return Robustness(
        title=game.title,
        form=game.form,
        players=game.players,
        profile=case.profile,
        calibration=center,
        ranges=free,
        held_fixed=fixed,
        radius_low=low,
        radius_high=high,
        point=point,
        condition=condition,
        proven=closed,
        flips=tuple(flips),
        knife_edge=high == 0,
    )


def _checked(
    game: NormalFormGame | ExtensiveFormGame,
    calibration: Mapping[str, Any],
    ranges: Mapping[str, Sequence[Any]],
) -> tuple[dict[str, Fraction], dict[str, tuple[Fraction, Fraction]]]:
    known = listed(game.parameters, most=20) or "none"
    for name in (*calibration, *ranges):
        if name not in game.parameters:
            raise InvalidInput(f"{name!r} is no parameter of this game; its parameters: {known}")
    for name in game.parameters:
        if name not in calibration:
            raise InvalidInput(f"the calibration has no value for {name}; the parameters are {known}")
    values = {name: rational(calibration[name], f"calibration {name}") for name in game.parameters}
    free = {}
    for name in game.parameters:
        if name in ranges:
            ends = ranges[name]
            if isinstance(ends, str) or len(ends) != 2:
                raise InvalidInput(f"the range of {name}: two ends are needed, such as (2, 12)")
            low, high = (rational(end, f"range {name}") for end in ends)
            if not low < high:
                raise InvalidInput(f"the range of {name}: {low} is not below {high}")
            free[name] = (low, high)
    if not free:
        raise InvalidInput(f"no parameter has a range, so that none may move; the parameters are {known}")
    return values, free


def _case(
    game: NormalFormGame | ExtensiveFormGame, center: Mapping[str, Fraction], ranges: Box, profile: Any
) -> _Case:
    if isinstance(game, NormalFormGame):
        return _table_case(game, center, ranges, profile)
    return _tree_case(game, center, ranges, profile)


def _table_case(game: NormalFormGame, center: Mapping[str, Fraction], ranges: Box, profile: Any) -> _Case:
    if profile is None:
        found = pure_nash(game.at(center)).equilibria
        cells = [tuple(mixed.index(1) for mixed in one.profile if mixed is not None) for one in found]
        if len(cells) != 1:
            names = "; ".join(
                ", ".join(own[s] for own, s in zip(game.strategies, cell, strict=True)) for cell in cells
            )
            what = f"there are {len(cells)} pure equilibria: {names}; name one" if cells else "there is none"
            raise InvalidInput(f"at the calibration one pure equilibrium is needed, and {what} as profile")
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
    return _Case(plays, needs, table.formulas, table.domain, failing)


def _tree_case(game: ExtensiveFormGame, center: Mapping[str, Fraction], ranges: Box, profile: Any) -> _Case:
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

    return _Case(profile, plan.constraints, tree.formulas, tree.domain, failing)


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
    texts = [_words(need) for need in needs]
    return min((texts.index(text) for text in wrong), default=-1)


def _radius(
    case: _Case, center: Mapping[str, Fraction], ranges: Box
) -> tuple[Fraction, Fraction | None, Mapping[str, Fraction] | None, str, bool]:
    """Bounds on the radius, its point, what fails there, and whether the bounds are close."""
    units = {name: b - a for name, (a, b) in ranges.items()}
    high: Fraction | None = None
    point: Mapping[str, Fraction] | None = None
    condition = ""
    curved = []
    for relations, words in _ends(case):
        if not all(one.polynomial.is_linear for one in relations):
            curved.append((relations, words))
            continue
        found = nearest_point([row_of(one) for one in relations], center, units)
        if isinstance(found, Nearest) and (high is None or found.distance < high):
            high, point, condition = found.distance, found.point, words
    low, closed = high, True
    for relations, words in curved:
        if any(one.sign == "=" for one in relations):
            raise UnsupportedGame(
                f"the radius is not worked out under equations that are not linear, as here for this: {words}"
            )
        bounds = radius_bounds(relations, center, ranges, Fraction(1) if high is None else high)
        low = bounds.low if low is None else min(low, bounds.low)
        closed &= bounds.closed
        if bounds.high is not None and (high is None or bounds.high < high):
            high, point, condition = bounds.high, bounds.point, words
    return (Fraction(1) if low is None else low), high, point, condition, closed


def _ends(case: _Case) -> Iterator[tuple[tuple[Relation, ...], str]]:
    """The regions, within the ranges, in which the profile is no equilibrium, and what fails in each."""
    within = case.domain.relations
    for need in case.needs:
        against = Constraint(-need.value, ">", need.words)
        for relations in resolve((against,), case.formulas, within):
            yield (*relations, *within), _words(need)
    for one in case.domain.excluded:
        yield (*one.relations, *within), NO_GAME


def _flip(case: _Case, name: str, center: Mapping[str, Fraction], ends: tuple[Fraction, Fraction]) -> Flip:
    """How far one parameter may move alone: exact roots on either side."""
    here, beyond = center[name], BEYOND * (ends[1] - ends[0])
    below = _first_change(case, name, center, here, ends[0] - beyond)
    above = _first_change(case, name, center, here, ends[1] + beyond)
    return Flip(name, here, *ends, below[0], above[0], below[1], above[1])


def _sooner(one: Flip, other: Flip) -> int:
    """Compare two flips: those within the range come first, nearer ones before others."""
    if one.inside != other.inside or one.distance is None or other.distance is None:
        return (other.inside - one.inside) or (one.distance is None) - (other.distance is None)
    return (one.distance > other.distance) - (one.distance < other.distance)


def _first_change(
    case: _Case, name: str, center: Mapping[str, Fraction], start: Fraction, end: Fraction
) -> tuple[Real | None, str]:
    found: Sequence[Stretch[Any]] = stretches(
        lambda parameter: (case.failing({**center, name: parameter}),), min(start, end), max(start, end)
    )
    if end < start:
        found = list(reversed(found))
    for one in found:
        wrong = None if one.answer is None else one.answer[0]
        if wrong != -1:
            value = one.low if one.is_point or end > start else one.high
            return value, NO_GAME if wrong is None else _words(case.needs[wrong])
    return None, ""


def _words(need: Constraint) -> str:
    return "; ".join(need.words)
