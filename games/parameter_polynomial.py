"""Polynomials and fractions of polynomials in named parameters, with rational coefficients: immutable, exact.

A monomial is the tuple of its (name, power) pairs in alphabetical order, so that polynomials from different
places combine without agreeing on a list of variables first.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

from .exact import number_text

Monomial: TypeAlias = tuple[tuple[str, int], ...]


class ParameterPolynomial:
    """A polynomial in named parameters.

    Examples
    --------
    >>> k, w = ParameterPolynomial.variable("k"), ParameterPolynomial.variable("w")
    >>> p = w * (ParameterPolynomial.constant(13) - k)
    >>> str(p), p.names, p.value({"k": Fraction(6), "w": Fraction(1, 2)})
    ('-k*w + 13*w', ('k', 'w'), Fraction(7, 2))
    """

    __slots__ = ("_hash", "terms")

    terms: Mapping[Monomial, Fraction]
    _hash: int | None

    def __init__(self, terms: Mapping[Monomial, Fraction]) -> None:
        object.__setattr__(self, "terms", {m: c for m, c in terms.items() if c})
        object.__setattr__(self, "_hash", None)

    @classmethod
    def constant(cls, value: Fraction | int) -> ParameterPolynomial:
        """The polynomial that is this number everywhere."""
        return cls({(): Fraction(value)})

    @classmethod
    def variable(cls, name: str) -> ParameterPolynomial:
        """The polynomial that is the parameter of this name."""
        return cls({((name, 1),): Fraction(1)})

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters that it depends on, in alphabetical order."""
        return tuple(sorted({name for monomial in self.terms for name, _ in monomial}))

    @property
    def is_constant(self) -> bool:
        return all(monomial == () for monomial in self.terms)

    @property
    def is_linear(self) -> bool:
        """Whether no parameter is multiplied by a parameter."""
        return all(not m or (len(m) == 1 and m[0][1] == 1) for m in self.terms)

    @property
    def constant_term(self) -> Fraction:
        return self.terms.get((), Fraction(0))

    def linear_parts(self) -> tuple[dict[str, Fraction], Fraction]:
        """The coefficient by name and the constant of a linear polynomial."""
        return {m[0][0]: c for m, c in self.terms.items() if m}, self.constant_term

    def degree(self, name: str) -> int:
        """The highest power of a parameter."""
        return max((power for m in self.terms for one, power in m if one == name), default=0)

    def coefficients(self, name: str) -> tuple[ParameterPolynomial, ...]:
        """The coefficients of the powers of one parameter, from the constant one up."""
        found: list[dict[Monomial, Fraction]] = [{} for _ in range(self.degree(name) + 1)]
        for monomial, c in self.terms.items():
            power = next((p for one, p in monomial if one == name), 0)
            found[power][tuple(pair for pair in monomial if pair[0] != name)] = c
        return tuple(ParameterPolynomial(terms) for terms in found)

    def value(self, values: Mapping[str, Any]) -> Any:
        """The value where every parameter has a number: Fractions, or others that compute like them."""
        total: Any = Fraction(0)
        for monomial, c in self.terms.items():
            term: Any = c
            for name, power in monomial:
                for _ in range(power):
                    term = term * values[name]
            total = total + term
        return total

    def at(self, values: Mapping[str, Fraction]) -> ParameterPolynomial:
        """The polynomial that is left when some parameters have numbers."""
        terms: dict[Monomial, Fraction] = {}
        for monomial, c in self.terms.items():
            known = math.prod((values[name] ** power for name, power in monomial if name in values), start=c)
            rest = tuple(pair for pair in monomial if pair[0] not in values)
            terms[rest] = terms.get(rest, Fraction(0)) + known
        return ParameterPolynomial(terms)

    def primitive(self) -> ParameterPolynomial:
        """The positive multiple with whole coefficients that have no common divisor."""
        if not self.terms:
            return self
        shared = math.lcm(*(c.denominator for c in self.terms.values()))
        content = math.gcd(*(c.numerator * (shared // c.denominator) for c in self.terms.values()))
        return self.scaled(Fraction(shared, content))

    def scaled(self, factor: Fraction) -> ParameterPolynomial:
        """The polynomial times a number."""
        return ParameterPolynomial({m: c * factor for m, c in self.terms.items()})

    def __add__(self, other: ParameterPolynomial) -> ParameterPolynomial:
        terms = dict(self.terms)
        for m, c in other.terms.items():
            terms[m] = terms.get(m, Fraction(0)) + c
        return ParameterPolynomial(terms)

    def __sub__(self, other: ParameterPolynomial) -> ParameterPolynomial:
        return self + -other

    def __neg__(self) -> ParameterPolynomial:
        return ParameterPolynomial({m: -c for m, c in self.terms.items()})

    def __mul__(self, other: ParameterPolynomial) -> ParameterPolynomial:
        terms: dict[Monomial, Fraction] = {}
        for m, c in self.terms.items():
            for n, d in other.terms.items():
                both = _times(m, n)
                terms[both] = terms.get(both, Fraction(0)) + c * d
        return ParameterPolynomial(terms)

    def __pow__(self, power: int) -> ParameterPolynomial:
        result = ParameterPolynomial.constant(1)
        for _ in range(power):
            result = result * self
        return result

    def __bool__(self) -> bool:
        return bool(self.terms)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ParameterPolynomial) and self.terms == other.terms

    def __hash__(self) -> int:
        if self._hash is None:
            object.__setattr__(self, "_hash", hash(frozenset(self.terms.items())))
        return self._hash or 0

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a ParameterPolynomial is immutable")

    def __reduce__(self) -> tuple[Any, ...]:
        return ParameterPolynomial, (dict(self.terms),)

    def __str__(self) -> str:
        return terms_text(self.terms.items())

    def __repr__(self) -> str:
        return f"<ParameterPolynomial {self}>"


ZERO = ParameterPolynomial({})
ONE = ParameterPolynomial.constant(1)


@dataclass(frozen=True, slots=True)
class ParameterFraction:
    """A polynomial over a polynomial; where the lower one is zero it has no value.

    Examples
    --------
    >>> k = ParameterFraction(ParameterPolynomial.variable("k"))
    >>> str((k - ParameterFraction.of(3)) / (k + ParameterFraction.of(1)))
    '(k - 3)/(k + 1)'
    """

    numerator: ParameterPolynomial
    denominator: ParameterPolynomial = ONE

    @classmethod
    def of(cls, value: Fraction | int) -> ParameterFraction:
        """The number as a fraction of polynomials."""
        return cls(ParameterPolynomial.constant(value))

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(sorted({*self.numerator.names, *self.denominator.names}))

    @property
    def is_constant(self) -> bool:
        return self.numerator.is_constant and self.denominator.is_constant

    def value(self, values: Mapping[str, Any]) -> Any:
        """The value where every parameter has a number.

        Raises
        ------
        ZeroDivisionError
            Where the denominator is zero.
        """
        return self.numerator.value(values) / self.denominator.value(values)

    def __add__(self, other: ParameterFraction) -> ParameterFraction:
        if self.denominator == other.denominator:
            return _plain(self.numerator + other.numerator, self.denominator)
        return _plain(
            self.numerator * other.denominator + other.numerator * self.denominator,
            self.denominator * other.denominator,
        )

    def __sub__(self, other: ParameterFraction) -> ParameterFraction:
        return self + -other

    def __neg__(self) -> ParameterFraction:
        return ParameterFraction(-self.numerator, self.denominator)

    def __mul__(self, other: ParameterFraction) -> ParameterFraction:
        return _plain(self.numerator * other.numerator, self.denominator * other.denominator)

    def __truediv__(self, other: ParameterFraction) -> ParameterFraction:
        if not other.numerator:
            raise ZeroDivisionError("a formula divides by zero")
        return _plain(self.numerator * other.denominator, self.denominator * other.numerator)

    def put(self, name: str, value: ParameterFraction) -> ParameterFraction:
        """The fraction with one parameter replaced by another fraction."""
        above, below = _put(self.numerator, name, value), _put(self.denominator, name, value)
        return above / below

    def __str__(self) -> str:
        if self.denominator == ONE:
            return str(self.numerator)
        above, below = str(self.numerator), str(self.denominator)
        above = f"({above})" if len(self.numerator.terms) > 1 or "/" in above else above
        return f"{above}/({below})" if _is_compound(self.denominator) else f"{above}/{below}"


def terms_text(terms: Iterable[tuple[Monomial, Fraction]]) -> str:
    """Write a sum of terms, those of the highest degree first.

    Examples
    --------
    >>> terms_text({(("k", 1), ("w", 2)): Fraction(-1), (): Fraction(3, 2)}.items())
    '-k*w^2 + 3/2'
    """
    parts: list[str] = []
    for monomial, c in sorted(terms, key=lambda term: (-sum(p for _, p in term[0]), term[0])):
        size = number_text(abs(c))
        factors = [name if power == 1 else f"{name}^{power}" for name, power in monomial]
        if abs(c) != 1 or not factors:
            factors.insert(0, size)
        term = "*".join(factors)
        parts.append(f" {'-' if c < 0 else '+'} {term}" if parts else f"-{term}" if c < 0 else term)
    return "".join(parts) or "0"


def _is_compound(polynomial: ParameterPolynomial) -> bool:
    """Whether it must stand in brackets behind a slash."""
    if len(polynomial.terms) != 1:
        return True
    (monomial, c) = next(iter(polynomial.terms.items()))
    return c != 1 or len(monomial) > 1


def _times(one: Monomial, other: Monomial) -> Monomial:
    if not one or not other:
        return one or other
    powers = dict(one)
    for name, power in other:
        powers[name] = powers.get(name, 0) + power
    return tuple(sorted(powers.items()))


def _plain(above: ParameterPolynomial, below: ParameterPolynomial) -> ParameterFraction:
    """The fraction with a constant denominator divided out, and zero over one."""
    if not above:
        return ParameterFraction(ZERO)
    if below.is_constant:
        return ParameterFraction(above.scaled(1 / below.constant_term))
    return ParameterFraction(above, below)


def _put(polynomial: ParameterPolynomial, name: str, value: ParameterFraction) -> ParameterFraction:
    parts = polynomial.coefficients(name)
    total = ParameterFraction(ZERO)
    for part in reversed(parts):  # Horner
        total = total * value + ParameterFraction(part)
    return total
