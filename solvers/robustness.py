"""How far the parameters of a game may move from a calibration before an equilibrium stops being one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cmp_to_key
from typing import Any

from ..games.algebraic import Real
from ..games.errors import InvalidInput, UnsupportedGame
from ..games.exact import rational
from ..games.extensive_form import ExtensiveFormGame
from ..games.normal_form import NormalFormGame
from ..games.relations import Relation
from ..games.robustness_result import Flip, Robustness
from ..games.wording import listed
from .case_splits import resolve
from .nearest_point import Nearest, nearest_point, row_of
from .parameter_line import Stretch, stretches
from .payoff_formulas import Constraint
from .radius_search import Box, radius_bounds
from .robust_needs import Needs, needs_of, words_of

BEYOND = Fraction(1)
"""How far single parameters are followed beyond their ranges, in widths of the range."""

NO_GAME = "there is no game: a formula divides by zero, or probabilities are no distribution"


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
        ``{player: {information set: action}}``; in 2×2 games also ``"mixed"``, that in which both mix, as
        long as they do. Without it the one at the calibration.

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
    case = needs_of(shown, center, free, profile)
    wrong = case.failing(center)
    if wrong is None or wrong >= 0:
        problem = NO_GAME if wrong is None else f"this fails: {words_of(case.needs[wrong])}"
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


def _radius(
    case: Needs, center: Mapping[str, Fraction], ranges: Box
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


def _ends(case: Needs) -> Iterator[tuple[tuple[Relation, ...], str]]:
    """The regions, within the ranges, in which the profile is no equilibrium, and what fails in each."""
    within = case.domain.relations
    for need in case.needs:
        against = Constraint(-need.value, ">", need.words)
        for relations in resolve((against,), case.formulas, within):
            yield (*relations, *within), words_of(need)
    for one in case.domain.excluded:
        yield (*one.relations, *within), NO_GAME


def _flip(case: Needs, name: str, center: Mapping[str, Fraction], ends: tuple[Fraction, Fraction]) -> Flip:
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
    case: Needs, name: str, center: Mapping[str, Fraction], start: Fraction, end: Fraction
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
            return value, NO_GAME if wrong is None else words_of(case.needs[wrong])
    return None, ""
