"""Draws of uncertain parameters: random, Sobol points or a grid, exact, and each a function of its number.

Draw number i depends on the seed and on i alone. So any stretch of draws can be made anywhere, in any order,
and is the same.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from ..games.errors import InvalidInput
from ..games.exact import number_text
from .distribution_input import MOST_DIGITS, distribution_of, read_distribution
from .distributions import Distribution, Floats, Integers, prints_exactly, whole
from .rank_correlation import Correlation, correlated, rank_correlation
from .sobol import saltelli_shares

METHODS = ("random", "sobol", "grid", "saltelli")
MOST_DRAWS = 2**30
MOST_POINTS = 10_000
MOST_SEED = 2**64 - 1
MOST_SALIB_SEED = 2**32 - 1
BLOCK = 4
"""Numbers of 64 bits that the Philox generator makes at a time."""


@dataclass(frozen=True, slots=True)
class Draws:
    """A stretch of draws: per parameter whole numbers over one denominator.

    Attributes
    ----------
    start : the number of the first draw.
    numerators : by name, one whole number per draw.
    denominators : by name.
    """

    start: int
    numerators: Mapping[str, Integers]
    denominators: Mapping[str, int]
    count: int

    def __len__(self) -> int:
        return self.count

    def at(self, row: int) -> dict[str, Fraction]:
        """Return the numbers of one draw, counted from the start of the stretch."""
        return {name: self.value(name, row) for name in self.numerators}

    def value(self, name: str, row: int) -> Fraction:
        """Return the number of one parameter in one draw."""
        return Fraction(int(self.numerators[name][row]), self.denominators[name])


@dataclass(frozen=True, slots=True)
class DrawPlan:
    """How parameters are drawn: what `draws_plan` checked.

    Attributes
    ----------
    distributions : by name of parameter.
    method : ``random``, ``sobol``, ``grid`` or ``saltelli``.
    draws : how many there are.
    seed : of the random numbers, and of the scrambling of Sobol points.
    digits : how finely ranges are divided, as a power of ten.
    correlation : between the ranks, in the order of the distributions; empty for independent parameters.
    points : of a grid, how many values a range has.
    """

    distributions: Mapping[str, Distribution]
    method: str
    draws: int
    seed: int
    digits: int
    correlation: Correlation
    points: int

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters that vary."""
        return tuple(self.distributions)

    def between(self, start: int, stop: int) -> Draws:
        """Return the draws with the numbers `start` to `stop` - 1.

        Examples
        --------
        >>> plan = draws_plan({"k": (2, 12), "w": ("1/2", 2)}, draws=5, seed=1)
        >>> {name: str(value) for name, value in plan.between(3, 4).at(0).items()}
        {'k': '936851/100000', 'w': '4382/3125'}
        >>> plan.between(3, 4).at(0) == plan.between(0, 5).at(3)
        True
        """
        if self.method == "grid":
            return self._grid(start, stop)
        shares = correlated(self._shares(start, stop), self.correlation)
        numerators = {
            name: one.numerators(shares[:, j]) for j, (name, one) in enumerate(self.distributions.items())
        }
        denominators = {name: one.denominator for name, one in self.distributions.items()}
        return Draws(start, numerators, denominators, stop - start)

    def _shares(self, start: int, stop: int) -> Floats:
        """Numbers between 0 and 1, neither included: one row per draw, one column per parameter."""
        count, width = stop - start, len(self.distributions)
        if self.method == "sobol":
            from scipy.stats import qmc

            engine = qmc.Sobol(width, scramble=True, seed=np.random.default_rng(self.seed))
            if start:
                engine.fast_forward(start)
            with warnings.catch_warnings():  # that the first points are no power of two is for the caller
                warnings.simplefilter("ignore")
                points: Floats = engine.random(count)
            middles: Floats = points + 2.0 ** -(engine.bits + 1)
            return middles
        if self.method == "saltelli":
            return saltelli_shares(width, self.draws // (width + 2), self.seed)[start:stop]
        blocks = -(-width // BLOCK)
        source = np.random.Philox(key=self.seed)
        source.advance(start * blocks)
        raw = source.random_raw(count * blocks * BLOCK).reshape(count, blocks * BLOCK)[:, :width]
        heads = (raw >> np.uint64(11)).astype(np.float64)
        found: Floats = (heads + 0.5) * 2.0**-53
        return found

    def _grid(self, start: int, stop: int) -> Draws:
        numbers = np.arange(start, stop)
        numerators: dict[str, Integers] = {}
        denominators: dict[str, int] = {}
        below = 1
        for name, one in reversed(tuple(self.distributions.items())):  # the last parameter runs fastest
            levels = one.levels(self.points)
            denominators[name] = math.lcm(*(level.denominator for level in levels))
            heads = whole([int(level * denominators[name]) for level in levels])
            numerators[name] = heads[numbers // below % len(levels)]
            below *= len(levels)
        order = self.names
        return Draws(
            start, {n: numerators[n] for n in order}, {n: denominators[n] for n in order}, stop - start
        )

    def prints(self, name: str) -> bool:
        """Whether each draw of a parameter is the decimal that its float prints as."""
        one = self.distributions[name]
        if self.method == "grid":
            return all(prints_exactly(level) for level in one.levels(self.points))
        return one.prints

    def to_json(self) -> dict[str, Any]:
        """The plan as plain data."""
        return {
            "parameters": {name: one.to_json() for name, one in self.distributions.items()},
            "method": self.method,
            "draws": self.draws,
            "seed": self.seed,
            "digits": self.digits,
            "correlation": [[number_text(x) for x in row] for row in self.correlation],
            "points": self.points,
        }


def draws_plan(
    vary: Mapping[str, Any],
    *,
    draws: int = 1_000,
    seed: int = 0,
    method: str = "random",
    digits: int = 6,
    correlation: Any = None,
    points: int = 10,
) -> DrawPlan:
    """Return how to draw the parameters in `vary`, once everything about it makes sense.

    Parameters
    ----------
    vary : by name, what `distribution_of` takes.
    draws : how many; of a grid, the product of its values instead; of ``saltelli`` a power of two, of which
        there are as many draws as two more than there are parameters.
    seed : a whole number from 0.
    method : ``random``, ``sobol`` (scrambled; a power of two of draws is best), ``grid``, or ``saltelli``, as
        Sobol indices need it.
    digits : a range is divided into at least 10^digits parts, 1 to 9.
    correlation : of the ranks: a mapping such as ``{("k", "w"): "1/2"}``, or a matrix in the order of `vary`.
    points : of a grid, how many values each range has.

    Raises
    ------
    InvalidInput
        Naming the parameter or the argument that makes no sense, and what would be accepted.

    Examples
    --------
    >>> draws_plan({"k": (2, 12), "w": (1, 2)}, method="grid", points=3).draws
    9
    >>> draws_plan({"k": (2, 12)}, draws=0)
    Traceback (most recent call last):
    quidproquo.games.errors.InvalidInput: draws is 0; a whole number from 1 to 1073741824 is accepted
    """
    if method not in METHODS:
        raise InvalidInput(f"method is {method!r}; accepted: {', '.join(METHODS)}")
    if not vary:
        raise InvalidInput("no parameter varies; a sweep needs at least one")
    _whole_number(draws, "draws", 1, MOST_DRAWS)
    _whole_number(seed, "seed", 0, MOST_SEED)
    _whole_number(digits, "digits", 1, MOST_DIGITS)
    _whole_number(points, "points", 1, MOST_POINTS)
    distributions = {name: distribution_of(given, name, digits) for name, given in vary.items()}
    if method == "grid":
        if correlation is not None:
            raise InvalidInput("a grid has no correlation; method random or sobol is accepted with it")
        draws = math.prod(len(one.levels(points)) for one in distributions.values())
        if draws > MOST_DRAWS:
            raise InvalidInput(f"the grid has {draws} points; at most {MOST_DRAWS} are accepted")
    if method == "saltelli":
        if correlation is not None:
            raise InvalidInput("Sobol indices are of independent parameters; no correlation is accepted")
        if draws & (draws - 1):
            raise InvalidInput(f"draws is {draws}; Sobol indices need a power of two, such as 1024")
        _whole_number(seed, "seed", 0, MOST_SALIB_SEED)
        draws *= len(distributions) + 2
    matrix = rank_correlation(correlation, tuple(distributions))
    return DrawPlan(distributions, method, draws, seed, digits, matrix, points)


def read_plan(data: Mapping[str, Any]) -> DrawPlan:
    """Return the plan that `DrawPlan.to_json` wrote.

    Examples
    --------
    >>> plan = draws_plan({"k": (2, 12), "w": (1, 2)}, correlation={("k", "w"): "1/2"})
    >>> read_plan(plan.to_json()) == plan
    True
    """
    digits = data["digits"]
    distributions = {name: read_distribution(one, name, digits) for name, one in data["parameters"].items()}
    matrix = rank_correlation(data["correlation"] or None, tuple(distributions))
    numbers = (data["draws"], data["seed"], digits)
    return DrawPlan(distributions, data["method"], *numbers, matrix, data["points"])


def _whole_number(value: Any, what: str, least: int, most: int) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise InvalidInput(f"{what} is {value!r}; a whole number from {least} to {most} is accepted")
