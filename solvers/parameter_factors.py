"""Common divisors and factors of polynomials in parameters, computed by FLINT."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

from ..games.parameter_polynomial import ONE, ZERO, Monomial, ParameterFraction, ParameterPolynomial


@lru_cache(maxsize=10_000)
def factors(polynomial: ParameterPolynomial) -> tuple[int, tuple[tuple[ParameterPolynomial, int], ...]]:
    """Return the sign and the irreducible factors, each with its power; positive numbers are left out.

    Examples
    --------
    >>> k = ParameterPolynomial.variable("k")
    >>> sign, found = factors(ParameterPolynomial.constant(8) - k * k * ParameterPolynomial.constant(2))
    >>> sign, [(str(one), power) for one, power in found]
    (-1, [('k + 2', 1), ('k - 2', 1)])
    """
    if polynomial.is_constant:
        value = polynomial.constant_term
        return (value > 0) - (value < 0), ()
    if polynomial.is_linear:
        lead = _lead(polynomial)
        return (1 if lead > 0 else -1), ((polynomial.scaled(Fraction(1 if lead > 0 else -1)).primitive(), 1),)
    names = polynomial.names
    constant, parts = _flint(polynomial, names).factor()
    sign = 1 if constant > 0 else -1
    found = []
    for part, power in parts:
        one = _ours(part, names)
        if _lead(one) < 0:
            one = -one
            sign = -sign if power % 2 else sign
        found.append((one, int(power)))
    return sign, tuple(sorted(found, key=lambda pair: str(pair[0])))


def reduced(value: ParameterFraction) -> ParameterFraction:
    """Return the fraction without common factors above and below.

    Examples
    --------
    >>> k = ParameterFraction(ParameterPolynomial.variable("k"))
    >>> str(reduced((k * k - k) / (k * ParameterFraction.of(2))))
    '1/2*k - 1/2'
    """
    above, below = value.numerator, value.denominator
    if below.is_constant:
        return ParameterFraction(above.scaled(1 / below.constant_term))
    if not above:
        return ParameterFraction(ZERO)
    names = tuple(sorted({*above.names, *below.names}))
    over, scale_over = _whole(above)
    under, scale_under = _whole(below)
    one, other = _flint(over, names), _flint(under, names)
    shared = one.gcd(other)
    over, under = _ours(one / shared, names), _ours(other / shared, names)
    factor = Fraction(scale_under, scale_over)
    lead = _lead(under)
    if under.is_constant:
        return ParameterFraction(over.scaled(factor / under.constant_term))
    sign = 1 if lead > 0 else -1
    return ParameterFraction(over.scaled(factor * sign), under.scaled(Fraction(sign)))


def resultant(one: ParameterPolynomial, other: ParameterPolynomial, name: str) -> ParameterPolynomial:
    """Return a polynomial without `name` that is zero wherever both are.

    Examples
    --------
    >>> x, y = ParameterPolynomial.variable("x"), ParameterPolynomial.variable("y")
    >>> str(resultant(x * x - ParameterPolynomial.constant(2), x - y, "x"))
    'y^2 - 2'
    """
    names = tuple(sorted({*one.names, *other.names}))
    found = _flint(one, names).resultant(_flint(other, names), f"x{names.index(name)}")
    return _ours(found, names)


def determinant(rows: Sequence[Sequence[ParameterPolynomial]]) -> ParameterPolynomial:
    """Return the determinant of a small square matrix, by expansion along the first row.

    Examples
    --------
    >>> k = ParameterPolynomial.variable("k")
    >>> str(determinant([[k, ONE], [ONE, k]]))
    'k^2 - 1'
    """
    if not rows:
        return ONE
    total = ZERO
    for place, entry in enumerate(rows[0]):
        if entry:
            minor = determinant([[*row[:place], *row[place + 1 :]] for row in rows[1:]])
            total = total - entry * minor if place % 2 else total + entry * minor
    return total


def _lead(polynomial: ParameterPolynomial) -> Fraction:
    """The coefficient that is written first."""
    return min(polynomial.terms.items(), key=lambda t: (-sum(p for _, p in t[0]), t[0]))[1]


def _whole(polynomial: ParameterPolynomial) -> tuple[ParameterPolynomial, int]:
    """The polynomial with whole coefficients, and what it was multiplied by."""
    scale = math.lcm(*(c.denominator for c in polynomial.terms.values()))
    return polynomial.scaled(Fraction(scale)), scale


def _flint(polynomial: ParameterPolynomial, names: tuple[str, ...]) -> Any:
    from flint import Ordering, fmpz_mpoly_ctx

    context = fmpz_mpoly_ctx.get(tuple(f"x{i}" for i in range(len(names))), Ordering.degrevlex)
    place = {name: i for i, name in enumerate(names)}
    scale = math.lcm(*(c.denominator for c in polynomial.terms.values()))
    terms = {}
    for monomial, c in polynomial.terms.items():
        powers = [0] * len(names)
        for name, power in monomial:
            powers[place[name]] = power
        terms[tuple(powers)] = int(c * scale)
    return context.from_dict(terms)


def _ours(polynomial: Any, names: tuple[str, ...]) -> ParameterPolynomial:
    terms: dict[Monomial, Fraction] = {}
    found: Mapping[tuple[int, ...], Any] = polynomial.to_dict()
    for powers, c in found.items():
        monomial = tuple((names[i], int(power)) for i, power in enumerate(powers) if power)
        terms[monomial] = Fraction(int(c))
    return ParameterPolynomial(terms)
