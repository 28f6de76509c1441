"""What follows from polynomial relations: contradictions, implications, and points at which all of them hold.

Every product of parameters counts as a variable of its own, so that linear programming applies. What it
proves, a contradiction or an implication, holds for the polynomials; a point that it finds is one only where
all relations are linear, and elsewhere points are searched for and checked exactly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np

from ..games.linear_rows import Row
from ..games.parameter_polynomial import Monomial, ParameterPolynomial, terms_text
from ..games.payoff_table import Array
from ..games.relations import Domain, Relation
from .polyhedron import feasible, implied

SAMPLES = 4_096
CHECKED = 40
"""Points of a search that are proposed in floats, and how many of those that fit are checked exactly."""

TRIED = 2_048
CLEAR = 1e-9
"""Points in floats that show, by this margin, that a proof need not be looked for because there is none."""


@lru_cache(maxsize=50_000)
def row_of(relation: Relation) -> Row:
    """Return the relation as a linear row, in which a product of parameters is a variable of its own.

    Examples
    --------
    >>> k, w = ParameterPolynomial.variable("k"), ParameterPolynomial.variable("w")
    >>> str(row_of(Relation(k * w - k, ">=")))
    '-k + k*w >= 0'
    """
    coefficients = {_name(m): c for m, c in sorted(relation.polynomial.terms.items()) if m}
    return Row(coefficients, relation.polynomial.constant_term, relation.sign == ">", relation.sign == "=")


def contradictory(relations: Sequence[Relation]) -> bool:
    """Whether it is proven that the relations never hold together.

    Examples
    --------
    >>> k = ParameterPolynomial.variable("k")
    >>> contradictory([Relation(k * k, ">="), Relation(-k * k, ">")])
    True
    """
    known = {r for r in relations if r.sign != "="}
    if any(r.never for r in relations):
        return True
    for r in known:
        if r.sign == ">" and ({Relation(-r.polynomial, ">"), Relation(-r.polynomial, ">=")} & known):
            return True
    return not _seen(relations).any() and _impossible(frozenset(relations))


@lru_cache(maxsize=20_000)
def _impossible(relations: frozenset[Relation]) -> bool:
    rows = [row_of(r) for r in sorted(relations, key=str)]
    return not isinstance(feasible([*rows, *_squares(relations)]), dict)


def follows(relations: Sequence[Relation], one: Relation) -> bool:
    """Whether it is proven that `one` holds wherever all of `relations` do.

    Examples
    --------
    >>> k = ParameterPolynomial.variable("k")
    >>> follows([Relation(k, ">")], Relation(k, ">="))
    True
    """
    if one.always or one in relations:
        return True
    if one.sign != "=" and (_seen(relations) & (_heights(one.polynomial) < -CLEAR)).any():
        return False
    return _follows(frozenset(relations), one)


@lru_cache(maxsize=20_000)
def _follows(relations: frozenset[Relation], one: Relation) -> bool:
    rows = [row_of(r) for r in sorted(relations, key=str)]
    return implied([*rows, *_squares([*relations, one])], row_of(one))


def without_implied(relations: Sequence[Relation], domain: Sequence[Relation]) -> tuple[Relation, ...]:
    """Return the relations without those that the others and the domain are proven to imply."""
    kept = list(dict.fromkeys(r for r in relations if not r.always))
    for one in reversed(tuple(kept)):
        others = [r for r in kept if r is not one]
        if follows([*others, *domain], one):
            kept = others
    return tuple(kept)


def find_point(
    relations: Sequence[Relation], domain: Domain, names: Sequence[str]
) -> Mapping[str, Fraction] | None:
    """Return values for all `names` at which the relations hold and the game exists, or None.

    None is a proof that there are no such values only where all relations are linear and nothing is excluded.
    """
    wanted = [*relations, *domain.relations]
    if all(r.polynomial.is_linear for r in wanted):
        point = feasible([row_of(r) for r in wanted])
        if not isinstance(point, dict):
            return None
        found = {name: point.get(name, Fraction(0)) for name in names}
        if domain.holds_at(found):
            return found
    return _searched(wanted, domain, names)


@lru_cache(maxsize=2_000)
def _heights(polynomial: ParameterPolynomial) -> Array:
    """The values of a polynomial at the points that are tried, the same ones for all polynomials."""
    values = {name: _column(name) for name in polynomial.names}
    return np.broadcast_to(np.asarray(_floats(polynomial, values)), (TRIED,))


@lru_cache(maxsize=200)
def _column(name: str) -> Array:
    """The values of one parameter at those points: of all sizes, most of them small."""
    random = np.random.default_rng(list(name.encode()))
    sizes: Array = random.choice([1.0, 5.0, 30.0], size=TRIED)
    return random.normal(size=TRIED) * sizes


def _seen(relations: Sequence[Relation]) -> Array:
    """Which of the points clearly satisfy all relations; a wrong one costs a simplification, no more."""
    found = np.ones(TRIED, dtype=bool)
    for r in relations:
        found &= (_heights(r.polynomial) > CLEAR) & (r.sign != "=")
    return found


def _searched(
    wanted: Sequence[Relation], domain: Domain, names: Sequence[str]
) -> Mapping[str, Fraction] | None:
    """Try points with small denominators, the same ones every time; those with the least shortfall first."""
    random = np.random.default_rng(0)
    box = {name: _range(wanted, name) for name in names}
    parts = random.integers(0, 49, size=(len(names), SAMPLES))
    values = {
        name: float(box[name][0]) + float(box[name][1] - box[name][0]) * parts[i] / 48
        for i, name in enumerate(names)
    }
    good = np.ones(SAMPLES, dtype=bool)
    for r in wanted:
        heights = np.broadcast_to(np.asarray(_floats(r.polynomial, values)), (SAMPLES,))
        good &= np.abs(heights) < 1e-9 if r.sign == "=" else heights > 0 if r.sign == ">" else heights > -1e-9
    for place in np.flatnonzero(good)[:CHECKED]:
        exact = {
            name: box[name][0] + (box[name][1] - box[name][0]) * Fraction(int(parts[i, place]), 48)
            for i, name in enumerate(names)
        }
        if all(r.holds_at(exact) for r in wanted) and domain.holds_at(exact):
            return exact
    return None


def _range(wanted: Sequence[Relation], name: str) -> tuple[Fraction, Fraction]:
    """The range of a parameter that relations in it alone state; a range around zero elsewhere."""
    low: Fraction | None = None
    high: Fraction | None = None
    for r in wanted:
        if r.polynomial.names == (name,) and r.polynomial.is_linear and r.sign != "=":
            slopes, constant = r.polynomial.linear_parts()
            end = -constant / slopes[name]
            if slopes[name] > 0:
                low = end if low is None else max(low, end)
            else:
                high = end if high is None else min(high, end)
    if low is None:
        low = Fraction(-12) if high is None else high - 24
    if high is None or high <= low:
        high = low + 24
    return low, high


def _floats(polynomial: ParameterPolynomial, values: Mapping[str, Any]) -> Any:
    total: Any = 0.0
    for monomial, c in polynomial.terms.items():
        term: Any = float(c)
        for name, power in monomial:
            term = term * values[name] ** power
        total = total + term
    return total


def _squares(relations: Sequence[Relation] | frozenset[Relation]) -> list[Row]:
    """That products of even powers are not negative."""
    found = {m for r in relations for m in r.polynomial.terms if m and all(power % 2 == 0 for _, power in m)}
    return [Row({_name(m): Fraction(1)}) for m in sorted(found)]


def _name(monomial: Monomial) -> str:
    return terms_text([(monomial, Fraction(1))])
