"""Regions as functions of the signs of irreducible polynomials, and those signs on a grid, exactly."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np

from ..games.parameter_polynomial import ParameterPolynomial
from ..games.payoff_table import Array
from ..games.regime_grid import Axis
from ..games.region_map import RegionMap
from ..games.relations import RegionCase, Relation
from .parameter_factors import factors

MOST = 1e30
"""The largest values that floats are asked about; beyond them, and below the inverse, all is exact."""

Test: TypeAlias = tuple[int, tuple[tuple[int, int], ...], str]
"""A relation: the sign in front, the factors with their powers, and how it compares with zero."""


@dataclass(frozen=True, slots=True)
class RegionSigns:
    """The regions of a map, given the sign of each of its `factors`.

    ``regions[r]`` are the alternatives of region r, `domain` what the game needs, `excluded` and `ties` the
    alternatives where it has no value, and where mixtures have too many best replies.
    """

    factors: tuple[ParameterPolynomial, ...]
    regions: tuple[tuple[tuple[Test, ...], ...], ...]
    domain: tuple[Test, ...]
    excluded: tuple[tuple[Test, ...], ...]
    ties: tuple[tuple[Test, ...], ...]

    def answers(self, signs: Sequence[Any]) -> list[Any]:
        """Return whether each region holds, then whether there is a tie, then whether there is a game.

        `signs` has one entry per factor, -1, 0 or 1: numbers, or arrays for many points at once.
        """
        game = _all(self.domain, signs)
        for case in self.excluded:
            game = game & ~_all(case, signs)
        found = [game & _any(cases, signs) for cases in self.regions]
        return [*found, game & _any(self.ties, signs), game]


def region_signs(found: RegionMap) -> RegionSigns:
    """Return the regions of a map in terms of the signs of irreducible polynomials."""
    numbers: dict[ParameterPolynomial, int] = {}

    def test(relation: Relation) -> Test:
        sign, parts = factors(relation.polynomial)
        return sign, tuple((numbers.setdefault(p, len(numbers)), power) for p, power in parts), relation.sign

    def alternatives(cases: Sequence[RegionCase]) -> tuple[tuple[Test, ...], ...]:
        return tuple(tuple(map(test, case.relations)) for case in cases)

    regions = tuple(alternatives(region.conditions.cases) for region in found.regions)
    domain = tuple(map(test, found.domain.relations))
    excluded, ties = alternatives(found.domain.excluded), alternatives(found.ties)
    return RegionSigns(tuple(numbers), regions, domain, excluded, ties)


def grid_signs(polynomial: ParameterPolynomial, first: Axis, second: Axis) -> Array:
    """Return the sign of a polynomial at every point of a grid; ``[j, i]`` is value j of the second axis.

    Floats decide where their error is provably smaller than the value; the other points are exact.

    Examples
    --------
    >>> k, w = ParameterPolynomial.variable("k"), ParameterPolynomial.variable("w")
    >>> grid_signs(k - w, Axis("k", Fraction(0), Fraction(2), 3), Axis("w", Fraction(1), Fraction(2), 2))
    array([[-1,  0,  1],
           [-1, -1,  0]], dtype=int8)
    """
    shape = (second.steps, first.steps)
    values, doubt = _floats(polynomial, first, second)
    signs = np.zeros(shape, dtype=np.int8)
    signs[values > doubt] = 1
    signs[values < -doubt] = -1
    sure = (values > doubt) | (values < -doubt)
    for j, i in np.argwhere(~sure):
        exact = polynomial.value({first.name: first.value(int(i)), second.name: second.value(int(j))})
        signs[j, i] = (exact > 0) - (exact < 0)
    return signs


def _floats(polynomial: ParameterPolynomial, first: Axis, second: Axis) -> tuple[Array, Array]:
    """The values in floats, and a bound on their errors; NaN where floats cannot tell."""
    shape = (second.steps, first.steps)
    largest = max(abs(c) for c in polynomial.terms.values())
    try:
        x = np.array([float(v) for v in first.values])[None, :]
        y = np.array([float(v) for v in second.values])[:, None]
    except OverflowError:
        x = y = np.full((1, 1), math.inf)
    sizes = np.abs(np.concatenate([x.ravel(), y.ravel()]))
    if ((sizes > MOST) | ((sizes > 0) & (sizes < 1 / MOST))).any():
        return np.full(shape, math.nan), np.full(shape, math.nan)
    total, size = np.zeros(shape), np.zeros(shape)
    degree = 0
    with np.errstate(all="ignore"):
        for monomial, c in polynomial.terms.items():
            powers = dict(monomial)
            a, b = powers.get(first.name, 0), powers.get(second.name, 0)
            term = float(Fraction(c, 1) / largest) * x**a * y**b
            total, size = total + term, size + np.abs(term)
            degree = max(degree, a + b)
        # each factor, power and sum is rounded once or a few times; four times that many is a safe bound
        steps = 4 * (2 * degree + len(polynomial.terms) + 4)
        return total, size * (steps * 2.0**-52) + 2.0**-1000


def _all(tests: Sequence[Test], signs: Sequence[Any]) -> Any:
    found: Any = np.True_
    for one in tests:
        found = found & _holds(one, signs)
    return found


def _any(cases: Sequence[Sequence[Test]], signs: Sequence[Any]) -> Any:
    found: Any = np.False_
    for tests in cases:
        found = found | _all(tests, signs)
    return found


def _holds(test: Test, signs: Sequence[Any]) -> Any:
    value: Any = np.int8(test[0])
    for number, power in test[1]:
        value = value * (signs[number] if power % 2 else abs(signs[number]))
    return value == 0 if test[2] == "=" else value > 0 if test[2] == ">" else value >= 0
